"""Deciding on one request or on many: whatever stands in the way of one is told of that one, and the rest goes on.

One alone refuses as the verbs of `placing` do, so that the form can say it next to the field and offer the way past a rule.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bookings.domain import placing
from bookings.domain.desk import UNDECIDED
from bookings.domain.letters import addresses_of
from bookings.domain.placing import Decision
from bookings.models import Booking
from fluxus.errors import Refusal
from network.models import Partner


def approve(*, bookings: Sequence[Booking], by: Any, at: datetime, override_reason: str = "") -> Decision:
    """Confirm them, who asked first first. A reason to go past a rule of the house is only for one alone."""
    if len(bookings) == 1:
        return Decision(done=[placing.approve(booking=bookings[0], by=by, at=at, override_reason=override_reason)])
    return placing.approve_many(bookings=bookings, by=by, at=at)


def give_options(*, bookings: Sequence[Booking], until: datetime, by: Any, at: datetime) -> Decision:
    """Keep their time until an aware moment; options get another end."""
    if len(bookings) == 1:
        return Decision(done=[placing.as_option(booking=bookings[0], until=until, by=by, at=at)])
    return placing.as_option_many(bookings=bookings, until=until, by=by, at=at)


def reject(*, bookings: Sequence[Booking], reason: str, by: Any, at: datetime) -> Decision:
    """Refuse those that still wait; of the others is told that somebody decided already."""
    if len(bookings) == 1:
        return Decision(done=[placing.reject(booking=bookings[0], reason=reason, by=by, at=at)])
    decision = Decision()
    for booking in Booking.objects.filter(pk__in=[each.pk for each in bookings]).order_by("local_start", "pk"):
        if booking.status in UNDECIDED:
            decision.done.append(booking)
        else:
            decision.refused.append((booking, f"Hierover is al besloten: {booking.get_status_display()}."))
    if decision.done:
        decision.done = reject_waiting(decision, reason=reason, by=by, at=at)
    return decision


def reject_waiting(decision: Decision, *, reason: str, by: Any, at: datetime) -> list[Booking]:
    """All at once; when a colleague was quicker with one of them in this very second, one by one."""
    try:
        return placing.reject_many(bookings=decision.done, reason=reason, by=by, at=at)
    except Refusal as refusal:
        if refusal.code != "decided":
            raise
    done = []
    for booking in decision.done:
        try:
            done.append(placing.reject(booking=booking, reason=reason, by=by, at=at))
        except Refusal as refusal:
            decision.refused.append((booking, refusal.sentence))
    return done


def without_address(bookings: Sequence[Booking]) -> list[Partner]:
    """Renters whom no letter reaches, so that somebody has to ring."""
    partners = {booking.partner_id: booking.partner for booking in bookings}
    known = addresses_of(partners)
    return [partner for key, partner in partners.items() if key not in known]
