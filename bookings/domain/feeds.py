"""Bookings as calendars: a UID for life, a SEQUENCE that grows, and cancellations that are told.

The bytes say only what the rows say, never when somebody asked: no change in the house is no change in the calendar.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from bookings.domain import calendar_text as ical
from bookings.domain.calendar_text import zone
from bookings.domain.occupation import TAKEN, shown_in_public
from bookings.enums import CLAIMING, BookingStatus, ClaimKind
from bookings.models import Booking, Room, RoomClaim
from bookings.models.bookings import LONGEST
from fluxus.periods import Period, wall_clock
from network.models import Partner

__all__ = ["calendar", "event", "named", "own", "partner_bookings", "public", "room_bookings", "room_closures", "zone"]

KEPT_DAYS = 90
AHEAD_DAYS = 400
MOST_EVENTS = 2000
"""More than any renter has in this time; a calendar program gives up on much more."""
STATUSES = {BookingStatus.CANCELLED: "CANCELLED", BookingStatus.OPTION: "TENTATIVE"}
WORDS = {BookingStatus.CANCELLED: "Vervallen: ", BookingStatus.OPTION: "Optie: "}

type Tell = Callable[[Booking], str]


def public(booking: Booking) -> str:
    """What strangers read: that it is taken, and by whom only where the house shows names; an option may still lapse."""
    who, what = (TAKEN, "") if booking.status == BookingStatus.OPTION else shown_in_public(booking)
    if what:
        return f"{WORDS[BookingStatus.CANCELLED] if is_off(booking) else ''}{what} · {who}"
    return "Vervallen" if is_off(booking) else who


def named(booking: Booking) -> str:
    """What colleagues read. A program that strikes nothing out still says that it is off."""
    return f"{WORDS.get(BookingStatus(booking.status), '')}{booking.title} · {booking.partner.name}"


def own(booking: Booking) -> str:
    """What the partner reads, who knows his own name."""
    return f"{WORDS.get(BookingStatus(booking.status), '')}{booking.title}"


def told(at: datetime) -> Period:
    """The last months and the coming year, whole days, so that a calendar stays the same from morning to evening."""
    day = wall_clock(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return Period(day - timedelta(days=KEPT_DAYS), day + timedelta(days=AHEAD_DAYS))


def partner_bookings(partner: Partner, at: datetime) -> list[Booking]:
    """What a partner comes for: agreed, held as an option, or agreed once and cancelled.

    Requests and skipped dates are no appointment, so they are left out. One query.
    """
    window = told(at)
    bookings = Booking.objects.filter(
        partner=partner, status__in=(*CLAIMING, BookingStatus.CANCELLED), local_start__lt=window.end
    )
    recent = bookings.filter(local_start__gt=window.start - LONGEST, local_end__gt=window.start)
    found = recent.select_related("room__building").order_by("local_start", "pk")
    return [booking for booking in found[:MOST_EVENTS] if booking.status in CLAIMING or booking.confirmed_at]


def room_bookings(room: Room, at: datetime) -> list[Booking]:
    """What the feed of a room tells: all that takes its units, a combined hall too, and its own that fell through.

    What was only asked for never took the room, so it is no news when it is withdrawn.
    """
    window = told(at)
    taking = of_room(room, window).filter(kind=ClaimKind.BOOKING).values("booking")
    bookings = Booking.objects.select_related("partner", "room__building")
    off = bookings.filter(room=room, status=BookingStatus.CANCELLED, confirmed_at__isnull=False).within(window)
    found = {booking.pk: booking for booking in (*bookings.filter(pk__in=taking), *off)}
    return sorted(found.values(), key=lambda booking: (booking.local_start, booking.pk))


def room_closures(room: Room, at: datetime) -> list[RoomClaim]:
    """When the house keeps a unit of the room shut, each closure once."""
    shut = of_room(room, told(at)).filter(kind=ClaimKind.CLOSURE)
    found = {claim.closure_id: claim for claim in shut.select_related("closure").order_by("local_start", "-pk")}
    return list(found.values())


def of_room(room: Room, window: Period) -> Any:
    units = room.room_units.values_list("unit_id", flat=True)
    return RoomClaim.objects.filter(unit__in=list(units)).overlapping(window)


def calendar(
    *, name: str, bookings: Iterable[Booking], closures: Iterable[RoomClaim] = (), tell: Tell, base_url: str = ""
) -> bytes:
    """The feed as bytes. `tell` says what the reader may know; with `base_url` each event has the way to its page."""
    return ical.calendar(name=name, events=events(bookings, closures, tell, base_url))


def events(
    bookings: Iterable[Booking], closures: Iterable[RoomClaim], tell: Tell, base_url: str
) -> Iterator[Iterable[str]]:
    for booking in bookings:
        yield event(booking, tell=tell, base_url=base_url)
    for closure in closures:
        yield shut(closure, with_reason=tell is not public)


def event(booking: Booking, *, tell: Tell, base_url: str = "") -> list[str]:
    """The lines of one booking. DTSTAMP is the last moment that the row knows of; a move counts on in SEQUENCE."""
    start, end = ical.span(booking.local_start, booking.local_end)
    off = is_off(booking)
    known = STATUSES if off or tell is not public else {}
    return [
        f"UID:{booking.uuid}@fluxus",
        f"SEQUENCE:{booking.sequence}",
        f"DTSTAMP:{ical.utc(last_moment(booking))}",
        start,
        end,
        f"SUMMARY:{ical.text(tell(booking))}",
        f"LOCATION:{ical.text(place(booking.room))}",
        f"STATUS:{known.get(BookingStatus(booking.status), 'CONFIRMED')}",
        f"TRANSP:{'TRANSPARENT' if off else 'OPAQUE'}",
        *([f"URL:{base_url}{booking.get_absolute_url()}"] if base_url else ()),
    ]


def shut(closure: RoomClaim, *, with_reason: bool) -> list[str]:
    """A closure; why is for colleagues."""
    row = closure.closure
    if row is None:
        raise ValueError("a claim of a closure has one")
    start, end = ical.span(closure.local_start, closure.local_end)
    return [
        f"UID:sluiting-{row.pk}@fluxus",
        "SEQUENCE:0",
        f"DTSTAMP:{ical.utc(row.made_at)}",
        start,
        end,
        f"SUMMARY:{ical.text(f'Gesloten: {row.reason}' if with_reason else 'Gesloten')}",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
    ]


def is_off(booking: Booking) -> bool:
    return booking.status == BookingStatus.CANCELLED


def last_moment(booking: Booking) -> datetime:
    moments = (booking.placed_at, booking.confirmed_at, booking.cancelled_at)
    return max(moment for moment in moments if moment)


def place(room: Room) -> str:
    house = room.building
    return f"{room.name}, {house.name}, {house.street_line}, {house.city}"
