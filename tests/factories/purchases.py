"""Invoices of cultuurmakers, handed in for what they did."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from contracts.domain.purchasing import submitting
from contracts.models import Agreement, PurchaseInvoice
from fluxus import uploads
from network.models import Partner, User
from tests.factories.contracts import make_agreement

NUMBERS = count(1)
PDF = b"%PDF-1.7\n% een factuur\n%%EOF\n"


def make_worked(by: User, *, partner: Partner | None = None, **fields: Any) -> Agreement:
    """An agreement in force, signed on paper."""
    made = make_agreement(by, **fields, **({"partner": partner} if partner else {}))
    Agreement.objects.filter(pk=made.pk).update(status="signed")
    return Agreement.objects.get(pk=made.pk)


def after(agreement: Agreement) -> datetime:
    """A moment when everything that was agreed is over."""
    return timezone.make_aware(datetime.combine(agreement.ends_on + timedelta(days=1), datetime.min.time()))


def a_paper() -> uploads.Upload:
    """Every time another file."""
    return uploads.Upload(f"factuur-{next(NUMBERS)}.pdf", PDF + str(next(NUMBERS)).encode(), uploads.PDF)


def make_purchase(agreement: Agreement, by: User, *, at: datetime | None = None, **fields: Any) -> PurchaseInvoice:
    """An invoice for all of the agreement without btw, unless said otherwise."""
    at = at or after(agreement)
    amounts = fields.pop("amounts", {line.pk: line.fee_cents for line in agreement.lines.all()})
    asked = {
        "amounts": amounts,
        "travel_cents": 0,
        "their_number": f"F{next(NUMBERS)}",
        "their_date_on": day_of(at),
        "rate": "none",
        "gross_cents": sum(amounts.values()) + fields.get("travel_cents", 0),
        "upload": a_paper(),
        **fields,
    }
    return submitting.submit(partner=agreement.partner, agreement=agreement, by=by, at=at, **asked)


def day_of(at: datetime) -> date:
    return timezone.localdate(at)
