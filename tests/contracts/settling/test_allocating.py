"""What a bank transaction is for: no more than it has, no more than is open, and every mistake can be taken back."""

from typing import Any

import pytest
from django.utils import timezone

from contracts.domain.settling.allocating import Part, allocate, join, lay_aside, left_of, take_up, undo, write_off
from contracts.domain.settling.settlement import open_cents
from contracts.enums import AllocationKind, BankOrderKind
from contracts.models import Allocation, BankOrderLine, BankTransaction
from fluxus.errors import Refusal
from network.models import TimelineEntry
from tests.cast import Cast
from tests.factories.contracts import make_draft_invoice
from tests.factories.money import (
    DAY,
    make_allocation,
    make_claim,
    make_credit,
    make_order,
    make_purchase,
    make_transaction,
)


def count_for(bank: BankTransaction, *parts: tuple[Any, int], by: Any, **fields: Any) -> list[Allocation]:
    return allocate(bank=bank, parts=[Part(*part) for part in parts], by=by, at=timezone.now(), **fields)


def test_one_transaction_pays_several_invoices_in_part(cast: Cast) -> None:
    first, second = make_claim(cast.finance, gross=3000), make_claim(cast.finance, gross=9000)
    bank = make_transaction(10_000)
    made = count_for(bank, (first, 3000), (second, 6000), by=cast.finance)
    assert [(row.kind, row.amount_cents, row.allocated_on) for row in made] == [
        (AllocationKind.PAYMENT, 3000, DAY),
        (AllocationKind.PAYMENT, 6000, DAY),
    ]
    assert (open_cents(first), open_cents(second), left_of(bank)) == (0, 3000, 1000)
    entry = TimelineEntry.objects.get(partner=second.partner)
    assert (entry.title, entry.amount_cents) == (f"Factuur {second.number}: € 60,00 betaald", 6000)


def test_several_transactions_pay_one_invoice(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=9000)
    banks = [make_transaction(4000), make_transaction(5000)]
    join(banks=banks, invoice=invoice, by=cast.finance, at=timezone.now())
    assert (open_cents(invoice), [left_of(bank) for bank in banks]) == (0, [0, 0])
    with pytest.raises(Refusal, match="al verwerkt"):
        join(banks=banks, invoice=invoice, by=cast.finance, at=timezone.now())


def test_join_is_all_or_nothing(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=6000)
    banks = [make_transaction(4000), make_transaction(5000)]
    with pytest.raises(Refusal, match="meer"):
        join(banks=banks, invoice=invoice, by=cast.finance, at=timezone.now())
    assert open_cents(invoice) == 6000


@pytest.mark.parametrize("cents", [10_001, -1, 0])
def test_no_more_than_the_transaction_has_nor_the_other_way(cast: Cast, cents: int) -> None:
    with pytest.raises(Refusal, match="van deze bankboeking over"):
        count_for(make_transaction(10_000), (make_claim(cast.finance, gross=50_000), cents), by=cast.finance)


def test_no_more_than_is_open_unless_it_was_paid_twice(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=9000)
    bank = make_transaction(10_000)
    with pytest.raises(Refusal, match=r"staat € 90,00 open; € 100,00 is meer"):
        count_for(bank, (invoice, 10_000), by=cast.finance)
    count_for(bank, (invoice, 10_000), by=cast.finance, may_exceed=True)
    assert open_cents(invoice) == -1000
    refund = count_for(make_transaction(-1000), (invoice, -1000), by=cast.finance)
    assert (refund[0].kind, open_cents(invoice)) == (AllocationKind.REFUND, 0)


def test_what_was_not_paid_too_much_is_not_given_back(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=9000)
    make_allocation(9000, invoice=invoice)
    with pytest.raises(Refusal, match="kan € 0,00 terug"):
        count_for(make_transaction(-1000), (invoice, -1000), by=cast.finance)


def test_a_draft_and_a_rejected_invoice_take_no_money(cast: Cast) -> None:
    with pytest.raises(Refusal, match="kan nog niets worden geboekt"):
        count_for(make_transaction(100), (make_draft_invoice(cast.bureau), 100), by=cast.finance)
    with pytest.raises(Refusal, match="kan nog niets worden geboekt"):
        count_for(make_transaction(-100), (make_purchase(cast.finance, status="rejected"), -100), by=cast.finance)


def test_a_credit_note_is_given_back_and_no_more(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=9000)
    make_allocation(9000, invoice=invoice)
    note = make_credit(cast.finance, invoice, gross=4000)
    with pytest.raises(Refusal, match="staat € 40,00 open"):
        count_for(make_transaction(-4001), (note, -4001), by=cast.finance)
    made = count_for(make_transaction(-4000), (note, -4000), by=cast.finance)
    assert (made[0].kind, open_cents(note)) == (AllocationKind.REFUND, 0)


