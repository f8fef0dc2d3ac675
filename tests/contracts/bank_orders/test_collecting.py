"""A collection: what can be in it, announced in time, made once, first and later ones apart, nothing twice."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from lxml import etree

from contracts.domain import documents
from contracts.domain.bank_orders import carrying_out, choosing, drafting, mandates
from contracts.domain.bank_orders.faults import faults
from contracts.domain.bank_orders.keeping import lines_of
from contracts.domain.settling import matching
from contracts.enums import AllocationKind, BankOrderStatus
from contracts.models import BankOrder, BankOrderLine, ReminderPause, SepaMandate
from fluxus.errors import Refusal
from network.models import OutgoingMail
from tests.cast import Cast
from tests.contracts.bank_orders.scene import COLLECT_ON, NOW, announced, drafted, made, owed
from tests.factories.money import make_allocation, make_claim, make_credit, make_mandate, make_transaction
from tests.factories.network import make_teacher

pytestmark = pytest.mark.usefixtures("archive")


def texts(order: BankOrder, name: str) -> list[str]:
    assert order.document
    return [each.text for each in etree.fromstring(documents.read(order.document)).iter(f"{{*}}{name}")]


def problems(order: BankOrder) -> list[str]:
    order.refresh_from_db()
    return list(faults(order, lines_of(order), on=timezone.localdate(NOW)).values())


def pause(cast: Cast, partner: Any, **fields: Any) -> None:
    ReminderPause.objects.create(partner=partner, kind="dispute", reason="x", paused_by=cast.finance, **fields)


def test_only_what_is_open_undisputed_and_has_a_mandate_can_be_collected(cast: Cast) -> None:
    good, paid, disputed, revoked = (owed(cast) for _ in range(4))
    make_claim(cast.finance)
    make_allocation(2900, invoice=paid)
    pause(cast, disputed.partner, invoice=disputed)
    mandates.revoke(mandate=SepaMandate.objects.get(partner=revoked.partner), reason="x", by=cast.finance, at=NOW)
    make_credit(cast.finance, good, gross=100)
    assert list(choosing.collectable(on=date(2026, 11, 23))) == [good]


def test_a_batch_takes_the_open_amount_and_holds_the_invoice(cast: Cast) -> None:
    invoice = owed(cast, gross=2900)
    make_allocation(900, invoice=invoice)
    order = drafted(cast, invoice)
    line = order.lines.get()
    assert (line.amount_cents, line.iban, line.name) == (2000, "NL91ABNA0417164300", "J. de Vries")
    assert (order.message_id, line.end_to_end) == ("INC-2026-0001", "INC-2026-0001-0001")
    with pytest.raises(Refusal, match="Kijk de lijst nog eens na"):
        drafted(cast, invoice)


def test_the_same_form_is_one_batch(cast: Cast) -> None:
    told: dict[str, Any] = {"invoices": {owed(cast).pk}, "on": COLLECT_ON, "by": cast.finance, "at": NOW}
    token = uuid4()
    first, second = (drafting.draft_collection(**told, request_token=token) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (date(2026, 12, 4), "op zijn vroegst op 07-12-2026"),
        (date(2026, 12, 12), "Kies 14-12-2026"),
        (date(2026, 12, 25), "Kies 28-12-2026"),
    ],
)
def test_the_day_leaves_time_to_announce_and_is_a_bank_day(cast: Cast, on: date, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        drafting.draft_collection(invoices={owed(cast).pk}, on=on, by=cast.finance, at=NOW)


def test_everybody_gets_one_letter_that_names_his_invoices_and_the_day(cast: Cast) -> None:
    partner = make_teacher()
    first, second = owed(cast, partner=partner, gross=2900), owed(cast, partner=partner, gross=100)
    announced(cast, first, second, owed(cast))
    letter = OutgoingMail.objects.get(partner=partner)
    assert "€ 30,00" in letter.subject
    assert first.number
    assert second.number
    assert first.number in letter.body
    assert second.number in letter.body
    assert "8 december 2026" in letter.body
    assert OutgoingMail.objects.count() == 2


def test_announcing_too_late_is_refused(cast: Cast) -> None:
    order = drafted(cast, owed(cast))
    with pytest.raises(Refusal, match="op zijn vroegst"):
        carrying_out.announce(order=order, by=cast.finance, at=NOW + timedelta(days=2))


def test_a_file_is_made_only_of_what_was_announced_and_arrived(cast: Cast) -> None:
    order = drafted(cast, owed(cast))
    with pytest.raises(Refusal, match="is concept"):
        carrying_out.make(order=order, by=cast.finance, at=NOW)
    carrying_out.announce(order=order, by=cast.finance, at=NOW)
    assert problems(order) == ["De aankondiging is nog onderweg."]
    OutgoingMail.objects.update(status="failed")
    assert problems(order) == ["De aankondiging kwam niet weg."]
    with pytest.raises(Refusal, match="iets aan de hand"):
        carrying_out.make(order=order, by=cast.finance, at=NOW)


def test_the_file_holds_each_amount_once_and_tells_first_from_later(cast: Cast) -> None:
    partner = make_teacher()
    first = made(cast, owed(cast, partner=partner, gross=2900), owed(cast, partner=partner, gross=100))
    assert texts(first, "SeqTp") == ["FRST", "RCUR"]
    assert texts(first, "InstdAmt") == ["29.00", "1.00"]
    assert texts(first, "EndToEndId") == list(first.lines.order_by("position").values_list("end_to_end", flat=True))
    again = made(cast, owed(cast, partner=partner, gross=500))
    assert (again.message_id, texts(again, "SeqTp")) == ("INC-2026-0002", ["RCUR"])


def test_made_once_the_file_never_changes(cast: Cast) -> None:
    order = made(cast, owed(cast))
    with pytest.raises(Refusal, match="bestand gemaakt"):
        carrying_out.make(order=order, by=cast.finance, at=NOW)
    assert carrying_out.deliver(order=order, by=cast.finance, at=NOW).status == BankOrderStatus.DELIVERED
    assert carrying_out.deliver(order=order, by=cast.admin, at=NOW).delivered_by == cast.finance


def test_a_file_too_late_for_the_bank_is_refused(cast: Cast) -> None:
    order = announced(cast, owed(cast))
    with pytest.raises(Refusal, match="te dichtbij"):
        carrying_out.make(order=order, by=cast.finance, at=NOW + timedelta(days=15))


def test_what_changed_meanwhile_stops_the_batch_until_it_is_taken_out(cast: Cast) -> None:
    paid, revoked, disputed, good = (owed(cast) for _ in range(4))
    order = announced(cast, paid, revoked, disputed, good)
    make_allocation(100, invoice=paid)
    mandates.revoke(mandate=SepaMandate.objects.get(partner=revoked.partner), reason="x", by=cast.bilal, at=NOW)
    pause(cast, disputed.partner)
    assert [fault[:25] for fault in problems(order)] == [
        "Er staat minder open dan ", "De machtiging is ingetrok", "Over deze factuur loopt e",
    ]  # fmt: skip
    for line in order.lines.exclude(invoice=good):
        carrying_out.take_out(line=line, reason="Klopt niet meer")
    order = carrying_out.make(order=order, by=cast.finance, at=NOW)
    assert texts(order, "NbOfTxs") == ["1", "1"]
    assert choosing.collectable(on=date(2026, 11, 23)).filter(pk=paid.pk).exists()


def test_a_withdrawn_batch_lets_go_and_stays_withdrawn(cast: Cast) -> None:
    invoice = owed(cast)
    order = made(cast, invoice)
    with pytest.raises(Refusal, match="Zeg waarom"):
        carrying_out.withdraw(order=order, reason=" ", by=cast.finance, at=NOW)
    carrying_out.withdraw(order=order, reason="Verkeerde dag", by=cast.finance, at=NOW)
    with pytest.raises(Refusal, match="is ingetrokken"):
        carrying_out.deliver(order=order, by=cast.finance, at=NOW)
    assert drafted(cast, invoice).lines.get().amount_cents == 2900


def test_what_the_bank_carried_out_cannot_be_withdrawn(cast: Cast) -> None:
    invoice = owed(cast)
    order = carrying_out.deliver(order=made(cast, invoice), by=cast.finance, at=NOW)
    bank = make_transaction(2900, end_to_end=order.lines.get().end_to_end)
    make_allocation(2900, invoice=invoice, transaction=bank)
    with pytest.raises(Refusal, match="al uitgevoerd"):
        carrying_out.withdraw(order=order, reason="Toch niet", by=cast.finance, at=NOW)


def test_the_bank_books_first_and_later_ones_apart_and_both_are_recognised(cast: Cast) -> None:
    partner = make_teacher()
    first, second = owed(cast, partner=partner, gross=2900), owed(cast, partner=partner, gross=100)
    order = carrying_out.deliver(order=made(cast, first, second), by=cast.finance, at=NOW)
    banks = [
        make_transaction(2900, batch=f"{order.message_id}-FRST"),
        make_transaction(100, batch=f"{order.message_id}-RCUR"),
    ]
    assert matching.settle_sure(banks, at=NOW) == banks
    assert {each.invoice_id: each.amount_cents for each in first.allocations.all()} == {first.pk: 2900}
    assert second.allocations.get().kind == AllocationKind.PAYMENT


def test_what_was_taken_out_is_no_part_of_what_the_bank_booked(cast: Cast) -> None:
    stays, leaves = owed(cast, gross=2900), owed(cast, gross=100)
    order = announced(cast, stays, leaves)
    carrying_out.take_out(line=order.lines.get(invoice=leaves), reason="x")
    order = carrying_out.make(order=order, by=cast.finance, at=NOW)
    order = carrying_out.deliver(order=order, by=cast.finance, at=NOW)
    bank = make_transaction(2900, batch=f"{order.message_id}-FRST")
    assert matching.settle_sure([bank], at=NOW) == [bank]


def test_a_returned_collection_can_be_collected_again(cast: Cast) -> None:
    invoice = owed(cast)
    order = carrying_out.deliver(order=made(cast, invoice), by=cast.finance, at=NOW)
    end = order.lines.get().end_to_end
    paid, back = make_transaction(2900, end_to_end=end), make_transaction(-2900, end_to_end=end, return_code="AM04")
    assert matching.settle_sure([paid, back], at=NOW) == [paid, back]
    assert not BankOrderLine.objects.get(order=order).holds
    assert drafted(cast, invoice).lines.get().amount_cents == 2900


def test_general_and_business_mandates_do_not_go_in_one_file(cast: Cast) -> None:
    core, other = owed(cast), make_claim(cast.finance, gross=100)
    mandate = make_mandate(cast.bilal, core.partner)
    SepaMandate.objects.create(
        partner=other.partner, reference="B1", scheme="b2b", iban=mandate.iban, holder="BV", text="x",
        sha256="0" * 64, signed_by=cast.bilal,
    )  # fmt: skip
    with pytest.raises(Refusal, match="aparte opdrachten"):
        drafted(cast, core, other)


def test_without_an_address_nothing_is_announced(cast: Cast) -> None:
    invoice = owed(cast)
    order = drafted(cast, invoice)
    invoice.partner.emails.all().delete()
    assert problems(order) == ["Er is geen e-mailadres om de incasso aan te kondigen."]
    with pytest.raises(Refusal, match="iets aan de hand"):
        carrying_out.announce(order=order, by=cast.finance, at=NOW)
