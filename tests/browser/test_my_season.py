"""A teacher on his phone: he sees his season, lets a lesson lapse, asks for another room, books one and gets his calendar."""

import re
from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import Page, expect

from bookings.domain import placing
from bookings.enums import BookingMode, BookingStatus
from bookings.models import Booking, PersonalFeed, Room, SwapRequest
from fluxus.periods import Period, today
from network.models import Partner, User
from tests.browser.conftest import OpenPage
from tests.browser.looks import clean
from tests.live import House

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
SEASON = "/mijn/seizoen/"


def free_period(room: Room, hour: int) -> Period:
    """Two hours on a coming weekday on which the room is free and its house is open."""
    for days in range(10, 60):
        day = today() + timedelta(days=days)
        period = Period(datetime.combine(day, time(hour)), datetime.combine(day, time(hour + 2)))
        if day.isoweekday() < 6 and not placing.clashes_of([*room.units.all()], [period]).get(period):
            return period
    raise AssertionError("the room is never free")


@pytest.fixture
def lesson(house: House) -> Booking:
    """A lesson of Bilal that he may still let lapse."""
    bilal, bureau = Partner.objects.get(name="Bilal Amrani"), User.objects.get(email="bureau@fluxus.test")
    room = Room.objects.get(slug="studio-1")
    period = free_period(room, 10)
    return placing.place(room=room, partner=bilal, period=period, title="proefles viool", by=bureau)


def open_season(open_page: OpenPage) -> Page:
    page = open_page("bilal", **PHONE)
    page.goto("/mijn/")
    page.get_by_role("navigation", name="Snelmenu").get_by_role("link", name="Seizoen").tap()
    expect(page.get_by_role("heading", level=1, name="Mijn seizoen")).to_be_visible()
    return page


def test_a_lesson_lapses_in_two_taps(house: House, open_page: OpenPage, lesson: Booking) -> None:
    page = open_season(open_page)
    line = page.locator(f"#les-{lesson.pk}")
    line.get_by_text("Wijzigen").tap()
    line.get_by_role("button", name=re.compile("^Laat vervallen")).tap()
    expect(page.get_by_text("De ruimte is weer vrij voor anderen.")).to_be_visible()
    expect(page.locator(f"#les-{lesson.pk}")).to_contain_text("vervallen")
    lesson.refresh_from_db()
    assert (lesson.status, lesson.cancelled_by.email) == (BookingStatus.CANCELLED, "bilal@fluxus.test")


def test_too_late_gives_a_number_to_call(house: House, open_page: OpenPage, lesson: Booking) -> None:
    type(lesson.room.building).objects.update(phone="075 123 45 67", cancel_hours=30_000)
    page = open_season(open_page)
    line = page.locator(f"#les-{lesson.pk}")
    line.get_by_text("Wijzigen").tap()
    line.get_by_role("link", name="Toch laten vervallen?").tap()
    expect(page.get_by_role("link", name="Bel 075 123 45 67")).to_have_attribute("href", "tel:0751234567")
    type(lesson.room.building).objects.update(cancel_hours=48)


def test_another_room_is_asked_for_and_taken_back(house: House, open_page: OpenPage, lesson: Booking) -> None:
    page = open_season(open_page)
    line = page.locator(f"#les-{lesson.pk}")
    line.get_by_text("Wijzigen").tap()
    line.get_by_role("link", name="Andere ruimte of tijd").tap()
    page.locator(".wish", has_text="Zelfde tijd, andere ruimte").first.tap()
    page.get_by_label("Waarom wil je ruilen?").fill("Er komen meer kinderen.")
    page.get_by_role("button", name="Vraag het").tap()
    expect(page.locator(f"#les-{lesson.pk}")).to_contain_text("We kijken ernaar.")
    swap = SwapRequest.objects.get(booking=lesson)
    assert (swap.status, swap.room_id != lesson.room_id) == ("open", True)
    page.locator(f"#les-{lesson.pk}").get_by_role("button", name=re.compile("^Trek in")).tap()
    expect(page.get_by_text("Je vraag is ingetrokken.")).to_be_visible()


def test_a_free_room_is_booked(house: House, open_page: OpenPage) -> None:
    room = Room.objects.get(slug="studio-2")
    Room.objects.filter(pk=room.pk).update(booking_mode=BookingMode.DIRECT, notice_hours=0, weekly_hours=None)
    period = free_period(room, 11)
    page = open_season(open_page)
    page.get_by_role("link", name="Ruimte boeken").tap()
    page.get_by_label("Ruimte").select_option(str(room.pk))
    page.get_by_label("Dag").fill(f"{period.start:%Y-%m-%d}")
    page.get_by_role("textbox", name="Van").fill(f"{period.start:%H:%M}")
    page.get_by_label("Tot").fill(f"{period.end:%H:%M}")
    page.get_by_label("Wat ga je doen?").fill("extra repetitie")
    expect(page.locator("#controle")).to_contain_text("Je boekt meteen")
    expect(page.locator("#controle")).to_contain_text("zonder btw")
    page.get_by_role("button", name="Boek of vraag aan").tap()
    expect(page.get_by_role("heading", level=1, name="Mijn seizoen")).to_be_visible()
    booking = Booking.objects.get(title="extra repetitie")
    assert (booking.status, booking.period) == (BookingStatus.CONFIRMED, period)
    expect(page.locator(f"#les-{booking.pk}")).to_contain_text("bevestigd")


def test_the_calendar_gets_its_address_and_a_new_one(house: House, open_page: OpenPage) -> None:
    page = open_season(open_page)
    page.get_by_role("link", name="Zet in mijn agenda").tap()
    page.get_by_role("button", name="Maak mijn agenda-adres").tap()
    first = page.get_by_label("Of plak dit adres").input_value()
    assert first.endswith(".ics")
    path = first[first.index("/mijn/agenda/") :]
    answer = page.request.get(f"{house.url}{path}")
    assert answer.status == 200
    assert answer.text().startswith("BEGIN:VCALENDAR\r\n")
    expect(page.get_by_role("link", name="iPhone, iPad of Mac")).to_have_attribute("href", re.compile("^webcal://"))
    page.get_by_role("button", name="Nieuw adres").tap()
    expect(page.get_by_text("Het oude werkt niet meer.")).to_be_visible()
    assert page.request.get(f"{house.url}{path}").status == 404
    assert PersonalFeed.objects.filter(user__email="bilal@fluxus.test").count() == 1


def test_every_page_of_it_is_clean(house: House, open_page: OpenPage, lesson: Booking) -> None:
    page = open_page("bilal", width=320)
    for path in (
        SEASON,
        f"{SEASON}geweest/",
        f"{SEASON}{lesson.pk}/vervalt/",
        f"{SEASON}{lesson.pk}/ruilen/",
        "/mijn/boeken/",
        "/mijn/agenda/",
    ):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
        assert (path, clean(page)) == (path, [])
