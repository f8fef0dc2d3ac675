"""What a request must meet before the room's time is looked at. Each rule refuses with its own sentence and field."""

from datetime import datetime, timedelta
from typing import Any

from bookings.domain import opening
from bookings.models import Room
from bookings.models.bookings import LONGEST
from fluxus.errors import Refusal
from fluxus.periods import Period, on_grid, wall_clock

RECORDED_AFTERWARDS = timedelta(days=31)
"""How long after the start a colleague may still record a use that nobody booked; partners not at all."""
LOOKS_AHEAD = timedelta(days=2 * 365)


def check(*, room: Room, period: Period, persons: int | None, by: Any, at: datetime) -> None:
    """Refuse what can't be booked whoever else is in. `at` is the aware present moment."""
    check_period(period)
    check_moment(period, by=by, now=wall_clock(at))
    check_room(room, persons)
    check_open(room, period)


def check_grid(period: Period) -> None:
    if not (on_grid(period.start) and on_grid(period.end)):
        raise Refusal("Begin en eind liggen op een heel kwartier, zoals 19:15.", field="start", code="grid")


def check_period(period: Period) -> None:
    check_grid(period)
    if period.end - period.start > LONGEST:
        raise Refusal("Een boeking duurt hoogstens 24 uur.", field="end", code="too_long")


def check_moment(period: Period, *, by: Any, now: datetime) -> None:
    slack = RECORDED_AFTERWARDS if by.is_colleague else timedelta(0)
    if period.start < now - slack:
        limit = f" langer dan {slack.days} dagen" if slack else ""
        raise Refusal(f"Dit begint{limit} in het verleden.", field="day", code="past")
    if period.start > now + LOOKS_AHEAD:
        raise Refusal("Zo ver vooruit kun je nog niet boeken: hoogstens twee jaar.", field="day", code="too_far")


def check_room(room: Room, persons: int | None) -> None:
    if not room.is_active:
        raise Refusal(f"{room.name} is niet te huur.", field="room", code="inactive")
    if persons is not None and persons > room.capacity:
        sentence = f"{room.name} is voor hoogstens {room.capacity} personen."
        raise Refusal(sentence, field="persons", code="too_many")


def check_open(room: Room, period: Period) -> None:
    hours = list(room.building.opening_hours.all())
    if not opening.is_open(hours, period):
        sentence = opening.sentence(room.building.name, hours, period.start.date())
        raise Refusal(sentence, field="start", code="closed")
