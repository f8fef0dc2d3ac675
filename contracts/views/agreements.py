"""Overeenkomsten van opdracht: the list, a draft, and what is issued."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from contracts.domain import agreements
from contracts.enums import AgreementStatus
from contracts.forms import FilterForm
from contracts.models import Agreement
from contracts.rules import may_draw_up, may_see_amounts
from contracts.views.agreement_page import find, show
from contracts.views.lists import page
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast


@require_safe
@allow(may_see_amounts)
def index(request: HttpRequest) -> HttpResponse:
    """All agreements, newest first."""
    form = FilterForm(request.GET, choices=AgreementStatus)
    found = Agreement.objects.visible_to(request.user).select_related("partner").matching(form.chosen("q"))
    if form.chosen("status"):
        found = found.filter(status=form.chosen("status"))
    return respond(request, "contracts/agreements.html", {"form": form, "page": page(request, found)}, fragment="list")


@require_safe
@allow(may_see_amounts)
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """One agreement: a draft to check, or what is issued with its document."""
    return show(request, find(request, pk))


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
