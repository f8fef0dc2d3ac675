"""Asking for another room or time, and the answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bookings.domain import placing, swaps
from bookings.enums import BookingMode, BookingStatus, SwapStatus
from bookings.models import Booking, Room, SwapRequest
from fluxus.errors import Refusal
from fluxus.periods import to_utc
from network.models import EmailAddress, OutgoingMail, TimelineEntry
from tests.cast import Cast
from tests.factories.bookings import AT, evening, make_booking, make_room
from tests.factories.network import make_teacher


@pytest.fixture
def studio(db: None) -> Room:
    return make_room("Studio 1")


@pytest.fixture
def other(db: None) -> Room:
    return make_room("Studio 2")


@pytest.fixture
def booking(studio: Room, cast: Cast) -> Booking:
    EmailAddress.objects.create(partner=cast.bilal_partner, address="bilal@voorbeeld.test", is_primary=True)
    return make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)


def asked(booking: Booking, cast: Cast, **wish: Any) -> SwapRequest:
    return swaps.ask(booking=booking, reason="meer kinderen", by=cast.bilal, at=AT, **wish)


def test_asking_claims_nothing_and_moves_nothing(booking: Booking, other: Room, cast: Cast) -> None:
    swap = asked(booking, cast, room=other)
    booking.refresh_from_db()
    assert (swap.status, booking.room.name, booking.sequence) == (SwapStatus.OPEN, "Studio 1", 0)
    assert TimelineEntry.objects.filter(title__endswith="liever Studio 2").count() == 1
    make_booking(room=other, partner=make_teacher(), by=cast.bureau)  # the wish keeps nobody out


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (lambda room: {}, "een andere ruimte of tijd"),
        (lambda room: {"room": room}, "Studio 2"),
        (lambda room: {"period": evening(14, 16)}, "di 1 dec 2026 14:00–16:00"),
        (lambda room: {"room": room, "period": evening(14, 16)}, "Studio 2 di 1 dec 2026 14:00–16:00"),
    ],
)
def test_the_wish_in_words(
    booking: Booking, other: Room, cast: Cast, wish: Callable[[Room], dict[str, Any]], words: str
) -> None:
    assert swaps.wish(asked(booking, cast, **wish(other))) == words


def test_one_question_at_a_time(booking: Booking, cast: Cast) -> None:
    asked(booking, cast)
    with pytest.raises(Refusal, match="Voor deze boeking ligt er al een verzoek"):
        asked(booking, cast)
    assert SwapRequest.objects.count() == 1


def test_a_room_for_colleagues_is_no_wish(booking: Booking, other: Room, cast: Cast) -> None:
    Room.objects.update(booking_mode=BookingMode.INTERNAL)
    other.refresh_from_db()
    with pytest.raises(Refusal, match="alleen medewerkers"):
        asked(booking, cast, room=other)
    assert asked(booking, cast, room=booking.room, period=evening(9, 11)).room is None  # where he is already


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda booking, cast: placing.cancel(booking=booking, reason="ziek", by=cast.bureau, at=AT), "die staat"),
        (lambda booking, cast: placing.seal(booking=booking, reason="factuur 1"), "ligt vast"),
    ],
)
def test_only_what_stands_can_be_swapped(booking: Booking, cast: Cast, spoil: Any, said: str) -> None:
    spoiled = spoil(booking, cast)
    with pytest.raises(Refusal, match=said):
        asked(spoiled, cast)


def test_not_what_has_begun_and_not_to_a_time_that_was(booking: Booking, cast: Cast) -> None:
    with pytest.raises(Refusal, match="al begonnen"):
        swaps.ask(booking=booking, reason="x", by=cast.bilal, at=to_utc(booking.local_start))
    with pytest.raises(Refusal, match="nog moet komen"):
        asked(booking, cast, period=evening(day=AT.date() - timedelta(days=1)))
    with pytest.raises(Refusal, match="Vertel kort"):
        swaps.ask(booking=booking, reason="  ", by=cast.bilal, at=AT)


def test_granting_moves_the_booking_and_answers(booking: Booking, other: Room, cast: Cast) -> None:
    swap = swaps.grant(swap=asked(booking, cast, room=other, period=evening(18, 20)), by=cast.bureau, at=AT)
    booking.refresh_from_db()
    assert (booking.room, booking.period, booking.sequence) == (other, evening(18, 20), 1)
    assert (swap.status, swap.decided_by, swap.decided_at) == (SwapStatus.GRANTED, cast.bureau, AT)
    assert OutgoingMail.objects.get().subject == "Je ruilverzoek is toegekend"


def test_who_decides_chooses_where_the_partner_left_it_open(booking: Booking, other: Room, cast: Cast) -> None:
    swap = asked(booking, cast)
    with pytest.raises(Refusal, match="Kies eerst een andere ruimte of tijd"):
        swaps.grant(swap=swap, by=cast.bureau, at=AT)
    swaps.grant(swap=swap, by=cast.bureau, at=AT, room=other)
    booking.refresh_from_db()
    assert booking.room == other


def test_a_room_that_was_taken_meanwhile_leaves_the_question_open(booking: Booking, other: Room, cast: Cast) -> None:
    swap = asked(booking, cast, room=other)
    make_booking(room=other, partner=make_teacher(), by=cast.bureau)
    with pytest.raises(Refusal) as refused:
        swaps.grant(swap=swap, by=cast.bureau, at=AT)
    swap.refresh_from_db()
    booking.refresh_from_db()
    assert (refused.value.code, swap.status, booking.room.name) == ("room_taken", SwapStatus.OPEN, "Studio 1")
    assert not OutgoingMail.objects.exists()


def test_refusing_keeps_the_booking_and_answers(booking: Booking, cast: Cast) -> None:
    with pytest.raises(Refusal, match="Vul in waarom het niet kan"):
        swaps.refuse(swap=asked(booking, cast), answer=" ", by=cast.bureau, at=AT)
    swap = swaps.refuse(swap=SwapRequest.objects.get(), answer="alles is vol", by=cast.bureau, at=AT)
    booking.refresh_from_db()
    assert (swap.status, swap.answer, booking.sequence) == (SwapStatus.REFUSED, "alles is vol", 0)
    assert "alles is vol" in OutgoingMail.objects.get().body


@pytest.mark.parametrize("again", ["grant", "refuse", "withdraw"])
def test_a_decision_is_taken_once(booking: Booking, other: Room, cast: Cast, again: str) -> None:
    swap = swaps.grant(swap=asked(booking, cast, room=other), by=cast.bureau, at=AT)
    more = {"refuse": {"answer": "nee"}, "grant": {}, "withdraw": {}}[again]
    with pytest.raises(Refusal, match="al besloten: toegekend"):
        getattr(swaps, again)(swap=swap, by=cast.bureau, at=AT, **more)


def test_withdrawing_twice_is_withdrawing_once(booking: Booking, cast: Cast) -> None:
    swap = asked(booking, cast)
    for _ in range(2):
        swap = swaps.withdraw(swap=swap, by=cast.bilal, at=AT)
    assert (swap.status, swap.decided_by) == (SwapStatus.WITHDRAWN, cast.bilal)
    asked(booking, cast)  # and he may ask again


@pytest.mark.parametrize("verb", [swaps.grant, swaps.refuse])
def test_partners_decide_nothing(booking: Booking, cast: Cast, verb: Any) -> None:
    more = {"answer": "ja"} if verb is swaps.refuse else {}
    with pytest.raises(Refusal, match="Alleen medewerkers"):
        verb(swap=asked(booking, cast), by=cast.bilal, at=AT, **more)


def test_waiting_are_those_that_somebody_can_still_act_on(booking: Booking, other: Room, cast: Cast) -> None:
    swap = asked(booking, cast)
    assert list(swaps.waiting(at=AT)) == [swap]
    assert not swaps.waiting(at=to_utc(booking.local_start)).exists()
    Booking.objects.filter(pk=booking.pk).update(status=BookingStatus.CANCELLED, cancelled_at=AT)
    assert not swaps.waiting(at=AT).exists()
