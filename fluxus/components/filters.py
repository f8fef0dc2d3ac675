"""Amounts, days and moments as the house writes them. Nothing filled in shows as a dash."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from fluxus import money, periods
from fluxus.components.library import register

NOTHING = "–"


@register.filter
def euros(cents: Any) -> str:
    """1250 → '€ 12,50'."""
    return NOTHING if cents is None or cents == "" else money.euros(cents)


@register.filter
def day(value: date | None, form: str = "long") -> str:
    """'dinsdag 1 december 2026'; |day:"short" → 'di 1 dec'; |day:"date" → '1 december 2026'."""
    if not value:
        return NOTHING
    if isinstance(value, datetime):
        value = periods.wall_clock(value).date() if value.tzinfo else value.date()
    if form == "date":
        return periods.dutch_date(value)
    return periods.dutch_day(value, short=form == "short")


@register.filter
def moment(value: datetime | None) -> str:
    """'di 1 dec 2026 19:05', in Amsterdam."""
    return periods.dutch_moment(value) if value else NOTHING


@register.filter
def time_left(value: datetime) -> str:
    """Till an aware moment: 'nog 3 dagen', 'nog 5 uur', 'nog 20 minuten', 'voorbij'."""
    minutes = int((value - timezone.now()).total_seconds() // 60)
    if minutes < 0:
        return "voorbij"
    if minutes < 120:
        return f"nog {minutes} {'minuut' if minutes == 1 else 'minuten'}"
    return f"nog {minutes // 60} uur" if minutes < 48 * 60 else f"nog {minutes // (24 * 60)} dagen"


@register.filter
def clock(value: Any) -> str:
    """'19:05'."""
    if not value:
        return NOTHING
    if isinstance(value, datetime) and value.tzinfo:
        value = periods.wall_clock(value)
    return f"{value:%H:%M}"


@register.filter
def period(value: Any) -> str:
    """A Period, or anything with `start` and `end`: 'di 1 dec 2026 19:00–21:00'."""
    return periods.dutch_period(value.start, value.end) if value else NOTHING


@register.filter
def css_name(value: str) -> str:
    """A stored choice as part of a class name: 'theatre_dance' → 'theatre-dance'."""
    return value.replace("_", "-")


@register.filter
def starts_with(text: str, beginning: str) -> bool:
    """Whether a page's address lies under another."""
    return text.startswith(beginning)
