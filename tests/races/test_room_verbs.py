"""Every verb that takes a room, against the others: one owner, no deadlock, and the audit finds nothing."""

import random
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from bookings.domain import placing
from bookings.domain.auditing import audit
from bookings.domain.availability import Alternative
from bookings.domain.placing import making, relocation, requests
from bookings.domain.recurring import Rule
from bookings.enums import BookingStatus, ClosureKind
from bookings.models import Booking, Closure, Room, RoomClaim
from fluxus import db
from fluxus.errors import Refusal
from fluxus.periods import Period
from tests.races.rivals import failures, race
from tests.races.scene import RIVALS, Scene, build, evening

pytestmark = pytest.mark.race
ROUNDS = 8


@pytest.fixture
def scene(committed_db: str) -> Scene:
    return build()


def place(scene: Scene, rival: int, period: Period, room: str = "Studio 1") -> Booking:
    return placing.place(
        room=scene.rooms[room], partner=scene.partners[rival], period=period, title="les", by=scene.users[rival]
    )


def ask(scene: Scene, rival: int, period: Period, room: str = "Studio 1") -> Booking:
    return placing.ask(
        room=scene.rooms[room], partner=scene.partners[rival], period=period, title="les", by=scene.users[rival]
    )


def codes(results: list[Any]) -> set[str]:
    return {result.code for result in results if isinstance(result, Refusal)}


def claims(scene: Scene, period: Period, room: str = "Studio 1") -> int:
    return RoomClaim.objects.filter(unit__room_units__room=scene.rooms[room]).overlapping(period).count()


def test_the_last_hours_of_a_week_go_to_one(scene: Scene) -> None:
    """One renter, four evenings of one week, a room of two hours a week: the rule is looked at under the lock."""
    Room.objects.filter(pk=scene.rooms["Studio 1"].pk).update(weekly_hours=2)
    room, first = Room.objects.get(pk=scene.rooms["Studio 1"].pk), evening(0)
    next_week = first.moved(timedelta(days=7 - first.start.weekday()))
    results = race(
        4,
        lambda rival: placing.place(
            room=room, partner=scene.partners[0], period=next_week.moved(timedelta(days=rival)), title="les",
            by=scene.users[rival],
        ),
    )  # fmt: skip
    assert failures(results, Refusal) == []
    assert codes(results) == {"weekly_hours"}
    assert Booking.objects.standing().count() == 1


def test_sixteen_requests_approved_at_once(scene: Scene) -> None:
    for number in range(ROUNDS):
        asked = [ask(scene, rival, evening(number)) for rival in range(RIVALS)]
        results = race(RIVALS, lambda rival, asked=asked: placing.approve(booking=asked[rival], by=scene.users[rival]))
        assert failures(results, Refusal) == []
        assert [isinstance(result, Booking) for result in results].count(True) == 1
        assert codes(results) <= {"room_taken", "busy"}
    assert Booking.objects.standing().count() == RoomClaim.objects.count() == ROUNDS


def test_one_request_decided_by_everybody(scene: Scene) -> None:
    """Approve, reject and withdraw the same request: one decision counts, the others hear that there is one."""
    for number in range(ROUNDS):
        asked = ask(scene, 0, evening(number))
        acts = (
            partial(placing.approve, booking=asked),
            partial(placing.reject, booking=asked, reason="vol"),
            partial(placing.cancel, booking=asked, reason="niet nodig"),
        )
        results = race(RIVALS, lambda rival, acts=acts: acts[rival % 3](by=scene.users[rival]))
        assert failures(results, Refusal) == []
        assert codes(results) <= {"decided", "cancelled", "busy"}
        asked.refresh_from_db()
        assert RoomClaim.objects.filter(booking=asked).count() == (asked.status == BookingStatus.CONFIRMED)
    assert audit().problems == []


def test_an_option_that_ran_out_goes_to_one(scene: Scene) -> None:
    """Its time is wanted by all, while the clock ends it and somebody agrees to it after all."""
    for number in range(ROUNDS):
        at = timezone.now()
        kept = placing.option(
            room=scene.rooms["Studio 1"],
            partner=scene.partners[0],
            period=evening(number),
            title="les",
            until=at + timedelta(milliseconds=1),
            by=scene.users[0],
            at=at,
        )

        def want(rival: int, *, kept: Booking = kept, number: int = number) -> Any:
            if rival == 0:
                return placing.expire_options(at=timezone.now())
            if rival == 1:
                return placing.approve(booking=kept, by=scene.users[1])
            return place(scene, rival, evening(number))

        results = race(RIVALS, want)
        assert failures(results, Refusal) == []
        assert [isinstance(result, Booking) for result in results].count(True) <= 1
        assert codes(results) <= {"room_taken", "decided", "busy"}
        assert claims(scene, evening(number)) <= 1
    assert audit().problems == []


def test_restoring_against_booking(scene: Scene) -> None:
    for number in range(ROUNDS):
        gone = placing.cancel(booking=place(scene, 0, evening(number)), reason="ziek", by=scene.users[0])

        def want(rival: int, *, gone: Booking = gone, number: int = number) -> Booking:
            if rival % 2:
                return place(scene, rival, evening(number))
            return placing.restore(booking=gone, by=scene.users[rival])

        results = race(RIVALS, want)
        assert failures(results, Refusal) == []
        assert [isinstance(result, Booking) for result in results].count(True) == 1
        assert claims(scene, evening(number)) == 1


