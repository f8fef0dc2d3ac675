"""Bookings as iCalendar (RFC 5545): wall-clock times with their zone, stable UIDs, and cancellations that are told."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from icalendar import Calendar, Event, Timezone, vRecur

from bookings.domain.occupation import TAKEN
from bookings.enums import BookingStatus, ClaimKind
from bookings.models import Booking, Room, RoomClaim
from fluxus.periods import AMSTERDAM

ZONE = "Europe/Amsterdam"
KEPT_DAYS = 90
AHEAD_DAYS = 400


def room_bookings(room: Room, at: datetime) -> list[Booking]:
    """What the feed of a room tells: all that takes its units, a combined hall too, and its own that were cancelled."""
    takes_it = Exists(RoomClaim.objects.filter(booking=OuterRef("pk"), unit__room_units__room=room))
    found = Booking.objects.filter(takes_it | Q(room=room, status=BookingStatus.CANCELLED))
    return list(found.filter(**told(at)).select_related("partner", "room__building").order_by("local_start"))


def room_closures(room: Room, at: datetime) -> list[RoomClaim]:
    """When the house keeps a unit of the room shut."""
    shut = RoomClaim.objects.filter(kind=ClaimKind.CLOSURE, unit__room_units__room=room)
    return list(shut.filter(**told(at)).select_related("closure").order_by("local_start"))


def told(at: datetime) -> dict[str, datetime]:
    """The last months and the coming year."""
    day = at.astimezone(AMSTERDAM).replace(tzinfo=None)
    return {"local_end__gt": day - timedelta(days=KEPT_DAYS), "local_start__lt": day + timedelta(days=AHEAD_DAYS)}


def calendar(
    *,
    name: str,
    bookings: Iterable[Booking],
    closures: Iterable[RoomClaim] = (),
    at: datetime,
    with_names: bool,
    base_url: str,
) -> bytes:
    """The feed as bytes. Without names every booking is called 'Bezet' and cancelled ones tell no reason."""
    feed = Calendar()
    feed.add("prodid", "-//FluXus//Ruimtes//NL")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("name", name)
    feed.add("x-wr-calname", name)
    feed.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    feed.add_component(zone())
    for booking in bookings:
        feed.add_component(event(booking, at=at, with_names=with_names, base_url=base_url))
    for closure in closures:
        feed.add_component(shut(closure, at=at, with_names=with_names))
    return bytes(feed.to_ical())


def shut(closure: RoomClaim, *, at: datetime, with_names: bool) -> Event:
    """A closure; why is for colleagues."""
    made = Event()
    made.add("uid", f"sluiting-{closure.pk}@fluxus")
    made.add("dtstamp", at)
    made.add("dtstart", closure.local_start.replace(tzinfo=AMSTERDAM))
    made.add("dtend", closure.local_end.replace(tzinfo=AMSTERDAM))
    made.add("summary", f"Gesloten: {closure.closure.reason}" if with_names and closure.closure else "Gesloten")
    made.add("status", "CONFIRMED")
    return made


def event(booking: Booking, *, at: datetime, with_names: bool, base_url: str) -> Event:
    """`UID` from the booking's uuid for life; `SEQUENCE` grows with every move and cancellation."""
    made = Event()
    made.add("uid", f"{booking.uuid}@fluxus")
    made.add("sequence", booking.sequence)
    made.add("dtstamp", booking.cancelled_at or at)
    made.add("dtstart", booking.local_start.replace(tzinfo=AMSTERDAM))
    made.add("dtend", booking.local_end.replace(tzinfo=AMSTERDAM))
    made.add("summary", f"{booking.title} · {booking.partner.name}" if with_names else TAKEN)
    made.add("location", f"{booking.room.name}, {booking.room.building.name}, {booking.room.building.street_line}")
    made.add("status", "CANCELLED" if booking.status == BookingStatus.CANCELLED else "CONFIRMED")
    if with_names:
        made.add("url", f"{base_url}{booking.get_absolute_url()}")
    return made


def zone() -> Timezone:
    """Europe/Amsterdam by the rule that holds since 1996: last Sundays of March and October."""
    made = Timezone()
    made.add("tzid", ZONE)
    for kind, name, before, after, month in (
        ("DAYLIGHT", "CEST", 1, 2, 3),
        ("STANDARD", "CET", 2, 1, 10),
    ):
        made.add_component(observance(kind, name, before, after, month))
    return made


def observance(kind: str, name: str, before: int, after: int, month: int) -> Any:
    from icalendar import TimezoneDaylight, TimezoneStandard

    made = TimezoneDaylight() if kind == "DAYLIGHT" else TimezoneStandard()
    first = {3: datetime(1996, 3, 31, 2), 10: datetime(1996, 10, 27, 3)}[month]
    made.add("dtstart", first)
    made.add("tzname", name)
    made.add("tzoffsetfrom", timedelta(hours=before))
    made.add("tzoffsetto", timedelta(hours=after))
    made.add("rrule", vRecur({"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"}))
    return made
