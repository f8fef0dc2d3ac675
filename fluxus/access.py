"""One declared access rule on every view. A view without one is refused, and a house test finds it earlier.

Not logged in: to the log-in page. Logged in without the right: a colleague gets 403, anybody else 404, so that
strangers do not learn what exists.
"""

from collections.abc import Callable
from typing import Any, Protocol

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.module_loading import import_string

type Rule = Callable[[Any], bool]
type View = Callable[..., HttpResponse]

THIRD_PARTY = ("allauth.", "django.", "import_export.", "whitenoise.")


class Ruled(Protocol):
    access_rule: Rule | None


def allow(rule: Rule) -> Callable[[View], View]:
    """Let in whoever `rule(user)` holds for."""

    def declare(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined]  # functions carry attributes; mypy has no name for it
        return view

    return declare


def public(view: View) -> View:
    """Let in everybody, logged in or not."""
    view.access_rule = None  # type: ignore[attr-defined]  # see allow
    return view


def is_third_party(view: View) -> bool:
    """allauth and the Django admin keep their own rules."""
    return view.__module__.startswith(THIRD_PARTY)


class AccessMiddleware:
    """Applies the declared rule before the view runs, and the second factor for colleagues."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        user: Any = request.user
        if settings.STAFF_SECOND_FACTOR and misses_second_factor(request, view):
            return redirect("mfa_index")
        if is_third_party(view):
            return None
        if not hasattr(view, "access_rule"):
            raise PermissionDenied("Deze pagina heeft geen toegangsregel.")
        rule = view.access_rule
        if rule is None:
            return None
        if not user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if rule(user):
            return None
        if user.is_colleague:
            raise PermissionDenied
        raise Http404


def misses_second_factor(request: HttpRequest, view: View) -> bool:
    """A colleague without a second factor only reaches the pages that set one up (and the public ones)."""
    user: Any = request.user
    if not user.is_authenticated or not user.is_colleague or getattr(view, "access_rule", user) is None:
        return False
    if view.__module__.startswith("allauth."):
        return False
    return not import_string("allauth.mfa.utils.is_mfa_enabled")(user)
