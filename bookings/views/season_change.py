"""Changing a series: one date, this and the following, or all. First the difference in words, then it is done."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bookings.domain import placing
from bookings.domain.change_preview import ChangePreview, Wanted, preview
from bookings.domain.placing.series import version
from bookings.domain.season_page import SeriesStory, story
from bookings.enums import ENDED
from bookings.forms.series import SeriesChangeForm
from bookings.models import Booking, BookingSeries
from bookings.rules import may_book
from bookings.views.season import visible_series
from bookings.views.series import choices_in
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast

FORM, SHOWN = "bookings/series/change.html", "bookings/series/difference.html"


@allow(may_book)
@require_http_methods(["GET", "HEAD", "POST"])
def series_change(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_series(request, pk)
    if request.method != "POST":
        booking = chosen_booking(request, found, story(found, at=timezone.now()))
        form = SeriesChangeForm(initial=as_it_is(found, booking, scope=request.GET.get("bereik", "")))
        return respond(request, FORM, {"series": found, "booking": booking, "form": form})
    form = SeriesChangeForm(request.POST)
    number = request.POST.get("boeking", "")
    booking = get_object_or_404(found.bookings.select_related("room", "series"), pk=number if number.isdecimal() else 0)
    context: dict[str, Any] = {"series": found, "booking": booking, "form": form}
    if not form.is_valid() or request.POST.get("stap") == "terug":
        return respond(request, FORM, context, status=200 if form.is_valid() else 422)
    try:
        return decide(request, found, form, wanted(found, booking, form.cleaned_data), context)
    except Refusal as refusal:
        form.refuse(named(refusal))
        return respond(request, FORM, context, status=422)


def decide(
    request: HttpRequest, found: BookingSeries, form: SeriesChangeForm, want: Wanted, context: dict[str, Any]
) -> HttpResponse:
    """Shows the difference, or carries it out when that was seen."""
    shown = preview(wanted=want, choices=choices_in(request.POST), by=request.user, at=timezone.now())
    if request.POST.get("stap") != "doen" or shown.blocked:
        return respond(request, SHOWN, context | details(shown, form))
    kept = placing.change_series(**want, plans=shown.plans or None, seen=form.cleaned_data["gezien"], by=request.user)
    toast(request, f"De reeks is gewijzigd: {shown.sums()}.")
    return see_other(request, kept.get_absolute_url())


def details(shown: ChangePreview, form: SeriesChangeForm) -> dict[str, Any]:
    carried = [(name, value) for name in form.fields for value in form.data.getlist(name)]
    return {"shown": shown, "carried": carried}


def chosen_booking(request: HttpRequest, found: BookingSeries, told: SeriesStory) -> Booking:
    """The date that was clicked, else the next that goes on; refuses when nothing is left to change."""
    asked = request.GET.get("boeking", "")
    coming = {str(each.booking.pk): each.booking for each in told.coming}
    booking = coming.get(asked) or next(iter(coming.values()), None)
    if booking is None:
        raise Refusal("Deze reeks is afgelopen of vervallen. Er is niets meer te wijzigen.", code="nothing_left")
    return booking


def as_it_is(found: BookingSeries, booking: Booking, *, scope: str) -> dict[str, Any]:
    """The form filled with what holds now; `gezien` remembers which state of the series that was."""
    return {
        "boeking": booking.pk,
        "gezien": version(found),
        "bereik": scope if scope in ("one", "following", "all") else "following",
        "ruimte": found.room,
        "dagen": found.weekdays,
        "van": found.starts,
        "tot": found.ends,
        "laatste": found.last_on,
        "activiteit": found.title,
        "personen": found.persons,
    }


def wanted(found: BookingSeries, booking: Booking, typed: dict[str, Any]) -> Wanted:
    """Only what is different from the series; the rest stays as it is, also where a date was changed by itself."""
    if booking.status in ENDED:
        raise Refusal("Deze datum is intussen vervallen.", code="cancelled")
    now = as_it_is(found, booking, scope=typed["bereik"])
    different = {name: typed[name] for name in typed if name in now and typed[name] != now[name]}
    return Wanted(
        booking=booking,
        scope=typed["bereik"],
        room=different.get("ruimte"),
        weekdays=different.get("dagen"),
        starts=different.get("van"),
        ends=different.get("tot"),
        last_on=different.get("laatste"),
        title=different.get("activiteit"),
        persons=different.get("personen"),
    )


def named(refusal: Refusal) -> Refusal:
    """The refusal at the field as this form calls it."""
    names = {"room": "ruimte", "weekdays": "dagen", "starts": "van", "ends": "tot", "start": "van", "end": "tot"}
    names |= {"last_on": "laatste", "persons": "personen", "title": "activiteit"}
    return Refusal(refusal.sentence, field=names.get(refusal.field or ""), code=refusal.code)
