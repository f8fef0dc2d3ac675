"""What a table is, whatever file it came from."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

NO_HEADER = -1
MOST_BYTES = 30_000_000
MOST_UNPACKED_BYTES = 200_000_000
MOST_ROWS = 50_000
MOST_COLUMNS = 300
MOST_CELLS = 5_000_000
MOST_NAMED = 8


@dataclass(frozen=True)
class Reading:
    """How a file is read. '' and 0 leave it to the reader; `header_line` is a row number, `NO_HEADER` when there is none."""

    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    header_line: int = 0

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """From what was kept as JSON or typed in a form; what is not understood is left to the reader."""
        line = str(values.get("header_line") or 0)
        words = {name: str(values.get(name) or "") for name in ("sheet", "encoding", "delimiter")}
        return cls(**words, header_line=int(line) if line.lstrip("-").isdecimal() and line.isascii() else 0)


@dataclass(frozen=True)
class Row:
    """One row: `line` as the user's spreadsheet counts (of a vCard file: which card), cells as typed by heading."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """What was read and how. `headings` are unique and never empty, `original_headings` are as they stand in the file."""

    kind: str
    headings: list[str]
    rows: list[Row]
    reading: Reading
    sheets: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    original_headings: list[str] = field(default_factory=list)

    def samples(self, most: int = 5) -> dict[str, list[str]]:
        """For each heading the first different things that stand under it."""
        found: dict[str, list[str]] = {heading: [] for heading in self.headings}
        for row in self.rows[:500]:
            for heading, cell in row.cells.items():
                seen = found[heading]
                if cell and len(seen) < most and cell not in seen:
                    seen.append(cell)
        return found


@dataclass(frozen=True)
class Grid:
    """Cells before anybody knows which row is the heading; every line as the spreadsheet counts, also the blank ones."""

    kind: str
    lines: list[list[str]]
    reading: Reading
    sheets: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def storable(text: str) -> str:
    """Without what no database keeps: zero bytes, and halves of a letter."""
    return text.encode("utf-8", "ignore").decode().replace("\x00", "")


def listed(numbers: list[int]) -> str:
    """The first of a row of numbers, for in a sentence: '3, 5, 7 en nog 12'."""
    more = len(numbers) - MOST_NAMED
    return ", ".join(map(str, numbers[:MOST_NAMED])) + (f" en nog {more}" if more > 0 else "")
