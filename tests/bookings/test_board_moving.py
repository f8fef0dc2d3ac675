"""Moving on the board: the question before it, the answer after it, and the board that keeps itself up to date."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from bookings.domain import placing
from bookings.models import Booking, Room
from fluxus.periods import now
from tests.cast import Cast
from tests.factories.bookings import AT, evening, make_booking, make_room
from tests.factories.network import make_teacher

TUESDAY = {"dag": "2026-12-01"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def studio(db: None) -> Room:
    return make_room("Studio 1", slug="studio-1")


@pytest.fixture
def booking(studio: Room, cast: Cast) -> Booking:
    return make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)


@pytest.fixture
def as_finance(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.finance)
    return client


def to(room: Room, start: str = "10:00", end: str = "12:00") -> dict[str, Any]:
    return {"room": room.pk, "day": "2026-12-02", "start": start, "end": end}


def address(booking: Booking) -> str:
    return f"/ruimtes/boekingen/{booking.pk}/verzetten/"


class TestQuestion:
    def test_shows_before_and_after_and_changes_nothing(self, booking: Booking, as_bureau: Client) -> None:
        other = make_room("Studio 2", building=booking.room.building)
        page = as_bureau.get(address(booking), to(other), headers=HTMX)
        assertContains(page, "di 1 dec 2026 19:00–21:00")
        assertContains(page, "wo 2 dec 2026 10:00–12:00")
        assertContains(page, "Studio 2")
        assertNotContains(page, "<html")
        assertNotContains(page, "De prijs wordt")
        booking.refresh_from_db()
        assert booking.room.name == "Studio 1"

    def test_says_when_the_price_changes(self, booking: Booking, as_bureau: Client) -> None:
        page = as_bureau.get(address(booking), to(booking.room, "10:00", "13:00"), headers=HTMX)
        assertContains(page, "De prijs wordt")
        assertContains(page, "78,00")

    def test_says_who_is_in_the_way_and_what_is_free(self, booking: Booking, as_bureau: Client, cast: Cast) -> None:
        other = make_room("Studio 2", building=booking.room.building)
        make_booking(room=other, partner=make_teacher("Anna"), by=cast.bureau, period=evening(10, 12))
        asked = {**to(other), "day": "2026-12-01"}
        page = as_bureau.get(address(booking), asked, headers=HTMX)
        assertContains(page, "Dit kan niet")
        assertContains(page, "Neem deze")

    def test_its_own_time_is_not_in_its_way(self, booking: Booking, as_bureau: Client) -> None:
        asked = {**to(booking.room, "20:00", "22:00"), "day": "2026-12-01"}
        assertNotContains(as_bureau.get(address(booking), asked, headers=HTMX), "Dit kan niet")

    @pytest.mark.parametrize("asked", [{}, {"room": "x"}, {"room": "\x00", "day": "gisteren", "start": "9", "end": ""}])
    def test_nonsense_gives_the_form(self, booking: Booking, as_bureau: Client, asked: dict[str, str]) -> None:
        assertContains(as_bureau.get(address(booking), asked), "Andere tijd of ruimte")


class TestMove:
    def test_moves_and_says_so(self, booking: Booking, as_bureau: Client) -> None:
        other = make_room("Studio 2", building=booking.room.building)
        answer = as_bureau.post(address(booking), to(other), headers=HTMX)
        assert answer.status_code == 204
        assert "Verplaatst naar Studio 2, wo 2 dec 2026 10:00\\u201312:00." in answer.headers["HX-Trigger"]
        booking.refresh_from_db()
        assert (booking.room, booking.period) == (other, evening(10, 12, day=booking.local_start.date()))

    def test_without_script_it_ends_on_the_page_of_the_booking(self, booking: Booking, as_bureau: Client) -> None:
        answer = as_bureau.post(address(booking), to(booking.room))
        assert (answer.status_code, answer.headers["Location"]) == (303, booking.get_absolute_url())

    def test_refusal_keeps_the_place_and_offers_others(self, booking: Booking, as_bureau: Client, cast: Cast) -> None:
        other = make_room("Studio 2", building=booking.room.building)
        make_booking(room=other, partner=make_teacher("Anna"), by=cast.bureau, period=evening(9, 13))
        answer = as_bureau.post(address(booking), {**to(other), "day": "2026-12-01"}, headers=HTMX)
        assert answer.status_code == 422
        for text in ("Anna", "Neem deze", 'value="10:00"'):
            assertContains(answer, text, status_code=422)
        booking.refresh_from_db()
        assert booking.room.name == "Studio 1"

    def test_cancelled_meanwhile(self, booking: Booking, as_bureau: Client, cast: Cast) -> None:
        placing.cancel(booking=booking, reason="ziek", by=cast.bureau, at=AT)
        answer = as_bureau.post(address(booking), to(booking.room), headers=HTMX)
        assertContains(answer, "vervallen", status_code=422)

    def test_not_for_others(self, booking: Booking, as_bilal: Client, as_finance: Client) -> None:
        assert as_bilal.post(address(booking), to(booking.room)).status_code == 404
        assert as_finance.post(address(booking), to(booking.room)).status_code == 403


class TestLive:
    def live_url(self, client: Client, address: str, query: dict[str, str] = TUESDAY) -> str:
        page = client.get(address, query).text
        return "?" + page.partition('hx-get="?')[2].partition('"')[0].replace("&amp;", "&")

    @pytest.mark.parametrize("address", ["/ruimtes/", "/ruimtes/studio-1/"])
    def test_nothing_changed_is_nothing_sent(
        self, booking: Booking, as_bureau: Client, cast: Cast, address: str
    ) -> None:
        url = address + self.live_url(as_bureau, address)
        assert as_bureau.get(url, headers=HTMX).status_code == 204
        placing.move(booking=booking, room=booking.room, period=evening(9, 11), by=cast.bureau, at=AT)
        answer = as_bureau.get(url, headers=HTMX)
        assertContains(answer, "09:00–11:00")
        assertNotContains(answer, "<html")

    def test_reload_of_that_address_is_a_whole_page(self, booking: Booking, as_bureau: Client) -> None:
        assertContains(as_bureau.get("/ruimtes/" + self.live_url(as_bureau, "/ruimtes/")), "<html")

    @pytest.mark.parametrize("address", ["/ruimtes/", "/ruimtes/studio-1/"])
    def test_left_open_until_another_day_it_starts_anew(
        self, booking: Booking, as_bureau: Client, monkeypatch: pytest.MonkeyPatch, address: str
    ) -> None:
        """Else the new day would stand under the heading of the old one."""
        of_today, of_tuesday = (address + self.live_url(as_bureau, address, query) for query in ({}, TUESDAY))
        later = now() + timedelta(days=7)
        monkeypatch.setattr("bookings.views.board.now", lambda: later)
        assert as_bureau.get(of_today, headers=HTMX).headers["HX-Refresh"] == "true"
        assert "HX-Refresh" not in as_bureau.get(of_tuesday, headers=HTMX).headers

    def test_asking_is_cheap(self, booking: Booking, as_bureau: Client, django_assert_num_queries: Any) -> None:
        url = "/ruimtes/" + self.live_url(as_bureau, "/ruimtes/")
        with django_assert_num_queries(3):
            as_bureau.get(url, headers=HTMX)


class TestSecrets:
    """A partner learns nothing of others: not in the page, not in fragments, not in titles or attributes."""

    @pytest.mark.parametrize("address", ["/ruimtes/", "/ruimtes/?beeld=week", "/ruimtes/studio-1/"])
    @pytest.mark.parametrize("headers", [{}, HTMX])
    def test_of_others(self, studio: Room, as_bilal: Client, cast: Cast, address: str, headers: dict[str, str]) -> None:
        anna = make_teacher("Anna")
        other = make_booking(room=studio, partner=anna, by=cast.bureau, title="zangles")
        placing.ask(room=studio, partner=anna, period=evening(9, 11), title="orgel", by=cast.bureau, at=AT)
        page = as_bilal.get(address, TUESDAY if "?" not in address else {"beeld": "week", **TUESDAY}, headers=headers)
        assertContains(page, "Bezet")
        for secret in ("Anna", "zangles", "orgel", "aanvraag", f"/{other.pk}/", "data-booking", "data-move"):
            assertNotContains(page, secret)


@pytest.mark.parametrize("address", ["/ruimtes/", "/ruimtes/?beeld=week", "/ruimtes/?weergave=lijst"])
def test_only_what_may_be_moved_can_be_picked_up(
    booking: Booking, as_bureau: Client, as_finance: Client, address: str
) -> None:
    query = {"dag": "2026-12-01", **({"beeld": "week"} if "week" in address else {})}
    assertContains(as_bureau.get("/ruimtes/", query), f'data-booking="{booking.pk}"')
    assertNotContains(as_finance.get("/ruimtes/", query), "data-booking")


@pytest.mark.parametrize("query", [TUESDAY, {**TUESDAY, "beeld": "week"}])
def test_queries_do_not_grow_with_bookings(
    studio: Room, as_bureau: Client, cast: Cast, query: dict[str, str], django_assert_num_queries: Any
) -> None:
    for hour in range(8, 22):
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(hour, hour + 1))
        placing.ask(
            room=studio, partner=cast.bilal_partner, period=evening(hour, hour + 1), title="x", by=cast.bureau, at=AT
        )
    as_bureau.get("/ruimtes/", query)
    with django_assert_num_queries(10):
        as_bureau.get("/ruimtes/", query)
