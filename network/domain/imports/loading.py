"""From the kept file to rows that wait their turn."""

from collections.abc import Sequence
from typing import Any

from fluxus.tables import Reading, Row, read
from network.domain.imports import cells, drafts
from network.domain.imports.deciding import LATER_TURN
from network.domain.imports.twins import earlier_lines
from network.domain.imports.uploading import content
from network.enums import RowChoice
from network.models import Import, ImportRow

PERSON_TURN = 1
BSN_WORD = "burgerservicenummer"
"""What is taken away before a row is kept is told on the row, because nobody sees it afterwards."""
FORMULA_STARTS = ("'=", "'+", "'-", "'@")


def load(batch: Import) -> None:
    """Make the rows of an import anew from its file, in the present transaction. Choices stay with unchanged rows."""
    table = read(content(batch), batch.name, Reading.from_dict(batch.reading.get("chosen", {})))
    batch.reading["order"], batch.reading["order_notes"] = order_of_days(table.rows, batch)
    drafted = [
        (row, drafts.draft(plain(row), batch.mapping, batch.values, order=batch.reading["order"])) for row in table.rows
    ]
    earlier = earlier_lines([(row.line, draft) for row, draft in drafted])
    chosen = choices(batch)
    batch.rows.all().delete()
    rows = [
        ImportRow(
            batch=batch,
            line=row.line,
            turn=LATER_TURN if row.line in earlier else PERSON_TURN if draft.is_person else 0,
            earlier=earlier.get(row.line),
            cells=(kept := drafts.scrubbed(plain(row), batch.mapping, person=draft.is_person)),
            reasons=[repair for repair in draft.repairs if BSN_WORD in repair],
            **chosen.get((row.line, frozen(kept)), {}),
        )
        for row, draft in drafted
    ]
    ImportRow.objects.bulk_create(rows, batch_size=1000)
    batch.total, batch.done = len(rows), 0


def order_of_days(rows: Sequence[Row], batch: Import) -> tuple[str, list[str]]:
    """How the dates of this list are written, decided over the whole column."""
    columns = [heading for heading, target in batch.mapping.items() if target == "since"]
    return cells.day_order(row.cells.get(heading, "") for row in rows for heading in columns)


def plain(row: Row) -> dict[str, str]:
    """The cells without the quote that our own file of refused rows puts before what looks like a formula."""
    return {heading: cell[1:] if cell.startswith(FORMULA_STARTS) else cell for heading, cell in row.cells.items()}


def frozen(cells: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(cells.items()))


def choices(batch: Import) -> dict[tuple[int, tuple[tuple[str, str], ...]], dict[str, Any]]:
    """What was chosen before, by line and what stood there."""
    made = batch.rows.exclude(choice=RowChoice.UNDECIDED)
    return {(row.line, frozen(row.cells)): {"choice": row.choice, "chosen_id": row.chosen_id} for row in made}
