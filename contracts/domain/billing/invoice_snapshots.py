"""What an issued invoice says, frozen: seller, buyer, lines, btw and how to pay."""

from typing import Any

from contracts.domain.snapshots import Snapshot, house_party, partner_party
from contracts.models import House, Invoice, InvoiceLine, InvoiceVat

SCHEMA = 1


def freeze(invoice: Invoice, *, house: House, lines: list[InvoiceLine], vat_totals: list[InvoiceVat]) -> Snapshot:
    """The snapshot of an invoice that has its number, dates and totals. Days are ISO texts, amounts euro cents."""
    return {
        "schema": SCHEMA,
        "kind": "invoice",
        "number": invoice.number,
        "issued_on": _iso(invoice.issued_on),
        "due_on": _iso(invoice.due_on),
        "seller": house_party(house),
        "buyer": partner_party(invoice.partner),
        "lines": [_line(line) for line in lines],
        "vat": [
            {
                "category": each.category,
                "percent": _percent(each.percent),
                "net_cents": each.net_cents,
                "vat_cents": each.vat_cents,
            }
            for each in vat_totals
        ],
        "vat_reasons": sorted({line.vat_reason for line in lines if line.vat_reason}),
        "net_cents": invoice.net_cents,
        "vat_cents": invoice.vat_cents,
        "gross_cents": invoice.gross_cents,
        "payment_reference": invoice.payment_reference,
        "payment_days": house.payment_days,
    }


def _line(line: InvoiceLine) -> Snapshot:
    written: Snapshot = {
        "description": line.description,
        "minutes": line.minutes,
        "unit_price_cents": line.unit_price_cents,
        "net_cents": line.net_cents,
        "vat_category": line.vat_category,
        "vat_percent": _percent(line.vat_percent),
        "explanation": line.booking.price_explanation if line.booking else "",
    }
    if line.booking:
        written["delivered_on"] = _iso(line.booking.local_start.date())
    return written


def _percent(value: Any) -> str:
    """'21' or '9.5', never '21.00'."""
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def _iso(day: Any) -> str:
    return day.isoformat()
