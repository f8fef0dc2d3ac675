"""Sets of rooms that somebody looks at together on the board; each has its owner, who alone sees and changes it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction

from bookings.models import Room, RoomSet
from fluxus.db import explain
from fluxus.errors import Refusal

MOST_SETS = 50


def keep(*, name: str, rooms: Iterable[Room], by: Any) -> RoomSet:
    """A new set of `by`. Refuses a name that he uses already, a set without rooms, and more than `MOST_SETS`."""
    chosen = some(rooms)
    if RoomSet.objects.filter(owner=by).count() >= MOST_SETS:
        raise Refusal(f"Je hebt al {MOST_SETS} sets. Haal er eerst een weg.", code="too_many")
    with named_once(), transaction.atomic():
        made = RoomSet.objects.create(owner=by, name=name)
        made.rooms.set(chosen)
    return made


def change(*, room_set: RoomSet, name: str, rooms: Iterable[Room]) -> RoomSet:
    """Another name, other rooms. Refuses like `keep`."""
    chosen = some(rooms)
    with named_once(), transaction.atomic():
        room_set.name = name
        room_set.save(update_fields=["name"])
        room_set.rooms.set(chosen)
    return room_set


def forget(*, room_set: RoomSet) -> None:
    """The set goes; its rooms stay what they are."""
    room_set.delete()


def some(rooms: Iterable[Room]) -> list[Room]:
    chosen = list(rooms)
    if not chosen:
        raise Refusal("Kies minstens één ruimte.", field="rooms", code="no_rooms")
    return chosen


@contextmanager
def named_once() -> Iterator[None]:
    """Says in Dutch that the name is in use."""
    try:
        yield
    except IntegrityError as error:
        raise explain(RoomSet, error, field="name") from error
