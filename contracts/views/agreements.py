"""One agreement: a draft, and what is issued. The list is the register."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from contracts.domain.drawing_up import agreements
from contracts.rules import may_draw_up, may_see_amounts
from contracts.views.agreement_page import find, show, state
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import see_other, toast


@require_safe
@allow(may_see_amounts)
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """One agreement: a draft to check, or what is issued with its document.

    With `?stand=` the page asks whether a worker got further: 204 while nothing changed, so that what somebody opened
    or a screen reader reads is left alone.
    """
    found = find(request, pk)
    return HttpResponse(status=204) if request.GET.get("stand") == state(found) else show(request, found)


@require_POST
@allow(may_draw_up)
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a draft final."""
    found = find(request, pk)
    try:
        issued = agreements.issue(agreement=found, by=request.user, today=today())
    except Refusal as refusal:
        return show(request, found, refusal=refusal, status=409)
    toast(request, f"Overeenkomst {issued.number} is opgesteld. De PDF wordt gemaakt.")
    return see_other(request, issued.get_absolute_url())


@require_POST
@allow(may_draw_up)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    found = find(request, pk)
    partner = found.partner
    agreements.discard(agreement=found, by=request.user)
    toast(request, "Het concept is weggegooid. De uitvoeringen zijn weer vrij.")
    return see_other(request, partner.get_absolute_url())
