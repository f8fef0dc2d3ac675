"""Two price lists side by side, and a list tried on the bookings of a season."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from bookings.domain import pricing, windows
from bookings.domain.price_lists import in_order
from bookings.enums import Audience, BookingStatus, TariffClass
from bookings.models import Booking, PriceList, Season, Tariff
from fluxus.periods import Period
from network.models import Partner

MOST_CHANGES = 15


@dataclass(frozen=True)
class Difference:
    """One tariff in both lists; `was` or `now` is None where only the other has it."""

    tariff: Tariff
    was: int | None
    now: int | None

    @property
    def percent(self) -> float | None:
        return None if not self.was or self.now is None else (self.now - self.was) * 100 / self.was


def compare(old: PriceList, new: PriceList) -> list[Difference]:
    """Each tariff of either list, by class, renter and window. Two queries."""
    before = {key(each): each for each in old.tariffs.all()}
    after = {key(each): each for each in new.tariffs.all()}
    return [
        Difference(each, cents(before.get(key(each))), cents(after.get(key(each))))
        for each in in_order({**before, **after}.values())
    ]


def key(tariff: Tariff) -> tuple[object, ...]:
    window = (tuple(tariff.weekdays), tariff.from_time, tariff.until_time)
    return (tariff.tariff_class, tariff.audience, tariff.unit, *window)


def cents(tariff: Tariff | None) -> int | None:
    return tariff.amount_cents if tariff else None


@dataclass
class Sum:
    """Net cents that were agreed, and that it would be by the other list."""

    bookings: int = 0
    was: int = 0
    now: int = 0

    def add(self, was: int, now: int) -> None:
        self.bookings, self.was, self.now = self.bookings + 1, self.was + was, self.now + now

    @property
    def more(self) -> int:
        return self.now - self.was

    @property
    def percent(self) -> float | None:
        return self.more * 100 / self.was if self.was else None


@dataclass
class Trial:
    """A season by another list. `unpriced` bookings have no tariff in it and count at their own price."""

    total: Sum = field(default_factory=Sum)
    per_audience: dict[str, Sum] = field(default_factory=lambda: defaultdict(Sum))
    per_class: dict[str, Sum] = field(default_factory=lambda: defaultdict(Sum))
    per_building: dict[str, Sum] = field(default_factory=lambda: defaultdict(Sum))
    changes: list[tuple[Partner, Sum]] = field(default_factory=list)
    unpriced: int = 0


type Row = tuple[int, str, str, datetime, datetime, int, str]


def try_out(price_list: PriceList, season: Season) -> Trial:
    """The confirmed bookings of a season at the prices of this list; a price that somebody set himself stays.

    Rooms only, without supplements. Four queries, however many bookings.
    """
    own = Booking.objects.standing().filter(
        status=BookingStatus.CONFIRMED,
        local_start__gte=datetime.combine(season.starts_on, time()),
        local_start__lt=datetime.combine(season.ends_on + timedelta(days=1), time()),
    )
    rows: Iterable[Row] = own.values_list(
        "partner_id", "room__tariff_class", "room__building__name", "local_start", "local_end", "price_cents",
        "manual_price_reason",
    )  # fmt: skip
    return summed(list(rows), pricing.Book.only(price_list))


def summed(rows: list[Row], book: pricing.Book) -> Trial:
    found, per_partner = Trial(), defaultdict[int, Sum](Sum)
    audience_of = audiences({row[0] for row in rows})
    price = memory(book)
    for partner, tariff_class, building, start, end, was, manual in rows:
        audience = audience_of(partner, start.date())
        now = None if manual else price(tariff_class, audience, start, end)
        found.unpriced += now is None and not manual
        by = (
            found.total, found.per_audience[str(Audience(audience).label)],
            found.per_class[str(TariffClass(tariff_class).label)], found.per_building[building], per_partner[partner],
        )  # fmt: skip
        for each in by:
            each.add(was, was if now is None else now)
    found.changes = biggest(per_partner)
    return found


def audiences(partners: set[int]) -> Callable[[int, date], str]:
    """Which tariff a partner gets on a day; once per partner where no role begins or ends."""
    roles = pricing.roles_of(partners)
    fixed = {
        partner: pricing.renter_on(own, date.min).audience
        for partner, own in roles.items()
        if all(each.started_on is None and each.ended_on is None for each in own)
    }

    def of(partner: int, day: date) -> str:
        if partner in fixed:
            return fixed[partner]
        return pricing.renter_on(roles.get(partner, ()), day).audience

    return of


def memory(book: pricing.Book) -> Callable[[str, str, datetime, datetime], int | None]:
    """The price of the same hours of the week is worked out once."""
    known: dict[tuple[object, ...], int | None] = {}

    def price(tariff_class: str, audience: str, start: datetime, end: datetime) -> int | None:
        same = (tariff_class, audience, start.weekday(), start.time(), end - start)
        if same not in known:
            tariffs = book.tariffs(tariff_class, start.date())
            parts = windows.split(tariffs, audience, Period.noted(start, end))
            known[same] = sum(part.cents for part in parts) if parts else None
        return known[same]

    return price


def biggest(per_partner: dict[int, Sum]) -> list[tuple[Partner, Sum]]:
    """Who would pay most more or less. One query."""
    ordered = sorted(per_partner.items(), key=lambda each: (-abs(each[1].more), each[0]))
    changed = [(partner, own) for partner, own in ordered if own.more][:MOST_CHANGES]
    names = Partner.objects.in_bulk([partner for partner, _ in changed])
    return [(names[partner], own) for partner, own in changed]


def lists_to_compare(price_list: PriceList) -> Iterator[PriceList]:
    """All others, newest first."""
    yield from PriceList.objects.exclude(pk=price_list.pk).order_by("-valid_from", "-pk")
