"""One agreement of a run: drawn up and numbered in one transaction, or a reason why not."""

import logging
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from contracts.domain import turns
from contracts.domain.drawing_up import agreements, drafting, rentals
from contracts.domain.runs.choosing import free_bookings, free_deliveries, free_lessons
from contracts.enums import ItemStatus, RunSource
from contracts.models import Agreement, AgreementLine, RunItem
from fluxus.db import PASSING, explain, sqlstate
from fluxus.errors import Refusal

log = logging.getLogger(__name__)
NOTHING_LEFT = "nothing_left"


def next_item(run_id: int) -> int | None:
    """The key of the first item that waits and that nobody works on; counts the try, so that it is known after a kill."""
    return turns.next_item(RunItem.objects.filter(run=run_id))


def carry_out(*, item_id: int, at: datetime) -> RunItem | None:
    """Draw up and issue the agreement of one item, all or nothing, and note what became of it.

    None when it is done, stopped or in other hands. What the house refuses blocks the item until somebody mends it and
    goes on; planning that is gone drops it; a fault of ours fails it. A passing fault of the database leaves it waiting.
    """
    try:
        with transaction.atomic():
            item = _free(RunItem.objects.filter(pk=item_id)).first()
            return _make(item, at) if item else None
    except Refusal as refusal:
        gone = refusal.code == NOTHING_LEFT
        return _settle(item_id, ItemStatus.DROPPED if gone else ItemStatus.BLOCKED, refusal.sentence)
    except OperationalError as fault:
        if sqlstate(fault) not in PASSING:
            raise
        return None
    except Exception as fault:
        log.exception("item %s of a run failed", item_id)
        return _settle(item_id, ItemStatus.FAILED, turns.words_of(fault))


def _free(items: Any) -> Any:
    return turns.free(items)


def _make(item: RunItem, at: datetime) -> RunItem:
    if item.attempts > turns.MOST_ATTEMPTS:
        item.status, item.message = ItemStatus.FAILED, "Het opstellen is te vaak afgebroken voordat het klaar was."
    else:
        item.agreement, item.status, item.message = issued(item, at), ItemStatus.MADE, ""
    item.save()
    return item


def _day(item: RunItem, at: datetime) -> date:
    """The date on the agreement: that of the run, or today when it went on later; numbers and dates go up together."""
    return max(item.run.issued_on, timezone.localdate(at))


def issued(item: RunItem, at: datetime) -> Agreement:
    """The agreement of an item, drafted and issued in the transaction of the caller."""
    day = _day(item, at)
    try:
        draft = _draft(item, day)
        return agreements.issue(agreement=draft, by=item.run.started_by, today=day)
    except IntegrityError as error:
        raise explain(AgreementLine, error) from error


def _draft(item: RunItem, day: date) -> Agreement:
    """Of what is still planned and free: a date that fell out since the start is left out."""
    run, partner = item.run, item.partner
    common: dict[str, Any] = {"partner": partner, "by": run.started_by, "today": day, "run": run}
    if run.source == RunSource.SEASON:
        bookings = list(free_bookings().filter(pk__in=item.sources, partner=partner))
        _refuse_nothing(bookings)
        return rentals.from_bookings(bookings=bookings, **common)
    if run.source == RunSource.LESSONS:
        lessons = list(free_lessons().filter(pk__in=item.sources, course__maker=partner))
        _refuse_nothing(lessons)
        return drafting.from_lessons(lessons=lessons, fee_cents=run.criteria["fee_cents"], **common)
    deliveries = list(free_deliveries().filter(pk__in=item.sources, activity__maker=partner))
    _refuse_nothing(deliveries)
    return agreements.draft(deliveries=deliveries, **common)


def _refuse_nothing(planned: list[Any]) -> None:
    if not planned:
        raise Refusal(
            "Alles wat hierin zou staan is vervallen, ingetrokken of staat al in een overeenkomst.", code=NOTHING_LEFT
        )


def _settle(item_id: int, status: str, message: str) -> RunItem | None:
    """Note what became of an item that is still waiting."""
    with transaction.atomic():
        item = _free(RunItem.objects.filter(pk=item_id)).first()
        if item:
            item.status, item.message = status, message
            item.save(update_fields=["status", "message"])
    return item if isinstance(item, RunItem) else None
