"""Spreadsheets made for a test."""

import base64
import io
import zipfile
import zlib
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
# A workbook as Excel 97 writes it: 'Lijst' with a date, a truth, merged cells (A3:A4) and a hidden row 4, and 'Oud', hidden.
XLS = """
    eNrtWE1IVFEU/u57b8aZSWdGU0EDGYSsTBfhJgJ7TVhC5GQW9ENgo/OMSZ2J0Ra1KMtmGQStijaCEW2sNv1QRLUqCJRcBEEwFi2iVVDRQud17nlvdDQF
    B0ww3ve459577jnn3nfPuT/vTYyXZkYeVE9hAXZCRdb0wp3HE5S8uUoQ1G6aspjLPZRMB2sKXg850u3C05K3RdKH0t9TUHBfe0kU+ETpBM4gkkwYoVXE
    bh5DVMgxNAuNYk/BLUp+VPG4yph2M13P9B7LPmO6izlXmTaTbEYcx7geqd9ux/FRpZbb/EQFHrHOB+ZsQwVeyzi+eE1Ysi6EU/Fo3xprqNGKMQpyaauR
    MFKyHsBt+ICWlsa2tsZjhAzKyd2j+GmGgB+5df0i5PBXly9A/N/z+UVL8D3kxIX864oGDME8KWQwp1GCJk22uLA/fnpgMI116HfL0FBx4GxsGjt4kctE
    YpFotJ/27cNGn9GTTCZcwKF4IjZAreHuwbjRQ4wOI/HVINF9v1KnfPII4C0jOG/LKOGFVEw0hgCXS3k5BWnE03e/v2vratc7mTPEx4R1mGyUI4eJS1KD
    lP3cos3SetbYyvQyW93A5Wqm5fSGlNe1V9iFvcMsc4Vb66ifJsakvimvvJnK6W8HH9ekP+tbqDzWOnW+fOy9PoJaOtxipC+fYTSIBnHzhsQTPZcLe9v5
    yLTqry3IowTtsZv2iRnAjFx0hFKmVk3OjpitKfZcWTWVaqptSyxiS7AtOTsqzZdgW4Q7k/qr8AXFxxtlGXreKHApHna67EtaU7iv+dYUtkZOhtS1/NZp
    967myYdI/jnNlmq/iZRWWbqSal9g9ataVwelDA+lYdqG57BykYMlI2cOay1yeM6w2Jw5cODAgQMHDhysMARf8sBXN40/GqxrWZH9X2eGUtb5TfLfogNJ
    egbpk3IPEpSncK6g+KmES+RsiWXq5P4XShyh3lPoRRePo7fg+KVrtch/n2UrBlduCRXaf7aQcf7j/v8A/xsNyg==
"""


def xls() -> bytes:
    """The old workbook; nothing we have writes such files, so it is kept as it is."""
    return zlib.decompress(base64.b64decode(XLS))


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
