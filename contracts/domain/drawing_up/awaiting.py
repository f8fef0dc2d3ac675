"""Who waits for an agreement: partners with something planned that no agreement holds."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from bookings.models import Booking
from contracts.domain.drawing_up.composing import unheld
from fluxus.text import fold
from network.models import Partner
from programmes.enums import CourseStatus
from programmes.models import CourseDate, Delivery

MOST = 30


@dataclass(frozen=True)
class PartnersAwaiting:
    """Each with `visits`, `lessons` and `hires`: how many of them ahead have no agreement. `is_cut`: there are more."""

    partners: list[Any]
    is_cut: bool
    is_search: bool


def awaiting(partners: QuerySet[Partner], *, query: str, today: date) -> PartnersAwaiting:
    """Who has the most waiting first; with a query everybody of that name, whether something waits or not."""
    from_now = datetime.combine(today, time())
    visits = unheld(Delivery.objects.standing().filter(local_start__gte=from_now))
    lessons = unheld(CourseDate.objects.filter(local_start__gte=from_now, course__status=CourseStatus.PUBLISHED))
    hires = unheld(Booking.objects.standing().filter(local_start__gte=from_now, series__isnull=False))
    counted = partners.annotate(
        visits=_count(visits, "activity__maker"),
        lessons=_count(lessons, "course__maker"),
        hires=_count(hires, "partner"),
    )
    words = fold(query).split()
    for word in words:
        counted = counted.filter(search_text__contains=word)
    if not words:
        counted = counted.filter(Q(visits__gt=0) | Q(lessons__gt=0) | Q(hires__gt=0))
    found = list(counted.order_by(-F("visits"), -F("lessons"), -F("hires"), "sort_name", "pk")[: MOST + 1])
    return PartnersAwaiting(found[:MOST], len(found) > MOST, bool(words))


def _count(rows: Any, owner: str) -> Any:
    """How many of these rows belong to the outer partner."""
    own = rows.filter(**{owner: OuterRef("pk")}).order_by().values(owner).annotate(total=Count("pk")).values("total")
    return Coalesce(Subquery(own, output_field=IntegerField()), 0)
