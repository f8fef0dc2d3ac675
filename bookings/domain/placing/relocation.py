"""Closing rooms while bookings stand in them: a proposal for every booking, then all of it at once or nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bookings.domain import clashes, conditions, pricing, relocation_letters, supplements
from bookings.domain.availability import Alternative, clashes_of
from bookings.domain.busy import Busy, span
from bookings.domain.placing.claims import (
    Taken,
    claim_many,
    hold_all,
    lock_units,
    release,
    still_standing,
)
from bookings.domain.placing.closures import checked, lay
from bookings.domain.placing.ending import end
from bookings.domain.placing.making import end_by_start
from bookings.domain.placing.proposing import Proposal, propose
from bookings.domain.placing.single import reprice
from bookings.domain.placing.story import name_of, remember_many
from bookings.enums import CLAIMING, BookingStatus, ClosureKind
from bookings.models import Booking, Closure, Displacement, RoomUnit, Unit
from fluxus.db import persevering
from fluxus.errors import Refusal
from fluxus.periods import Period

__all__ = ["Proposal", "Relocated", "carry_out", "propose"]

Choices = Mapping[int, Alternative | None]
SOMEBODY_CHANGED = "Er is intussen een boeking veranderd. Bekijk het voorstel opnieuw."


@dataclass(frozen=True)
class Relocated:
    """The closure, and what became of the bookings that stood in its way."""

    closure: Closure
    moved: list[Booking] = field(default_factory=list)
    cancelled: list[Booking] = field(default_factory=list)


@persevering
def carry_out(
    *,
    units: Iterable[Unit],
    period: Period,
    reason: str,
    kind: ClosureKind,
    choices: Choices,
    by: Any,
    at: datetime | None = None,
) -> Relocated:
    """Close the units, and put every booking in the way where `choices` (by its key) says; None lets it fall vacant.

    One transaction: all of it, or a refusal that says which booking stands in the way. A move that the house wants never
    makes a booking dearer.
    """
    parts = list(units)
    reason = checked(parts, period, reason, by=by)
    moment = at or timezone.now()
    with transaction.atomic():
        held = hold_all(Booking.objects.filter(pk__in=choices))
        refuse_changed(held, choices)
        rooms = {booking.room for booking in held} | {chosen.room for chosen in choices.values() if chosen}
        locked = lock_units(*rooms, units=parts)
        refuse_newcomers(parts, period, choices, moment)
        places = [displacement(booking, choices[booking.pk]) for booking in held]
        release(*held)
        closure = lay(parts, period, reason, kind=kind, by=by, at=moment)
        gone = [booking for booking in held if choices[booking.pk] is None]
        end(gone, BookingStatus.CANCELLED, reason=reason, by=by, at=moment)
        moved = list(put_elsewhere(held, choices, by=by, moment=moment))
        settle(moved, locked, moment)
        note_places(places, closure)
        tell(moved, gone, reason, by=by, at=at)
        relocation_letters.queue(closure=closure, by=by)
    return Relocated(closure, moved, gone)


def displacement(booking: Booking, chosen: Alternative | None) -> Displacement:
    """Where a booking stands before it makes way, and where it goes."""
    return Displacement(
        booking=booking,
        from_room=booking.room,
        from_start=booking.local_start,
        from_end=booking.local_end,
        to_room=chosen.room if chosen else None,
        to_start=chosen.period.start if chosen else None,
        to_end=chosen.period.end if chosen else None,
    )


def note_places(places: Sequence[Displacement], closure: Closure) -> None:
    for place in places:
        place.closure = closure
    Displacement.objects.bulk_create(places)


def refuse_changed(held: Sequence[Booking], choices: Choices) -> None:
    """Somebody was here since the proposal was made, or the books have closed over a booking."""
    if len(held) != len(choices) or any(booking.status not in CLAIMING for booking in held):
        raise Refusal(SOMEBODY_CHANGED, code="changed")
    for booking in held:
        if booking.sealed_reason:
            sentence = f"{name_of(booking)} ligt vast en kan niet weg: {booking.sealed_reason}."
            raise Refusal(sentence, code="sealed", booking=booking)


def refuse_newcomers(units: Sequence[Unit], period: Period, choices: Choices, moment: datetime) -> None:
    """Everything in the way has a choice, and everything with a choice is in the way.

    An option with a choice goes where that says, also when it ran out a moment ago.
    """
    found = clashes_of(units, [period]).get(period, [])
    if choices.keys() - {claim.booking_id for claim in found}:
        raise Refusal(SOMEBODY_CHANGED, code="changed")
    for claim in still_standing([claim for claim in found if claim.booking_id not in choices], at=moment):
        if claim.booking is None:
            when = clashes.span(claim.local_start, claim.local_end)
            raise Refusal(f"{claim.unit.name} is op {when} al gesloten.", field="units", code=clashes.ROOM_TAKEN)
        sentence = f"Er staat nog een boeking: {name_of(claim.booking)}. Bekijk het voorstel opnieuw."
        raise Refusal(sentence, code="changed", booking=claim.booking)


def put_elsewhere(held: Iterable[Booking], choices: Choices, *, by: Any, moment: datetime) -> Iterator[Booking]:
    for booking in held:
        chosen = choices[booking.pk]
        if chosen is None:
            continue
        conditions.check_hard(room=chosen.room, period=chosen.period, by=by, at=moment)
        price = pricing.frozen(booking)
        reprice(booking, chosen.room, chosen.period)
        if booking.price_cents > price.cents:
            pricing.freeze(booking, price)
        booking.room, booking.local_start, booking.local_end = chosen.room, chosen.period.start, chosen.period.end
        booking.sequence += 1
        end_by_start(booking)
        yield booking


def settle(moved: Sequence[Booking], locked: Sequence[Unit], moment: datetime) -> None:
    """Look whether every new place is free, with the old places given back, and take them all."""
    for booking in taken_now(moved):
        in_the_way = clashes_of(booking.room, [booking.period]).get(booking.period, [])
        if blockers := still_standing(in_the_way, at=moment):
            refuse_place(booking, blockers)
    fields = ["room", "local_start", "local_end", "sequence", "option_ends_at", *pricing.PRICE_FIELDS]
    Booking.objects.bulk_update(moved, fields)
    supplements.reprice(moved)
    try:
        claim_many(moved, locked)
    except Taken as taken:
        raise Refusal(
            "Twee boekingen krijgen dezelfde plek. Kies voor een van beide iets anders.", code="changed"
        ) from taken


def taken_now(moved: Sequence[Booking]) -> list[Booking]:
    """Those whose new place carries something, be it an option that ran out. Two queries, however many bookings."""
    rooms = {booking.room for booking in moved}
    parts: dict[int, list[int]] = {}
    for room, unit in RoomUnit.objects.filter(room__in=rooms).values_list("room_id", "unit_id"):
        parts.setdefault(room, []).append(unit)
    units = [unit for own in parts.values() for unit in own]
    longest = max((room.turnaround_minutes for room in rooms), default=0)
    busy = Busy.read(units, [booking.period for booking in moved], turnaround_minutes=longest)
    return [
        booking
        for booking in moved
        if not busy.is_free(parts.get(booking.room_id, ()), span(booking.period, booking.room.turnaround_minutes))
    ]


def refuse_place(booking: Booking, blockers: Sequence[Any]) -> None:
    """The place that was chosen went to somebody else meanwhile."""
    when = clashes.span(booking.local_start, booking.local_end)
    sentence = f"{booking.room.name} is op {when} niet meer vrij voor {booking.title}. Kies iets anders."
    raise Refusal(sentence, code=clashes.ROOM_TAKEN, booking=booking, blockers=list(blockers))


def tell(moved: Sequence[Booking], gone: Sequence[Booking], reason: str, *, by: Any, at: datetime | None) -> None:
    remember_many(moved, "verplaatst om een sluiting", by=by, detail=reason, at=at)
    remember_many(gone, "vervallen om een sluiting", by=by, detail=reason, at=at)
