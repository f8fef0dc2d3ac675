"""What changed between two texts, word by word: for people who read, and for people who listen."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

WORD = re.compile(r"\s+|[\w'’-]+|[^\w\s]")
ALIKE = 0.4
"""From here on a changed line is shown as one line with changed words; below it as an old and a new line."""


@dataclass(frozen=True)
class Piece:
    """Words that are the same ('same'), new ('new') or gone ('old')."""

    kind: str
    text: str


@dataclass(frozen=True)
class ChangedLine:
    """One line: 'same', 'new', 'old', or 'changed' with its pieces."""

    kind: str
    pieces: tuple[Piece, ...]


def compare(old: str, new: str) -> list[ChangedLine]:
    """Line by line, and inside a changed line word by word."""
    before, after = _lines(old), _lines(new)
    found: list[ChangedLine] = []
    for what, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if what == "equal":
            found += [_whole("same", line) for line in before[a:b]]
        else:
            found += _replaced(before[a:b], after[c:d])
    return found


def is_same(lines: Sequence[ChangedLine]) -> bool:
    return all(line.kind == "same" for line in lines)


def _replaced(old: list[str], new: list[str]) -> Iterator[ChangedLine]:
    """Each old line next to the new line that looks most like it, in order; the rest went or came."""
    start = 0
    for line in old:
        match = _most_alike(line, new[start:])
        if match is None:
            yield _whole("old", line)
            continue
        yield from (_whole("new", each) for each in new[start : start + match])
        yield ChangedLine("changed", tuple(_pieces(line, new[start + match])))
        start += match + 1
    yield from (_whole("new", each) for each in new[start:])


def _most_alike(line: str, others: list[str]) -> int | None:
    words = line.split()
    scores = [SequenceMatcher(a=words, b=other.split(), autojunk=False).ratio() for other in others]
    best = max(range(len(scores)), key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] >= ALIKE else None


def _pieces(old: str, new: str) -> Iterator[Piece]:
    before, after = _words(old), _words(new)
    for what, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece("same", "".join(before[a:b]))
            continue
        if a < b:
            yield Piece("old", "".join(before[a:b]))
        if c < d:
            yield Piece("new", "".join(after[c:d]))


def _whole(kind: str, line: str) -> ChangedLine:
    return ChangedLine(kind, (Piece(kind, line),))


def _lines(text: str) -> list[str]:
    return [line for line in (each.strip() for each in text.splitlines()) if line]


def _words(line: str) -> list[str]:
    return WORD.findall(line)
