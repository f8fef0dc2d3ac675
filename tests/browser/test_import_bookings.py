"""A list of bookings in the browser: taking the bad rows home does not stand in the way of booking the good ones."""

from datetime import timedelta

from playwright.sync_api import expect

from bookings.models import Booking, Room
from fluxus.periods import today
from tests.browser.conftest import OpenPage
from tests.live import House


def test_download_first_and_book_after_it(house: House, open_page: OpenPage) -> None:
    room = Room.objects.get(slug="studio-1")
    day = today() + timedelta(days=300)
    head = "Ruimte;Huurder;Datum;Van;Tot;Activiteit"
    rows = f"{room.name} {room.building.name};Bilal Amrani;{day:%d-%m-%Y};10:00;11:00;proefles uit de lijst\r\n{room.name};Niemand;x;1;2;y"
    page = open_page("bureau")
    page.goto("/ruimtes/inlezen/")
    page.get_by_label("Bestand").set_input_files(
        {"name": "lijst.csv", "mimeType": "text/csv", "buffer": f"{head}\r\n{rows}\r\n".encode()}
    )
    page.get_by_role("button", name="Lees in").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download wat niet kan").click()
    assert download.value.suggested_filename == "niet-geboekt.csv"
    page.get_by_role("button", name="Boek 1 rij").click()
    expect(page.get_by_role("heading", name="Ingelezen")).to_be_visible()
    assert Booking.objects.filter(room=room, title="proefles uit de lijst").exists()
