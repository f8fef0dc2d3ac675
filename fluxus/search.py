"""One search box over all apps: fans out to the sources listed in the settings."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from fluxus.home import functions
from fluxus.text import fold

FEWEST_CHARACTERS = 2
MOST_CHARACTERS = 100


@dataclass(frozen=True)
class HitAction:
    """Something to do with a hit without opening it. `label` says what, `name` with whom or which number."""

    label: str
    name: str
    href: str
    icon: str


@dataclass(frozen=True)
class SearchHit:
    """One line in the results.

    `group` is the Dutch heading, `meta` the small print under the title, `aside` what people read off at once, such as a
    phone number. `is_more` leads to a list with all there is, and does not count as something found. `is_text`: the title
    is a piece of a text, not a name.
    """

    group: str
    title: str
    href: str
    meta: str = ""
    icon: str = ""
    aside: str = ""
    actions: tuple[HitAction, ...] = ()
    is_more: bool = False
    is_text: bool = False


def search(query: str, user: Any) -> list[tuple[str, list[SearchHit]]]:
    """Hits per group, each source with its own few best; groups in which a title begins so come first.

    Shorter than two characters finds nothing.
    """
    query = " ".join(query.replace("\x00", " ").split())[:MOST_CHARACTERS]
    if len(query) < FEWEST_CHARACTERS:
        return []
    hits = [hit for source in functions("SEARCH_SOURCES") for hit in source(query, user)]
    groups = [(group, list(found)) for group, found in groupby(hits, key=lambda hit: hit.group)]
    words = fold(query).split()
    return sorted(groups, key=lambda group: not any(is_named(hit, words) for hit in group[1]))


def is_named(hit: SearchHit, words: list[str]) -> bool:
    """Every word begins a word of the name."""
    text = f" {fold(hit.title)}"
    return not hit.is_text and all(f" {word}" in text for word in words)


def count(groups: list[tuple[str, list[SearchHit]]]) -> int:
    """How many things stand in the results."""
    return sum(not hit.is_more for _group, hits in groups for hit in hits)


def is_cut(groups: list[tuple[str, list[SearchHit]]]) -> bool:
    """Whether a list holds more of them than stand here."""
    return any(hit.is_more for _group, hits in groups for hit in hits)
