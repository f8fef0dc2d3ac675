"""Walks through the house as one kind of user: every page that can be reached by links, a few of each kind."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.http import Http404
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone

from bookings.models import Booking
from contracts.models import Agreement, Clause
from fluxus.periods import wall_clock
from network.models import Partner, User
from tests.house.addresses import own

# One of each kind of user in the demo world; None is a visitor who is not logged in.
VISITORS = (
    "beheer",
    "bureau",
    "expert",
    "financien",
    "marketing",
    "receptie",
    "bilal",
    "koor",
    "school",
    "carla",
    None,
)
NOT_FOLLOWED = re.compile(r"^/(static|media|beheer)/|/logout/|\.(pdf|css|js|svg|png)$")
MOST_OF_ONE_KIND = 3


@dataclass(frozen=True)
class Visit:
    """What one user got at one address."""

    visitor: str | None
    path: str
    name: str
    status: int
    html: str


class LinkReader(HTMLParser):
    """Addresses a person can go to from here: links, fragments that htmx fetches, forms that ask."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in given}
        if tag == "a":
            self.found.append(attributes.get("href", ""))
        elif tag == "form" and attributes.get("method", "get").lower() == "get":
            self.found.append(attributes.get("action", ""))
        if "hx-get" in attributes:
            self.found.append(attributes["hx-get"])


def links(html: str, base: str) -> Iterator[str]:
    """Paths inside the house, query included."""
    reader = LinkReader()
    reader.feed(html)
    for address in reader.found:
        parts = urlsplit(urljoin(base, address))
        if not parts.scheme and not parts.netloc and not NOT_FOLLOWED.search(parts.path) and address[:1] != "#":
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def name_of(path: str) -> str:
    """The full name of an address, or '' where there is none."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Http404:
        return ""


def doors() -> list[str]:
    """Every address of ours that needs no argument."""
    found = []
    for address in own():
        try:
            found.append(reverse(address.name))
        except NoReverseMatch:
            continue
    return found


def persons_of_interest() -> list[str]:
    """The pages of a school and of a maker, whose links differ; a list may not show them first."""
    demo = Partner.objects.filter(memberships__user__email__in=["school@fluxus.test", "bilal@fluxus.test"])
    return [partner.get_absolute_url() for partner in demo.order_by("pk")]


def contracts_of_interest() -> list[str]:
    """An agreement in each state, and clauses being rewritten: what can be done with them differs."""
    agreements = Agreement.objects.order_by("status", "pk").distinct("status")
    clauses = Clause.objects.filter(versions__status="draft").distinct().order_by("pk")
    return [each.get_absolute_url() for each in (*agreements, *clauses)]


def bookings_of_interest() -> list[str]:
    """A booking to come in each state, not billed: those of the lists are often past, and what lies fast has few buttons."""
    ahead = Booking.objects.filter(local_start__gt=wall_clock(timezone.now()), sealed_reason="")
    return [each.get_absolute_url() for each in ahead.order_by("status", "pk").distinct("status")]


def enter(visitor: str | None) -> Client:
    """A browser of this visitor, logged in."""
    client = Client()
    if visitor is not None:
        client.force_login(User.objects.get(email=f"{visitor}@fluxus.test"))
    return client


def crawl(
    visitor: str | None,
    *,
    watch: Callable[[], AbstractContextManager[Any]] = nullcontext,
    most: int = MOST_OF_ONE_KIND,
) -> list[Visit]:
    """Every kind of page this visitor can reach, at most `most` of a kind, and each page of interest.

    `watch()` is around each request.
    """
    client = enter(visitor)
    of_interest = [*persons_of_interest(), *contracts_of_interest(), *bookings_of_interest()]
    queue = deque([*of_interest, *doors(), "/account/login/"])
    seen: set[str] = set()
    kinds: Counter[tuple[str, bool]] = Counter()
    visits = []
    while queue:
        path = queue.popleft()
        kind = (name_of(path), "?" in path)
        if path in seen or (kinds[kind] >= most and path not in of_interest):
            continue
        seen.add(path)
        kinds[kind] += 1
        try:
            with watch():
                response = client.get(path)
        except Exception as error:  # noqa: BLE001  # whatever it is, the walk goes on and the tests tell
            visits.append(Visit(visitor, path, kind[0], 500, f"{type(error).__name__}: {error}"))
            continue
        is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
        html = response.content.decode() if is_page else ""
        visits.append(Visit(visitor, path, kind[0], response.status_code, html))
        queue.extend(links(html, path) if response.status_code == 200 else [])
        if "Location" in response:
            queue.extend(links(f'<a href="{response["Location"]}">', path))
    return visits
