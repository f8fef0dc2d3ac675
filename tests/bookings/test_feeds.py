"""Calendars for other programs."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from bookings.domain import feeds, placing
from bookings.models import Booking, Room
from fluxus.periods import AMSTERDAM
from tests.cast import Cast
from tests.factories.bookings import AT, evening, make_booking, make_hall, make_room, make_tariffs
from tests.factories.network import make_person


@pytest.fixture
def studio(db: None) -> Room:
    return make_room("Studio 1", slug="studio-1")


@pytest.fixture
def booking(studio: Room, cast: Cast) -> Booking:
    return make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)


def events(text: bytes) -> list[Any]:
    return Calendar.from_ical(text).walk("VEVENT")


def feed(room: Room, *, tell: feeds.Tell = feeds.named) -> bytes:
    found = feeds.room_bookings(room, AT)
    return feeds.calendar(name="Studio 1", bookings=found, tell=tell, base_url="https://fluxus.test")


def test_event_has_zone_uid_and_sequence(studio: Room, booking: Booking) -> None:
    (event,) = events(feed(studio))
    start = event["DTSTART"]
    assert (start.params["TZID"], start.dt.replace(tzinfo=None)) == ("Europe/Amsterdam", datetime(2026, 12, 1, 19))
    assert (str(event["UID"]), event["SEQUENCE"], str(event["STATUS"])) == (f"{booking.uuid}@fluxus", 0, "CONFIRMED")
    assert str(event["SUMMARY"]) == "gitaarles · Bilal Amrani"
    assert str(event["URL"]) == f"https://fluxus.test/ruimtes/boekingen/{booking.pk}/"


def test_moving_keeps_the_uid_and_counts_on(studio: Room, booking: Booking, cast: Cast) -> None:
    placing.move(booking=booking, room=studio, period=evening(18, 20), by=cast.bureau, at=AT)
    (event,) = events(feed(studio))
    assert (str(event["UID"]), event["SEQUENCE"]) == (f"{booking.uuid}@fluxus", 1)


def test_cancelled_is_told(studio: Room, booking: Booking, cast: Cast) -> None:
    placing.cancel(booking=booking, reason="ziek", by=cast.bureau, at=AT)
    (event,) = events(feed(studio))
    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CANCELLED", 1)


def test_combined_hall_and_closure_stand_in_the_feed_of_a_half(cast: Cast) -> None:
    half, other, both = make_hall()
    make_booking(room=both, partner=cast.bilal_partner, by=cast.bureau, title="concert")
    placing.close(units=half.units.all(), period=evening(day=date(2026, 12, 3)), reason="schilderwerk", by=cast.bureau)
    names = {
        room: [
            str(event["SUMMARY"])
            for event in events(
                feeds.calendar(
                    name=room.name,
                    bookings=feeds.room_bookings(room, AT),
                    closures=feeds.room_closures(room, AT),
                    tell=tell,
                )
            )
        ]
        for room, tell in ((half, feeds.named), (other, feeds.public), (both, feeds.public))
    }
    assert list(names.values()) == [
        ["concert · Bilal Amrani", "Gesloten: schilderwerk"],
        ["Bezet"],
        ["Bezet", "Gesloten"],
    ]


def test_withdrawn_request_was_never_in_the_room(studio: Room, cast: Cast) -> None:
    wish = {"partner": cast.bilal_partner, "period": evening(), "title": "gitaarles", "by": cast.bureau, "at": AT}
    make_tariffs()
    asked = placing.ask(room=studio, **wish)
    placing.cancel(booking=asked, reason="toch niet", by=cast.bureau, at=AT)
    assert events(feed(studio)) == []


def test_option_stays_nameless_in_a_house_that_shows_names(studio: Room, booking: Booking, cast: Cast) -> None:
    studio.building.shows_names = True
    studio.building.save()
    anna = make_person("Anna", "Visser")
    wish = {"partner": anna, "title": "zangles", "by": cast.bureau, "at": AT, "until": AT + timedelta(hours=2)}
    placing.option(room=studio, period=evening(9, 11), **wish)
    told = [str(event["SUMMARY"]) for event in events(feed(studio, tell=feeds.public))]
    assert told == ["Bezet", "gitaarles · Bilal Amrani"]


def test_zone_is_described_and_right_on_both_sides_of_the_change() -> None:
    zone = feeds.zone().to_tz()
    summer, winter = datetime(2026, 7, 1, 12), datetime(2026, 12, 1, 12)
    for day in (summer, winter, datetime(2027, 3, 28, 4), datetime(2026, 10, 25, 4)):
        assert day.replace(tzinfo=zone).utcoffset() == day.replace(tzinfo=AMSTERDAM).utcoffset()


def test_old_and_far_away_bookings_stay_out(studio: Room, booking: Booking) -> None:
    for days, expected in ((0, 1), (91 + 8, 0), (-500, 0)):
        assert len(feeds.room_bookings(studio, AT + timedelta(days=days))) == expected


class TestPages:
    ADDRESS = "/ruimtes/studio-1/agenda.ics"

    def test_everybody_sees_only_that_it_is_taken(self, booking: Booking, client: Client, as_bilal: Client) -> None:
        for visitor in (client, as_bilal):
            answer = visitor.get(self.ADDRESS)
            assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
            assert [str(event["SUMMARY"]) for event in events(answer.content)] == ["Bezet"]
            assert b"Amrani" not in answer.content
            assert b"gitaarles" not in answer.content

    def test_colleague_sees_who(self, booking: Booking, as_bureau: Client) -> None:
        assert b"Bilal Amrani" in as_bureau.get(self.ADDRESS).content

    def test_cache_is_private(self, booking: Booking, as_bureau: Client) -> None:
        answer = as_bureau.get(self.ADDRESS)
        assert "private" in answer.headers["Cache-Control"]
        assert "Cookie" in answer.headers["Vary"]

    def test_room_out_of_use_and_unknown(self, studio: Room, client: Client) -> None:
        Room.objects.update(is_active=False)
        assert client.get(self.ADDRESS).status_code == 404
        assert client.get("/ruimtes/nergens/agenda.ics").status_code == 404

    def test_own_booking(self, booking: Booking, as_bilal: Client, client: Client) -> None:
        address = f"{booking.get_absolute_url()}agenda.ics"
        (event,) = events(as_bilal.get(address).content)
        assert str(event["SUMMARY"]) == "gitaarles · Bilal Amrani"
        assert client.get(address).status_code == 302
