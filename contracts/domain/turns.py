"""Working on a run in turns, for whatever it makes: the rows are the queue, a message is only a nudge.

Several workers may work on the same run: every piece is taken under a lock, so nothing is done twice. `step` does one
piece and says whether there was one, `finish` closes the run and says whether it is over.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from contracts.domain import documents
from contracts.enums import OrderStatus, RunStatus

LANES = 2
"""So many workers are asked at once; on a small server that leaves none idle and drowns nobody."""
SLICE_SECONDS = 5.0
"""After this much work a worker turns to what else waits: somebody's own document, or a letter."""
QUIET = timedelta(seconds=60)
"""A busy run that shows no sign of life for so long has lost its nudges or its workers."""
WAIT_SECONDS = 0.2
"""So long one waits for what others have in hand."""
PAUSE = timedelta(seconds=10)
"""A document that failed by something passing is left alone for so long."""
MOST_ATTEMPTS = 10
"""So often one item may be begun without an end (killed workers, rivals that were quicker) before somebody has to look."""


def for_a_while(
    *, step: Callable[[], bool], finish: Callable[[], bool], ask_again: Callable[[], None], seconds: float
) -> bool:
    """Work until nothing is left here or time is up (then asks for another turn). True when the run is over."""
    until = time.monotonic() + seconds
    while step():
        if time.monotonic() > until:
            ask_again()
            return False
    return finish()


def until_over(*, step: Callable[[], bool], finish: Callable[[], bool], goes_on: Callable[[], bool]) -> bool:
    """Work in this process until the run is over or `goes_on` says no, for the command line. True when it is over."""
    while goes_on():
        if step():
            continue
        if finish():
            return True
        time.sleep(WAIT_SECONDS)
    return False


def words_of(fault: Exception) -> str:
    """Without what the database tells of the row itself, which is about people."""
    return f"{type(fault).__name__}: {next(iter(str(fault).splitlines()), '')}"[:500]


def next_item(items: Any) -> int | None:
    """The key of the first item that waits and that nobody works on; counts the try, so that it is known after a kill."""
    with transaction.atomic():
        item = free(items).order_by("position").first()
        if item is None:
            return None
        items.filter(pk=item.pk).update(attempts=F("attempts") + 1)
    return int(item.pk)


def free(items: Any) -> Any:
    """Items that wait in a run that is busy; locked, and without those that somebody else holds."""
    waiting = items.filter(status="waiting", run__status=RunStatus.RUNNING)
    return waiting.select_for_update(skip_locked=True, no_key=True, of=("self",))


def unheld_orders(at: datetime) -> Q:
    """Documents that nobody has in hand: new, failed a while ago, or of a worker that was killed."""
    fresh = Q(status=OrderStatus.QUEUED, attempts=0)
    again = Q(status=OrderStatus.QUEUED, started_at__lt=at - PAUSE)
    orphaned = Q(status=OrderStatus.RUNNING, started_at__lt=at - documents.LEASE)
    return fresh | again | orphaned
