"""Which row is the heading: below titles and blank rows, sometimes over two rows, sometimes not there at all."""

import re
from collections import Counter
from statistics import median

from fluxus.errors import Refusal
from fluxus.tables.shapes import MOST_COLUMNS, NO_HEADER, Grid, Reading, Row, Table, listed
from fluxus.text import fold, tidy

FIRST_LINES = 40
LONGEST_HEADING = 80
# A year over a column of counts, and '06' over one of mobile numbers.
NUMBER_AS_WORD = re.compile(r"(19|20)[0-9]{2}|06")
# What stands under a heading and never is one: an address, a number, a date, a postcode, yes and no.
CONTENT = re.compile(
    r""".*\S@\S+\.\S.* | https?://\S+ | [+(]?[0-9][0-9\s().,/:€%+-]* | [0-9]{4}\s?[A-Za-z]{2} | -?[0-9.,]+ | €.* | null | nee | ja""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
TOTAL = re.compile(r"(sub|eind)?tota(al|l|len)\b.{0,20}|aantal|som|gemiddelde", re.IGNORECASE)
FOOTNOTE = re.compile(r"(bron|source|noot|note|let op|toelichting|bijgewerkt|stand|peildatum|laatst)\b", re.IGNORECASE)


def tabled(grid: Grid, reading: Reading) -> Table:
    """Headings and rows out of cells. Raises Refusal when there is nothing under the heading."""
    lines = [line[:MOST_COLUMNS] for line in grid.lines]
    if any(any(line[MOST_COLUMNS:]) for line in grid.lines):
        raise Refusal(f"Dit bestand heeft meer dan {MOST_COLUMNS} kolommen.", code="size")
    at = asked_line(lines, reading.header_line)
    top, last = (at, at) if at == NO_HEADER else span(lines, at)
    originals = heading_cells(lines, top, last)
    columns = used_columns(lines[last + 1 :], originals)
    names = unique([tidy(originals[column]) or f"Kolom {letters(column)}" for column in columns])
    kept, notes = content(lines, last, columns)
    rows = [
        Row(
            number,
            {name: line[column] if column < len(line) else "" for name, column in zip(names, columns, strict=True)},
        )
        for number, line in kept
    ]
    if not rows:
        raise Refusal("Onder de kopregel staan geen rijen. Er is niets om in te lezen.", code="empty")
    used = Reading(grid.reading.sheet, grid.reading.encoding, grid.reading.delimiter, at if at == NO_HEADER else at + 1)
    notes = grid.notes + header_notes(at, top, last) + notes
    return Table(grid.kind, names, rows, used, grid.sheets, notes, [originals[column] for column in columns])


def asked_line(lines: list[list[str]], asked: int) -> int:
    """The index of the heading: as asked when that row holds something, else found. `NO_HEADER` when there is none."""
    if asked == NO_HEADER:
        return NO_HEADER
    if 0 < asked <= len(lines) and any(lines[asked - 1]):
        return asked - 1
    return detected(lines)


def detected(lines: list[list[str]]) -> int:
    """The first row wide enough to be a heading that holds only words; a full row of content comes first: no heading."""
    filled = [(at, [cell for cell in line if cell]) for at, line in enumerate(lines) if any(line)]
    if not filled:
        raise Refusal("Dit bestand is leeg.", code="empty")
    usual = median([len(cells) for _, cells in filled[:500]])
    needed = max(1, min(round(usual / 2 + 0.1), 12)) if usual > 2 else round(usual)
    for at, cells in filled[:FIRST_LINES]:
        if len(cells) >= needed and not is_title(lines, at):
            return at if is_heading(cells) and not recurs(lines, at) else NO_HEADER
    return NO_HEADER


def is_title(lines: list[list[str]], at: int) -> bool:
    """'Ledenlijst | 2024' above a much wider heading, that has names under these words too."""
    cells, below = [cell for cell in lines[at] if cell], lines[at + 1] if at + 1 < len(lines) else []
    names = [cell for cell in below if cell]
    covers = all(any(below[column : column + 1]) for column, cell in enumerate(lines[at]) if cell)
    return covers and len(names) >= 1.5 * len(cells) and is_heading(names) and not recurs(lines, at + 1)


def is_heading(cells: list[str]) -> bool:
    """Short words, nearly all different, no content."""
    words = [tidy(cell) for cell in cells]
    if any(
        len(word) > LONGEST_HEADING or (CONTENT.fullmatch(word) and not NUMBER_AS_WORD.fullmatch(word))
        for word in words
    ):
        return False
    return not (len(words) < 3 and all(NUMBER_AS_WORD.fullmatch(word) for word in words)) and len(
        set(words)
    ) >= 0.6 * len(words)


def recurs(lines: list[list[str]], at: int) -> bool:
    """Some of its words stand again below, in their own column, as content does; a printed heading recurs as a whole.

    In a row with gaps the upper word of a merged heading stands again just below it; that says nothing.
    """
    cells = [(column, cell) for column, cell in enumerate(lines[at]) if cell]
    below = lines[at + (2 if "" in lines[at] else 1) : at + 500]
    again = sum(1 for column, cell in cells if any(line[column : column + 1] == [cell] for line in below))
    return len(cells) > 1 and 0 < again <= len(cells) / 2


def span(lines: list[list[str]], at: int) -> tuple[int, int]:
    """The first and last row of a heading over two rows: groups above names, or words of which some go on below."""
    if at and are_groups(lines[at - 1], lines[at]):
        return at - 1, at
    below = [cell for cell in lines[at + 1] if cell] if at + 1 < len(lines) else []
    gaps = [column for column, cell in enumerate(lines[at]) if not cell]
    goes_on = sum(1 for column in gaps if any(lines[at + 1][column : column + 1])) if below else 0
    has_content = any(
        any(CONTENT.fullmatch(cell) for cell in line[: len(lines[at])] if cell) for line in lines[at + 2 : at + 6]
    )
    return (at, at + 1) if goes_on >= 2 and is_heading(below) and has_content else (at, at)


def are_groups(upper: list[str], lower: list[str]) -> bool:
    """Whether the words of a row each stand over several names below, as groups do and the words of a title do not."""
    starts = [column for column, cell in enumerate(upper) if cell]
    names = [cell for cell in lower if cell]
    if not 2 <= len(starts) < len(names) or not is_heading([upper[column] for column in starts]):
        return False
    for start, after in zip(starts, [*starts[1:], len(lower)], strict=True):
        below = [cell for cell in lower[start:after] if cell]
        if len(below) < 2 and below not in ([], [upper[start]]):
            return False
    return True


def heading_cells(lines: list[list[str]], top: int, last: int) -> list[str]:
    """One heading per column; of two rows the upper word goes on to the right over the names of its group."""
    width = max(map(len, lines))
    if top == NO_HEADER:
        return [""] * width
    lower = lines[last] + [""] * (width - len(lines[last]))
    if top == last:
        return lower
    upper, group = lines[top] + [""] * (width - len(lines[top])), ""
    joined = []
    for above, below in zip(upper, lower, strict=True):
        group = above or (group if below else "")
        joined.append(below if not group or fold(group) == fold(below) else f"{group} {below}".strip())
    return joined


def used_columns(lines: list[list[str]], originals: list[str]) -> list[int]:
    """Columns with a heading or with something under it."""
    filled = {column for line in lines for column, cell in enumerate(line) if cell}
    return [column for column, heading in enumerate(originals) if heading or column in filled]


def letters(column: int) -> str:
    """As a spreadsheet names it: 0 is A, 26 is AA."""
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


def unique(names: list[str]) -> list[str]:
    """The second 'Telefoon' becomes 'Telefoon (2)'."""
    seen: Counter[str] = Counter()
    result: list[str] = []
    for name in names:
        seen[name] += 1
        numbered = name if seen[name] == 1 else f"{name} ({seen[name]})"
        while numbered in result:
            seen[name] += 1
            numbered = f"{name} ({seen[name]})"
        result.append(numbered)
    return result


def content(lines: list[list[str]], last: int, columns: list[int]) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """The rows under the heading with their numbers, without blank rows, printed headings, totals and footnotes."""
    heading = lines[last] if last != NO_HEADER else None
    kept: list[tuple[int, list[str]]] = []
    left_out: list[int] = []
    for at in range(last + 1, len(lines)):
        line = lines[at]
        if not any(line):
            continue
        if line == heading or is_total(line) or is_footnote(lines, at, len(columns)):
            left_out.append(at + 1)
        else:
            kept.append((at + 1, line))
    return kept, [f"Weggelaten als herhaalde kop, totaal of voetnoot: regel {listed(left_out)}."] if left_out else []


def is_total(line: list[str]) -> bool:
    """'Totaal' with nothing but numbers beside it."""
    cells = [cell for cell in line if cell]
    return bool(TOTAL.fullmatch(cells[0].rstrip(": "))) and all(CONTENT.fullmatch(cell) for cell in cells[1:])


def is_footnote(lines: list[list[str]], at: int, width: int) -> bool:
    """A single sentence under a list of several columns, after a blank row or another footnote, with nothing full below it."""
    cells = [cell for cell in lines[at] if cell]
    rest = lines[at + 1 :]
    is_last = len(rest) < 10 and all(sum(map(bool, line)) < 2 for line in rest)
    return width > 2 and len(cells) == 1 and is_last and bool(FOOTNOTE.match(cells[0]))


def header_notes(at: int, top: int, last: int) -> list[str]:
    if at == NO_HEADER:
        return ["Er is geen kopregel gevonden. De kolommen heten nu naar hun letter."]
    if top != last:
        return [f"De kop staat over twee regels ({top + 1} en {last + 1}); ze zijn samengevoegd."]
    return [f"De kop staat op regel {at + 1}. Wat erboven staat is overgeslagen."] if at else []
