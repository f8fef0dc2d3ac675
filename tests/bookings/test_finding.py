"""Book-first: which rooms fit, in how many weeks they are free, and when more often."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from bookings.domain import availability, finding
from bookings.domain.busy import Busy, span
from bookings.domain.recurring import Rule
from bookings.enums import BookingMode, RoomFeature, RoomKind
from bookings.models import Room
from fluxus.periods import Period
from tests.cast import Cast
from tests.factories.bookings import (
    AT,
    TUESDAY,
    evening,
    make_booking,
    make_building,
    make_hall,
    make_room,
    make_tariffs,
)

SEASON = Rule((2,), time(19), time(21), TUESDAY, date(2027, 6, 29))
"""Tuesdays from 1 December 2026; the Christmas holidays of regio Noord take out two, spring one, May one."""
ONCE = replace(SEASON, last_on=TUESDAY)


def weeks(number: int) -> timedelta:
    return timedelta(weeks=number)


@pytest.fixture
def studio(db: None) -> Room:
    make_tariffs()
    return make_room("Studio 1")


def search(cast: Cast, rule: Rule = SEASON, **wish: object) -> list[finding.Found]:
    return finding.find(**{"rule": rule, "by": cast.bureau, "at": AT, **wish})  # type: ignore[arg-type]  # as typed in the tests


def test_what_has_begun_is_not_free(studio: Room, cast: Cast) -> None:
    (found,) = search(cast, at=AT + weeks(3))
    assert [day.on for day in found.days if day.why == finding.OVER] == [TUESDAY, TUESDAY + weeks(1)]
    (over,) = search(cast, ONCE, at=AT + weeks(3))
    assert (over.free, over.of) == (0, 0)


def test_counts_the_weeks_that_are_no_holiday(studio: Room, cast: Cast) -> None:
    (found,) = search(cast)
    skipped = [day.on for day in found.days if not finding.is_on(day)]
    assert (found.free, found.of, found.clashes, found.is_free) == (27, 27, [], True)
    assert skipped == [date(2026, 12, 22), date(2026, 12, 29), date(2027, 2, 23), date(2027, 4, 27)]


def test_names_the_dates_that_are_taken(studio: Room, cast: Cast) -> None:
    taken = [TUESDAY + weeks(1), TUESDAY + weeks(6)]
    for day in taken:
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(20, 22, day))
    (found,) = search(cast)
    assert (found.free, found.of, found.clashes) == (25, 27, taken)


def test_offers_nearby_times_and_days_that_are_free_more_often(studio: Room, cast: Cast) -> None:
    make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(20, 22))
    (found,) = search(cast)
    assert [(near.label, near.free, near.of) for near in found.nearby] == [
        ("18:00–20:00", 27, 27),
        ("op maandag", 25, 25),
        ("op woensdag", 26, 26),
    ]


def test_an_offer_is_never_worse_than_what_was_asked(studio: Room, cast: Cast) -> None:
    for day in range(7):
        period = evening(8, 23, date(2026, 11, 30) + timedelta(days=day))
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=period)
    (found,) = search(cast, ONCE)
    assert (found.free, found.nearby) == (0, [])


def test_most_free_first_then_the_smallest_that_fits(cast: Cast) -> None:
    house = make_building()
    large, small, taken = (
        make_room(name, building=house, capacity=size) for name, size in (("groot", 40), ("klein", 10), ("bezet", 10))
    )
    make_booking(room=taken, partner=cast.bilal_partner, by=cast.bureau)
    assert [found.room for found in search(cast, persons=8)] == [small, large, taken]


def test_only_rooms_that_fit(cast: Cast) -> None:
    house = make_building()
    right = make_room("goed", building=house, kind=RoomKind.DANCE, capacity=20, features=[RoomFeature.MIRRORS])
    make_room("klein", building=house, kind=RoomKind.DANCE, capacity=5, features=[RoomFeature.MIRRORS])
    make_room("kaal", building=house, kind=RoomKind.DANCE, capacity=20)
    make_room("lokaal", building=house, kind=RoomKind.CLASSROOM, capacity=20, features=[RoomFeature.MIRRORS])
    make_room("elders", kind=RoomKind.DANCE, capacity=20, features=[RoomFeature.MIRRORS])
    make_room(
        "dicht", building=house, kind=RoomKind.DANCE, capacity=20, features=[RoomFeature.MIRRORS], is_active=False
    )
    wish = {"persons": 12, "kind": "dance", "features": ["mirrors"], "building": house}
    assert [found.room for found in search(cast, **wish)] == [right]


def test_a_house_that_is_shut_then_is_left_out(cast: Cast) -> None:
    make_room("vroeg", building=make_building(closes=time(17)))
    assert search(cast) == []


def test_a_house_that_shuts_a_little_earlier_shows_when_it_is_open(cast: Cast) -> None:
    make_room("vroeg", building=make_building(closes=time(20)))
    (found,) = search(cast)
    assert (found.free, found.shut) == (0, True)
    assert [(near.label, near.free) for near in found.nearby] == [("18:00–20:00", 27)]


def test_partners_see_no_rooms_of_the_house_itself(cast: Cast) -> None:
    make_room("intern", booking_mode=BookingMode.INTERNAL)
    long = make_room("kort", most_minutes=60)
    both = make_room("gewoon")
    assert [found.room for found in search(cast, by=cast.bilal)] == [both]
    assert long in [found.room for found in search(cast)]


def test_a_combined_hall_is_taken_by_its_parts(cast: Cast) -> None:
    first, second, both = make_hall()
    make_booking(room=first, partner=cast.bilal_partner, by=cast.bureau)
    free = {found.room: found.free for found in search(cast, ONCE)}
    assert free == {first: 0, second: 1, both: 0}


def test_clearing_up_counts_on_both_sides(cast: Cast) -> None:
    room = make_room(turnaround_minutes=30)
    make_booking(room=room, partner=cast.bilal_partner, by=cast.bureau, period=evening(17, 19))
    make_booking(room=room, partner=cast.bilal_partner, by=cast.bureau, period=evening(21, 22, TUESDAY + weeks(1)))
    (found,) = search(cast)
    assert found.clashes == [TUESDAY, TUESDAY + weeks(1)]


def test_three_queries_however_many_rooms(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rooms = [make_room()]
    make_booking(room=rooms[0], partner=cast.bilal_partner, by=cast.bureau)
    with django_assert_num_queries(3):
        search(cast)
    rooms += [make_room() for _ in range(12)]
    with django_assert_num_queries(3):
        assert len(search(cast)) == 13


@pytest.mark.parametrize("day", [date(2027, 3, 27), date(2026, 10, 24)])
def test_nights_in_which_the_clock_changes_agree_with_the_database(cast: Cast, day: date) -> None:
    """In the night of a change the finder says the same as the claims themselves."""
    room = make_room(building=make_building(opens=time(12), closes=time(8)), turnaround_minutes=30)
    make_tariffs()
    taken = Period.on(day, time(22), time(4))
    make_booking(room=room, partner=cast.bilal_partner, by=cast.bureau, period=taken, at=AT.replace(year=2026, month=9))
    asked = [Period.on(day + timedelta(days=1), time(hour), time(hour + 1)) for hour in range(3, 7)]
    units = [part.unit_id for part in room.room_units.all()]
    busy = Busy.read(units, asked, turnaround_minutes=30)
    assert [busy.is_free(units, span(each, 30)) for each in asked] == [
        availability.is_free(room, each) for each in asked
    ]


def test_is_free_agrees_with_a_plain_look_at_every_stretch() -> None:
    """Bisection finds what a walk over all taken stretches finds."""

    @given(st.lists(st.integers(0, 200), max_size=12, unique=True), st.integers(0, 200), st.integers(1, 60))
    def check(bounds: list[int], start: int, length: int) -> None:
        edges = sorted(bounds)[: len(bounds) // 2 * 2]
        stretches = list(zip(edges[::2], edges[1::2], strict=True))
        busy = Busy({1: ([low for low, _ in stretches], [high for _, high in stretches])})
        plain = not any(low < start + length and start < high for low, high in stretches)
        assert busy.is_free([1], (start, start + length)) == plain

    check()
