"""Writes series with their dates, and the claims of those, in bulk: one by one they would take hours.

Rows go in by COPY, in the columns and with the defaults of the model; the claims follow from the bookings in one
INSERT … SELECT in the order of unit and time, as `bookings.domain.placing` lays them. The exclusion constraint judges
each of them, `audit_claims` all.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import F, Max, Value
from psycopg.types.json import Jsonb

from bookings.domain import pricing, recurring
from bookings.enums import Attendance, BookingStatus, ClaimKind, SkipKind
from bookings.management.demo_weeks import Weekly
from bookings.models import Booking, BookingSeries, RoomClaim, Season
from fluxus.demo import World
from fluxus.periods import AMSTERDAM, Period
from network.enums import EntryKind
from network.models import RoleAssignment, TimelineEntry

CANCELLED, NO_SHOW, UNSEEN = 0.015, 0.025, 0.06
PLACED_BEFORE = timedelta(days=120)
WHY_CANCELLED = ("docent ziek", "te weinig deelnemers", "voorstelling elders", "verplaatst naar een andere dag")
type Values = dict[str, Any]
"""What to store of one booking, by attribute name."""

CLAIM_FIELDS = ("unit", "kind", "booking", "local_start", "local_end", "turnaround_minutes")


@dataclass
class Stay:
    """A room that is shut or needed for a production: lessons of series give way to it from the start."""

    room: str
    period: Period
    why: str


@dataclass
class Plan:
    """A season to be written: whose lessons, between which days, and what gets in their way.

    `seen_since` is the first day of which reception still knows who came; `special` says of some dates of some lessons
    what became of them, by the place of the lesson and the day.
    """

    season: Season
    first: date
    last: date
    lessons: Sequence[Weekly]
    days_off: recurring.DaysOff
    random: Random
    seen_since: date
    stays: Sequence[Stay] = ()
    special: dict[tuple[int, date], Values] = field(default_factory=dict)
    known: dict[recurring.Rule, list[recurring.Occasion]] = field(default_factory=dict)

    def occasions(self, rule: recurring.Rule) -> Iterator[recurring.Occasion]:
        """The days of a weekly rule: those of the same hour in the whole season, cut to its own first and last day."""
        whole = replace(rule, first_on=self.first, last_on=self.last)
        if whole not in self.known:
            self.known[whole] = recurring.occasions(whole, self.days_off)
        return (each for each in self.known[whole] if rule.first_on <= each.on <= rule.last_on)


def write(world: World, plan: Plan) -> list[BookingSeries]:
    """A series for each lesson, a row for each of its dates, their claims, and one line on the timeline per series."""
    quotes, after = Quotes(plan.first), newest()
    series = BookingSeries.objects.bulk_create(
        (series_of(world, plan, lesson) for lesson in plan.lessons), batch_size=2000
    )
    copy_in(
        Booking,
        (
            row
            for at, (lesson, made) in enumerate(zip(plan.lessons, series, strict=True))
            for row in dates(world, plan, at, lesson, made, quotes)
        ),
    )
    claim_all(after=after)
    TimelineEntry.objects.bulk_create((line(made) for made in series), batch_size=2000)
    return series


def newest() -> int:
    return int(Booking.objects.aggregate(newest=Max("pk"))["newest"] or 0)


def series_of(world: World, plan: Plan, lesson: Weekly) -> BookingSeries:
    """It starts up to three weeks into the season and stops up to two weeks before its end; Bilal keeps all of it."""
    is_own = lesson.partner.pk == world.shared["bilal"].pk
    late, early = (0, 0) if is_own else (plan.random.randint(0, 3), plan.random.randint(0, 2))
    return BookingSeries(
        uuid=number(plan.random),
        partner=lesson.partner,
        room=lesson.room,
        season=plan.season,
        title=lesson.title,
        persons=lesson.persons,
        weekdays=[lesson.weekday],
        starts=lesson.start,
        ends=lesson.ends,
        first_on=plan.first + timedelta(days=7 * late),
        last_on=plan.last - timedelta(days=7 * early),
        follows_school_holidays=lesson.follows_school_holidays,
        placed_at=moment(min(plan.first, world.today) - PLACED_BEFORE),
        placed_by=world.shared["bureau"],
    )


def dates(
    world: World, plan: Plan, at: int, lesson: Weekly, series: BookingSeries, quotes: "Quotes"
) -> Iterator[Values]:
    """What to store for each date of the rule: a lesson, or why there is none."""
    price = quotes.of(lesson)
    stays = [stay for stay in plan.stays if stay.room == lesson.room.slug]
    same = {
        "partner_id": lesson.partner.pk,
        "room_id": lesson.room.pk,
        "series_id": series.pk,
        "title": lesson.title,
        "persons": lesson.persons,
        "price_cents": price.cents,
        "price_explanation": price.explanation,
        "price_breakdown": price.breakdown,
        "placed_at": series.placed_at,
        "placed_by_id": series.placed_by_id,
    }
    for occasion in plan.occasions(recurring.Rule.of(series)):
        period = occasion.period or lesson.on(occasion.on - timedelta(days=occasion.on.weekday()))
        yield {
            **same,
            "uuid": number(plan.random),
            "original_on": occasion.on,
            "local_start": period.start,
            "local_end": period.end,
            **fate(world, plan, occasion, series, stays, period),
            **plan.special.get((at, occasion.on), {}),
        }


def fate(
    world: World,
    plan: Plan,
    occasion: recurring.Occasion,
    series: BookingSeries,
    stays: Sequence[Stay],
    period: Period,
) -> Values:
    """What became of a date: skipped, cancelled, or stood, and then who came."""
    if occasion.skip:
        return skipped(occasion.skip, occasion.why)
    for stay in stays:
        if stay.period.overlaps(period):
            return skipped(SkipKind.CLASH, stay.why)
    agreed = {"confirmed_at": series.placed_at, "confirmed_by_id": series.placed_by_id}
    if plan.random.random() < CANCELLED:
        return agreed | cancelled(
            moment(min(occasion.on, world.today) - timedelta(days=3)),
            by=world.shared["bureau"],
            reason=plan.random.choice(WHY_CANCELLED),
        )
    if plan.seen_since <= occasion.on < world.today:
        return agreed | seen(world, plan.random, period)
    return agreed


def skipped(kind: str, why: str) -> Values:
    return {"status": BookingStatus.SKIPPED, "skip_kind": kind, "skip_reason": why}


def cancelled(at: datetime, *, by: Any, reason: str) -> Values:
    return {
        "status": BookingStatus.CANCELLED,
        "cancelled_at": at,
        "cancelled_by_id": by.pk,
        "cancel_reason": reason,
        "sequence": 1,
    }


def seen(world: World, random: Random, period: Period) -> Values:
    """Most came, a few did not, and some days nobody looked."""
    drawn = random.random()
    if drawn < UNSEEN:
        return {}
    came = Attendance.NO_SHOW if drawn < UNSEEN + NO_SHOW else Attendance.ARRIVED
    return {
        "attendance": came,
        "attended_at": period.start.replace(tzinfo=AMSTERDAM) + timedelta(minutes=5),
        "attended_by_id": (world.shared.get("receptie") or world.shared["bureau"]).pk,
    }


def copy_in(model: type[models.Model], rows: Iterable[Values]) -> None:
    """Store rows by COPY: values by attribute name, the defaults of the model for the rest, keys from the database."""
    fields = [each for each in model._meta.concrete_fields if not each.primary_key and not each.generated]
    columns = ", ".join(connection.ops.quote_name(each.column) for each in fields)
    blank = {each.attname: each.get_default() for each in fields}
    with connection.cursor() as cursor, cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as stream:
        for row in rows:
            stream.write_row([stored(value) for value in (blank | row).values()])


def stored(value: Any) -> Any:
    """As psycopg writes it: choices as their plain value, the breakdown of a price as JSON."""
    if isinstance(value, list):
        return Jsonb(value)
    return value.value if isinstance(value, models.Choices) else value


def claim_all(*, after: int) -> None:
    """The claims of all bookings that were made after the one with this key."""
    bookings = (
        Booking.objects.claiming()
        .filter(pk__gt=after, room__room_units__isnull=False)
        .order_by("room__room_units__unit", "local_start")
        .values_list(
            "room__room_units__unit",
            Value(ClaimKind.BOOKING.value),
            F("pk"),
            "local_start",
            "local_end",
            "room__turnaround_minutes",
        )
    )
    select, values = bookings.query.sql_with_params()
    columns = ", ".join(RoomClaim._meta.get_field(name).column for name in CLAIM_FIELDS)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {RoomClaim._meta.db_table} ({columns}) {select}", values)


class Quotes:
    """Prices by `bookings.domain.pricing`, with the tariffs of a day and all roles read once."""

    def __init__(self, day: date) -> None:
        self.book, self.day = pricing.Book.published(), day
        self.roles: dict[int, list[str]] = {}
        for partner, role in RoleAssignment.objects.values_list("partner_id", "role").filter(ended_on=None):
            self.roles.setdefault(partner, []).append(role)

    def of(self, lesson: Weekly) -> pricing.Quote:
        who = pricing.renter_with(self.roles.get(lesson.partner.pk, []))
        start = datetime.combine(self.day + timedelta(days=(lesson.weekday - self.day.isoweekday()) % 7), lesson.start)
        period = Period.noted(start, start + timedelta(minutes=lesson.minutes))
        return self.book.quote(room=lesson.room, who=who, period=period)


def line(series: BookingSeries) -> TimelineEntry:
    days = f"{series.first_on:%d-%m-%Y} t/m {series.last_on:%d-%m-%Y}"
    return TimelineEntry(
        partner_id=series.partner_id,
        kind=EntryKind.BOOKING,
        at=series.placed_at,
        by_id=series.placed_by_id,
        title=f"Reeks geboekt in {series.room.name}: {series.title}, {days}",
        path=series.get_absolute_url(),
    )


def number(random: Random) -> UUID:
    """A uuid that the seed decides."""
    return UUID(int=random.getrandbits(128), version=4)


@cache
def moment(day: date) -> datetime:
    return datetime.combine(day, time(10), tzinfo=AMSTERDAM)
