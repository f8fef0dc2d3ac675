"""Sets of rooms that somebody keeps for the board."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from bookings.domain import room_sets
from bookings.enums import RoomKind
from bookings.models import Room, RoomSet
from fluxus.errors import Refusal
from tests.cast import Cast
from tests.factories.bookings import make_room

SETS = "/ruimtes/sets/"


@pytest.fixture
def rooms(db: None) -> list[Room]:
    first = make_room("Studio 1")
    return [first, make_room("Danszaal", building=first.building, kind=RoomKind.DANCE)]


def kept(rooms: list[Room], cast: Cast, name: str = "dans") -> RoomSet:
    return room_sets.keep(name=name, rooms=rooms, by=cast.bureau)


def test_make_one_and_see_it_on_the_board(rooms: list[Room], as_bureau: Client, cast: Cast) -> None:
    answer = as_bureau.post(SETS, {"name": "dans", "rooms": [rooms[1].pk]})
    (made,) = RoomSet.objects.filter(owner=cast.bureau)
    assert answer.headers["Location"] == f"/ruimtes/?set={made.pk}"
    board = as_bureau.get("/ruimtes/", {"set": made.pk})
    assertContains(board, 'data-name="Danszaal"')
    assertNotContains(board, 'data-name="Studio 1"')


def test_keep_what_the_board_shows(rooms: list[Room], as_bureau: Client) -> None:
    as_bureau.post(f"{SETS}bewaren/", {"name": "dans", "soort": "dance"})
    (made,) = RoomSet.objects.all()
    assert list(made.rooms.all()) == [rooms[1]]


@pytest.mark.parametrize("name", ["", "x" * 41, "dans"])
def test_quick_save_that_is_refused_keeps_the_choice(
    rooms: list[Room], as_bureau: Client, cast: Cast, name: str
) -> None:
    kept(rooms, cast)
    answer = as_bureau.post(f"{SETS}bewaren/", {"name": name, "soort": "dance"})
    assert answer.status_code == 422
    assertContains(answer, f'value="{rooms[1].pk}" ', status_code=422)
    assert f'value="{name}"' in answer.content.decode() or not name
    assert RoomSet.objects.count() == 1


def test_change_and_rename(rooms: list[Room], as_bureau: Client, cast: Cast) -> None:
    found = kept(rooms, cast)
    assertContains(as_bureau.get(f"{SETS}{found.pk}/"), 'value="dans"')
    as_bureau.post(f"{SETS}{found.pk}/", {"name": "boven", "rooms": [rooms[0].pk]})
    found.refresh_from_db()
    assert (found.name, list(found.rooms.all())) == ("boven", [rooms[0]])


def test_name_twice_is_refused_next_to_the_field(rooms: list[Room], as_bureau: Client, cast: Cast) -> None:
    kept(rooms, cast)
    other = kept(rooms, cast, "muziek")
    for address in (SETS, f"{SETS}{other.pk}/"):
        answer = as_bureau.post(address, {"name": "dans", "rooms": [rooms[0].pk]})
        assertContains(answer, "Je hebt al een set met deze naam.", status_code=422)


def test_set_without_rooms_is_refused(rooms: list[Room], as_bureau: Client) -> None:
    assertContains(as_bureau.post(SETS, {"name": "leeg"}), "Kies minstens één ruimte.", status_code=422)


def test_forget(rooms: list[Room], as_bureau: Client, cast: Cast) -> None:
    found = kept(rooms, cast)
    as_bureau.post(f"{SETS}{found.pk}/weg/")
    assert not RoomSet.objects.exists()
    assert Room.objects.count() == 2


def test_there_is_an_end_to_it(rooms: list[Room], cast: Cast) -> None:
    for number in range(room_sets.MOST_SETS):
        kept(rooms, cast, f"set {number}")
    with pytest.raises(Refusal, match="Je hebt al 50 sets"):
        kept(rooms, cast, "nog een")


def test_of_somebody_else_does_not_exist(rooms: list[Room], as_bilal: Client, cast: Cast) -> None:
    found = kept(rooms, cast)
    for address in (f"{SETS}{found.pk}/", f"{SETS}{found.pk}/weg/"):
        assert as_bilal.post(address, {"name": "x", "rooms": [rooms[0].pk]}).status_code == 404
    assertNotContains(as_bilal.get(SETS), "dans</a>")
    assertContains(as_bilal.get("/ruimtes/", {"set": found.pk}), 'data-name="Studio 1"')
    assert RoomSet.objects.count() == 1


@pytest.mark.parametrize("text", ["0", "x", "-1", "99999999999999999999", "\x00"])
def test_nonsense_is_no_filter(rooms: list[Room], as_bureau: Client, text: str) -> None:
    assertContains(as_bureau.get("/ruimtes/", {"set": text}), 'data-name="Studio 1"')
