"""A partner books or asks one room himself, and hears beforehand which of the two it will be and what it costs."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from bookings.domain import availability, clashes, conditions, placing
from bookings.domain.own_bookings import rules_of
from bookings.enums import BookingMode, BookingStatus
from bookings.forms.mine import OwnBookingForm
from bookings.models import Booking, Room
from bookings.rules import may_see_own_bookings
from bookings.views.bookings import instead, prefill, priced
from bookings.views.mine import partner_now
from fluxus.access import address_for, allow
from fluxus.errors import Refusal
from fluxus.periods import Period, wall_clock
from fluxus.web import respond, see_other, toast
from network.models import Partner

PAGE = "bookings/mine/book.html"


@allow(may_see_own_bookings)
@require_http_methods(["GET", "HEAD", "POST"])
def my_book(request: HttpRequest) -> HttpResponse:
    partner = partner_now(request)
    context: dict[str, Any] = {"partner": partner, **doors(request)}
    if request.method != "POST":
        known = {name: value for name, value in prefill(request.GET).items() if name != "partner"}
        return respond(request, PAGE, {**context, "form": OwnBookingForm(initial=known)})
    form = OwnBookingForm(instead(request.POST))
    if form.is_valid():
        try:
            booking = book(form, partner, by=request.user)
        except Refusal as refusal:
            context |= hindered(form, refusal)
        else:
            toast(request, said(booking))
            return see_other(request, reverse("bookings:my-season"))
    return respond(request, PAGE, {**context, "form": form}, status=422)


def doors(request: HttpRequest) -> dict[str, str]:
    """The other ways to a room: by what is free, and for a whole season."""
    user = request.user
    return {
        "finder_url": address_for(user, "bookings:finder"),
        "series_url": address_for(user, "bookings:series-add"),
        "board_url": address_for(user, "bookings:board"),
    }


def book(form: OwnBookingForm, partner: Partner, *, by: Any) -> Booking:
    asked = form.cleaned_data
    return placing.place_or_ask(
        room=asked["room"],
        partner=partner,
        period=asked["period"],
        title=asked["title"],
        persons=asked["persons"],
        note=asked["note"],
        request_token=asked["request_token"],
        supplements=asked["supplements"],
        by=by,
    )


def said(booking: Booking) -> str:
    if booking.status == BookingStatus.REQUESTED:
        return f"Je aanvraag voor {booking.room.name} is verstuurd. Je krijgt bericht."
    return f"{booking.room.name} is van jou: {booking.period}."


def hindered(form: OwnBookingForm, refusal: Refusal) -> dict[str, Any]:
    """A clash comes with what is free instead; anything else stands next to its field."""
    if refusal.code == clashes.ROOM_TAKEN:
        return {"clash": refusal.sentence, "alternatives": refusal.extra.get("alternatives", [])}
    form.refuse(refusal)
    return {}


@allow(may_see_own_bookings)
@require_GET
def my_book_check(request: HttpRequest) -> HttpResponse:
    """Free or not, booked at once or asked for, the price and the rules of the room, while the form is being filled in."""
    form = OwnBookingForm(request.GET)
    form.full_clean()
    known = form.cleaned_data
    room, period = known.get("room"), known.get("period")
    context: dict[str, Any] = {"room": room, "period": period, "is_live": True}
    if room:
        context["rules"] = rules_of(room)
        context["is_asked"] = room.booking_mode == BookingMode.REQUEST
    if room and period:
        partner = partner_now(request)
        context |= looked_at(room, period, partner, known.get("persons"), by=request.user, at=timezone.now())
        context |= priced(room, partner, period, known.get("supplements", {}))
    return respond(request, "bookings/mine/book_check.html", context)


def looked_at(
    room: Room, period: Period, partner: Partner, persons: int | None, *, by: Any, at: datetime
) -> dict[str, Any]:
    refusals = conditions.check_many(room=room, periods=[period], persons=persons, by=by, at=at, partner=partner).get(
        period, []
    )
    found: dict[str, Any] = {
        "broken": [refusal for refusal in refusals if refusal.code != "noise"],
        "is_noisy": any(refusal.code == "noise" for refusal in refusals),
    }
    if blockers := availability.clashes(room, period):
        found["clash"] = clashes.describe(room=room, period=period, blockers=blockers, by=by)
        found["alternatives"] = availability.alternatives(
            room=room, period=period, persons=persons, not_before=wall_clock(at), by=by
        )
    return found
