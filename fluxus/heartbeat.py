"""A worker that lives says so in Redis; `/gereed/` reads it.

The beat comes from the event loop of the worker's main process, so it also stops when that loop hangs, and it goes on
while all pool processes are busy.
"""

import time
from typing import Any

from celery import bootsteps
from django.core.cache import cache

KEY = "worker-heartbeat"
INTERVAL_SECONDS = 10
# After this long without a beat the worker counts as gone.
PATIENCE_SECONDS = 45


class Heartbeat(bootsteps.StartStopStep):
    """Writes the time to Redis as long as the worker runs."""

    requires = ("celery.worker.components:Timer",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.repetition: Any = None

    def start(self, parent: Any) -> None:
        """Beat at once and then every few seconds."""
        beat()
        self.repetition = parent.timer.call_repeatedly(INTERVAL_SECONDS, beat)

    def stop(self, parent: Any) -> None:
        """Stop beating; another worker may still be there, so the key is left to expire."""
        if self.repetition is not None:
            self.repetition.cancel()


def beat() -> None:
    """Say that a worker lives now."""
    cache.set(KEY, time.time(), timeout=PATIENCE_SECONDS)


def seconds_since_beat() -> float | None:
    """Return how long ago a worker last said so, None when that is too long ago or never."""
    last: float | None = cache.get(KEY)
    return None if last is None else time.time() - last
