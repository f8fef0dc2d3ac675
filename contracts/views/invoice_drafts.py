"""A new invoice that does not come from a booking, and a credit note."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from contracts.domain.billing import crediting, drafting
from contracts.domain.billing.adding_up import total
from contracts.domain.billing.btw import VatRules
from contracts.domain.billing.deducting import deductions
from contracts.domain.billing.lines import of_new
from contracts.enums import InvoiceKind
from contracts.forms.invoices import CreditForm, NewInvoiceForm
from contracts.models import Invoice
from contracts.rules import may_bill
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast
from network.models import Partner

WORDS = ("kind", "subject", "note", "buyer_reference", "order_reference", "request_token")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_bill)
def new(request: HttpRequest) -> HttpResponse:
    """Type the lines of an invoice; the draft is looked at before it is issued."""
    if request.method != "POST":
        return _form(request, NewInvoiceForm(initial={"partner": _asked(request)}))
    form = NewInvoiceForm(request.POST)
    if request.POST.get("action") == "rows":
        return _form(request, NewInvoiceForm(initial=_typed(form)))
    if not form.is_valid():
        return _form(request, form, status=422)
    values = form.cleaned_data
    try:
        draft = drafting.draft(
            partner=values["partner"],
            lines=values["lines"],
            by=request.user,
            today=today(),
            deducts=form.deducted,
            **{name: values[name] for name in WORDS},
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _form(request, form, status=422)
    toast(request, "Het concept staat klaar. Kijk het na en geef de factuur uit.")
    return see_other(request, draft.get_absolute_url())


@require_POST
@allow(may_bill)
def totals(request: HttpRequest) -> HttpResponse:
    """What the form comes to so far, with the btw and why; nothing is stored."""
    return respond(request, "contracts/invoice_totals.html", {"so_far": _so_far(NewInvoiceForm(request.POST))})


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_bill)
def credit(request: HttpRequest, pk: int) -> HttpResponse:
    """Give back (part of) an issued invoice: a draft credit note."""
    issued = Invoice.objects.visible_to(request.user).issued().exclude(kind=InvoiceKind.CREDIT)
    found = get_object_or_404(issued.select_related("partner"), pk=pk)
    form = CreditForm(request.POST or None, lines=list(found.lines.order_by("position")))
    if request.method == "POST" and form.is_valid():
        try:
            note = crediting.draft(
                invoice=found, by=request.user, reason=form.cleaned_data["reason"], amounts=form.amounts
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "De creditfactuur staat klaar als concept. Kijk hem na en geef hem uit.")
            return see_other(request, note.get_absolute_url())
    context = {"form": form, "invoice": found, "is_used_up": not any(cents > 0 for cents in form.left.values())}
    return respond(request, "contracts/invoice_credit.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, form: NewInvoiceForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "so_far": _so_far(form), "list_url": reverse("contracts:invoices")}
    return respond(request, "contracts/invoice_new.html", context, status=status)


def _asked(request: HttpRequest) -> Partner | None:
    """The partner that the link was about."""
    typed = request.GET.get("partner", "")
    return (
        Partner.objects.filter(pk=int(typed)).first()
        if typed.isascii() and typed.isdecimal() and len(typed) < 19
        else None
    )


def _typed(form: NewInvoiceForm) -> dict[str, Any]:
    """What was filled in, to show again with more rows; nothing is judged."""
    return {name: form[name].data for name in form.fields}


def _so_far(form: NewInvoiceForm) -> dict[str, Any] | None:
    """The lines that make sense, with the btw of the tenant who was chosen; None while there is nothing to add up."""
    partner = form.partner_typed()
    if not form.is_bound or partner is None:
        return None
    form.is_valid()
    typed = form.cleaned_data.get("lines")
    if not typed:
        return {"faults": form.errors.get("lines", [])}
    try:
        rules = VatRules.of([partner])
        lines = [of_new(each, partner=partner, on=today(), rules=rules) for each in typed]
        lines += deductions(form.deducted, partner=partner)
    except Refusal as refusal:
        return {"faults": [refusal.sentence]}
    invoice = Invoice(partner=partner)
    return {"lines": lines, "vat_totals": total(invoice, lines), "invoice": invoice}
