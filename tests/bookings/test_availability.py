"""What is free, and the alternatives of what is not."""

from datetime import date, datetime, time, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from bookings.domain import availability, placing
from bookings.enums import RoomKind
from bookings.models import Room
from fluxus.periods import Period
from tests.cast import Cast
from tests.factories.bookings import evening, make_booking, make_building, make_hall, make_room, make_tariffs


@pytest.fixture
def studio(db: None) -> Room:
    make_tariffs()
    return make_room("Studio 1", features=["piano"])


def offered(room: Room, period: Period | None = None, **asked: object) -> list[tuple[str, str, str]]:
    found = availability.alternatives(room=room, period=period or evening(), **asked)  # type: ignore[arg-type]  # the keywords of alternatives
    return [(free.room.name, str(free.period), free.difference) for free in found]


def test_kinds_of_alternatives_take_turns(studio: Room, cast: Cast) -> None:
    make_room("Studio 2", building=studio.building, features=["piano"])
    make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    assert offered(studio) == [
        ("Studio 2", "di 1 dec 2026 19:00–21:00", "zelfde tijd, andere ruimte"),
        ("Studio 1", "di 1 dec 2026 21:00–23:00", "later op de dag"),
        ("Studio 1", "di 8 dec 2026 19:00–21:00", "een week later"),
    ]


def test_the_room_most_alike_comes_first(studio: Room, cast: Cast) -> None:
    make_room("Klein", building=studio.building, features=["piano"], capacity=2)
    make_room("Elders", features=["piano"])
    make_room("Kaal", building=studio.building)
    make_room("Tweeling", building=studio.building, features=["piano"])
    make_room("Danszaal", building=studio.building, kind=RoomKind.DANCE)
    rooms = [room.name for room in availability.candidates(studio, None)]
    assert rooms == ["Studio 1", "Tweeling", "Elders", "Klein", "Kaal"]


def test_persons_must_fit(studio: Room, cast: Cast) -> None:
    make_room("Klein", building=studio.building, features=["piano"], capacity=2)
    rooms = [room.name for room in availability.candidates(studio, 5)]
    assert rooms == ["Studio 1"]


def test_alternatives_are_open_and_free(studio: Room, cast: Cast) -> None:
    """What stands or is closed is never offered: here only the days after Wednesday remain."""
    other = make_room("Studio 2", building=studio.building, features=["piano"], turnaround_minutes=30)
    make_booking(room=other, partner=cast.bilal_partner, by=cast.bureau, period=evening(21, 22))
    day = Period(datetime(2026, 12, 1), datetime(2026, 12, 3))
    placing.close(units=studio.units.all(), period=day, reason="lek", by=cast.bureau)
    studio.building.opening_hours.filter(weekday__in=(4, 2)).delete()
    assert offered(studio, evening(19, 21, date(2026, 12, 2))) == [
        ("Studio 2", "wo 2 dec 2026 19:00–21:00", "zelfde tijd, andere ruimte"),
        ("Studio 1", "wo 9 dec 2026 19:00–21:00", "een week later"),
        ("Studio 1", "vr 4 dec 2026 19:00–21:00", "andere dag, zelfde tijd"),
    ]


def test_turnaround_of_the_alternative_counts(studio: Room, cast: Cast) -> None:
    other = make_room("Studio 2", building=studio.building, features=["piano"], turnaround_minutes=30)
    make_booking(room=other, partner=cast.bilal_partner, by=cast.bureau, period=evening(21, 22))
    assert "Studio 2" not in [name for name, _, _ in offered(studio)]


def test_nothing_before_now(studio: Room, cast: Cast) -> None:
    found = availability.alternatives(room=studio, period=evening(20, 22), not_before=datetime(2026, 12, 1, 20))
    assert [free.period.start for free in found if free.period.start < datetime(2026, 12, 1, 20)] == []


def test_combined_hall_shares_its_parts(cast: Cast) -> None:
    first, _, both = make_hall()
    make_booking(room=first, partner=cast.bilal_partner, by=cast.bureau)
    assert [claim.booking.room for claim in availability.clashes(both, evening()) if claim.booking] == [first]
    assert "Zaal A+B" not in [name for name, _, _ in offered(first)]
    assert availability.is_free(first, evening(10, 12))


def test_spring_night_offers_only_times_that_exist(cast: Cast) -> None:
    make_tariffs()
    podium = make_room(building=make_building(opens=time(12), closes=time(6)))
    saturday = date(2027, 3, 27)
    make_booking(room=podium, partner=cast.bilal_partner, by=cast.bureau, period=evening(23, 1, saturday))
    found = availability.alternatives(room=podium, period=evening(23, 1, saturday), limit=40)
    assert all(free.period.minutes > 0 for free in found)
    assert len(found) == 40


@pytest.mark.parametrize("rooms", [1, 30])
def test_queries_do_not_grow(
    studio: Room, cast: Cast, rooms: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rooms):
        make_room(building=studio.building, features=["piano"])
    with django_assert_num_queries(4):
        availability.alternatives(room=studio, period=evening())


def test_limit(studio: Room) -> None:
    assert len(availability.alternatives(room=studio, period=evening(), limit=5)) == 5
    assert timedelta(minutes=15) == availability.STEP


def test_a_year_of_days_is_one_look(
    studio: Room, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    days = [booking.period.moved(timedelta(days=number)) for number in range(366)]
    with django_assert_num_queries(1):
        assert list(availability.clashes_of(studio, days)) == [booking.period]
