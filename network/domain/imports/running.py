"""The work of an import, chunk by chunk. The rows are the queue, a message is only a nudge.

Every chunk is one transaction that holds the import: who is killed leaves it as it was before that chunk, a second worker
finds it held and goes home. The trial run is the same code in a savepoint that is rolled back.
"""

import logging
import time
from collections.abc import Callable, Sequence
from copy import copy
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import DatabaseError, OperationalError, transaction
from django.db.models import F, Min
from django.utils import timezone

from fluxus.db import POINTS_TO_NOBODY, one_at_a_time, sqlstate
from fluxus.errors import Refusal
from fluxus.jobs import enqueue
from network.domain.imports import undoing
from network.domain.imports.applying import apply
from network.domain.imports.loading import load
from network.domain.imports.uploading import forget_file
from network.enums import ImportStatus, RowChoice, RowOutcome
from network.models import Import, ImportRow

log = logging.getLogger(__name__)
TASK = "network.run_import"
CHUNK = 250
LONGEST_FAULT = 1000
SLICE_SECONDS = 60.0
"""After this much work a task asks for the next one; well within the limit of a task."""
PAUSE_SECONDS = 0.2
QUIET = timedelta(seconds=60)
"""Who gives no sign of life for so long was killed, or never nudged."""
WRITTEN = [
    "outcome",
    "reasons",
    "differences",
    "candidates",
    "partner",
    "before",
    "after",
    "is_done",
    "cells",
    "earlier",
    "turn",
]
MOST_TRIES = 5
"""So often one and the same chunk may be broken off (a killed worker, a full disk) before somebody has to look."""
BUSY = (
    ImportStatus.CHECK_QUEUED,
    ImportStatus.CHECKING,
    ImportStatus.QUEUED,
    ImportStatus.RUNNING,
    ImportStatus.UNDO_QUEUED,
    ImportStatus.UNDOING,
)


def advance(*, import_id: int, seconds: float = SLICE_SECONDS) -> bool:
    """Work on an import until it is done, held by another, or time is up (then nudges again). True when all is done."""
    until = time.monotonic() + seconds
    while step(import_id=import_id):
        if time.monotonic() > until:
            enqueue(TASK, import_id=import_id)
            return False
    return not Import.objects.filter(pk=import_id, status__in=BUSY).exists()


def advance_here(*, import_id: int, tell: Callable[[Import], None] | None = None) -> Import:
    """Do all the work in this process, for the command line; `tell` hears after every chunk how far it is."""
    while (is_mine := step(import_id=import_id)) or Import.objects.filter(pk=import_id, status__in=BUSY).exists():
        if tell:
            tell(Import.objects.get(pk=import_id))
        if not is_mine:
            time.sleep(PAUSE_SECONDS)  # a worker has it
    return Import.objects.get(pk=import_id)


def step(*, import_id: int) -> bool:
    """One transaction of work; False when there is nothing (more) to do here. A fault of ours ends it as failed."""
    if not begun(import_id):
        return False
    try:
        with transaction.atomic():
            batch = taken(import_id, waits=True)
            if batch is None:
                return False
            STEPS[ImportStatus(batch.status)](batch)
            batch.beat_at, batch.tries, batch.fault = timezone.now(), 0, ""
            batch.save()
            return batch.status in BUSY
    except DatabaseError as fault:
        if not passes(fault):
            fail(import_id, words_of(fault))
        else:
            Import.objects.filter(pk=import_id).update(fault=words_of(fault))
        raise  # when it passes by itself, the sweep comes back for it
    except Refusal as refusal:
        fail(import_id, refusal.sentence)
        return False
    except Exception as fault:
        fail(import_id, words_of(fault))
        raise


def begun(import_id: int) -> bool:
    """Count this try, in a transaction of its own so that it is known when the worker is killed. False: nothing to do."""
    with transaction.atomic():
        batch = taken(import_id)
        if batch is None:
            return False
        if batch.tries >= MOST_TRIES:
            fail(import_id, f"{batch.tries} keer begonnen en even vaak afgebroken. {batch.fault}".strip())
            return False
        Import.objects.filter(pk=import_id).update(tries=F("tries") + 1)
    return True


def passes(fault: DatabaseError) -> bool:
    """Whether trying again may help: no connection, a lock, or somebody who went up in another just now."""
    return isinstance(fault, OperationalError) or sqlstate(fault) == POINTS_TO_NOBODY


def words_of(fault: Exception) -> str:
    """Without what the database tells of the row itself, which is about people."""
    return f"{type(fault).__name__}: {next(iter(str(fault).splitlines()), '')}"[:LONGEST_FAULT]


