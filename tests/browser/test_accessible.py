"""Every page is clean for axe, light and dark, wide and narrow, and raises nothing in the console."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.crawl import Visit, crawl
from tests.live import House

# Light with wide and dark with narrow: every theme and every width once over all pages.
LOOKS = {"light, 1440 px": ("light", 1440), "dark, 320 px": ("dark", 320)}
VISITORS = ("bureau", "bilal", "school", None)
OTHERS = ("beheer", "expert", "financien", "receptie", "koor", "carla")
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


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
    """One of each kind of page this visitor can open."""
    kinds: dict[str, Visit] = {}
    for visit in crawl(visitor, most=1):
        if visit.status == 200 and "<html" in visit.html:
            kinds.setdefault(visit.name, visit)
    return list(kinds.values())


def look_at(page: Page, path: str, look: str) -> Iterator[str]:
    scheme, width = LOOKS[look]
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # light or dark
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(path)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if overflow > 0:
        yield f"{path} ({look}): {overflow} px wider than the screen"
    for violation in Axe().run(page, options=RULES).response["violations"]:
        for node in violation["nodes"][:3]:
            yield f"{path} ({look}): {violation['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"


@pytest.mark.timeout(400)
@pytest.mark.parametrize("visitor", VISITORS, ids=str)
def test_every_page(house: House, open_page: OpenPage, visitor: str | None) -> None:
    findings, page = Findings(), open_page(visitor)
    findings.listen(page)
    visits = whole_pages(visitor)
    assert visits
    faults = [fault for visit in visits for look in LOOKS for fault in look_at(page, visit.path, look)]
    assert sorted(set(faults)) + findings.lines == []


@pytest.mark.parametrize("visitor", OTHERS)
def test_start_page_of_the_others(house: House, open_page: OpenPage, visitor: str) -> None:
    page = open_page(visitor)
    faults = [fault for look in LOOKS for fault in look_at(page, "/start/", look)]
    assert faults == []


def test_axe_finds_what_is_wrong(house: House, open_page: OpenPage) -> None:
    """The judge is awake: a page with faults is not clean."""
    page = open_page()
    page.goto("/account/login/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\"><button></button>')")
    found = {violation["id"] for violation in Axe().run(page, options=RULES).response["violations"]}
    assert {"image-alt", "button-name"} <= found
