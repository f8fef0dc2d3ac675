"""Turns what stands in rooms into rows of cells that the templates only have to print.

Places are classes: `from-N` starts at quarter N of what is shown, `span-N` lasts N quarters.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache

from django.urls import reverse

from bookings.domain import opening
from bookings.domain.occupation import Occupation, free_stretches
from bookings.enums import ClaimKind
from bookings.models import Room
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
        rules = {rule.pk: rule for room in rooms for rule in room.building.opening_hours.all()}
        for rule in rules.values():
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
    def period(self) -> Period:
        """The same as a Period; in the spring night an edge that does not exist moves an hour on."""
        start, end = (edge if exists(edge) else edge + HOUR for edge in (self.start, self.end))
        return Period(start, end)

    def place(self, start: datetime, end: datetime) -> str:
        """The classes of a block, cut off at the edges of the frame."""
        begin, finish = max(start, self.start), min(end, self.end)
        first = (begin - self.start) // QUARTER
        length = max(1, -(-(finish - self.start) // QUARTER) - first)
        return f"from-{first} span-{length}"

    def hours(self) -> list[tuple[str, str]]:
        """Place and '19:00' of every hour."""
        return [(f"from-{4 * number} span-4", f"{self.start + HOUR * number:%H}") for number in range(self.hour_count)]

    def now_at(self, now: datetime) -> str:
        return self.place(now, now + QUARTER) if self.start <= now < self.end else ""


@dataclass
class Cell:
    """One block in a row: `kind` is booking, closure, slot, gap or closed."""

    kind: str
    css: str
    times: str
    sort: tuple[datetime, int]
    href: str = ""
    who: str = ""
    what: str = ""
    tail: str = ""
    note: str = ""


@dataclass
class Row:
    """A room (or a day) with its cells in the order of time."""

    room: Room
    day: date
    label: str
    cells: list[Cell] = field(default_factory=list)
    busy_count: int = 0


def row(room: Room, day: date, frame: Frame, taken: Sequence[Occupation], *, label: str, add_url: str) -> Row:
    """All cells of a room on a day. With `add_url` every free hour is a link to the booking form."""
    shown = [used for used in taken if used.start < frame.end and used.until > frame.start]
    free = free_stretches(room, shown, frame.period)
    cells = [busy(used, frame) for used in shown]
    cells += [gap(start, end, room, add_url) for start, end in free]
    if add_url:
        cells += [slot(start, end, room, frame, add_url) for start, end in per_hour(free)]
    cells += [shut(start, end, frame) for start, end in closed(room, frame)]
    cells.sort(key=lambda cell: cell.sort)
    return Row(room, day, label, cells, busy_count=len(shown))


def busy(used: Occupation, frame: Frame) -> Cell:
    times = f"{used.start:%H:%M}–{used.end:%H:%M}"
    if used.end - used.start > timedelta(hours=24):
        times = f"{dutch_day(used.start.date(), short=True)} – {dutch_day(used.end.date(), short=True)}"
    tail = frame.place(used.end, used.until) if used.end < used.until and used.end < frame.end else ""
    return Cell(
        kind=used.kind,
        css=f"{frame.place(used.start, used.end)}{look(used)}",
        times=times,
        sort=(max(used.start, frame.start), 0),
        href=booking_page(used.booking_id),
        who=used.who,
        what=used.what,
        tail=tail,
        note=f"via {used.elsewhere}" if used.elsewhere else "",
    )


def booking_page(booking_id: int | None) -> str:
    return page_pattern().replace("/0/", f"/{booking_id}/") if booking_id else ""


@cache
def page_pattern() -> str:
    """The address of booking 0: filling in a number is ten times faster than reversing it, and a board has hundreds."""
    return reverse("bookings:booking", args=[0])


def look(used: Occupation) -> str:
    """Classes for what it is: discipline, another room of the same parts, cut off at an edge."""
    marks = [used.discipline and f"discipline--{used.discipline.replace('_', '-')}", used.elsewhere and "is-elsewhere"]
    return "".join(f" {mark}" for mark in marks if mark)


def slot(start: datetime, end: datetime, room: Room, frame: Frame, add_url: str) -> Cell:
    return Cell(
        "slot", frame.place(start, end), f"{start:%H:%M}", (start, 1), href=booking_link(add_url, room, start, end)
    )


def gap(start: datetime, end: datetime, room: Room, add_url: str) -> Cell:
    """A free stretch as one line, for lists and small screens."""
    href = booking_link(add_url, room, start, min(end, start + HOUR)) if add_url else ""
    return Cell("gap", "", f"{start:%H:%M}–{end:%H:%M}", (start, 2), href=href, who="vrij")


def shut(start: datetime, end: datetime, frame: Frame) -> Cell:
    return Cell("closed", frame.place(start, end), f"{start:%H:%M}–{end:%H:%M}", (start, 3), who="dicht")


def booking_link(add_url: str, room: Room, start: datetime, end: datetime) -> str:
    return f"{add_url}?ruimte={room.slug}&dag={start:%Y-%m-%d}&van={start:%H:%M}&tot={end:%H:%M}"


def per_hour(stretches: Iterable[opening.Window]) -> Iterator[opening.Window]:
    """Free stretches cut at the whole hours."""
    for start, end in stretches:
        begin = start
        while begin < end:
            until = min(end, begin.replace(minute=0) + HOUR)
            yield begin, until
            begin = until


def closed(room: Room, frame: Frame) -> Iterator[opening.Window]:
    """What lies in the frame outside opening hours."""
    begin = frame.start
    for start, end in opening.windows(room.building.opening_hours.all(), frame.start.date(), frame.end.date()):
        if start > begin and begin < frame.end:
            yield begin, min(start, frame.end)
        begin = max(begin, end)
    if begin < frame.end:
        yield begin, frame.end


@dataclass
class DayCell:
    """One room on one day of a week."""

    label: str
    short: str
    add_href: str
    cells: list[Cell]


@dataclass
class WeekRow:
    room: Room
    days: list[DayCell]


def week_row(room: Room, days: Sequence[date], taken: Sequence[Occupation], *, add_url: str) -> WeekRow:
    """A room over the days of a week; an occupation stands on every day that it touches, from five in the morning."""
    cells: dict[date, list[Cell]] = {day: [] for day in days}
    for used in taken:
        for day in touched(used, days):
            cells[day].append(chip(used, day))
    return WeekRow(
        room,
        [
            DayCell(
                label=f"{room.name}, {dutch_day(day, short=True)}",
                short=dutch_day(day, short=True),
                add_href=f"{add_url}?ruimte={room.slug}&dag={day:%Y-%m-%d}" if add_url else "",
                cells=cells[day],
            )
            for day in days
        ],
    )


def touched(used: Occupation, days: Sequence[date]) -> Iterator[date]:
    """A booking stands on the day it starts, a closure on each of its days."""
    if used.kind == ClaimKind.BOOKING:
        yield from (day for day in days if day == used.start.date())
        return
    yield from (day for day in days if used.start.date() <= day and datetime.combine(day, time()) < used.end)


def chip(used: Occupation, day: date) -> Cell:
    whole_day = used.kind == ClaimKind.CLOSURE and used.end - used.start >= timedelta(hours=24)
    return Cell(
        kind=used.kind,
        css=look(used).strip(),
        times="hele dag" if whole_day else f"{used.start:%H:%M}–{used.end:%H:%M}",
        sort=(used.start, 0),
        href=booking_page(used.booking_id),
        who=used.who,
        what=used.what,
        note=f"via {used.elsewhere}" if used.elsewhere else "",
    )


def week_title(first: date, last: date) -> str:
    """'30 november – 6 december 2026'."""
    begin = f"{first.day} {MONTHS[first.month - 1]}" if first.month != last.month else f"{first.day}"
    return f"{begin} – {last.day} {MONTHS[last.month - 1]} {last.year}"
