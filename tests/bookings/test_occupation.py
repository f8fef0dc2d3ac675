"""What stands in rooms, as each reader may see it."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from bookings.domain import placing
from bookings.domain.board_rows import fingerprint, read
from bookings.domain.occupation import (
    Look,
    Occupation,
    free_stretches,
    occupations,
    shown_in_public,
    with_parts,
)
from bookings.enums import ClosureKind
from bookings.models import Booking, Room
from fluxus.periods import Period
from tests.cast import Cast
from tests.factories.bookings import AT, evening, make_booking, make_hall, make_room, make_tariffs
from tests.factories.network import make_teacher

DAY = Period(datetime(2026, 12, 1), datetime(2026, 12, 2))


@pytest.fixture
def studio(db: None) -> Room:
    make_tariffs()
    return make_room("Studio 1")


def ask(room: Room, by: Any, partner: Any, start: int = 19, end: int = 21) -> Booking:
    return placing.ask(room=room, partner=partner, period=evening(start, end), title="band", by=by, at=AT)


def seen(room: Room, reader: Any) -> list[Occupation]:
    (found,) = with_parts(Room.objects.filter(pk=room.pk))
    return occupations([found], read([found], DAY), reader)[room.pk]


def test_option_says_until_when(studio: Room, cast: Cast) -> None:
    placing.option(
        room=studio,
        partner=cast.bilal_partner,
        period=evening(),
        title="les",
        until=AT + timedelta(days=3),
        by=cast.bureau,
        at=AT,
    )
    (option,) = seen(studio, cast.bureau)
    assert (option.kind, option.note) == (Look.OPTION, "optie tot do 26 nov 10:00")


def test_rival_requests_are_one_stack(studio: Room, cast: Cast) -> None:
    ask(studio, cast.bureau, cast.bilal_partner, 18, 20)
    ask(studio, cast.bureau, make_teacher("Anna"), 19, 22)
    ask(studio, cast.bureau, make_teacher("Bob"), 22, 23)
    stack, alone = seen(studio, cast.bureau)
    assert (stack.kind, stack.number, stack.who) == (Look.REQUEST, 2, "2 aanvragen")
    assert (stack.start.hour, stack.end.hour) == (18, 22)
    assert (alone.number, alone.note) == (1, "aanvraag")


def test_request_claims_nothing(studio: Room, cast: Cast) -> None:
    ask(studio, cast.bureau, cast.bilal_partner)
    (found,) = with_parts(Room.objects.filter(pk=studio.pk))
    taken = occupations([found], read([found], DAY), cast.bureau)[studio.pk]
    assert len(taken) == 1
    assert free_stretches(found, taken, DAY) == [(datetime(2026, 12, 1, 8), datetime(2026, 12, 1, 23))]


def test_request_for_the_whole_hall_shows_on_its_halves(cast: Cast, db: None) -> None:
    make_tariffs()
    first, _, both = make_hall()
    ask(both, cast.bureau, cast.bilal_partner)
    (half,) = seen(first, cast.bureau)
    assert half.elsewhere == "Zaal A+B"


def test_partner_sees_no_requests_or_options_of_others(studio: Room, cast: Cast) -> None:
    anna = make_teacher("Anna")
    ask(studio, cast.bureau, anna)
    placing.option(
        room=studio,
        partner=anna,
        period=evening(9, 11),
        title="geheim",
        until=AT + timedelta(days=3),
        by=cast.bureau,
        at=AT,
    )
    (option,) = seen(studio, cast.bilal)
    start, end = datetime(2026, 12, 1, 9), datetime(2026, 12, 1, 11)
    assert option == Occupation(Look.BOOKING, start, end, end, who="Bezet")
    ask(studio, cast.bureau, cast.bilal_partner, 12, 13)
    assert [used.who for used in seen(studio, cast.bilal)] == ["Bezet", "Bilal Amrani"]


@pytest.mark.parametrize(
    ("kind", "who", "look"),
    [
        (ClosureKind.CLOSED, "Gesloten", Look.CLOSURE),
        (ClosureKind.MAINTENANCE, "Onderhoud", Look.CLOSURE),
        (ClosureKind.PRODUCTION, "Productie", Look.PRODUCTION),
    ],
)
def test_closures_by_kind(studio: Room, cast: Cast, kind: ClosureKind, who: str, look: Look) -> None:
    placing.close(units=studio.units.all(), period=evening(9, 12), reason="opera", by=cast.bureau, kind=kind)
    (mine,), (his,) = seen(studio, cast.bureau), seen(studio, cast.bilal)
    assert (mine.kind, mine.who, mine.what) == (look, who, "opera")
    assert his.what == ("" if kind == ClosureKind.PRODUCTION else "opera")


def test_fingerprint_moves_with_every_change(studio: Room, cast: Cast) -> None:
    rooms = Room.objects.filter(pk=studio.pk)
    stands = [fingerprint(rooms, DAY)]
    booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    stands.append(fingerprint(rooms, DAY))
    placing.move(booking=booking, room=studio, period=evening(9, 11), by=cast.bureau, at=AT)
    stands.append(fingerprint(rooms, DAY))
    asked = ask(studio, cast.bureau, cast.bilal_partner)
    stands.append(fingerprint(rooms, DAY))
    placing.approve(booking=asked, by=cast.bureau, at=AT)
    stands.append(fingerprint(rooms, DAY))
    placing.cancel(booking=asked, reason="ziek", by=cast.bureau, at=AT)
    stands.append(fingerprint(rooms, DAY))
    assert all(before != after for before, after in pairwise(stands))
    assert read(with_parts(rooms), DAY).fingerprint == stands[-1]
    make_booking(room=make_room("Elders"), partner=cast.bilal_partner, by=cast.bureau)
    assert fingerprint(rooms, DAY) == stands[-1]


def test_one_request_for_another_is_a_change(studio: Room, cast: Cast) -> None:
    rooms = Room.objects.filter(pk=studio.pk)
    asked = ask(studio, cast.bureau, cast.bilal_partner)
    before = fingerprint(rooms, DAY)
    placing.cancel(booking=asked, reason="toch niet", by=cast.bureau, at=AT)
    ask(studio, cast.bureau, cast.bilal_partner, 9, 11)
    assert fingerprint(rooms, DAY) != before
    assert read(with_parts(rooms), DAY).fingerprint == fingerprint(rooms, DAY)


@pytest.mark.parametrize(("shows_names", "told"), [(False, ("Bezet", "")), (True, ("Bilal Amrani", "gitaarles"))])
def test_house_chooses_what_outsiders_read(studio: Room, cast: Cast, shows_names: bool, told: tuple[str, str]) -> None:
    studio.building.shows_names = shows_names
    studio.building.save()
    booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    assert shown_in_public(booking) == told
