"""Rival series: the room is never double booked, and each of them stands whole or not at all."""

from datetime import date, time, timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db.models import Count

from bookings.domain import placing
from bookings.domain.recurring import Rule
from bookings.enums import BookingStatus
from bookings.models import Booking, BookingSeries, Room, RoomClaim
from fluxus.errors import Refusal
from fluxus.periods import Period, monday, today
from tests.races.rivals import failures, race
from tests.races.scene import Scene, build
from tests.races.test_rooms import overlapping_claims

pytestmark = pytest.mark.race
RIVALS = 8
ROUNDS = 6
ANSWERS = {"series_clashes", "busy", "room_taken"}


@pytest.fixture
def scene(committed_db: str) -> Scene:
    return build()


def rule(number: int, *, late: int = 0, every_weeks: int = 1) -> Rule:
    """Twenty weeks from the next one, on the weekday of the round."""
    first = monday(today()) + timedelta(days=7 + number)
    return Rule((first.isoweekday(),), time(19, late), time(21, late), first, first + timedelta(weeks=19), every_weeks)


def place(scene: Scene, room: Room, asked: Rule, rival: int) -> BookingSeries:
    return placing.place_series(
        rule=asked,
        room=room,
        partner=scene.partners[rival],
        title=f"Rivaal {rival}",
        by=scene.users[rival],
    )


def is_whole() -> bool:
    """Every booking that takes time has its claims, one for each unit of its room, and nothing else claims."""
    owned = dict(RoomClaim.objects.values_list("booking").annotate(Count("pk")))
    parts = dict(Room.objects.values_list("pk").annotate(Count("room_units")))
    return owned == {pk: parts[room] for pk, room in Booking.objects.claiming().values_list("pk", "room_id")}


def test_one_of_eight_series_gets_the_room(scene: Scene) -> None:
    """Half of them half an hour later, so that they overlap in part."""
    room = scene.rooms["Studio 1"]
    for number in range(ROUNDS):
        results = race(
            RIVALS, lambda rival, number=number: place(scene, room, rule(number, late=rival % 2 * 30), rival)
        )
        assert failures(results, Refusal) == []
        assert sum(isinstance(result, BookingSeries) for result in results) == 1
        assert {result.code for result in results if isinstance(result, Refusal)} <= ANSWERS
        assert (is_whole(), overlapping_claims()) == (True, [])
    assert BookingSeries.objects.count() == ROUNDS


def test_series_in_halves_and_the_whole_hall(scene: Scene) -> None:
    names = ("Grote zaal", "Zaal links", "Grote zaal", "Zaal rechts")
    for number in range(ROUNDS):
        results = race(
            RIVALS, lambda rival, number=number: place(scene, scene.rooms[names[rival % 4]], rule(number), rival)
        )
        assert failures(results, Refusal) == []
        won = sorted(result.room.name for result in results if isinstance(result, BookingSeries))
        assert won in (["Grote zaal"], ["Zaal links", "Zaal rechts"])
        assert (is_whole(), overlapping_claims()) == (True, [])


def test_a_series_against_single_bookings_on_its_dates(scene: Scene) -> None:
    """Who books one evening of it first, leaves the series nothing; else the series has them all."""
    room = scene.rooms["Studio 1"]

    def act(rival: int, number: int) -> object:
        asked = rule(number)
        if rival == 0:
            return place(scene, room, asked, rival)
        period = Period.on(asked.first_on + timedelta(weeks=rival), time(20), time(22))
        return placing.place(
            room=room, partner=scene.partners[rival], period=period, title="Los", by=scene.users[rival]
        )

    for number in range(ROUNDS):
        results = race(RIVALS, partial(act, number=number))
        assert failures(results, Refusal) == []
        assert (is_whole(), overlapping_claims()) == (True, [])


def test_one_form_sent_twice_is_one_series(scene: Scene) -> None:
    room, token = scene.rooms["Studio 1"], uuid4()

    def send(_: int) -> BookingSeries:
        return placing.place_series(
            rule=rule(0), room=room, partner=scene.partners[0], title="Les", by=scene.users[0], request_token=token
        )

    results = race(4, send)
    assert failures(results) == []
    assert (len({result.pk for result in results}), BookingSeries.objects.count()) == (1, 1)


def test_two_people_change_one_series_at_once(scene: Scene) -> None:
    """One shifts the hour of all, one cuts it in two, one ends the rest: every booking keeps exactly its own time."""
    for number in range(ROUNDS):
        series = place(scene, scene.rooms["Studio 1"], rule(number), 0)
        third = series.bookings.order_by("original_on")[2]

        def act(rival: int, third: Booking = third) -> object:
            by = scene.users[rival]
            if rival == 0:
                return placing.change_series(booking=third, scope="all", starts=time(18), ends=time(20), by=by)
            if rival == 1:
                return placing.change_series(booking=third, scope="following", room=scene.rooms["Zaal links"], by=by)
            if rival == 2:
                return placing.cancel_following(booking=third, reason="Verhuisd.", by=by)
            return placing.skip(booking=third, reason="Ziek.", by=by)

        results = race(4, act)
        assert failures(results, Refusal) == []
        assert (is_whole(), overlapping_claims()) == (True, [])
        days = list(Booking.objects.filter(series__title="Rivaal 0").values_list("series", "original_on"))
        assert len(days) == len(set(days))


def test_a_skipped_date_is_added_back_once(scene: Scene) -> None:
    series = place(scene, scene.rooms["Studio 1"], rule(0), 0)
    row = series.bookings.claiming().order_by("original_on")[3]
    placing.skip(booking=row, reason="Ziek.", by=scene.users[0])
    results = race(RIVALS, lambda rival: placing.add_back(booking=row, by=scene.users[rival]))
    assert failures(results, Refusal) == []
    assert sum(isinstance(result, Booking) for result in results) == 1
    row.refresh_from_db()
    assert (row.status, row.claims.count(), is_whole()) == (BookingStatus.CONFIRMED, 1, True)


def test_the_rounds_are_apart() -> None:
    days: set[date] = {rule(number).first_on for number in range(ROUNDS)}
    assert len(days) == ROUNDS
