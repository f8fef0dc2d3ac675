"""What somebody wants of a series, worked out to the rule as it becomes and a difference for each date. Only reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from bookings.domain.placing import dates
from bookings.domain.placing.dates import Plan, Planned
from bookings.domain.placing.differences import Comparison, Difference, differences, slot, text
from bookings.domain.placing.rows import fixed
from bookings.domain.recurring import DaysOff, Rule, check_rule, days
from bookings.enums import ENDED, BookingStatus
from bookings.models import Booking, BookingSeries, Room
from fluxus.errors import Refusal
from fluxus.periods import monday

type Scope = Literal["one", "following", "all"]


@dataclass(frozen=True)
class Change:
    """What somebody wants different, from which booking on. None is: as it was."""

    booking: Booking
    scope: Scope
    room: Room | None = None
    weekdays: Sequence[int] | None = None
    starts: time | None = None
    ends: time | None = None
    last_on: date | None = None
    every_weeks: int | None = None
    title: str | None = None
    persons: int | None = None
    plans: Mapping[date, Plan] | None = None
    override_reason: str = ""

    @property
    def day(self) -> date:
        """The day of the rule from which the change counts."""
        return self.booking.original_on or self.booking.local_start.date()


@dataclass(frozen=True)
class Outcome:
    """The rule as it becomes for the dates in scope. `splits`: earlier dates stay behind in the old series."""

    series: BookingSeries
    rule: Rule
    room: Room
    splits: bool
    found: list[Difference]

    @property
    def acts(self) -> bool:
        return any(each.what != "stays" for each in self.found)


def propose(series: BookingSeries, change: Change, rows: Sequence[Booking], *, by: Any, at: datetime) -> Outcome:
    """The differences without a look at what others booked; `differences.with_clashes` adds that."""
    old = Rule.of(series)
    if change.scope == "one":
        (row,) = rows
        return Outcome(series, old, change.room or row.room, False, [single(series, row, change, at)])
    splits = change.scope == "following" and series.bookings.filter(original_on__lt=change.day).exists()
    rule = changed(old, change, anchor=change.day if splits else next(days(old), old.first_on))
    check_rule(rule)
    room = change.room or series.room
    off = DaysOff.between(rule.first_on, rule.last_on)
    planned = dates.settle(rule=rule, room=room, plans=change.plans, days_off=off, status=status_of_new(room, rows, by))
    return Outcome(series, rule, room, splits, differences(rows, planned, Comparison(series, old, at)))


def changed(old: Rule, change: Change, *, anchor: date) -> Rule:
    """The new rule for the dates from `anchor` on. Other weekdays shift the first and last day within their week."""
    weekdays = tuple(sorted(set(change.weekdays))) if change.weekdays is not None else old.weekdays
    last = next(iter(reversed(list(days(old)))), old.last_on)
    ends_on = change.last_on or (old.last_on if weekdays == old.weekdays else shifted(last, old.weekdays, weekdays))
    return replace(
        old,
        weekdays=weekdays,
        starts=change.starts or old.starts,
        ends=change.ends or old.ends,
        first_on=shifted(anchor, old.weekdays, weekdays),
        last_on=ends_on,
        every_weeks=change.every_weeks or old.every_weeks,
    )


def shifted(day: date, old: Sequence[int], new: Sequence[int]) -> date:
    """The first of the old days becomes the first of the new ones, and so on, in the same week."""
    if not new or day.isoweekday() not in old:
        return day
    place = min(list(old).index(day.isoweekday()), len(new) - 1)
    return monday(day) + timedelta(days=new[place] - 1)


def status_of_new(room: Room, rows: Sequence[Booking], by: Any) -> BookingStatus:
    """A series that still waits for a decision is decided as a whole, new dates too."""
    going = {row.status for row in rows if row.status not in (*ENDED, BookingStatus.SKIPPED)}
    status = dates.status_for(room, by)
    if not by.is_colleague and status != BookingStatus.CONFIRMED:
        sentence = f"{room.name} gaat op aanvraag: vraag het projectbureau om de reeks te veranderen."
        raise Refusal(sentence, field="room", code="not_allowed")
    return BookingStatus.REQUESTED if going == {BookingStatus.REQUESTED} else status


def single(series: BookingSeries, row: Booking, change: Change, at: datetime) -> Difference:
    """This date alone; whoever changes it means it, so holidays do not matter."""
    why = fixed(row, at)
    if why:
        raise Refusal(f"Deze datum verander je niet meer: {why}.", code="fixed")
    if row.status in (BookingStatus.SKIPPED, *ENDED):
        raise Refusal("Deze datum gaat intussen niet door. Bekijk de reeks opnieuw.", code=dates.STALE)
    target = alone(row, change)
    if (target.room.pk, target.start, target.end) == (row.room_id, row.local_start, row.local_end):
        return Difference(row, target.on, "stays", before=slot(row), target=target)
    return Difference(row, target.on, "moves", before=slot(row), after=text(target), target=target)


def alone(row: Booking, change: Change) -> Planned:
    on = row.original_on or row.local_start.date()
    plan = (change.plans or {}).get(on)
    room = (plan and plan.room) or change.room or row.room
    if plan and plan.period:
        start, end = plan.period.start, plan.period.end
    else:
        day = row.local_start.date()
        if change.weekdays:
            day = monday(day) + timedelta(days=change.weekdays[0] - 1)
        start = datetime.combine(day, change.starts or row.local_start.time())
        until = change.ends or row.local_end.time()
        end = datetime.combine(day if until > start.time() else day + timedelta(days=1), until)
    moved_day = start.date() != row.local_start.date()
    status = BookingStatus(row.status)
    return Planned(on, room, start, end, status, ignores_calendar=row.ignores_calendar or moved_day, chosen=True)


def check(outcome: Outcome, change: Change, *, by: Any, at: datetime) -> set[date]:
    """Refuse what is forbidden on a date that moves or comes; gives the dates that go past a rule of the house."""
    return dates.check(
        [each.target for each in outcome.found if each.needs_time and each.target],
        partner=outcome.series.partner,
        persons=change.persons if change.persons is not None else outcome.series.persons,
        by=by,
        at=at,
        override_reason=change.override_reason,
        ignoring=[each.booking for each in outcome.found if each.booking and each.what != "stays"],
    )
