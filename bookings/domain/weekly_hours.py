"""A week as minutes since Monday midnight: opening hours and bookings laid on it."""

from collections.abc import Iterable
from datetime import datetime

from bookings.models import OpeningHours

HOUR = 60
DAY = 24 * HOUR
WEEK = 7 * DAY

type Spans = list[tuple[int, int]]
"""Half-open stretches within one week, none past its end."""


def minute_of_week(moment: datetime) -> int:
    """Monday 00:00 is 0."""
    return moment.weekday() * DAY + moment.hour * HOUR + moment.minute


def cut(start: int, minutes: int) -> Spans:
    """A stretch of at most a week; what passes Sunday midnight goes on where the week begins."""
    end = start + minutes
    return [(start, end)] if end <= WEEK else [(start, WEEK), (0, end - WEEK)]


def opens(hours: Iterable[OpeningHours]) -> Spans:
    """When a house is open; closing at or before opening is on the next day, and what touches is one."""
    pieces = []
    for each in hours:
        start = (each.weekday - 1) * DAY + each.opens.hour * HOUR + each.opens.minute
        until = (each.weekday - 1) * DAY + each.closes.hour * HOUR + each.closes.minute
        pieces += cut(start, until - start + (0 if each.closes > each.opens else DAY))
    joined: Spans = []
    for start, end in sorted(pieces):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def meet(spans: Spans, others: Spans) -> Spans:
    """The time that is in both."""
    both = ((max(a, c), min(b, d)) for a, b in spans for c, d in others)
    return [(start, end) for start, end in both if start < end]
