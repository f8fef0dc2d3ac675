"""What leaves the house is written down: who, when, which partners by which filters, which columns, how many."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from fluxus.errors import Refusal
from network.models import Export

MOST_ROWS = 25_000
FORMS = {"csv": "CSV", "xlsx": "Excel"}


def refuse_too_many(rows: int) -> None:
    """Raises Refusal for nobody, and for more partners than one file holds."""
    if not rows:
        raise Refusal("Er staat niemand op deze lijst, dus er is niets om te exporteren.", code="empty")
    if rows > MOST_ROWS:
        most = f"{MOST_ROWS:,}".replace(",", ".")
        raise Refusal(f"Een bestand bevat hooguit {most} partners. Maak de lijst kleiner met filters.", code="too-many")


def write_down(
    *, name: str, filters: Mapping[str, Any], columns: Iterable[str], form: str, rows: int, by: Any
) -> Export:
    """Keep that `by` takes `rows` partners out of the house as a file of kind `form`; never changed afterwards."""
    return Export.objects.create(
        name=name[:120],
        filters=dict(filters),
        columns=list(columns),
        form=form,
        rows=rows,
        exported_by=by,
        exported_at=timezone.now(),
    )
