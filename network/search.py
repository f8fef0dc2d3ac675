"""What the search box finds here."""

from typing import Any

from fluxus.search import SearchHit


def partners(query: str, user: Any) -> list[SearchHit]:
    return []


def wijken(query: str, user: Any) -> list[SearchHit]:
    return []
