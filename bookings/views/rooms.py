"""The page of one room: what it is, and its week."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET

from bookings.domain.occupation import holidays, occupations, with_parts
from bookings.enums import Audience, RoomFeature
from bookings.models import Room, Tariff
from bookings.rules import may_book, may_see_board
from bookings.views import grid
from bookings.views.board import Asked, legend, spoken
from fluxus.access import allow
from fluxus.periods import dutch_day, monday, now
from fluxus.web import respond


@allow(may_see_board)
@require_GET
def room(request: HttpRequest, slug: str) -> HttpResponse:
    visible = Room.objects.visible_to(request.user)
    get_object_or_404(visible, slug=slug)
    (found,) = with_parts(visible.filter(slug=slug))
    asked = Asked.by(request.GET)
    add_url = reverse("bookings:booking-add") if may_book(request.user) and found.is_active else ""
    context = {
        "room": found,
        "features": [RoomFeature(feature).label for feature in found.features],
        "parts": [part.unit.name for part in found.room_units.select_related("unit").order_by("unit__name")],
        "hours": sorted(found.building.opening_hours.all(), key=lambda hours: hours.weekday),
        "tariffs": tariffs(found),
        "asked": asked,
        "add_url": add_url,
    }
    context |= own_week(found, asked, request.user, add_url)
    return respond(request, "bookings/room.html", context)


def own_week(found: Room, asked: Asked, reader: Any, add_url: str) -> dict[str, Any]:
    """The seven days as rows under one clock."""
    first = monday(asked.day)
    days = [first + timedelta(days=number) for number in range(7)]
    frames = [grid.Frame.of(day, [found]) for day in days]
    taken = occupations([found], grid.Frame(frames[0].start, frames[-1].end).period, reader)
    shared = widest(frames)
    return {
        "title": grid.week_title(days[0], days[-1]),
        "week_number": first.isocalendar().week,
        "frame": shared[0],
        "rows": [
            grid.row(found, day, frame, taken[found.pk], label=dutch_day(day, short=True), add_url=add_url)
            for day, frame in zip(days, shared, strict=True)
        ],
        "now_at": "",
        "holidays": spoken(holidays(days[0], days[-1])),
        "kinds": legend(taken),
        "links": {
            "before": asked.link(dag=first - timedelta(days=7)),
            "after": asked.link(dag=first + timedelta(days=7)),
            "today": asked.link(dag=None),
        },
    }


def widest(frames: list[grid.Frame]) -> list[grid.Frame]:
    """Every day from the earliest opening to the latest closing of the week: the hours stand under each other."""
    midnights = [frame.start.replace(hour=0) for frame in frames]
    begin = min(frame.start - midnight for frame, midnight in zip(frames, midnights, strict=True))
    end = max(frame.end - midnight for frame, midnight in zip(frames, midnights, strict=True))
    return [grid.Frame(midnight + begin, midnight + end) for midnight in midnights]


def tariffs(found: Room) -> list[tuple[str, int]]:
    """What an hour costs today, per kind of renter."""
    today = now().date()
    rates = (
        (audience.label, Tariff.objects.holding(tariff_class=found.tariff_class, audience=audience, on=today).first())
        for audience in Audience
    )
    return [(str(label), rate.hourly_cents) for label, rate in rates if rate]
