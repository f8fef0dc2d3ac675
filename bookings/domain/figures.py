"""How much the rooms are used, of the time that the house itself is open.

All minutes are minutes on the clock, as in the tariff, so the nights in which the clock changes are as long as they look.
The database groups the bookings that fall at the same time of the week; opening hours repeat by the week too, so the sums
over those groups are exact. A unit counts once: use of a combined hall is use of each of its units.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise

from django.db.models import Count, F, Func, IntegerField, Min, Q

from bookings.domain.weekly_hours import DAY, HOUR, Spans, cut, meet, minute_of_week, opens
from bookings.enums import Attendance, CalendarKind
from bookings.models import Booking, Building, CalendarPeriod, Closure, RoomUnit, Unit
from bookings.models.bookings import LONGEST

SINCE_MONDAY = "MOD(DATE_PART('epoch', %(expressions)s)::bigint / 60 + 4320, 10080)"
"""Day zero of the epoch is a Thursday: three days after the Monday that a week begins with."""
LENGTH = "(DATE_PART('epoch', %(expressions)s)::bigint / 60)"


@dataclass(frozen=True)
class Stretch:
    """From the first to the last day, both included."""

    first: date
    last: date

    @property
    def begin(self) -> datetime:
        return datetime.combine(self.first, time())

    @property
    def end(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time())

    def year_before(self) -> "Stretch":
        """The same days of the year before; 29 February becomes 28 February."""
        return Stretch(a_year_back(self.first), a_year_back(self.last))


def a_year_back(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


@dataclass(frozen=True)
class Use:
    """What one partner does in one room from a minute of the week on: how many times, and to how many bookings it belongs."""

    room: int
    partner: int
    start: int
    minutes: int
    times: int
    bookings: int
    arrived: int
    missed: int


@dataclass
class Occupancy:
    """Used and open minutes of the clock."""

    used: int = 0
    open: int = 0

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None when it was never open."""
        return self.used / self.open if self.open else None


@dataclass
class Figures:
    """What was used and open, per unit and per hour of the week, and who used it how long."""

    stretch: Stretch
    units: dict[int, Unit]
    per_unit: dict[int, Occupancy] = field(default_factory=lambda: defaultdict(Occupancy))
    per_hour: dict[tuple[int, int], Occupancy] = field(default_factory=lambda: defaultdict(Occupancy))
    per_partner: Counter[int] = field(default_factory=Counter)
    bookings: int = 0
    arrived: int = 0
    missed: int = 0
    closed_days: list[str] = field(default_factory=list)

    @cached_property
    def total(self) -> Occupancy:
        return added(self.per_unit.values())

    def per_building(self) -> dict[int, Occupancy]:
        found: dict[int, list[Occupancy]] = defaultdict(list)
        for pk, occupancy in self.per_unit.items():
            found[self.units[pk].building_id].append(occupancy)
        return {pk: added(own) for pk, own in found.items()}

    @property
    def no_shows(self) -> float | None:
        """Of the bookings that reception looked at, those to which nobody came."""
        seen = self.arrived + self.missed
        return self.missed / seen if seen else None


def added(parts: Iterable[Occupancy]) -> Occupancy:
    many = list(parts)
    return Occupancy(sum(part.used for part in many), sum(part.open for part in many))


def figures(*, stretch: Stretch, buildings: Sequence[Building]) -> Figures:
    """The figures of some houses over a stretch of days. The number of queries does not depend on the number of bookings."""
    in_order = Unit.objects.filter(building__in=buildings).alias(place=Min("rooms__position"))
    units: dict[int, Unit] = {unit.pk: unit for unit in in_order.order_by("building", "place", "name")}
    made = Figures(stretch=stretch, units=units)
    hours = {building.pk: opens(building.opening_hours.all()) for building in buildings}
    off = days_off(stretch)
    made.closed_days = sorted(set(off.values()))
    count_open(made, hours, off)
    subtract_closures(made, hours, off)
    count_used(made, hours, off)
    return made


def days_off(stretch: Stretch) -> dict[date, str]:
    """The days on which the houses are closed by a calendar of closures, with why."""
    periods = CalendarPeriod.objects.touching(stretch.first, stretch.last).filter(calendar__kind=CalendarKind.CLOSURE)
    return {
        each.starts_on + timedelta(days=number): each.name
        for each in periods
        for number in range((each.ends_on - each.starts_on).days + 1)
    }


def days(stretch: Stretch) -> Iterator[date]:
    return (stretch.first + timedelta(days=number) for number in range((stretch.last - stretch.first).days + 1))


