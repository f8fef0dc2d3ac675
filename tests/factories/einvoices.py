"""Snapshots of invoices as they are frozen, to make e-invoices of; say only what the test is about."""

from decimal import Decimal
from typing import Any

from contracts.domain.billing.btw import totals
from contracts.domain.snapshots import Snapshot

EXEMPT_RENT = "Vrijgesteld van btw: verhuur van onroerende zaken (art. 11 lid 1 onder b Wet OB 1968)."
OUTSIDE = "Geen btw: een waarborgsom is geen vergoeding voor een prestatie."


def seller(**changes: Any) -> Snapshot:
    return {
        "name": "FluXus",
        "legal_name": "Stichting FluXus",
        "street": "Westzijde 148",
        "place": "1506 EK Zaandam",
        "postcode": "1506 EK",
        "city": "Zaandam",
        "email": "administratie@fluxus.test",
        "phone": "075 000 00 00",
        "website": "",
        "kvk": "34814815",
        "btw": "NL814815066B01",
        "iban": "NL49FLXS0148150600",
        **changes,
    }


def buyer(**changes: Any) -> Snapshot:
    return {
        "name": "Danscollectief Zaan",
        "trade_name": "",
        "street": "Dam 2",
        "place": "1506 BC Zaandam",
        "postcode": "1506 BC",
        "city": "Zaandam",
        "email": "geld@danscollectief.test",
        "phone": "",
        "kvk": "61234567",
        "oin": "",
        "btw": "NL851234567B01",
        "iban": "",
        "einvoice_profile": "peppol",
        **changes,
    }


def line(**changes: Any) -> Snapshot:
    """Two hours of a room, exempt."""
    return {
        "product": "room",
        "description": "Huur Studio 1, De Fabriek, di 6 okt 2026 19:00–21:00",
        "explanation": "Studio 1, dinsdagavond, docent: 2 uur à € 14,50",
        "quantity": "2",
        "unit": "hour",
        "minutes": 120,
        "unit_price_cents": 1450,
        "discount_cents": 0,
        "discount_reason": "",
        "net_cents": 2900,
        "vat_category": "E",
        "vat_percent": "0",
        "vat_reason": EXEMPT_RENT,
        "vat_explanation": "Dit is voor collega’s.",
        "delivered_from_on": "2026-10-06",
        "delivered_until_on": "2026-10-06",
        **changes,
    }


def taxed(percent: int = 21, **changes: Any) -> Snapshot:
    values = {"description": "Technicus", "vat_category": "S", "vat_percent": str(percent), "vat_reason": ""}
    return line(**{**values, "product": "service", **changes})


def outside(**changes: Any) -> Snapshot:
    """A deposit, outside the btw."""
    values = {"product": "deposit", "description": "Waarborgsom sleutel", "quantity": "1", "unit": "piece"}
    prices = {"unit_price_cents": 5000, "net_cents": 5000, "vat_category": "O", "vat_reason": OUTSIDE}
    return line(**{**values, **prices, **changes})


def snapshot(*lines: Snapshot, **changes: Any) -> Snapshot:
    """An issued invoice of these lines, with totals that are right."""
    billed = list(lines) or [line()]
    amounts = totals((each["vat_category"], Decimal(each["vat_percent"]), each["net_cents"]) for each in billed)
    return {
        "schema": 2,
        "kind": "invoice",
        "number": "2026-00001",
        "issued_on": "2026-11-02",
        "due_on": "2026-12-02",
        "credits": None,
        "credit_reason": "",
        "subject": "Huur in oktober 2026",
        "note": "",
        "buyer_reference": "",
        "order_reference": "",
        "period": {"from_on": "2026-10-01", "until_on": "2026-10-31"},
        "seller": seller(),
        "buyer": buyer(),
        "lines": billed,
        "vat": [
            {"category": category, "percent": str(percent), "net_cents": amount.net, "vat_cents": amount.vat}
            for (category, percent), amount in amounts.items()
        ],
        "vat_reasons": sorted({each["vat_reason"] for each in billed if each["vat_reason"]}),
        "net_cents": sum(amount.net for amount in amounts.values()),
        "vat_cents": sum(amount.vat for amount in amounts.values()),
        "gross_cents": sum(amount.gross for amount in amounts.values()),
        "payment_reference": "RF32202600001",
        "payment_days": 30,
        "is_collected": False,
        "mandate_reference": "",
        **changes,
    }


def credit(*lines: Snapshot, **changes: Any) -> Snapshot:
    """A credit note on 2026-00001."""
    values = {
        "kind": "credit",
        "number": "C2026-00001",
        "credits": {"number": "2026-00001", "issued_on": "2026-11-02"},
        "credit_reason": "De zaal was koud.",
    }
    return snapshot(*lines, **{**values, **changes})
