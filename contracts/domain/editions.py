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

DATA = Path(__file__).parent.parent / "data"
OVO = "overeenkomst-van-opdracht"


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
        template, _ = AgreementTemplate.objects.get_or_create(slug=text["slug"], defaults={"name": text["name"]})
        version, is_new = TemplateVersion.objects.get_or_create(
            template=template,
            version=text["version"],
            defaults={"title": text["title"], "preamble": text["preamble"].strip()},
        )
        if is_new:
            TemplateClause.objects.bulk_create(
                TemplateClause(version=version, position=position, clause_version=_clause(template, each, by))
                for position, each in enumerate(text["articles"], start=1)
            )
            version.status = TextStatus.PUBLISHED
            version.published_at, version.published_by = timezone.now(), by
            version.save()
    return version


def _clause(template: AgreementTemplate, text: dict[str, str], by: Any) -> ClauseVersion:
    slug = f"{template.slug[:20]}-{slugify(text['heading'])}"[:60]
    clause, _ = Clause.objects.get_or_create(slug=slug, defaults={"name": text["heading"]})
    body = text["body"].strip()
    return ClauseVersion.objects.create(
        clause=clause,
        version=clause.versions.count() + 1,
        heading=text["heading"],
        body=body,
        sha256=fingerprint_of_text(text["heading"], body),
        status=TextStatus.PUBLISHED,
        published_at=timezone.now(),
        published_by=by,
    )
