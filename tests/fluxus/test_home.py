"""Panels and navigation come from the functions that the settings list."""

from typing import Any

import pytest
from django.conf import settings as house_settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils.module_loading import import_string
from pytest_django.fixtures import Settings

from fluxus.home import NavItem, StartPanel, house, navigation, panels
from network.models import User
from tests.cast import Cast

LISTS = ["NAVIGATION", "START_PANELS", "MIJN_PANELS", "FRONT_PANELS", "PARTNER_PANELS", "WIJK_PANELS", "SEARCH_SOURCES"]


def greet(request: HttpRequest, *names: str) -> StartPanel:
    return StartPanel(f"Dag {' '.join(names)}".strip(), "home/panels.html")


def nothing(request: HttpRequest, *names: str) -> None:
    return None


def two_places(request: HttpRequest) -> list[NavItem]:
    return [NavItem("Hier", "/hier/", "home"), NavItem("Daar", "/daar/", "map", "d")]


def asked_by(user: Any) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_panels_stand_in_order_and_empty_ones_are_left_out(settings: Settings) -> None:
    settings.START_PANELS = [f"{__name__}.{name}" for name in ("nothing", "greet", "greet")]
    assert [panel.title for panel in panels("START_PANELS", asked_by(AnonymousUser()))] == ["Dag", "Dag"]
    assert panels("START_PANELS", asked_by(AnonymousUser()), "Sanne")[0].title == "Dag Sanne"


def test_navigation_is_all_places_in_order(settings: Settings) -> None:
    settings.NAVIGATION = [f"{__name__}.two_places", f"{__name__}.two_places"]
    assert [item.label for item in navigation(asked_by(User()))] == ["Hier", "Daar", "Hier", "Daar"]


def test_navigation_is_made_only_when_a_template_asks(settings: Settings) -> None:
    settings.NAVIGATION = ["bestaat.niet"]
    assert callable(house(asked_by(AnonymousUser()))["navigation"])


@pytest.mark.parametrize("name", LISTS)
def test_every_listed_path_exists_once(name: str) -> None:
    paths = getattr(house_settings, name)
    assert len(paths) == len(set(paths))
    assert all(callable(import_string(path)) for path in paths)


def test_no_place_twice_and_no_shortcut_twice(cast: Cast) -> None:
    for user in (cast.admin, cast.bureau, cast.expert, cast.finance, cast.reception, cast.bilal):
        items = navigation(asked_by(user))
        assert items
        assert len({item.href for item in items}) == len(items)
        keys = [item.key for item in items if item.key]
        assert len(set(keys)) == len(keys)


def test_visitors_and_strangers_get_no_places(cast: Cast) -> None:
    for user in (AnonymousUser(), cast.stranger):
        assert navigation(asked_by(user)) == []
