"""A partner asks for another room or time for one of his bookings; the projectbureau decides."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from bookings.domain import availability, swaps
from bookings.domain.availability import Alternative
from bookings.forms.mine import OtherTimeForm, SwapForm, token
from bookings.models import Booking, SwapRequest
from bookings.rules import may_see_own_bookings
from bookings.views.mine import own_booking
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import Period, wall_clock
from fluxus.web import respond, see_other, toast
from network.domain.acting import partners_of

OFFERED = 6
PAGE = "bookings/mine/swap.html"


@allow(may_see_own_bookings)
@require_http_methods(["GET", "HEAD", "POST"])
def swap_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Free rooms at that time or at another one, and a word why."""
    found = own_booking(request, pk)
    look = OtherTimeForm(request.GET) if request.GET.get("dag") else OtherTimeForm.of(found)
    period = (look.cleaned_data.get("period") if look.is_valid() else None) or found.period
    offers = offered(found, period, by=request.user)
    form = SwapForm(request.POST if request.method == "POST" else None, offers=offers)
    context: dict[str, Any] = {
        "booking": found,
        "look": look,
        "form": form,
        "offers": [(offer, token(offer)) for offer in offers],
        "chosen": form["wish"].value() or "",
    }
    if request.method != "POST":
        return respond(request, PAGE, context)
    if form.is_valid():
        try:
            ask(form, found, by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "Je vraag is verstuurd. Je boeking blijft staan tot we antwoorden.")
            return see_other(request, reverse("bookings:my-season"))
    return respond(request, PAGE, context, status=422)


def ask(form: SwapForm, booking: Booking, *, by: Any) -> SwapRequest:
    asked = form.cleaned_data
    period = asked["period"] if asked["period"] != booking.period else None
    return swaps.ask(booking=booking, reason=asked["reason"], room=asked["room"], period=period, by=by)


def offered(booking: Booking, period: Period, *, by: Any) -> list[Alternative]:
    """What is free instead; at another time than the booking's its own room comes first when it is free then."""
    now = wall_clock(timezone.now())
    if period.start <= now:
        return []
    others = availability.alternatives(
        room=booking.room,
        period=period,
        limit=OFFERED,
        persons=booking.persons,
        not_before=now + timedelta(minutes=1),
        by=by,
    )
    same = Alternative(booking.room, period, "dezelfde ruimte op deze tijd")
    blockers = availability.clashes(booking.room, period, ignoring=booking) if period != booking.period else [None]
    return others if blockers else [same, *others][:OFFERED]


@allow(may_see_own_bookings)
@require_POST
def swap_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    own = partners_of(user=request.user, on=timezone.localdate())
    swap = get_object_or_404(SwapRequest.objects.filter(booking__partner__in=own), pk=pk)
    swaps.withdraw(swap=swap, by=request.user)
    toast(request, "Je vraag is ingetrokken. Je boeking blijft zoals hij is.")
    return see_other(request, reverse("bookings:my-season"))
