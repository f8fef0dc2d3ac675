"""What a partner's rooms cost: this month, the season so far and to come, per series, with how each price came about.

Net amounts with supplements, as frozen on the bookings. What lapsed late costs what the rules of that day said; what is
not agreed yet is counted apart.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count, Q

from bookings.enums import BookingStatus
from bookings.models import BookedSupplement, Booking, Season
from fluxus.periods import MONTHS, Period, wall_clock
from network.models import Partner

LOOSE, SUPPLEMENTS, LATE = "Losse boekingen", "Toeslagen", "Te laat afgezegd"


@dataclass(frozen=True)
class Price:
    """So many times the same amount, and how it came about."""

    cents: int
    times: int
    explanation: str


@dataclass(frozen=True)
class SeriesCosts:
    title: str
    so_far_cents: int
    to_come_cents: int
    prices: Sequence[Price]
    month_cents: int = 0

    @property
    def cents(self) -> int:
        return self.so_far_cents + self.to_come_cents


@dataclass(frozen=True)
class Costs:
    """`season` and `month` are names; `undecided_cents` is what requests and options would add."""

    season: str
    month: str
    month_cents: int
    undecided_cents: int
    series: Sequence[SeriesCosts]

    @property
    def so_far_cents(self) -> int:
        return sum(each.so_far_cents for each in self.series)

    @property
    def to_come_cents(self) -> int:
        return sum(each.to_come_cents for each in self.series)

    @property
    def cents(self) -> int:
        return self.so_far_cents + self.to_come_cents


def costs(partner: Partner, *, at: datetime) -> Costs:
    """In the season of the day, or in the calendar year where none is known. Four queries."""
    now = wall_clock(at)
    name, season = season_on(now.date())
    month = month_of(now.date())
    rows = counted(partner, season=season, month=month, now=now)
    agreed = [row for row in rows if row["status"] == BookingStatus.CONFIRMED]
    besides = [*hired(partner, season, month, now), *lapsed_late(partner, season, month, now)]
    return Costs(
        season=name,
        month=MONTHS[now.month - 1],
        month_cents=total(agreed, "month") + sum(each.month_cents for each in besides),
        undecided_cents=total([row for row in rows if row["status"] != BookingStatus.CONFIRMED], "to_come"),
        series=[*per_series(agreed), *(each for each in besides if each.cents)],
    )


def season_on(day: date) -> tuple[str, Period]:
    """The season that the day lies in, or else the calendar year; the period has whole days."""
    season = Season.objects.filter(starts_on__lte=day, ends_on__gte=day).order_by("starts_on").first()
    if season is None:
        return str(day.year), days(date(day.year, 1, 1), date(day.year, 12, 31))
    return season.name, days(season.starts_on, season.ends_on)


def month_of(day: date) -> Period:
    first = day.replace(day=1)
    return days(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def days(first: date, last: date) -> Period:
    return Period(datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time()))


def counted(partner: Partner, *, season: Period, month: Period, now: datetime) -> list[dict[str, Any]]:
    """Per series, state and price how many there are this month, before now and after now."""
    within = Q(local_start__gte=season.start, local_start__lt=season.end)
    counting = (BookingStatus.CONFIRMED, BookingStatus.OPTION, BookingStatus.REQUESTED)
    start, end = min(season.start, month.start), max(season.end, month.end)
    own = Booking.objects.filter(partner=partner, status__in=counting, local_start__gte=start, local_start__lt=end)
    grouped = own.values(
        "series_id", "series__title", "series__room__name", "status", "price_cents", "price_explanation"
    ).annotate(
        month=Count("pk", filter=Q(local_start__gte=month.start, local_start__lt=month.end)),
        so_far=Count("pk", filter=within & Q(local_start__lte=now)),
        to_come=Count("pk", filter=within & Q(local_start__gt=now)),
    )
    ordered = grouped.order_by("series__title", "series_id", "-price_cents", "price_explanation")
    return [dict(row) for row in ordered]


def hired(partner: Partner, season: Period, month: Period, now: datetime) -> list[SeriesCosts]:
    """The supplements with what was agreed. One query."""
    rows = BookedSupplement.objects.filter(booking__partner=partner, booking__status=BookingStatus.CONFIRMED)
    found = rows.values_list("booking__local_start", "price_cents", "price_explanation")
    return besides(SUPPLEMENTS, found, season, month, now)


def lapsed_late(partner: Partner, season: Period, month: Period, now: datetime) -> list[SeriesCosts]:
    """What lapsing too late costs. One query."""
    rows = Booking.objects.filter(partner=partner, charge_cents__gt=0)
    found = rows.values_list("local_start", "charge_cents", "charge_explanation")
    return besides(LATE, found, season, month, now)


def besides(
    title: str, found: Iterable[tuple[datetime, int, str]], season: Period, month: Period, now: datetime
) -> list[SeriesCosts]:
    """One line of costs, with every amount and how often it comes."""
    rows = [row for row in found if season.start <= row[0] < season.end or month.start <= row[0] < month.end]
    within = [row for row in rows if season.start <= row[0] < season.end]
    times = Counter((cents, how) for _, cents, how in within)
    return [
        SeriesCosts(
            title=title,
            so_far_cents=sum(cents for start, cents, _ in within if start <= now),
            to_come_cents=sum(cents for start, cents, _ in within if start > now),
            prices=[Price(cents, number, how) for (cents, how), number in sorted(times.items(), reverse=True)],
            month_cents=sum(cents for start, cents, _ in rows if month.start <= start < month.end),
        )
    ]


def per_series(rows: Sequence[dict[str, Any]]) -> list[SeriesCosts]:
    """The series by title, single bookings last."""
    here = [row for row in rows if row["so_far"] or row["to_come"]]
    return [made(list(own)) for _, own in groupby(here, key=lambda row: row["series_id"])]


def made(rows: Sequence[dict[str, Any]]) -> SeriesCosts:
    return SeriesCosts(
        title=f"{rows[0]['series__title']}, {rows[0]['series__room__name']}" if rows[0]["series_id"] else LOOSE,
        so_far_cents=total(rows, "so_far"),
        to_come_cents=total(rows, "to_come"),
        prices=[Price(row["price_cents"], row["so_far"] + row["to_come"], row["price_explanation"]) for row in rows],
    )


def total(rows: Sequence[dict[str, Any]], count: str) -> int:
    return sum(row["price_cents"] * row[count] for row in rows)
