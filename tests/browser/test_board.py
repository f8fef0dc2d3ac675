"""The planning board in a browser: booking and moving by hand, by key and by tap, and what others change meanwhile."""

import re
from datetime import date, time, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from bookings.domain import placing
from bookings.domain.occupation import with_parts
from bookings.models import Booking, Room
from fluxus.periods import Period, monday, today
from network.models import Partner, User
from tests.browser.conftest import OpenPage
from tests.browser.looks import clean
from tests.live import House

# Beyond the season of the demo world, and within the year that may be booked; each test has its own day.
FAR = monday(today() + timedelta(days=300))
HAND, KEYS, TAP, TABLET, LIVE = (FAR + timedelta(days=number) for number in range(5))
WEEK, LOOKS = FAR + timedelta(days=7), FAR + timedelta(days=14)
WHERE = """([room, day, minute]) => {
  const board = document.querySelector("[data-board]");
  const track = document.querySelector(`[data-row][data-room="${room}"][data-day="${day}"] .board-track`);
  track.scrollIntoView({ block: "center" });
  const [hour, rest] = board.dataset.start.split(":").map(Number);
  const box = track.getBoundingClientRect();
  const quarter = (minute - hour * 60 - rest) / 15 + 0.5;
  return [box.left + (quarter / Number(board.dataset.quarters)) * box.width, box.top + box.height / 2];
}"""
"""The point of a quarter on the row of a room."""


def first_rooms() -> list[Room]:
    return with_parts(Room.objects.bookable())[:2]


def book(day: date, start: int = 10, end: int = 12, room: Room | None = None) -> Booking:
    return placing.place(
        room=room or first_rooms()[0],
        partner=Partner.objects.get(name="Bilal Amrani"),
        period=Period.on(day, time(start), time(end)),
        title="gitaarles",
        by=User.objects.get(email="bureau@fluxus.test"),
    )


def open_board(page: Page, day: date, **query: str) -> None:
    rest = "".join(f"&{name}={value}" for name, value in query.items())
    page.goto(f"/ruimtes/?dag={day}{rest}")
    expect(page.locator("[data-ready]")).to_be_visible()


def point(page: Page, room: Room, day: date, hour: float) -> tuple[float, float]:
    x, y = page.evaluate(WHERE, [str(room.pk), str(day), int(hour * 60)])
    return x, y


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=4)
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def block(page: Page, booking: Booking) -> Locator:
    return page.locator(f'[data-booking="{booking.pk}"]')


def confirm(page: Page) -> None:
    dialog = page.get_by_role("dialog", name="Boeking verplaatsen")
    expect(dialog).to_contain_text("Straks")
    dialog.get_by_role("button", name="Verplaatsen").click()
    expect(dialog).to_be_hidden()


def stands(booking: Booking, room: Room, day: date, start: int, end: int) -> bool:
    booking.refresh_from_db()
    return (booking.room_id, booking.period) == (room.pk, Period.on(day, time(start), time(end)))


def test_drag_to_book_and_to_move(house: House, open_page: OpenPage) -> None:
    first, second = first_rooms()
    booking, page = book(HAND), open_page("bureau")
    open_board(page, HAND)
    drag(page, point(page, first, HAND, 14), point(page, first, HAND, 15.75))
    expect(page).to_have_url(re.compile(rf"ruimte={first.slug}&dag={HAND}&van=14%3A00&tot=16%3A00"))
    open_board(page, HAND)
    drag(page, point(page, first, HAND, 10.5), point(page, second, HAND, 13.5))
    expect(page.locator("#verplaatsbalk")).to_contain_text("Bilal Amrani")
    confirm(page)
    expect(page.locator(f'[data-room="{second.pk}"]').locator(f'[data-booking="{booking.pk}"]')).to_be_focused()
    assert stands(booking, second, HAND, 13, 15)


def test_drag_onto_somebody_else_shows_what_is_free(house: House, open_page: OpenPage) -> None:
    first, second = first_rooms()
    booking, page = book(HAND, 18, 19), open_page("bureau")
    book(HAND, 18, 19, second)
    open_board(page, HAND)
    drag(page, point(page, first, HAND, 18), point(page, second, HAND, 18))
    dialog = page.get_by_role("dialog", name="Boeking verplaatsen")
    expect(dialog).to_contain_text("Dit kan niet")
    expect(dialog).to_contain_text("bezet door Bilal Amrani")
    dialog.get_by_role("button", name="Neem deze").first.click()
    expect(dialog).to_be_hidden()
    before = booking.period
    booking.refresh_from_db()
    assert (booking.room_id, booking.period) != (first.pk, before)