def count_open(made: Figures, hours: dict[int, Spans], off: dict[date, str]) -> None:
    """Every unit is open when its house is, on all days that are not off."""
    weekdays = Counter(day.weekday() for day in days(made.stretch) if day not in off)
    for pk, unit in made.units.items():
        for start, end in by_hour(hours[unit.building_id]):
            add_open(made, pk, start, (end - start) * weekdays[start // DAY])


def add_open(made: Figures, unit: int, start: int, minutes: int) -> None:
    made.per_unit[unit].open += minutes
    made.per_hour[start // DAY, start % DAY // HOUR].open += minutes


def subtract_closures(made: Figures, hours: dict[int, Spans], off: dict[date, str]) -> None:
    """What is shut for maintenance, a production or a feast is not open to rent."""
    shut = Closure.objects.filter(
        lifted_at=None, units__in=made.units, local_start__lt=made.stretch.end, local_end__gt=made.stretch.begin
    )
    for unit, start, end in shut.values_list("units", "local_start", "local_end"):
        for day, begin, until in by_day(max(start, made.stretch.begin), min(end, made.stretch.end)):
            if day not in off:
                for piece in by_hour(meet(hours[made.units[unit].building_id], [(begin, until)])):
                    add_open(made, unit, piece[0], piece[0] - piece[1])


def by_day(start: datetime, end: datetime) -> Iterator[tuple[date, int, int]]:
    """The pieces of a stretch of time, each within a day: the day, and two minutes of the week."""
    while start < end:
        until = min(end, datetime.combine(start.date() + timedelta(days=1), time()))
        begin = minute_of_week(start)
        yield start.date(), begin, begin + int((until - start).total_seconds() // 60)
        start = until


def by_hour(spans: Spans) -> Iterator[tuple[int, int]]:
    """The same time in pieces that do not pass the hour."""
    for start, end in spans:
        edges = [start, *range((start // HOUR + 1) * HOUR, end, HOUR), end]
        yield from pairwise(edges)


def count_used(made: Figures, hours: dict[int, Spans], off: dict[date, str]) -> None:
    """Use within opening hours; what happens outside of them needs an exception, and would make a house more than full."""
    parts: dict[int, list[int]] = defaultdict(list)
    for room, unit in RoomUnit.objects.filter(unit__in=made.units).values_list("room_id", "unit_id"):
        parts[room].append(unit)
    for use in [*whole_uses(made.stretch, parts, off), *cut_uses(made.stretch, parts, off)]:
        count_people(made, use)
        pieces = list(by_hour(meet(hours[made.units[parts[use.room][0]].building_id], cut(use.start, use.minutes))))
        minutes = sum(end - start for start, end in pieces) * use.times
        made.per_partner[use.partner] += minutes * len(parts[use.room])
        for unit in parts[use.room]:
            made.per_unit[unit].used += minutes
        for start, end in pieces:
            hour = made.per_hour[start // DAY, start % DAY // HOUR]
            hour.used += (end - start) * use.times * len(parts[use.room])


def count_people(made: Figures, use: Use) -> None:
    made.bookings += use.bookings
    made.arrived += use.arrived
    made.missed += use.missed


def whole_uses(stretch: Stretch, rooms: Iterable[int], off: dict[date, str]) -> Iterator[Use]:
    """Bookings that lie within the stretch and touch no day off, grouped by the database."""
    inside = Booking.objects.standing().filter(
        local_start__gte=stretch.begin, local_start__lt=stretch.end, local_end__lte=stretch.end
    )
    for day in off:
        inside = inside.exclude(touching(day))
    groups = (
        inside.filter(room__in=list(rooms))
        .values_list(
            "room_id",
            "partner_id",
            Func(F("local_start"), template=SINCE_MONDAY, output_field=IntegerField()),
            Func(F("local_end") - F("local_start"), template=LENGTH, output_field=IntegerField()),
        )
        .annotate(
            times=Count("room"),
            arrived=Count("room", filter=Q(attendance=Attendance.ARRIVED)),
            missed=Count("room", filter=Q(attendance=Attendance.NO_SHOW)),
        )
    )
    return (
        Use(room, partner, start, minutes, times, times, arrived, missed)
        for room, partner, start, minutes, times, arrived, missed in groups
    )


def touching(day: date) -> Q:
    """With some time on a day; a booking lasts a day at most, so the index on start serves."""
    begin = datetime.combine(day, time())
    return Q(local_start__gt=begin - LONGEST, local_start__lt=begin + timedelta(days=1), local_end__gt=begin)


def passing(moment: datetime) -> Q:
    return Q(local_start__gt=moment - LONGEST, local_start__lt=moment, local_end__gt=moment)


def cut_uses(stretch: Stretch, rooms: Iterable[int], off: dict[date, str]) -> Iterator[Use]:
    """The few that pass a night at an edge of the stretch or beside a day off: each counts once, cut to what counts."""
    edges = passing(stretch.begin) | passing(stretch.end)
    for day in off:
        edges |= touching(day)
    found = Booking.objects.standing().filter(edges, room__in=list(rooms))
    rows = found.values_list("room_id", "partner_id", "local_start", "local_end", "attendance")
    for room, partner, start, end, attendance in rows:
        is_first = start >= stretch.begin
        for day, begin, until in by_day(max(start, stretch.begin), min(end, stretch.end)):
            if day not in off:
                seen = attendance if is_first else ""
                counts = (int(is_first), int(seen == Attendance.ARRIVED), int(seen == Attendance.NO_SHOW))
                yield Use(room, partner, begin, until - begin, 1, *counts)
                is_first = False
