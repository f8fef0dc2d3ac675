"""The e-invoice of what is issued: made once, judged, kept; or the reason that there is none."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from lxml import etree

from contracts import tasks
from contracts.domain import documents, einvoicing
from contracts.domain.billing.lines import NewLine
from contracts.domain.einvoicing.refusing import NO_NUMBER, NOT_ASKED, TOO_OLD
from contracts.enums import EInvoiceProfile, Product
from contracts.models import BillingProfile, Document, EInvoice, Invoice
from fluxus.db import explain, violation
from fluxus.errors import Refusal
from tests.cast import Cast
from tests.contracts.einvoicing.buyers import make_buyer
from tests.factories.contracts import make_credit, make_draft_invoice, make_invoice, make_typed_invoice

pytestmark = pytest.mark.usefixtures("archive")
SERVICE = NewLine(description="Technicus", unit_price_cents=4500, product=Product.SERVICE)


def made(invoice: Invoice) -> EInvoice:
    return einvoicing.make(invoice=invoice, at=timezone.now())


def tree_of(einvoice: EInvoice) -> Any:
    assert einvoice.document is not None
    return etree.fromstring(documents.read(einvoice.document))


def test_the_file_lies_in_the_archive(cast: Cast) -> None:
    invoice = make_invoice(cast.bureau, partner=make_buyer())
    einvoice = made(invoice)
    assert einvoice.document is not None
    assert (einvoice.profile, einvoice.errors, einvoice.reason) == ("peppol", [], "")
    assert (einvoice.document.filename, einvoice.document.media_type) == ("Factuur-2026-00001.xml", "application/xml")
    tree = tree_of(einvoice)
    assert tree.findtext("{*}ID") == "2026-00001"
    assert tree.findtext(".//{*}PayableAmount") == "29.00"
    assert einvoicing.file_of(invoice) == einvoice.document


def test_it_is_made_once(cast: Cast) -> None:
    invoice = make_invoice(cast.bureau, partner=make_buyer())
    first = made(invoice)
    BillingProfile.objects.update(einvoice_profile=EInvoiceProfile.NLCIUS)
    assert made(invoice) == first
    assert einvoicing.make_again(invoice=invoice, at=timezone.now()).document == first.document
    assert Document.objects.count() == 1


def test_what_is_frozen_decides_and_not_what_is_noted_later(cast: Cast) -> None:
    invoice = make_invoice(cast.bureau, partner=make_buyer())
    BillingProfile.objects.update(einvoice_profile=EInvoiceProfile.NONE)
    assert made(invoice).profile == "peppol"


def test_a_credit_note_names_its_invoice(cast: Cast) -> None:
    buyer = make_buyer(EInvoiceProfile.NLCIUS)
    note = make_credit(cast.bureau, make_typed_invoice(cast.bureau, [SERVICE], partner=buyer))
    tree = tree_of(made(note))
    assert tree.tag.endswith("}CreditNote")
    assert tree.findtext("{*}BillingReference/{*}InvoiceDocumentReference/{*}ID") == "2026-00001"


def test_an_oin_goes_before_a_kvk_number(cast: Cast) -> None:
    buyer = make_buyer(oin="00000001001234567890")
    tree = tree_of(made(make_invoice(cast.bureau, partner=buyer)))
    endpoint = tree.find("{*}AccountingCustomerParty/{*}Party/{*}EndpointID")
    assert (endpoint.text, endpoint.get("schemeID")) == ("00000001001234567890", "0190")


@pytest.mark.parametrize(
    ("kvk", "profile", "reason"),
    [
        ("", EInvoiceProfile.PEPPOL, NO_NUMBER),
        ("", EInvoiceProfile.NONE, NO_NUMBER),
        ("61234567", EInvoiceProfile.NONE, NOT_ASKED),
    ],
)
def test_it_says_why_there_is_none(cast: Cast, kvk: str, profile: str, reason: str) -> None:
    buyer = make_buyer(profile, kvk=kvk)
    assert einvoicing.why_not_yet(buyer.billing_profile) == reason
    invoice = make_invoice(cast.bureau, partner=buyer)
    einvoice = made(invoice)
    assert (einvoice.profile, einvoice.document, einvoice.reason) == ("none", None, reason)
    assert einvoicing.file_of(invoice) is None


def test_an_older_snapshot_gets_none() -> None:
    assert einvoicing.why_not({"schema": 1, "buyer": {"kvk": "61234567"}}) == TOO_OLD


def test_a_draft_has_none(cast: Cast) -> None:
    with pytest.raises(Refusal, match="Geef de factuur eerst uit"):
        made(make_draft_invoice(cast.bureau))


def broken(cast: Cast) -> Invoice:
    """An invoice to a buyer whose KvK-nummer is too short, as an old import may have left it."""
    return make_invoice(cast.bureau, partner=make_buyer(kvk="1234567"))


def test_what_is_wrong_is_kept_and_goes_to_nobody(cast: Cast) -> None:
    invoice = broken(cast)
    einvoice = made(invoice)
    assert einvoice.errors == [{"rule": "PEPPOL-COMMON-R054", "sentence": "Een KvK-nummer heeft 8 cijfers."}]
    assert einvoice.document is not None
    assert einvoicing.file_of(invoice) is None


def test_what_is_wrong_can_be_made_again(cast: Cast) -> None:
    invoice = broken(cast)
    file = documents.store(b"<oud/>", filename="x.xml", renderer="x")
    EInvoice.objects.create(invoice=invoice, profile="peppol", document=file, errors=[{"rule": "oud"}])
    again = einvoicing.make_again(invoice=invoice, at=timezone.now())
    assert [each["rule"] for each in again.errors] == ["PEPPOL-COMMON-R054"]
    assert EInvoice.objects.count() == 1


def test_it_follows_the_pdf(cast: Cast) -> None:
    invoice = make_invoice(cast.bureau, partner=make_buyer())
    assert not einvoicing.missing(Invoice.objects.all()).exists()
    tasks.render_document(document_order_id=invoice.document_order.pk)
    assert EInvoice.objects.get().invoice == invoice
    tasks.render_document(document_order_id=invoice.document_order.pk)
    assert EInvoice.objects.count() == 1


def test_the_sweep_makes_what_a_killed_worker_left(cast: Cast) -> None:
    first, second = (make_invoice(cast.bureau, partner=make_buyer(kvk=kvk)) for kvk in ("61234567", ""))
    documents.make(document_order_id=first.document_order.pk)
    assert list(einvoicing.missing(Invoice.objects.all())) == [first]
    tasks.sweep_documents()
    assert [each.invoice for each in EInvoice.objects.all()] == [first]
    assert not einvoicing.missing(Invoice.objects.all()).exists()
    assert second.document_order.status == "queued"


def test_a_fault_in_one_stops_no_other(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    first, second = (make_invoice(cast.bureau, partner=make_buyer(kvk=kvk)) for kvk in ("61234567", "61234568"))
    for invoice in (first, second):
        documents.make(document_order_id=invoice.document_order.pk)
    with connection.cursor() as cursor:  # a snapshot that lost its lines, past the guard that never lets that happen
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE contracts_invoice SET snapshot = snapshot - 'lines' WHERE id = %s", [first.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert einvoicing.sweep(at=timezone.now()) == 1
    assert [each.invoice for each in EInvoice.objects.all()] == [second]
    assert f"the e-invoice of {first} could not be made" in caplog.text


def test_a_file_or_a_reason(cast: Cast) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        EInvoice.objects.create(invoice=make_invoice(cast.bureau), profile="peppol")
    assert violation(caught.value) == "contracts_einvoice_file_or_reason"
    assert explain(EInvoice, caught.value).sentence == "Er is een bestand, of een reden waarom niet."


@pytest.mark.parametrize("statement", ["UPDATE contracts_einvoice SET reason = 'x'", "DELETE FROM contracts_einvoice"])
def test_what_is_right_is_final_in_sql(cast: Cast, statement: str) -> None:
    made(make_invoice(cast.bureau))
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert violation(caught.value) == "contracts_einvoice_is_final"


def test_what_is_wrong_cannot_move_to_another_invoice_or_go(cast: Cast) -> None:
    wrong, other = made(broken(cast)), make_invoice(cast.bureau)
    for statement in (f"UPDATE contracts_einvoice SET invoice_id = {other.pk}", "DELETE FROM contracts_einvoice"):
        with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert violation(caught.value) == "contracts_einvoice_is_final"
    assert EInvoice.objects.get() == wrong
