"""Issuing invoices and credit notes: numbered, dated and frozen in one transaction."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from stdnum.iso7064 import mod_97_10

from bookings.domain.placing import seal_many
from bookings.models import Booking
from contracts.domain import documents
from contracts.domain.billing import crediting
from contracts.domain.billing.adding_up import add_up
from contracts.domain.billing.btw import VatRules, refuse_mixed
from contracts.domain.billing.drafting import discard, draft_for_booking, locked_draft
from contracts.domain.billing.invoice_snapshots import Terms, freeze
from contracts.domain.billing.lines import of_booking
from contracts.domain.billing.payers import payers_of
from contracts.domain.bookkeeping.closing import refuse_closed
from contracts.domain.numbering import next_number
from contracts.domain.readiness.readiness import billing_readiness, refuse_blockers
from contracts.domain.settling import crediting as settling
from contracts.domain.snapshots import fingerprint, house_on
from contracts.enums import InvoiceKind, InvoiceStatus, SeriesKind
from contracts.models import Invoice, InvoiceLine, InvoiceRun
from fluxus.db import explain, lock
from fluxus.errors import Refusal
from fluxus.periods import AMSTERDAM
from network.domain.timeline import record
from network.enums import EntryKind

__all__ = ["billed", "discard", "draft_for_booking", "issue", "reference"]

# What a line says of its booking, and so what has to hold still between the draft and the number.
BILLED = (
    "product", "description", "quantity", "unit", "minutes", "unit_price_cents", "net_cents",
    "vat_category", "vat_percent", "vat_reason",
)  # fmt: skip


def issue(*, invoice: Invoice, by: Any, today: date, run: InvoiceRun | None = None) -> Invoice:
    """Number and date the draft, freeze it, seal its bookings and order the PDF, in one transaction.

    A credit note lets go of what it took back wholly and is settled with the invoice that it corrects. Refuses when the
    address of the partner is missing (`extra["blockers"]`), when a booking no longer is what its line says, when the
    month is closed, and a second time.
    """
    with transaction.atomic():
        held = locked_draft(invoice)
        refuse_closed(today)
        refuse_blockers(billing_readiness(held.partner))
        lines = billed(held)
        refuse_mixed(line.vat_category for line in lines)
        bookings = _held_still(held, lines) if held.kind != InvoiceKind.CREDIT else []
        _number(held, lines, by=by, today=today, run=run)
        seal_many(bookings=bookings, reason=f"factuur {held.number}")
        if held.kind == InvoiceKind.CREDIT:
            crediting.let_go(held)
            settling.offset(credit_note=held, by=by, at=datetime.combine(today, time(12), AMSTERDAM))
        _tell(held, by)
        documents.order(invoice=held)
    return held


def reference(number: str) -> str:
    """The ISO 11649 creditor reference of an invoice number: '2026-00001' → 'RF32202600001'."""
    bare = number.replace("-", "")
    return f"RF{mod_97_10.calc_check_digits(f'{bare}RF')}{bare}"


def billed(invoice: Invoice) -> list[InvoiceLine]:
    """The lines of an invoice in order, with what they bill."""
    return list(invoice.lines.select_related("booking", "supplement__supplement").order_by("position"))


def _number(held: Invoice, lines: list[InvoiceLine], *, by: Any, today: date, run: InvoiceRun | None) -> None:
    terms = Terms.of(held.partner, house_on(today))
    vat_totals = add_up(held)
    is_credit = held.kind == InvoiceKind.CREDIT
    held.run = run or held.run
    held.issued_on, held.issued_at, held.issued_by = today, timezone.now(), by
    held.due_on = today if is_credit else today + timedelta(days=terms.payment_days)
    held.number = next_number(kind=SeriesKind.CREDIT if is_credit else SeriesKind.INVOICE, on=today)
    held.payment_reference = reference(held.number)
    held.snapshot = freeze(held, terms=terms, lines=lines, vat_totals=vat_totals)
    held.data_hash = fingerprint(held.snapshot)
    held.status = InvoiceStatus.ISSUED
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError as error:
        raise explain(Invoice, error) from error


def _held_still(invoice: Invoice, lines: list[InvoiceLine]) -> list[Booking]:
    """The bookings of these lines, locked. Refuses when one would be billed otherwise now, or to somebody else."""
    bookings = lock(Booking.objects.filter(pk__in={line.booking_id for line in lines if line.booking_id}))
    prefetch_related_objects(bookings, "partner", "room__building", "supplements__supplement")
    payers = payers_of([booking.partner for booking in bookings])
    rules = VatRules.of([booking.partner for booking in bookings])
    fresh = {(line.booking_id, line.supplement_id): line for each in bookings for line in of_booking(each, rules=rules)}
    is_same = all(payers[booking.partner_id] == invoice.partner_id for booking in bookings)
    for line in lines:
        if line.booking_id and line.credits_line_id is None:
            is_same = is_same and _agrees(line, fresh.get((line.booking_id, line.supplement_id)))
    if not is_same:
        raise Refusal(
            "De boeking is veranderd sinds dit concept. Gooi het concept weg en maak een nieuw.", code="changed"
        )
    return bookings


def _agrees(line: InvoiceLine, fresh: InvoiceLine | None) -> bool:
    return fresh is not None and all(getattr(line, name) == getattr(fresh, name) for name in BILLED)


def _tell(invoice: Invoice, by: Any) -> None:
    kind = InvoiceKind(invoice.kind).label.capitalize()
    record(
        partners=[invoice.partner],
        kind=EntryKind.INVOICE,
        title=f"{kind} {invoice.number} uitgegeven",
        by=by,
        path=invoice.get_absolute_url(),
        amount_cents=invoice.gross_cents,
    )
