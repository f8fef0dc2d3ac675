"""Who stands to whom: tying two partners, and what becomes of a tie."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, safe_next, see_other, toast
from network.domain import affiliations
from network.forms.ties import AffiliationChangeForm, AffiliationForm, EndForm
from network.models import Affiliation, Partner
from network.rules import may_edit_network


@allow(may_edit_network)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Tie a partner to another."""
    partner = get_object_or_404(Partner.objects.visible_to(request.user), pk=pk)
    form = AffiliationForm(request.POST or None, partner=partner)
    if form.is_valid():
        try:
            link = affiliations.affiliate(by=request.user, **form.tie())
        except Refusal as refusal:
            refusal.field = "other" if refusal.field == "organisation" else refusal.field
            form.refuse(refusal)
        else:
            toast(request, f"{affiliations.sentence(link)}.")
            return see_other(request, partner.get_absolute_url())
    context = {"partner": partner, "form": form}
    return respond(request, "network/ties/add.html", context, status=422 if form.is_bound else 200)


@allow(may_edit_network)
def affiliation(request: HttpRequest, pk: int) -> HttpResponse:
    """One tie: another function, the beginning that nobody knew, the first to speak to, the end."""
    return page(request, found(pk))


def found(pk: int) -> Affiliation:
    return get_object_or_404(Affiliation.objects.select_related("partner", "organisation"), pk=pk)


def page(request: HttpRequest, link: Affiliation, **forms: Any) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "link": link,
        "back": back_from(request, link),
        "is_over": bool(link.ended_on and link.ended_on <= today),
        "change_form": AffiliationChangeForm(link=link),
        "end_form": EndForm(initial={"ended_on": today}),
        **forms,
    }
    return respond(request, "network/ties/affiliation.html", context, status=422 if forms else 200)


def back_from(request: HttpRequest, link: Affiliation) -> str:
    """The page of the partner somebody came from."""
    return safe_next(request, link.organisation.get_absolute_url())


@allow(may_edit_network)
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    link = found(pk)
    form = AffiliationChangeForm(request.POST, link=link)
    if form.is_valid():
        try:
            affiliations.change(affiliation=link, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "De verbinding is bewaard.")
            return see_other(request, back_from(request, link))
    return page(request, link, change_form=form)


@allow(may_edit_network)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    link = found(pk)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            affiliations.end(affiliation=link, on=form.cleaned_data["ended_on"], by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "De verbinding is beëindigd.")
            return see_other(request, back_from(request, link))
    return page(request, link, end_form=form)


@allow(may_edit_network)
@require_POST
def make_primary(request: HttpRequest, pk: int) -> HttpResponse:
    link = found(pk)
    affiliations.make_primary(affiliation=link, by=request.user, today=timezone.localdate())
    toast(request, f"{link.partner.name} is nu het eerste aanspreekpunt van {link.organisation.name}.")
    return see_other(request, back_from(request, link))
