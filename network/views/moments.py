"""Writing down what was spoken."""

from django.http import HttpRequest, HttpResponse

from fluxus.access import allow
from fluxus.web import respond
from network.rules import may_note_contact


@allow(may_note_contact)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    return respond(request, "network/moment.html")
