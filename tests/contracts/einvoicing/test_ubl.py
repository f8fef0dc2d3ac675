"""What the file says: amounts, references and words of the snapshot, whatever somebody typed."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from contracts.domain.einvoicing import checks, content, ubl
from contracts.domain.einvoicing.lines import signed_quantity
from contracts.domain.snapshots import Snapshot
from contracts.enums import EInvoiceProfile
from tests.factories import einvoices as make

WORDS = st.text(max_size=60)
CENTS = st.integers(min_value=0, max_value=10_000_000)
COUNTS = st.decimals(min_value=Decimal("0.01"), max_value=500, places=2)


def parsed(snapshot: Snapshot) -> Any:
    return etree.fromstring(ubl.write(content.read(snapshot)))


def findings(snapshot: Snapshot) -> list[str]:
    read = content.read(snapshot)
    return [each.rule for each in checks.findings(ubl.document(read), read.profile)]


def text(snapshot: Snapshot, path: str) -> str | None:
    return parsed(snapshot).findtext("/".join(f"{{*}}{name}" for name in path.split("/")))


@st.composite
def lines(draw: Any) -> Snapshot:
    """A line with words as they fall, and a net that follows from quantity, price and discount."""
    quantity, price = draw(COUNTS), draw(CENTS)
    gross = round(quantity * price)
    discount = draw(st.integers(min_value=0, max_value=gross))
    values = {
        "description": f"Huur {draw(WORDS)}",
        "explanation": draw(WORDS),
        "quantity": str(quantity),
        "unit_price_cents": price,
        "discount_cents": discount,
        "discount_reason": f"Korting {draw(WORDS)}",
        "net_cents": gross - discount,
    }
    return draw(st.sampled_from([make.line, make.taxed, lambda **more: make.taxed(9, **more)]))(**values)


@given(st.lists(lines(), min_size=1, max_size=6), st.sampled_from(EInvoiceProfile.values[1:]), st.booleans(), WORDS)
def test_whatever_is_billed_breaks_no_rule(billed: list[Snapshot], profile: str, is_credit: bool, subject: str) -> None:
    snapshot = (make.credit if is_credit else make.snapshot)(*billed, subject=subject)
    snapshot["buyer"]["einvoice_profile"] = profile
    assert findings(snapshot) == []
    written = parsed(snapshot)
    assert written.findtext(".//{*}PayableAmount") == f"{Decimal(snapshot['gross_cents']) / 100:.2f}"
    rows = [*written.iterfind("{*}InvoiceLine"), *written.iterfind("{*}CreditNoteLine")]
    nets = [Decimal(each.findtext("{*}LineExtensionAmount")) for each in rows]
    assert sum(nets, Decimal(0)) == Decimal(sum(each["net_cents"] for each in billed)) / 100


@pytest.mark.parametrize(
    ("given_to_us", "expected"),
    [
        ({"buyer_reference": "KP 12"}, "KP 12"),
        ({"subject": "Huur in oktober"}, "Huur in oktober"),
        ({"subject": "", "number": "2026-00007"}, "2026-00007"),
        ({"order_reference": "4500"}, None),
    ],
)
def test_the_reference_of_the_buyer_is_never_missing(given_to_us: dict[str, str], expected: str | None) -> None:
    snapshot = make.snapshot(**given_to_us)
    assert text(snapshot, "BuyerReference") == expected
    assert findings(snapshot) == []


def test_a_price_that_does_not_divide_evenly_is_that_of_the_line() -> None:
    snapshot = make.snapshot(make.line(quantity="1.75", net_cents=2533))
    assert text(snapshot, "InvoiceLine/Price/PriceAmount") == "25.33"
    assert text(snapshot, "InvoiceLine/Price/BaseQuantity") == "1.75"
    assert text(make.snapshot(), "InvoiceLine/Price/PriceAmount") == "14.50"
    assert text(make.snapshot(), "InvoiceLine/Price/BaseQuantity") is None


@pytest.mark.parametrize(
    ("quantity", "net", "expected"), [("2", 2900, 2), ("-1", -400, -1), ("1", -400, -1), ("1", 0, 1)]
)
def test_what_is_deducted_counts_backwards(quantity: str, net: int, expected: int) -> None:
    (line,) = content.read(make.snapshot(make.line(quantity=quantity, net_cents=net))).lines
    assert signed_quantity(line) == expected


def test_the_period_holds_every_line() -> None:
    """A lesson that was cancelled in September is billed in October, and both stand on the invoice."""
    late = make.line(delivered_from_on="2026-09-28", delivered_until_on="2026-09-28")
    snapshot = make.snapshot(make.line(), late)
    assert text(snapshot, "InvoicePeriod/StartDate") == "2026-09-28"
    assert text(snapshot, "InvoicePeriod/EndDate") == "2026-10-31"
    assert findings(snapshot) == []


def test_reasons_of_one_category_stand_together() -> None:
    lesson = "Vrijgesteld van btw: kunstles aan personen jonger dan 21 jaar."
    snapshot = make.snapshot(make.line(), make.line(vat_reason=lesson), make.line())
    reason = text(snapshot, "TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReason")
    assert reason == f"{make.EXEMPT_RENT} {lesson}"


def test_what_is_for_colleagues_stays_inside() -> None:
    assert b"collega" not in ubl.write(content.read(make.snapshot()))


def test_outside_the_btw_no_btw_id_is_named() -> None:
    assert b"PartyTaxScheme" not in ubl.write(content.read(make.snapshot(make.outside(), kind="deposit")))


@pytest.mark.parametrize(
    ("snapshot", "code"),
    [
        (make.snapshot(), "58"),
        (make.snapshot(is_collected=True, mandate_reference="M-1"), "59"),
        (make.credit(), "57"),
    ],
)
def test_how_it_is_paid(snapshot: Snapshot, code: str) -> None:
    assert text(snapshot, "PaymentMeans/PaymentMeansCode") == code
    has_account = text(snapshot, "PaymentMeans/PayeeFinancialAccount/ID") is not None
    assert has_account == (code == "58")


@pytest.mark.parametrize(
    ("profile", "kind", "code"),
    [
        ("peppol", "advance", "386"),
        ("nlcius", "advance", "380"),
        ("peppol", "deposit", "380"),
        ("nlcius", "invoice", "380"),
    ],
)
def test_what_kind_of_invoice_it_is(profile: str, kind: str, code: str) -> None:
    snapshot = make.snapshot(make.taxed(), kind=kind, buyer=make.buyer(einvoice_profile=profile))
    assert text(snapshot, "InvoiceTypeCode") == code
