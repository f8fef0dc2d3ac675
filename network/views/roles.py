"""What a partner is in the network, from when until when."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast
from network.domain import roles as domain
from network.forms.ties import EndForm, RoleForm
from network.models import Partner, RoleAssignment
from network.rules import may_edit_network


@allow(may_edit_network)
def roles(request: HttpRequest, pk: int) -> HttpResponse:
    """All roles of a partner with their days, and a form for one more."""
    partner = get_object_or_404(Partner.objects.visible_to(request.user), pk=pk)
    form = RoleForm(request.POST or None, held=held_by(partner))
    if form.is_valid():
        data = form.cleaned_data
        try:
            domain.assign(partner=partner, role=data["role"], from_day=data["from_day"], by=request.user)
        except Refusal as refusal:
            refusal.field = "role"
            form.refuse(refusal)
        else:
            toast(request, "De rol is toegevoegd.")
            return see_other(request, partner.get_absolute_url())
    return page(request, partner, form=form)


def held_by(partner: Partner) -> set[str]:
    return set(partner.role_assignments.filter(ended_on__isnull=True).values_list("role", flat=True))


def page(request: HttpRequest, partner: Partner, **forms: Any) -> HttpResponse:
    rows = sorted(partner.role_assignments.all(), key=lambda row: (row.ended_on is not None, row.get_role_display()))
    context = {
        "partner": partner,
        "rows": rows,
        "form": RoleForm(held=held_by(partner)),
        "end_form": EndForm(initial={"ended_on": timezone.localdate()}),
        **forms,
    }
    refused = any(form.is_bound for form in forms.values())
    return respond(request, "network/ties/roles.html", context, status=422 if refused else 200)


@allow(may_edit_network)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The role holds no longer from a day on."""
    row = get_object_or_404(RoleAssignment.objects.select_related("partner"), pk=pk)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            domain.end(assignment=row, on=form.cleaned_data["ended_on"], by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"De rol {row.get_role_display()} is beëindigd.")
            return see_other(request, row.partner.get_absolute_url())
    return page(request, row.partner, end_form=form)