def taken(import_id: int, *, waits: bool = False) -> Import | None:
    """The import, held until the end of this transaction; None when it is done, gone or held by another.

    Who `waits` has counted his try already: going home from a rival who only counts would look like being broken off.
    """
    waiting = Import.objects.filter(pk=import_id, status__in=BUSY)
    return waiting.select_for_update(skip_locked=not waits, no_key=True, of=("self",)).first()


def fail(import_id: int, fault: str) -> None:
    """Stop, with the fault where colleagues see it; what was carried out stays and can be undone."""
    log.warning("import %s stopped: %s", import_id, fault)
    Import.objects.filter(pk=import_id).update(status=ImportStatus.FAILED, fault=fault[:LONGEST_FAULT], tries=0)


def begin_check(batch: Import) -> None:
    load(batch)
    batch.status = ImportStatus.CHECKING


def check(batch: Import) -> None:
    """Try out a chunk: carried out for real, told, and rolled back."""
    rows = waiting_rows(batch)
    with transaction.atomic():
        apply(rows, batch=batch, today=timezone.localdate(), by=batch.uploaded_by)
        transaction.set_rollback(True)
    for row in rows:
        row.before = row.after = None
        if row.outcome == RowOutcome.CREATED:
            row.partner = None
    keep(batch, rows, then=ImportStatus.CHECKED)


def begin_run(batch: Import) -> None:
    """From the first row; after a first run only the rows on which a colleague chose since."""
    if not batch.rows.exists():
        load(batch)
    again = batch.rows.filter(after__isnull=True)
    if batch.rows.exclude(after__isnull=True).exists():
        again = again.filter(outcome=RowOutcome.DUPLICATE, choice__in=(RowChoice.SAME, RowChoice.NEW))
    again.update(is_done=False)
    batch.total, batch.done = batch.rows.count(), batch.rows.filter(is_done=True).count()
    batch.status = ImportStatus.RUNNING


def run(batch: Import) -> None:
    """Carry out a chunk. What stood in rows that went well is not kept: the partner has it now.

    One list at a time: who is new in two lists that run together is added by the first and known to the second.
    """
    one_at_a_time(TASK)
    rows = waiting_rows(batch)
    apply(rows, batch=batch, today=timezone.localdate(), by=batch.uploaded_by)
    for row in rows:
        if row.is_done and row.outcome not in (RowOutcome.REFUSED, RowOutcome.DUPLICATE):
            row.cells = {}
    keep(batch, rows, then=ImportStatus.DONE)


def waiting_rows(batch: Import) -> list[ImportRow]:
    """The next rows of one turn: organisations, then people, then rows that tell of an earlier line."""
    waiting = batch.rows.filter(is_done=False)
    turn = waiting.aggregate(first=Min("turn"))["first"]
    return list(waiting.filter(turn=turn).select_related("chosen").order_by("line")[:CHUNK])


def keep(batch: Import, rows: Sequence[ImportRow], *, then: ImportStatus) -> None:
    """Save what became of a chunk; `then` is the status when it was the last."""
    ImportRow.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=WRITTEN)
    batch.done += sum(row.is_done for row in rows)
    if not batch.rows.filter(is_done=False).exists():
        batch.status, batch.done = then, batch.total
        if then == ImportStatus.DONE:
            drop_file(batch)


def drop_file(batch: Import) -> None:
    """What is read in for good needs its file no more, and a file may hold what we are not allowed to keep."""
    transaction.on_commit(partial(forget_file, copy(batch)))
    batch.original = ""


def begin_undo(batch: Import) -> None:
    batch.total, batch.done = undoing.waiting(batch).count(), 0
    batch.status = ImportStatus.UNDOING


def undo(batch: Import) -> None:
    batch.done += undoing.undo_chunk(batch, by=batch.undone_by, at=timezone.now())
    if not undoing.waiting(batch).exists():
        batch.status, batch.done = ImportStatus.UNDONE, batch.total


STEPS: dict[ImportStatus, Callable[[Import], Any]] = {
    ImportStatus.CHECK_QUEUED: begin_check,
    ImportStatus.CHECKING: check,
    ImportStatus.QUEUED: begin_run,
    ImportStatus.RUNNING: run,
    ImportStatus.UNDO_QUEUED: begin_undo,
    ImportStatus.UNDOING: undo,
}


def sweep() -> int:
    """Nudge again for imports that wait or work without a sign of life. Gives how many."""
    silent = Import.objects.filter(status__in=BUSY).exclude(beat_at__gt=timezone.now() - QUIET)
    overdue = list(silent.order_by("pk").values_list("pk", flat=True))
    for import_id in overdue:
        enqueue(TASK, import_id=import_id)
    return len(overdue)
