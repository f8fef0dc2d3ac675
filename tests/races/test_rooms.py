"""A room is never double booked, several rooms at once never deadlock, and rivals all get an answer."""

import random
from datetime import timedelta
from functools import partial
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from bookings.domain import placing
from bookings.domain.placing import claims, making
from bookings.models import Booking, Closure, Room, RoomClaim
from fluxus import db
from fluxus.errors import Refusal
from fluxus.periods import Period
from network.models import TimelineEntry
from tests.races.rivals import failures, race
from tests.races.scene import RIVALS, Scene, build, evening

pytestmark = pytest.mark.race
ROUNDS = 10


@pytest.fixture
def scene(committed_db: str) -> Scene:
    return build()


def place(scene: Scene, room: str, period: Period, rival: int) -> Booking:
    return placing.place(
        room=scene.rooms[room],
        partner=scene.partners[rival],
        period=period,
        title=f"Rivaal {rival}",
        by=scene.users[rival],
    )


def test_one_of_sixteen_gets_the_room(scene: Scene) -> None:
    for number in range(ROUNDS):
        results = race(RIVALS, partial(place, scene, "Studio 1", evening(number)))
        assert failures(results, Refusal) == []
        winners = [result for result in results if isinstance(result, Booking)]
        losers = [result for result in results if isinstance(result, Refusal)]
        assert (len(winners), len(losers)) == (1, RIVALS - 1)
        assert {loser.code for loser in losers} <= {"room_taken", "busy"}
        assert all(loser.sentence.endswith(".") and loser.sentence[0].isupper() for loser in losers)
    assert (Booking.objects.count(), RoomClaim.objects.count(), TimelineEntry.objects.count()) == (
        ROUNDS,
        ROUNDS,
        ROUNDS,
    )


def test_halves_and_the_whole_hall(scene: Scene) -> None:
    """Half of the rivals wants the hall, a quarter each half: either the hall is one booking, or its halves are two."""
    names = ("Grote zaal", "Zaal links", "Grote zaal", "Zaal rechts")
    for number in range(ROUNDS):
        period = evening(number)
        results = race(RIVALS, lambda rival, period=period: place(scene, names[rival % 4], period, rival))
        assert failures(results, Refusal) == []
        won = sorted(result.room.name for result in results if isinstance(result, Booking))
        assert won in (["Grote zaal"], ["Zaal links", "Zaal rechts"])
    assert not overlapping_claims()


def test_moving_and_cancelling_at_once(scene: Scene) -> None:
    """Bookings change places in all rooms, some are cancelled: nobody deadlocks, and no two claims touch."""
    rooms = list(scene.rooms)[:3]
    booked = [place(scene, rooms[rival % 3], evening(rival), rival) for rival in range(RIVALS)]

    def shuffle(rival: int) -> None:
        dice = random.Random(rival)
        for _ in range(4):
            target = booked[dice.randrange(RIVALS)]
            try:
                if dice.random() < 0.15:
                    placing.cancel(booking=target, reason="Ziek.", by=scene.users[rival])
                else:
                    room = scene.rooms[dice.choice(list(scene.rooms))]
                    placing.move(booking=target, room=room, period=evening(dice.randrange(8)), by=scene.users[rival])
            except Refusal:
                continue

    assert failures(race(RIVALS, shuffle)) == []
    assert not overlapping_claims()
    standing = Booking.objects.standing()
    assert {claim.booking_id for claim in RoomClaim.objects.all()} == {booking.pk for booking in standing}


def test_the_same_request_twice_is_one_booking(scene: Scene) -> None:
    """A double click: the same token at the same moment."""
    for number in range(5):
        token, period = uuid4(), evening(number)
        results = race(
            2,
            lambda rival, token=token, period=period: placing.place(
                room=scene.rooms["Studio 1"],
                partner=scene.partners[0],
                period=period,
                title="Gitaarles",
                by=scene.users[0],
                request_token=token,
            ),
        )
        assert failures(results) == []
        assert len({booking.pk for booking in results}) == 1
    assert Booking.objects.count() == 5


def test_the_race_is_real_without_the_lock(scene: Scene) -> None:
    """The same work without constraint and lock: looking first, then writing, books the room more than once."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE bookings_roomclaim DROP CONSTRAINT bookings_claim_unit_free")
    period = evening(0)
    room = Room.objects.prefetch_related("units").get(pk=scene.rooms["Studio 1"].pk)
    closure = Closure.objects.create(
        kind="closed", reason="race", local_start=period.start, local_end=period.end, made_by=scene.users[0]
    )

    def naive(rival: int) -> bool:
        with transaction.atomic():
            if RoomClaim.objects.filter(unit__in=room.units.all()).overlapping(period).exists():
                return False
            RoomClaim.objects.bulk_create(
                RoomClaim(unit=unit, kind="closure", closure=closure, local_start=period.start, local_end=period.end)
                for unit in room.units.all()
            )
        return True

    assert race(RIVALS, naive).count(True) > 1
    assert overlapping_claims()


def overlapping_claims() -> list[tuple[int, int]]:
    """Pairs of claims on one unit that touch, found without the constraint."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.id, b.id FROM bookings_roomclaim a JOIN bookings_roomclaim b "
            "ON a.unit_id = b.unit_id AND a.id < b.id AND a.during && b.during"
        )
        return list(cursor.fetchall())


def test_evenings_are_apart() -> None:
    periods = [evening(number) for number in range(50)]
    assert not any(first.overlaps(second) for first, second in pairwise(periods))
    assert all(period.end - period.start == timedelta(hours=2) for period in periods)


def codes(scene: Scene, number: int) -> set[str]:
    """The refusals of one round on the hall and its halves."""
    names = ("Grote zaal", "Zaal links", "Zaal rechts")
    results = race(RIVALS, lambda rival: place(scene, names[rival % 3], evening(number), rival))
    assert failures(results, Refusal) == []
    return {result.code for result in results if isinstance(result, Refusal)}


def test_with_the_lock_nobody_is_broken_off(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a second attempt, every loser still hears who is in."""
    monkeypatch.setattr(db, "ATTEMPTS", 1)
    monkeypatch.setattr(claims, "LOCK_SECONDS", 30)
    assert [codes(scene, number) for number in range(ROUNDS)] == [{"room_taken"}] * ROUNDS


def test_counter_proof_without_the_lock_rivals_break_each_other_off(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The constraint alone still keeps the room from being double booked, but its deadlocks reach people."""
    monkeypatch.setattr(db, "ATTEMPTS", 1)
    monkeypatch.setattr(claims, "LOCK_SECONDS", 30)
    monkeypatch.setattr(making, "lock_units", lambda *rooms: placing.units_of(rooms[-1]))
    assert any("busy" in codes(scene, number) for number in range(6 * ROUNDS))
    assert not overlapping_claims()


def test_one_form_sent_for_two_rooms_at_once(scene: Scene) -> None:
    """Two alternatives clicked quickly carry the same token: two bookings or a refusal, never a crash."""
    rooms = ("Studio 1", "Zaal links")

    def send(rival: int, *, number: int, token: UUID) -> Booking:
        return placing.place(
            room=scene.rooms[rooms[rival]],
            partner=scene.partners[0],
            period=evening(number),
            title="Les",
            by=scene.users[0],
            request_token=token,
        )

    for number in range(ROUNDS):
        results = race(2, partial(send, number=number, token=uuid4()))
        assert failures(results, Refusal) == []
