"""Keeping a room for somebody for a while: an option claims like a booking, and ends by itself."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bookings.domain import letters
from bookings.domain.placing.claims import end_run_out, explained, hold
from bookings.domain.placing.making import Wish, make
from bookings.domain.placing.requests import Decision, one_by_one, refuse_decided, refuse_outsiders, take
from bookings.domain.placing.story import name_of, remember, remember_many
from bookings.domain.supplements import Wanted
from bookings.enums import BookingStatus
from bookings.models import Booking, Room
from fluxus.db import persevering
from fluxus.errors import Refusal
from fluxus.periods import Period, dutch_moment, wall_clock
from network.models import Partner


@persevering
def option(
    *,
    room: Room,
    partner: Partner,
    period: Period,
    title: str,
    until: datetime,
    persons: int | None = None,
    note: str = "",
    by: Any,
    at: datetime | None = None,
    request_token: UUID | None = None,
    override_reason: str = "",
    supplements: Wanted | None = None,
) -> Booking:
    """Keep `room` for `partner` until an aware moment, minutes or weeks away; it claims like a booking."""
    refuse_outsiders(by)
    check_until(until, period, at or timezone.now())
    wish = Wish(room, partner, period, title, by, persons, note, request_token, at, override_reason, supplements or {})
    return make(wish, BookingStatus.OPTION, until=until)


@persevering
def as_option(*, booking: Booking, until: datetime, by: Any, at: datetime | None = None) -> Booking:
    """Keep the time of a request until an aware moment, or give an option another end."""
    refuse_outsiders(by)
    moment = at or timezone.now()
    with explained(booking.room, booking.period, by=by, at=moment, persons=booking.persons), transaction.atomic():
        held = keep(booking, until, by=by, moment=moment)
        remember(held, f"Optie tot {dutch_moment(until)}: {name_of(held)}", by=by, at=at)
        letters.decided(bookings=[held], by=by)
    return held


def as_option_many(*, bookings: Iterable[Booking], until: datetime, by: Any, at: datetime | None = None) -> Decision:
    """The same for many, one by one; what can't be is told, the rest goes on. One line and one letter per renter."""
    refuse_outsiders(by)
    moment = at or timezone.now()
    decision = one_by_one(bookings, lambda booking: keep_quietly(booking, until, by=by, moment=moment), by=by)
    with transaction.atomic():
        remember_many(decision.done, f"in optie tot {dutch_moment(until)}", by=by, at=at)
        letters.decided(bookings=decision.done, by=by)
    return decision


@persevering
def keep_quietly(booking: Booking, until: datetime, *, by: Any, moment: datetime) -> Booking:
    with transaction.atomic():
        return keep(booking, until, by=by, moment=moment)


def keep(booking: Booking, until: datetime, *, by: Any, moment: datetime) -> Booking:
    """Keep its time inside the present transaction; a request takes it now, an option has it."""
    held = hold(booking)
    refuse_decided(held)
    check_until(until, held.period, moment)
    take(held, by=by, moment=moment, override_reason="")
    held.status, held.option_ends_at = BookingStatus.OPTION, until
    held.sequence += 1
    held.save()
    return held


def check_until(until: datetime, period: Period, moment: datetime) -> None:
    if until <= moment:
        raise Refusal("Kies een moment dat nog komt.", field="until", code="past")
    if wall_clock(until) > period.start:
        raise Refusal("De optie loopt af voordat de boeking begint.", field="until", code="too_late")


def expire_options(*, at: datetime) -> int:
    """End the options that ran out before the aware moment `at`; the number of them. Safe to run twice."""
    ran_out = Booking.objects.filter(status=BookingStatus.OPTION, option_ends_at__lte=at)
    with transaction.atomic():
        return len(end_run_out(ran_out, at=at))
