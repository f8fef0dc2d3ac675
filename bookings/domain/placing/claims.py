"""The only writer of claims.

Lock the bookings and then the units of the rooms (primary key order), look for clashes to give a friendly answer, and let
the exclusion constraint on the claims have the last word.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from bookings.domain import availability, clashes
from bookings.enums import ClaimKind
from bookings.models import Booking, Closure, Room, RoomClaim, Unit
from fluxus.db import EXCLUDED, lock, sqlstate, wait_at_most
from fluxus.errors import Refusal
from fluxus.periods import Period

LOCK_SECONDS = 3


class Taken(Exception):
    """The room is not free; leaves the transaction before the refusal with its alternatives is made up."""

    def __init__(self, blockers: Sequence[RoomClaim]) -> None:
        super().__init__()
        self.blockers = blockers


@contextmanager
def explained(
    room: Room,
    period: Period,
    *,
    by: Any,
    at: datetime,
    persons: int | None = None,
    moving: Booking | None = None,
) -> Iterator[None]:
    """Turns `Taken` into the Dutch refusal, outside the transaction, so that rivals need not wait for alternatives."""
    try:
        yield
    except Taken as taken:
        blockers = taken.blockers or availability.clashes(room, period, ignoring=moving)
        raise clashes.refusal(room=room, period=period, blockers=blockers, by=by, at=at, persons=persons) from taken


def lock_units(*rooms: Room) -> list[Unit]:
    """The units of the rooms, locked in primary key order until the end of the transaction."""
    wait_at_most(LOCK_SECONDS)
    pks = Unit.objects.filter(room_units__room__in=rooms).values("pk")
    return lock(Unit.objects.filter(pk__in=pks))


def units_of(room: Room) -> list[Unit]:
    return list(Unit.objects.filter(room_units__room=room).order_by("pk"))


def hold(booking: Booking) -> Booking:
    """The booking as it is now, locked."""
    wait_at_most(LOCK_SECONDS)
    (held,) = lock(Booking.objects.filter(pk=booking.pk).select_related("room", "partner"))
    return held


def refuse_clashes(room: Room, period: Period, *, ignoring: Booking | None = None) -> None:
    blockers = availability.clashes(room, period, ignoring=ignoring)
    if blockers:
        raise Taken(blockers)


def refuse_standing(units: Sequence[Unit], period: Period) -> None:
    """A closure never pushes bookings out."""
    standing = list(RoomClaim.objects.filter(unit__in=units).overlapping(period).select_related("unit")[:1])
    if standing:
        names = f"{standing[0].unit.name}, {clashes.span(standing[0].local_start, standing[0].local_end)}"
        raise Refusal(f"Sluiten kan nog niet, er staat nog iets gepland: {names}.", code=clashes.ROOM_TAKEN)


def claim(booking: Booking, units: Sequence[Unit]) -> list[RoomClaim]:
    """Lay the booking's time on its units, turnaround of its room included. A room of no units could not refuse anyone."""
    if not units:
        raise Refusal(
            "Deze ruimte heeft nog geen ruimtedelen; beheer legt die eerst vast.", field="room", code="no_units"
        )
    return insert(
        RoomClaim(
            unit=unit,
            kind=ClaimKind.BOOKING,
            booking=booking,
            local_start=booking.local_start,
            local_end=booking.local_end,
            turnaround_minutes=booking.room.turnaround_minutes,
        )
        for unit in sorted(units, key=lambda unit: unit.pk)
    )


def shut(closure: Closure, units: Iterable[Unit]) -> list[RoomClaim]:
    """Lay a closure on its units."""
    return insert(
        RoomClaim(
            unit=unit,
            kind=ClaimKind.CLOSURE,
            closure=closure,
            local_start=closure.local_start,
            local_end=closure.local_end,
        )
        for unit in units
    )


def release(*bookings: Booking) -> None:
    """Give the time back."""
    RoomClaim.objects.filter(booking__in=bookings).delete()


def insert(claims: Iterable[RoomClaim]) -> list[RoomClaim]:
    """In a savepoint, ordered by unit; a clash that nobody saw coming is a clash like any other."""
    try:
        with transaction.atomic():
            return RoomClaim.objects.bulk_create(list(claims))
    except IntegrityError as error:
        if sqlstate(error) != EXCLUDED:
            raise
        raise Taken([]) from error
