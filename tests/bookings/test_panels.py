"""What other pages show of bookings: navigation, start pages, partner page, search, the list of a partner."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from pytest_django.asserts import assertContains, assertNotContains

from bookings import panels
from bookings.models import Booking, Room
from bookings.search import rooms
from fluxus.periods import Period, now
from network.models import Membership, User
from tests.cast import Cast
from tests.factories.bookings import evening, make_booking, make_building, make_room
from tests.factories.network import make_teacher


@pytest.fixture
def studio(db: None) -> Room:
    return make_room("Studio 1", slug="studio-1", building=make_building("Muziekschool"))


def asked_by(user: Any) -> Any:
    request = RequestFactory().get("/")
    request.user = user
    request.session = {}  # type: ignore[assignment]  # enough of a session for a panel
    return request


def standing_now(room: Room, cast: Cast, **fields: Any) -> Booking:
    """A booking that began a while ago and goes on for hours, put straight in the table: the house may be closed."""
    start = now().replace(minute=0, second=0)
    values = {
        "partner": cast.bilal_partner,
        "placed_by": cast.bureau,
        "title": "gitaarles",
        "price_cents": 0,
        "price_explanation": "",
        "local_start": start,
        "local_end": start + timedelta(hours=3),
        **fields,
    }
    return Booking.objects.create(room=room, **values)


def test_navigation_by_role(cast: Cast) -> None:
    labels = {
        user: [item.label for item in panels.navigation(asked_by(user))]
        for user in (cast.bureau, cast.finance, cast.bilal, cast.stranger)
    }
    assert list(labels.values()) == [["Ruimtes"], ["Ruimtes"], ["Seizoen", "Ruimtes"], []]


def test_today_in_the_house(studio: Room, cast: Cast) -> None:
    booking = standing_now(studio, cast)
    standing_now(studio, cast, local_start=now() - timedelta(days=2), local_end=now() - timedelta(days=2, hours=-1))
    panel = panels.start(asked_by(cast.reception))
    assert panel is not None
    assert (panel.count, panel.context["bookings"]) == (1, [booking])
    assert panels.start(asked_by(cast.bilal)) is None


def test_own_bookings_on_the_portal(studio: Room, cast: Cast) -> None:
    booking = standing_now(studio, cast)
    standing_now(studio, cast, partner=make_teacher("Anna"))
    panel = panels.mijn(asked_by(cast.bilal))
    assert panel is not None
    assert [own.booking for own in panel.context["dates"]] == [booking]
    assert panels.mijn(asked_by(cast.stranger)) is None


def test_partner_page_has_the_way_to_book(studio: Room, cast: Cast) -> None:
    panel = panels.of_partner(asked_by(cast.bureau), cast.bilal_partner)
    assert panel is not None
    assert panel.context["add_url"] == f"/ruimtes/boeken/?huurder={cast.bilal_partner.pk}"
    assert panels.of_partner(asked_by(cast.finance), cast.bilal_partner) is None


def test_start_pages_show_the_panels(studio: Room, cast: Cast, as_bureau: Client, as_bilal: Client) -> None:
    standing_now(studio, cast)
    assertContains(as_bureau.get("/werk/"), "Vandaag in huis")
    assertContains(as_bilal.get("/mijn/"), "Mijn seizoen")


@pytest.mark.parametrize(
    ("query", "names"),
    [("studio", ["Studio 1"]), ("muziek stu", ["Studio 1"]), ("atelier", []), ("100%", []), ("'; --", [])],
)
def test_search_finds_rooms(studio: Room, cast: Cast, query: str, names: list[str]) -> None:
    assert [hit.title for hit in rooms(query, cast.bureau)] == names
    assert rooms(query, cast.stranger) == []


class TestMine:
    ADDRESS = "/mijn/seizoen/"

    def test_only_for_partners(self, as_bureau: Client, client: Client, cast: Cast) -> None:
        assert as_bureau.get(self.ADDRESS).status_code == 403
        assert client.get(self.ADDRESS).status_code == 302
        client.force_login(cast.stranger)
        assert client.get(self.ADDRESS).status_code == 404

    def test_queries_do_not_grow(self, studio: Room, as_bilal: Client, cast: Cast) -> None:
        counts = []
        for rows in (1, 30):
            for _ in range(rows):
                standing_now(studio, cast)
            as_bilal.get(self.ADDRESS)
            counts.append(count_queries(as_bilal, self.ADDRESS))
        assert counts[0] == counts[1]

    def test_only_for_whom_he_speaks_now(self, studio: Room, as_bilal: Client, cast: Cast) -> None:
        band = make_teacher("Zeger", "Zwart")
        Membership.objects.create(user=cast.bilal, partner=band, started_on=date(2020, 1, 1))
        standing_now(studio, cast)
        standing_now(studio, cast, partner=band, title="bandrepetitie", local_end=now() + timedelta(hours=5))
        assertNotContains(as_bilal.get("/mijn/seizoen/"), "bandrepetitie")
        as_bilal.post("/mijn/namens/", {"partner": band.pk})
        page = as_bilal.get("/mijn/seizoen/")
        assertContains(page, "bandrepetitie")
        assertNotContains(page, "gitaarles")


def count_queries(client: Client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


@pytest.mark.parametrize(
    "model",
    ["building", "unit", "room", "openinghours", "tariff", "calendar", "calendarperiod", "booking", "roomclaim"],
)
def test_admin_lists_and_shows_every_model(studio: Room, cast: Cast, client: Client, model: str) -> None:
    from django.apps import apps

    make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    client.force_login(User.objects.get(pk=cast.admin.pk))
    assert client.get(f"/beheer/bookings/{model}/").status_code == 200
    row = apps.get_model("bookings", model).objects.all()[0]
    assert client.get(f"/beheer/bookings/{model}/{row.pk}/change/").status_code == 200
    allowed = model not in {"booking", "roomclaim", "tariff"}
    assert client.get(f"/beheer/bookings/{model}/add/").status_code == (200 if allowed else 403)


def test_period_of_a_booking_is_readable(studio: Room, cast: Cast) -> None:
    booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    assert (str(booking), booking.period) == ("gitaarles, di 1 dec 2026 19:00–21:00", evening())
    assert isinstance(booking.period, Period)
