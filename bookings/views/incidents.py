"""Notes of what went wrong in a house."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from bookings.domain import incidents as domain
from bookings.forms import IncidentForm
from bookings.models import Booking, Building, Incident
from bookings.rules import may_receive
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, safe_next, see_other, toast
from network.rules import is_colleague

PAGE_SIZE = 50


@allow(is_colleague)
@require_GET
def incidents(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that was noted in a house, newest first."""
    house = get_object_or_404(Building, slug=slug)
    before = request.GET.get("voor", "")
    found = Incident.objects.filter(building=house)
    if before.isdecimal() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    rows = list(found.select_related("room", "noted_by", "booking__partner").order_by("-pk")[: PAGE_SIZE + 1])
    context = {
        "house": house,
        "houses": Building.objects.order_by("position", "pk"),
        "incidents": rows[:PAGE_SIZE],
        "older": f"?voor={rows[PAGE_SIZE - 1].pk}" if len(rows) > PAGE_SIZE else "",
        "may_receive": may_receive(request.user),
    }
    return respond(request, "bookings/incidents.html", context)


@allow(may_receive)
@require_http_methods(["GET", "HEAD", "POST"])
def incident_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Note something in a house; with ?boeking= it is about that booking, and its partner gets a line on his timeline."""
    house = get_object_or_404(Building, slug=slug)
    about = booking_asked(request, house)
    form = IncidentForm(request.POST or None, building=house, initial={"room": about.room if about else None})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            domain.note(building=house, text=asked["text"], room=asked["room"], booking=about, by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "Genoteerd.")
            return see_other(request, safe_next(request, reverse("bookings:day-sheet", args=[house.slug])))
    context: dict[str, Any] = {"house": house, "form": form, "about": about, "next": safe_next(request, "")}
    return respond(request, "bookings/incident_add.html", context, status=422 if request.method == "POST" else 200)


def booking_asked(request: HttpRequest, house: Building) -> Booking | None:
    """The booking in the address, when it is one of this house."""
    key = request.GET.get("boeking", "")
    if not key.isdecimal() or len(key) > 18:
        return None
    bookings = Booking.objects.visible_to(request.user).select_related("room", "partner")
    return bookings.filter(pk=int(key), room__building=house).first()
