"""Billed once, credited once, deducted once: also when rivals do it at the same moment."""

import pytest

from contracts.domain.billing import crediting, drafting, invoices
from contracts.domain.billing.lines import NewLine
from contracts.enums import InvoiceKind
from contracts.models import Invoice, InvoiceLine
from fluxus.errors import Refusal
from tests.cast import gather
from tests.factories.contracts import DAY, make_booking, make_house, make_invoice, make_typed_invoice
from tests.factories.network import make_teacher
from tests.races.rivals import failures, race

pytestmark = pytest.mark.race
RIVALS = 12


def test_one_of_many_drafts_bills_the_booking(committed_db: str) -> None:
    by = gather().bureau
    make_house()
    booking = make_booking(by)
    results = race(RIVALS, lambda _: drafting.draft_for_booking(booking=booking, by=by))
    assert failures(results, Refusal) == []
    assert InvoiceLine.objects.filter(booking=booking, holds=True).count() == Invoice.objects.count() == 1


def test_rival_credits_never_give_back_more_than_was_billed(committed_db: str) -> None:
    """Each wants 900 of 2900 cents: three fit, whoever comes first."""
    by = gather().bureau
    invoice = make_invoice(by)
    amounts = {invoice.lines.get().pk: 900}

    def give_back(rival: int) -> Invoice:
        note = crediting.draft(invoice=invoice, by=by, reason=f"Rivaal {rival}", amounts=amounts)
        return invoices.issue(invoice=note, by=by, today=DAY)

    results = race(RIVALS, give_back)
    assert failures(results, Refusal) == []
    assert sorted(each.number for each in results if isinstance(each, Invoice)) == [
        f"C2026-{rank:05d}" for rank in (1, 2, 3)
    ]
    assert crediting.left_to_credit(invoice) == 200


def test_one_of_many_final_invoices_takes_the_advance_off(committed_db: str) -> None:
    by, partner = gather().bureau, make_teacher()
    lines = [NewLine("Voorschot", 5000)]
    advance = make_typed_invoice(by, lines, partner=partner, kind=InvoiceKind.ADVANCE)
    final = [NewLine("Concert", 100_000)]

    def take_off(_: int) -> Invoice:
        return drafting.draft(partner=partner, lines=final, by=by, today=DAY, deducts=[advance])

    results = race(RIVALS, take_off)
    assert failures(results, Refusal) == []
    assert InvoiceLine.objects.filter(credits_line__invoice=advance).count() == 1


def test_the_same_draft_is_issued_once(committed_db: str) -> None:
    by = gather().bureau
    make_house()
    draft = drafting.draft_for_booking(booking=make_booking(by), by=by)
    results = race(RIVALS, lambda _: invoices.issue(invoice=draft, by=by, today=DAY))
    assert failures(results, Refusal) == []
    assert [each.number for each in results if isinstance(each, Invoice)] == ["2026-00001"]
