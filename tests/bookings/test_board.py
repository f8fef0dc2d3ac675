"""The planning board and the page of a room."""

import re
from datetime import date, datetime, time
from typing import Any

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from bookings.domain import placing
from bookings.enums import BookingMode, RoomKind
from bookings.models import Room
from bookings.views.grid import Frame
from fluxus.periods import Period
from tests.cast import Cast
from tests.factories.bookings import evening, make_booking, make_building, make_hall, make_room
from tests.factories.network import make_teacher

TUESDAY = {"dag": "2026-12-01"}
WEEK = {**TUESDAY, "beeld": "week"}


@pytest.fixture
def studio(db: None) -> Room:
    return make_room("Studio 1", slug="studio-1")


@pytest.fixture
def as_stranger(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.stranger)
    return client


@pytest.mark.parametrize("query", [TUESDAY, WEEK, {**TUESDAY, "weergave": "lijst"}, {**WEEK, "weergave": "lijst"}])
def test_every_view_shows_who_is_in(studio: Room, as_bureau: Client, cast: Cast, query: dict[str, str]) -> None:
    booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    page = as_bureau.get("/ruimtes/", query)
    assertContains(page, "Bilal Amrani")
    assertContains(page, f'href="/ruimtes/boekingen/{booking.pk}/"')
    assertContains(page, "19:00–21:00")


def test_free_hours_lead_to_the_form(studio: Room, as_bureau: Client, cast: Cast) -> None:
    make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    page = as_bureau.get("/ruimtes/", TUESDAY).text
    assert "/ruimtes/boeken/?ruimte=studio-1&amp;dag=2026-12-01&amp;van=18:00&amp;tot=19:00" in page
    assert "van=19:00&amp;tot=20:00" not in page
    assert "van=20:00&amp;tot=21:00" not in page
    assert "/ruimtes/boeken/?ruimte=studio-1&amp;dag=2026-12-03" in as_bureau.get("/ruimtes/", WEEK).text


def test_partner_sees_names_only_of_his_own(studio: Room, as_bilal: Client, cast: Cast) -> None:
    own = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    other = make_booking(
        room=studio, partner=make_teacher("Anna"), by=cast.bureau, period=evening(9, 11), title="zangles"
    )
    for query in (TUESDAY, WEEK):
        page = as_bilal.get("/ruimtes/", query)
        assertContains(page, "Bilal Amrani")
        assertContains(page, "Bezet")
        assertNotContains(page, "Anna")
        assertNotContains(page, "zangles")
        assertNotContains(page, f"/ruimtes/boekingen/{other.pk}/")
        assertContains(page, own.get_absolute_url())
        assertNotContains(page, "/ruimtes/boeken/")


def test_partner_books_free_hours_himself_where_he_may(studio: Room, as_bilal: Client) -> None:
    for query, link in ((TUESDAY, "&amp;van=18:00&amp;tot=19:00"), (WEEK, "")):
        assertContains(as_bilal.get("/ruimtes/", query), f"/mijn/boeken/?ruimte=studio-1&amp;dag=2026-12-01{link}")
    Room.objects.update(booking_mode=BookingMode.INTERNAL)
    for query in (TUESDAY, WEEK):
        assertNotContains(as_bilal.get("/ruimtes/", query), "/mijn/boeken/?ruimte")


def test_who_has_no_business_here(studio: Room, as_stranger: Client, client: Client) -> None:
    for address in ("/ruimtes/", "/ruimtes/studio-1/"):
        assert as_stranger.get(address).status_code == 404
        assert client.get(address).status_code == 302


def test_turnaround_closure_and_combined_hall_are_explained(as_bureau: Client, cast: Cast) -> None:
    _, second, both = make_hall()
    Room.objects.filter(pk=both.pk).update(turnaround_minutes=30)
    both.refresh_from_db()
    make_booking(room=both, partner=cast.bilal_partner, by=cast.bureau)
    day = Period(datetime(2026, 12, 2), datetime(2026, 12, 5))
    placing.close(units=second.units.all(), period=day, reason="parket", by=cast.bureau)
    page = as_bureau.get("/ruimtes/", TUESDAY)
    assertContains(page, '<span class="block-note">via Zaal A+B</span>', count=2)
    assertContains(page, "opruimen")
    week = as_bureau.get("/ruimtes/", WEEK)
    assertContains(week, '<i class="key key--closure"></i>sluiting')
    assert len(re.findall(r"Gesloten</b> parket", week.text)) == 2 * 3


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Studio 1", "Danszaal", "Elders"]),
        ({"soort": "dance"}, ["Danszaal"]),
        ({"personen": "20"}, ["Danszaal"]),
        ({"met": ["mirrors", "sound"]}, ["Danszaal"]),
        ({"huis": "huis-b"}, ["Elders"]),
        ({"soort": "zwembad\x00", "personen": "-1", "huis": "\x00", "met": "x"}, ["Studio 1", "Danszaal", "Elders"]),
    ],
)
def test_filters(studio: Room, as_bureau: Client, query: dict[str, Any], names: list[str]) -> None:
    make_room("Danszaal", building=studio.building, kind=RoomKind.DANCE, capacity=25, features=["mirrors", "sound"])
    other = make_building("Huis B")
    other.slug = "huis-b"
    other.save()
    make_room("Elders", building=other)
    page = as_bureau.get("/ruimtes/", {**TUESDAY, **query}).text
    assert re.findall(r'data-name="([^"]+)"', page) == names


