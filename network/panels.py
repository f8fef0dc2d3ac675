"""Fragments for pages of other apps: navigation, start pages, the partner page."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from fluxus.home import NavItem, StartPanel
from network.models import TimelineEntry, WijkAccount
from network.rules import is_colleague, is_partner, may_manage_access

RECENT = 6


def navigation(request: HttpRequest) -> list[NavItem]:
    """The start page, the network and the wijken; who manages access also gets that desk."""
    if is_colleague(request.user):
        items = [
            NavItem("Vandaag", reverse("network:werk"), "home", "v"),
            NavItem("Netwerk", reverse("network:partners"), "people", "n"),
            NavItem("Wijken", reverse("network:wijken"), "map", "w"),
        ]
        return [*items, NavItem("Toegang", reverse("network:access"), "key", "t")] if may_manage_access(request.user) else items
    return [NavItem("Start", reverse("network:mijn"), "home", "v")] if is_partner(request.user) else []


def start(request: HttpRequest) -> StartPanel | None:
    """The latest contact with the network, and the wijken of this colleague."""
    entries = TimelineEntry.objects.visible_to(request.user).filter(kind="contact").select_related("partner", "by")
    wijken = WijkAccount.objects.on(timezone.localdate()).filter(user=request.user).select_related("wijk").order_by("wijk__name")
    return StartPanel(
        title="Contact met het netwerk",
        template="network/panels/recent.html",
        context={"entries": entries.order_by("-at", "-pk")[:RECENT], "accounts": wijken},
        href=reverse("network:partners"),
        icon="people",
    )


def mijn(request: HttpRequest) -> StartPanel | None:
    return None


def of_partner(request: HttpRequest, partner: Any) -> StartPanel | None:
    return None
