"""Spreadsheets are zip files of strangers: opened within limits, and packed anew so that the engine finds nothing else."""

import io
import re
import zipfile
import zlib

from fluxus.errors import Refusal
from fluxus.tables.shapes import MOST_CELLS, MOST_UNPACKED_BYTES

MOST_PARTS = 5000
LOCKED = "Dit bestand is beveiligd met een wachtwoord. Haal het wachtwoord eraf en probeer het opnieuw."
DAMAGED = "Dit bestand is beschadigd. Open het in Excel of LibreOffice en bewaar het opnieuw als .xlsx."
TOO_LARGE = "Dit rekenblad is te groot om te lezen. Bewaar alleen de lijst zelf in een nieuw bestand."
OTHER_KINDS = {
    "word/": "een Word-document",
    "ppt/": "een presentatie",
    "xl/workbook.bin": "een binair Excel-bestand (.xlsb)",
}
CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*[^/>])>")
PLACE = re.compile(rb"""\br=["']([A-Z]{1,7})([0-9]{1,9})["']""")
ROW_OR_CELL = re.compile(rb"<table:(table-row|table-cell|covered-table-cell)\b([^>]*)>")
REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="([0-9]{1,12})"')


def parts(data: bytes) -> dict[str, bytes]:
    """The XML inside, pictures aside. Stops at the limit whatever the file says of its own size."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            infos = packed.infolist()
            if any(info.flag_bits & 1 for info in infos):
                raise Refusal(LOCKED, code="locked")
            if len(infos) > MOST_PARTS:
                raise Refusal(TOO_LARGE, code="size")
            return read_parts(packed, [info for info in infos if is_wanted(info.filename)])
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, KeyError):
        raise Refusal(DAMAGED, code="damaged") from None


def is_wanted(name: str) -> bool:
    return name.endswith((".xml", ".rels", "mimetype", ".bin"))


def read_parts(packed: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    left, found = MOST_UNPACKED_BYTES, {}
    for info in infos:
        with packed.open(info) as stream:
            found[info.filename] = stream.read(left + 1)
        left -= len(found[info.filename])
        if left < 0:
            raise Refusal(TOO_LARGE, code="size")
    return found


def kind_of(found: dict[str, bytes]) -> str:
    """'xlsx' or 'ods'; refuses every other zip file with what it is."""
    for start, what in OTHER_KINDS.items():
        if any(name.startswith(start) for name in found):
            raise Refusal(f"Dit is {what}. Bewaar de lijst als .xlsx of .csv.", code="kind")
    if b"encryption-data" in found.get("META-INF/manifest.xml", b""):
        raise Refusal(LOCKED, code="locked")
    if b"opendocument.spreadsheet" in found.get("mimetype", b""):
        return "ods"
    if "mimetype" in found:
        raise Refusal("Dit is een document, geen rekenblad. Bewaar de lijst als .xlsx of .csv.", code="kind")
    if "xl/workbook.xml" in found:
        return "xlsx"
    raise Refusal("Dit is een zip-bestand. Pak het uit en kies de lijst die erin zit.", code="kind")


def refuse_bombs(kind: str, found: dict[str, bytes]) -> None:
    """The engine keeps a full rectangle in memory, so one cell far away is as dear as a full sheet."""
    for name, part in found.items():
        if kind == "xlsx" and "worksheets/" in name and rectangle(part) > MOST_CELLS:
            raise Refusal(TOO_LARGE, code="size")
    if kind == "ods" and repeated_cells(found.get("content.xml", b"")) > MOST_CELLS:
        raise Refusal(TOO_LARGE, code="size")


def rectangle(sheet: bytes) -> int:
    """Rows times columns up to the last filled cell of an XLSX sheet."""
    rows = columns = 0
    for cell in CELL.finditer(sheet):
        if place := PLACE.search(cell[1]):
            number = 0
            for letter in place[1]:
                number = number * 26 + letter - 64
            rows, columns = max(rows, int(place[2])), max(columns, number)
    return rows * columns


def repeated_cells(content: bytes) -> int:
    """The cells of an ODS file with its repetitions written out, the empty ones at the ends aside."""
    total = width = filled = 0
    times = 1
    for tag in ROW_OR_CELL.finditer(content):
        repeat = REPEATED.search(tag[2])
        count = int(repeat[1]) if repeat else 1
        if tag[1] == b"table-row":
            total += filled * times
            times, width, filled = count, 0, 0
        else:
            width += count
            if b"value-type" in tag[2] or not tag[2].rstrip().endswith(b"/"):
                filled = width
    return total + filled * times


def repacked(found: dict[str, bytes]) -> bytes:
    """A zip file with these parts and nothing else."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
        for name, part in found.items():
            packed.writestr(name, part)
    return target.getvalue()
