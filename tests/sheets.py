"""Spreadsheets made for a test."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl

ODS_ROW = "<table:table-row{about}>{cells}</table:table-row>"
ODS_CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
ODS_CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    '<office:body><office:spreadsheet><table:table table:name="Lijst">{}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)
ODS_MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/"'
    ' manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)


def xlsx(
    rows: Iterable[Sequence[Any]],
    *,
    merged: Sequence[str] = (),
    hidden_rows: Sequence[int] = (),
    more: dict[str, str] | None = None,
) -> bytes:
    """A workbook with one sheet 'Lijst'; `more` are other sheets by name, with the state they are in."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Lijst"
    for row in rows:
        sheet.append(list(row))
    for place in merged:
        sheet.merge_cells(place)
    for number in hidden_rows:
        sheet.row_dimensions[number].hidden = True
    for name, state in (more or {}).items():
        book.create_sheet(name).sheet_state = state
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def ods(rows: Iterable[Sequence[str]], *, about: str = "") -> bytes:
    """An OpenDocument sheet; `about` are attributes of its last row."""
    lines = ["".join(map(ODS_CELL.format, row)) for row in rows]
    told = [ODS_ROW.format(about=about if line is lines[-1] else "", cells=line) for line in lines]
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": ODS_CONTENT.format("".join(told)),
            "META-INF/manifest.xml": ODS_MANIFEST,
        }
    )


def packed(parts: dict[str, str]) -> bytes:
    """A zip file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()
