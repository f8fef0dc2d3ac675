"""Runs of invoices on the screen: look at a month, hold something back, start once, watch, stop and go on."""

from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bookings.models import Booking
from contracts.domain import billing_runs
from contracts.domain.billing import holding
from contracts.enums import BillingItemStatus, RunStatus
from contracts.models import BillingHold, Invoice, InvoiceRun
from network.models import Address, Partner
from tests.cast import Cast
from tests.factories.invoice_runs import MONTH, make_invoice_run, make_rent
from tests.factories.network import make_teacher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]
NEW = "/facturen/run/nieuw/"
OCTOBER = {"month": "2026-10"}


@pytest.fixture
def as_finance(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.finance)
    return client


@pytest.fixture
def renters(cast: Cast) -> list[Partner]:
    renters = [make_teacher("Anna", "Aalbers"), make_teacher("Bo", "Bakker")]
    for renter in renters:
        make_rent(cast.bureau, renter)
    return renters


def form(renters: list[Partner], **changes: Any) -> dict[str, Any]:
    """As the page sends it, with everybody ticked."""
    ticked = {"partners": [renter.pk for renter in renters], "everybody": len(renters)}
    return {"month": "2026-10", "request_token": str(uuid4()), "sends_mail": "on", **ticked, **changes}


class TestLooking:
    def test_shows_lines_amounts_and_writes_nothing(self, as_finance: Client, renters: list[Partner]) -> None:
        html = unescape(as_finance.get(NEW, OCTOBER).content.decode())
        assert "Wat er komt over oktober 2026" in html
        assert "<b>€ 58,00</b> zonder btw" in html
        assert "Slagwerkles" in html
        assert not InvoiceRun.objects.exists()
        assert not Invoice.objects.exists()

    def test_what_misses_has_the_page_that_mends_it(self, as_finance: Client, renters: list[Partner]) -> None:
        Address.objects.filter(partner=renters[1]).delete()
        html = unescape(as_finance.get(NEW, OCTOBER).content.decode())
        field = f"{reverse('network:partner-edit', args=[renters[1].pk])}#id_street"
        assert f'<a href="{field}">Het adres ontbreekt.</a>' in html
        assert html.index("Bo Bakker") < html.index("Anna Aalbers")

    def test_a_month_without_anything_says_so(self, as_finance: Client, renters: list[Partner]) -> None:
        assert "Niets te factureren" in as_finance.get(NEW, {"month": "2026-09"}).content.decode()

    @pytest.mark.parametrize("month", ["2026-13", "gisteren", "1999-01", "2200-01", ""])
    def test_says_what_is_wrong_with_a_month(self, month: str, as_finance: Client) -> None:
        page = as_finance.get(NEW, {"month": month})
        assert page.status_code == 422
        assert "Kies een maand uit de lijst." in page.content.decode() or "verplicht" in page.content.decode()

    def test_opens_with_the_month_before_this_one(self, as_finance: Client, renters: list[Partner]) -> None:
        assert billing_runs.month_name(billing_runs.month_before(timezone.localdate())) in (
            as_finance.get(NEW).content.decode()
        )


class TestHolding:
    def address(self, **about: Any) -> str:
        query = "&".join(f"{name}={value}" for name, value in {"maand": "2026-10", **about}.items())
        return f"{reverse('contracts:invoice-hold')}?{query}"

    def test_a_booking_is_held_with_a_reason_and_released(
        self, as_finance: Client, renters: list[Partner], cast: Cast
    ) -> None:
        booking = Booking.objects.get(partner=renters[0])
        answer = as_finance.post(self.address(boeking=booking.pk), {"reason": "Piano was stuk.", "is_for_good": "on"})
        assert answer.headers["Location"] == f"{NEW}?month=2026-10"
        hold = BillingHold.objects.get()
        assert (hold.booking, hold.reason, hold.is_for_good, hold.held_by) == (
            booking,
            "Piano was stuk.",
            True,
            cast.finance,
        )
        html = as_finance.get(NEW, OCTOBER).content.decode()
        assert "Piano was stuk." in html
        as_finance.post(reverse("contracts:invoice-release", args=[hold.pk]), {"maand": "2026-10"})
        hold.refresh_from_db()
        assert hold.released_by == cast.finance

    def test_a_partner_is_held_as_a_whole(self, as_finance: Client, renters: list[Partner]) -> None:
        as_finance.post(self.address(partner=renters[0].pk), {"reason": "Bezwaar loopt."})
        assert BillingHold.objects.get().partner == renters[0]
        assert "Bezwaar loopt." in as_finance.get(NEW, OCTOBER).content.decode()

    def test_without_a_reason_it_is_asked(self, as_finance: Client, renters: list[Partner]) -> None:
        page = as_finance.post(self.address(partner=renters[0].pk), {"reason": "  "})
        assert page.status_code == 422
        assert "Zeg waarom dit niet op de factuur komt." in page.content.decode()

    def test_held_already_is_said_next_to_the_field(
        self, as_finance: Client, renters: list[Partner], cast: Cast
    ) -> None:
        holding.hold_partner(partner=renters[0], reason="Al eerder.", by=cast.finance, at=timezone.now())
        page = as_finance.post(self.address(partner=renters[0].pk), {"reason": "Nog eens."})
        assert page.status_code == 422
        assert "Deze partner wordt al overgeslagen." in page.content.decode()
        assert "Nog eens." in page.content.decode()

    @pytest.mark.parametrize("query", ["boeking=999999", "partner=999999"])
    def test_what_is_not_there_is_not_found(self, query: str, as_finance: Client) -> None:
        assert as_finance.get(f"{reverse('contracts:invoice-hold')}?{query}").status_code == 404

    @pytest.mark.parametrize("query", ["", "boeking=x", "partner=" + "9" * 40, "maand=onzin"])
    def test_about_nothing_leads_back(self, query: str, as_finance: Client) -> None:
        assert as_finance.get(f"{reverse('contracts:invoice-hold')}?{query}").headers["Location"].startswith(NEW)


