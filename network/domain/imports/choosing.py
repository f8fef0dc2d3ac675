"""What a colleague decides about a list before it is carried out, and the steps forward and back."""

from collections.abc import Collection, Mapping
from copy import copy
from functools import partial
from typing import Any

from django.db import transaction

from fluxus.errors import Refusal
from fluxus.jobs import enqueue
from network.domain.imports import remembering, undoing
from network.domain.imports.fields import FIELDS
from network.domain.imports.mapping import refuse_nameless
from network.domain.imports.policies import Policy
from network.domain.imports.running import BUSY, TASK
from network.domain.imports.uploading import forget_file, has_begun, held, refuse_gone_on
from network.enums import ImportStatus, RowChoice, RowOutcome
from network.models import Import, ImportRow, Partner


@transaction.atomic
def choose_columns(*, batch: Import, mapping: Mapping[str, str], by: Any) -> Import:
    """Say which column is what; remembered for the next list like it. Refuses a list in which nobody has a name."""
    batch = held(batch)
    refuse_gone_on(batch)
    headings = batch.reading.get("headings", [])
    chosen = {heading: target for heading, target in mapping.items() if heading in headings and target in FIELDS}
    batch.mapping = {heading: chosen.get(heading, "") for heading in headings}
    refuse_nameless(batch.mapping)
    batch.status = ImportStatus.MAPPING
    batch.save()
    remembering.remember(batch, by=by)
    return batch


@transaction.atomic
def choose_meanings(*, batch: Import, values: Mapping[str, Mapping[str, str]], policy: Policy, by: Any) -> Import:
    """Say what the words in the list mean and what happens to partners we know, and order the trial run."""
    batch = held(batch)
    refuse_gone_on(batch)
    batch.values = {field: dict(words) for field, words in values.items()}
    batch.policy = policy.as_dict()
    remembering.remember(batch, by=by)
    return order(batch, ImportStatus.CHECK_QUEUED)


def order(batch: Import, status: ImportStatus) -> Import:
    """Put the import in the queue and nudge the worker after this transaction."""
    batch.status, batch.done, batch.fault, batch.beat_at, batch.tries = status, 0, "", None, 0
    batch.save()
    enqueue(TASK, import_id=batch.pk)
    return batch


@transaction.atomic
def confirm(*, batch: Import, by: Any) -> Import:
    """Carry out what the trial run showed; afterwards again for the rows on which was chosen since."""
    batch = held(batch)
    if batch.status == ImportStatus.DONE and not chosen_since(batch):
        raise Refusal("Kies eerst bij een rij wat ermee moet gebeuren.", code="nothing")
    if batch.status not in (ImportStatus.CHECKED, ImportStatus.DONE):
        raise Refusal("Doe eerst een proefrun.", code="unchecked")
    refuse_wiped(batch)
    return order(batch, ImportStatus.QUEUED)


def refuse_wiped(batch: Import) -> None:
    if batch.wiped_at is not None:
        raise Refusal("Deze lijst is opgeruimd. Lees het bestand opnieuw in.", code="wiped")


def chosen_since(batch: Import) -> int:
    """Rows that waited for a choice and have one now."""
    deciding = (RowChoice.SAME, RowChoice.NEW)
    return batch.rows.filter(outcome=RowOutcome.DUPLICATE, choice__in=deciding).count()


@transaction.atomic
def resume(*, batch: Import, by: Any) -> Import:
    """Go on where an import stopped by a fault: the trial run from the start, the real one with the rows that are left."""
    batch = held(batch)
    if batch.status != ImportStatus.FAILED:
        raise Refusal("Deze import is niet vastgelopen.", code="not-failed")
    if batch.undone_by_id:
        return order(batch, ImportStatus.UNDO_QUEUED)
    refuse_wiped(batch)
    return order(batch, ImportStatus.RUNNING if has_begun(batch) else ImportStatus.CHECK_QUEUED)


@transaction.atomic
def choose(*, row: ImportRow, choice: str, by: Any, same_as: int | None = None) -> ImportRow:
    """Decide on one row that may be somebody we know; `same_as` is one of its candidates (the best when left out)."""
    refuse_choosing(held(row.batch))
    row.choice, row.chosen = choice, None
    if choice == RowChoice.SAME and not row.earlier:
        known = candidates_of([row])
        row.chosen = known.get(same_as or 0) or best_of(row, known)
        if row.chosen is None:
            raise Refusal("Deze partner is er niet meer. Kies een ander of voeg toe.", code="gone")
    row.save(update_fields=["choice", "chosen"])
    return row


@transaction.atomic
def choose_many(*, batch: Import, choice: str, by: Any) -> int:
    """The same decision for all rows in doubt on which nobody decided; gives how many."""
    refuse_choosing(held(batch))
    rows = list(batch.rows.filter(outcome=RowOutcome.DUPLICATE, choice=RowChoice.UNDECIDED))
    known = candidates_of(rows)
    for row in rows:
        row.choice = choice
        if choice == RowChoice.SAME:
            row.chosen = best_of(row, known)
    ImportRow.objects.bulk_update(rows, ["choice", "chosen"], batch_size=500)
    return len(rows)


def candidates_of(rows: Collection[ImportRow]) -> dict[int, Partner]:
    """Those that are still there: somebody may have merged one since."""
    return Partner.objects.in_bulk({candidate["partner"] for row in rows for candidate in row.candidates})


def best_of(row: ImportRow, known: Mapping[int, Partner]) -> Partner | None:
    """The candidate with the most points that is still there."""
    return next((known[each["partner"]] for each in row.candidates if each["partner"] in known), None)


def refuse_choosing(batch: Import) -> None:
    if batch.status not in (ImportStatus.CHECKED, ImportStatus.DONE):
        raise Refusal("Wacht tot de import klaar is met lopen.", code="busy")


@transaction.atomic
def order_undo(*, batch: Import, by: Any, at: Any) -> Import:
    """Take back what an import added and changed, in the background. Refuses when there is nothing (left) to take back."""
    batch = held(batch)
    if batch.status not in (ImportStatus.DONE, ImportStatus.FAILED) or not undoing.waiting(batch).exists():
        raise Refusal("Er is niets (meer) terug te draaien.", code="nothing")
    batch.undone_at, batch.undone_by = at, by
    return order(batch, ImportStatus.UNDO_QUEUED)


@transaction.atomic
def throw_away(*, batch: Import, by: Any) -> None:
    """Remove an import that brought nothing in, with its file. Refuses one that did."""
    batch = held(batch)
    if batch.status in BUSY or has_begun(batch):
        raise Refusal("Deze import heeft al iets ingelezen. Draai hem eerst terug.", code="used")
    transaction.on_commit(partial(forget_file, copy(batch)))
    batch.delete()
