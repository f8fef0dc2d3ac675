"""The work of a run, piece by piece: draw up, print, send. The rows are the queue, a message is only a nudge.

Several workers may advance the same run: every piece is taken under a lock, so nothing is done twice. Who is killed
leaves his piece as it was; a document that was in his hands is free again after its lease.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from contracts.domain import documents, turns
from contracts.domain.runs.carrying import carry_out, next_item
from contracts.domain.runs.counting import progress
from contracts.domain.signing import requests
from contracts.enums import AgreementStatus, ItemStatus, OrderStatus, RunStatus
from contracts.models import Agreement, AgreementRun, DocumentOrder
from fluxus.db import lock
from fluxus.errors import Refusal
from fluxus.jobs import enqueue

log = logging.getLogger(__name__)
TASK = "contracts.advance_run"


def nudge(run: AgreementRun) -> None:
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
    """One agreement, drawn up, printed and sent; else a document or a letter that was left. False: nothing to do here.

    `refused` gathers agreements whose letter the house refuses, so that they are not tried again and again.
    """
    item_id = next_item(run_id)
    if item_id is not None:
        made = carry_out(item_id=item_id, at=at)
        if made and made.agreement:
            print_and_send(made.agreement.document_order, refused)
        return True
    order = next_document(run_id, at)
    if order is not None:
        print_and_send(order, refused)
        return True
    letter = next_letter(run_id, refused)
    if letter is not None:
        send(letter, refused)
    return letter is not None


def print_and_send(order: DocumentOrder, refused: set[int]) -> None:
    """A fault stands on the order; the run goes on with the next one."""
    try:
        documents.make(document_order_id=order.pk)
    except Exception:
        log.exception("document order %s of a run failed", order.pk)
    else:
        letter = letters(Agreement.objects.filter(document_order=order)).first()
        if letter:
            send(letter, refused)


def next_document(run_id: int, at: datetime) -> DocumentOrder | None:
    """An order that nobody has in hand: new, failed a while ago, or of a worker that was killed."""
    of_run = DocumentOrder.objects.filter(agreement__run=run_id, agreement__run__status=RunStatus.RUNNING)
    return of_run.filter(turns.unheld_orders(at)).order_by("pk").first()


def letters(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Those whose PDF is ready and whose invitation did not go out yet."""
    return agreements.filter(
        status=AgreementStatus.ISSUED,
        document_order__status=OrderStatus.READY,
        run__status=RunStatus.RUNNING,
        run__sends_letters=True,
    ).select_related("run__started_by")


def next_letter(run_id: int, refused: set[int]) -> Agreement | None:
    return letters(Agreement.objects.filter(run=run_id)).exclude(pk__in=refused).order_by("pk").first()


def send(agreement: Agreement, refused: set[int]) -> None:
    """Invite the partner. A rival that was quicker, a rule that refuses or a fault of ours does not stop the run."""
    run = agreement.run
    try:
        requests.send(agreement=agreement, by=run.started_by if run else None, at=timezone.now())
    except Refusal as refusal:
        if refusal.code == "state":  # a rival was quicker, or it was withdrawn just now
            return
        refused.add(agreement.pk)
        log.warning("agreement %s was not sent: %s", agreement, refusal.sentence)
    except Exception:
        refused.add(agreement.pk)
        log.exception("agreement %s was not sent", agreement)


def finish(*, run_id: int, at: datetime, refused: set[int]) -> bool:
    """Close the run when everything is looked at, printed and sent. True when it is over, now or before."""
    with transaction.atomic():
        held = lock(AgreementRun.objects.filter(pk=run_id))
        if not held or held[0].status != RunStatus.RUNNING:
            return True
        if is_busy(held[0]) or next_letter(run_id, refused):
            return False
        held[0].status, held[0].finished_at = RunStatus.FINISHED, at
        held[0].save(update_fields=["status", "finished_at"])
    return True


def is_busy(run: AgreementRun) -> bool:
    waiting = run.items.filter(status=ItemStatus.WAITING)
    return waiting.exists() or DocumentOrder.objects.unfinished().filter(agreement__run=run).exists()


def sweep(*, at: datetime) -> int:
    """Nudge again for busy runs without a sign of life. Returns how many."""
    busy = AgreementRun.objects.filter(status=RunStatus.RUNNING).order_by("pk")
    silent = [run for run in busy if not is_alive(run, at)]
    for run in silent:
        nudge(run)
    return len(silent)


def is_alive(run: AgreementRun, at: datetime) -> bool:
    latest = progress(run).latest_at
    return latest is not None and latest > at - turns.QUIET
