"""Credit notes and advances: in part, in whole, never more than was billed, and proved past the domain in SQL."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.domain.billing import crediting, drafting, invoices
from contracts.domain.billing.btw import rule_for
from contracts.domain.billing.deducting import advances_of
from contracts.domain.billing.lines import NewLine
from contracts.domain.settling.settlement import open_cents
from contracts.enums import InvoiceKind, Product
from contracts.models import Allocation, Invoice, InvoiceLine, MonthClosing, VatRule, VatSelection
from fluxus.db import violation
from fluxus.errors import Refusal
from fluxus.money import half_up
from network.models import Partner, TimelineEntry
from tests.cast import Cast
from tests.factories.contracts import DAY, make_booking, make_credit, make_house, make_invoice, make_typed_invoice
from tests.factories.network import make_teacher

LATER = date(2026, 11, 24)
PRODUCTS = st.sampled_from([Product.SERVICE, Product.ADMISSION, Product.YOUTH_LESSON, Product.ROOM])
PRICES = st.integers(min_value=1, max_value=500_000)
COUNTS = st.decimals(min_value=Decimal("0.01"), max_value=50, places=2)


def sql(statement: str, *args: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, args)


def test_a_whole_credit_gives_everything_back(cast: Cast) -> None:
    invoice = make_invoice(cast.bureau)
    note = make_credit(cast.bureau, invoice)
    assert (note.number, note.payment_reference[:2], note.gross_cents) == ("C2026-00001", "RF", 2900)
    assert note.snapshot["credits"] == {"number": "2026-00001", "issued_on": "2026-11-23"}
    assert note.snapshot["credit_reason"] == "Verkeerd gefactureerd"
    assert (open_cents(invoice), open_cents(note), Allocation.objects.get().amount_cents) == (0, 0, 2900)
    assert TimelineEntry.objects.filter(title="Creditfactuur C2026-00001 uitgegeven").exists()
    assert note.document_order is not None


def test_what_was_credited_wholly_can_be_billed_again_and_changed(cast: Cast) -> None:
    invoice = make_invoice(cast.bureau)
    booking = invoice.lines.get().booking
    make_credit(cast.bureau, invoice)
    booking.refresh_from_db()
    assert booking.sealed_reason == ""
    again = drafting.draft_for_booking(booking=booking, by=cast.bureau)
    assert invoices.issue(invoice=again, by=cast.bureau, today=LATER).number == "2026-00002"


def test_a_credit_in_part_keeps_the_booking(cast: Cast) -> None:
    invoice = make_invoice(cast.bureau)
    line = invoice.lines.get()
    note = make_credit(cast.bureau, invoice, amounts={line.pk: 900})
    line.refresh_from_db()
    assert (note.gross_cents, line.holds, line.booking.sealed_reason) == (900, True, "factuur 2026-00001")
    assert note.lines.get().description.startswith("Deel van: Huur")
    with pytest.raises(Refusal, match="meer dan er van deze regel over is"):
        crediting.draft(invoice=invoice, by=cast.bureau, reason="x", amounts={line.pk: 2001})
    make_credit(cast.bureau, invoice)
    line.refresh_from_db()
    assert (line.holds, crediting.left_to_credit(invoice)) == (False, 0)
    with pytest.raises(Refusal, match="niets meer over"):
        crediting.draft(invoice=invoice, by=cast.bureau, reason="x")


@pytest.mark.parametrize("amounts", [{}, {0: 100}])
def test_a_credit_of_nothing_or_of_another_line_is_refused(cast: Cast, amounts: dict[int, int]) -> None:
    with pytest.raises(Refusal):
        crediting.draft(invoice=make_invoice(cast.bureau), by=cast.bureau, reason="x", amounts=amounts)


def test_a_credit_needs_a_reason_and_an_issued_invoice(cast: Cast) -> None:
    invoice = make_invoice(cast.bureau)
    with pytest.raises(Refusal, match="waarom je crediteert"):
        crediting.draft(invoice=invoice, by=cast.bureau, reason="  ")
    with pytest.raises(Refusal, match="Alleen een uitgegeven factuur"):
        crediting.draft(invoice=make_credit(cast.bureau, invoice), by=cast.bureau, reason="x")


def test_drafts_of_credits_count_and_let_go_when_thrown_away(cast: Cast) -> None:
    invoice = make_invoice(cast.bureau)
    draft = crediting.draft(invoice=invoice, by=cast.bureau, reason="x")
    with pytest.raises(Refusal, match="niets meer over"):
        crediting.draft(invoice=invoice, by=cast.bureau, reason="x")
    drafting.discard(invoice=draft, by=cast.bureau)
    assert crediting.draft(invoice=invoice, by=cast.bureau, reason="x").gross_cents == 2900


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("UPDATE contracts_invoiceline SET holds = false WHERE invoice_id = %s", "contracts_invoice_line_lets_go"),
        (
            (
                "INSERT INTO contracts_invoiceline (invoice_id, position, product, credits_line_id, holds, description,"
                " quantity, unit, minutes, unit_price_cents, discount_cents, discount_reason, net_cents, vat_category,"
                " vat_percent, vat_reason, vat_explanation) SELECT (SELECT max(id) FROM contracts_invoice), 9, product, id,"
                " false, 'x', 1, 'piece', 0, 2, 0, '', 2, vat_category, vat_percent, vat_reason, '' FROM"
                " contracts_invoiceline WHERE invoice_id = %s"
            ),
            "contracts_credits_fit",
        ),
        (
            "UPDATE contracts_invoiceline SET vat_category = 'O' WHERE credits_line_id IS NOT NULL AND invoice_id > %s",
            "contracts_credits_fit",
        ),
        (
            (
                "UPDATE contracts_invoiceline SET net_cents = -net_cents WHERE credits_line_id IS NOT NULL"
                " AND invoice_id > %s"
            ),
            "contracts_credits_fit",
        ),
        (
            (
                "UPDATE contracts_invoice SET status = 'issued', number = 'x', issued_at = now(), issued_by_id ="
                " drafted_by_id, issued_on = now(), due_on = now(), snapshot = '{}', data_hash = repeat('a', 64),"
                " net_cents = 5000, gross_cents = 5000 WHERE kind = 'credit' AND id > %s"
            ),
            "contracts_credit_sums",
        ),
        (
            (
                "UPDATE contracts_invoice SET status = 'issued', number = 'x', issued_at = now(), issued_by_id ="
                " drafted_by_id, issued_on = now(), due_on = now(), snapshot = '{}', data_hash = repeat('a', 64),"
                " net_cents = 5, gross_cents = 5 WHERE kind = 'credit' AND id > %s"
            ),
            "contracts_invoice_sums",
        ),
    ],
)
def test_the_database_keeps_credits_within_the_invoice(cast: Cast, statement: str, name: str) -> None:
    invoice = make_invoice(cast.bureau)
    crediting.draft(invoice=invoice, by=cast.bureau, reason="x", amounts={invoice.lines.get().pk: 2899})
    with pytest.raises(IntegrityError) as caught:
        sql(statement, invoice.pk)
    assert violation(caught.value) == name


def test_a_line_that_let_go_never_holds_again(cast: Cast) -> None:
    invoice = make_invoice(cast.bureau)
    make_credit(cast.bureau, invoice)
    with pytest.raises(IntegrityError) as caught:
        sql("UPDATE contracts_invoiceline SET holds = true WHERE invoice_id = %s", invoice.pk)
    assert violation(caught.value) == "contracts_invoice_line_lets_go"


def test_an_advance_is_deducted_once(cast: Cast) -> None:
    make_house()
    partner = make_teacher()
    advance = make_typed_invoice(cast.bureau, [NewLine("Voorschot", 30_000)], partner=partner, kind=InvoiceKind.ADVANCE)
    assert advances_of(partner) == [advance]
    final = make_typed_invoice(cast.bureau, [NewLine("Concert", 100_000)], partner=partner, deducts=[advance])
    assert (final.net_cents, final.vat_cents) == (70_000, 14_700)
    assert final.lines.last().quantity == -1
    assert advances_of(partner) == []
    with pytest.raises(Refusal, match="niets meer over"):
        crediting.draft(invoice=advance, by=cast.bureau, reason="x")
    make_credit(cast.bureau, final)
    assert advances_of(partner) == [advance]


def test_an_advance_above_the_price_or_of_another_is_refused(cast: Cast) -> None:
    make_house()
    partner = make_teacher()
    advance = make_typed_invoice(cast.bureau, [NewLine("Voorschot", 30_000)], partner=partner, kind=InvoiceKind.ADVANCE)
    with pytest.raises(Refusal, match="onder nul"):
        make_typed_invoice(cast.bureau, [NewLine("Concert", 100)], partner=partner, deducts=[advance])
    with pytest.raises(Refusal, match="van deze partner"):
        make_typed_invoice(cast.bureau, [NewLine("Concert", 100_000)], partner=make_teacher(), deducts=[advance])


def test_a_deposit_stands_alone_and_comes_back_by_credit(cast: Cast) -> None:
    make_house()
    deposit = NewLine("Waarborgsom", 20_000, product=Product.DEPOSIT)
    invoice = make_typed_invoice(cast.bureau, [deposit], kind=InvoiceKind.DEPOSIT)
    assert (invoice.vat_cents, invoice.vat_totals.get().category) == (0, "O")
    assert make_credit(cast.bureau, invoice).gross_cents == 20_000
    with pytest.raises(Refusal, match="eigen factuur"):
        make_typed_invoice(cast.bureau, [deposit, NewLine("Techniek", 100)], kind=InvoiceKind.DEPOSIT)
    with pytest.raises(Refusal, match="eigen factuur"):
        make_typed_invoice(cast.bureau, [deposit])
    with pytest.raises(Refusal, match="buiten de btw"):
        make_typed_invoice(
            cast.bureau, [NewLine("Kosten", 4000, product=Product.COLLECTION_COSTS), NewLine("Techniek", 100)]
        )


def test_a_closed_month_takes_no_invoices(cast: Cast) -> None:
    draft = drafting.draft_for_booking(booking=make_booking(cast.bureau), by=cast.bureau)
    make_house()
    MonthClosing.objects.create(month=date(2026, 11, 1), closed_by=cast.bureau)
    with pytest.raises(Refusal, match="gesloten"):
        invoices.issue(invoice=draft, by=cast.bureau, today=DAY)


def test_the_btw_that_was_chosen_for_a_tenant_holds_from_its_day(cast: Cast) -> None:
    partner = make_teacher()
    rule = VatRule.objects.get(product="room", name="Zaal met dienstverlening")
    VatSelection.objects.create(
        partner=partner,
        rule=rule,
        reason="Concerten met techniek",
        valid_from=date(2026, 12, 1),
        ended_on=date(2027, 1, 1),
        chosen_by=cast.bureau,
    )
    assert rule_for(partner, Product.ROOM, date(2026, 11, 30)).category == "E"
    assert rule_for(partner, Product.CANCELLATION, date(2026, 12, 1)) == rule
    assert rule_for(partner, Product.ROOM, date(2027, 1, 1)).category == "E"
    line = make_invoice(cast.bureau, partner=partner).lines.get()
    assert (line.vat_category, line.vat_percent) == ("S", 21)
    assert "art. 9" in line.vat_explanation


def test_no_rule_no_invoice(cast: Cast) -> None:
    with pytest.raises(Refusal, match="geen btw-regel"):
        rule_for(make_teacher(), Product.ROOM, date(1999, 1, 1))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), wanted=st.lists(st.tuples(PRODUCTS, PRICES, COUNTS), min_size=1, max_size=6))
def test_any_mix_of_lines_and_credits_adds_up(
    cast: Cast, world: Partner, data: st.DataObject, wanted: list[tuple[Product, int, Decimal]]
) -> None:
    """Net + btw = gross, each total is the rounded sum that EN 16931 wants, and credits never exceed the invoice."""
    lines = [
        NewLine(f"Regel {n}", price, product=what, quantity=count) for n, (what, price, count) in enumerate(wanted)
    ]
    if sum(line.net_cents for line in lines) == 0:
        return
    invoice = make_typed_invoice(cast.bureau, lines, partner=world)
    check_totals(invoice)
    for _ in range(data.draw(st.integers(1, 3))):
        left = {line.pk: line.net_cents - credited_of(line) for line in invoice.lines.all()}
        amounts = {pk: data.draw(st.integers(0, cents)) for pk, cents in left.items()}
        if any(amounts.values()):
            make_credit(cast.bureau, invoice, amounts=amounts)
    if crediting.left_to_credit(invoice):
        make_credit(cast.bureau, invoice)
    notes = invoice.credit_notes.all()
    assert sum(note.net_cents for note in notes) == invoice.net_cents
    assert sum(note.gross_cents for note in notes) == invoice.gross_cents
    assert open_cents(invoice) == 0
    assert all(abs(each.vat_cents - half_up(each.net_cents * each.percent / 100)) <= 1 for each in vats(notes))


def check_totals(invoice: Invoice) -> None:
    rows = list(invoice.vat_totals.all())
    assert invoice.net_cents == sum(line.net_cents for line in invoice.lines.all()) == sum(r.net_cents for r in rows)
    assert invoice.gross_cents == invoice.net_cents + sum(row.vat_cents for row in rows)
    assert all(row.vat_cents == half_up(row.net_cents * row.percent / 100) for row in rows)


def credited_of(line: InvoiceLine) -> int:
    return sum(each.net_cents for each in line.credit_lines.all())


def vats(notes: Any) -> list[Any]:
    return [each for note in notes for each in note.vat_totals.all()]


@pytest.fixture
def world(cast: Cast) -> Partner:
    make_house()
    return make_teacher()
