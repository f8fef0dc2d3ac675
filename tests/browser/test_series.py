"""A season of lessons in the browser: a colleague books it with a clash in two minutes, a partner on his phone."""

import re
import time as stopwatch
from datetime import date, datetime, time, timedelta

from playwright.sync_api import Locator, Page, expect

from bookings.domain import placing
from bookings.enums import BookingMode, BookingStatus
from bookings.models import Booking, BookingSeries, CalendarPeriod, Room, RoomClaim, Season
from fluxus.periods import Period, monday, now
from network.models import Partner, User
from tests.browser.conftest import OpenPage
from tests.browser.looks import clean
from tests.live import House

TWO_MINUTES = 120
type Slot = tuple[Room, time]


def coming_season() -> Season:
    """Twenty-five weeks from the Monday after next."""
    first = monday(now().date()) + timedelta(days=14)
    season, _ = Season.objects.get_or_create(
        name="Seizoen van het verhaal", defaults={"starts_on": first, "ends_on": first + timedelta(days=174)}
    )
    return season


def lesson_days(season: Season, weekday: int) -> list[date]:
    """The days of a weekday in the season that are no holiday."""
    first = season.starts_on + timedelta(days=weekday - 1)
    days = [first + timedelta(weeks=week) for week in range(25)]
    return [day for day in days if not CalendarPeriod.objects.touching(day, day).exists()]


def empty_slot(days: list[date]) -> Slot:
    """A studio and an hour that nobody has on any of the days, an hour around it included."""
    for hour in (10, 12, 14, 16, 9, 18):
        for room in Room.objects.bookable().filter(kind="studio", is_active=True).order_by("position"):
            around = [Period.on(day, time(hour - 1), time(hour + 3)) for day in days]
            if not placing.clashes_of(room, around):
                return room, time(hour)
    raise AssertionError("the demo world has no room left")


def block(room: Room, day: date, hour: int) -> Booking:
    """Somebody else is in on that day."""
    bureau = User.objects.get(email="bureau@fluxus.test")
    ritmo = Partner.objects.exclude(memberships__user__email="bilal@fluxus.test").order_by("pk")[3]
    period = Period.on(day, time(hour), time(hour + 1))
    return placing.place(room=room, partner=ritmo, period=period, title="workshop", by=bureau)


def fill_in_when(page: Page, weekday: str, start: time, season: Season) -> None:
    page.goto("/ruimtes/zoeken/")
    page.get_by_label("Van").fill(f"{start:%H:%M}")
    page.get_by_label("Tot").fill(f"{start.hour + 1:02}:30")
    page.get_by_role("checkbox", name=weekday, exact=True).check()
    page.get_by_label("Seizoen").select_option(str(season.pk))


def line_of(page: Page, room: Room) -> Locator:
    return page.locator(".hit-room", has=page.get_by_role("link", name=room.name, exact=True))


def show_all(page: Page) -> None:
    """Also the rooms that are free less often."""
    rest = page.locator(".found-rest:not([open]) > summary")
    if rest.count():
        rest.click()


def hit(page: Page, room: Room) -> None:
    """Opens the wizard from the line of this room, wherever it stands."""
    show_all(page)
    line_of(page, room).get_by_role("link", name=re.compile("^Kies datums")).click()


