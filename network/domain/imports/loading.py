"""From the kept file to rows that wait their turn."""

from typing import Any

from fluxus.tables import Reading, Row, read
from network.domain.imports import drafts
from network.domain.imports.twins import earlier_lines
from network.domain.imports.uploading import content
from network.enums import RowChoice
from network.models import Import, ImportRow

PERSON_TURN = 1
FORMULA_STARTS = ("'=", "'+", "'-", "'@")


def load(batch: Import) -> None:
    """Make the rows of an import anew from its file, in the present transaction. Choices stay with unchanged rows."""
    table = read(content(batch), batch.name, Reading.from_dict(batch.reading.get("chosen", {})))
    drafted = [(row, drafts.draft(plain(row), batch.mapping, batch.values)) for row in table.rows]
    earlier = earlier_lines([(row.line, draft) for row, draft in drafted])
    chosen = choices(batch)
    batch.rows.all().delete()
    rows = [
        ImportRow(
            batch=batch,
            line=row.line,
            turn=PERSON_TURN if draft.is_person else 0,
            earlier=earlier.get(row.line),
            cells=plain(row),
            **chosen.get((row.line, frozen(plain(row))), {}),
        )
        for row, draft in drafted
    ]
    ImportRow.objects.bulk_create(rows, batch_size=1000)
    batch.total, batch.done = len(rows), 0


def plain(row: Row) -> dict[str, str]:
    """The cells without the quote that our own file of refused rows puts before what looks like a formula."""
    return {heading: cell[1:] if cell.startswith(FORMULA_STARTS) else cell for heading, cell in row.cells.items()}


def frozen(cells: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(cells.items()))


def choices(batch: Import) -> dict[tuple[int, tuple[tuple[str, str], ...]], dict[str, Any]]:
    """What was chosen before, by line and what stood there."""
    made = batch.rows.exclude(choice=RowChoice.UNDECIDED)
    return {(row.line, frozen(row.cells)): {"choice": row.choice, "chosen_id": row.chosen_id} for row in made}
