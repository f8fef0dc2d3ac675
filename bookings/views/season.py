"""The page of a series: its dates, what can come back, ending it, and its calendar."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.domain import placing, series_feed
from bookings.domain.recurring import Rule
from bookings.domain.rule_words import in_words
from bookings.domain.season_page import SeriesStory, story
from bookings.enums import ENDED, BookingStatus
from bookings.forms.series import ReasonForm
from bookings.models import Booking, BookingSeries
from bookings.rules import may_ask, may_book, may_see_board
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import wall_clock
from fluxus.web import respond, safe_next, see_other, toast


def visible_series(request: HttpRequest, pk: int) -> BookingSeries:
    found = BookingSeries.objects.visible_to(request.user).select_related(
        "room__building", "partner", "season", "predecessor", "placed_by"
    )
    return get_object_or_404(found, pk=pk)


@allow(may_see_board)
@require_safe
def series(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_series(request, pk)
    user: Any = request.user
    told = story(found, at=timezone.now())
    context = {
        "series": found,
        "story": told,
        "rule": in_words(Rule.of(found)),
        "months": told.months(),
        "may_change": may_book(user) and bool(told.coming),
        "may_add": may_ask(user),
        "successor": found.successors.first(),
        "partner_url": reverse("network:partner", args=[found.partner_id]) if user.is_colleague else "",
    }
    return respond(request, "bookings/series/series.html", context)


@allow(may_see_board)
@require_safe
def series_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole series as one repeating event."""
    found = visible_series(request, pk)
    body = series_feed.calendar(found, timezone.now(), settings.BASE_URL)
    headers = {"Content-Disposition": f'attachment; filename="reeks-{found.pk}.ics"', "Cache-Control": "private"}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


@allow(may_ask)
@require_POST
def add_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A skipped date goes on after all. A second click finds it standing and is content."""
    skipped = get_object_or_404(Booking.objects.visible_to(request.user).select_related("room", "series"), pk=pk)
    back = safe_next(request, skipped.series.get_absolute_url() if skipped.series else skipped.get_absolute_url())
    try:
        booking = placing.add_back(booking=skipped, by=request.user)
    except Refusal as refusal:
        toast(request, refusal.sentence, kind="error")
    else:
        asked = booking.status == BookingStatus.REQUESTED
        toast(request, f"{booking.period} is weer {'aangevraagd' if asked else 'geboekt'}.")
    return see_other(request, back)


@allow(may_book)
@require_http_methods(["GET", "HEAD", "POST"])
def series_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Let everything that is still to come lapse."""
    found = visible_series(request, pk)
    told = story(found, at=timezone.now())
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ended = placing.cancel_following(booking=next_of(told), reason=form.cleaned_data["reason"], by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            many = "1 datum is" if len(ended) == 1 else f"{len(ended)} datums zijn"
            toast(request, f"De reeks stopt: {many} vervallen en weer vrij voor anderen.")
            return see_other(request, found.get_absolute_url())
    status = 422 if request.method == "POST" else 200
    context = {"series": found, "story": told, "form": form}
    return respond(request, "bookings/series/cancel.html", context, status=status)


def next_of(told: SeriesStory) -> Booking:
    """The first date that did not begin yet: from there the rest lapses."""
    now = wall_clock(timezone.now())
    living = (each.booking for each in told.dates if each.booking.status not in ENDED)
    coming = next((booking for booking in living if booking.local_start > now), None)
    if coming is None:
        raise Refusal("Er zijn geen datums meer die kunnen vervallen.", code="nothing_left")
    return coming
