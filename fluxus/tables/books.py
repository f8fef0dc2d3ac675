"""The engines that open a spreadsheet, behind one shape: cells as Python values, merged ranges, hidden rows."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import python_calamine
import xlrd
from defusedxml import ElementTree

from fluxus.errors import Refusal
from fluxus.tables import packed
from fluxus.tables.shapes import MOST_CELLS, MOST_ROWS

ROW = re.compile(rb"<(?:\w+:)?row\s([^>]*)>")
HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
NUMBER = re.compile(rb"""\br=["']([0-9]{1,7})["']""")
HIDDEN_ODS = re.compile(rb'<table:table-row\b[^>]*table:visibility="(?:collapse|filter)"')
# Top and left, bottom and right, from 0, all included.
Range = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Contents:
    """One sheet from A1. `hidden` are row numbers; of an ODS file only their count over all sheets is known."""

    values: list[list[Any]]
    merged: list[Range] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    hidden_somewhere: int = 0


class Book(Protocol):
    kind: str
    names: list[str]
    visible: list[str]

    def contents(self, name: str) -> Contents: ...


class PackedBook:
    """XLSX or ODS."""

    def __init__(self, data: bytes) -> None:
        self.parts = packed.parts(data)
        self.kind = packed.kind_of(self.parts)
        packed.refuse_bombs(self.kind, self.parts)
        self.book = tried(
            lambda: python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(packed.repacked(self.parts)))
        )
        self.names = list(self.book.sheet_names)
        self.visible = [sheet.name for sheet in self.book.sheets_metadata if str(sheet.visible).endswith(".Visible")]

    def contents(self, name: str) -> Contents:
        sheet = tried(lambda: self.book.get_sheet_by_name(name))
        rows, columns = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)
        refuse_large(rows, columns)
        values = tried(lambda: sheet.to_python(skip_empty_area=False))
        if self.kind == "ods":
            return Contents(values, hidden_somewhere=len(HIDDEN_ODS.findall(self.parts.get("content.xml", b""))))
        return Contents(
            values, list(sheet.merged_cell_ranges or ()), hidden_rows(self.parts.get(self.part_of(name), b""))
        )

    def part_of(self, name: str) -> str:
        """The part of an XLSX file that holds the sheet of this name; '' when it cannot be told."""
        try:
            book = ElementTree.fromstring(self.parts["xl/workbook.xml"])
            links = ElementTree.fromstring(self.parts["xl/_rels/workbook.xml.rels"])
        except (KeyError, ValueError, SyntaxError):
            return ""
        named = [sheet for sheet in book.iter() if sheet.tag.endswith("}sheet") and sheet.get("name") == name]
        wanted = [value for sheet in named for key, value in sheet.items() if key.endswith("}id")]
        targets = [link.get("Target", "") for link in links if wanted and link.get("Id") == wanted[0]]
        return f"xl/{targets[0].removeprefix('/xl/')}" if targets else ""


class OldBook:
    """XLS, of Excel 97 until 2003 and before."""

    kind = "xls"

    def __init__(self, data: bytes) -> None:
        options = {"file_contents": data, "logfile": io.StringIO(), "on_demand": True}
        try:
            self.book: Any = xlrd.open_workbook(**options, formatting_info=True)
            self.sheets = [self.book.sheet_by_index(at) for at in range(self.book.nsheets)]
        except Exception:  # noqa: BLE001  # what is wrong with the layout must not keep the cells from us
            self.book = tried(lambda: xlrd.open_workbook(**options))
            self.sheets = tried(lambda: [self.book.sheet_by_index(at) for at in range(self.book.nsheets)])
        self.names = [sheet.name for sheet in self.sheets]
        self.visible = [sheet.name for sheet in self.sheets if not sheet.visibility]

    def contents(self, name: str) -> Contents:
        sheet = self.sheets[self.names.index(name)]
        refuse_large(sheet.nrows, sheet.ncols)
        values = tried(lambda: [[self.value(cell) for cell in sheet.row(at)] for at in range(sheet.nrows)])
        merged = [((top, left), (bottom - 1, right - 1)) for top, bottom, left, right in sheet.merged_cells]
        return Contents(values, merged, sorted(at + 1 for at, row in sheet.rowinfo_map.items() if row.hidden))

    def value(self, cell: Any) -> Any:
        """Dates and truths as such, faults like #N/A as nothing."""
        if cell.ctype == xlrd.XL_CELL_DATE:
            return self.moment(cell.value)
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        return "" if cell.ctype == xlrd.XL_CELL_ERROR else cell.value

    def moment(self, number: float) -> Any:
        try:
            found: datetime = xlrd.xldate.xldate_as_datetime(number, self.book.datemode)
        except (ValueError, OverflowError):
            return number
        return found.time() if 0 <= number < 1 else found


def tried[T](work: Callable[[], T]) -> T:
    """What an engine gives. Every fault of it becomes a Refusal, also a panic, which is no Exception; an interrupt stays one."""
    try:
        return work()
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        is_locked = "assword" in str(error) or "encrypted" in str(error)
        raise Refusal(
            packed.LOCKED if is_locked else packed.DAMAGED, code="locked" if is_locked else "damaged"
        ) from None


def refuse_large(rows: int, columns: int) -> None:
    if rows > MOST_ROWS or rows * columns > MOST_CELLS:
        raise Refusal(packed.TOO_LARGE, code="size")


def hidden_rows(sheet: bytes) -> list[int]:
    hidden = (NUMBER.search(row[1]) for row in ROW.finditer(sheet) if HIDDEN.search(row[1]))
    return [int(place[1]) for place in hidden if place]
