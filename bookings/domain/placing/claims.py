"""The only writer of claims.

Lock the bookings and then the units of the rooms (primary key order), look for clashes to give a friendly answer, and let
the exclusion constraint on the claims have the last word.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, prefetch_related_objects
from django.utils import timezone

from bookings.domain import availability, clashes, letters
from bookings.domain.availability import clashes_of
from bookings.domain.placing.story import remember_many
from bookings.enums import BookingStatus, ClaimKind
from bookings.models import Booking, Closure, Room, RoomClaim, RoomUnit, Unit
from fluxus.db import EXCLUDED, lock, sqlstate, wait_at_most
from fluxus.errors import Refusal
from fluxus.periods import Period

__all__ = ["clashes_of"]

LOCK_SECONDS = 0.8
"""Three attempts of this and a rival still has his answer within three seconds."""
RAN_OUT = "De optie is verlopen."


class Taken(Exception):
    """The room is not free; leaves the transaction before the refusal with its alternatives is made up."""

    def __init__(
        self, blockers: Sequence[RoomClaim], *, room: Room | None = None, period: Period | None = None
    ) -> None:
        super().__init__()
        self.blockers = blockers
        self.room = room
        self.period = period


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
        where, when = taken.room or room, taken.period or period
        blockers = taken.blockers or availability.clashes(where, when, ignoring=moving)
        raise clashes.refusal(room=where, period=when, blockers=blockers, by=by, at=at, persons=persons) from taken


def lock_units(*rooms: Room, units: Iterable[Unit] = ()) -> list[Unit]:
    """The units of the rooms and `units`, locked in primary key order until the end of the transaction."""
    wait_at_most(LOCK_SECONDS)
    own = set(RoomUnit.objects.filter(room__in=rooms).values_list("unit_id", flat=True))
    return lock(Unit.objects.filter(pk__in=own.union(unit.pk for unit in units)))


def units_of(room: Room) -> list[Unit]:
    return list(Unit.objects.filter(room_units__room=room).order_by("pk"))


def hold(booking: Booking) -> Booking:
    """The booking as it is now, locked."""
    (held,) = hold_all([booking])
    return held


def hold_all(bookings: Iterable[Booking]) -> list[Booking]:
    """The bookings as they are now, locked in primary key order; always before any unit."""
    wait_at_most(LOCK_SECONDS)
    held = lock(Booking.objects.filter(pk__in=[booking.pk for booking in bookings]))
    prefetch_related_objects(held, "room", "partner")
    return held


def refuse_clashes(room: Room, period: Period, *, ignoring: Booking | None = None, at: datetime | None = None) -> None:
    """Raise `Taken` when somebody is in; options that ran out are ended first. Call it with the units locked."""
    blockers = still_standing(availability.clashes(room, period, ignoring=ignoring), at=at or timezone.now())
    if blockers:
        raise Taken(blockers, room=room, period=period)


def refuse_standing(units: Sequence[Unit], period: Period, *, at: datetime | None = None) -> None:
    """A closure never pushes bookings out."""
    blockers = clashes_of(units, [period]).get(period, [])
    standing = still_standing(blockers, at=at or timezone.now())
    if standing:
        names = f"{standing[0].unit.name}, {clashes.span(standing[0].local_start, standing[0].local_end)}"
        raise Refusal(
            f"Sluiten kan nog niet, er staat nog iets gepland: {names}.", code=clashes.ROOM_TAKEN, blockers=standing
        )


def still_standing(claims: Sequence[RoomClaim], *, at: datetime) -> list[RoomClaim]:
    """The claims that count at `at`: those of options that ran out are given back here, under the lock of the units.

    An option that somebody decides on at this very moment counts as taken: waiting for its row while we hold units would
    turn the order of the locks around.
    """
    if not any(has_run_out(claim.booking, at) for claim in claims):
        return list(claims)
    owners = Booking.objects.filter(pk__in=[claim.booking_id for claim in claims if claim.booking_id])
    ended = {booking.pk for booking in end_run_out(owners.filter(option_ends_at__lte=at), at=at)}
    return [claim for claim in claims if claim.booking_id not in ended]


def has_run_out(booking: Booking | None, at: datetime) -> bool:
    return booking is not None and booking.option_ends_at is not None and booking.option_ends_at <= at


def end_run_out(options: Any, *, at: datetime) -> list[Booking]:
    """End these options unless somebody holds them; they fall vacant and the timeline says so."""
    free = options.filter(status=BookingStatus.OPTION).order_by("pk")
    held = list(free.select_for_update(no_key=True, of=("self",), skip_locked=True))
    if not held:
        return []
    prefetch_related_objects(held, "room", "partner")
    release(*held)
    Booking.objects.filter(pk__in=[booking.pk for booking in held]).update(
        status=BookingStatus.CANCELLED,
        option_ends_at=None,
        cancelled_at=at,
        cancel_reason=RAN_OUT,
        sequence=F("sequence") + 1,
    )
    remember_many(held, "vervallen", by=None, detail=RAN_OUT, at=at)
    letters.options_expired(bookings=held)
    return held


def claim(booking: Booking, units: Sequence[Unit]) -> list[RoomClaim]:
    """Lay the booking's time on its units, turnaround of its room included. A room of no units could not refuse anyone."""
    require_units(units)
    rows = (laid(booking, unit.pk) for unit in sorted(units, key=lambda unit: unit.pk))
    return insert(rows, room=booking.room, period=booking.period)


def claim_many(bookings: Sequence[Booking], units: Iterable[Unit]) -> list[RoomClaim]:
    """Lay the time of many bookings in one insert, in order of unit and time.

    `units` are those that the caller locked: they hold those of every room of the bookings. A clash that nobody saw raises
    `Taken` without blockers.
    """
    locked = {unit.pk for unit in units}
    parts: dict[int, set[int]] = {booking.room_id: set() for booking in bookings}
    for room, unit in RoomUnit.objects.filter(room__in=parts).values_list("room_id", "unit_id"):
        parts[room].add(unit)
    for own in parts.values():
        require_units(own)
        if not own <= locked:
            raise ValueError("lock the units of every room before claiming them")
    rows = [laid(booking, unit) for booking in bookings for unit in parts[booking.room_id]]
    return insert(sorted(rows, key=lambda row: (row.unit_id, row.local_start)))


def require_units(units: Any) -> None:
    if not units:
        raise Refusal(
            "Deze ruimte heeft nog geen ruimtedelen; beheer legt die eerst vast.", field="room", code="no_units"
        )


def laid(booking: Booking, unit_id: int) -> RoomClaim:
    return RoomClaim(
        unit_id=unit_id,
        kind=ClaimKind.BOOKING,
        booking=booking,
        local_start=booking.local_start,
        local_end=booking.local_end,
        turnaround_minutes=booking.room.turnaround_minutes,
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


def reopen(closure: Closure) -> None:
    """Give back the time of a closure."""
    RoomClaim.objects.filter(closure=closure).delete()


def insert(claims: Iterable[RoomClaim], *, room: Room | None = None, period: Period | None = None) -> list[RoomClaim]:
    """In a savepoint, ordered by unit; a clash that nobody saw coming is a clash like any other."""
    try:
        with transaction.atomic():
            return RoomClaim.objects.bulk_create(list(claims))
    except IntegrityError as error:
        if sqlstate(error) != EXCLUDED:
            raise
        raise Taken([], room=room, period=period) from error
