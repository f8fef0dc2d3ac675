"""Book-first: when, how often and for how many people; which rooms fit, and in how many weeks are they free."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from bookings.domain import opening
from bookings.domain.busy import Busy, Span, span
from bookings.domain.recurring import DaysOff, Occasion, Rule, occasions
from bookings.enums import BookingMode, SkipKind
from bookings.models import Building, OpeningHours, Room, RoomUnit
from fluxus.periods import WEEKDAYS, Period, wall_clock

SHIFTS = (-30, 30, -60, 60)
MOST_NEARBY = 3
OVER = "al voorbij"


@dataclass(frozen=True)
class Nearby:
    """Another time or day at which the same room is free more often. `shift` in minutes, or in days for another day."""

    label: str
    shift: int
    free: int
    of: int
    rule: Rule

    @property
    def taken(self) -> int:
        return self.of - self.free


@dataclass(frozen=True)
class Found:
    """A room that fits: free on `free` of `of` dates; taken on the dates `clashes`. `shut`: the house is not open then."""

    room: Room
    free: int
    of: int
    clashes: list[date]
    days: list[Occasion]
    shut: bool = False
    nearby: list[Nearby] = field(default_factory=list)

    @property
    def is_free(self) -> bool:
        return self.free == self.of > 0


@dataclass(frozen=True)
class Variant:
    """A rule laid out over its dates: the wanted one, or one a little beside it."""

    label: str
    shift: int
    rule: Rule
    days: list[Occasion]

    @property
    def periods(self) -> list[Period]:
        return [day.period for day in self.days if day.period is not None and not day.skip]


def is_on(day: Occasion) -> bool:
    """There is something to book: no holiday, and the clock has the time."""
    return day.period is not None and not day.skip


def find(
    *,
    rule: Rule,
    persons: int | None = None,
    features: Sequence[str] = (),
    kind: str = "",
    building: Building | None = None,
    by: Any,
    at: datetime,
) -> list[Found]:
    """Rooms that fit, most free dates first; where dates are taken, times and days at which more are free.

    Three queries, however many rooms and dates: rooms, days off, what is taken. `at` is the aware present moment.
    """
    rooms = fitting(persons=persons, features=features, kind=kind, building=building, by=by)
    rooms = [room for room in rooms if allows(room, rule, by)]
    days_off = DaysOff.between(rule.first_on - timedelta(days=7), rule.last_on + timedelta(days=7))
    now = wall_clock(at)
    wanted = Variant("", 0, rule, to_come(rule, days_off, now))
    beside = [Variant(label, shift, other, to_come(other, days_off, now)) for label, shift, other in variants(rule)]
    periods = [period for variant in (wanted, *beside) for period in variant.periods]
    longest = max((room.turnaround_minutes for room in rooms), default=0)
    busy = Busy.read((unit for room in rooms for unit in units(room)), periods, turnaround_minutes=longest)
    search = Search(busy)
    found = (search.judge(room, wanted, beside) for room in rooms)
    useful = [each for each in found if not each.shut or each.nearby]
    return sorted(useful, key=lambda each: (-each.free, -most_nearby(each), distance(each.room, persons)))


def to_come(rule: Rule, days_off: DaysOff, now: datetime) -> list[Occasion]:
    """The dates of the rule; what has begun at the wall-clock moment `now` falls out as a holiday does."""
    days = occasions(rule, days_off)
    return [
        replace(day, skip=SkipKind.CHOICE, why=OVER) if is_on(day) and rule.span(day.on)[0] < now else day
        for day in days
    ]


def fitting(
    *, persons: int | None, features: Sequence[str], kind: str, building: Building | None, by: Any
) -> list[Room]:
    """The rooms to be had for this use, with units and opening hours on board. One query."""
    hours = OpeningHours.objects.filter(building=OuterRef("building"))
    parts = RoomUnit.objects.filter(room=OuterRef("pk")).order_by("unit_id")
    rooms = Room.objects.bookable().filter(capacity__gte=persons or 1, features__contains=list(features))
    rooms = rooms.filter(kind=kind) if kind else rooms
    rooms = rooms.filter(building=building) if building else rooms
    rooms = rooms if by.is_colleague else rooms.exclude(booking_mode=BookingMode.INTERNAL)
    rooms = rooms.select_related("building").annotate(
        part_ids=ArraySubquery(parts.values("unit_id")),
        open_hours=ArraySubquery(hours.values(json=JSONObject(weekday="weekday", opens="opens", closes="closes"))),
    )
    return list(rooms)


def units(room: Room) -> list[int]:
    """The units of a room from `fitting`."""
    found: list[int] = room.part_ids  # type: ignore[attr-defined]  # annotated by fitting
    return found


def allows(room: Room, rule: Rule, by: Any) -> bool:
    """Who rents keeps to the shortest and longest use of a room; a colleague may go past them."""
    minutes = minutes_of(rule)
    return bool(by.is_colleague) or room.least_minutes <= minutes <= (room.most_minutes or minutes)


def minutes_of(rule: Rule) -> int:
    """How long each time lasts on the clock; past midnight when it ends at or before the start."""
    start, end = (clock.hour * 60 + clock.minute for clock in (rule.starts, rule.ends))
    return end - start if end > start else end - start + 24 * 60


def most_nearby(found: Found) -> int:
    return max((each.free for each in found.nearby), default=0)


def distance(room: Room, persons: int | None) -> tuple[int, int, int, str]:
    """Smaller fits better: no larger than needed, then in the order of the houses."""
    return (room.capacity if persons else 0, room.building.position, room.position, room.name)


def variants(rule: Rule) -> Iterator[tuple[str, int, Rule]]:
    """Half an hour and an hour earlier and later, and for one weekday the other days of the week."""
    for minutes in SHIFTS:
        moved = at_other_time(rule, minutes)
        if moved is not None:
            yield f"{moved.starts:%H:%M}–{moved.ends:%H:%M}", minutes, moved
    if len(rule.weekdays) == 1:
        for weekday in range(1, 8):
            if weekday != rule.weekdays[0]:
                yield f"op {WEEKDAYS[weekday - 1]}", weekday - rule.weekdays[0], on_other_day(rule, weekday)


def at_other_time(rule: Rule, minutes: int) -> Rule | None:
    """The rule moved along the clock, as long as it begins on the same day."""
    start = rule.starts.hour * 60 + rule.starts.minute + minutes
    if not 0 <= start < 24 * 60:
        return None
    end = (start + minutes_of(rule)) % (24 * 60)
    return replace(rule, starts=clock(start), ends=clock(end))


def clock(minutes: int) -> time:
    return time(*divmod(minutes, 60))


def on_other_day(rule: Rule, weekday: int) -> Rule:
    """The same weeks on another day: first and last day go along, so that no week is lost or gained."""
    delta = timedelta(days=weekday - rule.weekdays[0])
    return replace(rule, weekdays=(weekday,), first_on=rule.first_on + delta, last_on=rule.last_on + delta)


class Search:
    """Looks at one room after another; what rooms share is worked out once."""

    def __init__(self, busy: Busy) -> None:
        self.busy = busy
        self.spans: dict[Period, Span] = {}
        self.open: dict[tuple[int, int, time, time], bool] = {}

    def judge(self, room: Room, wanted: Variant, beside: Iterable[Variant]) -> Found:
        free = self.free_days(room, wanted)
        periods = wanted.periods
        clashes = [period.start.date() for period in periods if period not in free]
        shut = bool(periods) and not any(self.is_open(room, period) for period in periods)
        found = Found(room, len(free), len(periods), clashes, wanted.days, shut)
        return replace(found, nearby=self.better(room, found, beside)) if clashes else found

    def better(self, room: Room, found: Found, beside: Iterable[Variant]) -> list[Nearby]:
        """The few variants with the fewest dates taken, the nearest first; none that is no gain."""
        tried = (
            Nearby(each.label, each.shift, len(self.free_days(room, each)), len(each.periods), each.rule)
            for each in beside
        )
        gains = [each for each in tried if each.free and each.taken < found.of - found.free]
        return sorted(gains, key=lambda each: each.taken)[:MOST_NEARBY]

    def free_days(self, room: Room, variant: Variant) -> set[Period]:
        own = units(room)
        return {
            period
            for period in variant.periods
            if self.is_open(room, period) and self.busy.is_free(own, self.span(period, room.turnaround_minutes))
        }

    def span(self, period: Period, turnaround: int) -> Span:
        if period not in self.spans:
            self.spans[period] = span(period)
        start, end = self.spans[period]
        return start, end + turnaround

    def is_open(self, room: Room, period: Period) -> bool:
        """Opening hours repeat by the week, so each weekday and time is looked up once per house."""
        key = (room.building_id, period.start.isoweekday(), period.start.time(), period.end.time())
        if key not in self.open:
            self.open[key] = opening.is_open(hours_of(room), period)
        return self.open[key]


def hours_of(room: Room) -> list[OpeningHours]:
    """The opening hours of the house of a room from `fitting`."""
    rows: list[dict[str, Any]] = room.open_hours  # type: ignore[attr-defined]  # annotated by fitting
    return [
        OpeningHours(
            weekday=row["weekday"], opens=time.fromisoformat(row["opens"]), closes=time.fromisoformat(row["closes"])
        )
        for row in rows
    ]
