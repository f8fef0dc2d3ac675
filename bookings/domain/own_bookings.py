"""What a partner does with his own bookings himself, and until when."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from bookings.domain import placing
from bookings.domain.placing.claims import hold
from bookings.domain.pricing import dutch_duration
from bookings.enums import CLAIMING, BookingStatus, SwapStatus
from bookings.models import Booking, Building, Room, SwapRequest
from fluxus.db import persevering
from fluxus.errors import Refusal
from fluxus.periods import GRID_MINUTES, dutch_day, to_utc, wall_clock

BY_THE_PARTNER = "Afgemeld door de huurder"
TOO_LATE = "too_late"


def last_chance(booking: Booking) -> datetime:
    """The aware moment until which the partner lets it lapse himself: so many hours on the clock before the start.

    A lesson on Tuesday at 19:00 in a house that wants 48 hours: until Sunday 19:00, also when the clock changes that
    night. A request is taken back until it starts.
    """
    hours = booking.room.building.cancel_hours if booking.status in CLAIMING else 0
    return to_utc(booking.local_start - timedelta(hours=hours))


def may_lapse(booking: Booking, *, at: datetime) -> bool:
    """Whether the partner may still let it lapse himself at an aware moment. Needs the house of the room at hand."""
    is_open = booking.status in (*CLAIMING, BookingStatus.REQUESTED) and not booking.sealed_reason
    return is_open and at <= last_chance(booking)


@persevering
def let_lapse(*, booking: Booking, by: Any, at: datetime, reason: str = "") -> Booking:
    """The partner gives the time back, or takes his request back. A second tap finds it done.

    Refuses (code `too_late`) after the last chance, saying whom to call.
    """
    with transaction.atomic():
        held = hold(booking)
        if held.status == BookingStatus.CANCELLED:
            return held
        if at > last_chance(held):
            raise Refusal(whom_to_call(held), code=TOO_LATE)
        ended = placing.cancel(booking=held, reason=reason.strip() or BY_THE_PARTNER, by=by, at=at)
        swaps = SwapRequest.objects.filter(booking=ended, status=SwapStatus.OPEN)
        swaps.update(status=SwapStatus.WITHDRAWN, decided_at=at, decided_by=by)
    return ended


def whom_to_call(booking: Booking) -> str:
    """'Zelf laten vervallen kon tot zondag 29 november 19:00. Bel de receptie van De Fluxus: 075 123 4567.'"""
    until = wall_clock(last_chance(booking))
    return f"Zelf laten vervallen kon tot {dutch_day(until.date(), year=False)} {until:%H:%M}. {call(booking.room.building)}"


def call(house: Building) -> str:
    who = f"Bel de receptie van {house.name}"
    return f"{who}: {house.phone}." if house.phone else f"{who} of het projectbureau."


def rules_of(room: Room) -> list[str]:
    """What somebody who books this room himself should know beforehand, as short lines."""
    said = (
        (room.notice_hours, f"Minstens {room.notice_hours} uur van tevoren."),
        (room.ahead_days, f"Hoogstens {room.ahead_days} dagen vooruit."),
        (room.least_minutes > GRID_MINUTES, f"Minstens {dutch_duration(room.least_minutes)} per keer."),
        (room.most_minutes, f"Hoogstens {dutch_duration(room.most_minutes or 0)} per keer."),
        (room.weekly_hours, f"Hoogstens {room.weekly_hours} uur per week."),
        (True, f"Zelf laten vervallen kan tot {room.building.cancel_hours} uur van tevoren."),
    )
    return [line for is_set, line in said if is_set]
