"""Which btw goes with what, on which legal basis, and for which tenants somebody chose otherwise."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from contracts.domain.billing import choosing_vat
from contracts.domain.billing.btw import FOLLOWS, percent_of
from contracts.enums import Product
from contracts.forms.billing import EndVatChoiceForm, VatChoiceForm
from contracts.models import VatRule, VatSelection
from contracts.rules import may_bill, may_see_amounts
from contracts.views.lists import page
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast


@require_safe
@allow(may_see_amounts)
def index(request: HttpRequest) -> HttpResponse:
    """The rules by product, and the choices for tenants, newest first."""
    rules = VatRule.objects.on(today()).order_by("product", "-is_default", "-valid_from", "name")
    grouped = {product: list(rows) for product, rows in groupby(rules, key=lambda rule: rule.product)}
    for rule in (each for rows in grouped.values() for each in rows):
        rule.percent = percent_of(rule, today())  # type: ignore[attr-defined]  # for the template
    products = [(each.label, grouped[each]) for each in Product if each in grouped]
    chosen = VatSelection.objects.select_related("partner", "rule", "chosen_by")
    context = {
        "products": products,
        "follows": [(Product(follower).label, Product(leader).label) for follower, leader in FOLLOWS.items()],
        "page": page(request, chosen),
        "today": today(),
        "may_bill": may_bill(request.user),
    }
    return respond(request, "contracts/vat_rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_bill)
def choose(request: HttpRequest) -> HttpResponse:
    """Another rule for one tenant."""
    form = VatChoiceForm(request.POST or None, initial={"valid_from": today()})
    if request.method == "POST" and form.is_valid():
        try:
            made = choosing_vat.choose(by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"Voor {made.partner} geldt nu: {made.rule.name}.")
            return see_other(request, reverse("contracts:vat-rules"))
    return respond(request, "contracts/vat_choice.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_bill)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The choice no longer holds from a day on."""
    chosen = get_object_or_404(VatSelection.objects.select_related("partner", "rule"), pk=pk)
    form = EndVatChoiceForm(request.POST or None, initial={"ended_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            choosing_vat.end(selection=chosen, ended_on=form.cleaned_data["ended_on"], by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "De keuze is beëindigd.")
            return see_other(request, reverse("contracts:vat-rules"))
    context = {"form": form, "chosen": chosen}
    return respond(request, "contracts/vat_choice_end.html", context, status=422 if form.errors else 200)
