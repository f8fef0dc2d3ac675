"""What is still open, derived from allocations and never typed.

Signs: money that came in is positive, money that left is negative. An open amount is positive when we get money (an
invoice) or have to pay it (an invoice of a cultuurmaker), and negative when a partner has something coming (a credit
note, or an invoice that was paid twice).
"""

from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Case, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from contracts.enums import AllocationKind, InvoiceKind, InvoiceStatus, PurchaseStatus, Settlement
from contracts.models import Allocation, Invoice, PurchaseInvoice

CLAIMED = (PurchaseStatus.SUBMITTED, PurchaseStatus.APPROVED)
MONEY = (AllocationKind.PAYMENT, AllocationKind.RETURN, AllocationKind.REFUND)


def with_open[M: (Invoice, PurchaseInvoice)](queryset: QuerySet[M]) -> QuerySet[M]:
    """Each with `open_cents`, in the same query. A draft has nothing open, nor what was rejected or withdrawn."""
    if queryset.model is PurchaseInvoice:
        owed = Case(When(status__in=CLAIMED, then=F("gross_cents")), default=0, output_field=BigIntegerField())
        return queryset.annotate(open_cents=owed + _sum("purchase"))
    issued = Q(status=InvoiceStatus.ISSUED)
    claim = Case(
        When(issued & Q(kind=InvoiceKind.CREDIT), then=-F("gross_cents")),
        When(issued, then=F("gross_cents")),
        default=0,
        output_field=BigIntegerField(),
    )
    return queryset.annotate(open_cents=claim - _sum("invoice") + _sum("credit_note"))


def with_settlement(queryset: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """`with_open`, and how the rest was settled: `paid_cents`, `credited_cents` and `written_off_cents`."""
    return with_open(queryset).annotate(
        paid_cents=_sum("invoice", kind__in=MONEY),
        credited_cents=_sum("invoice", kind=AllocationKind.CREDIT),
        written_off_cents=_sum("invoice", kind=AllocationKind.WRITE_OFF),
    )


def open_cents(subject: Invoice | PurchaseInvoice) -> int:
    """What is open on one, asked of the database now."""
    model: Any = type(subject)
    return with_open(model.objects.filter(pk=subject.pk)).get().open_cents


def late(queryset: QuerySet[Invoice], *, on: date) -> QuerySet[Invoice]:
    """Issued invoices of which something is open after the due day."""
    found: QuerySet[Any] = with_open(queryset)
    return found.filter(status=InvoiceStatus.ISSUED, due_on__lt=on, open_cents__gt=0)


def state(invoice: Invoice, *, on: date) -> Settlement:
    """The word for an invoice of `with_settlement`; 'deels betaald' gives way to 'te laat'."""
    row: Any = invoice
    if invoice.status == InvoiceStatus.DRAFT:
        return Settlement.DRAFT
    if row.open_cents < 0:
        return Settlement.TO_SETTLE if invoice.kind == InvoiceKind.CREDIT else Settlement.TOO_MUCH
    if row.open_cents > 0:
        if invoice.due_on and invoice.due_on < on:
            return Settlement.LATE
        return Settlement.PARTLY if row.open_cents < invoice.gross_cents else Settlement.OPEN
    return _closed(invoice)


def settled(queryset: QuerySet[Invoice], *, on: date) -> list[Any]:
    """The invoices of `with_settlement`, each with its word as `settlement`."""
    found: list[Any] = list(with_settlement(queryset))
    for invoice in found:
        invoice.settlement = state(invoice, on=on)
    return found


def total_open(queryset: QuerySet[Invoice]) -> int:
    """What is open on all of them together; what somebody has coming counts against it."""
    found: QuerySet[Any] = with_open(queryset)
    return found.aggregate(total=Sum("open_cents"))["total"] or 0


def _closed(invoice: Any) -> Settlement:
    if invoice.kind == InvoiceKind.CREDIT:
        return Settlement.SETTLED
    if invoice.written_off_cents:
        return Settlement.WRITTEN_OFF
    return Settlement.CREDITED if invoice.credited_cents and not invoice.paid_cents else Settlement.PAID


def _sum(field: str, **filters: Any) -> Combinable:
    """The allocations of a row, summed in a subquery of its own: joins would count them double."""
    rows = Allocation.objects.filter(**{field: OuterRef("pk")}, **filters).order_by().values(field)
    total = rows.annotate(total=Sum("amount_cents")).values("total")
    return Coalesce(Subquery(total, output_field=BigIntegerField()), Value(0), output_field=BigIntegerField())
