"""Closed months: nothing is issued with a date in them any more."""

from datetime import date

from contracts.models import MonthClosing
from fluxus.errors import Refusal


def refuse_closed(day: date) -> None:
    """Refuses a date in a month that was closed and not opened again."""
    if MonthClosing.objects.filter(month=day.replace(day=1), reopened_at__isnull=True).exists():
        raise Refusal(
            "Deze maand is afgesloten in de boekhouding. Kies een latere datum.", field="issued_on", code="closed"
        )
