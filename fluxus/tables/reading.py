"""From the bytes of a file to a table, by what the bytes are and not by what the name says."""

import re
import zlib

from fluxus.errors import Refusal
from fluxus.tables import cards, delimited, headings, sheets
from fluxus.tables.shapes import MOST_BYTES, Reading, Table

OPEN_AND_SAVE = "Open het in Excel of LibreOffice en bewaar het als .xlsx of .csv."
# What a file begins with when it is certainly no list, and what it is.
NO_LISTS = {
    b"\x89PNG": "een afbeelding",
    b"\xff\xd8\xff": "een foto",
    b"GIF8": "een afbeelding",
    b"BM": "een afbeelding",
    b"RIFF": "een geluids- of beeldbestand",
    b"%PDF": "een pdf",
    b"{\\rtf": "een tekstdocument",
    b"Rar!": "een ingepakt archief",
    b"7z\xbc\xaf": "een ingepakt archief",
    b"!BDN": "een Outlook-gegevensbestand (.pst)",
    b"\x7fELF": "een programma",
    b"MZ\x90": "een programma",
    b"SQLite format": "een database",
}
AS_FOUND = Reading()
JSON = re.compile(rb"""[\[{]\s*["{\[]""")
MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table", b"<svg")


def read(data: bytes, name: str, reading: Reading = AS_FOUND) -> Table:
    """The table in a file. `reading` overrules what would be found; the name only matters for card files.

    Raises Refusal, with a Dutch sentence that says what to do, for a file that is no table, is empty, is too large or is
    locked. Never raises anything else, whatever the bytes.
    """
    data = unpacked(data)
    refuse_no_lists(data)
    if sheets.looks_like_sheets(data):
        return headings.tabled(sheets.grid(data, reading), reading)
    if cards.looks_like_cards(data):
        return cards.table(data, reading)
    if name.lower().endswith(".vcf"):
        raise Refusal("In dit bestand staan geen contactkaarten.", code="kind")
    return headings.tabled(delimited.grid(data, reading), reading)


def unpacked(data: bytes) -> bytes:
    """The bytes themselves, or those inside a gzip file; refuses what is empty or too large."""
    if not data.strip(b"\x00 \t\r\n"):
        raise Refusal("Dit bestand is leeg.", code="empty")
    if data[:2] == b"\x1f\x8b":
        try:
            stream = zlib.decompressobj(wbits=31)
            data = stream.decompress(data, MOST_BYTES + 1)
        except zlib.error:
            raise Refusal("Dit ingepakte bestand is beschadigd.", code="damaged") from None
    if len(data) > MOST_BYTES:
        raise Refusal(
            f"Dit bestand is te groot (meer dan {MOST_BYTES // 1_000_000} MB). Verdeel het over een paar bestanden.",
            code="size",
        )
    return data


def refuse_no_lists(data: bytes) -> None:
    for start, what in NO_LISTS.items():
        if data.startswith(start):
            raise Refusal(f"Dit is {what}, geen lijst. Kies een bestand als .xlsx, .csv of .vcf.", code="kind")
    start = data[:2000].lstrip(b"\xef\xbb\xbf \r\n\t")
    if JSON.match(start):
        raise Refusal("Dit is een JSON-bestand, geen lijst. Kies een bestand als .xlsx, .csv of .vcf.", code="kind")
    if start.lower().startswith(MARKUP):
        raise Refusal(f"Dit is een webpagina of XML-bestand, geen lijst. {OPEN_AND_SAVE}", code="kind")
