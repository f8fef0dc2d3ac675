"""The lesson days of a course: a weekly series that skips free days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise

from django.core.exceptions import ValidationError

from bookings.enums import CalendarKind
from bookings.models import CalendarPeriod
from fluxus.errors import Refusal
from fluxus.periods import Period, dutch_day

FREE_DAYS = (CalendarKind.SCHOOL_HOLIDAY, CalendarKind.PUBLIC_HOLIDAY)
MOST_LESSONS = 60
LONGEST_MINUTES = 12 * 60
A_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Series:
    """The lessons found, and the days left out with the reason."""

    lessons: list[Period]
    skipped: list[tuple[date, str]]


def weekly(*, first: date, start: time, end: time, number: int) -> Series:
    """`number` lessons on the weekday of `first`, from `start` to `end` on the clock in Amsterdam.

    School holidays and public holidays (calendars of bookings) are left out and made up for at the end. Reads only.
    Refuses more than 60 lessons and times that do not exist.
    """
    if not 1 <= number <= MOST_LESSONS:
        raise Refusal(f"Een cursus heeft 1 tot {MOST_LESSONS} lessen.", field="series_number")
    free = free_days(first, first + A_WEEK * (2 * number + 12))
    lessons: list[Period] = []
    skipped: list[tuple[date, str]] = []
    day = first
    while len(lessons) < number:
        if day in free:
            skipped.append((day, free[day]))
        else:
            lessons.append(lesson(day, start, end))
        day += A_WEEK
    return Series(lessons, skipped)


def free_days(first: date, last: date) -> dict[date, str]:
    """Every free day in a stretch, with the name of the holiday."""
    periods = CalendarPeriod.objects.touching(first, last).filter(calendar__kind__in=FREE_DAYS).order_by("pk")
    return {
        period.starts_on + timedelta(days=offset): period.name
        for period in periods
        for offset in range((period.ends_on - period.starts_on).days + 1)
    }


def lesson(day: date, start: time, end: time) -> Period:
    """One lesson; an end before the start is a mistake, not the next day."""
    if end <= start:
        raise Refusal(f"Op {dutch_day(day)} ligt het einde van de les niet na het begin.", field="lessons")
    try:
        return Period.on(day, start, end)
    except ValidationError as error:
        raise Refusal(f"{dutch_day(day).capitalize()}: {error.messages[0]}", field="lessons") from error


def in_order(lessons: Sequence[Period]) -> list[Period]:
    """The lessons by day, or a Refusal when there are too many, or some overlap or last too long."""
    ordered = sorted(lessons)
    if len(ordered) > MOST_LESSONS:
        raise Refusal(f"Een cursus heeft hoogstens {MOST_LESSONS} lessen.", field="lessons")
    for one, other in pairwise(ordered):
        if one.overlaps(other):
            raise Refusal(f"Op {dutch_day(one.start.date())} staan twee lessen door elkaar.", field="lessons")
    for period in ordered:
        if period.wall_minutes > LONGEST_MINUTES:
            raise Refusal(f"De les van {dutch_day(period.start.date())} duurt te lang.", field="lessons")
    return ordered
