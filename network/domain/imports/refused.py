"""Rows that did not come in, as the file they came from plus why: to mend and to read in again."""

import csv
import io

from django.db.models import Q

from network.domain.imports.uploading import REASON
from network.enums import RowOutcome
from network.models import Import, ImportRow

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
LEFT = Q(outcome__in=(RowOutcome.REFUSED, RowOutcome.DUPLICATE))


def refused_rows(batch: Import) -> list[ImportRow]:
    """Refused, or still in doubt, in the order of the file."""
    return list(batch.rows.filter(LEFT).order_by("line"))


def as_csv(batch: Import) -> str:
    """Semicolons, as a Dutch spreadsheet expects; nothing in it is taken for a formula."""
    headings = [heading for heading in batch.reading.get("headings", []) if heading != REASON]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([*map(harmless, headings), REASON])
    for row in refused_rows(batch):
        cells = [harmless(row.cells.get(heading, "")) for heading in headings]
        writer.writerow([*cells, harmless("; ".join(map(str, row.reasons)))])
    return out.getvalue()


def harmless(value: str) -> str:
    """Text that a spreadsheet shows instead of calculates; our own reader takes the quote away again."""
    return f"'{value}" if value.lstrip(" ").startswith(FORMULA_STARTS) else value
