"""Invoices as a list shows them: by how they stand, of what kind, of whom and of which month, with the sums."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Case, Count, Exists, F, OuterRef, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from contracts.domain.settling.settlement import late, with_settlement
from contracts.enums import InvoiceKind, InvoiceStatus
from contracts.models import Allocation, Invoice


@dataclass(frozen=True)
class Sums:
    """How many, and the cents that were billed (credit notes less) and are open."""

    count: int
    gross_cents: int
    open_cents: int


def standing(queryset: QuerySet[Invoice], how: str, *, on: date) -> QuerySet[Invoice]:
    """Those of which the money stands like this: draft, open, late, paid or credited; anything else is all."""
    settled = with_settlement(queryset.select_related("partner", "credits"))
    issued = settled.filter(status=InvoiceStatus.ISSUED)
    bills: Any = issued.exclude(kind=InvoiceKind.CREDIT)
    notes = Invoice.objects.issued().filter(credits=OuterRef("pk"))
    ways: dict[str, QuerySet[Invoice]] = {
        "draft": settled.filter(status=InvoiceStatus.DRAFT),
        "open": bills.filter(open_cents__gt=0),
        "late": late(bills, on=on),
        "paid": bills.filter(open_cents__lte=0).exclude(Exists(notes), paid_cents=0),
        "credited": bills.filter(Exists(notes)),
    }
    return ways.get(how, settled)


def narrowed(queryset: QuerySet[Invoice], *, kind: str, month: str, partner: int | None) -> QuerySet[Invoice]:
    """Of one kind, dated in one month ('2026-11'), of one partner; '' and None leave all."""
    found = queryset.filter(kind=kind) if kind else queryset
    found = found.filter(partner=partner) if partner else found
    if not month:
        return found
    year, _, number = month.partition("-")
    return found.filter(issued_on__year=int(year), issued_on__month=int(number))


def sums(queryset: QuerySet[Invoice]) -> Sums:
    """Of a whole list, in three queries; drafts count, but have no amounts yet."""
    keys = queryset.order_by().values("pk")
    signed = Case(
        When(status=InvoiceStatus.DRAFT, then=Value(0)),
        When(kind=InvoiceKind.CREDIT, then=-F("gross_cents")),
        default=F("gross_cents"),
        output_field=BigIntegerField(),
    )
    billed = Invoice.objects.filter(pk__in=keys).aggregate(count=Count("pk"), cents=Coalesce(Sum(signed), 0))
    settled = _settled(Allocation.objects.filter(invoice__in=keys))
    given = _settled(Allocation.objects.filter(credit_note__in=keys))
    return Sums(billed["count"], billed["cents"], billed["cents"] - settled + given)


def _settled(rows: QuerySet[Allocation]) -> int:
    return int(rows.aggregate(cents=Coalesce(Sum("amount_cents"), 0))["cents"])
