"""Screens in the houses: what a passer-by may read, who makes them, and addresses that cannot be guessed."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from bookings.domain import displays, placing
from bookings.enums import ClosureKind, DisplayKind
from bookings.models import Booking, Building, Display, Room
from fluxus import tokens
from fluxus.errors import Refusal
from fluxus.periods import Period, now
from network.models import User
from tests.cast import Cast
from tests.factories.bookings import TUESDAY, evening, make_booking, make_building, make_hall, make_room

HALF_PAST_SEVEN = datetime(2026, 12, 1, 18, 30, tzinfo=UTC)


@pytest.fixture
def studio(db: None) -> Room:
    house = make_building("Muziekschool", slug="muziekschool", opens=time(8), closes=time(4))
    return make_room("Studio 1", building=house)


def foyer(room: Room, by: User) -> Display:
    return displays.make(building=room.building, by=by)


def door(room: Room, by: User) -> Display:
    return displays.make(building=room.building, room=room, by=by)


def shown(display: Display, at: datetime = HALF_PAST_SEVEN) -> displays.Showing:
    return displays.showing(display=Display.objects.select_related("building", "room").get(pk=display.pk), at=at)


def with_names(room: Room) -> None:
    Building.objects.filter(pk=room.building_id).update(shows_names=True)


class TestFoyer:
    def test_now_and_later_without_names(self, studio: Room, cast: Cast) -> None:
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(21, 23))
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(9, 10))
        found = shown(foyer(studio, cast.bureau))
        assert [(use.where, use.what, use.who, use.ends) for use in found.current] == [
            ("Studio 1", "Bezet", "", "21:00")
        ]
        assert [(use.start.hour, use.what, use.who) for use in found.following] == [(21, "Bezet", "")]

    def test_names_when_the_house_shows_them(self, studio: Room, cast: Cast) -> None:
        with_names(studio)
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        (use,) = shown(foyer(studio, cast.bureau)).current
        assert (use.what, use.who) == ("gitaarles", "Bilal Amrani")

    def test_an_option_never_has_a_name(self, studio: Room, cast: Cast) -> None:
        with_names(studio)
        booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        Booking.objects.filter(pk=booking.pk).update(status="option", option_ends_at=HALF_PAST_SEVEN)
        (use,) = shown(foyer(studio, cast.bureau)).current
        assert (use.what, use.who) == ("Bezet", "")

    def test_the_night_belongs_to_the_evening(self, studio: Room, cast: Cast) -> None:
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(22, 2))
        half_past_midnight = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
        (use,) = shown(foyer(studio, cast.bureau), half_past_midnight).current
        assert use.ends == "02:00"
        tomorrow = make_booking(
            room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(9, 10, TUESDAY + timedelta(days=1))
        )
        assert tomorrow.local_start not in [use.start for use in shown(foyer(studio, cast.bureau)).following]

    def test_a_hall_of_two_halves_stands_there_once(self, cast: Cast) -> None:
        first, _, both = make_hall()
        make_booking(room=both, partner=cast.bilal_partner, by=cast.bureau)
        assert [use.where for use in shown(foyer(both, cast.bureau)).current] == ["Zaal A+B"]
        assert [use.where for use in shown(door(first, cast.bureau)).current] == ["Zaal A+B"]

    def test_closures_say_their_kind_and_the_reason_only_with_names(self, cast: Cast) -> None:
        _, _, both = make_hall()
        period = Period(evening().start - timedelta(days=2), evening().end + timedelta(days=2))
        placing.close(
            units=both.units.all(), period=period, reason="premiere", by=cast.bureau, kind=ClosureKind.PRODUCTION
        )
        display = foyer(both, cast.bureau)
        (use,) = shown(display).current
        assert (use.where, use.what, use.who, use.ends) == ("Zaal A, Zaal B", "Productie", "", "do 3 dec 21:00")
        with_names(both)
        assert shown(display).current[0].who == "premiere"

    def test_says_how_many_do_not_fit(self, studio: Room, cast: Cast) -> None:
        for _ in range(20):
            make_booking(room=make_room(building=studio.building), partner=cast.bilal_partner, by=cast.bureau)
        found = shown(foyer(studio, cast.bureau), HALF_PAST_SEVEN - timedelta(hours=1))
        assert (len(found.following), found.more, found.is_full) == (15, 5, True)
        found = shown(foyer(studio, cast.bureau))
        assert (len(found.current), found.more_now) == (15, 5)

    def test_asks_two_questions_however_full_it_is(self, studio: Room, cast: Cast) -> None:
        display = foyer(studio, cast.bureau)
        for _ in range(12):
            make_booking(room=make_room(building=studio.building), partner=cast.bilal_partner, by=cast.bureau)
        fresh = Display.objects.select_related("building", "room").get(pk=display.pk)
        with CaptureQueriesContext(connection) as captured:
            displays.showing(display=fresh, at=HALF_PAST_SEVEN)
        assert len(captured) == 1


class TestDoor:
    def test_free_until(self, studio: Room, cast: Cast) -> None:
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(21, 22))
        found = shown(door(studio, cast.bureau))
        assert (found.current, found.free_until) == ([], evening(21, 22).start)
        assert shown(door(make_room(building=studio.building), cast.bureau)).free_until is None

    def test_clearing_up(self, cast: Cast) -> None:
        room = make_room(turnaround_minutes=30)
        make_booking(room=room, partner=cast.bilal_partner, by=cast.bureau, period=evening(18, 19))
        found = shown(door(room, cast.bureau), HALF_PAST_SEVEN - timedelta(minutes=20))
        assert (found.current, found.clearing_until) == ([], datetime(2026, 12, 1, 19, 30))

    def test_knows_only_its_own_room(self, studio: Room, cast: Cast) -> None:
        make_booking(room=make_room(building=studio.building), partner=cast.bilal_partner, by=cast.bureau)
        assert shown(door(studio, cast.bureau)).current == []


class TestAddress:
    def address(self, display: Display) -> str:
        return f"/ruimtes/scherm/{displays.token_of(display)}/"

    def test_without_logging_in_without_cookies_not_to_be_found(self, studio: Room, cast: Cast) -> None:
        with_names(studio)
        start = now().replace(minute=0, second=0)
        Booking.objects.create(
            room=studio,
            partner=cast.bilal_partner,
            title="gitaarles",
            local_start=start,
            local_end=start + timedelta(hours=2),
            price_cents=0,
            placed_by=cast.bureau,
        )
        answer = Client().get(self.address(foyer(studio, cast.bureau)))
        assertContains(answer, "Muziekschool")
        assert len(answer.cookies) == 0
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in answer["Cache-Control"]
        assert 1 <= int(answer["Refresh"]) <= 61
        assertNotContains(answer, "<script")
        at_the_door = self.address(door(studio, cast.bureau))
        assertContains(Client().get(at_the_door), "de rest van de dag")
        assertNotContains(Client().get(at_the_door), "Straks")

    def test_who_is_logged_in_sees_no_more(self, studio: Room, cast: Cast) -> None:
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        assertNotContains(logged_in(cast.bureau).get(self.address(foyer(studio, cast.bureau))), "Bilal")

    def test_withdrawn_and_renewed(self, studio: Room, cast: Cast) -> None:
        first, second = foyer(studio, cast.bureau), foyer(studio, cast.bureau)
        old = [self.address(display) for display in (first, second)]
        displays.revoke(display=first, by=cast.bureau)
        renewed = displays.renew(display=second)
        assert [Client().get(address).status_code for address in old] == [410, 404]
        assertContains(Client().get(old[0]), "Dit scherm staat uit", status_code=410)
        assert Client().get(self.address(renewed)).status_code == 200

    def test_cannot_be_guessed(self, studio: Room, cast: Cast) -> None:
        display = foyer(studio, cast.bureau)
        good = displays.token_of(display)
        wrong = (
            "onzin",
            f"{display.pk}",
            good[:-1],
            f"{good}x",
            tokens.sign("display", display.pk, uuid4()),
            tokens.sign("display", display.pk + 1, display.key),
            tokens.sign("feed", display.pk, display.key),
        )
        assert {Client().get(f"/ruimtes/scherm/{token}/").status_code for token in wrong} == {404}


class TestKeeping:
    def test_make_renew_withdraw(self, studio: Room, cast: Cast) -> None:
        client = logged_in(cast.bureau)
        for place, name in ((f"foyer-{studio.building_id}", ""), (f"deur-{studio.pk}", "Gang  boven")):
            assert client.post("/ruimtes/schermen/", {"place": place, "name": name}).status_code == 303
        rows = Display.objects.order_by("pk").values_list("kind", "name", "room", "made_by")
        assert list(rows) == [
            (DisplayKind.FOYER, "Foyer Muziekschool", None, cast.bureau.pk),
            (DisplayKind.DOOR, "Gang boven", studio.pk, cast.bureau.pk),
        ]
        display = Display.objects.first()
        assert display is not None
        assertContains(client.get("/ruimtes/schermen/"), displays.token_of(display))
        assertContains(client.get(f"/ruimtes/schermen/{display.pk}/"), "<svg")
        for _ in range(2):
            assert client.post(f"/ruimtes/schermen/{display.pk}/intrekken/").status_code == 303
        display.refresh_from_db()
        assert display.revoked_by == cast.bureau
        assertNotContains(client.get("/ruimtes/schermen/"), displays.token_of(display))
        assert client.get(f"/ruimtes/schermen/{display.pk}/").status_code == 404
        assert client.post(f"/ruimtes/schermen/{display.pk}/vernieuwen/").status_code == 409

    def test_renewing_gives_another_address(self, studio: Room, cast: Cast) -> None:
        display = foyer(studio, cast.bureau)
        old = displays.token_of(display)
        logged_in(cast.bureau).post(f"/ruimtes/schermen/{display.pk}/vernieuwen/")
        display.refresh_from_db()
        assert displays.token_of(display) != old

    @pytest.mark.parametrize("place", ["", "foyer-999999", "deur-x", "dak-1"])
    def test_mistakes(self, studio: Room, cast: Cast, place: str) -> None:
        answer = logged_in(cast.bureau).post("/ruimtes/schermen/", {"place": place, "name": "Mijn scherm"})
        assertContains(answer, "Mijn scherm", status_code=422)
        assert not Display.objects.exists()

    def test_room_of_another_house(self, studio: Room, cast: Cast) -> None:
        with pytest.raises(Refusal):
            displays.make(building=make_building(), room=studio, by=cast.bureau)

    def test_by_role(self, studio: Room, cast: Cast) -> None:
        display = foyer(studio, cast.bureau)
        answers = {
            name: [
                logged_in(getattr(cast, name)).get("/ruimtes/schermen/").status_code,
                logged_in(getattr(cast, name)).post(f"/ruimtes/schermen/{display.pk}/vernieuwen/").status_code,
            ]
            for name in ("admin", "bureau", "reception", "finance", "bilal", "stranger")
        }
        assert answers == {
            "admin": [200, 303],
            "bureau": [200, 303],
            "reception": [403, 403],
            "finance": [403, 403],
            "bilal": [404, 404],
            "stranger": [404, 404],
        }


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
