"""One declared access rule on every view. A view without one is refused, and a house test finds it earlier.

Not logged in: to the log-in page. Logged in without the right: a colleague gets 403, anybody else 404, so that
strangers do not learn what exists. Staff who have not set up a second factor reach nothing but the pages for that.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, ResolverMatch, resolve, reverse
from django.utils.module_loading import import_string
from django.views.defaults import page_not_found

from fluxus.web import is_fragment_request, see_other, toast

type Rule = Callable[[Any], bool]
type View = Callable[..., HttpResponse]

THIRD_PARTY = ("allauth.",)
FACTORS = ("totp", "webauthn")
# Pages of allauth that lead to a second factor, or out.
SETS_UP_FACTOR = frozenset({"account_logout", "account_reauthenticate", "account_inactive"})


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


@cache
def door(name: str) -> tuple[str, Rule | None] | None:
    """Address and rule of a page of ours that needs no argument; None where there is no such page."""
    try:
        path = reverse(name)
    except NoReverseMatch:
        return None
    return path, getattr(resolve(path).func, "access_rule", never)


def never(user: Any) -> bool:
    """The rule of what declares none."""
    return False


def address_for(user: Any, name: str) -> str:
    """The address of a page by name when `user` may open it, else ''."""
    found = door(name)
    if found is None:
        return ""
    path, rule = found
    return path if rule is None or (user.is_authenticated and rule(user)) else ""


def is_third_party(view: View) -> bool:
    """allauth keeps its own rules; everything else in this house has one of ours."""
    return view.__module__.startswith(THIRD_PARTY)


def may_open_admin(user: Any) -> bool:
    """The rule of every page of the Django admin, also of pages that other packages add to it."""
    return bool(user.is_active and user.is_staff)


class AccessMiddleware:
    """Applies the declared rule before the view runs, and the second factor for staff."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if match is not None and match.view_name == "admin:login":
            return see_other(request, reverse("admin:index"))  # the house has one log-in, which knows the second factor
        if settings.STAFF_SECOND_FACTOR and misses_second_factor(request, view):
            return to_second_factor(request)
        if is_third_party(view):
            return None
        rule = rule_of(view, match)
        if rule is None and settings.STAFF_SECOND_FACTOR and lacks_second_factor(request.user):
            request.user = AnonymousUser()  # on a public page he is a visitor like any other
        return judge(request, rule)


def rule_of(view: View, match: ResolverMatch | None) -> Rule | None:
    """The rule of a page; None lets in everybody."""
    if match is not None and match.namespaces[:1] == ["admin"]:
        return may_open_admin
    if not hasattr(view, "access_rule"):
        raise PermissionDenied("Deze pagina heeft geen toegangsregel.")
    return view.access_rule


def judge(request: HttpRequest, rule: Rule | None) -> HttpResponse | None:
    """None when the rule lets this person in."""
    user: Any = request.user
    if rule is None:
        return None
    if not user.is_authenticated:
        return to_login(request)
    if rule(user):
        return None
    if user.is_colleague:
        raise PermissionDenied
    return page_not_found(request, Http404())


def to_login(request: HttpRequest) -> HttpResponse:
    """To the log-in page and back here; a fragment comes back to the page that asked for it."""
    if not is_fragment_request(request):
        return redirect_to_login(request.get_full_path())
    page = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]  # set by django-htmx
    return see_other(request, redirect_to_login(page).url)


def misses_second_factor(request: HttpRequest, view: View) -> bool:
    """Staff without a second factor, on a page that neither sets one up nor is public."""
    if not lacks_second_factor(request.user):
        return False
    if getattr(view, "access_rule", Ellipsis) is None:
        return False
    name = request.resolver_match.url_name or "" if request.resolver_match else ""
    return not (is_third_party(view) and (name.startswith("mfa_") or name in SETS_UP_FACTOR))


def lacks_second_factor(user: Any) -> bool:
    """A colleague, or who may open the admin, with nothing but a password or a code by mail."""
    if not user.is_authenticated or not (user.is_colleague or user.is_staff):
        return False
    return not import_string("allauth.mfa.utils.is_mfa_enabled")(user, FACTORS)


def to_second_factor(request: HttpRequest) -> HttpResponse:
    """To the page that sets up a second factor, with the reason."""
    if not is_fragment_request(request):
        toast(request, "Stel eerst een tweede stap in, daarna kun je verder.", kind="warning")
    return see_other(request, reverse("mfa_index"))
