"""A tab by the name of its page: only for whoever may open that page."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.test import RequestFactory

from fluxus.access import address_for
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def shown(user: Any, name: str, here: str = "") -> str:
    request = RequestFactory().get("/")
    request.user = user
    template = engines["django"].from_string('{% tab_to "Labels" name here=here %}')
    return template.render({"name": name, "here": here}, request)


def test_tab_leads_to_a_page_one_may_open(cast: Cast) -> None:
    assert 'href="/netwerk/labels/"' in shown(cast.bureau, "network:tags")
    assert "aria-current" not in shown(cast.bureau, "network:tags")
    for here in ("tags", "network:tags"):
        assert 'aria-current="page"' in shown(cast.bureau, "network:tags", here)


@pytest.mark.parametrize("name", ["network:nergens", "network:tag", "nergens:tags"])
def test_no_tab_to_what_is_no_page(cast: Cast, name: str) -> None:
    assert shown(cast.bureau, name) == ""


def test_no_tab_for_who_may_not(cast: Cast) -> None:
    for user in (cast.reception, cast.bilal, cast.stranger, AnonymousUser()):
        assert shown(user, "network:tags") == ""


def test_public_page_has_an_address_for_everybody(cast: Cast) -> None:
    assert address_for(AnonymousUser(), "network:front") == "/"
