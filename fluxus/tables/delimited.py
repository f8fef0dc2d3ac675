"""Text with separators: which letters, which separator, which quotes. Never by splitting lines: a quoted cell may hold some."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from fluxus.errors import Refusal
from fluxus.tables.shapes import MOST_CELLS, MOST_ROWS, Grid, Reading
from fluxus.text import tidy

# In order of preference when two fit equally well; a comma is also found inside cells.
DELIMITERS = {";": "puntkomma", "\t": "tab", "|": "rechte streep", ",": "komma"}
ENCODINGS = {
    "utf-8": "Unicode (UTF-8)",
    "cp1252": "Windows (West-Europa)",
    "utf-16": "Unicode (UTF-16)",
    "cp850": "DOS (West-Europa)",
    "mac-roman": "Mac (oud)",
}
MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe\x00\x00": "utf-32", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
SEPARATOR_LINE = re.compile(r'\A"?sep=(.)"?[ \t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
NO_TEXT = re.compile("[\x00-\x08\x0e-\x1b\x7f\ufffd]")
ACCENTED = re.compile(r"[^\W\d_]*[\u0080-\u024f][^\W\d_]*")
TWICE_ENCODED = re.compile("[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
SAMPLE_CHARACTERS = 200_000
SAMPLE_RECORDS = 200
MOST_LINES_IN_CELL = 200
LONGEST_LINE_OF_A_LIST = 120


def grid(data: bytes, reading: Reading) -> Grid:
    """The cells of a text file. Raises Refusal when it is no text, or text that is no list."""
    text, encoding, notes = decoded(data, reading.encoding)
    refuse_no_text(text)
    said = SEPARATOR_LINE.match(text)
    text = text[said.end() :] if said else text
    delimiter = reading.delimiter[:1] or (said[1] if said else "") or detected(text)
    if delimiter not in DELIMITERS:
        delimiter = detected(text)
    quoting = csv.QUOTE_NONE if has_loose_quote(text, delimiter) else csv.QUOTE_MINIMAL
    if quoting == csv.QUOTE_NONE:
        notes.append("Ergens staat een aanhalingsteken te veel. De aanhalingstekens zijn als gewone tekens gelezen.")
    lines = [[cell.strip() for cell in record] for record in bounded(records(text, delimiter, quoting))]
    refuse_prose(lines)
    if pasted := one_under_the_other(lines):
        lines = pasted
        notes.append("De adressen stonden achter elkaar op één regel; elk adres is een rij geworden.")
    return Grid("csv", lines, Reading("", encoding, delimiter, reading.header_line), notes=notes)


def decoded(data: bytes, asked: str = "") -> tuple[str, str, list[str]]:
    """The text, its encoding and remarks. Mark at the start, then UTF-16 by its zeros, then strict UTF-8, then cp1252."""
    for mark, encoding in MARKS.items():
        if data.startswith(mark) and asked in {"", encoding}:
            return whole(data, "utf-8-sig" if encoding == "utf-8" else encoding), encoding, []
    if asked in ENCODINGS:
        text = whole(data, asked)
        return text, asked, doubts(text) if asked != "utf-8" else []
    if zeros := data[:4000].count(0):
        odd = data[1:4000:2].count(0)
        if zeros > len(data[:4000]) // 5:
            return whole(data, "utf-16-le" if odd > zeros // 2 else "utf-16-be"), "utf-16", []
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = whole(data, "cp1252")
        return text, "cp1252", doubts(text)
    return text.replace("\x00", ""), "utf-8", doubts(text) if TWICE_ENCODED.search(text) else []


def whole(data: bytes, encoding: str) -> str:
    if encoding == "utf-16" and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16-le" if data[1:4000:2].count(0) >= data[:4000:2].count(0) else "utf-16-be"
    return data.decode(encoding, errors="replace").replace("\x00", "").removeprefix("\ufeff")


def doubts(text: str) -> list[str]:
    """A few words with accents, so that a person can see whether the letters were read well."""
    words = list(dict.fromkeys(word for word in ACCENTED.findall(text[:SAMPLE_CHARACTERS]) if len(word) > 1))[:5]
    return [f"Kijk of deze woorden goed gelezen zijn: {', '.join(words)}."] if words else []


def refuse_no_text(text: str) -> None:
    start = text[:20_000]
    if not tidy(start):
        raise Refusal("Dit bestand is leeg.", code="empty")
    if len(NO_TEXT.findall(start)) > len(start) // 50:
        raise Refusal("Dit bestand is geen lijst: er staan tekens in die niemand kan lezen.", code="kind")


def detected(text: str) -> str:
    """The separator that gives most records the same number of cells, or '' for one column."""
    best = ("", 0.0, 1)
    for delimiter in DELIMITERS:
        share, width = consistency(text[:SAMPLE_CHARACTERS], delimiter)
        if width > 1 and share >= 0.5 and (share, width) > best[1:]:
            best = (delimiter, share, width)
    return best[0]


def consistency(sample: str, delimiter: str) -> tuple[float, int]:
    """How many of the records have the usual number of cells (in tenths, so that one odd row does not decide), and which."""
    quoting = csv.QUOTE_NONE if has_loose_quote(sample, delimiter) else csv.QUOTE_MINIMAL
    widths: list[int] = []
    for record in records(sample, delimiter, quoting):
        if any(cell.strip() for cell in record):
            widths.append(len(record))
        if len(widths) == SAMPLE_RECORDS:
            break
    if not widths:
        return 0.0, 1
    width, count = Counter(widths).most_common(1)[0]
    return round(count / len(widths), 1), width


def records(text: str, delimiter: str, quoting: int) -> Iterator[list[str]]:
    """One list of cells per row as a spreadsheet shows it, blank rows included."""
    lines = io.StringIO(text, newline="")
    # without a separator every line is one cell; a unit separator never stands in text that got here
    reader = csv.reader(lines, delimiter=delimiter or "\x1f", skipinitialspace=True, quoting=quoting)  # type: ignore[arg-type]  # a plain int is what csv takes
    try:
        yield from reader
    except csv.Error:
        raise Refusal(
            "Een cel in dit bestand is veel te lang. Waarschijnlijk mist er een aanhalingsteken.", code="damaged"
        ) from None


def has_loose_quote(text: str, delimiter: str) -> bool:
    """A quote that opens and never closes would swallow the rest of the file."""
    last: list[str] = []
    try:
        for record in records(text, delimiter, csv.QUOTE_MINIMAL):
            if any(cell.count("\n") > MOST_LINES_IN_CELL for cell in record):
                return True
            last = record
    except Refusal:
        return True
    return bool(last) and last[-1].endswith(("\n", "\r")) and not text.rstrip().endswith('"')


def bounded(found: Iterator[list[str]]) -> Iterator[list[str]]:
    cells = 0
    for number, record in enumerate(found, start=1):
        cells += len(record)
        if number > MOST_ROWS or cells > MOST_CELLS:
            raise Refusal(
                f"Dit bestand heeft meer dan {MOST_ROWS} rijen of te veel cellen. Verdeel het over een paar bestanden.",
                code="size",
            )
        yield record


def refuse_prose(lines: list[list[str]]) -> None:
    """One column of long lines without addresses is a letter, not a list."""
    filled = [line[0] for line in lines if any(line)]
    is_list = max(map(len, lines), default=0) > 1 or any("@" in cell for cell in filled)
    if not is_list and sum(map(len, filled)) > LONGEST_LINE_OF_A_LIST * len(filled):
        raise Refusal("Dit lijkt een gewone tekst, geen lijst met kolommen.", code="kind")


def one_under_the_other(lines: list[list[str]]) -> list[list[str]]:
    """Addresses that were copied out of a mail, all on one line, as rows; nothing for other lists."""
    filled = [line for line in lines if any(line)]
    addresses = [cell for cell in filled[0] if cell] if len(filled) == 1 else []
    return [[cell] for cell in addresses] if len(addresses) > 1 and all("@" in cell for cell in addresses) else []
