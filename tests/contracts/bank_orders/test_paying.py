"""A payment: approved invoices and what is given back, looked at by two people."""

from datetime import date

import pytest
from lxml import etree

from contracts.domain import documents
from contracts.domain.bank_orders import carrying_out, choosing, drafting
from contracts.domain.settling.allocating import Part, allocate
from contracts.domain.settling.crediting import settle
from contracts.enums import BankOrderStatus, PurchaseStatus
from contracts.models import BankOrder, Invoice, PurchaseInvoice
from fluxus.errors import Refusal
from network.models import Identifier, User
from tests.cast import Cast
from tests.contracts.bank_orders.scene import NOW, PAY_ON, the_house
from tests.factories.money import make_allocation, make_claim, make_credit, make_order, make_purchase, make_transaction

pytestmark = pytest.mark.usefixtures("archive")


def drafted(cast: Cast, *rows: PurchaseInvoice | Invoice) -> BankOrder:
    the_house()
    purchases = {row.pk for row in rows if isinstance(row, PurchaseInvoice)}
    refunds = {row.pk for row in rows if isinstance(row, Invoice)}
    return drafting.draft_payment(purchases=purchases, refunds=refunds, on=PAY_ON, by=cast.finance, at=NOW)


def paid_and_credited(cast: Cast) -> Invoice:
    """The credit note of an invoice that was paid, so that the money goes back."""
    invoice = make_claim(cast.finance, gross=5000)
    bank = make_transaction(5000, counter_iban="NL02ABNA0123456789", counter_name="J. Betaler")
    make_allocation(5000, invoice=invoice, transaction=bank)
    return make_credit(cast.finance, invoice)


def test_a_payment_holds_what_is_owed_to_the_account_that_was_approved(cast: Cast) -> None:
    purchase = make_purchase(cast.finance, gross=10_000, iban="NL91ABNA0417164300")
    make_purchase(cast.finance, status=PurchaseStatus.SUBMITTED, decided_at=None, decided_by=None)
    assert list(choosing.payable()) == [purchase]
    line = drafted(cast, purchase).lines.get()
    assert (line.amount_cents, line.iban, line.end_to_end) == (10_000, purchase.iban, "BET-2026-0001-0001")
    assert list(choosing.payable()) == []


def test_money_goes_back_to_the_account_it_came_from(cast: Cast) -> None:
    note = paid_and_credited(cast)
    line = drafted(cast, note).lines.get()
    assert (line.amount_cents, line.iban, line.name) == (5000, "NL02ABNA0123456789", "J. Betaler")


def test_what_was_paid_twice_goes_back(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=5000)
    make_allocation(10_000, invoice=invoice)
    line = drafted(cast, invoice).lines.get()
    assert (line.amount_cents, line.iban) == (5000, "NL91ABNA0417164300")


def test_without_an_account_nothing_goes_back(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=5000)
    make_allocation(10_000, invoice=invoice)
    Identifier.objects.filter(partner=invoice.partner).delete()
    with pytest.raises(Refusal, match="weten we geen rekening"):
        drafted(cast, invoice)


def test_who_drafted_a_payment_does_not_make_or_deliver_it(cast: Cast) -> None:
    order = drafted(cast, make_purchase(cast.finance))
    with pytest.raises(Refusal, match="zelf opgezet"):
        carrying_out.make(order=order, by=cast.finance, at=NOW)
    order = carrying_out.make(order=order, by=cast.admin, at=NOW)
    assert (order.status, order.is_alone) == (BankOrderStatus.MADE, False)
    with pytest.raises(Refusal, match="zelf opgezet"):
        carrying_out.deliver(order=order, by=cast.finance, at=NOW)
    assert carrying_out.deliver(order=order, by=cast.admin, at=NOW).delivered_by == cast.admin


def test_who_is_alone_goes_on_and_the_batch_says_so(cast: Cast) -> None:
    order = drafted(cast, make_purchase(cast.finance))
    User.objects.filter(pk=cast.admin.pk).update(is_active=False)
    order = carrying_out.make(order=order, by=cast.finance, at=NOW)
    assert order.is_alone
    assert carrying_out.deliver(order=order, by=cast.finance, at=NOW).is_alone


def test_the_file_pays_each_once(cast: Cast) -> None:
    order = drafted(cast, make_purchase(cast.finance, gross=10_000, their_number="W 12"), paid_and_credited(cast))
    order = carrying_out.make(order=order, by=cast.admin, at=NOW)
    assert order.document
    root = etree.fromstring(documents.read(order.document))
    assert [each.text for each in root.iter("{*}InstdAmt")] == ["100.00", "50.00"]
    assert next(each.text for each in root.iter("{*}Ustrd")) == "Factuur W 12"
    assert [each.text for each in root.iter("{*}PmtInfId")] == ["BET-2026-0001"]


def test_a_changed_account_stops_the_payment(cast: Cast) -> None:
    purchase = make_purchase(cast.finance)
    order = drafted(cast, purchase)
    order.lines.update(iban="NL49FLXS0148150600")
    with pytest.raises(Refusal, match="iets aan de hand"):
        carrying_out.make(order=order, by=cast.admin, at=NOW)


def test_a_payment_is_not_announced_and_not_in_the_past(cast: Cast) -> None:
    order = drafted(cast, make_purchase(cast.finance))
    with pytest.raises(Refusal, match="kondig je niet aan"):
        carrying_out.announce(order=order, by=cast.finance, at=NOW)
    with pytest.raises(Refusal, match="op zijn vroegst"):
        drafting.draft_payment(purchases={1}, refunds=set(), on=date(2026, 11, 20), by=cast.finance, at=NOW)


def test_nothing_chosen_is_no_batch(cast: Cast) -> None:
    with pytest.raises(Refusal, match="Kies wat"):
        drafted(cast)


def test_what_we_collected_and_he_paid_as_well_goes_back(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=5000)
    line = make_order(cast.finance, (invoice, 5000)).lines.get()
    by_himself, collected = make_transaction(5000), make_transaction(5000, end_to_end=line.end_to_end)
    allocate(bank=by_himself, parts=[Part(invoice, 5000)], by=cast.finance, at=NOW)
    line.refresh_from_db()
    assert line.holds is True
    allocate(bank=collected, parts=[Part(invoice, 5000)], by=cast.finance, at=NOW, may_exceed=True)
    line.refresh_from_db()
    assert (line.holds, list(choosing.refundable())) == (False, [invoice])


def test_what_a_batch_gives_back_is_not_settled_as_well(cast: Cast) -> None:
    note = paid_and_credited(cast)
    other = make_claim(cast.finance, gross=5000, partner=note.partner)
    order = drafted(cast, note)
    with pytest.raises(Refusal, match=f"Deze creditfactuur zit in bankopdracht {order}") as caught:
        settle(credit_note=note, invoice=other, cents=5000, by=cast.finance, at=NOW)
    assert caught.value.code == "at_bank"
    carrying_out.withdraw(order=order, reason="Toch verrekenen", by=cast.finance, at=NOW)
    assert settle(credit_note=note, invoice=other, cents=5000, by=cast.finance, at=NOW).amount_cents == 5000
