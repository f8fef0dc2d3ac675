"""What a run is about: planning that no agreement holds yet, bundled per partner."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from bookings.models import Booking
from contracts.domain.drawing_up.composing import unheld
from contracts.domain.readiness.readiness import NEEDED
from contracts.enums import Bundling, RunSource
from fluxus.errors import Refusal
from network.models import Partner
from programmes.models import Delivery

type Criteria = dict[str, Any]
type Planned = Delivery | Booking


@dataclass(frozen=True)
class Bundle:
    """What comes into one agreement: `sources` are the keys of its deliveries or bookings, soonest first."""

    partner: Partner
    title: str
    sources: list[int]
    first: date
    last: date
    fee_cents: int
    minutes: int
    at_school: bool

    @property
    def count(self) -> int:
        return len(self.sources)


def choose(*, source: str, bundling: str, criteria: Criteria) -> list[Bundle]:
    """The bundles of a choice in order of partner and first day, with a constant number of queries.

    `criteria`: `year` (school year) for a menu, `season` for the houses, `partners` (keys) for a selection and, with the
    others, to leave the rest out; `from_on` (ISO) leaves out what comes before it; `most` is the greatest number.
    Refuses a bundling that does not go with the source.
    """
    refuse_bundling(source, bundling)
    planned = _bookings(criteria) if source == RunSource.SEASON else _deliveries(source, criteria)
    grouped: dict[tuple[Any, ...], list[Planned]] = defaultdict(list)
    for each in planned:
        grouped[_key(each, bundling)].append(each)
    partners = _partners(key[0] for key in grouped)
    bundles = [_bundle(partners[key[0]], each, bundling) for key, each in grouped.items()]
    return sorted(bundles, key=_place)[: criteria.get("most") or None]


def _place(bundle: Bundle) -> tuple[Any, ...]:
    return bundle.partner.sort_name, bundle.partner.pk, bundle.first, bundle.title


def refuse_bundling(source: str, bundling: str) -> None:
    if source == RunSource.SEASON and bundling in (Bundling.SCHOOL, Bundling.ACTIVITY):
        raise Refusal("Huur bundel je per maand, of alles van een huurder samen.", field="bundling")


def free_deliveries() -> QuerySet[Delivery]:
    """Planned visits that no agreement holds."""
    found: QuerySet[Delivery] = unheld(Delivery.objects.standing())
    return found


def free_bookings() -> QuerySet[Booking]:
    """Bookings that stand and that no agreement holds."""
    found: QuerySet[Booking] = unheld(Booking.objects.standing())
    return found


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


def _from(criteria: Criteria) -> dict[str, datetime]:
    """Midnight of the first day that is asked for, as a filter; nothing when any day will do."""
    return {"local_start__gte": datetime.fromisoformat(criteria["from_on"])} if criteria.get("from_on") else {}


def _key(planned: Planned, bundling: str) -> tuple[Any, ...]:
    partner = planned.activity.maker_id if isinstance(planned, Delivery) else planned.partner_id
    if bundling == Bundling.MONTH:
        return partner, planned.local_start.year, planned.local_start.month
    if isinstance(planned, Delivery) and bundling != Bundling.PARTNER:
        return partner, planned.school_id if bundling == Bundling.SCHOOL else planned.activity_id
    return (partner,)


def _bundle(partner: Partner, planned: list[Planned], bundling: str) -> Bundle:
    return Bundle(
        partner=partner,
        title=_title(planned, bundling),
        sources=[each.pk for each in planned],
        first=planned[0].local_start.date(),
        last=max(each.local_end for each in planned).date(),
        fee_cents=sum(_cents(each) for each in planned),
        minutes=sum(each.period.wall_minutes for each in planned),
        at_school=isinstance(planned[0], Delivery),
    )


def _cents(planned: Planned) -> int:
    return planned.fee_cents if isinstance(planned, Delivery) else planned.price_cents


def _title(planned: list[Planned], bundling: str) -> str:
    """What tells this bundle from others of the same partner."""
    first = planned[0]
    if isinstance(first, Delivery) and bundling == Bundling.SCHOOL:
        return first.school.name
    if isinstance(first, Delivery) and bundling == Bundling.ACTIVITY:
        return first.activity.title
    titles = dict.fromkeys(each.activity.title if isinstance(each, Delivery) else each.title for each in planned)
    return ", ".join(titles)[:160]


def _partners(keys: Iterable[int]) -> dict[int, Partner]:
    """With everything that readiness looks at."""
    return Partner.objects.prefetch_related(*NEEDED).in_bulk(set(keys))
