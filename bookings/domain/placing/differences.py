"""What a change of a series would do to each of its dates. Old and new dates are paired week by week; only reads."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from bookings.domain.placing import dates
from bookings.domain.placing.dates import Planned
from bookings.domain.placing.rows import fixed
from bookings.domain.recurring import Rule
from bookings.enums import ENDED, BookingStatus, SkipKind
from bookings.models import Booking, BookingSeries, RoomClaim
from fluxus.periods import dutch_period, monday, wall_clock

FELL_OUT = "Valt buiten de gewijzigde reeks."
type What = Literal["stays", "moves", "new", "ends", "clash"]


@dataclass(frozen=True)
class Difference:
    """One date: `before` and `after` in Dutch, `why` when something else than the rule decides.

    `target` is how it will stand (None for a date that falls out); a clash carries who is in the way.
    """

    booking: Booking | None
    on: date
    what: What
    before: str = ""
    after: str = ""
    why: str = ""
    target: Planned | None = None
    clashes: list[RoomClaim] = field(default_factory=list)

    @property
    def needs_time(self) -> bool:
        """Comes or goes to a time that it does not have yet; a request needs it without taking it."""
        return self.what in ("moves", "new")

    @property
    def takes(self) -> bool:
        return self.needs_time and self.target is not None and self.target.claims


@dataclass(frozen=True)
class Comparison:
    """The series as it is, beside which every date is held."""

    series: BookingSeries
    rule: Rule
    at: datetime

    def has_own_time(self, row: Booking) -> bool:
        """Somebody moved this date by itself."""
        return row.original_on is None or (row.local_start, row.local_end) != self.rule.span(row.original_on)

    def has_own_room(self, row: Booking) -> bool:
        return row.room_id != self.series.room_id


def differences(rows: Sequence[Booking], planned: Sequence[Planned], beside: Comparison) -> list[Difference]:
    """Every date, in order, without a look at what others booked."""
    found = [difference(row, target, beside) for row, target in pairs(rows, planned)]
    return sorted((each for each in found if each is not None), key=lambda each: each.on)


def with_clashes(found: Sequence[Difference], *, at: datetime, locked: bool = False) -> list[Difference]:
    """The same with what is in the way, by one query for each room. What was skipped as taken, and still is, stays so."""
    wanted = [each.target for each in found if each.takes and each.target]
    dates.refuse_overlaps(wanted)
    leaving = [each.booking for each in found if each.booking and each.what in ("moves", "ends")]
    clashes = dates.in_the_way(wanted, at=at, ignoring=leaving, locked=locked)
    return [blocked(each, clashes[each.on]) if each.takes and each.on in clashes else each for each in found]


def blocked(each: Difference, claims: list[RoomClaim]) -> Difference:
    was_taken = each.booking is not None and each.booking.skip_kind == SkipKind.CLASH
    if was_taken and each.target is not None and not each.target.chosen:
        still = dates.skipped(each.target, SkipKind.CLASH, "bezet")
        return replace(each, what="stays", after="", why="bezet", target=still)
    return replace(each, what="clash", clashes=claims)


def pairs(rows: Iterable[Booking], planned: Iterable[Planned]) -> Iterator[tuple[Booking | None, Planned | None]]:
    """The same day first; what is left of a week in order; what then is left stands alone."""
    old = {row.original_on: row for row in rows if row.original_on}
    new = {each.on: each for each in planned}
    for on in sorted(old.keys() & new.keys()):
        yield old.pop(on), new.pop(on)
    for week in sorted({monday(on) for on in (*old, *new)}):
        leaving = [old[on] for on in sorted(old) if monday(on) == week]
        coming = [new[on] for on in sorted(new) if monday(on) == week]
        for place in range(max(len(leaving), len(coming))):
            yield (
                leaving[place] if place < len(leaving) else None,
                coming[place] if place < len(coming) else None,
            )


def difference(row: Booking | None, target: Planned | None, beside: Comparison) -> Difference | None:
    if row is None:
        return coming(target, beside) if target else None
    why = fixed(row, beside.at) or gone(row)
    if why:
        return Difference(row, on_of(row), "stays", before=slot(row), why=why)
    if row.status in (BookingStatus.SKIPPED, *ENDED):
        return without_lesson(row, target, beside)
    return with_lesson(row, target, beside)


def gone(row: Booking) -> str:
    """Somebody let this date lapse, or refused it: it does not come back by itself."""
    by_hand = row.status in ENDED and row.cancel_reason != FELL_OUT
    return str(BookingStatus(row.status).label) if by_hand else ""


def coming(target: Planned, beside: Comparison) -> Difference | None:
    """A date that the series did not have. Nothing is added in the past."""
    if target.start <= wall_clock(beside.at):
        return None
    if target.is_skipped:
        return Difference(None, target.on, "stays", why=target.why, target=target)
    return Difference(None, target.on, "new", after=text(target), target=target)


def without_lesson(row: Booking, target: Planned | None, beside: Comparison) -> Difference:
    """A skipped date goes on only when its holiday is gone or the room is free, never against somebody's choice."""
    if target is None:
        return Difference(row, on_of(row), "stays", before=slot(row), why=FELL_OUT)
    by_choice = row.skip_kind == SkipKind.CHOICE or row.ignores_calendar
    if by_choice and not target.chosen:
        kept = dates.skipped(target, row.skip_kind, row.skip_reason)
        return Difference(row, target.on, "stays", why=row.skip_reason, target=kept)
    if target.is_skipped or target.start <= wall_clock(beside.at):
        return Difference(row, target.on, "stays", why=target.why, target=target)
    return Difference(row, target.on, "new", after=text(target), why=row.skip_reason, target=target)


def with_lesson(row: Booking, target: Planned | None, beside: Comparison) -> Difference:
    if target is None:
        return Difference(row, on_of(row), "ends", before=slot(row), why=FELL_OUT)
    nowhere = target.skip == SkipKind.NO_SUCH_TIME and not beside.has_own_time(row)
    if target.is_skipped and (target.chosen or nowhere or not row.ignores_calendar):
        return Difference(row, target.on, "ends", before=slot(row), why=target.why, target=target)
    wanted = keeping(row, target, beside)
    if (wanted.room.pk, wanted.start, wanted.end) == (row.room_id, row.local_start, row.local_end):
        why = "apart verzet" if beside.has_own_time(row) or beside.has_own_room(row) else ""
        return Difference(row, target.on, "stays", before=slot(row), why=why, target=wanted)
    if wanted.start <= wall_clock(beside.at):
        return Difference(row, on_of(row), "stays", before=slot(row), why="de nieuwe tijd is al voorbij")
    return Difference(row, target.on, "moves", before=slot(row), after=text(wanted), target=wanted)


def keeping(row: Booking, target: Planned, beside: Comparison) -> Planned:
    """Where the row goes: what somebody changed for this date alone stays, unless he chose again."""
    wanted = replace(
        target,
        status=BookingStatus(row.status),
        skip="",
        why="",
        ignores_calendar=row.ignores_calendar or target.ignores_calendar,
    )
    if target.chosen:
        return wanted
    if beside.has_own_room(row):
        wanted = replace(wanted, room=row.room)
    if beside.has_own_time(row):
        wanted = replace(wanted, start=row.local_start, end=row.local_end)
    return wanted


def on_of(row: Booking) -> date:
    return row.original_on or row.local_start.date()


def slot(row: Booking) -> str:
    return f"{row.room.name}, {dutch_period(row.local_start, row.local_end)}"


def text(target: Planned) -> str:
    return f"{target.room.name}, {dutch_period(target.start, target.end)}"
