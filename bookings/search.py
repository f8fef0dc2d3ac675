"""What the search box finds here."""

from typing import Any

from django.db.models import Q

from bookings.models import Room
from bookings.rules import may_see_board
from fluxus.search import SearchHit

MOST_HITS = 6


def rooms(query: str, user: Any) -> list[SearchHit]:
    """Rooms by name or house; every word must be in one of the two."""
    if not may_see_board(user):
        return []
    found = Room.objects.visible_to(user).select_related("building").order_by("building__position", "position", "name")
    for word in query.split():
        found = found.filter(Q(name__icontains=word) | Q(building__name__icontains=word))
    return [
        SearchHit(
            "Ruimtes",
            room.name,
            room.get_absolute_url(),
            f"{room.building.name}, {room.capacity} personen",
            "door",
        )
        for room in found[:MOST_HITS]
    ]
