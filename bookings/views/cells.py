"""The cells of the board as text.

A week of sixty rooms has two thousand of them and the template engine takes six times as long over one, so they are
written here; everything that somebody typed goes through `escape`. `data-t` is begin, end and when it is
cleared up, in minutes of its day, for the script; `data-booking` is on what the reader may move.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from html import escape
from typing import Any, Self

from django.urls import reverse

from bookings.domain.occupation import Look, Occupation
from bookings.enums import BookingMode
from bookings.models import Room
from bookings.rules import may_book
from fluxus.access import address_for
from fluxus.periods import GRID_MINUTES, dutch_day

DAY = timedelta(days=1)
CLOCK = [f"{minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60)]
WORDS: dict[str, str] = {
    Look.BOOKING: "",
    Look.OPTION: "",
    Look.REQUEST: "",
    Look.CLOSURE: "sluiting",
    Look.PRODUCTION: "productie",
}
MOVABLE = {Look.BOOKING, Look.OPTION}


@dataclass(frozen=True)
class Doors:
    """Where the board leads this reader: `add` is the form for a free hour, `inbox` where requests are decided."""

    add: str
    inbox: str
    moves: bool

    @classmethod
    def of(cls, user: Any) -> Self:
        return cls(
            add=address_for(user, "bookings:booking-add") or address_for(user, "bookings:my-book"),
            inbox=address_for(user, "bookings:requests"),
            moves=may_book(user),
        )

    def add_to(self, room: Room) -> str:
        """The form for this room; '' where this reader books nothing."""
        is_his = self.moves or room.booking_mode != BookingMode.INTERNAL
        return self.add if room.is_active and is_his else ""

    def to(self, used: Occupation) -> str:
        """A request is decided in the inbox, everything else has a page of its own."""
        if used.kind == Look.REQUEST and self.inbox:
            return f"{self.inbox}#aanvraag-{used.booking_id}" if used.number == 1 else self.inbox
        return booking_page(used.booking_id)

    def moving(self, used: Occupation) -> str:
        """The mark of what this reader may pick up here: a booking in the room itself."""
        is_own = self.moves and used.booking_id and used.kind in MOVABLE and not used.elsewhere
        return f' data-booking="{used.booking_id}"' if is_own else ""


def booking_page(booking_id: int | None) -> str:
    return page_pattern().replace("/0/", f"/{booking_id}/") if booking_id else ""


@cache
def page_pattern() -> str:
    """The address of booking 0: filling in a number is ten times faster than reversing it, and a board has hundreds."""
    return reverse("bookings:booking", args=[0])


def times(used: Occupation) -> str:
    """'19:00–21:00', or the days of what lasts longer than one."""
    if used.end - used.start > DAY:
        return f"{dutch_day(used.start.date(), short=True)} – {dutch_day(used.end.date(), short=True)}"
    return f"{clock(used.start)}–{clock(used.end)}"


def look(used: Occupation) -> str:
    """Classes for what it is: kind, discipline, a stack of rivals, another room of the same parts."""
    discipline = f" discipline--{used.discipline.replace('_', '-')}" if used.discipline else ""
    stack = " is-stack" if used.number > 1 else ""
    return f"--{used.kind}{discipline}{stack}{' is-elsewhere' if used.elsewhere else ''}"


def notes(used: Occupation) -> str:
    """The word for its status, and the room that was really booked."""
    word = used.note or WORDS[used.kind]
    if not used.elsewhere:
        return escape(word) if word else ""
    told = [word, f"via {used.elsewhere}"]
    return escape(", ".join(part for part in told if part))


def span_of(used: Occupation, midnight: datetime) -> str:
    """Begin, end and when it is cleared up, in minutes of the day."""
    end = minutes(used.end, midnight)
    until = end if used.until is used.end else minutes(used.until, midnight)
    return f"{max(0, minutes(used.start, midnight))} {end} {until}"


def minutes(moment: datetime, since: datetime) -> int:
    """Whole minutes on the clock; a good deal faster than dividing timedeltas."""
    passed = moment - since
    return passed.days * 1440 + passed.seconds // 60


def clock(moment: datetime) -> str:
    """'19:00'."""
    return CLOCK[moment.hour * 60 + moment.minute]


def block(used: Occupation, place: str, midnight: datetime, doors: Doors) -> str:
    """What is taken, on a row of one day."""
    who, what, note, clock = escape(used.who), escape(used.what), notes(used), times(used)
    text = f'<span class="block-time">{clock}</span> <b>{who}</b>'
    text += f' <span class="block-what">{what}</span>' if what else ""
    text += f' <span class="block-note">{note}</span>' if note else ""
    title = ", ".join(part for part in (f"{clock} {who}", what, note) if part)
    facts = f'title="{title}" data-t="{span_of(used, midnight)}"{doors.moving(used)}'
    href = doors.to(used)
    inner = f'<a href="{href}" {facts}>{text}</a>' if href else f'<span class="block-body" {facts}>{text}</span>'
    return f'<div role="gridcell" class="block block{look(used)} {place}">{inner}</div>'


def tail(place: str) -> str:
    """The clearing up after use."""
    return f'<div role="presentation" class="tail {place}"></div>'


def slot(start: datetime, end: datetime, place: str, label: str, href: str) -> str:
    """A free hour of the grid, as a link to the form."""
    return (
        f'<div role="gridcell" class="slot {place}"><a href="{href}" aria-label="{escape(label)} {clock(start)} vrij, boeken">'
        f"{clock(start)}</a></div>"
    )


def gap(start: datetime, end: datetime, midnight: datetime, href: str) -> str:
    """A free stretch as one line, for lists and small screens."""
    facts = f'data-gap="{minutes(start, midnight)} {minutes(end, midnight)}"'
    text = f"{clock(start)}–{clock(end)} <span>vrij</span>"
    inner = f'<a href="{href}" {facts}>{text}</a>' if href else f"<span {facts}>{text}</span>"
    return f'<div role="gridcell" class="gap">{inner}</div>'


def shut(start: datetime, end: datetime, place: str) -> str:
    return f'<div role="gridcell" class="shut {place}"><span class="sr-only">{clock(start)}–{clock(end)} dicht</span></div>'


def chip(used: Occupation, midnight: datetime, doors: Doors) -> str:
    """What is taken, in a day of the week."""
    who, note = escape(used.who), notes(used)
    is_house = used.kind in {Look.CLOSURE, Look.PRODUCTION}
    whole_day = is_house and used.start <= midnight and used.end >= midnight + DAY
    text = f'<span class="chip-time">{"hele dag" if whole_day else f"{clock(used.start)}–{clock(used.end)}"}</span> <b>{who}</b>'
    text += f" {escape(used.what)}" if is_house and used.what else ""
    text += f" <i>{note}</i>" if note else ""
    facts = f'class="chip chip{look(used)}" data-t="{span_of(used, midnight)}"{doors.moving(used)}'
    href = doors.to(used)
    if not href:
        return f"<span {facts}>{text}</span>"
    return f'<a {facts} href="{href}" title="{escape(used.what)}">{text}</a>'


def strip(taken: list[Occupation], first: datetime, last: datetime) -> str:
    """The day as a line: where it is dark somebody is in. One unit is a quarter of an hour."""
    busy = "".join(bar(used, first, last) for used in taken if used.kind != Look.REQUEST)
    asked = "".join(bar(used, first, last, top=".5") for used in taken if used.kind == Look.REQUEST)
    paths = f'<path class="strip-busy" d="{busy}"/>' if busy else ""
    paths += f'<path class="strip-asked" d="{asked}"/>' if asked else ""
    long = minutes(last, first) // GRID_MINUTES
    return f'<svg class="strip" viewBox="0 0 {long} 1" preserveAspectRatio="none" aria-hidden="true">{paths}</svg>'


def bar(used: Occupation, first: datetime, last: datetime, *, top: str = "0") -> str:
    begin = max(0, minutes(used.start, first)) // GRID_MINUTES
    end = minutes(min(used.end, last), first) // GRID_MINUTES
    return f"M{begin} {top}H{end}V1H{begin}z" if end > begin else ""


def way_in(label: str, href: str, *, is_empty: bool) -> str:
    """From a day of the week to the form; who may not book reads that it is free."""
    if href:
        return f'<a class="week-add" href="{href}" aria-label="{escape(label)}, boeken">+</a>'
    return '<span class="week-free">vrij</span>' if is_empty else ""
