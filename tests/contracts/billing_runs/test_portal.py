"""Invoices in the portal: what is open, how to pay it, and what needs no paying."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contracts.domain import documents, einvoicing
from contracts.domain.billing import invoices
from contracts.models import BillingProfile, Invoice
from network.models import Partner
from tests.cast import Cast
from tests.factories.contracts import make_credit, make_draft_invoice, make_invoice
from tests.factories.money import make_allocation, make_mandate
from tests.factories.network import make_teacher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]
URL = "/mijn/facturen/"


@pytest.fixture
def bilal(cast: Cast) -> Partner:
    """Bilal acts for a partner that can be billed."""
    partner = make_teacher("Bilal", "Amrani")
    cast.bilal.memberships.update(partner=partner)
    return partner


def shown(client: Client) -> str:
    return client.get(URL).content.decode().replace("\xa0", " ")


def test_what_is_open_says_how_to_pay(bilal: Partner, cast: Cast, as_bilal: Client) -> None:
    invoice = make_invoice(cast.bureau, partner=bilal)
    html = shown(as_bilal)
    assert "Er staat <b>€ 29,00</b> open." in html
    assert str(invoice.payment_reference) in html
    assert "Naar rekening" in html
    assert reverse("contracts:invoice-pdf", args=[invoice.number]) in html


def test_a_part_that_was_paid_leaves_the_rest(bilal: Partner, cast: Cast, as_bilal: Client) -> None:
    make_allocation(900, invoice=make_invoice(cast.bureau, partner=bilal))
    html = shown(as_bilal)
    assert "Er staat <b>€ 20,00</b> open." in html
    assert "Nog te betalen" in html
    assert "deels betaald" in html


def test_what_is_paid_asks_nothing_more(bilal: Partner, cast: Cast, as_bilal: Client) -> None:
    make_allocation(2900, invoice=make_invoice(cast.bureau, partner=bilal))
    html = shown(as_bilal)
    assert "Alles is betaald." in html
    assert "Naar rekening" not in html


def test_what_is_late_is_said(bilal: Partner, cast: Cast, as_bilal: Client) -> None:
    make_invoice(cast.bureau, partner=bilal, today=date(2026, 1, 5))
    html = shown(as_bilal)
    assert "Je hebt een factuur die te laat is" in html
    assert "waarvan € 29,00 te laat" in html


def test_what_is_collected_needs_no_transfer(bilal: Partner, cast: Cast, as_bilal: Client) -> None:
    make_mandate(cast.bureau, bilal)
    make_invoice(cast.bureau, partner=bilal)
    html = shown(as_bilal)
    assert "Wij schrijven dit bedrag van je rekening af." in html
    assert "Naar rekening" not in html


def test_a_credit_note_says_what_it_corrects(bilal: Partner, cast: Cast, as_bilal: Client) -> None:
    invoice = make_invoice(cast.bureau, partner=bilal)
    note = make_credit(cast.bureau, invoice)
    html = shown(as_bilal)
    assert f"Deze creditfactuur hoort bij factuur {invoice.number}." in html
    assert str(note.number) in html
    assert "Alles is betaald." in html


def test_a_business_finds_its_e_invoice(bilal: Partner, cast: Cast, as_bilal: Client) -> None:
    draft = make_draft_invoice(cast.bureau, partner=bilal)
    BillingProfile.objects.create(partner=bilal, buyer_kind="business", einvoice_profile="nlcius")
    invoice: Any = invoices.issue(invoice=draft, by=cast.bureau, today=timezone.localdate())
    address = reverse("contracts:invoice-xml", args=[invoice.number])
    assert address not in shown(as_bilal)
    documents.make(document_order_id=invoice.document_order.pk)
    einvoicing.make(invoice=Invoice.objects.get(pk=invoice.pk), at=timezone.now())
    assert address in shown(as_bilal)
