"""One search box over all apps: fans out to the sources listed in the settings."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from fluxus.home import functions

FEWEST_CHARACTERS = 2
MOST_CHARACTERS = 100


@dataclass(frozen=True)
class SearchHit:
    """One line in the results. `group` is the Dutch heading, `meta` the small print beside the title."""

    group: str
    title: str
    href: str
    meta: str = ""
    icon: str = ""


def search(query: str, user: Any) -> list[tuple[str, list[SearchHit]]]:
    """Hits per group, each source with its own few best. Shorter than two characters finds nothing."""
    query = " ".join(query.replace("\x00", " ").split())[:MOST_CHARACTERS]
    if len(query) < FEWEST_CHARACTERS:
        return []
    hits = [hit for source in functions("SEARCH_SOURCES") for hit in source(query, user)]
    return [(group, list(found)) for group, found in groupby(hits, key=lambda hit: hit.group)]
