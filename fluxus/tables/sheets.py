"""Spreadsheets: XLSX, ODS and the XLS of before 2007, each cell as the text that a person would type."""

from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

from fluxus.errors import Refusal
from fluxus.tables import packed
from fluxus.tables.books import Book, Contents, OldBook, PackedBook, Range
from fluxus.tables.shapes import MOST_NAMED, Grid, Reading, listed, storable

ZIP, OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_KINDS = {
    "EncryptedPackage": packed.LOCKED,
    "WordDocument": "Dit is een Word-document. Bewaar de lijst als .xlsx of .csv.",
    "PowerPoint Document": "Dit is een presentatie. Bewaar de lijst als .xlsx of .csv.",
    "__properties_version": "Dit is een Outlook-bericht. Exporteer de contactpersonen als .csv.",
}


def looks_like_sheets(data: bytes) -> bool:
    return data.startswith((ZIP + b"\x03\x04", ZIP + b"\x05\x06", OLE))


def grid(data: bytes, reading: Reading) -> Grid:
    """The cells of the sheet that was asked for, else of the first visible one that holds something."""
    book = opened(data)
    name, found = chosen(book, reading.sheet)
    lines = [[shown(value) for value in line] for line in found.values]
    notes = sheet_notes(name, book) + fill_merged(lines, found.merged) + hidden_notes(found)
    used = Reading(storable(name), "", "", reading.header_line)
    return Grid(book.kind, lines, used, [storable(each) for each in book.names], [storable(note) for note in notes])


def opened(data: bytes) -> Book:
    if data.startswith(OLE):
        refuse_other_ole(data)
        return OldBook(data)
    return PackedBook(data)


def refuse_other_ole(data: bytes) -> None:
    for name, sentence in OLE_KINDS.items():
        if name.encode("utf-16-le") in data:
            raise Refusal(sentence, code="locked" if sentence == packed.LOCKED else "kind")


def chosen(book: Book, asked: str) -> tuple[str, Contents]:
    others = [name for name in book.names if name not in book.visible]
    for name in [asked] if asked in book.names else [*book.visible, *others]:
        found = book.contents(name)
        if any(shown(value) for line in found.values for value in line):
            return name, found
    raise Refusal("In dit rekenblad staat niets.", code="empty")


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
    return storable(str(value)).strip()


def number(value: float) -> str:
    """Without a tail of zeros and never as '1,2E+11': a phone number keeps its digits."""
    if not isfinite(value):
        return ""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.10f}".rstrip("0").rstrip(".").replace(".", ",")


def fill_merged(lines: list[list[str]], merged: list[Range]) -> list[str]:
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


def hidden_notes(found: Contents) -> list[str]:
    if found.hidden:
        return [f"Verborgen rijen doen ook mee: regel {listed(found.hidden)}."]
    count = found.hidden_somewhere
    return [f"In dit bestand zijn {count} rijen verborgen. Die doen ook mee."] if count else []


def sheet_notes(name: str, book: Book) -> list[str]:
    others = [other for other in book.names if other != name]
    notes = [f"Dit is het blad “{name}”. Er zijn ook: {', '.join(others[:MOST_NAMED])}."] if others else []
    hidden = [other for other in book.names if other not in book.visible]
    return notes + ([f"Verborgen bladen: {', '.join(hidden[:MOST_NAMED])}."] if hidden else [])
