"""Sending invoices: one by mail or noted by hand, and the list of what did not leave."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.domain import sending
from contracts.enums import Channel
from contracts.forms.billing_runs import SendForm
from contracts.models import Invoice
from contracts.rules import may_bill
from contracts.views.lists import page
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast

LEADS = {
    Channel.MAIL: "De mail staat klaar en gaat zo weg.",
    Channel.POST: "Genoteerd: per post verstuurd.",
    Channel.EINVOICE: "Genoteerd: als e-factuur ingediend.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_bill)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail an invoice, again if need be, or note that it went another way."""
    invoice = find(request, pk)
    known = {"to": sending.address_of(invoice), "request_token": uuid4(), "channel": Channel.MAIL}
    form = SendForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            carry_out(invoice, form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, LEADS[Channel(form.cleaned_data["channel"])])
            return see_other(request, invoice.get_absolute_url())
    status = 422 if form.errors else 200
    return respond(request, "contracts/sending/send.html", {"invoice": invoice, "form": form}, status=status)


@require_safe
@allow(may_bill)
def unsent(request: HttpRequest) -> HttpResponse:
    """What is issued and did not leave, with the reason."""
    found = sending.unsent(Invoice.objects.visible_to(request.user))
    rows = found.select_related("partner", "partner__billing_profile").prefetch_related(
        "partner__emails", "dispatches__mail"
    )
    shown = page(request, rows)
    for invoice in shown.rows:
        invoice.why = why(invoice)
    return respond(request, "contracts/sending/unsent.html", {"page": shown})


@require_POST
@allow(may_bill)
def send_all(request: HttpRequest) -> HttpResponse:
    """Mail everything that did not leave and has an address; what cannot, stays in the list."""
    sent = sending.send_all(invoices=Invoice.objects.visible_to(request.user), by=request.user, at=timezone.now())
    if sent:
        toast(request, "Eén mail gaat zo weg." if sent == 1 else f"{sent} mails gaan zo weg.")
    else:
        toast(request, "Niets kon nu per mail weg. Bij elke factuur staat waarom.", kind="warning")
    return see_other(request, reverse("contracts:invoices-unsent"))


def carry_out(invoice: Invoice, asked: dict[str, Any], *, by: Any) -> None:
    at = timezone.now()
    if asked["channel"] == Channel.MAIL:
        sending.send(invoice=invoice, to=asked["to"], by=by, at=at, request_token=asked["request_token"])
    else:
        sending.note_by_hand(invoice=invoice, channel=asked["channel"], note=asked["note"], by=by, at=at)


def why(invoice: Invoice) -> str:
    """In words, from rows that were fetched beforehand."""
    letters = [each.mail for each in invoice.dispatches.all() if each.mail]
    if letters:
        last = max(letters, key=lambda letter: letter.pk)
        return f"De mail naar {last.to} kwam niet weg."
    profile = getattr(invoice.partner, "billing_profile", None)
    if not ((profile and profile.email) or any(each.is_primary for each in invoice.partner.emails.all())):
        return "Er is geen e-mailadres bekend."
    return "Nog niet verstuurd."


def panel(invoice: Invoice) -> dict[str, Any]:
    """What `contracts/sending/panel.html` shows of an issued invoice: each time that it went, newest first."""
    ways = invoice.dispatches.select_related("mail", "ordered_by").order_by("-pk")
    standing: Any = sending.with_sending(Invoice.objects.filter(pk=invoice.pk)).get()
    return {"ways": list(ways), "sending": standing.sending}


def find(request: HttpRequest, pk: int) -> Invoice:
    issued = Invoice.objects.visible_to(request.user).issued().select_related("partner")
    return get_object_or_404(issued, pk=pk)
