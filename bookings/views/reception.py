"""The day sheet that reception works from, and noting who came."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bookings.domain import day_sheet_mail, reception
from bookings.domain.day_sheet import day_sheet as make_sheet
from bookings.enums import Attendance
from bookings.forms import IncidentForm
from bookings.models import Booking, Building, DaySheetReader
from bookings.rules import may_receive
from bookings.views.board import asked_day
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import is_fragment_request, respond, safe_next, see_other, toast
from network.rules import is_colleague

PAGE = "bookings/day_sheet.html"
VERBS = {Attendance.ARRIVED: reception.check_in, Attendance.NO_SHOW: reception.no_show, "": reception.undo}


@allow(is_colleague)
@require_GET
def day_sheets(request: HttpRequest) -> HttpResponse:
    """To the sheet of today: of the house whose sheet this colleague gets by mail, else of the first."""
    own = DaySheetReader.objects.filter(user=request.user).order_by("building__position").select_related("building")
    reader = own.first()
    house = reader.building if reader else Building.objects.order_by("position", "pk").first()
    if house is None:
        toast(request, "Er is nog geen huis. Beheer legt eerst de huizen en ruimtes vast.", kind="info")
        return see_other(request, reverse("bookings:board"))
    return see_other(request, reverse("bookings:day-sheet", args=[house.slug]))


@allow(is_colleague)
@require_GET
def day_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    house = get_object_or_404(Building, slug=slug)
    day = asked_day(request.GET.get("dag", ""))
    if is_fragment_request(request) and request.GET.get("getoond", f"{day}") != f"{day}":
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})  # left open overnight, it shows the new day
    return shown(request, house, day)


def shown(request: HttpRequest, house: Building, day: date) -> HttpResponse:
    """The page, or for htmx the list alone."""
    user: Any = request.user
    sheet = make_sheet(building=house, day=day, at=timezone.now())
    context: dict[str, Any] = {
        "sheet": sheet,
        "follows_today": "dag" not in request.GET,
        "may_receive": may_receive(user),
    }
    if not is_fragment_request(request):
        context |= {
            "houses": Building.objects.order_by("position", "pk"),
            "before": day - timedelta(days=1),
            "after": day + timedelta(days=1),
            "gets_mail": day_sheet_mail.is_reader(building=house, user=user),
            "form": IncidentForm(building=house),
        }
    return respond(request, PAGE, context, fragment="list")


@allow(may_receive)
@require_POST
def attend(request: HttpRequest, pk: int) -> HttpResponse:
    """They are in, they did not come, or neither after all."""
    bookings = Booking.objects.visible_to(request.user).select_related("room__building")
    booking = get_object_or_404(bookings, pk=pk)
    note = VERBS.get(request.POST.get("gezien", "?"))
    if note is None:
        raise Refusal("Kies: binnen, niet gekomen of ongedaan maken.", code="choice")
    try:
        note(booking=booking, by=request.user)
    except Refusal as refusal:
        toast(request, refusal.sentence, kind="error")
    if is_fragment_request(request):
        return shown(request, booking.room.building, asked_day(request.POST.get("dag", "")))
    return see_other(request, safe_next(request, booking.get_absolute_url()))


@allow(may_receive)
@require_POST
def day_sheet_subscribe(request: HttpRequest, slug: str) -> HttpResponse:
    """Mail it to me at seven, or no longer."""
    house = get_object_or_404(Building, slug=slug)
    if request.POST.get("mail") == "ja":
        day_sheet_mail.subscribe(building=house, user=request.user, at=timezone.now())
        toast(request, f"Je krijgt de daglijst van {house.name} voortaan om zeven uur ’s ochtends.")
    else:
        day_sheet_mail.unsubscribe(building=house, user=request.user)
        toast(request, f"Je krijgt de daglijst van {house.name} niet meer per mail.", kind="info")
    return see_other(request, reverse("bookings:day-sheet", args=[house.slug]))
