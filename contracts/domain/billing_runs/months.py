"""Months as a run of invoices knows them: by their first day."""

import calendar
from datetime import date, timedelta

from fluxus.errors import Refusal
from fluxus.periods import MONTHS

EARLIEST = 2000


def first_day(day: date) -> date:
    return day.replace(day=1)


def last_day(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def month_before(day: date) -> date:
    """The first day of the month before that of `day`: what one bills in it."""
    return first_day(first_day(day) - timedelta(days=1))


def month_name(month: date) -> str:
    """'oktober 2026'"""
    return f"{MONTHS[month.month - 1]} {month.year}"


def read_month(text: str) -> date:
    """'2026-10' → its first day. Refuses anything else."""
    year, _, month = text.strip().partition("-")
    is_number = all(part.isascii() and part.isdigit() for part in (year, month))
    if not is_number or len(year) != 4 or len(month) > 2 or not 1 <= int(month) <= 12 or int(year) < EARLIEST:
        raise Refusal("Schrijf een maand als jaar en maand, zoals 2026-10.", field="month", code="month")
    return date(int(year), int(month), 1)
