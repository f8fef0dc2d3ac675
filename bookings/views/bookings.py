"""Booking a room, and the page of one booking."""

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.dateparse import parse_date, parse_time
from django.views.decorators.http import require_GET, require_http_methods

from bookings.domain import availability, clashes, placing, pricing
from bookings.forms import BookingForm, CancelForm, MoveForm, PeriodForm
from bookings.models import Booking, Room
from bookings.rules import may_book, may_see_board
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import now
from fluxus.text import tidy
from fluxus.web import respond, see_other, toast
from network.models import Partner

PAGE = "bookings/booking_add.html"


@allow(may_book)
@require_http_methods(["GET", "HEAD", "POST"])
def booking_add(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return respond(request, PAGE, {"form": BookingForm(initial=prefill(request.GET))})
    form = BookingForm(request.POST)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        asked = form.cleaned_data
        try:
            booking = placing.place(
                room=asked["room"],
                partner=asked["partner"],
                period=asked["period"],
                title=asked["title"],
                persons=asked["persons"],
                note=asked["note"],
                request_token=asked["request_token"],
                by=request.user,
            )
        except Refusal as refusal:
            form.refuse(refusal)
            context["alternatives"] = offers(form, refusal)
        else:
            toast(request, f"{booking.room.name} is geboekt voor {booking.partner.name}.")
            return see_other(request, booking.get_absolute_url())
    return respond(request, PAGE, context, status=422)


def prefill(asked: QueryDict) -> dict[str, Any]:
    """What the board (or a partner page) already knows: ?ruimte=&dag=&van=&tot=&huurder=. Nonsense is left out."""
    start = clock(asked.get("van", ""))
    end = clock(asked.get("tot", "")) or (start and (datetime.combine(now(), start) + timedelta(hours=1)).time())
    partner = asked.get("huurder", "")
    found = {
        "room": Room.objects.bookable().filter(slug=tidy(asked.get("ruimte", ""))).first(),
        "day": day(asked.get("dag", "")),
        "start": start,
        "end": end,
        "partner": Partner.objects.filter(pk=partner).first() if partner.isdecimal() and len(partner) < 19 else None,
        "title": tidy(asked.get("activiteit", ""))[:120],
    }
    return {name: value for name, value in found.items() if value}


def day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None


def clock(text: str) -> time | None:
    try:
        return parse_time(text)
    except ValueError:
        return None


def offers(form: PeriodForm, refusal: Refusal) -> list[dict[str, Any]] | None:
    """The free alternatives of a clash, each with everything that was typed, ready to be sent with one click.

    None when something else was wrong than a clash.
    """
    if refusal.code != clashes.ROOM_TAKEN:
        return None
    return [
        {"alternative": alternative, "fields": typed(form, alternative)}
        for alternative in refusal.extra.get("alternatives", [])
    ]


def typed(form: PeriodForm, alternative: availability.Alternative) -> list[tuple[str, Any]]:
    period = alternative.period
    instead = {
        "room": alternative.room.pk,
        "day": f"{period.start:%Y-%m-%d}",
        "start": f"{period.start:%H:%M}",
        "end": f"{period.end:%H:%M}",
    }
    return [(name, instead.get(name, form[name].data or "")) for name in form.fields]


@allow(may_book)
@require_GET
def booking_check(request: HttpRequest) -> HttpResponse:
    """Whether the room is free then and what it costs, while the form is being filled in."""
    form = BookingForm(request.GET)
    form.full_clean()
    known = form.cleaned_data
    room, period, partner = known.get("room"), known.get("period"), known.get("partner")
    context: dict[str, Any] = {"room": room, "period": period}
    if room and period:
        blockers = availability.clashes(room, period)
        if blockers:
            context["clash"] = clashes.describe(room=room, period=period, blockers=blockers, by=request.user)
        if partner:
            context["price"], context["no_price"] = price_of(room, partner, period)
    return respond(request, "bookings/booking_check.html", context)


def price_of(room: Room, partner: Partner, period: Any) -> tuple[pricing.Quote | None, str]:
    try:
        return pricing.quote(room=room, partner=partner, period=period), ""
    except Refusal as refusal:
        return None, refusal.sentence


def visible_booking(request: HttpRequest, pk: int) -> Booking:
    bookings = Booking.objects.visible_to(request.user).select_related(
        "room__building", "partner", "placed_by", "cancelled_by"
    )
    return get_object_or_404(bookings, pk=pk)


@allow(may_see_board)
@require_GET
def booking(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_booking(request, pk)
    user: Any = request.user
    context = {
        "booking": found,
        "may_change": may_book(user) and not found.cancelled_at and not found.sealed_reason,
        "panel_url": panel_url(found) if user.is_colleague else "",
        "timeline_url": reverse("network:partner", args=[found.partner_id]) if user.is_colleague else "",
        "cancel_form": CancelForm(),
    }
    return respond(request, "bookings/booking.html", context)


def panel_url(found: Booking) -> str:
    """The agreement and invoice of a booking are shown by a higher app, by name only; it may not be there."""
    try:
        return reverse("contracts:booking-panel", args=[found.pk])
    except NoReverseMatch:
        return ""


@allow(may_book)
@require_http_methods(["GET", "HEAD", "POST"])
def booking_move(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_booking(request, pk)
    form = MoveForm(request.POST) if request.method == "POST" else MoveForm.of(found)
    context: dict[str, Any] = {"booking": found, "form": form}
    if request.method != "POST":
        return respond(request, "bookings/booking_move.html", context)
    if form.is_valid():
        try:
            placing.move(
                booking=found, room=form.cleaned_data["room"], period=form.cleaned_data["period"], by=request.user
            )
        except Refusal as refusal:
            form.refuse(refusal)
            context["alternatives"] = offers(form, refusal)
        else:
            toast(request, "De boeking is verplaatst.")
            return see_other(request, found.get_absolute_url())
    return respond(request, "bookings/booking_move.html", context, status=422)


@allow(may_book)
@require_http_methods(["GET", "HEAD", "POST"])
def booking_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_booking(request, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            placing.cancel(booking=found, reason=form.cleaned_data["reason"], by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "De boeking is vervallen. De ruimte is weer vrij.")
            return see_other(request, found.get_absolute_url())
    status = 422 if request.method == "POST" else 200
    return respond(request, "bookings/booking_cancel.html", {"booking": found, "form": form}, status=status)
