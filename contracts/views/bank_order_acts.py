"""What is done with a batch: announce, make the file, give it to the bank, withdraw, take a line out."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from contracts.domain.bank_orders import carrying_out
from contracts.forms.bank_orders import ReasonForm
from contracts.models import BankOrder, BankOrderLine
from contracts.rules import may_handle_money
from contracts.views.bank_orders import find, show
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import see_other, toast


@require_POST
@allow(may_handle_money)
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail everybody from whom is collected."""
    return act(request, pk, carrying_out.announce, "De aankondigingen gaan zo weg.")


@require_POST
@allow(may_handle_money)
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the file for the bank."""
    return act(request, pk, carrying_out.make, "Het bestand is gemaakt. Download het en lever het aan bij de bank.")


@require_POST
@allow(may_handle_money)
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the bank has it."""
    return act(request, pk, carrying_out.deliver, "Genoteerd: het bestand is bij de bank.")


@require_POST
@allow(may_handle_money)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw the whole batch."""
    found, form = find(request, pk), ReasonForm(request.POST)
    if form.is_valid():
        try:
            carrying_out.withdraw(order=found, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "De opdracht is ingetrokken. De facturen kunnen weer in een andere opdracht.")
            return see_other(request, found.get_absolute_url())
    return show(request, found, form=form)


@require_POST
@allow(may_handle_money)
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave one line out, because of what the page says is wrong with it, or another reason."""
    row = get_object_or_404(BankOrderLine.objects.select_related("order"), pk=pk)
    found = find(request, row.order_id)
    reason = request.POST.get("reason", "").strip() or "Met de hand eruit gehaald."
    try:
        carrying_out.take_out(line=row, reason=reason)
    except Refusal as refusal:
        toast(request, refusal.sentence, kind="warning")
    else:
        toast(request, "De regel is uit de opdracht gehaald.")
    return see_other(request, found.get_absolute_url())


def act(request: HttpRequest, pk: int, step: Callable[..., BankOrder], told: str) -> HttpResponse:
    found: Any = find(request, pk)
    try:
        step(order=found, by=request.user, at=timezone.now())
    except Refusal as refusal:
        toast(request, refusal.sentence, kind="warning")
    else:
        toast(request, told)
    return see_other(request, found.get_absolute_url())
