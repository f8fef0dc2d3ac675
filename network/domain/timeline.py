"""Adding lines to the timeline of partners."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from network.enums import Confidentiality
from network.models import ContactMoment, Partner, TimelineEntry


def record(
    *,
    partners: Iterable[Partner],
    kind: str,
    title: str,
    by: Any = None,
    detail: str = "",
    path: str = "",
    amount_cents: int | None = None,
    confidentiality: str = Confidentiality.OPEN,
    moment: ContactMoment | None = None,
    at: datetime | None = None,
) -> None:
    """One line on the timeline of each partner; call it inside the transaction of what happened.

    `path` is an address in this house, `amount_cents` euro cents (hidden from who may not see amounts). `at` is the
    aware moment of what happened, now when left out.
    """
    TimelineEntry.objects.bulk_create(
        TimelineEntry(
            partner=partner,
            kind=kind,
            at=at or timezone.now(),
            title=title[:300],
            detail=detail,
            by=by,
            path=path,
            amount_cents=amount_cents,
            confidentiality=confidentiality,
            moment=moment,
        )
        for partner in {partner.pk: partner for partner in partners}.values()
    )
