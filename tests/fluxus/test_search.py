"""One search box over the sources of all apps."""

from typing import Any

import pytest
from pytest_django.fixtures import Settings

from fluxus.search import MOST_CHARACTERS, SearchHit, search

asked: list[str] = []


def streets(query: str, user: Any) -> list[SearchHit]:
    asked.append(query)
    return [SearchHit("Straten", f"{query}straat", "/straat/"), SearchHit("Straten", "Dam", "/dam/")]


def boats(query: str, user: Any) -> list[SearchHit]:
    return [SearchHit("Boten", "Tjalk", "/tjalk/")] if user == "schipper" else []


@pytest.fixture(autouse=True)
def sources(settings: Settings) -> None:
    asked.clear()
    settings.SEARCH_SOURCES = [f"{__name__}.streets", f"{__name__}.boats"]


def test_hits_are_grouped_in_the_order_of_the_sources() -> None:
    found = search("berg", "schipper")
    assert [(group, [hit.title for hit in hits]) for group, hits in found] == [
        ("Straten", ["bergstraat", "Dam"]),
        ("Boten", ["Tjalk"]),
    ]


def test_sources_know_who_asks() -> None:
    assert [group for group, _ in search("berg", "wandelaar")] == ["Straten"]


@pytest.mark.parametrize("query", ["", " ", "a", " a ", "\x00", "\x00a\x00"])
def test_too_short_asks_nobody(query: str) -> None:
    assert search(query, None) == []
    assert asked == []


def test_query_is_tidied_and_cut() -> None:
    search("  van\x00  der " + "x" * 500, None)
    assert asked[0].startswith("van der x")
    assert len(asked[0]) == MOST_CHARACTERS
