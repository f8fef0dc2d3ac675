"""Calendars that other programs subscribe to."""

from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_GET, require_safe

from bookings.domain import feeds, personal_feeds
from bookings.models import Booking, PersonalFeed, Room
from bookings.rules import may_see_board
from fluxus.access import allow, public
from fluxus.jobs import enqueue
from network.rules import is_colleague


@public
@require_safe
def room_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody may see when a room is taken; colleagues who are logged in also by whom, others where the house shows it."""
    room = get_object_or_404(Room.objects.visible_to(request.user).select_related("building"), slug=slug)
    at = timezone.now()
    with_names = request.user.is_authenticated and is_colleague(request.user)
    text = feeds.calendar(
        name=f"{room.name} ({room.building.name})",
        bookings=feeds.room_bookings(room, at),
        closures=feeds.room_closures(room, at),
        tell=feeds.named if with_names else feeds.public,
        base_url=settings.BASE_URL if with_names else "",
    )
    response = as_calendar(request, text, room.slug)
    patch_vary_headers(response, ["Cookie"])
    return response


@allow(may_see_board)
@require_GET
def booking_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    bookings = Booking.objects.visible_to(request.user).select_related("partner", "room__building")
    booking = get_object_or_404(bookings, pk=pk)
    text = feeds.calendar(name=str(booking.title), bookings=[booking], tell=feeds.named, base_url=settings.BASE_URL)
    response = as_calendar(request, text, f"boeking-{booking.pk}")
    patch_vary_headers(response, ["Cookie"])
    return response


@public
@require_safe
def personal_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The bookings of one partner for the calendar of one user; whoever has the address may read along.

    A calendar that came by today is remembered by the worker: a GET writes nothing, and never fails on it.
    """
    at = timezone.now()
    today = timezone.localdate(at)
    feed = personal_feeds.opened_by(token, on=today)
    if feed is None:
        raise Http404
    if feed.read_on != today:
        enqueue("bookings.note_feed_read", feed_id=feed.pk, on=today.isoformat())
    response = as_calendar(request, personal_text(feed), "fluxus")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def personal_text(feed: PersonalFeed) -> bytes:
    return feeds.calendar(
        name=f"FluXus · {feed.partner.name}",
        bookings=feeds.partner_bookings(feed.partner, timezone.now()),
        tell=feeds.own,
        base_url=settings.BASE_URL,
    )


def as_calendar(request: HttpRequest, text: bytes, name: str) -> HttpResponse:
    """The calendar, or 304 for a program that has these very bytes."""
    etag = f'"{sha256(text).hexdigest()[:32]}"'
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8", headers={"ETag": etag})
    response.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    patch_cache_control(response, private=True, max_age=300)
    answer = get_conditional_response(request, etag=etag, response=response)
    return answer if isinstance(answer, HttpResponse) else response
