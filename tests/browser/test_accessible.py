"""Every page is clean for axe, light and dark, wide and narrow, and raises nothing in the console."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.looks import clean, faults
from tests.crawl import Visit, crawl
from tests.live import House

VISITORS = ("bureau", "bilal", "school", None)
OTHERS = ("beheer", "expert", "financien", "receptie", "koor", "carla")


@dataclass
class Findings:
    """What was wrong, by page."""

    lines: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on(
            "console",
            lambda message: self.lines.append(f"console: {message.text}") if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: self.lines.append(f"script: {error}"))


def whole_pages(visitor: str | None) -> list[Visit]:
    """One of each kind of page this visitor can open; of agreements one in each state, such as waiting for its seal."""
    kinds: dict[str, Visit] = {}
    for visit in crawl(visitor, most=1):
        if visit.status == 200 and "<html" in visit.html:
            kinds.setdefault(visit.path if visit.name == "contracts:agreement" else visit.name, visit)
    return list(kinds.values())


def look_at(page: Page, path: str) -> Iterator[str]:
    """Loaded once, then seen in every look: half the time of loading it for each."""
    page.goto(path)
    yield from (f"{path}, {fault}" for fault in clean(page))


@pytest.mark.parametrize("visitor", VISITORS, ids=str)
def test_every_page(house: House, open_page: OpenPage, visitor: str | None) -> None:
    findings, page = Findings(), open_page(visitor)
    findings.listen(page)
    visits = whole_pages(visitor)
    assert visits
    found = {fault for visit in visits for fault in look_at(page, visit.path)}
    assert sorted(found) + findings.lines == []


def test_every_page_about_money(house: House, open_page: OpenPage) -> None:
    """The bank, the books and their figures are for finance; the others above never see them."""
    findings, page = Findings(), open_page("financien")
    findings.listen(page)
    visits = [visit for visit in whole_pages("financien") if visit.path.startswith("/facturen/")]
    assert {"contracts:bookkeeping", "contracts:money-figures"} <= {visit.name for visit in visits}
    found = {fault for visit in visits for fault in look_at(page, visit.path)}
    assert sorted(found) + findings.lines == []


@pytest.mark.parametrize("visitor", OTHERS)
def test_start_page_of_the_others(house: House, open_page: OpenPage, visitor: str) -> None:
    page = open_page(visitor)
    assert list(look_at(page, "/start/")) == []


def test_axe_finds_what_is_wrong(house: House, open_page: OpenPage) -> None:
    """The judge is awake: a page with faults is not clean."""
    page = open_page()
    page.goto("/account/login/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\"><button></button>')")
    assert {"image-alt", "button-name"} <= {fault.partition(":")[0] for fault in faults(page)}
