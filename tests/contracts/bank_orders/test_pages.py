"""The pages: signing and revoking in the portal, setting up a batch, and what its page lets who do."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contracts.domain.bank_orders import drafting
from contracts.domain.bank_orders.wording import VERSION
from contracts.models import BankOrder, SepaMandate
from fluxus.bank_days import bank_day_from
from fluxus.periods import today
from network.models import OutgoingMail, User
from tests.cast import Cast
from tests.contracts.bank_orders.scene import owed, the_house
from tests.factories.money import make_allocation, make_claim, make_credit, make_purchase

pytestmark = pytest.mark.usefixtures("archive")


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(name: str, *keys: Any) -> str:
    return reverse(f"contracts:{name}", args=keys)


def first_day() -> str:
    return bank_day_from(drafting.house_first_day(14, today())).isoformat()


def fill_in(**fields: Any) -> dict[str, Any]:
    return {"iban": "NL91 ABNA 0417 1643 00", "holder": "B. Amrani", "consent": "on", "version": VERSION, **fields}


def test_a_partner_gives_and_takes_back_his_mandate(cast: Cast) -> None:
    the_house()
    bilal = browser(cast.bilal)
    page = bilal.get(address("my-mandate"))
    assert b"NL89ZZZ348148150000" in page.content
    assert bilal.post(address("my-mandate"), fill_in()).status_code == 303
    mandate = SepaMandate.objects.get()
    assert mandate.reference.encode() in bilal.get(address("my-mandate")).content
    bilal.post(address("my-mandate-revoke", mandate.pk))
    mandate.refresh_from_db()
    assert mandate.revoked_by == cast.bilal
    assert b"Eerdere machtigingen" in bilal.get(address("my-mandate")).content


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"iban": "NL91 ABNA 0417 1643 01"}, "tikfout"),
        ({"consent": ""}, "Zet een vinkje als je de machtiging geeft"),
        ({"holder": ""}, "op wiens naam"),
        ({"iban": "1234"}, "begint met een landcode"),
    ],
)
def test_a_mistake_is_said_and_nothing_typed_is_lost(cast: Cast, wrong: dict[str, str], sentence: str) -> None:
    the_house()
    page = browser(cast.bilal).post(address("my-mandate"), fill_in(**wrong))
    assert page.status_code == 422
    assert sentence in page.content.decode()
    typed = fill_in(**wrong)
    assert all(f'value="{typed[name]}"' in page.content.decode() for name in ("iban", "holder") if typed[name])
    assert not SepaMandate.objects.exists()


def test_a_stale_page_asks_to_open_it_again(cast: Cast) -> None:
    the_house()
    page = browser(cast.bilal).post(address("my-mandate"), fill_in(version=99))
    assert (page.status_code, "Open de pagina opnieuw" in page.content.decode()) == (422, True)


def test_the_mandate_of_another_is_not_there(cast: Cast) -> None:
    owed(cast)
    assert browser(cast.bilal).post(address("my-mandate-revoke", SepaMandate.objects.get().pk)).status_code == 404


def test_a_collection_from_the_list_to_the_bank(cast: Cast) -> None:
    invoice = owed(cast)
    finance = browser(cast.finance)
    page = finance.get(address("bank-order-collect"))
    token = page.content.decode().split('name="request_token" value="')[1].split('"')[0]
    asked = {"invoices": [invoice.pk], "carried_out_on": first_day(), "request_token": token}
    finance.post(address("bank-order-collect"), asked)
    finance.post(address("bank-order-collect"), asked)
    order = BankOrder.objects.get()
    finance.post(address("bank-order-announce", order.pk))
    OutgoingMail.objects.update(status="sent", sent_at=timezone.now())
    finance.post(address("bank-order-make", order.pk))
    file = finance.get(address("bank-order-file", order.pk))
    assert (file.status_code, file["Content-Type"]) == (200, "application/xml")
    assert b"pain.008.001.08" in file.content
    finance.post(address("bank-order-deliver", order.pk))
    order.refresh_from_db()
    assert (order.status, order.delivered_by) == ("delivered", cast.finance)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"carried_out_on": "2020-01-01"}, "op zijn vroegst"),
        ({"carried_out_on": ""}, "Kies een dag"),
        ({"invoices": []}, "Kies wat er in de opdracht komt"),
        ({"invoices": ["999999"]}, "Kijk de lijst nog eens na"),
        ({"invoices": ["<script>"]}, "Kies wat er in de opdracht komt"),
    ],
)
def test_a_batch_that_cannot_be_says_why(cast: Cast, asked: dict[str, Any], sentence: str) -> None:
    invoice = owed(cast)
    sent = {"invoices": [invoice.pk], "carried_out_on": first_day(), "request_token": "0" * 32, **asked}
    page = browser(cast.finance).post(address("bank-order-collect"), sent)
    assert (page.status_code, sentence in page.content.decode()) == (422, True)
    assert not BankOrder.objects.exists()


def test_who_drafted_a_payment_sees_who_goes_on(cast: Cast) -> None:
    the_house()
    purchase, note = make_purchase(cast.finance), make_credit(cast.finance, make_claim(cast.finance))
    finance, admin = browser(cast.finance), browser(cast.admin)
    asked = {
        "purchases": [purchase.pk],
        "invoices": [note.pk],
        "carried_out_on": bank_day_from(today()).isoformat(),
        "request_token": "1" * 32,
    }
    finance.post(address("bank-order-pay"), asked)
    order = BankOrder.objects.get()
    page = finance.get(order.get_absolute_url()).content.decode()
    assert ("Jij zette deze betaling op" in page, "Beheer" in page, "Bestand maken" in page) == (True, True, False)
    finance.post(address("bank-order-make", order.pk))
    order.refresh_from_db()
    assert order.document is None
    assert "Bestand maken" in admin.get(order.get_absolute_url()).content.decode()
    admin.post(address("bank-order-make", order.pk))
    order.refresh_from_db()
    assert order.made_by == cast.admin


def test_a_line_with_something_wrong_is_taken_out(cast: Cast) -> None:
    invoice, other = owed(cast), owed(cast)
    finance = browser(cast.finance)
    asked = {"invoices": [invoice.pk, other.pk], "carried_out_on": first_day(), "request_token": "2" * 32}
    finance.post(address("bank-order-collect"), asked)
    order = BankOrder.objects.get()
    make_allocation(2900, invoice=invoice)
    page = finance.get(order.get_absolute_url()).content.decode()
    assert "er is intussen betaald" in page
    finance.post(address("bank-order-line-out", order.lines.get(invoice=invoice).pk), {"reason": "Al betaald"})
    assert order.lines.get(invoice=invoice).taken_out_reason == "Al betaald"
    assert "Eerst iets oplossen" not in finance.get(order.get_absolute_url()).content.decode()


def test_withdrawing_asks_why(cast: Cast) -> None:
    invoice = owed(cast)
    finance = browser(cast.finance)
    asked = {"invoices": [invoice.pk], "carried_out_on": first_day(), "request_token": "3" * 32}
    finance.post(address("bank-order-collect"), asked)
    order = BankOrder.objects.get()
    page = finance.post(address("bank-order-withdraw", order.pk), {"reason": ""})
    assert (page.status_code, "Zeg kort waarom" in page.content.decode()) == (422, True)
    finance.post(address("bank-order-withdraw", order.pk), {"reason": "Verkeerde dag"})
    order.refresh_from_db()
    assert (order.status, order.withdraw_reason) == ("withdrawn", "Verkeerde dag")


def test_a_colleague_ends_a_mandate_with_a_reason(cast: Cast) -> None:
    owed(cast)
    mandate, finance = SepaMandate.objects.get(), browser(cast.finance)
    assert finance.post(address("mandate-revoke", mandate.pk), {"reason": ""}).status_code == 422
    finance.post(address("mandate-revoke", mandate.pk), {"reason": "Gebeld"})
    mandate.refresh_from_db()
    assert mandate.revoke_reason == "Gebeld"
    assert "Gebeld" in finance.get(mandate.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["bank-orders", "bank-order-collect", "bank-order-pay", "mandates"])
def test_a_list_takes_the_same_number_of_queries_for_one_and_for_many(name: str, cast: Cast) -> None:
    finance = browser(cast.finance)
    made_some(cast, 1)
    finance.get(address(name))
    few = asked_by(finance, address(name))
    made_some(cast, 8)
    assert asked_by(finance, address(name)) == few


def test_a_batch_takes_the_same_number_of_queries_for_one_and_for_many(cast: Cast) -> None:
    finance = browser(cast.finance)
    counts = []
    for number in (1, 8):
        rows = {owed(cast).pk for _ in range(number)}
        on = bank_day_from(drafting.house_first_day(14, today()))
        order = drafting.draft_collection(invoices=rows, on=on, by=cast.finance, at=timezone.now())
        finance.get(order.get_absolute_url())
        counts.append(asked_by(finance, order.get_absolute_url()))
    assert counts[0] == counts[1]


def made_some(cast: Cast, number: int) -> None:
    for _ in range(number):
        owed(cast)
        make_purchase(cast.finance)
        make_credit(cast.finance, make_claim(cast.finance))
        on = bank_day_from(drafting.house_first_day(14, today()))
        drafting.draft_collection(invoices={owed(cast).pk}, on=on, by=cast.finance, at=timezone.now())


def asked_by(client: Client, page: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(page).status_code == 200
    return len(queries)
