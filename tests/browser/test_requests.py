"""Two partners ask for the same evening on their phones; the projectbureau weighs, approves one and tells the other why not."""

import re
from datetime import date, time, timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from bookings.domain import availability
from bookings.enums import BookingMode
from bookings.models import Booking, Room
from fluxus.periods import Period
from network.models import OutgoingMail
from tests.browser.conftest import OpenPage
from tests.browser.looks import clean
from tests.live import House

ASKED = {"bilal": "avond voor ouders", "koor": "jubileumconcert"}
REASON = "De zaal is die avond voor het jubileum."


def a_hall() -> Room:
    """A room of the demo world that has to be asked for."""
    room = (
        Room.objects.bookable().filter(booking_mode=BookingMode.REQUEST).order_by("building__position", "position")[0]
    )
    return Room.objects.select_related("building").get(pk=room.pk)


def a_free_day(room: Room) -> date:
    """A weekday two months ahead on which nobody is in at ten."""
    days = (timezone.localdate() + timedelta(days=number) for number in range(60, 120))
    weekdays = (day for day in days if day.isoweekday() <= 5)
    return next(day for day in weekdays if availability.is_free(room, Period.on(day, time(10), time(12))))


def ask(page: Page, room: Room, day: str, title: str) -> None:
    page.goto("/mijn/boeken/")
    page.locator("#id_room").select_option(str(room.pk))
    for name, value in (("day", day), ("start", "10:00"), ("end", "12:00"), ("title", title)):
        page.locator(f"#id_{name}").fill(value)
    page.get_by_role("button", name="Boek of vraag aan").click()
    expect(page).not_to_have_url(re.compile(r"/mijn/boeken/$"))


def test_two_ask_one_gets_it_and_the_other_hears_why(house: House, open_page: OpenPage) -> None:
    room = a_hall()
    day = f"{a_free_day(room):%Y-%m-%d}"
    for who, title in ASKED.items():
        phone = open_page(who, width=390, height=844)
        ask(phone, room, day, title)
    asked = {
        booking.title: booking for booking in Booking.objects.undecided().filter(room=room, title__in=ASKED.values())
    }
    assert {booking.status for booking in asked.values()} == {"requested"}

    desk = open_page("bureau")
    desk.goto("/ruimtes/aanvragen/")
    row = desk.locator(".ask", has=desk.get_by_role("checkbox", name=re.compile("jubileumconcert")))
    expect(row).to_contain_text("Bilal Amrani")
    assert clean(desk) == []
    row.get_by_role("checkbox").check()
    expect(desk.locator("[data-count]")).to_have_text("1 gekozen")
    desk.get_by_role("button", name="Goedkeuren").click()
    expect(desk.get_by_role("heading", name="Daarna zonder ruimte")).to_be_visible()
    assert clean(desk) == []
    desk.get_by_role("button", name="Goedkeuren").click()
    expect(desk.get_by_role("heading", name="Nu zonder ruimte")).to_be_visible()
    desk.get_by_label("Waarom wijs je af?").fill(REASON)
    assert clean(desk) == []
    desk.get_by_role("button", name="Wijs deze af").click()
    expect(desk.locator(".toast")).to_contain_text("Afgewezen")

    told = {}
    for who, title in ASKED.items():
        phone = open_page(who, width=390, height=844)
        phone.goto(asked[title].get_absolute_url())
        told[who] = phone.locator("main").inner_text()
        assert clean(phone) == []
    assert REASON in told["bilal"]
    assert "bevestigd" in told["koor"]
    letters = OutgoingMail.objects.filter(partner__in=[booking.partner_id for booking in asked.values()])
    subjects = set(letters.filter(key__startswith="bookings-decided").values_list("subject", flat=True))
    assert {"Je boeking staat vast", "Je aanvraag is afgewezen"} <= subjects
    assert letters.filter(body__contains=REASON).count() == 1
