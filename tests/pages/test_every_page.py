"""Every page, visited as every kind of user: it works, it writes nothing, and strangers learn nothing."""

import re
from collections.abc import Callable
from inspect import getclosurevars
from typing import Any

import pytest
from django.db import connection, transaction

from network.models import User
from tests.crawl import VISITORS, Visit, crawl, enter, links, name_of
from tests.forms import post_forms
from tests.house.addresses import own

WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|TRUNCATE|MERGE|COPY)\b|\bnextval\(", re.IGNORECASE)
# Logging in, the session and the second factor keep their own administration, also on a GET.
OWN_ADMINISTRATION = re.compile(r'"(django_session|account_\w+|mfa_\w+|socialaccount_\w+)"')
# Addresses that no link leads to, with the reason.
NOT_LINKED = {
    "network:invitation": "its address is in the letter only",
    "bookings:board-move": "the board asks for it when a booking is put down somewhere",
    "bookings:personal-calendar": "its address is for a calendar, not for a link on a page",
    "contracts:sign": "its address is in the letter only",
    "contracts:sign-decline": "leads on from the address in the letter",
    "contracts:sign-document": "leads on from the address in the letter",
    "contracts:run-progress": "a run asks for it while it is busy",
    "contracts:invoice-run-progress": "a run of invoices asks for it while it is busy",
    "contracts:invoice-settle": "a credit note links to it while another invoice of its partner is open; tests/contracts/settling opens it",
    "contracts:template-preview-pdf": "the preview links to it once somebody chose with whose data",
    "contracts:my-sign-decline": "leads on from the button to begin, which goes into the evidence",
    "contracts:my-sign-document": "leads on from the button to begin, which goes into the evidence",
}
SPEAKS_TO_MACHINES = {"ready"}  # 503 as long as no worker runs
LEFTOVER = re.compile(r"\{\{|\{%|%\}|\bNone\b(?![^<]*</code>)")


class WroteOnGet(AssertionError):
    """A GET request changed the database."""


def refuse_writes(execute: Callable[..., Any], query: str, params: Any, many: bool, context: Any) -> Any:
    if WRITES.search(query) and not OWN_ADMINISTRATION.search(query):
        raise WroteOnGet(query[:200])
    return execute(query, params, many, context)


@pytest.fixture(scope="module")
def visits(demo_world: None) -> list[Visit]:
    """One walk through the house as each kind of user, in which no page may write."""
    return [
        visit
        for visitor in VISITORS
        for visit in crawl(visitor, watch=lambda: connection.execute_wrapper(refuse_writes))
    ]


def test_pages_work_and_write_nothing(visits: list[Visit]) -> None:
    """An error, a write among them, is kept by the walk as status 500."""
    answers = [visit for visit in visits if visit.name not in SPEAKS_TO_MACHINES]
    assert sorted({f"{visit.name} {visit.path}: {visit.html[:300]}" for visit in answers if visit.status >= 500}) == []
    assert {visit.status for visit in answers} <= {200, 204, 302, 303, 400, 403, 404, 405}
    assert len(visits) > 100


def test_no_link_is_dead(visits: list[Visit]) -> None:
    """What a page links to opens for whoever saw the link (the walk also tries addresses that nobody links to)."""
    linked = linked_paths(visits)
    dead = sorted(
        {
            f"{visit.visitor}: {visit.path} {visit.status}"
            for visit in visits
            if visit.status in {403, 404} and (visit.visitor, visit.path) in linked
        }
    )
    assert dead == []


def linked_paths(visits: list[Visit]) -> set[tuple[str | None, str]]:
    return {(visit.visitor, path) for visit in visits if visit.status == 200 for path in links(visit.html, visit.path)}


def test_every_page_is_reached_by_somebody(visits: list[Visit]) -> None:
    """Each address that can be opened is opened by at least one kind of user."""
    opened = {visit.name for visit in visits if visit.status in {200, 204, 302, 303, 400}} | SPEAKS_TO_MACHINES
    only_post = {visit.name for visit in visits if visit.status == 405} | posted(visits)
    files = {name_of(path) for visit in visits for path in re.findall(r'href="(/[^"]+\.pdf)"', visit.html)}
    only_post |= {address.name for address in own() if takes_only_post(address.view)}
    assert sorted({address.name for address in own()} - opened - only_post - files - set(NOT_LINKED)) == []


def takes_only_post(view: Callable[..., Any]) -> bool:
    """Behind `require_POST`, which keeps its methods in a closure. The walk may not meet the state that shows its button."""
    return getclosurevars(view).nonlocals.get("request_method_list") == ["POST"]


def posted(visits: list[Visit]) -> set[str]:
    """Addresses that forms and buttons send to."""
    actions = {form.action for visit in visits for form in post_forms(visit.html, visit.path)}
    actions |= {path for visit in visits for path in re.findall(r'(?:hx-post|formaction)="([^"]+)"', visit.html)}
    return {name_of(path) for path in actions}


def test_nothing_of_the_template_language_is_left(visits: list[Visit]) -> None:
    pages = [visit for visit in visits if visit.name != "network:bouwstenen"]
    faults = {
        f"{visit.name}: {match.group(0)!r} … {visit.html[match.start() - 60 : match.end() + 40]!r}"
        for visit in pages
        for match in LEFTOVER.finditer(text_of(visit.html))
    }
    assert faults == set()


def test_no_english_of_the_framework_is_left(visits: list[Visit]) -> None:
    """Django says something in English where we say nothing: the first choice of a list, what is wrong with a field."""
    english = re.compile(r"Select an option|This field|Enter a |Please ")
    assert sorted({visit.name for visit in visits if english.search(text_of(visit.html))}) == []


def text_of(html: str) -> str:
    """What can be read on the page."""
    return re.sub(r"<(script|style|pre|code)\b.*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)


def test_titles_differ_per_page(visits: list[Visit]) -> None:
    """Every whole page says in its title where one is."""
    titles = {
        visit.name: re.search(r"<title>(.*?)</title>", visit.html, re.DOTALL)
        for visit in visits
        if visit.status == 200 and "<html" in visit.html
    }
    bare = [
        name
        for name, title in titles.items()
        if title is None or not title.group(1).replace("FluXus", "").strip(" ·\n")
    ]
    assert [name for name in bare if name != "network:front"] == []


def test_who_has_no_rights_learns_nothing(visits: list[Visit]) -> None:
    """A visitor goes to the log-in page; somebody without rights finds nothing at any address that others opened."""
    carla, visitor = User.objects.get(email="carla@fluxus.test"), enter(None)
    as_carla = enter("carla")
    rules = {address.name: address.view.access_rule for address in own()}  # type: ignore[attr-defined]  # by fluxus.access
    closed = {name for name, rule in rules.items() if rule is not None}
    paths = {visit.path: visit.name for visit in visits if visit.name in closed and visit.status == 200}
    faults = []
    for path, name in paths.items():
        answer = visitor.get(path)
        if answer.status_code != 302 or "/account/login/" not in answer["Location"]:
            faults.append(f"a visitor at {path}: {answer.status_code}")
        if not rules[name](carla) and (status := as_carla.get(path).status_code) != 404:
            faults.append(f"no rights at {path}: {status}")
    assert faults == []
    assert len(paths) > 50


class TestItself:
    """Each check sees the fault that it is for."""

    @pytest.mark.parametrize(
        "query",
        ['INSERT INTO "network_partner" VALUES (1)', ' update "x" set a = 1', 'DELETE FROM "x"', "SELECT nextval('x')"],
    )
    def test_write(self, query: str) -> None:
        with pytest.raises(WroteOnGet):
            refuse_writes(lambda *given: None, query, None, False, None)

    @pytest.mark.parametrize(
        "query", ["SELECT 1", 'UPDATE "django_session" SET a = 1', 'INSERT INTO "account_emailaddress" VALUES (1)']
    )
    def test_no_write(self, query: str) -> None:
        assert refuse_writes(lambda *given: "done", query, None, False, None) == "done"

    def test_write_inside_a_page(self, demo_world: None) -> None:
        with pytest.raises(WroteOnGet), transaction.atomic(), connection.execute_wrapper(refuse_writes):
            User.objects.filter(email="carla@fluxus.test").update(name="Anders")

    def test_leftover(self) -> None:
        assert LEFTOVER.search(text_of("<p>{{ partner.name }}</p>"))
        assert LEFTOVER.search(text_of("<p>Aantal: None</p>"))
        assert not LEFTOVER.search(text_of("<p>Nonet in Bes</p>"))
