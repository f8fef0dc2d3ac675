"""What a request must meet before the room's time is looked at. Each rule refuses with its own sentence and field.

The hard ones hold for everybody; the rules of the house (`house_rules`) may be gone past with a reason by who decides.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bookings.domain import house_rules
from bookings.enums import DECIDERS, BookingMode
from bookings.models import Booking, Room
from bookings.models.bookings import LONGEST
from fluxus.errors import Refusal
from fluxus.periods import CLOCK_CHANGE, Period, monday, on_grid, wall_clock
from network.models import Partner

RECORDED_AFTERWARDS = timedelta(days=31)
"""How long after the start a colleague may still record a use that nobody booked; partners not at all."""
LOOKS_AHEAD = timedelta(days=2 * 365)


def check(
    *,
    room: Room,
    period: Period,
    persons: int | None,
    by: Any,
    at: datetime,
    partner: Partner | None = None,
    override_reason: str = "",
    ignoring: Booking | None = None,
    asked_at: datetime | None = None,
) -> list[Refusal]:
    """Refuse what can't be booked whoever else is in; gives the rules of the house that were gone past.

    `at` is the aware present moment, `asked_at` the one from which notice counts. A rule of the house refuses with
    `overridable=True` and all `sentences` that stand in the way; with an `override_reason` of somebody who decides it
    passes. Without `partner` the hours per week are not looked at.
    """
    check_hard(room=room, period=period, by=by, at=at)
    facts = house_rules.read(room, [period], partner=partner, ignoring=[ignoring] if ignoring else [])
    found = list(house_rules.broken(facts, period, persons=persons, asked_at=asked_at or at))
    if found and not may_go_past(by, override_reason):
        found[0].extra["sentences"] = [refusal.sentence for refusal in found]
        raise found[0]
    return found


def check_many(
    *,
    room: Room,
    periods: Iterable[Period],
    persons: int | None,
    by: Any,
    at: datetime,
    partner: Partner | None = None,
    ignoring: Iterable[Booking] = (),
) -> Mapping[Period, list[Refusal]]:
    """What each of the periods breaks, hard or not (`overridable`); good ones are left out. As many queries as for one.

    The hours per week add up over the periods, in order of time.
    """
    ordered = sorted(set(periods))
    if not ordered:
        return {}
    facts = house_rules.read(room, ordered, partner=partner, ignoring=ignoring)
    found: dict[Period, list[Refusal]] = {}
    for period in ordered:
        hard = hard_refusals(room=room, period=period, by=by, at=at)
        refusals = [*hard, *house_rules.broken(facts, period, persons=persons, asked_at=at)]
        if refusals:
            found[period] = refusals
        if not hard:
            week = monday(period.start.date())
            facts.used[week] = facts.used.get(week, 0) + period.wall_minutes
    return found


def hard_refusals(*, room: Room, period: Period, by: Any, at: datetime) -> list[Refusal]:
    try:
        check_hard(room=room, period=period, by=by, at=at)
    except Refusal as refusal:
        return [refusal]
    return []


def may_go_past(by: Any, override_reason: str) -> bool:
    """Only who decides, and never without saying why."""
    return bool(override_reason.strip()) and bool(by.has_role(*DECIDERS))


def check_hard(*, room: Room, period: Period, by: Any, at: datetime) -> None:
    """What nobody goes past. `at` is the aware present moment."""
    check_period(period)
    check_moment(period, by=by, now=wall_clock(at))
    check_room(room, by=by)


def check_grid(period: Period) -> None:
    if not (on_grid(period.start) and on_grid(period.end)):
        raise Refusal("Begin en eind liggen op een heel kwartier, zoals 19:15.", field="start", code="grid")


def check_period(period: Period) -> None:
    check_grid(period)
    if not period.is_real:
        raise Refusal(CLOCK_CHANGE, field="start", code="clock_change")
    if period.end - period.start > LONGEST:
        raise Refusal("Een boeking duurt hoogstens 24 uur.", field="end", code="too_long")


def check_moment(period: Period, *, by: Any, now: datetime) -> None:
    slack = RECORDED_AFTERWARDS if by.is_colleague else timedelta(0)
    if period.start < now - slack:
        limit = f" langer dan {slack.days} dagen" if slack else ""
        raise Refusal(f"Dit begint{limit} in het verleden.", field="day", code="past")
    if period.start > now + LOOKS_AHEAD:
        raise Refusal("Zo ver vooruit kun je nog niet boeken: hoogstens twee jaar.", field="day", code="too_far")


def check_room(room: Room, *, by: Any) -> None:
    if not room.is_active:
        raise Refusal(f"{room.name} is niet te huur.", field="room", code="inactive")
    if room.booking_mode == BookingMode.INTERNAL and not by.is_colleague:
        raise Refusal(f"{room.name} boeken alleen medewerkers. Bel of mail ons.", field="room", code="internal")