def test_relocating_against_booking(scene: Scene) -> None:
    """Two colleagues close the room and send its booking to the hall, while others book the hall."""
    for number in range(ROUNDS):
        period = evening(number)
        booking = place(scene, 0, period)
        there = Alternative(scene.rooms["Zaal links"], period, "")

        def want(rival: int, *, booking: Booking = booking, there: Alternative = there) -> Any:
            if rival > 1:
                return place(scene, rival, there.period, "Grote zaal")
            return relocation.carry_out(
                units=scene.rooms["Studio 1"].units.all(),
                period=there.period,
                reason="verf",
                kind=ClosureKind.MAINTENANCE,
                choices={booking.pk: there},
                by=scene.users[rival],
            )

        results = race(RIVALS, want)
        assert failures(results, Refusal) == []
        assert codes(results) <= {"room_taken", "changed", "busy"}
        assert [isinstance(result, Refusal) for result in results].count(False) == 1
        assert claims(scene, period, "Zaal links") == 1
    assert audit().problems == []


def test_series_against_series(scene: Scene) -> None:
    """Twenty weeks wanted by eight, some of those evenings by eight others: nobody is doubled."""
    first_on = evening(0).start.date()
    rule = Rule(
        weekdays=(first_on.isoweekday(),),
        starts=evening(0).start.time(),
        ends=evening(0).end.time(),
        first_on=first_on,
        last_on=first_on + timedelta(weeks=19),
        follows_school_holidays=False,
        follows_public_holidays=False,
    )

    def want(rival: int) -> Any:
        if rival % 2:
            return place(scene, rival, evening(0).moved(timedelta(weeks=rival)))
        return placing.place_series(
            rule=rule, room=scene.rooms["Studio 1"], partner=scene.partners[rival], title="reeks", by=scene.users[rival]
        )

    results = race(RIVALS, want)
    assert failures(results, Refusal) == []
    assert codes(results) <= {"room_taken", "series_clashes", "busy"}
    assert audit().problems == []


def shuffle(scene: Scene, rival: int) -> list[str]:
    """Thirty random verbs on random bookings, rooms and evenings; the codes of what was refused."""
    dice, refused = random.Random(rival), []
    for _ in range(30):
        try:
            act_at_random(scene, rival, dice)
        except Refusal as refusal:
            refused.append(refusal.code)
    return refused


def act_at_random(scene: Scene, rival: int, dice: random.Random) -> Any:
    room, period, by = scene.rooms[dice.choice(list(scene.rooms))], evening(dice.randrange(6)), scene.users[rival]
    target = Booking.objects.order_by("?").first()
    soon = timezone.now() + timedelta(milliseconds=dice.choice([1, 100_000]))
    new: dict[str, Any] = {"room": room, "partner": scene.partners[rival], "period": period, "title": "les", "by": by}
    acts = [
        lambda: placing.place(**new),
        lambda: placing.ask(**new),
        lambda: placing.option(**new, until=soon),
        lambda: placing.close(units=room.units.all(), period=period, reason="verf", by=by),
        lambda: placing.lift(closure=Closure.objects.filter(lifted_at=None).order_by("?")[0], by=by),
        lambda: placing.expire_options(at=timezone.now()),
    ]
    if target is not None:
        acts += [
            lambda: placing.move(booking=target, room=room, period=period, by=by),
            lambda: placing.cancel_many(bookings=Booking.objects.claiming().order_by("?")[:3], reason="ziek", by=by),
            lambda: placing.approve(booking=target, by=by),
            lambda: placing.reject(booking=target, reason="vol", by=by),
            lambda: placing.as_option(booking=target, until=soon, by=by),
            lambda: placing.restore(booking=target, by=by),
        ]
    try:
        return dice.choice(acts)()
    except IndexError:
        return None


def test_all_verbs_at_once_without_a_second_attempt(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """One order of locks for all of them: nobody is ever broken off by a deadlock."""
    monkeypatch.setattr(db, "PASSING", frozenset({"55P03"}))
    results = race(RIVALS, partial(shuffle, scene))
    assert failures(results) == []
    assert {"room_taken"} < {code for refused in results for code in refused}
    assert Booking.objects.count() > RIVALS
    assert audit(at=datetime.now(UTC)).problems == []


def test_counter_proof_approving_without_lock_and_constraint_doubles(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race is real: take both away and the audit finds rooms that were given twice."""
    with db.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE bookings_roomclaim DROP CONSTRAINT bookings_claim_unit_free")
    for module in (making, requests):
        monkeypatch.setattr(module, "lock_units", lambda *rooms: placing.units_of(rooms[-1]))
    for number in range(ROUNDS):
        asked = [ask(scene, rival, evening(number)) for rival in range(RIVALS)]

        def want(rival: int, *, asked: list[Booking] = asked, number: int = number) -> Booking:
            if rival % 2:
                return place(scene, rival, evening(number))
            return placing.approve(booking=asked[rival], by=scene.users[rival])

        race(RIVALS, want)
    assert "overlap" in {problem.kind for problem in audit().problems}
