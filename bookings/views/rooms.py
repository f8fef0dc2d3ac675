"""The page of one room: what it is, and its week."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from bookings.domain import price_lists
from bookings.domain.board_rows import read
from bookings.domain.occupation import holidays, occupations, with_parts
from bookings.domain.pricing import Book
from bookings.enums import RoomFeature
from bookings.models import Room, Tariff
from bookings.rules import may_see_board
from bookings.views import grid
from bookings.views.board import LIST, Asked, Taken, legend, short_answer, spoken, stand_of, week_of, window_of
from bookings.views.cells import Doors
from fluxus.access import allow
from fluxus.periods import dutch_day, now
from fluxus.web import respond


@allow(may_see_board)
@require_GET
def room(request: HttpRequest, slug: str) -> HttpResponse:
    visible = Room.objects.visible_to(request.user)
    asked, doors = Asked.by(request.GET), Doors.of(request.user)
    chosen = visible.filter(slug=slug)
    get_object_or_404(chosen)
    days = week_of(asked.day)
    window = window_of(days)
    if answer := short_answer(request, chosen, window):
        return answer
    (found,) = with_parts(chosen)
    rows = read([found], window)
    context = {
        "room": found,
        "features": [RoomFeature(feature).label for feature in found.features],
        "parts": [part.unit.name for part in found.room_units.select_related("unit").order_by("unit__name")],
        "hours": sorted(found.building.opening_hours.all(), key=lambda hours: hours.weekday),
        "tariffs": tariffs(found),
        "asked": asked,
        "doors": doors,
        "add_url": doors.add_to(found),
        "live_url": asked.link(stand=stand_of(rows.fingerprint, window)),
    }
    context |= own_week(found, asked, occupations([found], rows, request.user), doors)
    return respond(request, "bookings/room.html", context, fragment="live")


def own_week(found: Room, asked: Asked, taken: Taken, doors: Doors) -> dict[str, Any]:
    """The seven days as rows under one clock."""
    days = week_of(asked.day)
    frames = [grid.Frame.of(day, [found]) for day in days]
    shared = grid.widest(frames)
    return {
        "title": grid.week_title(days[0], days[-1]),
        "week_number": days[0].isocalendar().week,
        "frame": shared[0],
        "rows": [
            grid.row(found, day, frame, taken[found.pk], label=dutch_day(day, short=True), doors=doors)
            for day, frame in zip(days, shared, strict=True)
        ],
        "today": now().date(),
        "holidays": spoken(holidays(days[0], days[-1])),
        "kinds": legend(taken),
        "links": {
            "before": asked.link(dag=days[0] - timedelta(days=7)),
            "after": asked.link(dag=days[0] + timedelta(days=7)),
            "today": asked.link(dag=None),
            "grid": asked.link(weergave=None),
            "list": asked.link(weergave=LIST),
        },
    }


def tariffs(found: Room) -> list[Tariff]:
    """What the room costs today, per kind of renter, always and in a window of the week."""
    return price_lists.in_order(Book.published().tariffs(found.tariff_class, now().date()))