def test_drag_in_the_week(house: House, open_page: OpenPage) -> None:
    first, second = first_rooms()
    later = WEEK + timedelta(days=2)
    booking, page = book(WEEK), open_page("bureau")
    open_board(page, WEEK, beeld="week")
    cell = page.locator(f'tr[data-room="{second.pk}"] td[data-date="{later}"]')
    block(page, booking).drag_to(cell)
    confirm(page)
    expect(cell.locator(f'[data-booking="{booking.pk}"]')).to_be_visible()
    assert stands(booking, second, later, 10, 12)
    free = page.locator(f'tr[data-room="{first.pk}"] td[data-date="{later}"]')
    place = free.bounding_box()
    assert place is not None
    middle = place["y"] + place["height"] / 2
    drag(page, (place["x"] + place["width"] * 0.4, middle), (place["x"] + place["width"] * 0.6, middle))
    expect(page).to_have_url(re.compile(rf"ruimte={first.slug}&dag={later}&van=\d\d%3A[03]0&tot=\d\d%3A[03]0"))


def tab_into_board(page: Page) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("Boolean(document.activeElement.closest('[data-board]'))"):
            return
    pytest.fail("Tab does not reach the board")


def test_all_by_keyboard(house: House, open_page: OpenPage) -> None:
    first, second = first_rooms()
    booking, page = book(KEYS), open_page("bureau")
    said = page.locator("[data-board-status]")
    open_board(page, KEYS)
    tab_into_board(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    expect(said).to_have_text(re.compile(rf"^di \d+ \w+ \d\d:\d\d–\d\d:\d\d {second.name} vrij$"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"ruimte={second.slug}&dag={KEYS}"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    open_board(page, KEYS)
    tab_into_board(page)
    for _ in range(20):
        if page.evaluate("'booking' in document.activeElement.dataset"):
            break
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(said).to_contain_text(f" 10:00–12:00 {first.name} vrij")
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(said).to_contain_text(f" 11:00–13:00 {second.name} vrij")
    page.keyboard.press("Escape")
    expect(page.locator("#verplaatsbalk")).to_be_hidden()
    expect(block(page, booking)).to_be_focused()
    assert stands(booking, first, KEYS, 10, 12)

    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Boeking verplaatsen")
    expect(dialog.get_by_role("button", name="Verplaatsen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator(f'[data-room="{second.pk}"]').locator(f'[data-booking="{booking.pk}"]')).to_be_focused()
    assert stands(booking, second, KEYS, 10, 12)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/ruimtes/boekingen/{booking.pk}/"))


def test_tap_and_tap_on_a_phone(house: House, open_page: OpenPage) -> None:
    _, second = first_rooms()
    booking, page = book(TAP), open_page("bureau", width=390, height=844, has_touch=True, is_mobile=True)
    open_board(page, TAP)
    block(page, booking).tap()
    card = page.get_by_role("dialog", name="Boeking", exact=True)
    expect(card).to_contain_text("Bilal Amrani")
    card.get_by_role("button", name="Verplaatsen").tap()
    expect(page.locator("#verplaatsbalk")).to_be_visible()
    page.locator(f'[data-room="{second.pk}"] [data-gap]').first.tap()
    confirm(page)
    assert stands(booking, second, TAP, 10, 12)
    expect(page.locator(f'[data-room="{second.pk}"]').locator(f'[data-booking="{booking.pk}"]')).to_be_visible()


def test_tap_start_and_tap_end_on_a_tablet(house: House, open_page: OpenPage) -> None:
    first, _ = first_rooms()
    page = open_page("bureau", width=1024, has_touch=True)
    open_board(page, TABLET)
    page.touchscreen.tap(*point(page, first, TABLET, 13))
    expect(page.locator(".pick")).to_contain_text("13:00 → tik het einde")
    page.touchscreen.tap(*point(page, first, TABLET, 14.75))
    expect(page).to_have_url(re.compile(r"van=13%3A00&tot=15%3A00"))


def test_another_browser_sees_it_without_losing_the_place(house: House, open_page: OpenPage) -> None:
    first, second = first_rooms()
    booking, watching = book(LIVE), open_page("receptie")
    open_board(watching, LIVE)
    block(watching, booking).focus()
    watching.keyboard.press("ArrowDown")
    place = watching.evaluate("document.activeElement.getAttribute('aria-label')")
    moving = open_page("bureau")
    open_board(moving, LIVE)
    drag(moving, point(moving, first, LIVE, 10), point(moving, first, LIVE, 15))
    confirm(moving)
    fresh = watching.locator(".is-fresh", has=block(watching, booking))
    expect(fresh).to_be_visible(timeout=30_000)
    expect(watching.locator("[data-board-status]")).to_contain_text("Het bord is bijgewerkt: 1 wijziging")
    assert watching.evaluate("document.activeElement.getAttribute('aria-label')") == place
    assert second.name in place


@pytest.mark.parametrize("query", ["", "&beeld=week", "&weergave=lijst", "&beeld=week&weergave=lijst"])
def test_board_is_clean_for_axe(house: House, open_page: OpenPage, query: str) -> None:
    if not Booking.objects.within(Period.on(LOOKS, time(10), time(12))).exists():
        book(LOOKS)
    page = open_page("bureau")
    page.goto(f"/ruimtes/?dag={LOOKS}{query}")
    assert clean(page) == []
