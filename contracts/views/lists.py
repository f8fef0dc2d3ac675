"""Keyset pages of rows, newest first: as fast on the hundredth page as on the first."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

PAGE_SIZE = 30
BIGGEST_KEY = 2**63 - 1


@dataclass(frozen=True)
class Page:
    """The rows of one page and the addresses of its neighbours ('' when there are none)."""

    rows: list[Any]
    older: str
    newer: str


def page(request: HttpRequest, queryset: QuerySet[Any]) -> Page:
    """The page that `?voor=` (older than this row) or `?na=` (newer than) asks for, filters kept."""
    before, after = _key(request, "voor"), _key(request, "na")
    if after:
        rows = list(queryset.filter(pk__gt=after).order_by("pk")[: PAGE_SIZE + 1])
        more_newer, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE][::-1]
        return Page(rows, _address(request, "voor", rows), _address(request, "na", rows[:1]) if more_newer else "")
    older_than = queryset.filter(pk__lt=before) if before else queryset
    rows = list(older_than.order_by("-pk")[: PAGE_SIZE + 1])
    more_older, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    return Page(
        rows, _address(request, "voor", rows) if more_older else "", _address(request, "na", rows[:1]) if before else ""
    )


def _key(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0
    return min(number, BIGGEST_KEY)


def _address(request: HttpRequest, name: str, rows: list[Any]) -> str:
    """This page's filters, from its last row (or the only one given) on."""
    if not rows:
        return ""
    query = request.GET.copy()
    query.pop("voor", None)
    query.pop("na", None)
    query[name] = str(rows[-1].pk)
    return f"?{query.urlencode()}"