def test_a_purchase_is_paid_and_may_come_back(cast: Cast) -> None:
    purchase = make_purchase(cast.finance, gross=10_000)
    order = make_order(cast.finance, (purchase, 10_000), kind=BankOrderKind.PAY)
    made = count_for(make_transaction(-10_000), (purchase, -10_000), by=cast.finance)
    assert (made[0].kind, open_cents(purchase)) == (AllocationKind.PAYMENT, 0)
    back = count_for(make_transaction(10_000, return_code="AC04"), (purchase, 10_000), by=cast.finance)
    assert (back[0].kind, open_cents(purchase)) == (AllocationKind.RETURN, 10_000)
    assert not order.lines.get().holds


def test_a_returned_collection_opens_the_invoice_and_lets_go_of_its_line(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=9000)
    make_order(cast.finance, (invoice, 9000))
    count_for(make_transaction(9000), (invoice, 9000), by=None)
    made = count_for(make_transaction(-9000, return_code="AM04"), (invoice, -9000), by=None)
    assert (made[0].kind, open_cents(invoice)) == (AllocationKind.RETURN, 9000)
    assert not BankOrderLine.objects.get().holds
    assert TimelineEntry.objects.filter(
        title=f"Factuur {invoice.number}: € 90,00 teruggeboekt: er stond te weinig op de rekening (AM04)"
    ).exists()


def test_no_more_comes_back_than_was_paid(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=9000)
    make_allocation(5000, invoice=invoice)
    with pytest.raises(Refusal, match="kan € 50,00 terug"):
        count_for(make_transaction(-9000, return_code="AM04"), (invoice, -9000), by=None)


def test_undo_takes_one_allocation_back_once(cast: Cast) -> None:
    invoice, bank = make_claim(cast.finance, gross=9000), make_transaction(9000)
    row = count_for(bank, (invoice, 9000), by=cast.finance)[0]
    back = undo(allocation=row, by=cast.finance, at=timezone.now(), reason="Verkeerde factuur")
    assert (back.reverses, back.amount_cents, back.reason) == (row, -9000, "Verkeerde factuur")
    assert (open_cents(invoice), left_of(bank)) == (9000, 9000)
    for again in (row, back):
        with pytest.raises(Refusal, match="al teruggenomen"):
            undo(allocation=again, by=cast.finance, at=timezone.now(), reason="Nog eens")


def test_undo_waits_for_what_went_back(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=9000)
    paid = count_for(make_transaction(9000), (invoice, 9000), by=None)[0]
    back = count_for(make_transaction(-9000, return_code="AM04"), (invoice, -9000), by=None)[0]
    with pytest.raises(Refusal, match="al geld teruggegaan"):
        undo(allocation=paid, by=cast.finance, at=timezone.now(), reason="Fout")
    for row in (back, paid):
        undo(allocation=row, by=cast.finance, at=timezone.now(), reason="Fout")
    assert open_cents(invoice) == 9000


def test_write_off_closes_what_is_open_with_a_reason(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=9000)
    make_allocation(1000, invoice=invoice)
    row = write_off(invoice=invoice, reason="Failliet", by=cast.finance, at=timezone.now())
    assert (row.kind, row.amount_cents, row.reason, open_cents(invoice)) == (
        AllocationKind.WRITE_OFF,
        8000,
        "Failliet",
        0,
    )
    with pytest.raises(Refusal, match="staat niets open"):
        write_off(invoice=invoice, reason="Failliet", by=cast.finance, at=timezone.now())


@pytest.mark.parametrize("cents", [0, -1, 9001])
def test_write_off_refuses_more_than_is_open(cast: Cast, cents: int) -> None:
    with pytest.raises(Refusal, match="meer kun je niet afboeken"):
        write_off(invoice=make_claim(cast.finance, gross=9000), reason="x", cents=cents, by=None, at=timezone.now())


def test_what_is_for_no_invoice_is_laid_aside_and_may_come_back(cast: Cast) -> None:
    bank = make_transaction(-250_000)
    lay_aside(bank=bank, reason="Huur van het gebouw", by=cast.finance, at=timezone.now())
    assert not BankTransaction.objects.all().to_settle().exists()
    bank.refresh_from_db()
    with pytest.raises(Refusal, match="opzij gelegd"):
        count_for(bank, (make_purchase(cast.finance), -100), by=cast.finance)
    take_up(bank=bank)
    assert BankTransaction.objects.all().to_settle().get() == bank


def test_what_is_settled_cannot_be_laid_aside(cast: Cast) -> None:
    bank = make_transaction(100)
    count_for(bank, (make_claim(cast.finance), 100), by=cast.finance)
    with pytest.raises(Refusal, match="al helemaal gekoppeld"):
        lay_aside(bank=bank, reason="x", by=cast.finance, at=timezone.now())
