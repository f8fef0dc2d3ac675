"""A credit note settles invoices: first the one it corrects, then others of the same partner."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from contracts.domain.settling.settlement import open_cents
from contracts.enums import AllocationKind, InvoiceKind, InvoiceStatus
from contracts.models import Allocation, BankOrderLine, Invoice
from fluxus.db import lock
from fluxus.errors import Refusal


def offset(*, credit_note: Invoice, by: Any, at: datetime) -> Allocation | None:
    """Settle an issued credit note against the invoice it corrects, as far as that is open, in one transaction.

    Nothing happens when the invoice was paid already or the credit note is used up: then there is money to give back.
    """
    with transaction.atomic():
        note, invoice = _locked(credit_note, credit_note.credits_id)
        cents = min(open_cents(invoice), -open_cents(note))
        return _settle(note, invoice, cents, by=by, at=at) if cents > 0 else None


def settle(*, credit_note: Invoice, invoice: Invoice, cents: int, by: Any, at: datetime) -> Allocation:
    """Settle so many cents of a credit note against any open invoice of the same partner, in one transaction.

    Refuses a credit note that a batch for the bank gives back already.
    """
    with transaction.atomic():
        note, other = _locked(credit_note, invoice.pk)
        if other.kind == InvoiceKind.CREDIT or other.partner_id != note.partner_id:
            raise Refusal("Kies een factuur van dezelfde partner.", field="invoice", code="other_partner")
        _refuse_at_the_bank(note)
        most = min(open_cents(other), -open_cents(note))
        if not 0 < cents <= most:
            raise Refusal("Dit is meer dan er open staat.", field="amount", code="too_much", most=most)
        return _settle(note, other, cents, by=by, at=at)


def _locked(credit_note: Invoice, invoice_id: int | None) -> tuple[Invoice, Invoice]:
    held = {row.pk: row for row in lock(Invoice.objects.filter(pk__in=[credit_note.pk, invoice_id]))}
    note, invoice = held[credit_note.pk], held.get(invoice_id or 0)
    if note.kind != InvoiceKind.CREDIT or invoice is None or note.status != InvoiceStatus.ISSUED:
        raise Refusal("Alleen een uitgegeven creditfactuur kan worden verrekend.", code="not_a_credit")
    return note, invoice


def _refuse_at_the_bank(note: Invoice) -> None:
    """What a batch gives back is not settled as well: that would be paying twice."""
    line = BankOrderLine.objects.filter(invoice=note, holds=True).select_related("order").first()
    if line is not None:
        raise Refusal(f"Deze creditfactuur zit in bankopdracht {line.order}. Haal haar daar eerst uit.", code="at_bank")


def _settle(note: Invoice, invoice: Invoice, cents: int, *, by: Any, at: datetime) -> Allocation:
    return Allocation.objects.create(
        kind=AllocationKind.CREDIT,
        invoice=invoice,
        credit_note=note,
        amount_cents=cents,
        allocated_on=timezone.localdate(at),
        allocated_at=at,
        allocated_by=by,
    )
