"""When a building is open: its weekly hours laid out over days, past midnight included."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from bookings.models import OpeningHours
from fluxus.periods import Period, dutch_day

type Window = tuple[datetime, datetime]
"""Wall-clock begin and end. Not a Period: a house may close at an hour that the spring night skips."""


def window(hours: OpeningHours, day: date) -> Window:
    """From opening to closing on `day`; closing at or before opening is on the next day."""
    closes_on = day if hours.closes > hours.opens else day + timedelta(days=1)
    return datetime.combine(day, hours.opens), datetime.combine(closes_on, hours.closes)


def windows(opening_hours: Iterable[OpeningHours], first: date, last: date) -> list[Window]:
    """All open windows of the days `first`..`last` and the night before them; windows that touch are one."""
    per_weekday = {hours.weekday: hours for hours in opening_hours}
    days = (first + timedelta(days=number) for number in range(-1, (last - first).days + 1))
    joined: list[Window] = []
    for day in days:
        hours = per_weekday.get(day.isoweekday())
        if hours is None:
            continue
        start, end = window(hours, day)
        if joined and joined[-1][1] >= start:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def is_open(opening_hours: Iterable[OpeningHours], period: Period) -> bool:
    """Whether the whole period lies within opening hours."""
    around = windows(opening_hours, period.start.date(), period.end.date())
    return any(start <= period.start and period.end <= end for start, end in around)


def sentence(building_name: str, opening_hours: Iterable[OpeningHours], day: date) -> str:
    """'Verkadefabriek is op zondag 6 december open van 10:00 tot 18:00.', or that it is closed."""
    today = [hours for hours in opening_hours if hours.weekday == day.isoweekday()]
    if not today:
        return f"{building_name} is op {dutch_day(day, year=False)} gesloten."
    hours = today[0]
    return f"{building_name} is op {dutch_day(day, year=False)} open van {hours.opens:%H:%M} tot {hours.closes:%H:%M}."
