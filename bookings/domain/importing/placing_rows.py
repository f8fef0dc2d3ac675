"""Placing the good rows of a list, one by one, each with the guarantee that every booking has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bookings.domain import placing
from bookings.domain.importing.judging import Judged, Wanted, judge
from bookings.domain.importing.lines import Line
from bookings.models import Booking
from fluxus.errors import Refusal


@dataclass(frozen=True)
class Outcome:
    """The booking that a row became or was already, or why it did not."""

    line: Line
    booking: Booking | None
    problem: str = ""


def carry_out(*, lines: Sequence[Line], by: Any, at: datetime) -> list[Outcome]:
    """Each row in a transaction of its own: what one of them meets does not undo the others.

    A row that was placed before, by this file or another, gives the booking that stands. Needs nobody's attention twice.
    """
    return [outcome(judged, by=by, at=at) for judged in judge(lines=lines, by=by, at=at)]


def outcome(judged: Judged, *, by: Any, at: datetime) -> Outcome:
    if judged.wanted is None or judged.problem:
        return Outcome(judged.line, None, judged.problem)
    try:
        return Outcome(judged.line, place(judged.wanted, by=by, at=at))
    except Refusal as refusal:
        return Outcome(judged.line, None, refusal.sentence)


def place(wanted: Wanted, *, by: Any, at: datetime) -> Booking:
    return placing.place(
        room=wanted.room,
        partner=wanted.partner,
        period=wanted.period,
        title=wanted.title,
        persons=wanted.persons,
        by=by,
        at=at,
        request_token=wanted.token,
    )
