"""From a view to a response: whole page or fragment, toasts, redirects that stay inside, refusals as a page."""

import json
from collections.abc import Callable
from typing import Any, Literal

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.defaults import page_not_found

from fluxus.db import POINTS_TO_NOBODY, sqlstate
from fluxus.errors import Refusal
from fluxus.home import functions

type Kind = Literal["success", "info", "warning", "error"]


def respond(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    fragment: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, or for an htmx request only its `{% partialdef fragment %}`."""
    wants_fragment = fragment is not None and is_fragment_request(request)
    name = f"{template}#{fragment}" if wants_fragment else template
    response = HttpResponse(render_to_string(name, context or {}, request), status=status)
    patch_vary_headers(response, ["HX-Request"])
    if wants_fragment:
        announce(request, response)
    return response


def is_fragment_request(request: HttpRequest) -> bool:
    """Asked by htmx, and not for going back in history, where the whole page is needed."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx and not htmx.history_restore_request)


def toast(request: HttpRequest, text: str, *, kind: Kind = "success") -> None:
    """A short message on the next page (or at once, in a fragment)."""
    messages.add_message(request, getattr(messages, kind.upper()), text)


def announce(request: HttpRequest, response: HttpResponse) -> None:
    """Waiting toasts travel with a fragment as the htmx event `toast`."""
    waiting = [{"text": str(message), "kind": message.level_tag} for message in messages.get_messages(request)]
    if waiting:
        response.headers["HX-Trigger"] = json.dumps({"toast": waiting})


def see_other(request: HttpRequest, url: str) -> HttpResponse:
    """Go on at `url` (inside this house); htmx is told in its own header so that the whole page changes."""
    if is_fragment_request(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response


def safe_next(request: HttpRequest, fallback: str) -> str:
    """The `next` address of the request when it lies in this house, else `fallback`."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    inside = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return url if inside else fallback


GONE = "Iets waar dit bij hoort is net verwijderd of samengevoegd."


class RefusalMiddleware:
    """A `Refusal` that no view put next to a field becomes a page (409), or a toast for a fragment.

    So does a key to a row that went away between the question and the answer. What is not found may live elsewhere now.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Http404):
            return moved(request) or page_not_found(request, exception)
        if isinstance(exception, Refusal):
            return refused(request, exception.sentence)
        if isinstance(exception, IntegrityError) and sqlstate(exception) == POINTS_TO_NOBODY:
            return refused(request, GONE)
        return None


def refused(request: HttpRequest, sentence: str) -> HttpResponse:
    if is_fragment_request(request):
        toast(request, sentence, kind="error")
        response = HttpResponse(status=409, headers={"HX-Reswap": "none"})
        announce(request, response)
        return response
    return respond(request, "409.html", {"sentence": sentence}, status=409)


def moved(request: HttpRequest) -> HttpResponse | None:
    """Where what was asked for lives now, by the functions of NEW_ADDRESSES; None when nobody knows."""
    if request.method not in {"GET", "HEAD"}:
        return None
    urls = (find(request) for find in functions("NEW_ADDRESSES"))
    url = next((url for url in urls if url), "")
    return see_other(request, url) if url else None
