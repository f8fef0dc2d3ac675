"""The texts that the house carries itself: templates with their clauses, read from contracts/data."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from contracts.enums import TextStatus
from contracts.models import AgreementTemplate, Clause, ClauseVersion, TemplateClause, TemplateVersion
from fluxus.errors import Refusal

DATA = Path(__file__).parents[2] / "data"
OVO = "overeenkomst-van-opdracht"
RENTAL = "huurovereenkomst"
AROUND = ("title", "required_proofs", "advised_proofs")
TERMS = ("name", "kind", "keep_years")


def current(slug: str = OVO) -> TemplateVersion:
    """The newest published version. Refuses when there is none."""
    published = TemplateVersion.objects.filter(template__slug=slug, status=TextStatus.PUBLISHED)
    newest = published.select_related("template").order_by("-version").first()
    if newest is None:
        raise Refusal("Er is nog geen gepubliceerde modelovereenkomst.")
    return newest


def fingerprint_of_text(heading: str, body: str) -> str:
    """SHA-256 of what a clause says."""
    return hashlib.sha256(f"{heading}\n\n{body}".encode()).hexdigest()


def publish(file: str, *, by: Any = None) -> TemplateVersion:
    """Publish the text of contracts/data/<file>; a version that is there already stays as it is."""
    text = tomllib.loads((DATA / file).read_text())
    with transaction.atomic():
        terms = {name: text[name] for name in TERMS if name in text}
        template, _ = AgreementTemplate.objects.get_or_create(slug=text["slug"], defaults=terms)
        around = {name: text[name] for name in AROUND if name in text}
        version, is_new = TemplateVersion.objects.get_or_create(
            template=template,
            version=text["version"],
            defaults={"preamble": text["preamble"].strip(), **around},
        )
        if is_new:
            _fill(version, text["articles"], by)
    return version


def _fill(version: TemplateVersion, articles: list[dict[str, str]], by: Any) -> None:
    TemplateClause.objects.bulk_create(
        TemplateClause(
            version=version,
            position=position,
            clause_version=_clause(version.template, each, by),
            condition=each.get("condition", "always"),
        )
        for position, each in enumerate(articles, start=1)
    )
    version.status = TextStatus.PUBLISHED
    version.published_at, version.published_by = timezone.now(), by
    version.save()


def _clause(template: AgreementTemplate, text: dict[str, str], by: Any) -> ClauseVersion:
    """The published text with these words: the one that is there, or a new version."""
    slug = text.get("slug") or f"{template.slug[:20]}-{slugify(text['heading'])}"[:60]
    fields = {"name": text.get("name", text["heading"]), "kind": text.get("kind", "article")}
    clause, _ = Clause.objects.get_or_create(slug=slug, defaults=fields)
    body = text["body"].strip()
    sha256 = fingerprint_of_text(text["heading"], body)
    known = clause.versions.filter(sha256=sha256, status=TextStatus.PUBLISHED).first()
    return known or ClauseVersion.objects.create(
        clause=clause,
        version=clause.versions.count() + 1,
        heading=text["heading"],
        body=body,
        summary=text.get("summary", ""),
        sha256=sha256,
        status=TextStatus.PUBLISHED,
        published_at=timezone.now(),
        published_by=by,
    )
