"""Invoices in the portal, phone first; agreements are in `my_agreements`."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from contracts.models import Invoice
from contracts.rules import is_partner
from contracts.views.lists import page
from fluxus.access import allow
from fluxus.periods import today
from fluxus.web import respond
from network.domain.acting import current_partner


@require_safe
@allow(is_partner)
def invoices(request: HttpRequest) -> HttpResponse:
    """What this partner owes the house, with everything needed to pay."""
    mine = Invoice.objects.visible_to(request.user).issued().filter(partner=acting_partner(request))
    return respond(request, "contracts/my_invoices.html", {"page": page(request, mine), "today": today()})


def acting_partner(request: HttpRequest) -> Any:
    return current_partner(user=request.user, session=request.session, on=today())
