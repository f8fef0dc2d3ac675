"""Which column is what: guessed from its heading, else from what stands in it."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fluxus.text import fold


@dataclass(frozen=True)
class Guess:
    """The field that a column seems to be ('' when it is left out), and how sure that is, 0–100."""

    field: str
    confidence: int


def guess(headings: Sequence[str], samples: Mapping[str, Sequence[str]]) -> dict[str, Guess]:
    """For every heading what it seems to be; `samples` are some cells that stand under it."""
    return {heading: Guess("", 0) for heading in headings}


def fingerprint(headings: Iterable[str]) -> str:
    """The same for the same headings in any order and spelling of capitals, so a remembered choice is found again."""
    return hashlib.sha256("\n".join(sorted({fold(heading) for heading in headings})).encode()).hexdigest()
