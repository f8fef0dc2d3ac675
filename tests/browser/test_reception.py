"""The desk and the houses: who comes in, what goes wrong, what the screens show, and rooms that close."""

import re
from datetime import date, time, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from bookings.domain import availability, displays, placing, reception
from bookings.models import Booking, Closure, Display, Incident, Room
from fluxus.periods import Period, monday, now, today
from network.models import OutgoingMail, Partner, User
from tests.browser.conftest import OpenPage
from tests.browser.looks import clean, faults
from tests.live import House

WIDTHS = pytest.mark.parametrize("width", [1440, 390])


def user(name: str) -> User:
    return User.objects.get(email=f"{name}@fluxus.test")


def going_on(room: Room, title: str) -> Booking:
    """A lesson that began on the hour, put straight in the table: the house may be closed while the tests run."""
    start = now().replace(minute=0, second=0)
    return Booking.objects.create(
        room=room,
        partner=Partner.objects.get(name="Bilal Amrani", memberships__isnull=False),
        title=title,
        local_start=start,
        local_end=start + timedelta(hours=2),
        price_cents=0,
        placed_by=user("bureau"),
    )


@WIDTHS
def test_a_shift_at_the_desk(house: House, open_page: OpenPage, width: int) -> None:
    room = Room.objects.get(slug="studio-1")
    booking = going_on(room, f"gitaarles {width}")
    page = open_page("receptie", width=width, has_touch=width < 600)
    page.goto("/werk/")
    page.keyboard.press("g")
    page.keyboard.press("d")
    expect(page).to_have_url(re.compile(r"/ruimtes/daglijst/[\w-]+/$"))
    page.get_by_role("navigation", name="Cultuurhuis").get_by_role("link", name=room.building.name).click()
    line = page.locator(f"#boeking-{booking.pk}")
    expect(line).to_contain_text("nu")
    expect(line).to_contain_text("Bilal Amrani")
    tick_and_undo(page, booking)
    text = f"Versterker kapot ({width})"
    page.get_by_label("Wat is er gebeurd?").fill(text)
    page.get_by_label("Ruimte", exact=True).select_option(label=room.name)
    page.get_by_role("button", name="Noteer").click()
    expect(page.locator("#lijst")).to_contain_text(text)
    assert Incident.objects.get(text=text).room == room
    assert clean(page) == []


def tick_and_undo(page: Page, booking: Booking) -> None:
    """In, back, not come, back, in: each one tap, and the keyboard stays where it was."""
    line = page.locator(f"#boeking-{booking.pk}")
    line.get_by_role("button", name=re.compile("^Binnen")).click()
    expect(line).to_contain_text("binnen")
    expect(line.get_by_role("button", name=re.compile("^Ongedaan"))).to_be_focused()
    line.get_by_role("button", name=re.compile("^Ongedaan")).click()
    line.get_by_role("button", name=re.compile("^Niet gekomen")).click()
    expect(line.locator(".status")).to_have_text("niet gekomen")
    booking.refresh_from_db()
    assert (booking.attendance, booking.attended_by) == ("no_show", user("receptie"))
    line.get_by_role("button", name=re.compile("^Ongedaan")).click()
    line.get_by_role("button", name=re.compile("^Binnen")).dblclick()
    expect(line.locator(".status")).to_have_text("binnen")


def test_ticking_works_without_scripts(house: House, open_page: OpenPage) -> None:
    booking = going_on(Room.objects.get(slug="studio-1"), "zonder script")
    page = open_page("receptie", java_script_enabled=False)
    page.goto(f"/ruimtes/daglijst/{booking.room.building.slug}/")
    page.locator(f"#boeking-{booking.pk}").get_by_role("button", name=re.compile("^Binnen")).click()
    expect(page).to_have_url(re.compile(rf"#boeking-{booking.pk}$"))
    expect(page.locator(f"#boeking-{booking.pk}")).to_contain_text("binnen")


def test_day_sheet_on_paper(house: House, open_page: OpenPage) -> None:
    """A4, without buttons, with a box to tick; what was ticked on the screen fits too."""
    booking, came, missed = (going_on(Room.objects.get(slug=f"studio-{number}"), "op papier") for number in (1, 2, 3))
    reception.check_in(booking=came, by=user("receptie"))
    reception.no_show(booking=missed, by=user("receptie"))
    page = open_page("receptie")
    page.goto(f"/ruimtes/daglijst/{booking.room.building.slug}/")
    page.emulate_media(media="print")
    line = page.locator(f"#boeking-{booking.pk}")
    expect(line.locator(".sheet-box")).to_be_visible()
    expect(line.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("navigation")).to_have_count(0)
    page.set_viewport_size({"width": 688, "height": 1000})  # A4 between its margins, at 96 pixels an inch
    assert page.evaluate("document.documentElement.scrollWidth") <= 688


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (1024, 768), (390, 844)])
def test_screens_without_logging_in(house: House, open_page: OpenPage, size: tuple[int, int]) -> None:
    room = Room.objects.get(slug="studio-1")
    going_on(room, "geheime les")
    for place in (None, room):
        screen = displays.make(building=room.building, room=place, by=user("bureau"))
        page = open_page(None, width=size[0], height=size[1])
        page.route("**/ruimtes/scherm/**", stand_still)
        page.goto(f"/ruimtes/scherm/{displays.token_of(screen)}/")
        expect(page.get_by_role("heading", level=1)).to_have_text(room.name if place else room.building.name)
        expect(page.locator(".clock")).to_have_text(re.compile(r"^\d\d:\d\d$"))
        expect(page.locator("body")).not_to_contain_text("geheime les")
        assert page.context.cookies() == []
        assert faults(page) == []


