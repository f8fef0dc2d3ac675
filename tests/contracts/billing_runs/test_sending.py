"""Sending: never before the files are there, once however often it is asked, and sent is what the outbox says."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contracts.domain import billing_runs, documents, einvoicing, sending
from contracts.domain.billing import invoices
from contracts.enums import Channel, RunStatus, Sending
from contracts.models import BillingProfile, Dispatch, EInvoice, Invoice, InvoiceRun, InvoiceRunItem
from fluxus.db import violation
from fluxus.errors import Refusal
from network.domain import outbox
from network.enums import MailStatus
from network.models import EmailAddress, OutgoingMail
from tests.cast import Cast
from tests.factories.contracts import make_credit, make_draft_invoice, make_invoice
from tests.factories.invoice_runs import make_invoice_run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


@pytest.fixture
def as_finance(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.finance)
    return client


def make_ready(by: Any, **fields: Any) -> Invoice:
    """Issued, with both files made."""
    invoice = make_invoice(by, **fields)
    documents.make(document_order_id=invoice.document_order.pk)
    einvoicing.make(invoice=invoice, at=timezone.now())
    return invoice


def send(invoice: Invoice, by: Any, *, to: str = "naar@huurder.test", token: UUID | None = None) -> Dispatch:
    return sending.send(invoice=invoice, to=to, by=by, at=timezone.now(), request_token=token or uuid4())


def standing(invoice: Invoice) -> str:
    row: Any = sending.with_sending(Invoice.objects.filter(pk=invoice.pk)).get()
    return str(row.sending)


def leave(letter: OutgoingMail | None) -> None:
    assert letter is not None
    assert outbox.send(mail_id=letter.pk, at=timezone.now())


class TestByMail:
    def test_is_sent_only_once_the_letter_left(self, cast: Cast) -> None:
        invoice = make_ready(cast.finance)
        assert standing(invoice) == Sending.UNSENT
        dispatch = send(invoice, cast.finance)
        assert standing(invoice) == Sending.QUEUED
        leave(dispatch.mail)
        assert standing(invoice) == Sending.SENT
        (letter,) = mail.outbox
        assert letter.to == ["naar@huurder.test"]
        (name, content, kind), *_ = letter.attachments
        assert (name, kind) == (f"Factuur-{invoice.number}.pdf", "application/pdf")
        assert content.startswith(b"%PDF")
        assert str(invoice.payment_reference) in letter.body

    def test_a_business_gets_the_e_invoice_too(self, cast: Cast) -> None:
        draft = make_draft_invoice(cast.finance)
        BillingProfile.objects.create(partner=draft.partner, buyer_kind="business", einvoice_profile="nlcius")
        invoice = invoices.issue(invoice=draft, by=cast.finance, today=timezone.localdate())
        documents.make(document_order_id=invoice.document_order.pk)
        made = einvoicing.make(invoice=invoice, at=timezone.now())
        assert (made.errors, made.document is not None) == ([], True)
        dispatch = send(invoice, cast.finance)
        assert dispatch.mail is not None
        assert [file["name"] for file in dispatch.mail.attachments] == [
            f"Factuur-{invoice.number}.pdf",
            f"Factuur-{invoice.number}.xml",
        ]
        assert "e-factuur" in dispatch.mail.body

    def test_a_wrong_e_invoice_stays_at_home(self, cast: Cast) -> None:
        invoice = make_invoice(cast.finance)
        documents.make(document_order_id=invoice.document_order.pk)
        document = documents.store(b"<Invoice/>", filename="x.xml", renderer="test", media_type="application/xml")
        wrong = [{"rule": "BR-01", "sentence": "Fout."}]
        EInvoice.objects.create(invoice=invoice, profile="nlcius", document=document, errors=wrong)
        dispatch = send(invoice, cast.finance)
        assert dispatch.mail is not None
        assert len(dispatch.mail.attachments) == 1

    @pytest.mark.parametrize("made", ["nothing", "pdf", "einvoice"])
    def test_never_without_both_files(self, made: str, cast: Cast) -> None:
        invoice = make_invoice(cast.finance)
        if made == "pdf":
            documents.make(document_order_id=invoice.document_order.pk)
        if made == "einvoice":
            einvoicing.make(invoice=invoice, at=timezone.now())
        with pytest.raises(Refusal) as caught:
            send(invoice, cast.finance)
        assert caught.value.code == "no_files"
        assert not OutgoingMail.objects.exists()

    def test_a_draft_is_not_sent(self, cast: Cast) -> None:
        with pytest.raises(Refusal, match="Geef de factuur eerst uit"):
            send(make_draft_invoice(cast.finance), cast.finance)

    def test_the_same_request_sends_once_and_another_again(self, cast: Cast) -> None:
        invoice, token = make_ready(cast.finance), uuid4()
        assert send(invoice, cast.finance, token=token) == send(invoice, cast.finance, token=token)
        send(invoice, cast.finance)
        assert (Dispatch.objects.count(), OutgoingMail.objects.count()) == (2, 2)

    def test_a_credit_note_says_what_is_taken_back(self, cast: Cast) -> None:
        invoice = make_ready(cast.finance)
        note = make_credit(cast.finance, invoice)
        documents.make(document_order_id=note.document_order.pk)
        einvoicing.make(invoice=note, at=timezone.now())
        letter = send(note, cast.finance).mail
        assert letter is not None
        assert letter.subject.startswith(f"Creditfactuur {note.number}")
        assert f"van factuur {invoice.number}" in letter.body
        assert "Betalingskenmerk" not in letter.body

    def test_a_letter_that_failed_says_so_until_another_left(self, cast: Cast) -> None:
        invoice = make_ready(cast.finance)
        dispatch = send(invoice, cast.finance)
        OutgoingMail.objects.update(status=MailStatus.FAILED, last_error="550 unknown")
        assert standing(invoice) == Sending.FAILED
        assert list(sending.unsent(Invoice.objects.all())) == [invoice]
        again = send(invoice, cast.finance, to="ander@huurder.test")
        assert again != dispatch
        leave(again.mail)
        assert standing(invoice) == Sending.SENT

    def test_the_standing_of_many_is_one_query(self, cast: Cast) -> None:
        for _ in range(3):
            make_invoice(cast.finance)
        with CaptureQueriesContext(connection) as caught:
            list(sending.with_sending(Invoice.objects.all()))
        assert len(caught) == 1


class TestByHand:
    def test_by_post_counts_as_sent(self, cast: Cast) -> None:
        invoice = make_invoice(cast.finance)
        for _ in range(2):
            sending.note_by_hand(
                invoice=invoice, channel=Channel.POST, note="Westzijde 1", by=cast.finance, at=timezone.now()
            )
        assert standing(invoice) == Sending.SENT
        assert Dispatch.objects.count() == 1

    def test_a_mail_is_never_noted_by_hand(self, cast: Cast) -> None:
        with pytest.raises(Refusal):
            sending.note_by_hand(
                invoice=make_invoice(cast.finance), channel=Channel.MAIL, note="", by=cast.finance, at=timezone.now()
            )


class TestTheSweep:
    def run_of(self, invoice_by: Any, **fields: Any) -> Invoice:
        """An invoice of a run, as a killed worker leaves it: both files made, nothing sent."""
        run = make_invoice_run(invoice_by, **fields)
        made = billing_runs.carry_out(item_id=run.items.get().pk, at=timezone.now())
        assert made is not None
        assert made.invoice is not None
        documents.make(document_order_id=made.invoice.document_order.pk)
        einvoicing.make(invoice=made.invoice, at=timezone.now())
        return made.invoice

    def test_sends_what_a_run_left_once(self, cast: Cast) -> None:
        invoice = self.run_of(cast.finance)
        assert sending.send_waiting(at=timezone.now()) == 1
        assert sending.send_waiting(at=timezone.now()) == 0
        assert Dispatch.objects.get().invoice == invoice
        assert sending.send_automatically(invoice=invoice, at=timezone.now()) is None

    def test_leaves_what_is_old_to_people(self, cast: Cast) -> None:
        self.run_of(cast.finance)
        assert sending.send_waiting(at=timezone.now() + timedelta(days=8)) == 0

    def test_leaves_what_was_not_to_be_mailed(self, cast: Cast) -> None:
        make_ready(cast.finance)
        self.run_of(cast.finance, sends_mail=False)
        assert sending.send_waiting(at=timezone.now()) == 0

    def test_leaves_what_a_stopped_run_made(self, cast: Cast) -> None:
        invoice = self.run_of(cast.finance)
        InvoiceRun.objects.filter(invoices=invoice).update(status=RunStatus.STOPPED, finished_at=timezone.now())
        assert sending.send_waiting(at=timezone.now()) == 0

    def test_without_an_address_it_stays_in_the_list(self, cast: Cast) -> None:
        invoice = self.run_of(cast.finance)
        EmailAddress.objects.filter(partner=invoice.partner).delete()
        assert sending.send_waiting(at=timezone.now()) == 0
        assert list(sending.unsent(Invoice.objects.all())) == [invoice]


class TestPages:
    def test_the_list_says_why_and_mails_what_can(self, as_finance: Client, cast: Cast) -> None:
        can, cannot = make_ready(cast.finance), make_ready(cast.finance)
        EmailAddress.objects.filter(partner=cannot.partner).delete()
        html = as_finance.get(reverse("contracts:invoices-unsent")).content.decode()
        assert "Er is geen e-mailadres bekend." in html
        assert "Nog niet verstuurd." in html
        for _ in range(2):
            as_finance.post(reverse("contracts:invoices-send-all"))
        assert [dispatch.invoice for dispatch in Dispatch.objects.all()] == [can]
        assert "Er is geen e-mailadres bekend." in as_finance.get(reverse("contracts:invoices-unsent")).content.decode()

    def test_one_is_sent_to_the_address_that_was_typed(self, as_finance: Client, cast: Cast) -> None:
        invoice = make_ready(cast.finance)
        url = reverse("contracts:invoice-send", args=[invoice.pk])
        assert f'value="{invoice.partner.emails.get().address}"' in as_finance.get(url).content.decode()
        sent = {"channel": "mail", "to": "nieuw@huurder.test", "request_token": str(uuid4())}
        for _ in range(2):
            assert as_finance.post(url, sent).headers["Location"] == invoice.get_absolute_url()
        assert OutgoingMail.objects.get().to == "nieuw@huurder.test"

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({"channel": "mail", "to": ""}, "Vul een e-mailadres in."),
            ({"channel": "mail", "to": "geen adres"}, "geldig e-mailadres"),
            ({"channel": "duif", "to": "a@b.nl"}, "geldige keuze"),
        ],
    )
    def test_says_next_to_the_field_what_is_wrong(
        self, sent: dict[str, str], sentence: str, as_finance: Client, cast: Cast
    ) -> None:
        invoice = make_ready(cast.finance)
        page = as_finance.post(
            reverse("contracts:invoice-send", args=[invoice.pk]), {**sent, "request_token": str(uuid4())}
        )
        assert page.status_code == 422
        assert sentence in page.content.decode()
        assert not Dispatch.objects.exists()

    def test_files_that_are_still_made_are_said(self, as_finance: Client, cast: Cast) -> None:
        invoice = make_invoice(cast.finance)
        sent = {"channel": "mail", "to": "a@b.nl", "request_token": str(uuid4())}
        page = as_finance.post(reverse("contracts:invoice-send", args=[invoice.pk]), sent)
        assert page.status_code == 422
        assert "worden nog gemaakt" in page.content.decode()

    def test_a_draft_has_no_page_to_send_it(self, as_finance: Client, cast: Cast) -> None:
        draft = make_draft_invoice(cast.finance)
        assert as_finance.get(reverse("contracts:invoice-send", args=[draft.pk])).status_code == 404


class TestTheDatabase:
    """What it refuses about runs and what was sent, whoever asks."""

    def broken(self, act: Any) -> str:
        with pytest.raises(DatabaseError) as caught, transaction.atomic():
            act()
        return violation(caught.value)

    @pytest.fixture
    def run(self, cast: Cast) -> InvoiceRun:
        return make_invoice_run(cast.finance)

    def test_one_run_over_a_month_at_a_time(self, run: InvoiceRun, cast: Cast) -> None:
        again = {"month": run.month, "issued_on": run.issued_on, "started_by": cast.finance}
        assert self.broken(lambda: InvoiceRun.objects.create(**again)) == "contracts_invoice_run_one_at_a_time"

    @pytest.mark.parametrize(
        ("values", "name"),
        [
            ({"month": "2026-09-02"}, "contracts_invoice_run_begins_a_month"),
            ({"finished_at": "2026-11-01T12:00Z"}, "contracts_invoice_run_finished_has_moment"),
            ({"status": RunStatus.FINISHED}, "contracts_invoice_run_finished_has_moment"),
        ],
    )
    def test_a_run_is_whole(self, values: dict[str, Any], name: str, cast: Cast) -> None:
        good = {"month": "2026-09-01", "issued_on": "2026-10-01", "started_by": cast.finance}
        assert self.broken(lambda: InvoiceRun.objects.create(**{**good, **values})) == name

    def test_a_place_in_a_run_is_taken_once(self, run: InvoiceRun) -> None:
        item = run.items.get()
        twin = InvoiceRunItem(run=run, partner=item.partner, position=item.position)
        assert self.broken(twin.save) == "contracts_invoice_run_item_once"

    def test_what_is_made_has_an_invoice(self, run: InvoiceRun, cast: Cast) -> None:
        name = "contracts_invoice_run_item_made_has_invoice"
        assert self.broken(lambda: run.items.update(status="made")) == name
        invoice = make_invoice(cast.finance)
        assert self.broken(lambda: run.items.update(status="blocked", invoice=invoice)) == name

    @pytest.mark.parametrize(("channel", "has_mail"), [("mail", False), ("post", True)])
    def test_a_mail_goes_with_its_letter(self, channel: str, has_mail: bool, cast: Cast) -> None:
        letter = OutgoingMail.objects.create(key="x", to="a@b.nl", subject="s", body="b") if has_mail else None
        row = Dispatch(invoice=make_invoice(cast.finance), channel=channel, mail=letter)
        assert self.broken(row.save) == "contracts_dispatch_by_mail_has_mail"

    @pytest.mark.parametrize(
        ("statement", "name"),
        [
            ("UPDATE contracts_invoicerun SET month = '2026-01-01'", "contracts_invoice_run_is_final"),
            ("DELETE FROM contracts_invoicerun", "contracts_invoice_run_is_final"),
            ("TRUNCATE contracts_invoicerun CASCADE", "contracts_invoice_run_is_final"),
            ("UPDATE contracts_invoicerunitem SET position = 99", "contracts_invoice_run_item_is_final"),
            ("DELETE FROM contracts_invoicerunitem", "contracts_invoice_run_item_is_final"),
            ("TRUNCATE contracts_invoicerunitem", "contracts_invoice_run_item_is_final"),
            ("UPDATE contracts_dispatch SET channel = 'post', mail_id = NULL", "contracts_dispatch_is_final"),
            ("DELETE FROM contracts_dispatch", "contracts_dispatch_is_final"),
            ("TRUNCATE contracts_dispatch", "contracts_dispatch_is_final"),
        ],
    )
    def test_what_happened_stays(self, statement: str, name: str, run: InvoiceRun, cast: Cast) -> None:
        assert billing_runs.advance_here(run_id=run.pk)

        def act() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(statement)

        assert Dispatch.objects.count() == 1
        assert self.broken(act) == name


def test_the_page_of_an_invoice_says_each_time_that_it_went(as_finance: Client, cast: Cast) -> None:
    invoice = make_ready(cast.finance)
    assert "niet verstuurd" in as_finance.get(invoice.get_absolute_url()).content.decode()
    leave(send(invoice, cast.finance).mail)
    sending.note_by_hand(invoice=invoice, channel=Channel.POST, note="Westzijde 1", by=cast.finance, at=timezone.now())
    html = as_finance.get(invoice.get_absolute_url()).content.decode()
    assert "naar@huurder.test" in html
    assert "Post: Westzijde 1" in html
    assert "Opnieuw versturen" in html
    assert "niet verstuurd" not in html
