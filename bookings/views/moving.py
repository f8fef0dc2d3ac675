"""Moving a booking on the board: what it was and what it becomes, confirmed before it happens."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bookings.domain import availability, clashes, placing, pricing
from bookings.forms import MoveForm
from bookings.models import Booking, Room
from bookings.rules import may_book
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import Period
from fluxus.web import announce, is_fragment_request, respond, see_other, toast

PAGE = "bookings/board_move.html"


@allow(may_book)
@require_http_methods(["GET", "HEAD", "POST"])
def board_move(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows before and after; POST moves. What is refused comes back with what is free instead."""
    visible = Booking.objects.visible_to(request.user).select_related("room__building", "partner")
    found = get_object_or_404(visible, pk=pk)
    if request.method != "POST":
        return respond(request, PAGE, proposal(found, request.GET, request.user), fragment="proposal")
    form = MoveForm(request.POST)
    context: dict[str, Any] = {"booking": found, "form": form}
    if form.is_valid():
        room, period = form.cleaned_data["room"], form.cleaned_data["period"]
        try:
            moved = placing.move(booking=found, room=room, period=period, by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
            context |= {"room": room, "period": period, "offers": offers(refusal)}
        else:
            return done(request, moved)
    return respond(request, PAGE, context, fragment="proposal", status=422)


def proposal(found: Booking, asked: QueryDict, reader: Any) -> dict[str, Any]:
    """What the move would be, with who is in the way and what it does to the price."""
    form = MoveForm(asked) if asked.get("room") else MoveForm.of(found)
    context: dict[str, Any] = {"booking": found, "form": form}
    if not (form.is_bound and form.is_valid()):
        return context
    room, period = form.cleaned_data["room"], form.cleaned_data["period"]
    context |= {"room": room, "period": period}
    blockers = availability.clashes(room, period, ignoring=found)
    if not blockers:
        return context | {"new_price": new_price(found, room, period)}
    told = clashes.refusal(
        room=room, period=period, blockers=blockers, by=reader, at=timezone.now(), persons=found.persons
    )
    form.refuse(told)
    return context | {"offers": offers(told)}


def new_price(found: Booking, room: Room, period: Period) -> int | None:
    """Net cents, when the move makes it another price; a price that is not known is told by the move itself."""
    if not pricing.repriced([(found, room, period)])[0]:
        return None
    try:
        return pricing.quote(room=room, partner=found.partner, period=period).cents
    except Refusal:
        return None


def offers(refusal: Refusal) -> list[tuple[availability.Alternative, dict[str, Any]]] | None:
    """What is free instead, with the fields that take it at once; None when something else was wrong than a clash."""
    if refusal.code != clashes.ROOM_TAKEN:
        return None
    return [(found, fields(found)) for found in refusal.extra.get("alternatives", [])]


def fields(found: availability.Alternative) -> dict[str, Any]:
    start, end = found.period.start, found.period.end
    return {"room": found.room.pk, "day": f"{start:%Y-%m-%d}", "start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}


def done(request: HttpRequest, moved: Booking) -> HttpResponse:
    toast(request, f"Verplaatst naar {moved.room.name}, {moved.period}.")
    if not is_fragment_request(request):
        return see_other(request, moved.get_absolute_url())
    response = HttpResponse(status=204)
    announce(request, response)
    return response
