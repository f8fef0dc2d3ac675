"""The list of partners, and suggestions for choosing one."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from fluxus.access import allow
from fluxus.web import is_fragment_request, respond
from network.domain.finding import find_partners
from network.enums import PartnerRole
from network.forms.fields import option
from network.models import Address, Partner, RoleAssignment, Segment
from network.models.partners import PartnerQuerySet
from network.rules import is_colleague, may_see_contact_details
from network.views.listing import asked_for, page_context

SUGGESTIONS = 10
LONGEST_KEY = 18


@allow(is_colleague)
def index(request: HttpRequest) -> HttpResponse:
    """Everybody in the network by filters; fifty at a time. `lijst` says of which saved list these filters are a change."""
    number = request.GET.get("lijst", "")
    kept = Segment.objects.visible_to(request.user) if number.isdecimal() and len(number) <= LONGEST_KEY else None
    listing = asked_for(request.GET, request.user)
    context = page_context(request, listing)
    context["changed"] = kept.filter(pk=int(number), created_by=request.user).first() if kept is not None else None
    response = respond(request, "network/partners.html", context, fragment="list")
    if is_fragment_request(request):
        response.headers["HX-Push-Url"] = f"{request.path}?{context['query']}" if context["query"] else request.path
    return response


def with_roles_and_place(partners: PartnerQuerySet) -> PartnerQuerySet:
    roles = RoleAssignment.objects.on(timezone.localdate()).order_by("role")
    places = Address.objects.select_related("wijk").defer("wijk__boundary")
    return partners.prefetch_related(
        Prefetch("role_assignments", roles, to_attr="present_roles"), Prefetch("addresses", places, to_attr="places")
    )


@allow(is_colleague)
def options(request: HttpRequest) -> HttpResponse:
    """Suggestions for a `PartnerField`: `field` names the parameter that holds what was typed, `role` narrows.

    Reception finds by name and phone number, here too.
    """
    typed = request.GET.get(request.GET.get("field", "q"), "").replace("\x00", "")
    roles = [role for role in request.GET.getlist("role") if role in PartnerRole.values]
    known = with_roles_and_place(Partner.objects.visible_to(request.user))
    if roles:
        known = known.with_role(*roles, on=timezone.localdate())
    names_only = not may_see_contact_details(request.user)
    found = find_partners(known, typed, names_only=names_only)[:SUGGESTIONS] if typed.strip() else []
    return respond(request, "network/options.html", {"options": [(option(partner), partner) for partner in found]})
