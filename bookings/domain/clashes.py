"""Saying in Dutch who or what is in the way, and what is free instead."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bookings.domain import availability
from bookings.enums import ClaimKind
from bookings.models import Room, RoomClaim
from fluxus.errors import Refusal
from fluxus.periods import Period, dutch_day, wall_clock
from network.models import Partner

ROOM_TAKEN = "room_taken"


def refusal(
    *,
    room: Room,
    period: Period,
    blockers: Sequence[RoomClaim],
    by: Any,
    at: datetime,
    persons: int | None = None,
) -> Refusal:
    """The refusal of a clash: who is in (for whoever may know), with `alternatives` and `blockers` in `extra`."""
    return Refusal(
        describe(room=room, period=period, blockers=blockers, by=by),
        field="room",
        code=ROOM_TAKEN,
        blockers=list(blockers),
        alternatives=availability.alternatives(
            room=room, period=period, persons=persons, not_before=wall_clock(at), by=by
        ),
    )


def describe(*, room: Room, period: Period, blockers: Sequence[RoomClaim], by: Any) -> str:
    """'Studio 1 is op dinsdag 1 december van 19:00 tot 21:00 bezet door Bilal Amrani (gitaarles).'"""
    if not blockers:
        return f"{room.name} is op {span(period.start, period.end)} zojuist door iemand anders geboekt."
    first = blockers[0]
    text = closed(room, first, by) if first.kind == ClaimKind.CLOSURE else taken(room, first, by)
    return f"{text}{because_of_turnaround(room, period, first)}{and_more(len(blockers) - 1)}."


def taken(room: Room, claim: RoomClaim, by: Any) -> str:
    booking = claim.booking
    if booking is None:
        raise ValueError("a claim of a booking has one")
    who = f" door {booking.partner.name} ({booking.title})" if may_know(claim, by) else ""
    part = booking.room.name
    if booking.room_id == room.pk:
        return f"{part} is op {span(claim.local_start, claim.local_end)} bezet{who}"
    return f"{room.name} kan dan niet: {part} is op {span(claim.local_start, claim.local_end)} bezet{who}"


def closed(room: Room, claim: RoomClaim, by: Any) -> str:
    if claim.closure is None:
        raise ValueError("a claim of a closure has one")
    shut = f"van {moment(claim.local_start)} tot {moment(claim.local_end)} gesloten"
    return f"{room.name} is {shut}: {claim.closure.why(for_colleague=by.is_colleague)}"


def may_know(claim: RoomClaim, by: Any) -> bool:
    """Colleagues learn who is in, partners only of their own bookings."""
    if claim.booking is None or by.is_colleague:
        return True
    return Partner.objects.visible_to(by).filter(pk=claim.booking.partner_id).exists()


def because_of_turnaround(room: Room, period: Period, claim: RoomClaim) -> str:
    """Only the clearing up stands in the way, after their use or after ours."""
    if claim.local_end <= period.start:
        return f", en daarna is er {claim.turnaround_minutes} minuten om op te ruimen"
    if claim.local_start >= period.end:
        return f", en na jouw gebruik is er {room.turnaround_minutes} minuten om op te ruimen"
    return ""


def and_more(count: int) -> str:
    if count <= 0:
        return ""
    return ", en er is nog een boeking in die tijd" if count == 1 else f", en er zijn nog {count} boekingen in die tijd"


def span(start: datetime, end: datetime) -> str:
    """'dinsdag 1 december van 19:00 tot 21:00'; another day is named unless it is the night after."""
    if end - start < timedelta(hours=24):
        return f"{dutch_day(start.date(), year=False)} van {start:%H:%M} tot {end:%H:%M}"
    return f"{dutch_day(start.date(), year=False)} {start:%H:%M} tot {moment(end)}"


def moment(wall: datetime) -> str:
    return f"{dutch_day(wall.date(), year=False)} {wall:%H:%M}"
