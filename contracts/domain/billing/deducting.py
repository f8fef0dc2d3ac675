"""Taking off what was billed in advance: a negative line on the final invoice, with the btw of the advance."""

from collections.abc import Iterable
from decimal import Decimal

from contracts.domain.billing.taken import left_of
from contracts.enums import InvoiceKind, InvoiceStatus, LineUnit
from contracts.models import Invoice, InvoiceLine
from fluxus.errors import Refusal
from fluxus.periods import dutch_date
from network.models import Partner


def advances_of(partner: Partner) -> list[Invoice]:
    """Issued advances of a partner of which something is left to take off, oldest first."""
    found = Invoice.objects.issued().filter(partner=partner, kind=InvoiceKind.ADVANCE)
    return [each for each in found.order_by("issued_on", "pk") if any(left_of(list(each.lines.all())).values())]


def deductions(advances: Iterable[Invoice], *, partner: Partner) -> list[InvoiceLine]:
    """A line for what is left of each line of these advances, not stored yet. Who stores them locks the advances first."""
    keys = [each.pk for each in advances]
    if not keys:
        return []
    if any(not _may_deduct(each, partner) for each in Invoice.objects.filter(pk__in=keys)):
        raise Refusal("Trek alleen een uitgegeven voorschot van deze partner af.", field="deducts", code="advance")
    lines = list(InvoiceLine.objects.filter(invoice__in=keys).select_related("invoice").order_by("invoice", "position"))
    left = left_of(lines)
    return [_deduction(line, left[line.pk]) for line in lines if left[line.pk] > 0]


def _may_deduct(advance: Invoice, partner: Partner) -> bool:
    is_issued = advance.status == InvoiceStatus.ISSUED
    return is_issued and advance.kind == InvoiceKind.ADVANCE and advance.partner_id == partner.pk


def _deduction(line: InvoiceLine, cents: int) -> InvoiceLine:
    advance = line.invoice
    dated = f" van {dutch_date(advance.issued_on)}" if advance.issued_on else ""
    return InvoiceLine(
        product=line.product,
        credits_line=line,
        holds=False,
        description=f"Af: voorschot {advance.number}{dated} – {line.description}"[:240],
        quantity=Decimal(-1),
        unit=LineUnit.PIECE,
        unit_price_cents=cents,
        net_cents=-cents,
        vat_category=line.vat_category,
        vat_percent=line.vat_percent,
        vat_reason=line.vat_reason,
        vat_explanation=line.vat_explanation,
    )
