"""Fragments for pages of other apps: navigation, start pages, the partner page."""

from typing import Any

from django.http import HttpRequest

from fluxus.home import NavItem, StartPanel


def navigation(request: HttpRequest) -> list[NavItem]:
    return []


def start(request: HttpRequest) -> StartPanel | None:
    return None


def mijn(request: HttpRequest) -> StartPanel | None:
    return None


def of_partner(request: HttpRequest, partner: Any) -> StartPanel | None:
    return None
