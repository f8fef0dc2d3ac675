"""Letters are written once, frozen, and leave with their PDF."""

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from contracts.domain import documents
from contracts.domain.printing import printable
from contracts.domain.reminding import bill_costs, costs, send_again, send_waiting, sending, write
from contracts.domain.reminding.planning import plan
from contracts.enums import Channel, OrderStatus
from contracts.models import Invoice, ReminderLetter, ReminderLine, ReminderStep
from contracts.tasks import render_document, sweep_documents
from fluxus import pdf
from fluxus.db import violation
from fluxus.errors import Refusal
from network.domain import outbox
from network.models import OutgoingMail, TimelineEntry
from tests.cast import Cast
from tests.factories.contracts import make_house
from tests.factories.money import make_allocation
from tests.factories.reminding import (
    AT,
    DAY,
    case_of,
    make_debtor,
    make_late,
    make_letter,
    moment,
    read_bank,
    write_to,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


@pytest.fixture(autouse=True)
def house(db: None) -> None:
    make_house()


class TestWrite:
    def test_letter_is_what_was_looked_at(self, cast: Cast) -> None:
        partner = make_debtor()
        one, other = make_late(cast.finance, partner, gross=4000), make_late(cast.finance, partner, gross=6000)
        read_bank()
        done = write(keys=[case_of(partner).key], by=cast.finance, at=AT)
        (letter,) = done.letters
        assert (letter.open_cents, letter.costs_cents, letter.due_on) == (10000, 0, date(2026, 11, 30))
        assert set(letter.lines.values_list("invoice", "open_cents")) == {(one.pk, 4000), (other.pk, 6000)}
        assert letter.snapshot["text"].startswith("Misschien is het je ontgaan: er staat nog € 100,00 open.")
        assert "30 november 2026" in letter.snapshot["text"]
        entry = TimelineEntry.objects.get(partner=partner)
        assert (entry.title, entry.path) == ("Herinnering: er staat € 100,00 open", letter.get_absolute_url())

    def test_second_click_writes_nothing(self, cast: Cast) -> None:
        partner = make_debtor()
        make_late(cast.finance, partner)
        read_bank()
        key = case_of(partner).key
        write(keys=[key], by=cast.finance, at=AT)
        again = write(keys=[key, key], by=cast.finance, at=AT)
        assert (again.letters, again.changed) == ([], 1)
        assert ReminderLetter.objects.count() == 1

    def test_payment_in_between_leaves_the_partner_out(self, cast: Cast) -> None:
        partner = make_debtor()
        invoice = make_late(cast.finance, partner)
        read_bank()
        key = case_of(partner).key
        make_allocation(10000, invoice=invoice)
        done = write(keys=[key], by=cast.finance, at=AT)
        assert (done.letters, done.changed) == ([], 1)

    @pytest.mark.parametrize("key", ["", "x", "-1-2", "99999999999999999999-1-1-1", "٣-1-1-1"])
    def test_nonsense_writes_nothing(self, cast: Cast, key: str) -> None:
        read_bank()
        assert write(keys=[key], by=cast.finance, at=AT).letters == []

    def test_waits_until_the_bank_was_read(self, cast: Cast) -> None:
        partner = make_debtor()
        make_late(cast.finance, partner)
        key = case_of(partner).key
        with pytest.raises(Refusal) as nothing:
            write(keys=[key], by=cast.finance, at=AT)
        read_bank(date(2026, 11, 18))
        with pytest.raises(Refusal) as old:
            write(keys=[key], by=cast.finance, at=AT)
        assert nothing.value.code == old.value.code == "stale"
        read_bank(date(2026, 11, 19))
        assert len(write(keys=[key], by=cast.finance, at=AT).letters) == 1

    def test_notice_names_its_costs_and_gives_days_after_receipt(self, cast: Cast) -> None:
        partner = make_debtor()
        make_late(cast.finance, partner, gross=30000)
        write_to(partner, cast.finance)
        letter = write_to(partner, cast.finance, days=14)
        snapshot = letter.snapshot
        assert (snapshot["announced_cents"], letter.costs_cents, snapshot["gross_cents"]) == (4500, 0, 30000)
        assert "de dag nadat je deze brief hebt ontvangen" in snapshot["text"]
        assert "incassokosten betalen: € 45,00" in snapshot["text"]
        assert (letter.due_on - letter.written_on).days == 15


class TestSending:
    def test_leaves_with_its_pdf_once_that_is_made(self, cast: Cast) -> None:
        partner = make_debtor()
        make_late(cast.finance, partner)
        letter = write_to(partner, cast.finance, delivers=False)
        with pytest.raises(Refusal):
            sending.send(letter=letter, at=AT)
        assert send_waiting(at=AT) == 0
        render_document(document_order_id=letter.document_order.pk)
        letter.refresh_from_db()
        assert letter.mail is not None
        assert outbox.send(mail_id=letter.mail.pk, at=AT)
        (sent,) = mail.outbox
        assert sent.to == ["betaler@huurder.test"]
        assert sent.subject == "Herinnering: er staat nog iets open"
        ((name, content, kind),) = sent.attachments
        assert (name, kind) == (f"herinnering-2026-11-23-{letter.pk}.pdf", "application/pdf")
        assert content.startswith(b"%PDF")
        assert f"- factuur {letter.lines.get().invoice.number}: € 100,00\n" in sent.body

    def test_sweep_mails_what_a_killed_worker_left(self, cast: Cast) -> None:
        partner = make_debtor()
        make_late(cast.finance, partner)
        letter = write_to(partner, cast.finance, delivers=False)
        documents.make(document_order_id=letter.document_order.pk)
        sweep_documents()
        sweep_documents()
        assert OutgoingMail.objects.filter(key__startswith=f"contracts-reminder:{letter.pk}:").count() == 1

    def test_by_post_nothing_is_mailed_until_somebody_asks(self, cast: Cast) -> None:
        letter = make_letter(cast.finance, make_debtor(email=""))
        assert letter.snapshot["channel"] == Channel.POST
        render_document(document_order_id=letter.document_order.pk)
        letter.refresh_from_db()
        assert letter.mail is None
        queued = send_again(letter=letter, to="nieuw@huurder.test", at=AT)
        assert send_again(letter=letter, to="ander@huurder.test", at=AT) == queued
        assert outbox.send(mail_id=queued.pk, at=AT)
        assert send_again(letter=letter, to="ander@huurder.test", at=AT) != queued

    def test_pdf_is_the_same_bytes_each_time(self, cast: Cast) -> None:
        letter = make_letter(cast.finance, make_debtor())
        first = documents.make(document_order_id=letter.document_order.pk)
        letter.document_order.refresh_from_db()
        assert first is not None
        assert letter.document_order.status == OrderStatus.READY
        paper = printable(letter)
        again = pdf.render_pdf(paper.html(), identifier=paper.identifier, attachments=paper.attachments)
        assert documents.read(first) == again


class TestCosts:
    def demanded(self, cast: Cast) -> ReminderLetter:
        partner = make_debtor("business")
        make_late(cast.finance, partner, gross=100000)
        write_to(partner, cast.finance)
        return write_to(partner, cast.finance, days=14)

    def test_are_put_on_an_invoice_once(self, cast: Cast) -> None:
        letter = self.demanded(cast)
        assert (letter.costs_cents, letter.snapshot["gross_cents"]) == (15000, 115000)
        invoice = bill_costs(letter=letter, by=cast.finance, today=DAY)
        assert (invoice.gross_cents, invoice.vat_cents) == (15000, 0)
        assert bill_costs(letter=letter, by=cast.finance, today=DAY) == invoice
        assert costs.costs_invoice(letter) == invoice

    def test_that_were_billed_are_not_asked_again(self, cast: Cast) -> None:
        letter = self.demanded(cast)
        assert case_of(letter.partner, days=28).costs_cents == 15000
        bill_costs(letter=letter, by=cast.finance, today=DAY)
        assert case_of(letter.partner, days=28).costs_cents == 0

    def test_bear_no_costs_themselves(self, cast: Cast) -> None:
        partner = make_debtor("business")
        make_late(cast.finance, partner, gross=100000)
        write_to(partner, cast.finance)
        case = case_of(partner, days=14)
        case.late[0].invoice.is_costs = True
        assert (case.open_cents, case.costs_cents) == (100000, 0)

    def test_friendly_letter_has_none_to_bill(self, cast: Cast) -> None:
        with pytest.raises(Refusal):
            bill_costs(letter=make_letter(cast.finance, make_debtor()), by=cast.finance, today=DAY)
        assert not Invoice.objects.drafts().exists()


class TestFinal:
    @pytest.mark.parametrize(
        ("statement", "constraint"),
        [
            ("UPDATE contracts_reminderletter SET open_cents = 1", "contracts_reminder_letter_is_final"),
            ("DELETE FROM contracts_reminderline", "contracts_reminder_line_is_final"),
            ("UPDATE contracts_reminderline SET open_cents = 1", "contracts_reminder_line_is_final"),
            ("TRUNCATE contracts_reminderline", "contracts_reminder_line_is_final"),
        ],
    )
    def test_database_refuses_to_change_a_letter(self, cast: Cast, statement: str, constraint: str) -> None:
        make_letter(cast.finance, make_debtor())
        settle_constraints()
        with pytest.raises(DatabaseError) as error, transaction.atomic():
            run(statement)
        assert violation(error.value) == constraint

    @pytest.mark.parametrize(
        ("wrong", "constraint"),
        [
            ({"data_hash": "x"}, "contracts_reminder_letter_has_hash"),
            ({"open_cents": 0}, "contracts_reminder_letter_asks_something"),
            ({"due_on": DAY}, "contracts_reminder_letter_asks_something"),
        ],
    )
    def test_letter_is_whole(self, cast: Cast, wrong: dict[str, Any], constraint: str) -> None:
        letter = make_letter(cast.finance, make_debtor())
        fields = {**values(letter), "data_hash": "0" * 64, "written_by": cast.finance, **wrong}
        with pytest.raises(DatabaseError) as error, transaction.atomic():
            ReminderLetter.objects.create(**fields)
        assert violation(error.value) == constraint

    def test_line_is_open_and_stands_once(self, cast: Cast) -> None:
        letter = make_letter(cast.finance, make_debtor())
        line = letter.lines.get()
        other = ReminderStep.objects.get(kind="final")
        fields = {"letter": letter, "invoice": line.invoice, "step": other}
        with pytest.raises(DatabaseError) as twice, transaction.atomic():
            ReminderLine.objects.create(**fields, open_cents=1)
        free = {**fields, "invoice": make_late(cast.finance, letter.partner)}
        with pytest.raises(DatabaseError) as nothing, transaction.atomic():
            ReminderLine.objects.create(**free, open_cents=0)
        names = (violation(twice.value), violation(nothing.value))
        assert names == ("contracts_reminder_line_once", "contracts_reminder_line_is_open")

    def test_step_is_taken_once_for_an_invoice(self, cast: Cast) -> None:
        letter = make_letter(cast.finance, make_debtor())
        line = letter.lines.get()
        other = ReminderLetter(**{**values(letter), "data_hash": "0" * 64})
        other.save()
        with pytest.raises(DatabaseError) as error, transaction.atomic():
            ReminderLine.objects.create(letter=other, invoice=line.invoice, step=line.step, open_cents=1)
        assert violation(error.value) == "contracts_reminder_invoice_step_once"


def settle_constraints() -> None:
    """TRUNCATE wants no checks that still have to come."""
    run("SET CONSTRAINTS ALL IMMEDIATE")


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def values(letter: ReminderLetter) -> dict[str, Any]:
    names = ("partner", "step", "written_on", "due_on", "open_cents", "snapshot", "written_at")
    return {name: getattr(letter, name) for name in names}


def test_plan_is_empty_when_all_is_paid(cast: Cast) -> None:
    partner = make_debtor()
    make_allocation(10000, invoice=make_late(cast.finance, partner))
    assert plan(on=timezone.localdate(moment())) == []
