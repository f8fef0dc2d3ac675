"""Without JavaScript, and with the keyboard alone."""

import re
from datetime import datetime, time, timedelta

from playwright.sync_api import Page, expect

from bookings.models import Booking, Room
from fluxus.periods import Period, monday, today
from network.models import Partner
from tests.browser.conftest import OpenPage
from tests.live import House


def log_in(page: Page, mail: str) -> None:
    page.goto("/account/login/")
    page.fill("input[name=login]", mail)
    page.fill("input[name=password]", "fluxus-demo")
    page.get_by_role("button", name="Inloggen", exact=True).click()


def test_works_without_javascript(house: House, open_page: OpenPage) -> None:
    """Logging in, searching, booking and being refused with alternatives: plain pages and forms."""
    page = open_page(java_script_enabled=False)
    log_in(page, "receptie@fluxus.test")
    expect(page).to_have_url(re.compile(r"/werk/$"))
    partner = Partner.objects.get(name="Bilal Amrani")
    page.fill("#zoek", "bilal amr")
    page.press("#zoek", "Enter")
    page.get_by_role("link", name="Bilal Amrani").first.click()
    expect(page.get_by_role("heading", level=1, name=partner.name)).to_be_visible()

    day = monday(today()) + timedelta(days=16)
    path = f"/ruimtes/boeken/?ruimte=studio-7&dag={day:%Y-%m-%d}&van=10:00&tot=12:00"
    for expected in ("booked", "taken"):
        page.goto(path)
        page.fill("#id_partner", partner.name)
        page.fill("#id_title", "Koperles")
        page.get_by_role("button", name="Boeken", exact=True).click()
        if expected == "booked":
            expect(page.get_by_role("heading", level=1, name="Koperles")).to_be_visible()
    expect(page.locator(".clash")).to_contain_text(f"bezet door {partner.name} (Koperles)")
    page.locator(".offer").first.get_by_role("button", name="Neem deze").click()
    expect(page.get_by_role("heading", level=1, name="Koperles")).to_be_visible()
    assert Booking.objects.filter(title="Koperles").count() == 2


def test_the_board_by_keyboard(house: House, open_page: OpenPage) -> None:
    """One tab stop in the grid; arrows move, Shift extends, Enter opens the form with room and times filled in."""
    page = open_page("bureau")
    day = monday(today()) + timedelta(days=17)
    page.goto(f"/ruimtes/?dag={day:%Y-%m-%d}")
    board = page.locator("[data-board]")
    expect(board.locator("[tabindex='0']")).to_have_count(1)
    board.locator("[tabindex='0']").focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator("[data-board-status]")).to_contain_text(re.compile(r"\d\d:\d\d–\d\d:\d\d .+ vrij"))
    expect(board.locator("[tabindex='0']")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("[data-board-status]")).to_have_text("")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/ruimtes/boeken/\?ruimte="))
    room = Room.objects.get(pk=page.locator("#id_room").input_value())
    start, end = (page.locator(f"#id_{name}").input_value() for name in ("start", "end"))
    assert room.is_active
    period = Period(datetime.combine(day, time.fromisoformat(start)), datetime.combine(day, time.fromisoformat(end)))
    assert period.minutes == 60


def test_the_shortcuts(house: House, open_page: OpenPage) -> None:
    """`/` searches, arrows choose, Enter opens."""
    page = open_page("bureau")
    page.goto("/werk/")
    page.keyboard.press("/")
    page.keyboard.type("bilal am")
    option = page.get_by_role("option", name="Bilal Amrani")
    expect(option.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Bilal Amrani")).to_be_visible()
