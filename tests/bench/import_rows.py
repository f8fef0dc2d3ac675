"""How long a list of ten thousand takes: the trial run, in one process, with its progress written after every chunk."""

import time
from collections.abc import Iterator

from django.utils import timezone

from network.domain.imports import choosing, running, uploading
from network.enums import ImportStatus
from network.models import User
from tests.lists import as_csv, contacts

ROWS = 10_000


def trial_run() -> Iterator[tuple[str, float, float]]:
    """Name, budget and seconds from upload to outcome. What it leaves is only the rows, and they are thrown away."""
    data, began = as_csv(contacts(ROWS)), time.perf_counter()
    by = User.objects.get(email="bureau@fluxus.test")
    batch = uploading.receive(data=data, name="meting.csv", by=by, at=timezone.now())
    batch.status = ImportStatus.CHECK_QUEUED
    batch.save()
    told: list[int] = []
    done = running.advance_here(import_id=batch.pk, tell=lambda each: told.append(each.done))
    took = time.perf_counter() - began
    if done.status != ImportStatus.CHECKED or len(told) < ROWS // running.CHUNK:
        raise RuntimeError(f"the trial run ended as {done.status} after {len(told)} signs of progress: {done.fault}")
    choosing.throw_away(batch=done, by=by)
    yield f"trial run of {ROWS:,} rows", 60, took
