"""Pages about invoices of cultuurmakers: the portal, the desk, the file and the yearly list."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from contracts.domain.purchasing import submitting
from contracts.enums import PurchaseStatus
from contracts.models import Agreement, PurchaseInvoice
from fluxus.money import euros
from network.enums import VatStatus
from network.models import Partner
from tests.cast import Cast
from tests.factories.contracts import make_house
from tests.factories.network import make_teacher
from tests.factories.purchases import PDF, after, make_purchase, make_worked
from tests.factories.signing import speak_for

pytestmark = pytest.mark.django_db


def logged_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def agreement(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Agreement:
    """Bilal's, with everything over."""
    make_house()
    made = make_worked(cast.bureau, partner=make_teacher("Bilal", "Zaal"))
    Partner.objects.filter(pk=made.partner_id).update(vat_status=VatStatus.EXEMPT)
    speak_for(made.partner, cast.bilal)
    at = after(made)
    monkeypatch.setattr("contracts.views.my_purchases.timezone.now", lambda: at)
    monkeypatch.setattr("contracts.views.my_purchases.today", at.date)
    return Agreement.objects.select_related("partner").get(pk=made.pk)


@pytest.fixture
def portal(cast: Cast, agreement: Agreement) -> Client:
    client = logged_in(cast.bilal)
    client.post(reverse("network:act-for"), {"partner": agreement.partner_id})
    return client


def sent(agreement: Agreement, **fields: Any) -> dict[str, Any]:
    lines = list(agreement.lines.all())
    return {
        "line": [line.pk for line in lines],
        **{f"amount-{line.pk}": euros(line.fee_cents).removeprefix("€ ") for line in lines},
        "their_number": "2026-17",
        "their_date_on": after(agreement).date().isoformat(),
        "rate": "none",
        "gross": euros(agreement.fee_cents),
        "file": SimpleUploadedFile("factuur.pdf", PDF, "application/pdf"),
        "request_token": "5f0c8a52-2c0c-4a5e-9a39-6a7a4bb4b5c1",
        **fields,
    }


def address(agreement: Agreement) -> str:
    return reverse("contracts:my-purchase-new", args=[agreement.pk])


class TestPortal:
    def test_who_works_for_the_house_finds_the_way(self, cast: Cast, portal: Client) -> None:
        """From his start page, his agreements and his invoices; who only rents has nothing to bill."""
        there = f'href="{reverse("contracts:my-purchases")}"'
        addresses = [reverse("contracts:my-agreements"), reverse("contracts:my-invoices"), "/mijn/"]
        assert [there in portal.get(each).text for each in addresses] == [True, True, True]
        renter = speak_for(make_teacher("Rina", "Huurder"), cast.stranger)
        addresses.remove("/mijn/")
        assert [there in logged_in(renter).get(each).text for each in addresses] == [False, False]

    def test_what_was_done_is_offered_and_handed_in(self, portal: Client, agreement: Agreement) -> None:
        page = portal.get(reverse("contracts:my-purchases")).content.decode()
        assert agreement.subject in page
        assert euros(agreement.fee_cents) in page
        answer = portal.post(address(agreement), sent(agreement))
        assert answer.status_code == 303, answer.content.decode()
        made = PurchaseInvoice.objects.get()
        assert (made.gross_cents, made.lines.count()) == (agreement.fee_cents, agreement.lines.count())
        assert portal.get(reverse("contracts:purchase-file", args=[made.pk])).content == PDF

    def test_a_double_click_is_one_invoice(self, portal: Client, agreement: Agreement) -> None:
        portal.post(address(agreement), sent(agreement))
        portal.post(address(agreement), sent(agreement))
        assert PurchaseInvoice.objects.count() == 1

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"gross": "1,00"}, "Het totaal klopt niet"),
            ({"their_number": ""}, "Vul het nummer van je factuur in."),
            ({"file": SimpleUploadedFile("f.pdf", b"MZ\x90\x00 een programma", "application/pdf")}, "pdf"),
            ({"line": ["999999"]}, "staat al op een factuur"),
            ({"their_date_on": "2099-01-01"}, "ligt in de toekomst"),
        ],
    )
    def test_a_fault_has_a_sentence_and_loses_nothing(
        self, portal: Client, agreement: Agreement, fields: dict[str, Any], sentence: str
    ) -> None:
        answer = portal.post(address(agreement), sent(agreement, note="Let op.", **fields))
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert "Let op." in answer.content.decode()
        assert not PurchaseInvoice.objects.exists()

    def test_a_wrong_amount_stands_at_its_appointment(self, portal: Client, agreement: Agreement) -> None:
        line = agreement.lines.order_by("position")[0]
        page = portal.post(address(agreement), sent(agreement, **{f"amount-{line.pk}": "tien"})).content.decode()
        assert f'id="fout-{line.pk}"' in page
        assert 'value="tien"' in page

    def test_taken_back_as_long_as_nobody_looked(self, portal: Client, agreement: Agreement, cast: Cast) -> None:
        made = make_purchase(agreement, cast.bilal)
        portal.post(reverse("contracts:my-purchase-withdraw", args=[made.pk]))
        made.refresh_from_db()
        assert made.status == PurchaseStatus.WITHDRAWN

    def test_an_agreement_of_another_is_not_there(self, portal: Client, cast: Cast) -> None:
        other = make_worked(cast.bureau)
        assert portal.get(address(other)).status_code == 404


