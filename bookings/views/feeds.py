"""Calendars that other programs subscribe to."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_GET

from bookings.domain import feeds
from bookings.models import Room
from bookings.rules import may_see_board
from bookings.views.bookings import visible_booking
from fluxus.access import allow, public
from network.rules import is_colleague


@public
@require_GET
def room_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody may see when a room is taken; colleagues who are logged in also by whom."""
    room = get_object_or_404(Room.objects.visible_to(request.user).select_related("building"), slug=slug)
    at = timezone.now()
    with_names = request.user.is_authenticated and is_colleague(request.user)
    text = feeds.calendar(
        name=f"{room.name} ({room.building.name})",
        bookings=feeds.room_bookings(room, at),
        closures=feeds.room_closures(room, at),
        at=at,
        with_names=with_names,
        base_url=settings.BASE_URL,
    )
    return as_calendar(text, room.slug)


@allow(may_see_board)
@require_GET
def booking_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    booking = visible_booking(request, pk)
    text = feeds.calendar(
        name=str(booking.title), bookings=[booking], at=timezone.now(), with_names=True, base_url=settings.BASE_URL
    )
    return as_calendar(text, f"boeking-{booking.pk}")


def as_calendar(text: bytes, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    patch_cache_control(response, private=True, max_age=300)
    patch_vary_headers(response, ["Cookie"])
    return response
