"""The season of a partner, made for a phone: what comes, what lapses, what it costs."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bookings.domain import charges, own_bookings, own_costs, own_season, personal_feeds
from bookings.domain.placing.skipping import add_back
from bookings.enums import BookingStatus
from bookings.forms.mine import LapseForm
from bookings.models import Booking
from bookings.rules import may_see_own_bookings
from fluxus.access import address_for, allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast
from network.domain.acting import current_partner, partners_of
from network.models import Partner

MOST_COMING = 200
MOST_PAST = 30
ROUTE = "https://www.google.com/maps/dir/?api=1&"


def partner_now(request: HttpRequest) -> Partner:
    """For whom the user speaks now; not found for who speaks for nobody."""
    partner = current_partner(user=request.user, session=request.session, on=timezone.localdate())
    if partner is None:
        raise Http404
    return partner


def own_booking(request: HttpRequest, pk: int) -> Booking:
    """A booking of somebody he speaks for, also when he is a colleague as well."""
    own: Any = partners_of(user=request.user, on=timezone.localdate())
    bookings = Booking.objects.filter(partner__in=own).select_related("room__building", "partner", "series__room")
    return get_object_or_404(bookings, pk=pk)


@allow(may_see_own_bookings)
@require_GET
def my_bookings(request: HttpRequest) -> HttpResponse:
    """The address of before."""
    return see_other(request, reverse("bookings:my-season"))


@allow(may_see_own_bookings)
@require_GET
def my_season(request: HttpRequest) -> HttpResponse:
    """Next lesson, coming dates per month, costs, and the way to everything else."""
    partner, at, after = partner_now(request), timezone.now(), from_day(request)
    dates = own_season.coming(partner, at=at, after=after, limit=MOST_COMING + 1)
    shown = dates[:MOST_COMING]
    next_up = own_season.next_up(shown) if after is None else None
    context = {
        "partner": partner,
        "partners": partners_of(user=request.user, on=timezone.localdate(at)),
        "after": after,
        "next": next_up,
        "next_in": own_season.days_until(next_up, at) if next_up else "",
        "route_url": route(next_up.booking) if next_up else "",
        "months": own_season.by_month(shown),
        "free_again": [each for each in shown if each.is_free_again],
        "more_url": f"?vanaf={dates[MOST_COMING].booking.local_start:%Y-%m-%d}" if len(dates) > MOST_COMING else "",
        "costs": own_costs.costs(partner, at=at),
        "feed": personal_feeds.of(partner=partner, user=request.user),
        "finder_url": address_for(request.user, "bookings:finder"),
    }
    return respond(request, "bookings/mine/season.html", context)


def from_day(request: HttpRequest) -> date | None:
    try:
        return parse_date(request.GET.get("vanaf", ""))
    except ValueError:
        return None


def route(booking: Booking) -> str:
    house = booking.room.building
    return ROUTE + urlencode({"destination": f"{house.street_line}, {house.city}"})


@allow(may_see_own_bookings)
@require_GET
def my_past(request: HttpRequest) -> HttpResponse:
    """What was, the latest first, a page at a time."""
    over = own_season.been(partner_now(request), at=timezone.now())
    before = request.GET.get("voor", "")
    if before.isdecimal() and len(before) < 19:
        over = own_season.older_than(over, int(before))
    found = list(over[: MOST_PAST + 1])
    older = f"?voor={found[MOST_PAST - 1].pk}" if len(found) > MOST_PAST else ""
    return respond(request, "bookings/mine/past.html", {"past": found[:MOST_PAST], "older": older})


@allow(may_see_own_bookings)
@require_http_methods(["GET", "HEAD", "POST"])
def my_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one lesson lapse, or take a request back; too late says whom to call."""
    found, at = own_booking(request, pk), timezone.now()
    form = LapseForm(request.POST if request.method == "POST" else None)
    context = {
        "form": form,
        "own": own_season.own_date(found, at=at),
        "call": own_bookings.whom_to_call(found),
        "charge": charges.of(found, at=at),
    }
    if request.method != "POST" or not form.is_valid():
        return respond(request, "bookings/mine/lapse.html", context, status=422 if form.errors else 200)
    try:
        own_bookings.let_lapse(booking=found, by=request.user, at=at, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        return respond(request, "bookings/mine/lapse.html", context | {"refused": refusal.sentence}, status=422)
    toast(request, lapsed(found))
    return see_other(request, reverse("bookings:my-season"))


def lapsed(booking: Booking) -> str:
    if booking.status == BookingStatus.REQUESTED:
        return f"Je aanvraag voor {booking.room.name} is ingetrokken."
    return f"{booking.title.capitalize()} op {booking.period} vervalt. De ruimte is weer vrij voor anderen."


@allow(may_see_own_bookings)
@require_POST
def my_add_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A skipped date whose room is free again goes on after all; a second tap finds it so."""
    found = own_booking(request, pk)
    if found.status not in (BookingStatus.CONFIRMED, BookingStatus.REQUESTED):
        try:
            found = add_back(booking=found, by=request.user, at=timezone.now())
        except Refusal as refusal:
            toast(request, refusal.sentence, kind="error")
            return see_other(request, reverse("bookings:my-season"))
    is_asked = found.status == BookingStatus.REQUESTED
    toast(request, f"{found.period} is aangevraagd." if is_asked else f"{found.period} gaat toch door.")
    return see_other(request, reverse("bookings:my-season"))
