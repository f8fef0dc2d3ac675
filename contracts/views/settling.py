"""What is open on an invoice: writing it off, and letting a credit note count for another invoice."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contracts.domain.settling import allocating, crediting
from contracts.domain.settling.settlement import open_cents, state, with_open, with_settlement
from contracts.enums import InvoiceKind
from contracts.forms.bank import SettleForm, WriteOffForm
from contracts.models import Allocation, Invoice
from contracts.rules import may_handle_money
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast


def standing(request: HttpRequest, invoice: Invoice) -> dict[str, Any]:
    """For the page of an issued invoice: how it stands, every amount that counts for it, and what may be done."""
    row: Any = with_settlement(Invoice.objects.filter(pk=invoice.pk)).get()
    rows = Allocation.objects.filter(Q(invoice=invoice) | Q(credit_note=invoice))
    is_credit = invoice.kind == InvoiceKind.CREDIT
    may_act = may_handle_money(request.user)
    return {
        "settlement": row,
        "settlement_state": state(row, on=today()),
        "allocations": rows.select_related(
            "transaction", "invoice", "credit_note", "allocated_by", "reversed_by"
        ).order_by("pk"),
        "may_handle_money": may_act,
        "may_write_off": may_act and not is_credit and row.open_cents > 0,
        "may_settle": may_act and is_credit and row.open_cents < 0 and others(invoice).exists(),
    }


def others(note: Invoice) -> Any:
    """Open invoices of the same partner."""
    found: Any = with_open(Invoice.objects.issued().filter(partner=note.partner_id))
    return found.filter(open_cents__gt=0).order_by("due_on", "pk")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_handle_money)
def write_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop asking, with a reason."""
    invoice = find(request, pk)
    most = open_cents(invoice)
    form = WriteOffForm(request.POST or None, initial={"amount": max(most, 0)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            allocating.write_off(
                invoice=invoice, reason=data["reason"], cents=data["amount"], by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"Factuur {invoice.number} is afgeboekt.")
            return see_other(request, invoice.get_absolute_url())
    context = {"invoice": invoice, "form": form, "open_cents": most}
    return respond(request, "contracts/bank/write_off.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_handle_money)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Let what is left of a credit note count for another invoice of the same partner."""
    note = find(request, pk)
    most = max(-open_cents(note), 0)
    form = SettleForm(request.POST or None, choices=others(note), initial={"amount": most})
    if request.method == "POST" and form.is_valid():
        other, cents = form.cleaned_data["invoice"], form.cleaned_data["amount"]
        try:
            crediting.settle(credit_note=note, invoice=other, cents=cents, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"Verrekend met factuur {other.number}.")
            return see_other(request, note.get_absolute_url())
    context = {"invoice": note, "form": form, "open_cents": most, "others": others(note)}
    return respond(request, "contracts/bank/settle.html", context, status=422 if form.errors else 200)


def find(request: HttpRequest, pk: int) -> Invoice:
    return get_object_or_404(Invoice.objects.visible_to(request.user).issued().select_related("partner"), pk=pk)
