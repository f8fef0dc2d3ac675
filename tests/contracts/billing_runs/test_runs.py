"""A run of invoices: starts once, bills everybody once, says why not, stops and goes on."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Max
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bookings.models import Booking
from contracts.domain import billing_runs, documents
from contracts.domain.billing import holding, invoices
from contracts.domain.billing_runs import advancing
from contracts.domain.numbering import audit
from contracts.enums import BillingItemStatus, OrderStatus, RunStatus
from contracts.models import BillingProfile, Dispatch, DocumentOrder, EInvoice, Invoice, InvoiceRun
from fluxus.errors import Refusal
from network.models import Address, EmailAddress, OutgoingMail, Partner
from tests.cast import Cast
from tests.factories.invoice_runs import MONTH, make_invoice_run, make_rent
from tests.factories.network import make_teacher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


@pytest.fixture
def renters(cast: Cast) -> list[Partner]:
    """Three, of whom the first rented twice."""
    renters = [make_teacher("Anna", "Aalbers"), make_teacher("Bo", "Bakker"), make_teacher("Cas", "Cohen")]
    for renter in renters:
        make_rent(cast.bureau, renter)
    make_rent(cast.bureau, renters[0], day=13)
    return renters


def begin(cast: Cast, **asked: Any) -> InvoiceRun:
    values = {"month": MONTH, "sends_mail": True, "by": cast.finance, "at": timezone.now(), **asked}
    return billing_runs.start(**values)


def finish(run: InvoiceRun) -> InvoiceRun:
    assert billing_runs.advance_here(run_id=run.pk)
    run.refresh_from_db()
    return run


def outcomes(run: InvoiceRun) -> list[str]:
    return list(run.items.order_by("position").values_list("status", flat=True))


class TestPreview:
    def test_says_who_gets_what_and_writes_nothing(self, renters: list[Partner], cast: Cast) -> None:
        found = billing_runs.preview(month=MONTH, today=date(2026, 11, 23))
        assert [(bill.partner, len(bill.lines), bill.net_cents) for bill in found.bills] == [
            (renters[0], 2, 5800),
            (renters[1], 1, 2900),
            (renters[2], 1, 2900),
        ]
        assert (found.lines, found.net_cents, found.gross_cents, found.is_over) == (4, 11600, 11600, True)
        assert not Invoice.objects.exists()

    def test_who_cannot_be_billed_yet_comes_first(self, renters: list[Partner]) -> None:
        Address.objects.filter(partner=renters[2]).delete()
        found = billing_runs.preview(month=MONTH, today=date(2026, 11, 23))
        assert [bill.partner for bill in found.bills] == [renters[2], renters[0], renters[1]]
        assert [blocker.sentence for blocker in found.bills[0].blockers] == ["Het adres ontbreekt."]
        assert (len(found.ready), len(found.blocked)) == (2, 1)

    def test_what_is_held_back_is_said_and_not_counted(self, renters: list[Partner], cast: Cast) -> None:
        at = timezone.now()
        holding.hold_partner(partner=renters[1], reason="Bezwaar loopt nog.", by=cast.finance, at=at)
        booking = Booking.objects.filter(partner=renters[0]).latest("local_start")
        holding.hold_booking(booking=booking, reason="Piano was stuk.", by=cast.finance, at=at)
        found = billing_runs.preview(month=MONTH, today=date(2026, 11, 23))
        assert [(bill.partner, bill.net_cents) for bill in found.bills] == [(renters[0], 2900), (renters[2], 2900)]
        assert [bill.partner for bill in found.skipped] == [renters[1]]
        assert [hold.reason for hold in found.held] == ["Piano was stuk."]

    def test_a_month_that_is_not_over_says_so(self, renters: list[Partner]) -> None:
        assert not billing_runs.preview(month=MONTH, today=date(2026, 10, 31)).is_over

    def test_asks_the_database_no_more_for_thirty_than_for_three(self, renters: list[Partner], cast: Cast) -> None:
        def queries() -> int:
            with CaptureQueriesContext(
                connection,
            ) as caught:
                billing_runs.preview(month=MONTH, today=date(2026, 11, 23))
            return len(caught)

        few = queries()
        for _ in range(27):
            make_rent(cast.bureau, make_teacher())
        assert queries() == few


class TestStarting:
    def test_the_same_request_starts_once(self, renters: list[Partner], cast: Cast) -> None:
        token = uuid4()
        assert begin(cast, request_token=token) == begin(cast, request_token=token)
        assert InvoiceRun.objects.count() == 1

    def test_only_who_was_chosen(self, renters: list[Partner], cast: Cast) -> None:
        run = begin(cast, partners=[renters[1].pk])
        assert [item.partner for item in run.items.all()] == [renters[1]]
        assert run.partners == [renters[1].pk]

    @pytest.mark.parametrize(
        ("asked", "code"),
        [
            ({"partners": []}, "nobody"),
            ({"month": date(2100, 1, 1)}, "future"),
            ({"month": date(2026, 9, 1)}, "nothing"),
        ],
    )
    def test_refuses(self, renters: list[Partner], cast: Cast, asked: dict[str, Any], code: str) -> None:
        with pytest.raises(Refusal) as caught:
            begin(cast, **asked)
        assert caught.value.code == code
        assert not InvoiceRun.objects.exists()

    def test_a_second_run_over_the_month_waits(self, renters: list[Partner], cast: Cast) -> None:
        busy = begin(cast)
        with pytest.raises(Refusal) as caught:
            begin(cast)
        assert (caught.value.code, caught.value.extra["run"]) == ("busy", busy)

    def test_going_on_waits_for_another_run_over_the_month(self, renters: list[Partner], cast: Cast) -> None:
        first = billing_runs.stop(run=begin(cast), by=cast.finance, at=timezone.now())
        begin(cast)
        with pytest.raises(Refusal) as caught:
            billing_runs.go_on(run=first, by=cast.finance)
        assert caught.value.code == "busy"


class TestCarryingOut:
    def test_bills_everybody_once_with_pdf_and_letter(self, renters: list[Partner], cast: Cast) -> None:
        run = finish(begin(cast))
        assert (run.status, outcomes(run)) == (RunStatus.FINISHED, [BillingItemStatus.MADE] * 3)
        made = run.invoices.order_by("number")
        assert [invoice.number for invoice in made] == ["2026-00001", "2026-00002", "2026-00003"]
        assert [invoice.gross_cents for invoice in made] == [5800, 2900, 2900]
        assert {(invoice.period_from_on, invoice.period_until_on) for invoice in made} == {(MONTH, date(2026, 10, 31))}
        assert [series.findings for series in audit() if series.findings] == []
        now = billing_runs.progress(run)
        assert (now.made, now.printed, now.queued, now.sent, now.unsent) == (3, 3, 3, 0, 0)
        assert EInvoice.objects.count() == 3

    def test_the_letter_takes_the_files_along(self, renters: list[Partner], cast: Cast) -> None:
        finish(begin(cast, partners=[renters[0].pk]))
        letter = OutgoingMail.objects.get()
        document = DocumentOrder.objects.get().document
        assert document is not None
        assert [(file["name"], file["storage_name"]) for file in letter.attachments] == [
            (document.filename, document.storage_name)
        ]
        assert (letter.to, letter.partner) == (renters[0].emails.get().address, renters[0])
        assert "€ 58,00" in letter.body
        assert Dispatch.objects.get().mail == letter

    def test_who_pays_for_another_gets_the_invoice(self, renters: list[Partner], cast: Cast) -> None:
        board = make_teacher("Bestuur", "Zaan")
        BillingProfile.objects.create(partner=renters[0], payer=board)
        BillingProfile.objects.create(partner=board, email="facturen@bestuur.test")
        run = finish(begin(cast))
        assert {invoice.partner for invoice in run.invoices.all()} == {board, renters[1], renters[2]}
        assert OutgoingMail.objects.get(partner=board).to == "facturen@bestuur.test"

    def test_without_mail_nothing_leaves(self, renters: list[Partner], cast: Cast) -> None:
        run = finish(begin(cast, sends_mail=False))
        assert billing_runs.progress(run).printed == 3
        assert not OutgoingMail.objects.exists()

    def test_what_is_missing_blocks_one_and_going_on_bills_it(self, renters: list[Partner], cast: Cast) -> None:
        address = Address.objects.get(partner=renters[1])
        Address.objects.filter(pk=address.pk).delete()
        run = finish(begin(cast))
        assert outcomes(run) == [BillingItemStatus.MADE, BillingItemStatus.BLOCKED, BillingItemStatus.MADE]
        assert "Het adres ontbreekt." in run.items.get(status=BillingItemStatus.BLOCKED).message
        address.save(force_insert=True)
        run = finish(billing_runs.go_on(run=run, by=cast.finance))
        assert outcomes(run) == [BillingItemStatus.MADE] * 3
        assert run.invoices.aggregate(last=Max("number"))["last"] == "2026-00003"

    def test_what_was_billed_meanwhile_is_nothing_more(self, renters: list[Partner], cast: Cast) -> None:
        run = begin(cast)
        draft = invoices.draft_for_booking(booking=Booking.objects.get(partner=renters[1]), by=cast.finance)
        finish(run)
        item = run.items.get(partner=renters[1])
        assert (item.status, item.invoice) == (BillingItemStatus.NOTHING, None)
        assert draft.lines.count() == 1

    def test_a_fault_of_ours_fails_one_and_gives_its_number_back(
        self, renters: list[Partner], cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        issue, calls = invoices.issue, []

        def breaks_once(**asked: Any) -> Invoice:
            calls.append(asked)
            made = issue(**asked)
            if len(calls) == 2:
                raise KeyError("lines")
            return made

        monkeypatch.setattr(invoices, "issue", breaks_once)
        run = finish(begin(cast))
        assert outcomes(run) == [BillingItemStatus.MADE, BillingItemStatus.FAILED, BillingItemStatus.MADE]
        assert run.items.get(status=BillingItemStatus.FAILED).message == "KeyError: 'lines'"
        assert Invoice.objects.aggregate(last=Max("number"))["last"] == "2026-00002"

    def test_a_line_that_keeps_killing_its_worker_is_put_aside(self, cast: Cast) -> None:
        run = make_invoice_run(cast.finance)
        run.items.update(attempts=20)
        assert outcomes(finish(run)) == [BillingItemStatus.FAILED]

    def test_the_date_is_that_of_the_day_on_which_it_goes_on(self, cast: Cast) -> None:
        run = make_invoice_run(cast.finance)
        later = timezone.now() + timedelta(days=3)
        made = billing_runs.carry_out(item_id=run.items.get().pk, at=later)
        assert made is not None
        assert made.invoice is not None
        assert made.invoice.issued_on == timezone.localdate(later)

    def test_a_line_that_is_made_is_not_made_again(self, cast: Cast) -> None:
        run = finish(make_invoice_run(cast.finance))
        assert billing_runs.carry_out(item_id=run.items.get().pk, at=timezone.now()) is None
        assert Invoice.objects.count() == 1


class TestStopping:
    def test_a_stopped_run_issues_and_mails_no_more(self, renters: list[Partner], cast: Cast) -> None:
        run = begin(cast)
        assert advancing.step(run_id=run.pk, at=timezone.now(), refused=set())
        billing_runs.stop(run=run, by=cast.finance, at=timezone.now())
        assert not advancing.step(run_id=run.pk, at=timezone.now(), refused=set())
        assert outcomes(run) == [BillingItemStatus.MADE, BillingItemStatus.WAITING, BillingItemStatus.WAITING]
        assert billing_runs.unfinished(month=MONTH) == run
        run = finish(billing_runs.go_on(run=run, by=cast.finance))
        assert outcomes(run) == [BillingItemStatus.MADE] * 3
        assert billing_runs.unfinished(month=MONTH) is None


class TestLeftovers:
    def test_what_a_killed_worker_left_is_finished_by_the_next(self, renters: list[Partner], cast: Cast) -> None:
        run = begin(cast)
        for item in run.items.all():
            billing_runs.carry_out(item_id=item.pk, at=timezone.now())
        first = DocumentOrder.objects.order_by("pk")[0]
        documents.make(document_order_id=first.pk)
        assert not OutgoingMail.objects.exists()
        run = finish(run)
        now = billing_runs.progress(run)
        assert (now.printed, now.queued, EInvoice.objects.count()) == (3, 3, 3)

    def test_a_document_in_the_hands_of_a_killed_worker_is_free_after_its_lease(self, cast: Cast) -> None:
        run = make_invoice_run(cast.finance)
        billing_runs.carry_out(item_id=run.items.get().pk, at=timezone.now())
        now = timezone.now()
        DocumentOrder.objects.update(status=OrderStatus.RUNNING, started_at=now, attempts=1)
        assert advancing.next_unprinted(run.pk, now) is None
        assert advancing.next_unprinted(run.pk, now + timedelta(minutes=1)) == Invoice.objects.get()

    def test_a_letter_that_cannot_be_written_does_not_keep_the_run_busy(
        self, renters: list[Partner], cast: Cast
    ) -> None:
        EmailAddress.objects.filter(partner=renters[0]).delete()
        run = finish(begin(cast))
        now = billing_runs.progress(run)
        assert (run.status, now.made, now.queued, now.unsent) == (RunStatus.FINISHED, 3, 2, 1)

    def test_the_sweep_nudges_only_silent_runs(self, cast: Cast) -> None:
        at = timezone.now()
        make_invoice_run(cast.finance, started_at=at)
        assert billing_runs.sweep(at=at) == 0
        assert billing_runs.sweep(at=at + timedelta(minutes=5)) == 1
