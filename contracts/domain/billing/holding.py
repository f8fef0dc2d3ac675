"""Holding something back from the invoice: one booking, or everything of a partner, with a reason."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from bookings.models import Booking
from contracts.models import BillingHold, InvoiceLine
from fluxus.db import explain, lock
from fluxus.errors import Refusal
from network.domain.timeline import record
from network.enums import EntryKind
from network.models import Partner


def hold_booking(*, booking: Booking, reason: str, by: Any, at: datetime, for_good: bool = False) -> BillingHold:
    """Keep a booking off invoices until it is released; `for_good` says that it will never be billed."""
    if InvoiceLine.objects.filter(booking=booking, holds=True).exists():
        raise Refusal("Deze boeking staat al op een factuur.", code="billed")
    what = f"Niet op de factuur: {booking.title}"
    return _hold({"booking": booking}, booking.partner, what, reason=reason, by=by, at=at, for_good=for_good)


def hold_partner(*, partner: Partner, reason: str, by: Any, at: datetime) -> BillingHold:
    """No invoices for this partner until it is released."""
    return _hold({"partner": partner}, partner, "Krijgt voorlopig geen facturen", reason=reason, by=by, at=at)


def release(*, hold: BillingHold, by: Any, at: datetime) -> BillingHold:
    """From now on it is billed again; released twice is released once."""
    with transaction.atomic():
        held = lock(BillingHold.objects.filter(pk=hold.pk))[0]
        if held.released_at is None:
            held.released_at, held.released_by = at, by
            held.save(update_fields=["released_at", "released_by"])
            partner = held.partner or (held.booking.partner if held.booking else None)
            _tell(partner, "Komt weer op de factuur", held.reason, by)
    return held


def _hold(
    subject: dict[str, Any], partner: Partner, title: str, *, reason: str, by: Any, at: datetime, for_good: bool = False
) -> BillingHold:
    reason = reason.strip()
    if not reason:
        raise Refusal("Zeg waarom dit niet op de factuur komt.", field="reason", code="no_reason")
    try:
        with transaction.atomic():
            made = BillingHold.objects.create(
                **subject, reason=reason[:300], is_for_good=for_good, held_by=by, held_at=at
            )
            _tell(partner, title, reason, by)
    except IntegrityError as error:
        raise explain(BillingHold, error, field="reason") from error
    return made


def _tell(partner: Partner | None, title: str, detail: str, by: Any) -> None:
    record(partners=[partner] if partner else [], kind=EntryKind.INVOICE, title=title[:200], by=by, detail=detail)
