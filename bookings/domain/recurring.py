"""From a rule to its days. Days are counted as days, then given their time on the clock: a lesson at 19:00 stays at 19:00."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError

from bookings.enums import CalendarKind, SkipKind
from bookings.models import BookingSeries, CalendarPeriod
from bookings.models.series import MOST_WEEKS_BETWEEN
from fluxus.errors import Refusal
from fluxus.periods import Period, monday

LONGEST_SPAN = timedelta(days=2 * 366)
SKIPPED_FOR = {
    CalendarKind.CLOSURE: SkipKind.CLOSED,
    CalendarKind.SCHOOL_HOLIDAY: SkipKind.SCHOOL_HOLIDAY,
    CalendarKind.PUBLIC_HOLIDAY: SkipKind.PUBLIC_HOLIDAY,
}
"""In the order in which they give the reason of a day that is more than one of them."""
NO_SUCH_TIME = "In deze nacht gaat de klok vooruit: deze tijd bestaat niet."


@dataclass(frozen=True)
class Rule:
    """Every `every_weeks` weeks on these ISO weekdays, counted from the week of `first_on`; both ends included.

    `ends` at or before `starts` is past midnight. Closures of the house count whatever it follows.
    """

    weekdays: tuple[int, ...]
    starts: time
    ends: time
    first_on: date
    last_on: date
    every_weeks: int = 1
    follows_school_holidays: bool = True
    follows_public_holidays: bool = True

    @classmethod
    def of(cls, series: BookingSeries) -> "Rule":
        return cls(
            weekdays=tuple(sorted(series.weekdays)),
            starts=series.starts,
            ends=series.ends,
            first_on=series.first_on,
            last_on=series.last_on,
            every_weeks=series.every_weeks,
            follows_school_holidays=series.follows_school_holidays,
            follows_public_holidays=series.follows_public_holidays,
        )

    def span(self, on: date) -> tuple[datetime, datetime]:
        """Begin and end on the clock for one of its days. Not a Period: the clock may skip one of them."""
        ends_on = on if self.ends > self.starts else on + timedelta(days=1)
        return datetime.combine(on, self.starts), datetime.combine(ends_on, self.ends)

    def follows(self, kind: str) -> bool:
        if kind == CalendarKind.SCHOOL_HOLIDAY:
            return self.follows_school_holidays
        return kind == CalendarKind.CLOSURE or self.follows_public_holidays


@dataclass(frozen=True)
class DayOff:
    """A stretch of days, both included, that a calendar gives a name."""

    kind: str
    name: str
    first: date
    last: date


@dataclass(frozen=True)
class DaysOff:
    """The school holidays, public holidays and closures that touch a stretch of days."""

    periods: tuple[DayOff, ...] = ()

    @classmethod
    def between(cls, first: date, last: date) -> "DaysOff":
        """As the calendars have them now. One query."""
        rows = CalendarPeriod.objects.touching(first, last).values_list(
            "calendar__kind", "name", "starts_on", "ends_on"
        )
        order = list(SKIPPED_FOR)
        found = sorted((DayOff(*row) for row in rows), key=lambda off: (order.index(CalendarKind(off.kind)), off.first))
        return cls(tuple(found))

    def on(self, day: date, rule: Rule) -> DayOff | None:
        """Why the rule has no lesson on that day, if so."""
        covering = (off for off in self.periods if off.first <= day <= off.last and rule.follows(off.kind))
        return next(covering, None)


@dataclass(frozen=True)
class Occasion:
    """A day of the rule. `period` lacks only where the clock skips it; `skip` and `why` say that there is no lesson."""

    on: date
    period: Period | None
    skip: SkipKind | str = ""
    why: str = ""


def check_rule(rule: Rule) -> None:
    """Refuse a rule that gives no days, or that never stops."""
    if not rule.weekdays or not set(rule.weekdays) <= set(range(1, 8)):
        raise Refusal("Kies een of meer dagen van de week.", field="weekdays", code="weekdays")
    if not 1 <= rule.every_weeks <= MOST_WEEKS_BETWEEN:
        sentence = "Herhaal elke week of om de zoveel weken, hoogstens acht."
        raise Refusal(sentence, field="every_weeks", code="every_weeks")
    if rule.last_on < rule.first_on:
        raise Refusal("De laatste dag ligt voor de eerste.", field="last_on", code="end_before_start")
    if rule.last_on - rule.first_on > LONGEST_SPAN:
        raise Refusal("Een reeks duurt hoogstens twee jaar.", field="last_on", code="too_long")
    if next(days(rule), None) is None:
        raise Refusal("In deze periode valt geen enkele dag van de reeks.", field="last_on", code="no_days")


def days(rule: Rule) -> Iterator[date]:
    """The days of the rule in order, holidays included."""
    week = monday(rule.first_on)
    while week <= rule.last_on:
        for weekday in sorted(set(rule.weekdays)):
            day = week + timedelta(days=weekday - 1)
            if rule.first_on <= day <= rule.last_on:
                yield day
        week += timedelta(weeks=rule.every_weeks)


def occasions(rule: Rule, days_off: DaysOff) -> list[Occasion]:
    """Each day of the rule with its period, or with why there is no lesson."""
    return [occasion(rule, day, days_off) for day in days(rule)]


def occasion(rule: Rule, day: date, days_off: DaysOff) -> Occasion:
    try:
        period = Period(*rule.span(day))
    except ValidationError:
        return Occasion(day, None, SkipKind.NO_SUCH_TIME, NO_SUCH_TIME)
    off = days_off.on(day, rule)
    if off is not None:
        return Occasion(day, period, SKIPPED_FOR[CalendarKind(off.kind)], off.name)
    return Occasion(day, period)


def names(periods: Iterable[DayOff]) -> list[str]:
    """'Kerstvakantie' and the like, each once, in order of time."""
    return list(dict.fromkeys(off.name for off in sorted(periods, key=lambda off: off.first)))
