"""Spreadsheets: XLSX, ODS and the XLS of before 2007, each cell as the text that a person would type."""

import io
import re
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

import python_calamine
from defusedxml import ElementTree

from fluxus.errors import Refusal
from fluxus.tables import packed
from fluxus.tables.shapes import MOST_CELLS, MOST_NAMED, MOST_ROWS, Grid, Reading, listed

ZIP, OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_KINDS = {
    "EncryptedPackage": packed.LOCKED,
    "WordDocument": "Dit is een Word-document. Bewaar de lijst als .xlsx of .csv.",
    "PowerPoint Document": "Dit is een presentatie. Bewaar de lijst als .xlsx of .csv.",
    "__properties_version": "Dit is een Outlook-bericht. Exporteer de contactpersonen als .csv.",
}
ROW = re.compile(rb"<(?:\w+:)?row\s([^>]*)>")
HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
NUMBER = re.compile(rb"""\br=["']([0-9]{1,7})["']""")
HIDDEN_ODS = re.compile(rb'<table:table-row\b[^>]*table:visibility="(?:collapse|filter)"')


def looks_like_sheets(data: bytes) -> bool:
    return data.startswith((ZIP + b"\x03\x04", ZIP + b"\x05\x06", OLE))


def grid(data: bytes, reading: Reading) -> Grid:
    """The cells of the sheet that was asked for, else of the first visible one that holds something."""
    found: dict[str, bytes] = {}
    if data.startswith(OLE):
        kind = "xls"
        refuse_other_ole(data)
    else:
        found = packed.parts(data)
        kind = packed.kind_of(found)
        packed.refuse_bombs(kind, found)
        data = packed.repacked(found)
    book = opened(data)
    visible = [sheet.name for sheet in book.sheets_metadata if str(sheet.visible).endswith(".Visible")]
    name, values, merged = chosen(book, reading.sheet, visible)
    lines = [[shown(value) for value in line] for line in values]
    notes = sheet_notes(name, book.sheet_names, visible)
    notes += fill_merged(lines, merged) + hidden_notes(kind, found, name)
    return Grid(kind, lines, Reading(name, "", "", reading.header_line), list(book.sheet_names), notes)


def refuse_other_ole(data: bytes) -> None:
    for name, sentence in OLE_KINDS.items():
        if name.encode("utf-16-le") in data:
            raise Refusal(sentence, code="locked" if sentence == packed.LOCKED else "kind")


def opened(data: bytes) -> Any:
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except BaseException as error:  # noqa: BLE001 - a panic of the engine is no Exception; all else goes on
        raise damaged(error) from None


def damaged(error: BaseException) -> BaseException:
    """What to raise for a fault of the engine; an interrupt of this process stays what it is."""
    if isinstance(error, Exception) or type(error).__name__ == "PanicException":
        sentence = packed.LOCKED if "assword" in str(error) else packed.DAMAGED
        return Refusal(sentence, code="locked" if sentence == packed.LOCKED else "damaged")
    return error


def chosen(book: Any, asked: str, visible: list[str]) -> tuple[str, list[list[Any]], list[Any]]:
    names = [asked] if asked in book.sheet_names else [*visible, *(n for n in book.sheet_names if n not in visible)]
    for name in names:
        values, merged = values_of(book, name)
        if any(shown(value) for line in values for value in line):
            return name, values, merged
    raise Refusal("In dit rekenblad staat niets.", code="empty")


def values_of(book: Any, name: str) -> tuple[list[list[Any]], list[Any]]:
    """All cells from A1, and the ranges that are merged (ODS does not tell)."""
    try:
        sheet = book.get_sheet_by_name(name)
        rows, columns = sheet.total_height, sheet.total_width
        if sheet.end:
            rows, columns = sheet.end[0] + 1, sheet.end[1] + 1
        if rows > MOST_ROWS or rows * columns > MOST_CELLS:
            raise Refusal(packed.TOO_LARGE, code="size")
        return sheet.to_python(skip_empty_area=False), list(sheet.merged_cell_ranges or ())
    except Refusal:
        raise
    except BaseException as error:  # noqa: BLE001 - as in `opened`
        raise damaged(error) from None


def shown(value: Any) -> str:
    """A cell as a Dutch person would type it; dates as year-month-day, because that leaves no doubt."""
    if isinstance(value, bool):
        return "WAAR" if value else "ONWAAR"
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        return str(value)
    return str(value).strip()


def number(value: float) -> str:
    """Without a tail of zeros and never as '1,2E+11': a phone number keeps its digits."""
    if not isfinite(value):
        return ""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.10f}".rstrip("0").rstrip(".").replace(".", ",")


def fill_merged(lines: list[list[str]], merged: list[Any]) -> list[str]:
    """Write the value of cells that are merged downwards in each of their rows, as a person reads them."""
    touched: list[int] = []
    for (top, column), (bottom, _) in merged:
        if bottom > top and top < len(lines) and column < len(lines[top]) and lines[top][column]:
            for line in range(top + 1, min(bottom + 1, len(lines))):
                lines[line][column] = lines[top][column]
            touched.append(top + 1)
    if not touched:
        return []
    return [f"Samengevoegde cellen zijn op elke regel ingevuld (bij regel {listed(touched)}). Kijk of dat klopt."]


def hidden_notes(kind: str, found: dict[str, bytes], name: str) -> list[str]:
    if kind == "ods":
        count = len(HIDDEN_ODS.findall(found.get("content.xml", b"")))
        return [f"In dit bestand zijn {count} rijen verborgen. Die doen ook mee."] if count else []
    rows = hidden_rows(found.get(part_of(found, name), b"")) if kind == "xlsx" else []
    return [f"Verborgen rijen doen ook mee: regel {listed(rows)}."] if rows else []


def hidden_rows(sheet: bytes) -> list[int]:
    hidden = (NUMBER.search(row[1]) for row in ROW.finditer(sheet) if HIDDEN.search(row[1]))
    return [int(place[1]) for place in hidden if place]


def part_of(found: dict[str, bytes], name: str) -> str:
    """The part of an XLSX file that holds the sheet of this name; '' when it cannot be told."""
    try:
        book = ElementTree.fromstring(found["xl/workbook.xml"])
        links = ElementTree.fromstring(found["xl/_rels/workbook.xml.rels"])
    except (KeyError, ValueError, SyntaxError):
        return ""
    wanted = [
        value
        for sheet in book.iter()
        if sheet.tag.endswith("}sheet") and sheet.get("name") == name
        for key, value in sheet.items()
        if key.endswith("}id")
    ]
    targets = [link.get("Target", "") for link in links if wanted and link.get("Id") == wanted[0]]
    return f"xl/{targets[0].removeprefix('/xl/')}" if targets else ""


def sheet_notes(name: str, names: list[str], visible: list[str]) -> list[str]:
    others = [other for other in names if other != name]
    notes = [f"Dit is het blad “{name}”. Er zijn ook: {', '.join(others[:MOST_NAMED])}."] if others else []
    hidden = [other for other in names if other not in visible]
    return notes + ([f"Verborgen bladen: {', '.join(hidden[:MOST_NAMED])}."] if hidden else [])
