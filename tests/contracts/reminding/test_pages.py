"""Pages of reminding: what they show, who may act, and what a stale page does."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.domain import documents
from contracts.domain.reminding import plan
from contracts.enums import PauseKind
from contracts.models import Invoice, ReminderLetter, ReminderPause
from fluxus.periods import today
from network.models import OutgoingMail
from tests.cast import Cast
from tests.factories.contracts import make_house
from tests.factories.money import make_allocation, make_claim, make_credit
from tests.factories.reminding import make_debtor, make_pause, read_bank

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


@pytest.fixture(autouse=True)
def house(db: None) -> None:
    make_house()


@pytest.fixture
def as_finance(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.finance)
    return client


def late(by: Any, partner: Any, *, days: int = 10, gross: int = 10000) -> Invoice:
    due_on = today() - timedelta(days=days)
    return make_claim(by, partner=partner, gross=gross, due_on=due_on, issued_on=due_on - timedelta(days=14))


def key_of(partner: Any) -> str:
    (case,) = plan(on=today(), partner_ids=[partner.pk])
    return case.key


def post(client: Client, name: str, *args: Any, **data: Any) -> Any:
    return client.post(reverse(f"contracts:{name}", args=args), data)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


class TestDebtors:
    def test_owes_per_band_and_what_is_coming_apart(self, cast: Cast, as_finance: Client) -> None:
        partner = make_debtor()
        for days, gross in ((-3, 100), (30, 2000), (31, 30000), (90, 400000), (91, 5000000)):
            late(cast.finance, partner, days=days, gross=gross)
        paid = late(cast.finance, partner, gross=700)
        make_allocation(700, invoice=paid)
        make_credit(cast.finance, paid)
        page = as_finance.get(reverse("contracts:reminders"))
        (debtor,) = page.context["debtors"]
        assert (debtor.bands, debtor.credit_cents) == ([100, 2000, 30000, 400000, 5000000], 700)
        assert [cents for _, cents in page.context["totals"]] == debtor.bands
        assert "€ 54.320,00" in text_of(page)

    def test_empty_and_not_found_say_so(self, cast: Cast, as_finance: Client) -> None:
        assert "Er staat niets open" in text_of(as_finance.get(reverse("contracts:reminders")))
        late(cast.finance, make_debtor())
        page = as_finance.get(reverse("contracts:reminders"), {"q": "zzz"})
        assert "Geen debiteuren gevonden" in text_of(page)

    def test_plan_that_is_behind_stands_on_top(self, cast: Cast, as_finance: Client) -> None:
        partner = make_debtor()
        late(cast.finance, partner, gross=900)
        post(as_finance, "debtor-plan", partner.pk, times=3, first_on=today() + timedelta(days=5), reason="Gebeld.")
        page = text_of(as_finance.get(reverse("contracts:reminders")))
        assert "loopt goed" in page
        assert "€ 0,00 van € 9,00 betaald" in page


class TestToday:
    def test_shows_who_gets_which_letter_and_who_not(self, cast: Cast, as_finance: Client) -> None:
        read_bank(today())
        partner, other = make_debtor(), make_debtor("business")
        late(cast.finance, partner)
        late(cast.finance, other)
        make_pause(cast.finance, other)
        page = text_of(as_finance.get(reverse("contracts:reminders-today")))
        assert key_of(partner) in page
        assert "Bezwaar: De zaal was koud." in page

    def test_writes_the_ticked_ones_and_goes_back(self, cast: Cast, as_finance: Client) -> None:
        read_bank(today())
        partner, other = make_debtor(), make_debtor(email="ander@huurder.test")
        late(cast.finance, partner)
        late(cast.finance, other)
        answer = post(as_finance, "reminders-write", kies=[key_of(partner)])
        assert answer.headers["Location"] == reverse("contracts:reminders-today")
        assert ReminderLetter.objects.get().partner == partner

    def test_nothing_ticked_or_old_bank_says_so_and_keeps_the_ticks(self, cast: Cast, as_finance: Client) -> None:
        partner = make_debtor()
        late(cast.finance, partner)
        answer = post(as_finance, "reminders-write")
        assert (answer.status_code, "Zet eerst een vinkje" in text_of(answer)) == (422, True)
        answer = post(as_finance, "reminders-write", kies=[key_of(partner)])
        assert (answer.status_code, answer.context["ticked"]) == (422, {key_of(partner)})
        assert "Lees eerst een nieuw bankafschrift in." in text_of(answer)

    def test_stale_page_writes_nothing_and_warns(self, cast: Cast, as_finance: Client) -> None:
        read_bank(today())
        partner = make_debtor()
        invoice = late(cast.finance, partner)
        key = key_of(partner)
        make_allocation(100, invoice=invoice)
        answer = as_finance.post(reverse("contracts:reminders-write"), {"kies": [key]}, follow=True)
        assert "1 niet: er is intussen iets veranderd" in text_of(answer)
        assert not ReminderLetter.objects.exists()

    def test_bureau_sees_but_does_not_write(self, cast: Cast, as_bureau: Client) -> None:
        read_bank(today())
        late(cast.finance, make_debtor())
        assert "Brieven maken" not in text_of(as_bureau.get(reverse("contracts:reminders-today")))
        assert post(as_bureau, "reminders-write").status_code == 403


class TestDebtor:
    def test_page_of_somebody_without_debts_opens(self, as_finance: Client) -> None:
        page = as_finance.get(reverse("contracts:debtor", args=[make_debtor().pk]))
        assert "Er is niets te laat." in text_of(page)

    def test_pause_keeps_what_was_typed_when_it_is_wrong(self, cast: Cast, as_finance: Client) -> None:
        partner, other = make_debtor(), make_debtor(email="")
        foreign = late(cast.finance, other)
        answer = post(
            as_finance, "debtor-pause", partner.pk, invoice=foreign.pk, kind="dispute", reason="", until_on="2020-01-01"
        )
        assert answer.status_code == 422
        assert set(answer.context["pause_form"].errors) == {"invoice", "reason", "until_on"}
        assert "2020-01-01" in text_of(answer)

    def test_pause_and_lifting_it(self, cast: Cast, as_bureau: Client) -> None:
        partner = make_debtor()
        invoice = late(cast.finance, partner)
        post(as_bureau, "debtor-pause", partner.pk, invoice=invoice.pk, kind="dispute", reason="Te koud.")
        held = ReminderPause.objects.get()
        assert (held.invoice, held.kind, held.paused_by) == (invoice, "dispute", cast.bureau)
        answer = post(as_bureau, "pause-lift", held.pk, reason="")
        assert (answer.status_code, "Zeg waarom er weer herinneringen" in text_of(answer)) == (422, True)
        post(as_bureau, "pause-lift", held.pk, reason="Opgelost.")
        held.refresh_from_db()
        assert held.lift_reason == "Opgelost."
        assert "Opgelost." in text_of(as_bureau.get(reverse("contracts:debtor", args=[partner.pk])))

    def test_plan_spreads_what_is_late(self, cast: Cast, as_finance: Client) -> None:
        partner = make_debtor()
        late(cast.finance, partner, gross=1000)
        first = today() + timedelta(days=3)
        post(as_finance, "debtor-plan", partner.pk, times=3, first_on=first, reason="Gebeld met Sanne.")
        made = ReminderPause.objects.get(kind=PauseKind.PLAN)
        assert list(made.terms.order_by("due_on").values_list("amount_cents", flat=True)) == [333, 333, 334]
        again = post(as_finance, "debtor-plan", partner.pk, times=3, first_on=first, reason="Gebeld met Sanne.")
        assert (again.status_code, "Er loopt al een betalingsregeling." in text_of(again)) == (422, True)

    def test_plan_of_nonsense_is_refused_by_its_fields(self, cast: Cast, as_finance: Client) -> None:
        partner = make_debtor()
        late(cast.finance, partner)
        answer = post(as_finance, "debtor-plan", partner.pk, times=99, first_on="morgen", reason="")
        assert set(answer.context["plan_form"].errors) == {"times", "first_on", "reason"}
        assert not ReminderPause.objects.exists()

    def test_preview_is_a_pdf_and_keeps_nothing(self, cast: Cast, as_finance: Client) -> None:
        partner = make_debtor()
        late(cast.finance, partner)
        answer = as_finance.get(reverse("contracts:debtor-preview", args=[partner.pk]))
        assert answer.content.startswith(b"%PDF")
        assert not ReminderLetter.objects.exists()


class TestLetter:
    def written(self, cast: Cast, client: Client, kind: str = "consumer") -> ReminderLetter:
        read_bank(today())
        partner = make_debtor(kind)
        late(cast.finance, partner)
        post(client, "reminders-write", kies=[key_of(partner)])
        return ReminderLetter.objects.get()

    def test_page_shows_how_far_it_is_and_then_opens_the_pdf(self, cast: Cast, as_finance: Client) -> None:
        letter = self.written(cast, as_finance)
        assert "wacht op de PDF" in text_of(as_finance.get(letter.get_absolute_url()))
        address = reverse("contracts:reminder-letter-pdf", args=[letter.pk])
        assert as_finance.get(address).status_code == 202
        documents.make(document_order_id=letter.document_order.pk)
        assert as_finance.get(address).content.startswith(b"%PDF")
        assert "PDF openen" in text_of(as_finance.get(letter.get_absolute_url()))
        assert "herinnering" in text_of(as_finance.get(reverse("contracts:reminder-letters")))

    def test_is_mailed_again_where_somebody_says(self, cast: Cast, as_finance: Client) -> None:
        letter = self.written(cast, as_finance)
        early = post(as_finance, "reminder-letter-send", letter.pk, to="nieuw@huurder.test")
        assert (early.status_code, "De PDF van deze brief wordt nog gemaakt." in text_of(early)) == (422, True)
        documents.make(document_order_id=letter.document_order.pk)
        wrong = post(as_finance, "reminder-letter-send", letter.pk, to="geen adres")
        assert (wrong.status_code, 'value="geen adres"' in text_of(wrong)) == (422, True)
        for _ in range(2):
            post(as_finance, "reminder-letter-send", letter.pk, to="nieuw@huurder.test")
        assert OutgoingMail.objects.get().to == "nieuw@huurder.test"

    def test_without_costs_there_is_nothing_to_bill(self, cast: Cast, as_finance: Client) -> None:
        letter = self.written(cast, as_finance)
        answer = as_finance.post(reverse("contracts:reminder-letter-costs", args=[letter.pk]), follow=True)
        assert "In deze brief vragen we geen incassokosten." in text_of(answer)
        assert not Invoice.objects.drafts().exists()

    def test_pdf_is_for_whom_it_was_written_to_alone(self, cast: Cast, as_finance: Client) -> None:
        letter = self.written(cast, as_finance)
        client = Client()
        client.force_login(cast.bilal)
        assert client.get(reverse("contracts:reminder-letter-pdf", args=[letter.pk])).status_code == 404


def test_steps_say_what_is_set(as_finance: Client) -> None:
    page = text_of(as_finance.get(reverse("contracts:reminder-steps")))
    assert "veertiendagenbrief" in page
    assert "Er is niets gepauzeerd." in page


@pytest.mark.parametrize("name", ["reminders", "reminders-today", "reminder-letters", "reminder-steps"])
def test_lists_ask_the_same_for_two_and_for_twelve(
    cast: Cast, as_finance: Client, name: str, django_assert_max_num_queries: Any
) -> None:

    read_bank(today())
    address = reverse(f"contracts:{name}")

    def add(count: int) -> None:
        for number in range(count):
            partner = make_debtor(email=f"{name}{count}{number}@huurder.test")
            late(cast.finance, partner)
            post(as_finance, "reminders-write", kies=[key_of(partner)])
            late(cast.finance, partner)
            make_pause(cast.finance, make_debtor(email=""))
            planned = make_debtor(email=f"{name}{count}{number}@ander.test")
            late(cast.finance, planned)
            post(as_finance, "debtor-plan", planned.pk, times=2, first_on=today() + timedelta(days=9), reason="x")

    add(2)
    as_finance.get(address)
    with CaptureQueriesContext(connection) as asked:
        as_finance.get(address)
    few = len(asked.captured_queries)
    assert few > 1
    add(10)
    with django_assert_max_num_queries(few):
        as_finance.get(address)
