"""Where the bookings of a closed room can go. Proposals never offer one room twice for the same time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from django.db.models import Prefetch

from bookings.domain import availability
from bookings.domain.availability import Alternative, Calendar, clashes_of
from bookings.models import Booking, Room, RoomUnit, Unit
from fluxus.periods import Period, to_utc, wall_clock

MOST_OPTIONS = 3


@dataclass(frozen=True)
class Proposal:
    """A booking in the way, and where it can go, best first."""

    booking: Booking
    options: list[Alternative] = field(default_factory=list)


def propose(*, units: Iterable[Unit], period: Period, by: Any, at: datetime) -> list[Proposal]:
    """For every booking in the way of closing `units`: other rooms at its own time first, then other times of its room.

    What is offered to one booking is offered to nobody else, so all first options together can be carried out. A fixed
    number of queries, however many bookings there are. Reads only.
    """
    parts = list(units)
    claims = clashes_of(parts, [period]).get(period, [])
    bookings = sorted(
        (claim.booking for claim in claims if claim.booking is not None), key=lambda each: (each.local_start, each.pk)
    )
    if not bookings:
        return []
    rooms = rooms_to_go_to()
    calendar = everything(rooms, bookings)
    shut(calendar, parts, period)
    sources = {booking.pk: offers(calendar, booking, rooms, wall_clock(at)) for booking in bookings}
    proposals = [Proposal(booking) for booking in bookings]
    for _ in range(MOST_OPTIONS):
        for proposal in proposals:
            take_next(proposal, sources[proposal.booking.pk], calendar)
    return proposals


def rooms_to_go_to() -> list[Room]:
    return list(
        Room.objects.bookable()
        .select_related("building")
        .prefetch_related("building__opening_hours", Prefetch("room_units", RoomUnit.objects.order_by("unit_id")))
    )


def everything(rooms: Sequence[Room], bookings: Sequence[Booking]) -> Calendar:
    """What is taken in all rooms around all of the bookings."""
    weeks = timedelta(days=availability.NEARBY_DAYS)
    first, last = bookings[0].local_start, max(booking.local_end for booking in bookings)
    return Calendar(rooms, asked=bookings[0].room, period=Period.noted(first - weeks, last + weeks))


def shut(calendar: Calendar, units: Iterable[Unit], period: Period) -> None:
    """What is about to close is no place to go to."""
    for unit in units:
        calendar.taken.setdefault(unit.pk, []).append((to_utc(period.start), to_utc(period.end)))


def offers(calendar: Calendar, booking: Booking, rooms: Sequence[Room], not_before: datetime) -> Iterator[Alternative]:
    """Free places for one booking, best first, looked up one by one while they are asked for."""
    here = calendar.rooms.get(booking.room_id, booking.room)
    alike = sorted(fitting(rooms, booking), key=lambda other: availability.unlikeness(booking.room, other))
    kinds = (
        availability.other_rooms(calendar, here, booking.period, alike),
        availability.other_times(calendar, here, booking.period),
        availability.other_days(calendar, here, booking.period),
    )
    return (found for found in chain.from_iterable(kinds) if found.period.start >= not_before)


def fitting(rooms: Iterable[Room], booking: Booking) -> Iterator[Room]:
    """Rooms for the same use that hold as many people as will come."""
    needed = set(booking.room.features)
    for room in rooms:
        same_use = room.kind == booking.room.kind or (needed and needed <= set(room.features))
        if same_use and room.capacity >= (booking.persons or 1):
            yield room


def take_next(proposal: Proposal, source: Iterator[Alternative], calendar: Calendar) -> None:
    """One more option, and from now on nobody else's."""
    found = next(source, None)
    if found is None:
        return
    proposal.options.append(found)
    until = found.period.end + timedelta(minutes=found.room.turnaround_minutes)
    for part in found.room.room_units.all():
        calendar.taken.setdefault(part.unit_id, []).append((to_utc(found.period.start), to_utc(until)))
