"""The wijken of Zaanstad."""

from django.http import HttpRequest, HttpResponse

from fluxus.access import allow
from fluxus.web import respond
from network.rules import is_colleague, may_manage_access


@allow(is_colleague)
def index(request: HttpRequest) -> HttpResponse:
    return respond(request, "network/wijken.html")


@allow(is_colleague)
def wijk(request: HttpRequest, slug: str) -> HttpResponse:
    return respond(request, "network/wijk.html")


@allow(may_manage_access)
def appoint(request: HttpRequest, slug: str) -> HttpResponse:
    return respond(request, "network/wijk.html")
