"""What a run is about: planning that no agreement holds yet, bundled per partner."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet

from bookings.models import Booking, Season
from contracts.domain.drawing_up.composing import unheld
from contracts.domain.drawing_up.drafting import MOST_LINES, published_lessons, with_minors
from contracts.domain.drawing_up.rentals import MOST_BOOKINGS
from contracts.domain.readiness.readiness import NEEDED
from contracts.enums import Bundling, RunSource
from fluxus.errors import Refusal
from network.models import Partner
from programmes.models import CourseDate, Delivery

type Criteria = dict[str, Any]
type Planned = Delivery | Booking | CourseDate

MOST = {RunSource.SEASON: MOST_BOOKINGS, RunSource.LESSONS: MOST_LINES}
"""So many appointments fit in one agreement."""


@dataclass(frozen=True)
class Bundle:
    """What comes into one agreement: `sources` are the keys of its deliveries, bookings or lessons, soonest first."""

    partner: Partner
    title: str
    sources: list[int]
    first: date
    last: date
    fee_cents: int
    minutes: int
    with_minors: bool
    most: int | None = None

    @property
    def count(self) -> int:
        return len(self.sources)


def choose(*, source: str, bundling: str, criteria: Criteria) -> list[Bundle]:
    """The bundles of a choice in order of partner and first day, with a constant number of queries.

    `criteria`: `year` (school year) for a menu, `season` for hires and lessons, with lessons `fee_cents` for each of
    them, `partners` (keys) for a selection and, with the
    others, to leave the rest out; `from_on` (ISO) leaves out what comes before it; `most` is the greatest number.
    Refuses a bundling that does not go with the source.
    """
    refuse_bundling(source, bundling)
    planned = _planned(source, criteria)
    grouped: dict[tuple[Any, ...], list[Planned]] = defaultdict(list)
    for each in planned:
        grouped[_key(each, bundling)].append(each)
    partners = _partners(key[0] for key in grouped)
    fee, most = criteria.get("fee_cents", 0), MOST.get(RunSource(source))
    bundles = [_bundle(partners[key[0]], each, bundling, fee, most) for key, each in grouped.items()]
    return sorted(bundles, key=_place)[: criteria.get("most") or None]


def _place(bundle: Bundle) -> tuple[Any, ...]:
    return bundle.partner.sort_name, bundle.partner.pk, bundle.first, bundle.title


def refuse_bundling(source: str, bundling: str) -> None:
    if source == RunSource.SEASON and bundling in (Bundling.SCHOOL, Bundling.ACTIVITY):
        raise Refusal("Huur bundel je per maand, of alles van een huurder samen.", field="bundling")
    if source == RunSource.LESSONS and bundling == Bundling.SCHOOL:
        raise Refusal("Lessen bundel je per cursus, per maand, of alles van een cultuurmaker samen.", field="bundling")


def free_deliveries() -> QuerySet[Delivery]:
    """Planned visits that no agreement holds."""
    found: QuerySet[Delivery] = unheld(Delivery.objects.standing())
    return found


def free_bookings() -> QuerySet[Booking]:
    """Bookings that stand and that no agreement holds."""
    found: QuerySet[Booking] = unheld(Booking.objects.standing())
    return found


def free_lessons() -> QuerySet[CourseDate]:
    """Lessons of published courses that no agreement holds."""
    found: QuerySet[CourseDate] = unheld(published_lessons())
    return found


def _planned(source: str, criteria: Criteria) -> Iterable[Planned]:
    if source == RunSource.SEASON:
        return _bookings(criteria)
    return _lessons(criteria) if source == RunSource.LESSONS else _deliveries(source, criteria)


def _deliveries(source: str, criteria: Criteria) -> QuerySet[Delivery]:
    found = free_deliveries().select_related("activity", "school").order_by("local_start", "pk")
    if source == RunSource.MENU:
        found = found.filter(activity__school_year=criteria["year"])
    if criteria.get("partners") is not None:
        found = found.filter(activity__maker__in=criteria["partners"])
    return found.filter(**_from(criteria))


def _bookings(criteria: Criteria) -> QuerySet[Booking]:
    found = free_bookings().filter(series__season=criteria["season"]).order_by("local_start", "pk")
    if criteria.get("partners") is not None:
        found = found.filter(partner__in=criteria["partners"])
    return found.filter(**_from(criteria))


def _lessons(criteria: Criteria) -> QuerySet[CourseDate]:
    season = Season.objects.filter(pk=criteria["season"]).first()
    found = free_lessons().select_related("course").order_by("local_start", "pk")
    if season is None:
        return found.none()
    days = datetime.combine(season.starts_on, time.min), datetime.combine(season.ends_on, time.max)
    found = found.filter(local_start__range=days)
    if criteria.get("partners") is not None:
        found = found.filter(course__maker__in=criteria["partners"])
    return found.filter(**_from(criteria))


def _from(criteria: Criteria) -> dict[str, datetime]:
    """Midnight of the first day that is asked for, as a filter; nothing when any day will do."""
    return {"local_start__gte": datetime.fromisoformat(criteria["from_on"])} if criteria.get("from_on") else {}


def _key(planned: Planned, bundling: str) -> tuple[Any, ...]:
    partner = _partner(planned)
    if bundling == Bundling.MONTH:
        return partner, planned.local_start.year, planned.local_start.month
    if bundling == Bundling.ACTIVITY and not isinstance(planned, Booking):
        return partner, planned.activity_id if isinstance(planned, Delivery) else planned.course_id
    if bundling == Bundling.SCHOOL and isinstance(planned, Delivery):
        return partner, planned.school_id
    return (partner,)


def _partner(planned: Planned) -> int:
    if isinstance(planned, Delivery):
        return planned.activity.maker_id
    return planned.course.maker_id if isinstance(planned, CourseDate) else planned.partner_id


def _bundle(partner: Partner, planned: list[Planned], bundling: str, fee_cents: int, most: int | None) -> Bundle:
    return Bundle(
        partner=partner,
        title=_title(planned, bundling),
        sources=[each.pk for each in planned],
        first=planned[0].local_start.date(),
        last=max(each.local_end for each in planned).date(),
        fee_cents=sum(_cents(each, fee_cents) for each in planned),
        minutes=sum(each.period.wall_minutes for each in planned),
        with_minors=any(_is_with_minors(each) for each in planned),
        most=most,
    )


def _cents(planned: Planned, fee_cents: int) -> int:
    if isinstance(planned, CourseDate):
        return fee_cents
    return planned.fee_cents if isinstance(planned, Delivery) else planned.price_cents


def _is_with_minors(planned: Planned) -> bool:
    """At a school always; a course when it is open to somebody under 18; who hires answers for his own guests."""
    return isinstance(planned, Delivery) or (isinstance(planned, CourseDate) and with_minors(planned.course))


def _title(planned: list[Planned], bundling: str) -> str:
    """What tells this bundle from others of the same partner."""
    first = planned[0]
    if isinstance(first, Delivery) and bundling == Bundling.SCHOOL:
        return first.school.name
    return ", ".join(dict.fromkeys(_name(each) for each in planned))[:160]


def _name(planned: Planned) -> str:
    if isinstance(planned, Delivery):
        return planned.activity.title
    return planned.course.title if isinstance(planned, CourseDate) else planned.title


def _partners(keys: Iterable[int]) -> dict[int, Partner]:
    """With everything that readiness looks at."""
    return Partner.objects.prefetch_related(*NEEDED).in_bulk(set(keys))
