"""Keeping no more than needed (AVG art. 5): after a while the file goes, and what stood in its rows."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from network.domain.imports.running import BUSY, drop_file
from network.models import Import

EMPTY: dict[str, Any] = {
    "cells": {},
    "reasons": [],
    "differences": [],
    "candidates": [],
    "before": None,
    "after": None,
}


def clean(*, at: datetime) -> int:
    """Wipe imports that came in longer ago than IMPORT_KEEP_DAYS: file, cells and what undo needs. Gives how many."""
    limit = at - timedelta(days=settings.IMPORT_KEEP_DAYS)
    old = Import.objects.filter(uploaded_at__lt=limit, wiped_at=None).exclude(status__in=BUSY)
    count = 0
    for pk in list(old.order_by("pk").values_list("pk", flat=True)):
        count += wipe(pk, at)
    return count


@transaction.atomic
def wipe(pk: int, at: datetime) -> int:
    """One import; the file goes when the rows are gone for sure."""
    batch = Import.objects.filter(pk=pk, wiped_at=None).select_for_update(skip_locked=True).first()
    if batch is None:
        return 0
    batch.rows.update(**EMPTY)
    drop_file(batch)
    batch.wiped_at = at
    batch.reading = {key: value for key, value in batch.reading.items() if key not in ("sample", "different")}
    batch.save()
    return 1