def test_a_colleague_books_a_season_with_a_clash_in_two_minutes(house: House, open_page: OpenPage) -> None:
    season = coming_season()
    days = lesson_days(season, 2)
    room, start = empty_slot(days)
    block(room, days[3], start.hour)
    page = open_page("bureau")
    began = stopwatch.monotonic()

    fill_in_when(page, "dinsdag", start, season)
    page.get_by_label("Soort").select_option("studio")
    page.get_by_role("button", name="Zoek").click()
    show_all(page)
    expect(line_of(page, room)).to_contain_text(f"{len(days) - 1}/{len(days)} vrij")
    hit(page, room)
    page.get_by_label("Huurder").fill("Bilal Amrani")
    page.get_by_label("Activiteit").fill("gitaarles")
    page.get_by_role("button", name="Toon alle datums").click()

    clash = page.locator(".clash")
    expect(clash).to_have_count(1)
    expect(clash).to_contain_text("workshop")
    tally = page.locator("#telling")
    expect(tally).to_contain_text(f"{len(days) - 1} lessen")
    clash.get_by_role("radio", name=re.compile(r"^om ")).first.check()
    expect(tally).to_contain_text(f"{len(days)} lessen")
    page.get_by_role("button", name="Verder", exact=True).last.click()
    expect(page.get_by_text("Anders dan de rest")).to_be_visible()
    page.get_by_role("button", name="Boek deze reeks").click()
    expect(page.get_by_role("heading", level=1, name="gitaarles")).to_be_visible()
    assert stopwatch.monotonic() - began < TWO_MINUTES

    series = BookingSeries.objects.get(title="gitaarles", season=season)
    rows = Booking.objects.filter(series=series, status=BookingStatus.CONFIRMED)
    assert [row.original_on for row in rows.order_by("original_on")] == days
    assert RoomClaim.objects.filter(booking__in=rows).count() == len(days)
    moved = rows.get(original_on=days[3])
    assert moved.local_start != datetime.combine(days[3], start)


def test_every_page_of_the_way_is_clean(house: House, open_page: OpenPage) -> None:
    """Axe, wide and narrow, light and dark, with a clash and holidays on the page."""
    season = coming_season()
    days = lesson_days(season, 3)
    room, start = empty_slot(days)
    block(room, days[2], start.hour)
    page = open_page("bureau")
    fill_in_when(page, "woensdag", start, season)
    assert clean(page) == []
    page.get_by_role("button", name="Zoek").click()
    assert clean(page) == []
    hit(page, room)
    assert clean(page) == []
    page.get_by_label("Huurder").fill("Bilal Amrani")
    page.get_by_label("Activiteit").fill("zangles")
    page.get_by_role("button", name="Toon alle datums").click()
    page.locator(".month-head").first.click()
    assert clean(page) == []
    page.get_by_role("button", name="Verder", exact=True).last.click()
    expect(page.get_by_role("button", name="Boek deze reeks")).to_be_visible()
    assert clean(page) == []
    page.get_by_role("button", name="Boek deze reeks").click()
    expect(page.get_by_role("heading", level=1, name="zangles")).to_be_visible()
    assert clean(page) == []
    page.get_by_role("link", name="Wijzigen").click()
    assert clean(page) == []
    page.get_by_label("Van").fill(f"{start.hour - 1:02}:00")
    page.get_by_role("button", name="Bekijk wat er verandert").click()
    expect(page.get_by_role("heading", level=1, name="Wat verandert er?")).to_be_visible()
    assert clean(page) == []
    page.get_by_role("button", name="Wijzig deze datums").click()
    expect(page.get_by_text("De reeks is gewijzigd")).to_be_visible()


def test_a_partner_asks_for_a_season_on_his_phone(house: House, open_page: OpenPage) -> None:
    season = coming_season()
    days = lesson_days(season, 4)
    room, start = empty_slot(days)
    Room.objects.filter(pk=room.pk).update(booking_mode=BookingMode.REQUEST)
    block(room, days[1], start.hour)
    page = open_page("bilal", width=390, height=844)
    fill_in_when(page, "donderdag", start, season)
    page.get_by_role("button", name="Zoek").click()
    hit(page, room)
    page.get_by_label("Activiteit").fill("ukeleles")
    page.get_by_role("button", name="Toon alle datums").click()
    expect(page.locator(".clash")).to_contain_text("bezet van")
    expect(page.locator("main")).not_to_contain_text("workshop")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="Verder", exact=True).last.click()
    page.get_by_role("button", name="Terug naar de datums").click()
    page.get_by_role("button", name="Verder", exact=True).last.click()
    page.get_by_role("button", name="Vraag deze reeks aan").click()
    expect(page.get_by_role("heading", level=1, name="ukeleles")).to_be_visible()
    rows = Booking.objects.filter(series__title="ukeleles")
    assert rows.filter(status=BookingStatus.REQUESTED).count() == len(days) - 1
    assert rows.get(original_on=days[1]).status == BookingStatus.SKIPPED
    assert not RoomClaim.objects.filter(booking__in=rows).exists()
