"""Fragments for pages of other apps: navigation, start pages, the partner page."""

from collections import Counter
from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from bookings.domain import own_season, renting, season_page, swaps
from bookings.domain.placing.requests import UNDECIDED
from bookings.enums import BookingStatus
from bookings.models import Booking
from bookings.rules import may_book, may_decide, may_see_board, may_see_own_bookings
from fluxus.home import NavItem, StartPanel
from fluxus.periods import Period, now
from network.domain.acting import current_partner
from network.enums import Role

MOST_LINES = 8
FEW_LINES = 3
MOST_AHEAD = 40


def navigation(request: HttpRequest) -> list[NavItem]:
    user: Any = request.user
    if not user.is_authenticated or not may_see_board(user):
        return []
    items = [NavItem("Ruimtes", reverse("bookings:board"), "door", "r")]
    if not user.is_colleague:
        also = (reverse("bookings:my-book"), reverse("bookings:my-feed"))
        items.insert(0, NavItem("Seizoen", reverse("bookings:my-season"), "calendar", "b", also))
    if Role.RECEPTION in user.roles:
        items.append(NavItem("Daglijst", reverse("bookings:day-sheets"), "list", "d"))
    return items


def start(request: HttpRequest) -> StartPanel | None:
    """Who is in the house today, from now on."""
    user: Any = request.user
    if not user.is_colleague:
        return None
    wall = now()
    today = datetime.combine(wall.date(), time())
    coming = (
        Booking.objects.standing()
        .within(Period(today, today + timedelta(days=1)))
        .filter(local_end__gt=wall)
        .select_related("partner", "room__building")
        .order_by("local_start", "room__name")
    )
    bookings = list(coming)
    houses = Counter(booking.room.building for booking in bookings)
    return StartPanel(
        "Vandaag in huis",
        "bookings/panels/today.html",
        {
            "bookings": bookings[:MOST_LINES],
            "more": max(0, len(bookings) - MOST_LINES),
            "houses": sorted(houses.items(), key=lambda house: house[0].position),
        },
        href=reverse("bookings:day-sheets"),
        count=len(bookings),
        icon="door",
    )


def mijn(request: HttpRequest) -> StartPanel | None:
    """The next lessons of the partner somebody acts for, and what he has to know: asked, in option, free again."""
    user: Any = request.user
    if not may_see_own_bookings(user):
        return None
    at = timezone.now()
    partner = current_partner(user=user, session=request.session, on=timezone.localdate(at))
    if partner is None:
        return None
    dates = own_season.coming(partner, at=at, limit=MOST_AHEAD)
    context = {
        "dates": [each for each in dates if each.booking.status == BookingStatus.CONFIRMED][:4],
        "undecided": sum(1 for each in dates if each.booking.status in UNDECIDED),
        "free_again": sum(1 for each in dates if each.is_free_again),
    }
    href = reverse("bookings:my-season")
    return StartPanel("Mijn seizoen", "bookings/panels/own.html", context, href=href, icon="calendar")


def of_partner(request: HttpRequest, partner: Any) -> StartPanel | None:
    """What a partner rents: series that run, the next bookings, what he asked, and how often he did not come."""
    user: Any = request.user
    at = timezone.now()
    own = Booking.objects.visible_to(user).filter(partner=partner)
    bookings = list(own.standing().upcoming(at).select_related("room__building")[:MOST_LINES])
    series = renting.running_series(partner, at=at) if user.is_colleague else []
    found = {
        "bookings": bookings[:FEW_LINES] if series else bookings,
        "undecided": list(own.undecided().upcoming(at).select_related("room")[:MOST_LINES]),
        "series": series,
        "absent": renting.times_absent(partner, at=at) if user.is_colleague else None,
    }
    add_url = f"{reverse('bookings:booking-add')}?huurder={partner.pk}" if may_book(user) else ""
    if not (add_url or any(found.values())):
        return None
    return StartPanel(
        "Ruimtes", "bookings/panels/of_partner.html", {**found, "add_url": add_url}, count=len(bookings), icon="door"
    )


def decisions(request: HttpRequest) -> StartPanel | None:
    """What waits for a decision on rooms, what begins or ends first on top, for who decides."""
    if not may_decide(request.user):
        return None
    at = timezone.now()
    waiting = Booking.objects.undecided().upcoming(at)
    swapping = swaps.waiting(at=at).count()
    count = waiting.count() + swapping
    if not count:
        return None
    return StartPanel(
        "Wacht op een besluit",
        "bookings/panels/decisions.html",
        {"shown": waiting.select_related("partner", "room")[:MOST_LINES], "swapping": swapping},
        href=reverse("bookings:requests"),
        count=count,
        icon="inbox",
    )


def returning(request: HttpRequest) -> StartPanel | None:
    """Skipped dates of series whose room came free: somebody may add them back."""
    user: Any = request.user
    if not may_book(user):
        return None
    bookings = season_page.returning(user=user, at=timezone.now())
    if not bookings:
        return None
    return StartPanel(
        "Weer vrij",
        "bookings/panels/returning.html",
        {"bookings": bookings[:MOST_LINES], "more": max(0, len(bookings) - MOST_LINES)},
        count=len(bookings),
        icon="repeat",
    )
