"""A headless Chromium before a house that really runs, with the small demo world in it."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from network.models import User
from tests.houses import MakeHouse
from tests.live import ROOT, House

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# Without these Chromium talks to its maker at every start.
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 20_000
"""Milliseconds for a page to do what is expected of it: ample, for a machine that does much else at the time."""
FAILED = pytest.StashKey[bool]()
SCREENSHOTS = ROOT / "var" / "screenshots"


def chromium() -> str | None:
    """The program, or None where this machine has none."""
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    return found or next((path for path in APPLICATIONS if Path(path).exists()), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Remember a failure, so that the last sight of each window can be kept."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for each file: while it is there an event loop runs in this thread, which other tests should not find there."""
    program = chromium()
    if program is None:
        pytest.skip("no Chromium on this machine: browser tests are left out")
    # Our queries between the calls of Playwright's loop are synchronous all the same.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    arguments = [*ARGUMENTS, "--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else ARGUMENTS
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        # Beside a running loop Django keeps connections of their own: to the house of this file, not of the one before.
        connections.close_all()
        yield browser
        connections.close_all()
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def house(demo_database: str, make_house: MakeHouse) -> Iterator[House]:
    with make_house(template=demo_database, worker=True) as house:
        yield house


type OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, house: House, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Opens a new browser window: `open_page("bureau", width=390)`; logged in without the log-in page."""
    contexts: list[BrowserContext] = []

    def open_it(visitor: str | None = None, *, width: int = 1440, height: int = 900, **options: Any) -> Page:
        context = browser.new_context(
            base_url=house.url,
            viewport={"width": width, "height": height},
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            **options,
        )
        contexts.append(context)
        if visitor is not None:
            context.add_cookies([session_cookie(house, visitor)])  # type: ignore[list-item]  # a plain dict will do
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    yield open_it
    for number, context in enumerate(contexts):
        if request.node.stash.get(FAILED, False):
            for page in context.pages:
                keep(page, f"failed-{request.node.name}-{number}")
        context.close()


def session_cookie(house: House, visitor: str) -> dict[str, str]:
    client = Client()
    client.force_login(User.objects.get(email=f"{visitor}@fluxus.test"))
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": house.url,
    }


def keep(page: Page, name: str) -> None:
    """A picture of the page in var/screenshots/."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


@pytest.fixture
def shoot() -> Callable[[Page, str], None]:
    return keep
