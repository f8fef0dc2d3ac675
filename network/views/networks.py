"""Joining a network in a wijk, and leaving it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, safe_next, see_other, toast
from network.domain import local_networks
from network.forms.networks import JoinForm, LeaveForm
from network.models import LocalNetwork, Wijk
from network.rules import may_edit_network
from network.views.wijk_page import shown


@allow(may_edit_network)
@require_POST
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """We take part in a network in this wijk."""
    wijk = get_object_or_404(Wijk.objects.visible_to(request.user), slug=slug)
    form = JoinForm(request.POST, wijk=wijk)
    if form.is_valid():
        try:
            network = local_networks.join(**form.values(), by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"{network.name} staat bij {wijk.name}.")
            return see_other(request, wijk.get_absolute_url())
    return shown(request, wijk, join_form=form)


@allow(may_edit_network)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """We no longer take part in a network."""
    network = get_object_or_404(LocalNetwork.objects.prefetch_related("wijken"), pk=pk)
    back = safe_next(request, reverse("network:wijken"))
    form = LeaveForm(request.POST or None, initial={"left_on": timezone.localdate()})
    if form.is_valid():
        try:
            local_networks.leave(network=network, on=form.cleaned_data["left_on"], by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"We doen niet meer mee in {network.name}.")
            return see_other(request, back)
    context = {"form": form, "network": network, "back": back}
    return respond(request, "network/network_leave.html", context, status=422 if form.is_bound else 200)
