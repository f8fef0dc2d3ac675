"""What to do with a date of a series on which the room is taken: another room, time or day, a request, or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from bookings.domain import house_rules, opening
from bookings.domain.availability import candidates
from bookings.domain.busy import Busy, span
from bookings.domain.placing.dates import Plan
from bookings.domain.recurring import DaysOff, Occasion, Rule
from bookings.enums import BookingMode, SkipKind
from bookings.models import Room
from fluxus.periods import Period, dutch_day, monday, wall_clock

STEP = timedelta(minutes=30)
STEPS = 6
MOST_OF_A_KIND = 2


@dataclass(frozen=True)
class WayOut:
    """`value` is what a form sends, `kind` one of overslaan, ruimte, tijd, dag, aanvragen."""

    value: str
    kind: str
    label: str
    plan: Plan


def ways_out(
    *, rule: Rule, room: Room, days: Sequence[Occasion], persons: int | None, by: Any, at: datetime
) -> dict[date, list[WayOut]]:
    """Per taken date what is really free instead, the nearest first. Six queries, however many dates there are."""
    if not days:
        return {}
    rooms = candidates(room, persons)
    own = next((each for each in rooms if each.pk == room.pk), room)
    guide = Guide.around(rule, own, [each for each in rooms if may_take(each, own, by)], days, wall_clock(at))
    return {day.on: list(guide.ways(day.on, day.period)) for day in days if day.period is not None}


def may_take(other: Room, room: Room, by: Any) -> bool:
    """Who has to ask for a room does not book it by the way of another that he may book himself."""
    if other.pk == room.pk:
        return False
    return by.is_colleague or other.booking_mode in (room.booking_mode, BookingMode.DIRECT)


def parts(room: Room) -> list[int]:
    return [part.unit_id for part in room.room_units.all()]


@dataclass(frozen=True)
class Guide:
    """Knows what is free around the dates; read once."""

    rule: Rule
    room: Room
    others: list[Room]
    days_off: DaysOff
    now: datetime
    elsewhere: Busy
    here: Busy

    @classmethod
    def around(cls, rule: Rule, room: Room, others: list[Room], days: Sequence[Occasion], now: datetime) -> "Guide":
        first, last = monday(days[0].on), monday(days[-1].on) + timedelta(days=6)
        periods = [day.period for day in days if day.period is not None]
        weeks = {monday(day.on) for day in days}
        whole = [
            Period(datetime.combine(week, time()), datetime.combine(week, time()) + timedelta(days=8)) for week in weeks
        ]
        units = {unit for other in others for unit in parts(other)}
        return cls(
            rule,
            room,
            others,
            DaysOff.between(first, last),
            now,
            Busy.read(
                units, periods, turnaround_minutes=max((other.turnaround_minutes for other in others), default=0)
            ),
            Busy.read(parts(room), whole, turnaround_minutes=room.turnaround_minutes),
        )

    def ways(self, on: date, period: Period) -> Iterator[WayOut]:
        yield WayOut("overslaan", "overslaan", "overslaan", Plan(on, "skip", skip=SkipKind.CLASH))
        yield from self.rooms(on, period)
        yield from self.times(on, period)
        yield from self.days(on, period)
        yield WayOut("aanvragen", "aanvragen", "toch aanvragen", Plan(on, "ask", ignores_calendar=True))

    def rooms(self, on: date, period: Period) -> Iterator[WayOut]:
        free = (room for room in self.others if self.is_free_elsewhere(room, period))
        for room, _ in zip(free, range(MOST_OF_A_KIND), strict=False):
            where = "" if room.building_id == self.room.building_id else f", {room.building.name}"
            yield WayOut(
                f"ruimte:{room.pk}",
                "ruimte",
                f"{room.name}{where}",
                Plan(on, "place", room=room, ignores_calendar=True),
            )

    def times(self, on: date, period: Period) -> Iterator[WayOut]:
        """The nearest free time earlier and the nearest later, on the same day."""
        for sign in (-1, 1):
            moved = (shifted(period, sign * STEP * number) for number in range(1, STEPS + 1))
            same_day = (each for each in moved if each is not None and each.start.date() == on)
            found = next((each for each in same_day if self.is_free_here(each)), None)
            if found is not None:
                label = f"{found.start:%H:%M}–{found.end:%H:%M}"
                plan = Plan(on, "place", period=found, ignores_calendar=True)
                yield WayOut(f"tijd:{found.start:%H:%M}", "tijd", label, plan)

    def days(self, on: date, period: Period) -> Iterator[WayOut]:
        """Free days of the same week that the series does not use itself, the nearest first."""
        week = [monday(on) + timedelta(days=number) for number in range(7)]
        others = sorted((day for day in week if self.is_open_to(day)), key=lambda day: abs(day - on))
        moved = (shifted(period, day - on) for day in others)
        free = (each for each in moved if each is not None and self.is_free_here(each))
        for each, _ in zip(free, range(MOST_OF_A_KIND), strict=False):
            plan = Plan(on, "place", period=each)
            yield WayOut(f"dag:{each.start:%Y-%m-%d}", "dag", dutch_day(each.start.date(), short=True), plan)

    def is_open_to(self, day: date) -> bool:
        return day.isoweekday() not in self.rule.weekdays and self.days_off.on(day, self.rule) is None

    def is_free_here(self, period: Period) -> bool:
        return period.start > self.now and self.in_time(self.room, period) and is_free(self.here, self.room, period)

    def is_free_elsewhere(self, room: Room, period: Period) -> bool:
        return self.in_time(room, period) and is_free(self.elsewhere, room, period)

    def in_time(self, room: Room, period: Period) -> bool:
        return not any(house_rules.notice(room, period, self.now))


def is_free(busy: Busy, room: Room, period: Period) -> bool:
    open_then = opening.is_open(room.building.opening_hours.all(), period)
    return open_then and busy.is_free(parts(room), span(period, room.turnaround_minutes))


def shifted(period: Period, delta: timedelta) -> Period | None:
    """Moved along the clock; None where the clock skips it."""
    try:
        return period.moved(delta)
    except ValidationError:
        return None
