"""Which column of a list is what, and the rows of it as somebody typed them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fluxus.errors import Refusal
from fluxus.tables import Table
from fluxus.text import fold, tidy

MOST_ROWS = 400


@dataclass(frozen=True)
class Column:
    """What we want to know of a booking, and how people call it in a heading."""

    key: str
    label: str
    called: tuple[str, ...]
    is_needed: bool = True


COLUMNS = (
    Column("room", "Ruimte", ("ruimte", "zaal", "lokaal", "studio", "ruimtenaam", "room")),
    Column(
        "partner", "Huurder", ("huurder", "partner", "naam", "klant", "vereniging", "docent", "organisatie", "groep")
    ),
    Column("day", "Datum", ("datum", "dag", "date", "op")),
    Column("start", "Van", ("van", "begin", "begintijd", "start", "starttijd", "aanvang", "tijd")),
    Column("end", "Tot", ("tot", "einde", "eind", "eindtijd", "t m", "tot en met", "end")),
    Column("title", "Activiteit", ("activiteit", "omschrijving", "wat", "les", "titel", "onderwerp", "doel")),
    Column(
        "persons", "Personen", ("personen", "aantal", "aantal personen", "deelnemers", "bezoekers"), is_needed=False
    ),
)


@dataclass(frozen=True)
class Line:
    """One row: its number in the spreadsheet, and what stands in it, by column."""

    number: int
    cells: dict[str, str]


def guess(headings: Sequence[str]) -> dict[str, str]:
    """Column → heading: the same word first, then a word that is part of the heading; no heading twice."""
    found: dict[str, str] = {}
    for is_match in (lambda word, heading: word == heading, lambda word, heading: word in heading.split()):
        for column in COLUMNS:
            free = (heading for heading in headings if heading not in found.values() and column.key not in found)
            for heading in free:
                if any(is_match(word, fold(heading)) for word in column.called):
                    found[column.key] = heading
                    break
    return found


def lines_of(table: Table, chosen: Mapping[str, str]) -> list[Line]:
    """The rows by what each column means. Refuses a list that lacks a column."""
    if not is_complete(chosen):
        missing = ", ".join(column.label.lower() for column in missing_in(chosen))
        raise Refusal(f"Kies nog welke kolom dit is: {missing}.", code="columns")
    return [
        Line(row.line, {key: tidy(row.cells.get(heading, "")) for key, heading in chosen.items()}) for row in table.rows
    ]


def missing_in(chosen: Mapping[str, str]) -> list[Column]:
    return [column for column in COLUMNS if column.is_needed and not chosen.get(column.key)]


def is_complete(chosen: Mapping[str, str]) -> bool:
    """Whether every column without which there is no booking has a heading."""
    return not missing_in(chosen)


def refuse_too_long(table: Table) -> None:
    """So that everybody has his answer within the time of one request."""
    if len(table.rows) > MOST_ROWS:
        raise Refusal(f"Deze lijst heeft {len(table.rows)} rijen. Lees er hoogstens {MOST_ROWS} tegelijk in.")
