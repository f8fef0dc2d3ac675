"""The totals of an invoice: per btw category nets are summed first and rounded once (EN 16931)."""

from decimal import Decimal

from django.db.models import Sum

from contracts.domain.billing.btw import totals
from contracts.enums import InvoiceKind, InvoiceStatus
from contracts.models import Invoice, InvoiceLine, InvoiceVat
from fluxus.money import Amount

type Category = tuple[str, Decimal]


def add_up(invoice: Invoice) -> list[InvoiceVat]:
    """Write the btw per category and the totals of a draft from its lines."""
    vat_totals = total(invoice, list(invoice.lines.all()), earlier=credited(invoice))
    invoice.vat_totals.all().delete()
    InvoiceVat.objects.bulk_create(vat_totals)
    invoice.save(update_fields=["net_cents", "vat_cents", "gross_cents"])
    return vat_totals


def total(
    invoice: Invoice, lines: list[InvoiceLine], *, earlier: dict[Category, tuple[int, int]] | None = None
) -> list[InvoiceVat]:
    """Set the totals of `invoice` to those of `lines`; gives its btw per category, nothing is stored yet.

    A credit note counts on from the `earlier` ones of the same invoice: the btw of all of them together is rounded once,
    so that many small ones never give back a cent more, or less, than was billed.
    """
    before = earlier or {}
    amounts = {
        key: following(amount, before.get(key, (0, 0)), percent=key[1])
        for key, amount in totals((line.vat_category, line.vat_percent, line.net_cents) for line in lines).items()
    }
    invoice.net_cents = sum(amount.net for amount in amounts.values())
    invoice.vat_cents = sum(amount.vat for amount in amounts.values())
    invoice.gross_cents = invoice.net_cents + invoice.vat_cents
    return [
        InvoiceVat(invoice=invoice, category=category, percent=percent, net_cents=amount.net, vat_cents=amount.vat)
        for (category, percent), amount in amounts.items()
    ]


def following(amount: Amount, earlier: tuple[int, int], *, percent: Decimal) -> Amount:
    """The amount after `earlier` (net, btw): the btw of the sum, less what was counted before."""
    net, vat = earlier
    added = Amount.of(net + amount.net, percent).vat - vat
    return Amount(amount.net, added, amount.net + added)


def credited(invoice: Invoice) -> dict[Category, tuple[int, int]]:
    """Net and btw per category of the issued credit notes that correct the same invoice; empty for another kind."""
    if invoice.kind != InvoiceKind.CREDIT:
        return {}
    rows = InvoiceVat.objects.filter(invoice__credits=invoice.credits_id, invoice__status=InvoiceStatus.ISSUED)
    sums = (
        rows.exclude(invoice=invoice).values("category", "percent").annotate(net=Sum("net_cents"), vat=Sum("vat_cents"))
    )
    return {(row["category"], row["percent"]): (row["net"], row["vat"]) for row in sums.order_by()}
