"""The pages of the bank: reading a file, one click for a proposal, dividing by hand, laying aside, taking back."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.domain.settling.settlement import open_cents
from contracts.management.demo_camt import Line, statement
from contracts.models import Allocation, BankFile, BankTransaction
from fluxus.money import euros
from network.models import User
from tests.cast import Cast
from tests.factories.contracts import make_house, make_invoice
from tests.factories.money import (
    OUR_IBAN,
    make_allocation,
    make_claim,
    make_credit,
    make_purchase,
    make_transaction,
)

DAY = date(2026, 11, 23)
pytestmark = pytest.mark.usefixtures("archive")


@pytest.fixture
def client(cast: Cast) -> Client:
    return browser(cast.finance)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, *arguments: Any) -> str:
    return reverse(f"contracts:{name}", args=arguments)


def read(client: Client, content: bytes, name: str = "afschrift.xml") -> Any:
    return client.post(url("bank-import"), {"file": SimpleUploadedFile(name, content)}, follow=True)


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_file_is_read_and_what_is_sure_is_settled(client: Client, cast: Cast) -> None:
    make_house()
    invoice = make_claim(cast.finance, gross=2900)
    lines = [
        Line(2900, DAY, "J. de Vries", reference=invoice.payment_reference),
        Line(-995, DAY, "Bank", text="kosten"),
    ]
    content = statement(lines, account=OUR_IBAN, identification="A1", opening_cents=10_000)
    answer = read(client, content)
    assert "2 nieuwe bankboekingen, 1 vanzelf gekoppeld. 0 kenden we al." in words(answer)
    assert open_cents(invoice) == 0
    assert "€ 119,05" in words(answer)
    again = read(client, content)
    assert "Dit bestand was al ingelezen. Er is niets veranderd." in words(again)
    file = BankFile.objects.get()
    assert b"".join(client.get(url("bank-file-xml", file.pk))) == content
    assert "afschrift.xml" in words(client.get(url("bank-files")))
    assert "kosten" in words(client.get(url("bank")))
    assert "J. de Vries" not in words(client.get(url("bank")))
    assert "J. de Vries" in words(client.get(url("bank"), {"lijst": "alles"}))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"Datum;Naam\n", "Dit is geen bankbestand in het formaat CAMT."),
        (
            statement([Line(1, DAY)], account="NL91ABNA0417164300", identification="A1"),
            "Dit afschrift is van rekening NL91ABNA0417164300.",
        ),
    ],
)
def test_a_file_that_will_not_do_gets_a_sentence_at_the_field(client: Client, content: bytes, sentence: str) -> None:
    make_house()
    answer = read(client, content)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not BankFile.objects.exists()


def test_no_file_gets_a_sentence(client: Client) -> None:
    answer = client.post(url("bank-import"))
    assert (answer.status_code, "Kies een bestand." in words(answer)) == (422, True)


def test_balances_that_do_not_follow_are_told(client: Client) -> None:
    make_house()
    content = statement([Line(100, DAY)], account=OUR_IBAN, identification="A1", opening_cents=500)
    answer = read(client, content.replace(b">6.00<", b">7.00<"))
    assert "In afschrift A1 sluiten de saldo’s niet aan op de boekingen." in words(answer)


def test_a_proposal_is_one_click_and_only_while_it_holds(client: Client, cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=2900)
    bank = make_transaction(1900, reference=invoice.payment_reference)
    page = client.get(url("bank-transaction", bank.pk))
    proposal = page.context["proposals"][0]
    assert f"De betaler noemt {invoice.number}." in words(page)
    take = url("bank-take", bank.pk)
    assert client.post(take, {"key": proposal.key}).status_code == 303
    assert (open_cents(invoice), Allocation.objects.get().allocated_by) == (1000, cast.finance)
    answer = client.post(take, {"key": proposal.key}, follow=True)
    assert "Dit voorstel klopt niet meer." in words(answer)
    assert Allocation.objects.count() == 1


def test_an_amount_is_divided_by_hand(client: Client, cast: Cast) -> None:
    first, second = make_claim(cast.finance, gross=2900), make_claim(cast.finance, gross=9000)
    bank = make_transaction(5000)
    sent = {"number_1": first.number, "number_2": f" {str(second.number).lower()} ", "cents_2": "21,00"}
    assert client.post(url("bank-split", bank.pk), sent).status_code == 303
    assert (open_cents(first), open_cents(second)) == (0, 6900)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Vul een factuurnummer in."),
        ({"number_1": "2099-99999"}, "Er is geen uitgegeven factuur met nummer 2099-99999."),
        ({"cents_1": "5,00"}, "Vul in voor welke factuur dit bedrag is."),
        ({"number_1": "{number}", "cents_1": "vijf"}, "Vul een bedrag in, zoals 12,50."),
        ({"number_1": "{number}", "cents_1": "50,01"}, "Er is nog € 50,00 van deze bankboeking over"),
        ({"number_1": "{number}", "cents_1": "40,00"}, "staat € 29,00 open; € 40,00 is meer."),
    ],
)
def test_dividing_refuses_with_what_was_typed_still_there(
    client: Client, cast: Cast, sent: dict[str, str], sentence: str
) -> None:
    invoice, bank = make_claim(cast.finance, gross=2900), make_transaction(5000)
    filled = {name: value.format(number=invoice.number) for name, value in sent.items()}
    answer = client.post(url("bank-split", bank.pk), filled)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert all(f'value="{value}"' in words(answer) for value in filled.values())
    assert not Allocation.objects.exists()


def test_paid_twice_is_taken_when_said(client: Client, cast: Cast) -> None:
    invoice, bank = make_claim(cast.finance, gross=2900), make_transaction(5000)
    sent = {"number_1": invoice.number, "cents_1": "50", "may_exceed": "on"}
    assert client.post(url("bank-split", bank.pk), sent).status_code == 303
    assert open_cents(invoice) == -2100


def test_the_number_of_a_cultuurmaker_will_do_when_there_is_one(client: Client, cast: Cast) -> None:
    mine = make_purchase(cast.finance, gross=4000, their_number="7")
    bank = make_transaction(-4000)
    make_purchase(cast.finance, their_number="8")
    make_purchase(cast.finance, their_number="8")
    doubtful = client.post(url("bank-split", bank.pk), {"number_1": "8"})
    assert "Meer cultuurmakers hebben een factuur 8." in words(doubtful)
    assert client.post(url("bank-split", bank.pk), {"number_1": "7"}).status_code == 303
    assert open_cents(mine) == 0


def test_several_transactions_are_joined(client: Client, cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=9000)
    banks = [make_transaction(4000), make_transaction(5000)]
    sent = {"kies": [bank.pk for bank in banks], "number": invoice.number}
    assert client.post(url("bank-join"), sent).status_code == 303
    assert open_cents(invoice) == 0
    answer = client.post(url("bank-join"), sent)
    assert (answer.status_code, "al verwerkt" in words(answer)) == (422, True)
    nothing = client.post(url("bank-join"), {"number": invoice.number})
    assert "Zet eerst een vinkje bij de bankboekingen." in words(nothing)


def test_what_became_sure_is_settled_on_request(client: Client, cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=2900)
    make_transaction(2900, reference=invoice.payment_reference)
    assert "1 bankboeking gekoppeld." in words(client.post(url("bank-settle-sure"), follow=True))
    assert "niets bij waarvan we het zeker weten" in words(client.post(url("bank-settle-sure"), follow=True))


def test_laid_aside_is_off_the_list_and_comes_back(client: Client) -> None:
    bank = make_transaction(50_000, counter_name="Gemeente Zaanstad")
    no_reason = client.post(url("bank-aside", bank.pk))
    assert (no_reason.status_code, "Zeg kort waarom." in words(no_reason)) == (422, True)
    client.post(url("bank-aside", bank.pk), {"reason": "Subsidie"})
    assert "Gemeente Zaanstad" not in words(client.get(url("bank")))
    assert "Subsidie" in words(client.get(url("bank"), {"lijst": "opzij"}))
    client.post(url("bank-take-up", bank.pk))
    assert "Gemeente Zaanstad" in words(client.get(url("bank")))


def test_an_allocation_is_taken_back_with_a_reason(client: Client, cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=2900)
    row = make_allocation(2900, invoice=invoice)
    client.post(url("allocation-undo", row.pk), {"reason": ""})
    assert open_cents(invoice) == 0
    client.post(url("allocation-undo", row.pk), {"reason": "Verkeerde klant"})
    assert open_cents(invoice) == 2900
    page = words(client.get(url("bank-transaction", row.transaction_id)))
    assert "Verkeerde klant" in page
    again = client.post(url("allocation-undo", row.pk), {"reason": "Nog eens"})
    assert again.status_code == 409


def test_a_return_says_why(client: Client) -> None:
    bank = make_transaction(-2900, return_code="AM04")
    assert "er stond te weinig op de rekening (AM04)" in words(client.get(url("bank-transaction", bank.pk)))


def test_a_double_payment_is_remarked(client: Client, cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=2900)
    make_allocation(2900, invoice=invoice)
    bank = make_transaction(2900, reference=invoice.payment_reference)
    assert "Misschien is er twee keer betaald." in words(client.get(url("bank-transaction", bank.pk)))


def test_writing_off_asks_for_a_reason(client: Client, cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=2900)
    path = url("invoice-write-off", invoice.pk)
    assert 'value="29,00"' in words(client.get(path))
    refused = client.post(path, {"amount": "29,00", "reason": ""})
    assert (refused.status_code, "Zeg kort waarom." in words(refused)) == (422, True)
    more = client.post(path, {"amount": "30,00", "reason": "Failliet"})
    assert "Er staat € 29,00 open; meer kun je niet afboeken." in words(more)
    assert client.post(path, {"amount": "29,00", "reason": "Failliet"}).status_code == 303
    assert open_cents(invoice) == 0


def test_a_credit_note_counts_for_another_invoice(client: Client, cast: Cast) -> None:
    paid = make_claim(cast.finance, gross=2900)
    make_allocation(2900, invoice=paid)
    note, other = make_credit(cast.finance, paid), make_claim(cast.finance, gross=5000, partner=paid.partner)
    path = url("invoice-settle", note.pk)
    assert other.number in words(client.get(path))
    more = client.post(path, {"invoice": other.pk, "amount": "30,00"})
    assert (more.status_code, "Dit is meer dan er open staat." in words(more)) == (422, True)
    foreign = client.post(path, {"invoice": make_claim(cast.finance).pk, "amount": "1,00"})
    assert "Deze factuur staat niet meer open." in words(foreign)
    assert client.post(path, {"invoice": other.pk, "amount": "29,00"}).status_code == 303
    assert (open_cents(note), open_cents(other)) == (0, 2100)


def test_the_bureau_bills_and_does_not_touch_the_bank(cast: Cast) -> None:
    make_transaction(100)
    assert browser(cast.bureau).get(url("bank")).status_code == 403
    assert browser(cast.bilal).get(url("bank")).status_code == 404
    assert BankTransaction.objects.count() == 1


@pytest.mark.parametrize("name", ["bank", "bank-file"])
def test_lists_ask_no_more_for_many_than_for_one(
    name: str, client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    kept = make_transaction(12_100, reference=make_claim(cast.finance).payment_reference).statement
    path = url(name, *([kept.file_id] if name == "bank-file" else []))
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for _ in range(29):
        make_transaction(12_100, statement=kept, reference=make_claim(cast.finance).payment_reference)
    with django_assert_max_num_queries(len(few)):
        answer = client.get(path)
    assert len(answer.context["page"].rows) == 30


def test_the_page_of_an_invoice_shows_what_counts_for_it(client: Client, cast: Cast) -> None:
    make_house()
    invoice = make_invoice(cast.bureau)
    make_allocation(1000, invoice=invoice, transaction=make_transaction(1000, counter_name="Mevrouw Smit"))
    page = words(client.get(url("invoice", invoice.pk)))
    assert "Mevrouw Smit" in page
    assert url("invoice-write-off", invoice.pk) in page
    of_bureau = words(browser(cast.bureau).get(url("invoice", invoice.pk)))
    assert "Mevrouw Smit" in of_bureau
    assert url("invoice-write-off", invoice.pk) not in of_bureau
    partner = words(client.get(reverse("network:partner", args=[invoice.partner_id])))
    assert f"Samen nog open: {euros(invoice.gross_cents - 1000)}" in partner
