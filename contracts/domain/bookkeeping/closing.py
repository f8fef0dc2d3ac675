"""Closed months: nothing is issued with a date in them any more."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from contracts.models import MonthClosing
from fluxus.db import explain, lock
from fluxus.errors import Refusal


def refuse_closed(day: date) -> None:
    """Refuses a date in a month that was closed and not opened again. The database refuses it too, for who is late."""
    if MonthClosing.objects.filter(month=day.replace(day=1), reopened_at__isnull=True).exists():
        raise Refusal(
            "Deze maand is afgesloten in de boekhouding. Kies een latere datum.", field="issued_on", code="closed"
        )


def close(*, month: date, by: Any, at: datetime, today: date) -> MonthClosing:
    """Close a month that is over; closed already, it stays as it was."""
    if month.day != 1 or month >= today.replace(day=1):
        raise Refusal("Een maand sluit je af als hij voorbij is.", field="month", code="not_over")
    with transaction.atomic():
        try:
            with transaction.atomic():
                return MonthClosing.objects.create(month=month, closed_at=at, closed_by=by)
        except IntegrityError as error:
            held = MonthClosing.objects.filter(month=month, reopened_at__isnull=True).first()
            if held:
                return held
            raise explain(MonthClosing, error) from error


def reopen(*, closing: MonthClosing, reason: str, by: Any, at: datetime) -> MonthClosing:
    """Open a closed month again, with a reason that stays. Refuses a second time."""
    reason = reason.strip()
    if not reason:
        raise Refusal("Zeg waarom de maand weer open gaat.", field="reason", code="no_reason")
    with transaction.atomic():
        held = lock(MonthClosing.objects.filter(pk=closing.pk))[0]
        if held.reopened_at:
            raise Refusal("Deze maand is al weer open.", field="reason", code="open")
        held.reopened_at, held.reopened_by, held.reopen_reason = at, by, reason[:300]
        held.save()
    return held
