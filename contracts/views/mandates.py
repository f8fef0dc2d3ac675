"""Mandates to collect: signing and revoking in the portal, and the list for who handles money."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.domain.bank_orders import mandates
from contracts.domain.bank_orders.wording import VERSION, words
from contracts.domain.snapshots import house_on
from contracts.forms.bank_orders import MandateForm, ReasonForm
from contracts.models import BankOrderLine, SepaMandate
from contracts.rules import is_partner, may_handle_money
from contracts.views.lists import page
from contracts.views.visitors import address
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast
from network.domain.acting import current_partner
from network.domain.identifiers import shown_iban
from network.enums import IdentifierKind
from network.models import Partner


@require_http_methods(["GET", "HEAD", "POST"])
@allow(is_partner)
def mine(request: HttpRequest) -> HttpResponse:
    """Give a mandate, or see the one that runs."""
    partner = acting_partner(request)
    running = SepaMandate.objects.running().filter(partner=partner).first()
    if request.method == "POST":
        form = MandateForm(request.POST)
        if form.is_valid() and signed(request, partner, form):
            return see_other(request, reverse("contracts:my-mandate"))
        return show_mine(request, partner, running, form, status=422)
    return show_mine(request, partner, running, MandateForm(initial=known(partner)))


def signed(request: HttpRequest, partner: Partner, form: MandateForm) -> bool:
    asked = form.cleaned_data
    try:
        mandates.sign(
            partner=partner,
            iban=asked["iban"],
            holder=asked["holder"],
            version=asked["version"],
            by=request.user,  # type: ignore[arg-type]  # who may open this page is logged in
            ip=address(request),
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    toast(request, "Dank je wel. De machtiging is getekend; je krijgt een bevestiging per mail.")
    return True


def known(partner: Partner) -> dict[str, Any]:
    number = partner.identifiers.filter(kind=IdentifierKind.IBAN).values_list("value", flat=True).first()
    return {"iban": shown_iban(number) if number else "", "holder": partner.name[:70], "version": VERSION}


def show_mine(
    request: HttpRequest, partner: Partner, running: SepaMandate | None, form: MandateForm, *, status: int = 200
) -> HttpResponse:
    house = house_on(today())
    context = {
        "partner": partner,
        "mandate": running,
        "form": form,
        "text": words(house),
        "house": house,
        "earlier": SepaMandate.objects.filter(partner=partner, revoked_at__isnull=False).order_by("-pk"),
        "announced": lines_ahead(running),
    }
    return respond(request, "contracts/bank_orders/my_mandate.html", context, status=status)


def lines_ahead(mandate: SepaMandate | None) -> list[BankOrderLine]:
    """What was announced and is still to be collected."""
    ahead = BankOrderLine.objects.filter(
        mandate=mandate, holds=True, order__announced_at__isnull=False, order__carried_out_on__gte=today()
    )
    return list(ahead.select_related("invoice", "order").order_by("order__carried_out_on", "pk")) if mandate else []


@require_POST
@allow(is_partner)
def revoke_mine(request: HttpRequest, pk: int) -> HttpResponse:
    """The partner takes his mandate back."""
    found = get_object_or_404(SepaMandate, partner=acting_partner(request), pk=pk)
    mandates.revoke(mandate=found, reason=mandates.BY_HIMSELF, by=request.user, at=timezone.now())
    toast(request, "De machtiging is ingetrokken. Je maakt je facturen voortaan zelf over.", kind="info")
    return see_other(request, reverse("contracts:my-mandate"))


@require_safe
@allow(may_handle_money)
def index(request: HttpRequest) -> HttpResponse:
    """All mandates, newest first."""
    found = SepaMandate.objects.visible_to(request.user).select_related("partner")
    return respond(request, "contracts/bank_orders/mandates.html", {"page": page(request, found)})


@require_safe
@allow(may_handle_money)
def mandate(request: HttpRequest, pk: int) -> HttpResponse:
    """One mandate: what was signed, and what was collected with it."""
    return show(request, pk)


@require_POST
@allow(may_handle_money)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """A colleague ends a mandate, with the reason: asked by phone, or the bank says that the account is closed."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show(request, pk, form=form, status=422)
    found = get_object_or_404(SepaMandate.objects.visible_to(request.user), pk=pk)
    mandates.revoke(mandate=found, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
    toast(request, "De machtiging is ingetrokken.")
    return see_other(request, found.get_absolute_url())


def show(request: HttpRequest, pk: int, *, form: ReasonForm | None = None, status: int = 200) -> HttpResponse:
    known_ones = SepaMandate.objects.visible_to(request.user).select_related("partner", "signed_by", "revoked_by")
    found = get_object_or_404(known_ones, pk=pk)
    lines = found.order_lines.select_related("order", "invoice").order_by("-pk")[:50]
    context = {"mandate": found, "lines": lines, "form": form or ReasonForm()}
    return respond(request, "contracts/bank_orders/mandate.html", context, status=status)


def acting_partner(request: HttpRequest) -> Partner:
    partner = current_partner(user=request.user, session=request.session, on=today())
    if partner is None:
        raise Http404
    return partner