def test_filter_that_leaves_nothing_says_so(studio: Room, as_bureau: Client) -> None:
    assertContains(as_bureau.get("/ruimtes/", {"personen": "4000"}), "Geen ruimte die past")


@pytest.mark.parametrize("day", ["", "gisteren", "2026-02-30", "9999-12-31", "0001-01-01", "2026-12-01T10:00", "١"])
@pytest.mark.parametrize("view", ["", "week", "x"])
def test_any_day_gives_a_page(studio: Room, as_bureau: Client, day: str, view: str) -> None:
    for address in ("/ruimtes/", "/ruimtes/studio-1/"):
        assert as_bureau.get(address, {"dag": day, "beeld": view}).status_code == 200


@pytest.mark.parametrize("day", ["2027-03-27", "2027-03-28", "2026-10-24", "2026-10-25"])
def test_nights_in_which_the_clock_is_set(as_bureau: Client, cast: Cast, day: str) -> None:
    podium = make_room("Grote zaal", slug="grote-zaal", building=make_building(opens=time(12), closes=time(2)))
    make_booking(room=podium, partner=cast.bilal_partner, by=cast.bureau, period=evening(22, 1, date(2027, 3, 27)))
    for address in ("/ruimtes/", "/ruimtes/grote-zaal/"):
        for view in ("dag", "week"):
            assert as_bureau.get(address, {"dag": day, "beeld": view}).status_code == 200


def test_holidays_stand_above_the_board(studio: Room, as_bureau: Client) -> None:
    assertContains(
        as_bureau.get("/ruimtes/", {"dag": "2026-12-25"}), "Kerstvakantie tot en met zo 3 jan · Eerste kerstdag"
    )
    assertContains(as_bureau.get("/ruimtes/", {**WEEK, "dag": "2026-12-25"}), "Tweede kerstdag")


def test_browsing_keeps_the_filters(studio: Room, as_bureau: Client) -> None:
    page = as_bureau.get("/ruimtes/", {**WEEK, "soort": "studio"}).text
    assert 'href="?beeld=week&amp;soort=studio&amp;dag=2026-12-08" rel="next"' in page


def test_frame_runs_from_the_first_door_to_the_last(db: None) -> None:
    early = make_room(building=make_building(opens=time(7, 30), closes=time(18)))
    late = make_room(building=make_building(opens=time(12), closes=time(2)))
    frame = Frame.of(date(2026, 12, 1), [early, late])
    assert (frame.start, frame.end, frame.quarters) == (datetime(2026, 12, 1, 7), datetime(2026, 12, 2, 2), 76)
    assert frame.place(datetime(2026, 12, 1, 19), datetime(2026, 12, 1, 21, 30)) == "from-48 span-10"
    assert frame.place(datetime(2026, 11, 30), datetime(2026, 12, 5)) == "from-0 span-76"


@pytest.mark.parametrize("query", [TUESDAY, WEEK])
@pytest.mark.parametrize("rooms", [1, 30])
def test_queries_do_not_grow(
    as_bureau: Client, cast: Cast, query: dict[str, str], rooms: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(rooms):
        make_booking(room=make_room(), partner=cast.bilal_partner, by=cast.bureau)
    as_bureau.get("/ruimtes/", query)
    with django_assert_max_num_queries(12) as queries:
        as_bureau.get("/ruimtes/", query)
    assert len(queries) == 10


class TestRoomPage:
    def test_shows_the_room_and_its_week(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        page = as_bureau.get("/ruimtes/studio-1/", TUESDAY)
        assertContains(page, "Bilal Amrani")
        assertContains(page, "€ 14,50")
        assertContains(page, "ma 30 nov")
        assertContains(page, "week 49")

    def test_combined_hall_says_of_what(self, as_bureau: Client) -> None:
        *_, both = make_hall()
        assertContains(as_bureau.get(both.get_absolute_url()), "Zaal A en Zaal B")

    def test_room_out_of_use_is_for_colleagues(self, studio: Room, as_bureau: Client, as_bilal: Client) -> None:
        Room.objects.update(is_active=False)
        assertContains(as_bureau.get("/ruimtes/studio-1/"), "nu niet te huur")
        assert as_bilal.get("/ruimtes/studio-1/").status_code == 404

    def test_unknown_room(self, as_bureau: Client) -> None:
        assert as_bureau.get("/ruimtes/nergens/").status_code == 404

    def test_queries_do_not_grow(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        counts = []
        for hour in (9, 11, 13):
            make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(hour, hour + 1))
            counts.append(query_count(as_bureau))
        assert counts[0] == counts[-1]


def query_count(client: Client) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get("/ruimtes/studio-1/", TUESDAY)
    return len(queries)
