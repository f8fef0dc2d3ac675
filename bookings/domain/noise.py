"""Rooms that hear each other: a warning that somebody may go past, never a wall."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from bookings.domain import clashes
from bookings.enums import ClaimKind
from bookings.models import Booking, NoiseNeighbours, Room, RoomClaim
from fluxus.periods import Period


@dataclass(frozen=True)
class Noise:
    """A neighbour is in use for a while; `sentence` says so in Dutch, without telling who."""

    period: Period
    sentence: str


def neighbours_in_use(room: Room, period: Period, ignoring: Booking | None = None) -> list[str]:
    """'Studio 2 is dan in gebruik, op dinsdag 1 december van 19:00 tot 21:00: drums naast zang.'"""
    return [noise.sentence for noise in around(room, [period], ignoring=[ignoring] if ignoring else [])]


def around(room: Room, periods: Iterable[Period], *, ignoring: Iterable[Booking] = ()) -> list[Noise]:
    """What the neighbours of `room` do during the periods: three queries, however many there are; one without neighbours."""
    reasons = neighbours(room)
    wanted = list(periods)
    if not reasons or not wanted:
        return []
    uses = (
        RoomClaim.objects.filter(kind=ClaimKind.BOOKING, unit__room_units__room__in=reasons)
        .overlapping_any(wanted)
        .exclude(booking__in=[booking.pk for booking in ignoring])
        .order_by("local_start", "unit__room_units__room")
        .values_list("unit__room_units__room", "local_start", "local_end")
        .distinct()
    )
    known = {other.pk: (other, reason) for other, reason in reasons.items()}
    found = [(Period(start, end), *known[pk]) for pk, start, end in uses]
    return [
        Noise(used, f"{other.name} is dan in gebruik, op {clashes.span(used.start, used.end)}: {reason}.")
        for used, other, reason in found
        if any(used.overlaps(period) for period in wanted)
    ]


def neighbours(room: Room) -> dict[Room, str]:
    """The rooms that hear `room`, or a part of it, and why; a room that shares a unit with it is no neighbour."""
    part = "room_units__unit__room_units__room"
    pairs = list(
        NoiseNeighbours.objects.filter(Q(**{f"first__{part}": room}) | Q(**{f"second__{part}": room}))
        .select_related("first", "second")
        .distinct()
    )
    if not pairs:
        return {}
    own = set(Room.objects.filter(**{part: room}).values_list("pk", flat=True))
    both = ((pair.second if pair.first_id in own else pair.first, pair.reason) for pair in pairs)
    return {other: reason for other, reason in both if other.pk not in own}
