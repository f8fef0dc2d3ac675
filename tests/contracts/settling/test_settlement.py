"""What is open follows from the allocations, with the sign of the money."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from contracts.domain.settling import crediting
from contracts.domain.settling.settlement import late, open_cents, state, with_open, with_settlement
from contracts.enums import AllocationKind, PurchaseStatus, Settlement
from contracts.models import Invoice, PurchaseInvoice
from fluxus.errors import Refusal
from tests.cast import Cast
from tests.factories.contracts import make_draft_invoice
from tests.factories.money import DAY, make_allocation, make_claim, make_credit, make_purchase

PAYMENT, RETURN, REFUND = AllocationKind.PAYMENT, AllocationKind.RETURN, AllocationKind.REFUND


def test_invoice_is_open_until_the_money_came_and_again_when_it_went_back(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=12100)
    assert open_cents(invoice) == 12100
    make_allocation(5000, invoice=invoice)
    assert open_cents(invoice) == 7100
    make_allocation(7100, invoice=invoice)
    assert open_cents(invoice) == 0
    make_allocation(-7100, kind=RETURN, invoice=invoice)
    assert open_cents(invoice) == 7100


def test_credit_note_is_something_to_give_until_it_is_paid_back(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=12100)
    make_allocation(12100, invoice=invoice)
    note = make_credit(cast.finance, invoice, gross=2100)
    assert open_cents(note) == -2100
    make_allocation(-600, kind=REFUND, invoice=note)
    assert open_cents(note) == -1500
    other = make_claim(cast.finance, partner=invoice.partner, gross=9000)
    make_allocation(1500, kind=AllocationKind.CREDIT, invoice=other, credit_note=note)
    assert (open_cents(note), open_cents(other)) == (0, 7500)


def test_purchase_is_open_until_we_paid_it(cast: Cast) -> None:
    purchase = make_purchase(cast.finance, gross=10000)
    make_allocation(-4000, purchase=purchase)
    assert open_cents(purchase) == 6000


@pytest.mark.parametrize("status", [PurchaseStatus.REJECTED, PurchaseStatus.WITHDRAWN])
def test_purchase_that_was_refused_has_nothing_open(cast: Cast, status: str) -> None:
    assert open_cents(make_purchase(cast.finance, status=status)) == 0


def test_draft_has_nothing_open(cast: Cast) -> None:
    assert open_cents(make_draft_invoice(cast.bureau)) == 0


@pytest.mark.parametrize("rows", [1, 30])
def test_open_amounts_come_in_one_query(cast: Cast, rows: int, django_assert_num_queries: Any) -> None:
    for _ in range(rows):
        make_allocation(100, invoice=make_claim(cast.finance))
        make_allocation(-100, purchase=make_purchase(cast.finance))
    with django_assert_num_queries(2):
        assert [each.open_cents for each in with_open(Invoice.objects.all())] == [12000] * rows
        assert [each.open_cents for each in with_open(PurchaseInvoice.objects.all())] == [9900] * rows


def settled(invoice: Invoice, *, on: date = DAY) -> Settlement:
    return state(with_settlement(Invoice.objects.filter(pk=invoice.pk)).get(), on=on)


def test_state_says_how_an_invoice_stands(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=1000)
    assert settled(invoice) == Settlement.OPEN
    make_allocation(300, invoice=invoice)
    assert settled(invoice) == Settlement.PARTLY
    assert settled(invoice, on=date(2026, 12, 23)) == Settlement.PARTLY
    assert settled(invoice, on=date(2026, 12, 24)) == Settlement.LATE
    make_allocation(700, invoice=invoice)
    assert settled(invoice, on=date(2027, 1, 1)) == Settlement.PAID
    make_allocation(50, invoice=invoice)
    assert settled(invoice) == Settlement.TOO_MUCH


def test_state_tells_written_off_and_credited_apart(cast: Cast) -> None:
    lost, wrong = make_claim(cast.finance, gross=1000), make_claim(cast.finance, gross=1000)
    make_allocation(400, invoice=lost)
    make_allocation(600, kind=AllocationKind.WRITE_OFF, invoice=lost)
    note = make_credit(cast.finance, wrong)
    assert settled(note) == Settlement.TO_SETTLE
    crediting.offset(credit_note=note, by=cast.finance, at=timezone.now())
    assert [settled(each) for each in (lost, wrong, note, make_draft_invoice(cast.bureau))] == [
        Settlement.WRITTEN_OFF,
        Settlement.CREDITED,
        Settlement.SETTLED,
        Settlement.DRAFT,
    ]


def test_late_is_what_is_open_after_the_due_day(cast: Cast) -> None:
    open_one, paid = make_claim(cast.finance, gross=1000), make_claim(cast.finance, gross=1000)
    make_allocation(1000, invoice=paid)
    make_draft_invoice(cast.bureau)
    assert list(late(Invoice.objects.all(), on=date(2026, 12, 23))) == []
    assert list(late(Invoice.objects.all(), on=date(2026, 12, 24))) == [open_one]


def test_offset_takes_what_is_open_and_no_more(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=12100)
    make_allocation(10000, invoice=invoice)
    note = make_credit(cast.finance, invoice, gross=3000)
    row = crediting.offset(credit_note=note, by=cast.finance, at=timezone.now())
    assert row is not None
    assert (row.amount_cents, row.invoice, row.credit_note) == (2100, invoice, note)
    assert (open_cents(invoice), open_cents(note)) == (0, -900)
    assert crediting.offset(credit_note=note, by=cast.finance, at=timezone.now()) is None


def test_offset_refuses_what_is_no_credit_note(cast: Cast) -> None:
    with pytest.raises(Refusal, match="creditfactuur"):
        crediting.offset(credit_note=make_claim(cast.finance), by=cast.finance, at=timezone.now())


def test_settle_lets_the_rest_of_a_credit_note_count_for_another_invoice(cast: Cast) -> None:
    paid = make_claim(cast.finance, gross=5000)
    make_allocation(5000, invoice=paid)
    note = make_credit(cast.finance, paid)
    other = make_claim(cast.finance, partner=paid.partner, gross=3000)
    crediting.settle(credit_note=note, invoice=other, cents=3000, by=cast.finance, at=timezone.now())
    assert (open_cents(note), open_cents(other)) == (-2000, 0)
    for cents in (0, 1, 2001):
        with pytest.raises(Refusal, match="meer dan er open staat"):
            crediting.settle(credit_note=note, invoice=other, cents=cents, by=cast.finance, at=timezone.now())


def test_settle_stays_with_one_partner(cast: Cast) -> None:
    note = make_credit(cast.finance, make_claim(cast.finance))
    with pytest.raises(Refusal, match="dezelfde partner"):
        crediting.settle(
            credit_note=note, invoice=make_claim(cast.finance), cents=1, by=cast.finance, at=timezone.now()
        )