class TestDesk:
    def test_check_approve_and_pay(self, agreement: Agreement, cast: Cast) -> None:
        made = make_purchase(agreement, cast.bilal)
        client = logged_in(cast.finance)
        page = client.get(made.get_absolute_url()).content.decode()
        assert "Alles is zoals afgesproken." in page
        assert client.post(reverse("contracts:purchase-approve", args=[made.pk])).status_code == 303
        made.refresh_from_db()
        assert (made.status, made.decided_by) == (PurchaseStatus.APPROVED, cast.finance)
        to_pay = client.get(reverse("contracts:purchases"), {"lijst": "te-betalen"}).content.decode()
        assert made.their_number in to_pay

    def test_a_difference_is_explained_on_the_page(self, agreement: Agreement, cast: Cast) -> None:
        made = make_purchase(agreement, cast.bilal, amounts={x.pk: x.fee_cents + 100 for x in agreement.lines.all()})
        client, url = logged_in(cast.finance), reverse("contracts:purchase-approve", args=[made.pk])
        refused = client.post(url, {"difference_reason": ""})
        assert (refused.status_code, "Leg uit" in refused.content.decode()) == (422, True)
        assert client.post(url, {"difference_reason": "Het liep uit."}).status_code == 303

    def test_sent_back_needs_a_reason(self, agreement: Agreement, cast: Cast) -> None:
        made = make_purchase(agreement, cast.bilal)
        client, url = logged_in(cast.finance), reverse("contracts:purchase-reject", args=[made.pk])
        assert client.post(url, {"reason": ""}).status_code == 422
        assert client.post(url, {"reason": "Het bedrag klopt niet."}).status_code == 303

    def test_a_stale_tab_gets_a_sentence(self, agreement: Agreement, cast: Cast) -> None:
        made = make_purchase(agreement, cast.bilal)
        submitting.withdraw(purchase=made, by=cast.bilal, at=after(agreement))
        answer = logged_in(cast.finance).post(reverse("contracts:purchase-approve", args=[made.pk]), follow=True)
        assert answer.redirect_chain == [(made.get_absolute_url(), 303)]
        assert "is al ingetrokken" in answer.text

    def test_the_list_asks_the_same_of_many(
        self, agreement: Agreement, cast: Cast, django_assert_max_num_queries: Any
    ) -> None:
        client, url = logged_in(cast.finance), reverse("contracts:purchases")
        for line in agreement.lines.all():
            make_purchase(agreement, cast.bilal, amounts={line.pk: line.fee_cents})
        client.get(url)
        with django_assert_max_num_queries(12):
            client.get(url)

    def test_the_year_is_a_page_and_a_file(self, cast: Cast) -> None:
        client = logged_in(cast.finance)
        assert (
            "Geboortedatum en BSN staan hier niet" in client.get(reverse("contracts:ubd", args=[2026])).content.decode()
        )
        assert client.get(reverse("contracts:ubd-csv", args=[2026])).content.startswith("\ufeffVoorletters;".encode())
        assert client.get(reverse("contracts:ubd", args=[2019])).status_code == 404
