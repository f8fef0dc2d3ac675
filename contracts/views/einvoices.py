"""The e-invoice of an invoice: the file itself, and what its page says about it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from contracts.domain import einvoicing
from contracts.domain.billing.payers import profile_of
from contracts.domain.einvoicing.checks import Finding
from contracts.enums import InvoiceStatus
from contracts.models import EInvoice, Invoice
from contracts.rules import may_bill, may_open_documents, may_see_amounts
from contracts.views.documents import as_file
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import see_other, toast


@require_safe
@allow(may_open_documents)
def xml(request: HttpRequest, number: str) -> HttpResponse:
    """The UBL file; without one, on to the page that says why there is none."""
    issued = Invoice.objects.visible_to(request.user).issued()
    found = get_object_or_404(issued, number=number)
    file = einvoicing.file_of(found)
    if file is None:
        page = found.get_absolute_url() if may_see_amounts(request.user) else reverse("contracts:my-invoices")
        return see_other(request, page)
    return as_file(file)


@require_POST
@allow(may_bill)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a wrong e-invoice anew, after the programme was repaired."""
    found = get_object_or_404(Invoice.objects.visible_to(request.user).issued(), pk=pk)
    tell(request, einvoicing.make_again(invoice=found, at=timezone.now()))
    return see_other(request, found.get_absolute_url())


def tell(request: HttpRequest, made: EInvoice) -> None:
    if made.errors:
        toast(request, "De e-factuur heeft nog steeds fouten.", kind="warning")
    elif made.reason:
        toast(request, f"Geen e-factuur. {made.reason}", kind="info")
    else:
        toast(request, "De e-factuur is nu in orde.")


def context_of(found: Invoice) -> dict[str, Any]:
    """What the card on the page of an invoice needs: the file, its faults, or why there is and will be none."""
    if found.status == InvoiceStatus.DRAFT:
        profile = profile_of(found.partner)
        no_einvoice = einvoicing.why_not_yet(profile)
        return {"einvoice_profile": profile, "no_einvoice": no_einvoice, "foreseen": foreseen(found)}
    made = EInvoice.objects.filter(invoice=found).select_related("document").first()
    return {"einvoice": made, "no_einvoice": made.reason if made else ""}


def foreseen(draft: Invoice) -> list[Finding]:
    """The faults of an e-invoice to come; without a house there are other things to mend first."""
    try:
        return einvoicing.forecast(draft=draft, today=today())
    except Refusal:
        return []
