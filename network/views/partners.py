"""The list of partners, and suggestions for choosing one."""

from typing import Any

from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from fluxus.access import allow
from fluxus.web import respond
from network.enums import PartnerRole
from network.forms.fields import option
from network.forms.partners import PartnerFilterForm
from network.models import Address, Partner, RoleAssignment
from network.models.partners import PartnerQuerySet
from network.rules import is_colleague, may_edit_network
from network.domain.finding import matching
from network.search import find_partners, resembling

PAGE = 50
SUGGESTIONS = 10


@allow(is_colleague)
def index(request: HttpRequest) -> HttpResponse:
    """Everybody in the network, by sort name, filtered; fifty at a time."""
    form = PartnerFilterForm(request.GET)
    form.is_valid()
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    partners = filtered(with_roles_and_place(Partner.objects.visible_to(request.user)), chosen)
    page, older, newer = keyset_page(partners, request.GET)
    context = {
        "form": form,
        "partners": page,
        "older": older,
        "newer": newer,
        "is_filtered": bool(chosen),
        "alike": [] if page or "q" not in chosen else resembling(Partner.objects.visible_to(request.user), chosen["q"]),
        "may_edit": may_edit_network(request.user),
    }
    return respond(request, "network/partners.html", context, fragment="list")


def with_roles_and_place(partners: PartnerQuerySet) -> PartnerQuerySet:
    roles = RoleAssignment.objects.on(timezone.localdate()).order_by("role")
    places = Address.objects.select_related("wijk").defer("wijk__boundary")
    return partners.prefetch_related(
        Prefetch("role_assignments", roles, to_attr="present_roles"), Prefetch("addresses", places, to_attr="places")
    )


def filtered(partners: PartnerQuerySet, chosen: dict[str, Any]) -> PartnerQuerySet:
    if "q" in chosen:
        partners = matching(partners, chosen["q"])
    if "kind" in chosen:
        partners = partners.filter(kind=chosen["kind"])
    if "role" in chosen:
        partners = partners.with_role(chosen["role"], on=timezone.localdate())
    if "discipline" in chosen:
        partners = partners.filter(disciplines__contains=[chosen["discipline"]])
    if "wijk" in chosen:
        partners = partners.filter(addresses__wijk=chosen["wijk"]).distinct()
    return partners


def keyset_page(partners: PartnerQuerySet, query: QueryDict) -> tuple[list[Partner], str, str]:
    """Fifty partners after or before the one named in the address, with links to what lies on either side."""
    backwards = "voor" in query
    anchor = query.get("voor") or query.get("na") or ""
    edge = Partner.objects.filter(pk=int(anchor)).first() if anchor.isdecimal() and len(anchor) < 19 else None
    if edge:
        side = "lt" if backwards else "gt"
        beyond = Q(**{f"sort_name__{side}": edge.sort_name}) | Q(
            **{"sort_name": edge.sort_name, f"pk__{side}": edge.pk}
        )
        partners = partners.filter(beyond)
    order = ("-sort_name", "-pk") if edge and backwards else ("sort_name", "pk")
    found = list(partners.order_by(*order)[: PAGE + 1])
    has_more, page = len(found) > PAGE, found[:PAGE]
    if edge and backwards:
        page.reverse()
        return page, link(query, "na", page[-1]) if page else "", link(query, "voor", page[0]) if has_more else ""
    return page, link(query, "na", page[-1]) if has_more else "", link(query, "voor", page[0]) if edge and page else ""


def link(query: QueryDict, side: str, partner: Partner) -> str:
    wanted = query.copy()
    for name in ("na", "voor"):
        wanted.pop(name, None)
    wanted[side] = str(partner.pk)
    return f"?{wanted.urlencode()}"


@allow(is_colleague)
def options(request: HttpRequest) -> HttpResponse:
    """Suggestions for a `PartnerField`: `field` names the parameter that holds what was typed, `role` narrows."""
    typed = request.GET.get(request.GET.get("field", "q"), "").replace("\x00", "")
    roles = [role for role in request.GET.getlist("role") if role in PartnerRole.values]
    known = with_roles_and_place(Partner.objects.visible_to(request.user))
    if roles:
        known = known.with_role(*roles, on=timezone.localdate())
    found = find_partners(known, typed)[:SUGGESTIONS] if typed.strip() else []
    return respond(request, "network/options.html", {"options": [(option(partner), partner) for partner in found]})
