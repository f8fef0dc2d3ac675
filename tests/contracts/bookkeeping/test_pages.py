"""The pages of the bookkeeper: what he sees, makes and closes, and what goes wrong in words."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Building
from contracts.domain.billing.lines import NewLine
from contracts.domain.bookkeeping.columns import USUAL
from contracts.domain.bookkeeping.exporting import waiting
from contracts.models import ExportBatch, LedgerRule, MonthClosing, RentBudget
from fluxus.periods import today
from tests.cast import Cast
from tests.factories.bookkeeping import make_batch, make_closing
from tests.factories.contracts import make_invoice, make_typed_invoice

pytestmark = pytest.mark.django_db

NEW = "/facturen/boekhouding/nieuw/"


@pytest.fixture
def desk(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.finance)
    return client


def asked(**changes: Any) -> dict[str, Any]:
    days = {"from_on": f"{today().year}-01-01", "until_on": today().isoformat()}
    return {"target": "journal", **days, "columns": USUAL, "request_token": str(uuid4()), **changes}


def test_bookkeeper_looks_makes_and_downloads(desk: Client, cast: Cast, archive: Path) -> None:
    invoice = make_invoice(cast.finance, today=today())
    preview = desk.get(NEW, asked())
    assert "gaan mee" in preview.text
    assert 'name="columns"' in preview.text
    assert not ExportBatch.objects.exists()
    made = desk.post(NEW, asked(), follow=True)
    batch = ExportBatch.objects.get()
    assert made.redirect_chain[-1] == (batch.get_absolute_url(), 303)
    assert str(invoice.number) in made.text
    file = desk.get(reverse("contracts:export-file", args=[batch.pk]))
    assert str(invoice.number) in file.content.decode("utf-8-sig")
    assert file["Content-Disposition"].startswith('attachment; filename="journaal-')
    assert file.content == desk.get(reverse("contracts:export-file", args=[batch.pk])).content


def test_form_sent_twice_leads_to_one_batch(desk: Client, cast: Cast, archive: Path) -> None:
    make_invoice(cast.finance, today=today())
    form = asked()
    first, second = desk.post(NEW, form), desk.post(NEW, form)
    assert (first.status_code, first["Location"]) == (303, second["Location"])
    assert ExportBatch.objects.count() == 1


def test_columns_without_an_amount_are_refused_beside_the_field(desk: Client, cast: Cast) -> None:
    make_invoice(cast.finance, today=today())
    answer = desk.post(NEW, asked(columns=["number", "account"]))
    assert answer.status_code == 422
    assert "Zonder rekening en bedrag" in answer.text
    assert "gaan mee" in answer.text


@pytest.mark.parametrize(
    "changes", [{"from_on": "morgen"}, {"target": "excel"}, {"from_on": "2026-05-02", "until_on": "2026-05-01"}]
)
def test_nonsense_is_answered_with_a_sentence(desk: Client, changes: dict[str, Any]) -> None:
    assert desk.get(NEW, asked(**changes)).status_code == 422
    assert desk.post(NEW, asked(**changes)).status_code == 422


def test_gap_in_the_ledger_is_named_and_nothing_can_be_made(desk: Client, cast: Cast) -> None:
    make_typed_invoice(cast.finance, [NewLine("Techniek", 10000)], today=today())
    LedgerRule.objects.filter(product="service").delete()
    answer = desk.get(NEW, asked())
    assert "andere dienst (btw 21%)" in answer.text
    assert "Maak het bestand" not in answer.text


def test_zip_streams(desk: Client, cast: Cast) -> None:
    batch = make_batch(cast.finance)
    answer = desk.get(reverse("contracts:export-file", args=[batch.pk]))
    assert b"".join(answer.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]  # a streaming response


def test_month_is_closed_and_opened_again_with_a_reason(desk: Client) -> None:
    index = reverse("contracts:bookkeeping")
    desk.post(reverse("contracts:month-close"), {"month": "2026-05"})
    closing = MonthClosing.objects.get()
    assert closing.month == date(2026, 5, 1)
    address = reverse("contracts:month-reopen", args=[closing.pk])
    assert desk.post(address, {"reason": ""}).status_code == 422
    assert desk.post(address, {"reason": "Vergeten factuur"})["Location"] == index
    assert "Vergeten factuur" in desk.get(index).text
    assert desk.post(address, {"reason": "Nog eens"}).status_code == 422


@pytest.mark.parametrize("month", ["", "2026-13", "mei", "9999-01", "2026-05-01"])
def test_month_that_is_none_or_still_to_come_is_refused(desk: Client, month: str) -> None:
    assert desk.post(reverse("contracts:month-close"), {"month": month}).status_code == 409
    assert not MonthClosing.objects.exists()


def test_looking_changes_nothing(desk: Client, cast: Cast) -> None:
    make_invoice(cast.finance, today=today())
    closing = make_closing(cast.finance, date(2026, 5, 1))
    for name, keys in (("bookkeeping", []), ("ledger", []), ("export-new", []), ("month-reopen", [closing.pk])):
        assert desk.get(reverse(f"contracts:{name}", args=keys)).status_code == 200
    assert desk.get(reverse("contracts:month-close")).status_code == 405
    assert waiting("journal", from_on=date(2026, 1, 1), until_on=today()).count() == 1


def test_figures_show_and_download_the_same_sum(desk: Client, cast: Cast) -> None:
    make_invoice(cast.finance, today=today())
    year = "2026"
    shown = desk.get(reverse("contracts:money-figures"), {"jaar": year})
    assert "€ 29,00" in shown.text
    assert "<svg" in shown.text
    file = desk.get(reverse("contracts:money-figures-csv"), {"jaar": year}).content.decode("utf-8-sig")
    assert "zaalhuur;2026-12;29,00" in file
    assert "cultuurhuis;De Fabriek;29,00" in file


@pytest.mark.parametrize("query", [{"jaar": "nooit"}, {"jaar": "99999"}, {"jaar": "0000"}, {"huis": ""}])
def test_figures_of_nonsense_are_those_of_this_year(desk: Client, query: dict[str, str]) -> None:
    assert f"<h2>{today().year}" in desk.get(reverse("contracts:money-figures"), query).text


def test_house_that_is_not_there_is_not_found(desk: Client) -> None:
    assert desk.get(reverse("contracts:money-figures"), {"huis": "bestaat-niet"}).status_code == 404


def test_budget_is_typed_and_a_mistake_keeps_what_was_typed(desk: Client) -> None:
    Building.objects.create(name="De Fabriek", slug="fabriek", street_line="x", postcode="1506EK", city="Zaandam")
    address = f"{reverse('contracts:rent-budget')}?jaar=2026&huis=fabriek"
    wrong = desk.post(address, {"month_1": "1.250,50", "month_2": "veel"})
    assert wrong.status_code == 422
    assert "1.250,50" in wrong.text
    assert not RentBudget.objects.exists()
    desk.post(address, {"month_1": "1.250,50", "month_2": ""})
    assert list(RentBudget.objects.values_list("month", "amount_cents")) == [(date(2026, 1, 1), 125050)]
    assert "1.250,50" in desk.get(address).text


def test_months_page_asks_the_same_number_of_queries_for_one_batch_and_for_twenty(
    desk: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    make_batch(cast.finance)
    desk.get(reverse("contracts:bookkeeping"))
    with django_assert_max_num_queries(30) as few:
        desk.get(reverse("contracts:bookkeeping"))
    for _ in range(19):
        make_batch(cast.finance, made_by=cast.admin)
    with django_assert_max_num_queries(30) as many:
        desk.get(reverse("contracts:bookkeeping"))
    assert len(few) == len(many)
