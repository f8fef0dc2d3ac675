"""Placing, moving and cancelling one booking.

Every function opens its own transaction; a deadlock or a lock that takes too long is tried again.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bookings.domain import conditions, pricing
from bookings.domain.placing.claims import (
    LOCK_SECONDS,
    claim,
    explained,
    hold,
    lock_units,
    refuse_clashes,
    release,
    units_of,
)
from bookings.enums import BookingStatus
from bookings.models import Booking, Room
from fluxus.db import one_at_a_time, persevering, wait_at_most
from fluxus.errors import Refusal
from fluxus.periods import Period
from network.domain.timeline import record
from network.enums import EntryKind
from network.models import Partner


@persevering
def place(
    *,
    room: Room,
    partner: Partner,
    period: Period,
    title: str,
    persons: int | None = None,
    note: str = "",
    by: Any,
    request_token: UUID | None = None,
    at: datetime | None = None,
) -> Booking:
    """Book `room` for `partner` at the price of that day, and say so on his timeline.

    The same `request_token` for the same room, partner and period gives the booking that stands already. `at` is the
    aware present moment. Refuses what the house rules forbid, and a clash with code `room_taken`, its three
    alternatives in `extra`.
    """
    moment = at or timezone.now()
    conditions.check(room=room, period=period, persons=persons, by=by, at=moment)
    with explained(room, period, by=by, at=moment, persons=persons), transaction.atomic():
        earlier = asked_before(request_token)
        units = lock_units(room)
        if earlier and is_same(earlier, room, partner, period):
            return earlier
        refuse_clashes(room, period)
        price = pricing.quote(room=room, partner=partner, period=period)
        booking = Booking.objects.create(
            room=room,
            partner=partner,
            title=title,
            persons=persons,
            note=note,
            local_start=period.start,
            local_end=period.end,
            price_cents=price.cents,
            price_explanation=price.explanation,
            request_token=None if earlier else request_token,
            placed_at=moment,
            placed_by=by,
        )
        claim(booking, units)
        remember(booking, f"{room.name} geboekt: {period} ({title})", by=by)
    return booking


@persevering
def move(*, booking: Booking, room: Room, period: Period, by: Any, at: datetime | None = None) -> Booking:
    """Put the booking in another room or at another time; number, uuid and guests stay.

    The frozen price stays too, unless the room's class or the duration changes. Refuses a cancelled or sealed booking.
    """
    moment = at or timezone.now()
    with explained(room, period, by=by, at=moment, persons=booking.persons, moving=booking), transaction.atomic():
        held = hold(booking)
        refuse_fixed(held, "verplaatsen")
        conditions.check(room=room, period=period, persons=held.persons, by=by, at=moment)
        lock_units(held.room, room)
        refuse_clashes(room, period, ignoring=held)
        was = f"{held.room.name} {held.period}"
        reprice(held, room, period)
        held.room, held.local_start, held.local_end = room, period.start, period.end
        held.sequence += 1
        held.save(update_fields=["room", "local_start", "local_end", "sequence", "price_cents", "price_explanation"])
        release(held)
        claim(held, units_of(room))
        remember(held, f"Boeking verplaatst: {was} → {room.name} {period} ({held.title})", by=by)
    return held


@persevering
def cancel(*, booking: Booking, reason: str, by: Any, at: datetime | None = None) -> Booking:
    """Give the time back: the claims go, the row stays with the reason. Refuses a sealed or cancelled booking."""
    reason = reason.strip()
    if not reason:
        raise Refusal("Vul in waarom de boeking vervalt.", field="reason", code="no_reason")
    with transaction.atomic():
        held = hold(booking)
        refuse_fixed(held, "annuleren")
        lock_units(held.room)
        release(held)
        held.status = BookingStatus.CANCELLED
        held.cancelled_at, held.cancelled_by, held.cancel_reason = at or timezone.now(), by, reason
        held.sequence += 1
        held.save(update_fields=["status", "cancelled_at", "cancelled_by", "cancel_reason", "sequence"])
        remember(held, f"Boeking vervallen: {held.room.name} {held.period} ({held.title})", by=by, detail=reason)
    return held


@transaction.atomic
def seal(*, booking: Booking, reason: str) -> Booking:
    """From now on `move` and `cancel` refuse, saying `reason` ('factuur 2026-0012'); an empty one breaks the seal."""
    held = hold(booking)
    held.sealed_reason = reason
    held.save(update_fields=["sealed_reason"])
    return held


def asked_before(request_token: UUID | None) -> Booking | None:
    """The booking that was made with this token; two sends of one token come here one after the other."""
    if request_token is None:
        return None
    wait_at_most(LOCK_SECONDS)
    one_at_a_time(f"booking {request_token}")
    return Booking.objects.filter(request_token=request_token).first()


def is_same(booking: Booking, room: Room, partner: Partner, period: Period) -> bool:
    """It stands, and it is what is asked for now."""
    asked = (BookingStatus.CONFIRMED, room.pk, partner.pk, period)
    return (booking.status, booking.room_id, booking.partner_id, booking.period) == asked


def refuse_fixed(booking: Booking, verb: str) -> None:
    if booking.status == BookingStatus.CANCELLED:
        raise Refusal(f"Deze boeking is vervallen en is niet meer te {verb}.", code="cancelled")
    if booking.sealed_reason:
        raise Refusal(f"Deze boeking is niet te {verb}: {booking.sealed_reason}.", code="sealed")


def reprice(booking: Booking, room: Room, period: Period) -> None:
    """A new price only for what is really another thing: another class of room or another duration."""
    same_class = room.tariff_class == booking.room.tariff_class
    if same_class and period.wall_minutes == booking.period.wall_minutes:
        how = booking.price_explanation.removeprefix(booking.room.name)
        booking.price_explanation = f"{room.name}{how}"
        return
    price = pricing.quote(room=room, partner=booking.partner, period=period)
    booking.price_cents, booking.price_explanation = price.cents, price.explanation


def remember(booking: Booking, title: str, *, by: Any, detail: str = "") -> None:
    record(
        partners=[booking.partner],
        kind=EntryKind.BOOKING,
        title=title,
        detail=detail,
        by=by,
        path=booking.get_absolute_url(),
        amount_cents=booking.price_cents,
    )
