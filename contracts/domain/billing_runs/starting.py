"""Starting a run of invoices, stopping it and going on with it. Nothing is issued here: the items are the queue."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from contracts.domain import documents
from contracts.domain.billing import billable
from contracts.domain.billing_runs.advancing import nudge
from contracts.domain.billing_runs.months import first_day, month_name
from contracts.enums import BillingItemStatus, OrderStatus, RunStatus
from contracts.models import DocumentOrder, InvoiceRun, InvoiceRunItem
from fluxus.db import lock, one_at_a_time
from fluxus.errors import Refusal
from network.models import Partner

AGAIN = (BillingItemStatus.BLOCKED, BillingItemStatus.FAILED)


def start(
    *,
    month: date,
    partners: Collection[int] | None = None,
    sends_mail: bool,
    by: Any,
    at: datetime,
    request_token: UUID | None = None,
) -> InvoiceRun:
    """Queue one item per payer with something to bill in a month and nudge the workers, in one transaction.

    With `partners` only those payers. The same `request_token` gives the run that was started with it. Refuses a month
    that did not begin yet, when there is nothing to bill, and when a run for this month is busy (`extra["run"]`).
    """
    with transaction.atomic():
        one_at_a_time("invoice runs")
        same = InvoiceRun.objects.filter(request_token=request_token).first() if request_token else None
        if same:
            return same
        today = timezone.localdate(at)
        refuse_future(month, today)
        refuse_busy(month)
        chosen = payers(month, partners)
        run = InvoiceRun.objects.create(
            month=first_day(month),
            issued_on=today,
            sends_mail=sends_mail,
            partners=sorted(partners) if partners is not None else [],
            request_token=request_token,
            started_at=at,
            started_by=by,
        )
        InvoiceRunItem.objects.bulk_create(
            InvoiceRunItem(run=run, position=position, partner=partner)
            for position, partner in enumerate(chosen, start=1)
        )
        nudge(run)
    return run


def stop(*, run: InvoiceRun, by: Any, at: datetime) -> InvoiceRun:
    """No more is issued or mailed; what is issued stays. Stopped or finished already: nothing happens."""
    with transaction.atomic():
        held = lock(InvoiceRun.objects.filter(pk=run.pk))[0]
        if held.status == RunStatus.RUNNING:
            held.status, held.finished_at = RunStatus.STOPPED, at
            held.save(update_fields=["status", "finished_at"])
    return held


def go_on(*, run: InvoiceRun, by: Any) -> InvoiceRun:
    """Carry on where it stopped, and try again what was blocked or failed. Refuses while another run has this month."""
    with transaction.atomic():
        one_at_a_time("invoice runs")
        held = lock(InvoiceRun.objects.filter(pk=run.pk))[0]
        refuse_busy(held.month, but=held)
        held.items.filter(status__in=AGAIN).update(status=BillingItemStatus.WAITING, attempts=0, message="")
        for order in DocumentOrder.objects.filter(invoice__run=held, status=OrderStatus.FAILED):
            documents.retry(order=order)
        held.status, held.finished_at = RunStatus.RUNNING, None
        held.save(update_fields=["status", "finished_at"])
        nudge(held)
    return held


def unfinished(*, month: date) -> InvoiceRun | None:
    """The run for this month that is busy or was stopped."""
    found = InvoiceRun.objects.filter(month=first_day(month)).exclude(status=RunStatus.FINISHED)
    return found.order_by("-pk").first()


def payers(month: date, partners: Collection[int] | None) -> list[Partner]:
    """Who gets an invoice, or waits for something to be mended. Refuses when there is nobody."""
    if partners is not None and not partners:
        raise Refusal("Vink minstens één partner aan.", code="nobody")
    found = [each.partner for each in billable.month(month) if each.lines]
    chosen = [each for each in found if partners is None or each.pk in partners]
    if not chosen:
        raise Refusal(f"Over {month_name(month)} is niets te factureren.", code="nothing")
    return chosen


def refuse_future(month: date, today: date) -> None:
    if month > today:
        raise Refusal("Deze maand is nog niet begonnen.", field="month", code="future")


def refuse_busy(month: date, *, but: InvoiceRun | None = None) -> None:
    busy = InvoiceRun.objects.filter(month=first_day(month), status=RunStatus.RUNNING)
    found = busy.exclude(pk=but.pk).first() if but else busy.first()
    if found:
        raise Refusal(f"De run over {month_name(month)} is nog bezig.", code="busy", run=found)
