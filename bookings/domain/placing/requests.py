"""Asking for a room, and deciding on what was asked. A request claims nothing, so requests compete until one is approved."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bookings.domain import clashes, conditions, letters
from bookings.domain.placing.claims import (
    Taken,
    claim,
    explained,
    hold,
    hold_all,
    lock_units,
    refuse_clashes,
)
from bookings.domain.placing.ending import end, required
from bookings.domain.placing.making import Wish, make, quoted_now, went_past
from bookings.domain.placing.story import name_of, remember, remember_many
from bookings.domain.supplements import Wanted
from bookings.enums import BookingStatus
from bookings.models import Booking, Room
from fluxus.db import persevering
from fluxus.errors import Refusal
from fluxus.periods import Period
from network.models import Partner

UNDECIDED = (BookingStatus.REQUESTED, BookingStatus.OPTION)


@dataclass
class Decision:
    """What came of approving many: those that stand now, and per booking that does not the Dutch sentence why."""

    done: list[Booking] = field(default_factory=list)
    refused: list[tuple[Booking, str]] = field(default_factory=list)


@persevering
def ask(
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
    supplements: Wanted | None = None,
) -> Booking:
    """Ask for `room`; takes nothing, also when somebody else asked or is in. The price is what it would cost today."""
    wish = Wish(room, partner, period, title, by, persons, note, request_token, at, supplements=supplements or {})
    return make(wish, BookingStatus.REQUESTED)


@persevering
def approve(*, booking: Booking, by: Any, at: datetime | None = None, override_reason: str = "") -> Booking:
    """Agree to a request or an option: it is confirmed at the price of today's tariffs, and the room is its.

    Refuses with code `room_taken` when somebody is in. Notice counts from the moment of asking.
    """
    moment = at or timezone.now()
    with explained(booking.room, booking.period, by=by, at=moment, persons=booking.persons), transaction.atomic():
        held, passed = agree(booking, by=by, moment=moment, override_reason=override_reason)
        remember(held, f"Boeking goedgekeurd: {name_of(held)}", by=by, detail=went_past(held, passed), at=at)
        letters.decided(bookings=[held], by=by)
    return held


def agree(booking: Booking, *, by: Any, moment: datetime, override_reason: str) -> tuple[Booking, list[Refusal]]:
    """Confirm inside the present transaction, claims included."""
    refuse_outsiders(by)
    held = hold(booking)
    refuse_decided(held)
    passed = take(held, by=by, moment=moment, override_reason=override_reason)
    quoted_now(held)
    held.status, held.option_ends_at = BookingStatus.CONFIRMED, None
    held.confirmed_at, held.confirmed_by = moment, by
    held.sequence += 1
    held.save()
    return held, passed


def take(held: Booking, *, by: Any, moment: datetime, override_reason: str) -> list[Refusal]:
    """Take the time of a request; an option has it already. The rules of the house that were gone past."""
    units = lock_units(held.room)
    if held.status == BookingStatus.OPTION:
        return []
    passed = conditions.check(
        room=held.room,
        period=held.period,
        persons=held.persons,
        by=by,
        at=moment,
        partner=held.partner,
        override_reason=override_reason,
        asked_at=held.placed_at,
    )
    held.override_reason = override_reason.strip() if passed else held.override_reason
    refuse_clashes(held.room, held.period, at=moment)
    claim(held, units)
    return passed


def approve_many(*, bookings: Iterable[Booking], by: Any, at: datetime | None = None) -> Decision:
    """Approve one by one, who asked first first; what can't be is told, the rest goes on. One line and one letter per renter."""
    moment = at or timezone.now()
    decision = one_by_one(bookings, lambda booking: approve_quietly(booking, by=by, moment=moment), by=by)
    with transaction.atomic():
        remember_many(decision.done, "goedgekeurd", by=by, at=at)
        letters.decided(bookings=decision.done, by=by)
    return decision


def one_by_one(bookings: Iterable[Booking], act: Callable[[Booking], Booking], *, by: Any) -> Decision:
    """Do it for each in a transaction of its own, who asked first first."""
    decision = Decision()
    for booking in sorted(bookings, key=lambda each: (each.placed_at, each.pk)):
        try:
            decision.done.append(act(booking))
        except Taken as taken:
            sentence = clashes.describe(room=booking.room, period=booking.period, blockers=taken.blockers, by=by)
            decision.refused.append((booking, sentence))
        except Refusal as refusal:
            decision.refused.append((booking, refusal.sentence))
    return decision


@persevering
def approve_quietly(booking: Booking, *, by: Any, moment: datetime) -> Booking:
    with transaction.atomic():
        held, _ = agree(booking, by=by, moment=moment, override_reason="")
    return held


def reject(*, booking: Booking, reason: str, by: Any, at: datetime | None = None) -> Booking:
    """Refuse a request or end an option, with a reason for the renter."""
    (rejected,) = reject_many(bookings=[booking], reason=reason, by=by, at=at)
    return rejected


@persevering
def reject_many(*, bookings: Iterable[Booking], reason: str, by: Any, at: datetime | None = None) -> list[Booking]:
    """Refuse all of them or none, with one line on each timeline."""
    reason = required(reason, "Vul in waarom je de aanvraag afwijst.")
    refuse_outsiders(by)
    with transaction.atomic():
        held = hold_all(bookings)
        for booking in held:
            refuse_decided(booking)
        lock_units(*{booking.room for booking in held})
        end(held, BookingStatus.REJECTED, reason=reason, by=by, at=at)
        remember_many(held, "afgewezen", by=by, detail=reason, at=at)
        letters.decided(bookings=held, by=by)
    return held


def refuse_decided(booking: Booking) -> None:
    if booking.status not in UNDECIDED:
        raise Refusal(f"Hierover is al besloten: deze boeking is {booking.get_status_display()}.", code="decided")


def refuse_outsiders(by: Any) -> None:
    """The pages ask for more; whoever writes a new door finds this one closed."""
    if not by.is_colleague:
        raise Refusal("Alleen medewerkers besluiten hierover.", code="not_allowed")
