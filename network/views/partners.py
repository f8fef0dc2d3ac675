"""The partners: list, page, form, suggestions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from fluxus.access import allow
from fluxus.web import respond
from network.models import Partner
from network.rules import is_colleague, may_edit_network


@allow(is_colleague)
def index(request: HttpRequest) -> HttpResponse:
    return respond(request, "network/partners.html")


@allow(is_colleague)
def partner(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Partner.objects.visible_to(request.user), pk=pk)
    return respond(request, "network/partner.html", {"partner": found})


@allow(is_colleague)
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    return respond(request, "network/partner.html")


@allow(may_edit_network)
def add(request: HttpRequest) -> HttpResponse:
    return respond(request, "network/partner_form.html")


@allow(may_edit_network)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return respond(request, "network/partner_form.html")


@allow(is_colleague)
def options(request: HttpRequest) -> HttpResponse:
    return respond(request, "network/options.html")
