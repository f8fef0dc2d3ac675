"""Booking a room for somebody: at once, as an option or as a request, with a look at the room while the form is filled in."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_time
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from bookings.domain import availability, clashes, conditions, desk, placing, pricing, supplements
from bookings.forms import BookingForm, PeriodForm
from bookings.forms.bookings import OPTION, REQUEST
from bookings.models import Booking, Room
from bookings.rules import may_book, may_decide
from fluxus.access import address_for, allow
from fluxus.errors import Refusal
from fluxus.periods import Period, now, wall_clock
from fluxus.text import tidy
from fluxus.web import respond, see_other, toast
from network.models import Partner

PAGE = "bookings/booking_add.html"
SAID = {
    "confirmed": "{room} is geboekt voor {partner}.",
    "option": "{room} staat in optie voor {partner}.",
    "requested": "De aanvraag van {partner} voor {room} is genoteerd.",
}


@allow(may_book)
@require_http_methods(["GET", "HEAD", "POST"])
def booking_add(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        known = prefill(request.GET)
        context = {"form": BookingForm(initial=known, by=request.user), "repeat_url": repeat_url(request, known)}
        return respond(request, PAGE, context)
    form = BookingForm(instead(request.POST), by=request.user)
    return carry_out(request, form, lambda: book(form, by=request.user), PAGE, {})


def carry_out(
    request: HttpRequest,
    form: Any,
    act: Callable[[], Booking],
    page: str,
    context: dict[str, Any],
    *,
    done: str = "",
) -> HttpResponse:
    """Do what the form asks for and go to the booking; else the form again, with what helps against the refusal."""
    context = {"form": form, **context}
    if form.is_valid():
        try:
            booking = act()
        except Refusal as refusal:
            context |= hindered(form, refusal)
        else:
            toast(request, done or said(booking))
            return see_other(request, booking.get_absolute_url())
    return respond(request, page, context, status=422)


def book(form: BookingForm, *, by: Any) -> Booking:
    """The one call that the choice in the form stands for."""
    asked = form.cleaned_data
    what: dict[str, Any] = {
        name: asked[name] for name in ("room", "partner", "period", "title", "persons", "note", "supplements")
    }
    what |= {"request_token": asked["request_token"], "by": by}
    if asked["how"] == REQUEST:
        return placing.ask(**what)
    what["override_reason"] = asked.get("override_reason", "")
    return placing.option(**what, until=asked["until"]) if asked["how"] == OPTION else placing.place(**what)


def said(booking: Booking) -> str:
    return SAID[booking.status].format(room=booking.room.name, partner=booking.partner.name)


def hindered(form: PeriodForm, refusal: Refusal) -> dict[str, Any]:
    """What helps: a clash is said once, with what is free instead; a rule of the house comes with the way past it."""
    if refusal.code == clashes.ROOM_TAKEN:
        return {"clash": refusal.sentence, "alternatives": refusal.extra.get("alternatives", [])}
    form.refuse(refusal)
    return {"may_go_past": bool(refusal.extra.get("overridable")) and "override" in form.fields}


def instead(sent: QueryDict) -> QueryDict:
    """What was sent, in the room and at the time of the alternative that was clicked: `instead=12 2026-12-01T19:00 …T21:00`."""
    parts = sent.get("instead", "").split()
    if len(parts) != 3:
        return sent
    changed = sent.copy()
    changed["room"] = parts[0]
    changed["day"], _, changed["start"] = parts[1].partition("T")
    changed["end"] = parts[2].partition("T")[2]
    return changed


def visible_booking(request: HttpRequest, pk: int) -> Booking:
    bookings = Booking.objects.visible_to(request.user).select_related(
        "room__building", "partner", "series", "placed_by", "confirmed_by", "cancelled_by", "attended_by"
    )
    return get_object_or_404(bookings, pk=pk)


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


def repeat_url(request: HttpRequest, known: dict[str, Any]) -> str:
    """The wizard that makes a series of it, with what is known; '' where there is none."""
    address = address_for(request.user, "bookings:series-add")
    room, partner = known.get("room"), known.get("partner")
    query = {
        "ruimte": room.slug if room else "",
        "dag": f"{known['day']:%Y-%m-%d}" if known.get("day") else "",
        "van": f"{known['start']:%H:%M}" if known.get("start") else "",
        "tot": f"{known['end']:%H:%M}" if known.get("end") else "",
        "huurder": partner.pk if partner else "",
        "activiteit": known.get("title", ""),
    }
    given = {name: value for name, value in query.items() if value}
    return f"{address}?{urlencode(given)}" if address and given else address


@allow(may_book)
@require_GET
def booking_check(request: HttpRequest) -> HttpResponse:
    """Whether the room is free then, what it costs and what to mind, while the form is being filled in."""
    form = BookingForm(request.GET, by=request.user)
    form.full_clean()
    known = form.cleaned_data
    room, period = known.get("room"), known.get("period")
    context: dict[str, Any] = {
        "room": room,
        "period": period,
        "is_live": True,
        "repeat_url": repeat_url(request, known),
    }
    if room and period:
        context |= looked_at(room, period, known, by=request.user)
    return respond(request, "bookings/booking_check.html", context)


def looked_at(room: Room, period: Period, known: dict[str, Any], *, by: Any) -> dict[str, Any]:
    at, persons, partner = timezone.now(), known.get("persons"), known.get("partner")
    found: dict[str, Any] = {
        "rules": broken_rules(room, period, persons=persons, partner=partner, by=by, at=at),
        "requests": desk.requests_for(room, period),
        "requests_url": reverse("bookings:requests") if may_decide(by) else "",
    }
    if blockers := availability.clashes(room, period):
        found["clash"] = clashes.describe(room=room, period=period, blockers=blockers, by=by)
        found["alternatives"] = availability.alternatives(
            room=room, period=period, persons=persons, not_before=wall_clock(at)
        )
    if partner:
        found |= priced(room, partner, period, known.get("supplements", {}))
    return found


def broken_rules(room: Room, period: Period, *, persons: Any, partner: Any, by: Any, at: datetime) -> list[Any]:
    """What can't be, and what may be gone past with a reason (`extra.overridable`)."""
    return conditions.check_many(room=room, periods=[period], persons=persons, partner=partner, by=by, at=at).get(
        period, []
    )


def priced(room: Room, partner: Partner, period: Period, wanted: supplements.Wanted) -> dict[str, Any]:
    """What the room and the supplements cost then, or why that is not known."""
    price, no_price = price_of(room, partner, period)
    if price is None:
        return {"price": None, "no_price": no_price}
    try:
        extras = supplements.quotes({name: number for name, number in wanted.items() if number}, period)
    except Refusal as refusal:
        return {"price": price, "no_price": refusal.sentence}
    total = price.cents + sum(each.cents for each in extras)
    return {"price": price, "extras": extras, "total_cents": total}


def price_of(room: Room, partner: Partner, period: Any) -> tuple[pricing.Quote | None, str]:
    try:
        return pricing.quote(room=room, partner=partner, period=period), ""
    except Refusal as refusal:
        return None, refusal.sentence
