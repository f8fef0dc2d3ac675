"""When a calendar of holidays changed: what it would mean for each series. Somebody decides, nothing changes by itself."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bookings.domain import calendar_changes
from bookings.domain.calendar_changes import Applied, Proposal
from bookings.models import Booking, BookingSeries
from bookings.rules import may_book
from fluxus.access import allow
from fluxus.periods import today
from fluxus.web import respond, see_other, toast

PAGE = "bookings/series/holidays.html"


@allow(may_book)
@require_http_methods(["GET", "HEAD", "POST"])
def holiday_changes(request: HttpRequest) -> HttpResponse:
    """Per series or for all at once: follow the calendar for the ticked dates, or leave them as they are for good."""
    if request.method != "POST":
        return respond(request, PAGE, {"proposals": shown(calendar_changes.proposals(today=today()))})
    decision, _, only = request.POST.get("besluit", "").partition(":")
    bookings = ticked(request, only)
    if not bookings:
        toast(request, "Vink eerst een of meer datums aan.", kind="warning")
    elif decision == "toepassen":
        applied = calendar_changes.apply(bookings=bookings, by=request.user, at=timezone.now())
        toast(request, told(applied), kind="warning" if applied.refused else "success")
    elif decision == "laten":
        kept = calendar_changes.keep(bookings=bookings, by=request.user)
        toast(request, "1 datum blijft zoals hij is." if kept == 1 else f"{kept} datums blijven zoals ze zijn.")
    return see_other(request, reverse("bookings:holiday-changes"))


@dataclass(frozen=True)
class Shown:
    """A proposal with its dates in one order: the booking, whether it would fall out, and what the calendar says."""

    series: BookingSeries
    lines: list[tuple[Booking, bool, str]]


def shown(proposals: list[Proposal]) -> list[Shown]:
    return [
        Shown(
            each.series,
            sorted(
                [
                    *((booking, True, each.news[booking.pk]) for booking in each.ends),
                    *((booking, False, each.news[booking.pk]) for booking in each.returns),
                ],
                key=lambda line: line[0].local_start,
            ),
        )
        for each in proposals
    ]


def ticked(request: HttpRequest, only: str = "") -> list[Booking]:
    """What was ticked, of all series or `only` of one; numbers that are none are left out."""
    numbers = [number for number in request.POST.getlist("boeking") if number.isdecimal() and len(number) < 19]
    found = Booking.objects.visible_to(request.user).filter(pk__in=numbers, series__isnull=False)
    return [booking for booking in found if only in ("", str(booking.series_id))]


def told(applied: Applied) -> str:
    """'3 datums vallen uit, 1 datum gaat weer door. Studio 1 is … intussen bezet.'"""
    parts = [
        (len(applied.skipped), "valt uit", "vallen uit"),
        (len(applied.returned), "gaat weer door", "gaan weer door"),
    ]
    told = [f"1 datum {one}" if count == 1 else f"{count} datums {many}" for count, one, many in parts if count]
    said = ", ".join(told) or "Er is niets veranderd"
    return " ".join([f"{said}.", *(sentence for _, sentence in applied.refused)])
