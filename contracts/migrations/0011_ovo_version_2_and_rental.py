"""The second text of the overeenkomst van opdracht and the first of the huurovereenkomst, with the annexes of both."""

import hashlib
import tomllib
from pathlib import Path

from django.db import migrations
from django.utils import timezone
from django.utils.text import slugify

DATA = Path(__file__).parent.parent / "data"
FILES = ("ovo-2.toml", "huur-1.toml")


def publish(apps, schema_editor):
    for file in FILES:
        publish_one(apps, tomllib.loads((DATA / file).read_text()))


def publish_one(apps, text):
    templates, versions = (
        apps.get_model("contracts", name).objects for name in ("AgreementTemplate", "TemplateVersion")
    )
    terms = {name: text[name] for name in ("name", "kind", "keep_years") if name in text}
    template, _ = templates.get_or_create(slug=text["slug"], defaults=terms)
    if versions.filter(template=template, version__gte=text["version"]).exists():
        return  # a house that has written its own newer text keeps it
    version = versions.create(
        template=template,
        version=text["version"],
        title=text["title"],
        preamble=text["preamble"].strip(),
        required_proofs=text.get("required_proofs", []),
        advised_proofs=text.get("advised_proofs", []),
    )
    for position, each in enumerate(text["articles"], start=1):
        version.clauses.create(
            position=position,
            clause_version=clause_version(apps, template, each),
            condition=each.get("condition", "always"),
        )
    version.status = "published"
    version.published_at = timezone.now()
    version.save()


def clause_version(apps, template, text):
    """The published text with these words: the one that is there, or a new version."""
    clauses, texts = (apps.get_model("contracts", name).objects for name in ("Clause", "ClauseVersion"))
    slug = text.get("slug") or f"{template.slug[:20]}-{slugify(text['heading'])}"[:60]
    clause, _ = clauses.get_or_create(
        slug=slug, defaults={"name": text["heading"], "kind": text.get("kind", "article")}
    )
    body = text["body"].strip()
    sha256 = hashlib.sha256(f"{text['heading']}\n\n{body}".encode()).hexdigest()
    known = texts.filter(clause=clause, sha256=sha256, status="published").first()
    return known or texts.create(
        clause=clause,
        version=texts.filter(clause=clause).count() + 1,
        heading=text["heading"],
        body=body,
        summary=text.get("summary", ""),
        sha256=sha256,
        status="published",
        published_at=timezone.now(),
    )


class Migration(migrations.Migration):
    dependencies = [("contracts", "0010_dba_questions_version_1")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