class TestStarting:
    def test_starts_once_however_often_it_is_sent(self, as_finance: Client, renters: list[Partner]) -> None:
        sent = form(renters)
        answers = [as_finance.post(NEW, sent) for _ in range(2)]
        run = InvoiceRun.objects.get()
        assert [answer.headers["Location"] for answer in answers] == [f"/facturen/run/{run.pk}/"] * 2
        assert (run.items.count(), run.sends_mail, run.partners, run.month) == (2, True, [], MONTH)

    def test_bills_only_who_is_ticked(self, as_finance: Client, renters: list[Partner]) -> None:
        as_finance.post(NEW, form(renters, partners=[renters[1].pk]))
        assert [item.partner for item in InvoiceRun.objects.get().items.all()] == [renters[1]]

    def test_nobody_ticked_gives_the_page_back_as_it_was(self, as_finance: Client, renters: list[Partner]) -> None:
        sent = form(renters, partners=[])
        sent.pop("sends_mail")
        page = as_finance.post(NEW, sent)
        html = page.content.decode()
        assert page.status_code == 422
        assert "Vink minstens één partner aan." in html
        assert '<input type="checkbox" name="sends_mail" form="run">' in html
        assert not InvoiceRun.objects.exists()

    def test_a_second_run_meanwhile_is_refused_with_the_way_to_the_first(
        self, as_finance: Client, renters: list[Partner]
    ) -> None:
        as_finance.post(NEW, form(renters))
        page = as_finance.post(NEW, form(renters))
        assert page.status_code == 422
        assert "is nog bezig" in page.content.decode()
        assert InvoiceRun.objects.get().get_absolute_url() in page.content.decode()


class TestWatching:
    def test_asks_again_while_it_is_busy_and_comes_anew_when_it_is_over(self, as_finance: Client, cast: Cast) -> None:
        run = make_invoice_run(cast.finance)
        url = reverse("contracts:invoice-run-progress", args=[run.pk])
        assert f'hx-get="{url}"' in as_finance.get(run.get_absolute_url()).content.decode()
        assert as_finance.get(url, headers={"HX-Request": "true"}).status_code == 200
        billing_runs.advance_here(run_id=run.pk)
        assert as_finance.get(url, headers={"HX-Request": "true"}).headers["HX-Redirect"] == run.get_absolute_url()
        html = as_finance.get(run.get_absolute_url()).content.decode()
        assert "2026-00001" in html
        assert f'hx-get="{url}"' not in html

    def test_stops_and_goes_on(self, as_finance: Client, cast: Cast) -> None:
        run = make_invoice_run(cast.finance)
        as_finance.post(reverse("contracts:invoice-run-stop", args=[run.pk]))
        run.refresh_from_db()
        assert run.status == RunStatus.STOPPED
        assert "Ga verder" in as_finance.get(run.get_absolute_url()).content.decode()
        as_finance.post(reverse("contracts:invoice-run-resume", args=[run.pk]))
        run.refresh_from_db()
        assert run.status == RunStatus.RUNNING

    def test_says_who_got_no_invoice_and_why(self, as_finance: Client, cast: Cast) -> None:
        run = make_invoice_run(cast.finance)
        run.items.update(status=BillingItemStatus.BLOCKED, message="Dit kan nog niet. Het adres ontbreekt.")
        assert "Het adres ontbreekt." in as_finance.get(run.get_absolute_url()).content.decode()

    def test_the_list_asks_no_more_for_thirty_runs_than_for_one(
        self, as_finance: Client, cast: Cast, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(30):
            make_invoice_run(cast.finance, items=0, status=RunStatus.FINISHED, finished_at=timezone.now())
        with django_assert_max_num_queries(12):
            assert as_finance.get("/facturen/run/").status_code == 200

    def test_many_invoices_of_a_run_come_in_pages(self, as_finance: Client, cast: Cast) -> None:
        run = make_invoice_run(cast.finance, items=32, sends_mail=False)
        for item in run.items.all():
            billing_runs.carry_out(item_id=item.pk, at=timezone.now())
        html = as_finance.get(run.get_absolute_url()).content.decode()
        assert "2026-00032" in html
        assert "2026-00002" not in html
        last = run.items.get(position=3)
        assert "2026-00002" in as_finance.get(f"{run.get_absolute_url()}?voor={last.pk}").content.decode()
