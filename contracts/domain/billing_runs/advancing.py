"""The work of a run of invoices, piece by piece: issue, make both files, mail. Who is killed leaves his piece as it was."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from contracts.domain import documents, einvoicing, sending, turns
from contracts.domain.billing_runs.carrying import carry_out
from contracts.domain.billing_runs.counting import progress
from contracts.enums import BillingItemStatus, OrderStatus, RunStatus
from contracts.models import DocumentOrder, Invoice, InvoiceRun, InvoiceRunItem
from fluxus.db import lock
from fluxus.errors import Refusal
from fluxus.jobs import enqueue

log = logging.getLogger(__name__)
TASK = "contracts.advance_invoice_run"


def nudge(run: InvoiceRun) -> None:
    for _ in range(turns.LANES):
        enqueue(TASK, run_id=run.pk)


def advance(*, run_id: int, seconds: float = turns.SLICE_SECONDS) -> bool:
    """Work on a run until nothing is left here or time is up (then asks for another turn). True when the run is over."""
    refused: set[int] = set()
    return turns.for_a_while(
        step=lambda: step(run_id=run_id, at=timezone.now(), refused=refused),
        finish=lambda: finish(run_id=run_id, at=timezone.now(), refused=refused),
        ask_again=lambda: enqueue(TASK, run_id=run_id),
        seconds=seconds,
    )


def advance_here(*, run_id: int, goes_on: Callable[[], bool] = lambda: True) -> bool:
    """Work in this process until the run is over or `goes_on` says no, for the command line. True when it is over."""
    refused: set[int] = set()
    return turns.until_over(
        step=lambda: step(run_id=run_id, at=timezone.now(), refused=refused),
        finish=lambda: finish(run_id=run_id, at=timezone.now(), refused=refused),
        goes_on=goes_on,
    )


def step(*, run_id: int, at: datetime, refused: set[int]) -> bool:
    """One invoice: issued, both files made, mailed; else what a killed worker left of one. False: nothing to do here.

    `refused` gathers invoices whose e-invoice or letter cannot be made, so that they are not tried again and again.
    """
    item_id = turns.next_item(InvoiceRunItem.objects.filter(run=run_id))
    if item_id is not None:
        made = carry_out(item_id=item_id, at=at)
        if made and made.invoice:
            deliver(made.invoice, refused)
        return True
    left = next_unprinted(run_id, at) or next_undelivered(run_id, refused)
    if left is not None:
        deliver(left, refused)
    return left is not None


def deliver(invoice: Invoice, refused: set[int]) -> None:
    """Both files, then the letter. A fault stands on the order or in the log; the run goes on with the next one."""
    order = DocumentOrder.objects.filter(invoice=invoice).first()
    try:
        if order and order.status != OrderStatus.READY:
            documents.make(document_order_id=order.pk)
    except Exception:
        log.exception("the PDF of invoice %s failed", invoice)
        return
    try:
        einvoicing.make(invoice=invoice, at=timezone.now())
        if sending.waiting(Invoice.objects.filter(pk=invoice.pk)).exists():
            sending.send_automatically(invoice=invoice, at=timezone.now())
    except Refusal as refusal:
        refused.add(invoice.pk)
        log.info("invoice %s is not mailed: %s", invoice, refusal.sentence)
    except Exception:
        refused.add(invoice.pk)
        log.exception("invoice %s could not be delivered", invoice)


def next_unprinted(run_id: int, at: datetime) -> Invoice | None:
    orders = DocumentOrder.objects.filter(turns.unheld_orders(at), invoice__run__status=RunStatus.RUNNING)
    order = orders.filter(invoice__run=run_id).select_related("invoice").order_by("pk").first()
    return order.invoice if order else None


def next_undelivered(run_id: int, refused: set[int]) -> Invoice | None:
    return undelivered(run_id).exclude(pk__in=refused).order_by("pk").first()


def undelivered(run_id: int) -> QuerySet[Invoice]:
    """With a PDF, but without its e-invoice or the letter that it should have gone with."""
    printed = Invoice.objects.filter(
        run=run_id, run__status=RunStatus.RUNNING, document_order__status=OrderStatus.READY
    )
    unmailed = printed.filter(run__sends_mail=True, dispatches__isnull=True)
    return printed.filter(einvoice__isnull=True) | unmailed


def finish(*, run_id: int, at: datetime, refused: set[int]) -> bool:
    """Close the run when everything is looked at, made and handed to the outbox. True when it is over, now or before."""
    with transaction.atomic():
        held = lock(InvoiceRun.objects.filter(pk=run_id))
        if not held or held[0].status != RunStatus.RUNNING:
            return True
        if is_busy(held[0]) or next_undelivered(run_id, refused):
            return False
        held[0].status, held[0].finished_at = RunStatus.FINISHED, at
        held[0].save(update_fields=["status", "finished_at"])
    return True


def is_busy(run: InvoiceRun) -> bool:
    waiting = run.items.filter(status=BillingItemStatus.WAITING)
    return waiting.exists() or DocumentOrder.objects.unfinished().filter(invoice__run=run).exists()


def sweep(*, at: datetime) -> int:
    """Nudge again for busy runs without a sign of life. Returns how many."""
    busy = InvoiceRun.objects.filter(status=RunStatus.RUNNING).order_by("pk")
    silent = [run for run in busy if not is_alive(run, at)]
    for run in silent:
        nudge(run)
    return len(silent)


def is_alive(run: InvoiceRun, at: datetime) -> bool:
    latest = progress(run).latest_at
    return latest is not None and latest > at - turns.QUIET
