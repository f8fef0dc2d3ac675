"""The auditfile passes the schema of XML Auditfile Financieel 3.2, and its own sums are those of the invoices."""

import os
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from lxml import etree

from contracts.domain import documents
from contracts.domain.billing.lines import NewLine
from contracts.domain.bookkeeping import exporting
from contracts.domain.bookkeeping.xaf import NAMESPACE
from contracts.enums import ExportTarget
from contracts.models import House, Invoice
from tests.cast import Cast
from tests.contracts.conftest import archive
from tests.factories.contracts import DAY, make_credit, make_house, make_invoice, make_typed_invoice
from tests.factories.network import make_teacher

SHARED = Path(os.environ.get("FLUXUS_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data"
SCHEMA = SHARED / "06_bank" / "xaf" / "XmlAuditfileFinancieel3.2.xsd"
NAMES = {"x": NAMESPACE}

__all__ = ["archive"]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SCHEMA.exists(), reason="the schema of the auditfile is not on this machine"),
]


def auditfile(by: Any) -> Any:
    """The auditfile of everything so far, judged by the schema."""
    batch = exporting.make(
        target=ExportTarget.XAF,
        from_on=date(2026, 1, 1),
        until_on=DAY,
        columns=[],
        request_token=uuid4(),
        by=by,
        at=datetime(2026, 11, 23, 12, tzinfo=UTC),
    )
    assert batch.document is not None
    found = etree.fromstring(documents.read(batch.document))
    etree.XMLSchema(etree.parse(str(SCHEMA))).assertValid(found)
    return found


def a_bit_of_everything(by: Any) -> list[Invoice]:
    """Rent, 21% and 9%, a deposit, an advance that is taken off, a credit note in part, and a name with strange signs."""
    odd = make_teacher()
    odd.name = "Kunst & <Zaan> \x0b" + "é" * 60
    odd.save()
    mixed = make_typed_invoice(
        by, [NewLine("Techniek", 10000), NewLine("Kaartjes", 5033, product="admission")], partner=odd
    )
    advance = make_typed_invoice(by, [NewLine("Voorschot", 20000)], partner=odd, kind="advance")
    return [
        make_invoice(by),
        mixed,
        make_typed_invoice(by, [NewLine("Borg", 25000, product="deposit")], kind="deposit"),
        advance,
        make_typed_invoice(by, [NewLine("Feest", 50000)], partner=odd, deducts=[advance]),
        make_credit(by, mixed, amounts={mixed.lines.get(position=1).pk: 2500}),
    ]


def test_auditfile_passes_the_schema_and_balances(cast: Cast, archive: Path) -> None:  # the fixture
    invoices = a_bit_of_everything(cast.finance)
    found = auditfile(cast.finance)
    debit, credit = (Decimal(found.findtext(f".//x:transactions/x:{side}", namespaces=NAMES)) for side in SIDES)
    assert debit == credit
    lines = found.findall(".//x:trLine", NAMES)
    assert int(found.findtext(".//x:transactions/x:linesCount", namespaces=NAMES)) == len(lines)
    numbers = [each.findtext("x:nr", namespaces=NAMES) for each in found.findall(".//x:transaction", NAMES)]
    assert sorted(numbers) == sorted(str(invoice.number) for invoice in invoices)
    for each in found.findall(".//x:transaction", NAMES):
        assert sum(signed(line) for line in each.findall("x:trLine", NAMES)) == 0


SIDES = ("totalDebit", "totalCredit")
# The keys of the schema look outside its own namespace and so find nothing: whoever points somewhere, and to what.
POINTERS = {
    "x:trLine/x:accID": "x:ledgerAccount/x:accID",
    "x:trLine/x:custSupID": "x:customerSupplier/x:custSupID",
    "x:trLine/x:vat/x:vatID": "x:vatCode/x:vatID",
    "x:vatCode/x:vatToPayAccID": "x:ledgerAccount/x:accID",
    "x:transaction/x:periodNumber": "x:period/x:periodNumber",
}


def test_everything_the_auditfile_points_to_is_in_it_once(cast: Cast, archive: Path) -> None:
    a_bit_of_everything(cast.finance)
    found = auditfile(cast.finance)
    for pointer, target in POINTERS.items():
        asked = [each.text for each in found.findall(f".//{pointer}", NAMES)]
        there = [each.text for each in found.findall(f".//{target}", NAMES)]
        assert asked
        assert set(asked) <= set(there)
        assert len(there) == len(set(there))


def signed(line: Any) -> Decimal:
    amount = Decimal(line.findtext("x:amnt", namespaces=NAMES))
    return amount if line.findtext("x:amntTp", namespaces=NAMES) == "D" else -amount


def test_debtors_of_the_auditfile_are_what_the_invoices_ask(cast: Cast, archive: Path) -> None:  # the fixture
    a_bit_of_everything(cast.finance)
    found = auditfile(cast.finance)
    owed = sum(
        signed(line)
        for line in found.findall(".//x:trLine", NAMES)
        if line.findtext("x:accID", namespaces=NAMES) == "1101010"
    )
    asked = sum(
        -invoice.gross_cents if invoice.kind == "credit" else invoice.gross_cents
        for invoice in Invoice.objects.issued()
    )
    assert owed == Decimal(asked) / 100


def test_house_without_a_btw_id_has_an_auditfile_too(cast: Cast, archive: Path) -> None:  # the fixture
    make_house()
    House.objects.update(is_small_business=True, btw="")
    make_typed_invoice(cast.finance, [NewLine("Techniek", 10000)])
    found = auditfile(cast.finance)
    assert found.findtext(".//x:taxRegIdent", namespaces=NAMES) == "34814815"


def test_schema_would_object_to_a_file_that_is_not_right(cast: Cast, archive: Path) -> None:  # the fixture
    make_invoice(cast.finance)
    found = auditfile(cast.finance)
    found.find(".//x:trLine/x:amntTp", NAMES).text = "debet"
    assert not etree.XMLSchema(etree.parse(str(SCHEMA))).validate(found)
