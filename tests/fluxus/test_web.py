"""From a view to a response: page or fragment, toasts, redirects that stay inside, refusals."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from fluxus.errors import Refusal
from fluxus.web import RefusalMiddleware, respond, safe_next, see_other, toast

HTMX = {"HX-Request": "true"}
GOING_BACK = HTMX | {"HX-History-Restore-Request": "true"}


def ask(path: str = "/ergens/", *, post: dict[str, str] | None = None, **headers: str) -> HttpRequest:
    factory = RequestFactory(headers={name.replace("_", "-"): value for name, value in headers.items()})
    request: Any = factory.post(path, post) if post is not None else factory.get(path)
    request.user, request.htmx, request.session = AnonymousUser(), HtmxDetails(request), {}
    request._messages = FallbackStorage(request)
    return request


def htmx(**extra: str) -> HttpRequest:
    return ask(**HTMX, **extra)


class TestRespond:
    PAGE = ("network/search.html", {"query": "zz", "groups": []})

    def test_page_for_a_visit(self) -> None:
        answer = respond(ask(), *self.PAGE, fragment="hits")
        assert "<html" in answer.text
        assert answer.headers["Vary"] == "HX-Request"

    def test_fragment_for_htmx(self) -> None:
        answer = respond(htmx(), *self.PAGE, fragment="hits", status=422)
        assert "<html" not in answer.text
        assert (answer.status_code, answer.headers["Vary"]) == (422, "HX-Request")

    def test_whole_page_when_going_back_in_history(self) -> None:
        assert "<html" in respond(ask(**GOING_BACK), *self.PAGE, fragment="hits").text

    def test_whole_page_without_a_named_fragment(self) -> None:
        assert "<html" in respond(htmx(), *self.PAGE).text

    def test_toast_travels_with_a_fragment(self) -> None:
        request = htmx()
        toast(request, "Bewaard “é”.")
        answer = respond(request, *self.PAGE, fragment="hits")
        assert json.loads(answer.headers["HX-Trigger"]) == {"toast": [{"text": "Bewaard “é”.", "kind": "success"}]}
        assert answer.headers["HX-Trigger"].isascii()


class TestSeeOther:
    def test_visit_goes_on(self) -> None:
        answer = see_other(ask(), "/werk/")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/werk/")

    def test_htmx_changes_the_whole_page(self) -> None:
        answer = see_other(htmx(), "/werk/")
        assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/werk/")


class TestSafeNext:
    @pytest.mark.parametrize(
        "outside",
        [
            "https://elders.example/",
            "//elders.example",
            "/\\elders.example",
            "javascript:alert(1)",
            "http:///x",
            "\x00//x",
            "",
        ],
    )
    def test_outside_falls_back(self, outside: str) -> None:
        assert safe_next(ask(post={"next": outside}), "/mijn/") == "/mijn/"

    def test_inside_is_followed(self) -> None:
        assert safe_next(ask(post={"next": "/netwerk/?q=koor"}), "/mijn/") == "/netwerk/?q=koor"
        assert safe_next(ask("/ergens/?next=/werk/"), "/mijn/") == "/werk/"


class TestRefusal:
    def middleware(self) -> RefusalMiddleware:
        return RefusalMiddleware(lambda request: respond(request, "409.html"))

    def test_becomes_a_page_with_the_sentence(self) -> None:
        answer = self.middleware().process_exception(ask(), Refusal("De zaal is al bezet."))
        assert answer is not None
        assert answer.status_code == 409
        assert "De zaal is al bezet." in answer.text

    def test_becomes_a_toast_for_htmx(self) -> None:
        answer = self.middleware().process_exception(htmx(), Refusal("De zaal is al bezet."))
        assert answer is not None
        assert (answer.status_code, answer.headers["HX-Reswap"], answer.text) == (409, "none", "")
        assert "De zaal is al bezet." in answer.headers["HX-Trigger"]

    def test_sentence_is_escaped(self) -> None:
        answer = self.middleware().process_exception(ask(), Refusal("<script>alert(1)</script>"))
        assert answer is not None
        assert "<script>alert" not in answer.text

    def test_other_faults_are_left_alone(self) -> None:
        assert self.middleware().process_exception(ask(), ValueError("kapot")) is None
