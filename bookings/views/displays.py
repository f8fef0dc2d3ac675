"""Screens in the houses: what hangs there, and the pages that they show."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bookings.domain import displays as domain
from bookings.domain.qr import qr_svg
from bookings.forms import DisplayForm
from bookings.models import Display
from bookings.rules import may_keep_displays
from fluxus.access import allow, public
from fluxus.errors import Refusal
from fluxus.periods import now
from fluxus.web import respond, see_other, toast

SECONDS_IN_MINUTE = 60


@allow(may_keep_displays)
@require_http_methods(["GET", "HEAD", "POST"])
def displays(request: HttpRequest) -> HttpResponse:
    """The screens that hang, with their addresses, and a form for one more."""
    form = DisplayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            made = domain.make(building=asked["building"], room=asked["room"], name=asked["name"], by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"Het scherm “{made.name}” is gemaakt. Open het adres op het scherm zelf.")
            return see_other(request, reverse("bookings:displays"))
    rows = Display.objects.select_related("building", "room", "revoked_by").order_by(
        "building__position", "kind", "name", "pk"
    )
    context: dict[str, Any] = {
        "form": form,
        "hanging": [(row, address(row)) for row in rows if row.revoked_at is None],
        "revoked": [row for row in rows if row.revoked_at],
    }
    return respond(request, "bookings/displays.html", context, status=422 if request.method == "POST" else 200)


def address(display: Display) -> str:
    """The whole address, to type or to photograph."""
    return f"{settings.BASE_URL}{reverse('bookings:display', args=[domain.token_of(display)])}"


@allow(may_keep_displays)
@require_GET
def display_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The address of a screen large, with its code for the camera of a tablet."""
    display = get_object_or_404(Display.objects.select_related("building", "room"), pk=pk, revoked_at=None)
    url, path = address(display), reverse("bookings:display", args=[domain.token_of(display)])
    context = {"display": display, "url": url, "path": path, "code": qr_svg(url)}
    return respond(request, "bookings/display_code.html", context)


@allow(may_keep_displays)
@require_POST
def display_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    display = domain.revoke(display=get_object_or_404(Display, pk=pk), by=request.user)
    toast(request, f"“{display.name}” is ingetrokken: het adres werkt niet meer.", kind="info")
    return see_other(request, reverse("bookings:displays"))


@allow(may_keep_displays)
@require_POST
def display_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Another address for the same screen."""
    display = domain.renew(display=get_object_or_404(Display, pk=pk))
    toast(request, f"“{display.name}” heeft een nieuw adres. Het oude werkt niet meer.")
    return see_other(request, reverse("bookings:display-code", args=[display.pk]))


@public
@require_GET
def display(request: HttpRequest, token: str) -> HttpResponse:
    """What the screen shows. The page asks for itself again on the stroke of each minute, without a script."""
    found = domain.behind(token)
    if found is None or found.revoked_at:
        return plain("bookings/display_gone.html", {}, status=410 if found else 404)
    showing = domain.showing(display=found, at=timezone.now())
    response = plain("bookings/display.html", {"showing": showing, "display": found})
    response.headers["Refresh"] = str(SECONDS_IN_MINUTE + 1 - now().second)
    return response


def plain(template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page that knows nobody: no cookies, nothing kept, not to be found by searching."""
    response = HttpResponse(render_to_string(template, context), status=status)
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
