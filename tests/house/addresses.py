"""The address space of the house as the URL resolver has it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Whole branches that belong to others: they keep their own rules (fluxus.access.is_third_party).
THIRD_PARTY_BRANCHES = {"account/": "allauth.", "beheer/": "django.contrib.admin."}


@dataclass(frozen=True)
class Address:
    """One pattern: its path as written, its full name and its view."""

    path: str
    name: str
    view: Callable[..., Any]
    arguments: tuple[str, ...]

    @property
    def branch(self) -> str | None:
        return next((branch for branch in THIRD_PARTY_BRANCHES if self.path.startswith(branch)), None)


def addresses(patterns: Any = None, path: str = "", space: str = "") -> Iterator[Address]:
    """Every pattern in the tree."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, here, inner)
        elif isinstance(pattern, URLPattern):
            yield Address(here, f"{space}{pattern.name or ''}", pattern.callback, tuple(pattern.pattern.converters))


def own() -> list[Address]:
    return [address for address in addresses() if address.branch is None]
