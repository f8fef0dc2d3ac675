"""Fragments for pages of other apps: navigation, start pages, the partner page."""

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from bookings.models import Booking
from bookings.rules import may_book, may_see_board, may_see_own_bookings
from fluxus.home import NavItem, StartPanel
from fluxus.periods import Period, now
from network.domain.acting import current_partner

MOST_LINES = 8


def navigation(request: HttpRequest) -> list[NavItem]:
    user: Any = request.user
    if not user.is_authenticated or not may_see_board(user):
        return []
    items = [NavItem("Ruimtes", reverse("bookings:board"), "door", "r")]
    if not user.is_colleague:
        items.insert(0, NavItem("Boekingen", reverse("bookings:my-bookings"), "calendar", "b"))
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
    return StartPanel(
        "Vandaag in huis",
        "bookings/panels/today.html",
        {"bookings": bookings[:MOST_LINES], "more": max(0, len(bookings) - MOST_LINES)},
        href=reverse("bookings:board"),
        count=len(bookings),
        icon="door",
    )


def mijn(request: HttpRequest) -> StartPanel | None:
    user: Any = request.user
    if not may_see_own_bookings(user):
        return None
    at = timezone.now()
    partner = current_partner(user=user, session=request.session, on=timezone.localdate(at))
    coming = Booking.objects.standing().filter(partner=partner).upcoming(at)
    return StartPanel(
        "Mijn boekingen",
        "bookings/panels/own.html",
        {"bookings": list(coming.select_related("room__building")[:4])},
        href=reverse("bookings:my-bookings"),
        icon="calendar",
    )


def of_partner(request: HttpRequest, partner: Any) -> StartPanel | None:
    """The next bookings of a partner, with the way to make one."""
    user: Any = request.user
    at = timezone.now()
    own = Booking.objects.visible_to(user).filter(partner=partner)
    bookings = list(own.standing().upcoming(at).select_related("room__building")[:MOST_LINES])
    add_url = f"{reverse('bookings:booking-add')}?huurder={partner.pk}" if may_book(user) else ""
    if not (bookings or add_url):
        return None
    return StartPanel(
        "Ruimtes",
        "bookings/panels/of_partner.html",
        {"bookings": bookings, "add_url": add_url},
        count=len(bookings),
        icon="door",
    )
