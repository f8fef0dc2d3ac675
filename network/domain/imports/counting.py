"""What became of a list, in numbers and row by row."""

from typing import Any

from django.db.models import Count

from network.enums import RowOutcome
from network.models import Import

COUNTED = {
    "created": RowOutcome.CREATED,
    "updated": RowOutcome.UPDATED,
    "unchanged": RowOutcome.UNCHANGED,
    "refused": RowOutcome.REFUSED,
    "duplicates": RowOutcome.DUPLICATE,
}


def counts(batch: Import) -> dict[str, int]:
    """How many rows came to what."""
    found = dict(batch.rows.order_by().values_list("outcome").annotate(Count("pk")))
    return {name: found.get(outcome.value, 0) for name, outcome in COUNTED.items()}


def outcome(batch: Import) -> dict[str, Any]:
    """Counts and rows, in the words that other programs rely on."""
    rows = batch.rows.order_by("line").values("line", "outcome", "reasons")
    return {**counts(batch), "rows": list(rows), "reasons": []}


def nothing(reason: str) -> dict[str, Any]:
    """The outcome of a file that is refused as a whole."""
    return {**dict.fromkeys(COUNTED, 0), "rows": [], "reasons": [reason]}
