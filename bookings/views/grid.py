"""Lays what stands in rooms on the clock: rows of cells that the templates only have to print.

Places are classes: `from-N` starts at quarter N of what is shown, `span-N` lasts N quarters.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.safestring import SafeString

from bookings.domain import opening
from bookings.domain.occupation import Look, Occupation, free_stretches
from bookings.models import Building, Room
from bookings.views import cells
from bookings.views.cells import Doors, clock, minutes
from fluxus.periods import GRID_MINUTES, MONTHS, Period, dutch_day, exists

HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=GRID_MINUTES)
MOST_HOURS = 30
USUAL_OPENING, USUAL_CLOSING = time(9), time(23)


@dataclass(frozen=True)
class Frame:
    """The stretch of clock that a day view shows, in whole hours; may run past midnight."""

    start: datetime
    end: datetime

    @classmethod
    def of(cls, day: date, rooms: Iterable[Room]) -> "Frame":
        """From the first door that opens to the last that closes."""
        start, end = datetime.combine(day, USUAL_OPENING), datetime.combine(day, USUAL_CLOSING)
        houses = {room.building_id: room.building for room in rooms}
        for rule in (rule for house in houses.values() for rule in house.opening_hours.all()):
            if rule.weekday == day.isoweekday():
                opens, closes = opening.window(rule, day)
                start, end = min(start, opens), max(end, closes)
        begin = start.replace(minute=0)
        hours = min(-((begin - end) // HOUR), MOST_HOURS)
        return cls(begin, begin + HOUR * hours)

    @property
    def quarters(self) -> int:
        return (self.end - self.start) // QUARTER

    @property
    def hour_count(self) -> int:
        return (self.end - self.start) // HOUR

    @property
    def midnight(self) -> datetime:
        return self.start.replace(hour=0)

    @property
    def period(self) -> Period:
        """The same as a Period; in the spring night an edge that does not exist moves an hour on."""
        start, end = (edge if exists(edge) else edge + HOUR for edge in (self.start, self.end))
        return Period(start, end)

    def place(self, start: datetime, end: datetime) -> str:
        """The classes of a block, cut off at the edges of the frame."""
        first = max(0, minutes(start, self.start)) // GRID_MINUTES
        last = -(-min(minutes(end, self.start), minutes(self.end, self.start)) // GRID_MINUTES)
        return f"from-{first} span-{max(1, last - first)}"

    def hours(self) -> list[tuple[str, str]]:
        """Place and '19' of every hour."""
        return [(f"from-{4 * number} span-4", f"{self.start + HOUR * number:%H}") for number in range(self.hour_count)]

    def now_at(self, now: datetime) -> str:
        return self.place(now, now + QUARTER) if self.start <= now < self.end else ""


def widest(frames: Sequence[Frame]) -> list[Frame]:
    """Every day from the earliest opening to the latest closing of all: the hours stand under each other."""
    begin = min(frame.start - frame.midnight for frame in frames)
    end = max(frame.end - frame.midnight for frame in frames)
    return [Frame(frame.midnight + begin, frame.midnight + end) for frame in frames]


@dataclass(frozen=True)
class Row:
    """A room (or a day of it) with its cells in the order of time."""

    room: Room
    day: date
    label: str
    html: SafeString


type Placed = tuple[datetime, int, str]
"""Where a cell stands in the order of its row, and its text."""


def row(room: Room, day: date, frame: Frame, taken: Sequence[Occupation], *, label: str, doors: Doors) -> Row:
    """All cells of a room on a day; every free hour is a link where the reader may book."""
    shown = [used for used in taken if used.start < frame.end and used.until > frame.start]
    opens = open_windows(room.building, frame)
    free = free_stretches(room, shown, frame.period, opens)
    add_url = doors.add_to(room)
    placed = [*busy(shown, frame, doors), *gaps(free, room, frame, add_url), *shut(opens, frame)]
    if add_url:
        placed += slots(free, room, frame, label, add_url)
    placed.sort()
    html = "".join(text for _, _, text in placed)
    return Row(room, day, label, SafeString(html))


def busy(shown: Iterable[Occupation], frame: Frame, doors: Doors) -> Iterator[Placed]:
    for used in shown:
        text = ""
        if used.end > frame.start:
            text = cells.block(used, frame.place(used.start, used.end), frame.midnight, doors)
        if used.end < used.until and used.end < frame.end:
            text += cells.tail(frame.place(used.end, used.until))
        yield max(used.start, frame.start), 0, text


def slots(free: Iterable[opening.Window], room: Room, frame: Frame, label: str, add_url: str) -> Iterator[Placed]:
    for start, end in per_hour(free):
        href = booking_link(add_url, room, start, end)
        yield start, 1, cells.slot(start, end, frame.place(start, end), label, href)


def gaps(free: Iterable[opening.Window], room: Room, frame: Frame, add_url: str) -> Iterator[Placed]:
    for start, end in free:
        href = booking_link(add_url, room, start, min(end, start + HOUR)) if add_url else ""
        yield start, 2, cells.gap(start, end, frame.midnight, href)


def shut(opens: Iterable[opening.Window], frame: Frame) -> Iterator[Placed]:
    for start, end in closed(opens, frame):
        yield start, 3, cells.shut(start, end, frame.place(start, end))


def booking_link(add_url: str, room: Room, start: datetime, end: datetime) -> str:
    """With `&amp;`: it stands in an attribute."""
    return f"{add_url}?ruimte={room.slug}&amp;dag={start.date()}&amp;van={clock(start)}&amp;tot={clock(end)}"


def per_hour(stretches: Iterable[opening.Window]) -> Iterator[opening.Window]:
    """Free stretches cut at the whole hours."""
    for start, end in stretches:
        begin = start
        while begin < end:
            until = min(end, begin.replace(minute=0) + HOUR)
            yield begin, until
            begin = until


def open_windows(house: Building, frame: Frame) -> list[opening.Window]:
    return opening.windows(house.opening_hours.all(), frame.start.date(), frame.end.date())


def closed(opens: Iterable[opening.Window], frame: Frame) -> Iterator[opening.Window]:
    """What lies in the frame outside opening hours."""
    begin = frame.start
    for start, end in opens:
        if start > begin and begin < frame.end:
            yield begin, min(start, frame.end)
        begin = max(begin, end)
    if begin < frame.end:
        yield begin, frame.end


@dataclass(frozen=True)
class WeekRow:
    """A room with the text of its seven days."""

    room: Room
    html: SafeString


def week_row(room: Room, frames: Sequence[Frame], taken: Sequence[Occupation], *, doors: Doors) -> WeekRow:
    """A room over the days of a week; what lasts stands on every day that it touches."""
    days: dict[date, list[Occupation]] = {frame.start.date(): [] for frame in frames}
    for used in taken:
        for day in touched(used, days):
            days[day].append(used)
    return WeekRow(
        room, SafeString("".join(week_cell(room, frame, days[frame.start.date()], doors) for frame in frames))
    )


def week_cell(room: Room, frame: Frame, taken: list[Occupation], doors: Doors) -> str:
    midnight, add_url = frame.midnight, doors.add_to(room)
    short, day = dutch_day(midnight.date(), short=True), str(midnight.date())
    href = f"{add_url}?ruimte={room.slug}&amp;dag={day}" if add_url else ""
    line = cells.strip(taken, frame.start, frame.end)
    chips = "".join(cells.chip(used, midnight, doors) for used in taken)
    way = cells.way_in(f"{room.name}, {short}", href, is_empty=not taken)
    return f'<td data-day="{short}" data-date="{day}">{line}{chips}{way}</td>'


def touched(used: Occupation, days: Collection[date]) -> Iterator[date]:
    """A booking stands on the day it starts, a closure on each of its days."""
    if used.kind not in {Look.CLOSURE, Look.PRODUCTION}:
        if (day := used.start.date()) in days:
            yield day
        return
    yield from (day for day in days if used.start.date() <= day and datetime.combine(day, time()) < used.end)


def week_title(first: date, last: date) -> str:
    """'30 november – 6 december 2026'."""
    begin = f"{first.day} {MONTHS[first.month - 1]}" if first.month != last.month else f"{first.day}"
    return f"{begin} – {last.day} {MONTHS[last.month - 1]} {last.year}"
