"""The e-invoice on the page of an invoice, and as a file."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contracts.domain import einvoicing
from contracts.domain.einvoicing.refusing import NO_NUMBER
from contracts.models import Invoice
from network.models import Membership, User
from tests.cast import Cast
from tests.contracts.einvoicing.buyers import make_buyer
from tests.factories.contracts import make_draft_invoice, make_invoice

pytestmark = pytest.mark.usefixtures("archive")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def xml_of(invoice: Invoice) -> str:
    return reverse("contracts:invoice-xml", args=[invoice.number])


def made(invoice: Invoice) -> Invoice:
    einvoicing.make(invoice=invoice, at=timezone.now())
    return invoice


def page(cast: Cast, invoice: Invoice) -> str:
    return client_of(cast.finance).get(invoice.get_absolute_url()).content.decode()


def test_the_file_is_xml_and_kept_out_of_shared_caches(cast: Cast) -> None:
    answer = client_of(cast.finance).get(xml_of(made(make_invoice(cast.bureau, partner=make_buyer()))))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    assert answer["Content-Disposition"] == 'inline; filename="Factuur-2026-00001.xml"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content.startswith(b"<?xml")


def test_the_buyer_opens_his_own(cast: Cast) -> None:
    buyer = make_buyer()
    invoice = made(make_invoice(cast.bureau, partner=buyer))
    assert client_of(cast.bilal).get(xml_of(invoice)).status_code == 404
    Membership.objects.filter(user=cast.bilal).update(partner=buyer)
    assert client_of(cast.bilal).get(xml_of(invoice)).status_code == 200


def test_without_a_file_it_leads_to_why(cast: Cast) -> None:
    invoice = made(make_invoice(cast.bureau))
    answer = client_of(cast.finance).get(xml_of(invoice))
    assert (answer.status_code, answer["Location"]) == (303, invoice.get_absolute_url())


def test_a_wrong_file_is_not_served(cast: Cast) -> None:
    invoice = made(make_invoice(cast.bureau, partner=make_buyer(kvk="123")))
    assert client_of(cast.finance).get(xml_of(invoice)).status_code == 303
    html = page(cast, invoice)
    assert "Deze e-factuur is niet in orde" in html
    assert "Een KvK-nummer heeft 8 cijfers." in html
    answer = client_of(cast.finance).post(reverse("contracts:invoice-xml-again", args=[invoice.pk]), follow=True)
    assert "De e-factuur heeft nog steeds fouten." in answer.content.decode()


def test_the_page_says_what_there_is(cast: Cast) -> None:
    invoice = make_invoice(cast.bureau, partner=make_buyer())
    assert "De e-factuur wordt gemaakt zodra de PDF er is." in page(cast, invoice)
    assert xml_of(invoice) in page(cast, made(invoice))


def test_the_page_says_why_there_is_none(cast: Cast) -> None:
    assert NO_NUMBER in page(cast, made(make_invoice(cast.bureau, partner=make_buyer(kvk=""))))


def test_a_draft_says_beforehand(cast: Cast) -> None:
    assert NO_NUMBER in page(cast, make_draft_invoice(cast.bureau, partner=make_buyer(kvk="")))
    draft = make_draft_invoice(cast.bureau, partner=make_buyer())
    assert "Er komt een e-factuur bij (Peppol BIS Billing 3)." in page(cast, draft)


def test_a_draft_says_what_would_be_wrong(cast: Cast) -> None:
    html = page(cast, make_draft_invoice(cast.bureau, partner=make_buyer(kvk="123")))
    assert "Zo wordt de e-factuur niet goedgekeurd" in html
    assert "Een KvK-nummer heeft 8 cijfers." in html


def test_the_start_page_names_what_is_wrong(cast: Cast) -> None:
    made(make_invoice(cast.bureau, partner=make_buyer()))
    start = client_of(cast.finance).get(reverse("network:werk")).content.decode()
    assert "E-facturen die niet in orde zijn" not in start
    made(make_invoice(cast.bureau, partner=make_buyer(kvk="123")))
    start = client_of(cast.finance).get(reverse("network:werk")).content.decode()
    assert "E-facturen die niet in orde zijn" in start
    assert "Een KvK-nummer heeft 8 cijfers." in start


def test_who_has_no_number_cannot_ask_for_one(cast: Cast) -> None:
    buyer = make_buyer("none", kvk="")
    typed = {"einvoice_profile": "peppol", "buyer_reference": "KP 12"}
    url = reverse("contracts:billing-profile", args=[buyer.pk])
    answer = client_of(cast.finance).post(url, typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Van deze partner is geen KvK-nummer of OIN bekend." in html
    assert "KP 12" in html
    answer = client_of(cast.finance).post(url, typed | {"oin": "00000001003214345000"})
    assert answer.status_code == 303
    buyer.billing_profile.refresh_from_db()
    assert buyer.billing_profile.einvoice_profile == "peppol"
