"""Credit notes: an issued invoice is corrected in part or whole, never changed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum

from bookings.domain.placing import seal_many
from bookings.models import Booking
from contracts.domain.billing.drafting import store, tell_draft
from contracts.domain.billing.taken import left_of, taken_back
from contracts.enums import InvoiceKind, InvoiceStatus, LineUnit
from contracts.models import Invoice, InvoiceLine
from fluxus.db import explain, lock
from fluxus.errors import Refusal

COPIED = ("product", "booking_id", "supplement_id", "vat_category", "vat_percent", "vat_reason", "vat_explanation")
WHOLE = ("quantity", "unit", "minutes", "unit_price_cents", "discount_cents", "discount_reason")
DELIVERED = ("delivered_from_on", "delivered_until_on")


def draft(*, invoice: Invoice, by: Any, reason: str, amounts: Mapping[int, int] | None = None) -> Invoice:
    """A draft credit note for an issued invoice, in one transaction.

    `amounts` are the net cents to give back per line, without sign; without it everything that is left is given back.
    """
    reason = reason.strip()
    if not reason:
        raise Refusal("Zeg waarom je crediteert; dat staat op de creditfactuur.", field="reason", code="no_reason")
    with transaction.atomic():
        held = lock(Invoice.objects.filter(pk=invoice.pk))[0]
        if held.status != InvoiceStatus.ISSUED or held.kind == InvoiceKind.CREDIT:
            raise Refusal("Alleen een uitgegeven factuur kun je crediteren.", code="not_issued")
        lines = list(held.lines.order_by("position"))
        chosen = _chosen(lines, amounts)
        note = Invoice.objects.create(
            kind=InvoiceKind.CREDIT, credits=held, credit_reason=reason[:300], drafted_by=by, **_words(held)
        )
        _fill(note, [_taking_back(line, chosen[line.pk]) for line in lines if chosen.get(line.pk)])
        if note.gross_cents > left_to_credit(held):
            raise Refusal("Dit is meer dan er van de factuur over is.", field="amounts", code="too_much")
        tell_draft(note, f"credit bij {held.number}", by)
    return note


def left_to_credit(invoice: Invoice) -> int:
    """The gross cents of an invoice that no issued credit note has given back."""
    given = invoice.credit_notes.filter(status=InvoiceStatus.ISSUED).aggregate(sum=Sum("gross_cents"))["sum"]
    return invoice.gross_cents - (given or 0)


def let_go(note: Invoice) -> None:
    """After the credit note was issued: what it took back wholly can be billed again, and its bookings may change."""
    lines = list(InvoiceLine.objects.filter(credit_lines__invoice=note, holds=True).distinct())
    taken = taken_back([line.pk for line in lines], only_issued=True)
    free = [line for line in lines if taken[line.pk] >= abs(line.net_cents)]
    InvoiceLine.objects.filter(pk__in=[line.pk for line in free]).update(holds=False)
    bookings = Booking.objects.filter(pk__in=[line.booking_id for line in free if line.booking_id])
    seal_many(bookings=bookings.exclude(invoice_lines__in=InvoiceLine.objects.filter(holds=True)), reason="")


def _chosen(lines: list[InvoiceLine], amounts: Mapping[int, int] | None) -> dict[int, int]:
    left = left_of(lines)
    wanted = left if amounts is None else {pk: cents for pk, cents in amounts.items() if cents}
    for pk, cents in wanted.items():
        if pk not in left or cents < 0 or cents > left[pk]:
            raise Refusal("Dit is meer dan er van deze regel over is.", field=f"amount_{pk}", code="too_much")
    if not any(wanted.values()):
        sentence = "Van deze factuur is niets meer over om te crediteren." if amounts is None else "Vul een bedrag in."
        raise Refusal(sentence, field="amounts", code="nothing_left")
    return dict(wanted)


def _words(invoice: Invoice) -> dict[str, Any]:
    names = ("partner", "subject", "buyer_reference", "order_reference", "period_from_on", "period_until_on")
    return {name: getattr(invoice, name) for name in names}


def _fill(note: Invoice, lines: list[InvoiceLine]) -> None:
    try:
        store(note, lines)
    except IntegrityError as error:
        raise explain(InvoiceLine, error) from error


def _taking_back(line: InvoiceLine, cents: int) -> InvoiceLine:
    """The whole line as it was, or a part of it as one piece."""
    sign = 1 if line.net_cents > 0 else -1
    is_whole = cents == abs(line.net_cents)
    part: dict[str, Any] = {"quantity": Decimal(sign), "unit": LineUnit.PIECE, "unit_price_cents": cents}
    how = {name: getattr(line, name) for name in WHOLE} if is_whole else part
    copied = {name: getattr(line, name) for name in (*COPIED, *DELIVERED)}
    what = line.description if is_whole else f"Deel van: {line.description}"
    return InvoiceLine(credits_line=line, holds=False, description=what[:240], net_cents=sign * cents, **how, **copied)
