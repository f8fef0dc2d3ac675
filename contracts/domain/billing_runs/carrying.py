"""One partner of a run of invoices: drafted and issued in one transaction, or a reason why not."""

import logging
from datetime import datetime

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from contracts.domain import turns
from contracts.domain.billing import billable, drafting, invoices
from contracts.domain.billing_runs.months import last_day, month_name
from contracts.enums import BillingItemStatus
from contracts.models import Invoice, InvoiceLine, InvoiceRunItem
from fluxus.db import PASSING, explain, sqlstate
from fluxus.errors import Refusal

log = logging.getLogger(__name__)
NOTHING = "nothing"


def carry_out(*, item_id: int, at: datetime) -> InvoiceRunItem | None:
    """Draft and issue the invoice of one item, all or nothing, and note what became of it.

    None when it is done, stopped or in other hands. What the house refuses blocks the item until somebody mends it and
    goes on; a fault of ours fails it. A passing fault of the database leaves it waiting.
    """
    try:
        with transaction.atomic():
            item = turns.free(InvoiceRunItem.objects.filter(pk=item_id)).first()
            return _make(item, at) if item else None
    except Refusal as refusal:
        is_nothing = refusal.code == NOTHING
        return _settle(
            item_id, BillingItemStatus.NOTHING if is_nothing else BillingItemStatus.BLOCKED, refusal.sentence
        )
    except OperationalError as fault:
        if sqlstate(fault) not in PASSING:
            raise
        return None
    except Exception as fault:
        log.exception("item %s of a run of invoices failed", item_id)
        return _settle(item_id, BillingItemStatus.FAILED, turns.words_of(fault))


def _make(item: InvoiceRunItem, at: datetime) -> InvoiceRunItem:
    if item.attempts > turns.MOST_ATTEMPTS:
        item.status = BillingItemStatus.FAILED
        item.message = "Het factureren is te vaak afgebroken voordat het klaar was."
    else:
        item.invoice, item.status, item.message = issued(item, at), BillingItemStatus.MADE, ""
    item.save()
    return item


def issued(item: InvoiceRunItem, at: datetime) -> Invoice:
    """The invoice of an item, drafted and issued in the transaction of the caller.

    Its date is that of the run, or today when it went on later: numbers and dates go up together.
    """
    run = item.run
    found = billable.of(partner=item.partner, month=run.month)
    if not found.lines:
        raise Refusal(
            "Er is niets meer te factureren: het staat al op een factuur of wordt vastgehouden.", code=NOTHING
        )
    try:
        draft = drafting.draft_lines(
            partner=item.partner,
            lines=found.lines,
            by=run.started_by,
            run=run,
            subject=f"Huur van ruimtes in {month_name(run.month)}",
            period_from_on=run.month,
            period_until_on=last_day(run.month),
        )
        day = max(run.issued_on, timezone.localdate(at))
        return invoices.issue(invoice=draft, by=run.started_by, today=day, run=run)
    except IntegrityError as error:
        raise explain(InvoiceLine, error) from error


def _settle(item_id: int, status: str, message: str) -> InvoiceRunItem | None:
    """Note what became of an item that is still waiting."""
    with transaction.atomic():
        item = turns.free(InvoiceRunItem.objects.filter(pk=item_id)).first()
        if item:
            item.status, item.message = status, message
            item.save(update_fields=["status", "message"])
    return item if isinstance(item, InvoiceRunItem) else None
