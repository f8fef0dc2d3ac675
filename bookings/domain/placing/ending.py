"""Giving time back, and taking it again: what fell vacant can stand again when it is still free."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bookings.domain import charges, conditions, letters
from bookings.domain.placing.claims import (
    claim,
    explained,
    hold,
    hold_all,
    lock_units,
    refuse_clashes,
    release,
)
from bookings.domain.placing.making import quoted_now, refuse_fixed, refuse_sealed
from bookings.domain.placing.story import name_of, remember, remember_many
from bookings.enums import BookingStatus
from bookings.models import Booking
from fluxus.db import persevering
from fluxus.errors import Refusal


@persevering
def cancel(*, booking: Booking, reason: str, by: Any, at: datetime | None = None, waive_reason: str = "") -> Booking:
    """Give the time back: the claims go, the row stays with the reason, and with what late lapsing costs.

    Refuses what is sealed or has ended. A colleague may waive the costs with a reason.
    """
    (ended,) = let_go([booking], reason=reason, by=by, at=at, waive_reason=waive_reason)
    return ended


@persevering
def cancel_many(*, bookings: Iterable[Booking], reason: str, by: Any, at: datetime | None = None) -> list[Booking]:
    """Let all of them fall vacant or none, with one line on each timeline."""
    return let_go(bookings, reason=reason, by=by, at=at)


def let_go(
    bookings: Iterable[Booking], *, reason: str, by: Any, at: datetime | None, waive_reason: str = ""
) -> list[Booking]:
    reason = required(reason, "Vul in waarom de boeking vervalt.")
    with transaction.atomic():
        held = hold_all(bookings)
        for booking in held:
            refuse_fixed(booking, "laten vervallen")
        lock_units(*{booking.room for booking in held})
        charges.impose(held, by=by, at=at or timezone.now(), waive_reason=waive_reason.strip())
        end(held, BookingStatus.CANCELLED, reason=reason, by=by, at=at)
        remember_many(held, "vervallen", by=by, detail=reason, at=at)
        letters.cancelled(bookings=held, reason=reason, by=by)
    return held


def end(held: list[Booking], status: BookingStatus, *, reason: str, by: Any, at: datetime | None) -> None:
    """These bookings have ended: no claims any more, and who, when and why on the row."""
    release(*held)
    moment = at or timezone.now()
    for booking in held:
        booking.status, booking.option_ends_at = status, None
        booking.cancelled_at, booking.cancelled_by, booking.cancel_reason = moment, by, reason
        booking.sequence += 1
    Booking.objects.bulk_update(
        held,
        [
            "status", "option_ends_at", "cancelled_at", "cancelled_by", "cancel_reason", "sequence",
            *charges.CHARGE_FIELDS,
        ],
    )  # fmt: skip


def required(reason: str, sentence: str) -> str:
    if not reason.strip():
        raise Refusal(sentence, field="reason", code="no_reason")
    return reason.strip()


@persevering
def restore(*, booking: Booking, by: Any, at: datetime | None = None) -> Booking:
    """A booking that fell vacant stands again, if its time is still free. What was never agreed gets a price now.

    Refuses one of which the cancellation costs are billed.
    """
    moment = at or timezone.now()
    with explained(booking.room, booking.period, by=by, at=moment, persons=booking.persons), transaction.atomic():
        held = hold(booking)
        if held.status != BookingStatus.CANCELLED:
            raise Refusal("Alleen een vervallen boeking is terug te zetten.", code="not_cancelled")
        refuse_sealed(held, "terug te zetten")
        conditions.check_hard(room=held.room, period=held.period, by=by, at=moment)
        units = lock_units(held.room)
        refuse_clashes(held.room, held.period, at=moment)
        if held.confirmed_at is None:
            quoted_now(held)
            held.confirmed_at, held.confirmed_by = moment, by
        held.status = BookingStatus.CONFIRMED
        held.cancelled_at, held.cancelled_by, held.cancel_reason = None, None, ""
        charges.lift(held)
        held.sequence += 1
        held.save()
        claim(held, units)
        remember(held, f"Boeking teruggezet: {name_of(held)}", by=by, at=at)
        letters.restored(booking=held, by=by)
    return held
