"""Publishing the text of an agreement."""

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from contracts.enums import TemplateStatus
from contracts.models import AgreementTemplate, Article, TemplateVersion
from fluxus.errors import Refusal

DATA = Path(__file__).parent.parent / "data"
OVO = "overeenkomst-van-opdracht"


def current(slug: str = OVO) -> TemplateVersion:
    """The newest published version. Refuses when there is none."""
    published = TemplateVersion.objects.filter(template__slug=slug, status=TemplateStatus.PUBLISHED)
    newest = published.order_by("-version").first()
    if newest is None:
        raise Refusal("Er is nog geen gepubliceerde modelovereenkomst.")
    return newest


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
            Article.objects.bulk_create(
                Article(version=version, position=position, heading=each["heading"], body=each["body"].strip())
                for position, each in enumerate(text["articles"], start=1)
            )
            version.status = TemplateStatus.PUBLISHED
            version.published_at, version.published_by = timezone.now(), by
            version.save()
    return version
