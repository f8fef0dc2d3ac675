"""Two partners ask for the same evening on their phones; the projectbureau weighs, approves one and tells the other why not."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from bookings.enums import BookingMode
from bookings.models import Booking, Room
from network.models import OutgoingMail
from tests.browser.conftest import OpenPage
from tests.browser.looks import clean
from tests.live import House

REASON = "De zaal is die avond voor het jubileum."


def a_hall() -> Room:
    """A room of the demo world that has to be asked for."""
    room = (
        Room.objects.bookable().filter(booking_mode=BookingMode.REQUEST).order_by("building__position", "position")[0]
    )
    return Room.objects.select_related("building").get(pk=room.pk)


def ask(page: Page, room: Room, day: str, title: str) -> None:
    page.goto("/mijn/boeken/")
    page.get_by_label("Ruimte").select_option(str(room.pk))
    page.get_by_label("Dag").fill(day)
    page.get_by_label("Van").fill("10:00")
    page.get_by_label("Tot").fill("12:00")
    page.get_by_label("Activiteit").fill(title)
    page.get_by_role("button", name="Boek of vraag aan").click()
    expect(page.locator("main")).to_contain_text(title)


def test_two_ask_one_gets_it_and_the_other_hears_why(house: House, open_page: OpenPage) -> None:
    room = a_hall()
    day = f"{timezone.localdate() + timedelta(days=60):%Y-%m-%d}"
    for who, title in (("bilal", "presentatie van leerlingen"), ("koor", "jubileumconcert")):
        phone = open_page(who, width=390, height=844)
        ask(phone, room, day, title)
    asked = {booking.title: booking for booking in Booking.objects.filter(local_start__date=day, room=room)}
    assert {booking.status for booking in asked.values()} == {"requested"}

    desk = open_page("bureau")
    desk.goto("/ruimtes/aanvragen/")
    row = desk.locator(".ask", has_text="jubileumconcert")
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
    for who, title in (("bilal", "presentatie van leerlingen"), ("koor", "jubileumconcert")):
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