def stand_still(route: Route) -> None:
    """The page as it is, without going round each minute while the test looks at it."""
    answer = route.fetch()
    assert 1 <= int(answer.headers["refresh"]) <= 61
    route.fulfill(response=answer, headers={name: value for name, value in answer.headers.items() if name != "refresh"})


def test_screen_is_made_and_withdrawn(house: House, open_page: OpenPage) -> None:
    page = open_page("bureau")
    page.goto("/ruimtes/schermen/")
    page.get_by_label("Waar hangt het?").select_option(label="Deur Studio 2")
    page.get_by_label("Naam").fill("Tablet bij Studio 2")
    page.get_by_role("button", name="Maak scherm").click()
    expect(page.get_by_label("Adres van Tablet bij Studio 2")).to_have_value(re.compile(r"^http.+/ruimtes/scherm/"))
    screen = Display.objects.get(name="Tablet bij Studio 2")
    wall = open_page()
    wall.goto(f"/ruimtes/scherm/{displays.token_of(screen)}/")
    expect(wall.get_by_role("heading", level=1)).to_have_text("Studio 2")
    page.get_by_role("button", name=re.compile("^Intrekken.*Tablet bij Studio 2$")).click()
    expect(page.locator(".toasts")).to_contain_text("werkt niet meer")
    wall.reload()
    expect(wall.get_by_role("heading", level=1)).to_have_text("Dit scherm staat uit")
    assert faults(wall) == []


@WIDTHS
def test_rooms_close_and_everybody_goes_elsewhere(house: House, open_page: OpenPage, width: int) -> None:
    room = Room.objects.get(slug="studio-3")
    first = monday(today()) + timedelta(days=70 if width == 1440 else 84)
    evening = next(each for each in evenings(first) if not availability.clashes(room, each))
    bilal = Partner.objects.get(name="Bilal Amrani", memberships__isnull=False)
    goes, lapses = (
        placing.place(room=room, partner=bilal, period=each, title=f"les {number} op {width}", by=user("bureau"))
        for number, each in enumerate((evening, evening.moved(timedelta(hours=-2))))
    )
    page = open_page("bureau", width=width)
    page.goto("/ruimtes/sluitingen/")
    page.get_by_role("link", name="Sluit ruimtes").click()
    page.get_by_label("Eerste dag").fill(f"{evening.start:%Y-%m-%d}")
    page.get_by_label("Laatste dag").fill(f"{evening.start:%Y-%m-%d}")
    page.get_by_label("Reden").fill("De vloer wordt gelakt")
    page.get_by_label("Studio 3", exact=True).check()
    page.get_by_role("button", name="Bekijk wat er in de weg staat").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Waar gaat iedereen heen?")
    page.locator(f"select[name=keuze-{lapses.pk}]").select_option("vervalt")
    assert faults(page) == []
    page.get_by_role("button", name="Kijk de brieven na").click()
    letter = page.locator(".letter").filter(has_text="Bilal Amrani")
    expect(letter).to_contain_text("De vloer wordt gelakt")
    assert clean(page) == []
    page.get_by_role("button", name="Sluit en verstuur").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("De vloer wordt gelakt")
    for booking in (goes, lapses):
        booking.refresh_from_db()
    assert (goes.status, goes.room_id == room.pk, lapses.status) == ("confirmed", False, "cancelled")
    closure = Closure.objects.latest("pk")
    assert OutgoingMail.objects.filter(key__startswith=f"bookings-relocated:{closure.pk}:").count() == 1
    expect(page.get_by_role("row").filter(has_text="Bilal Amrani")).to_contain_text(goes.room.name)
    assert clean(page) == []
    page.get_by_role("button", name="Hef de sluiting op").click()
    expect(page.locator("main")).to_contain_text("Opgeheven")
    assert availability.clashes(room, Period(evening.start, evening.end)) == []


def evenings(first: date) -> list[Period]:
    """Tuesday to Thursday evenings from a day on."""
    days = [first + timedelta(days=number) for number in range(21)]
    return [Period.on(day, time(19), time(21)) for day in days if day.isoweekday() in {2, 3, 4}]
