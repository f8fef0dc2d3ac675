"""Invoices: a draft, what is issued, and the fragment on the booking page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bookings.models import Booking
from contracts.domain.billing import crediting, drafting, invoices
from contracts.domain.billing.invoice_snapshots import plain
from contracts.domain.billing.invoices import billed
from contracts.domain.printing import written_amount
from contracts.domain.readiness.readiness import billing_readiness
from contracts.enums import InvoiceKind, InvoiceStatus
from contracts.models import BillingHold, Invoice
from contracts.rules import may_bill, may_see_amounts, takes_part
from contracts.views import einvoices, sending, settling
from contracts.views.documents import progress_of
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast


@require_POST
@allow(may_bill)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft for one booking; when it is billed already, on to that invoice."""
    booking = get_object_or_404(Booking.objects.visible_to(request.user), pk=pk)
    try:
        invoice = invoices.draft_for_booking(booking=booking, by=request.user)
    except Refusal as refusal:
        toast(request, refusal.sentence, kind="warning")
        return see_other(request, refusal.extra.get("invoice", booking).get_absolute_url())
    toast(request, "Het concept staat klaar. Kijk het na en geef de factuur uit.")
    return see_other(request, invoice.get_absolute_url())


@require_safe
@allow(may_see_amounts)
def invoice(request: HttpRequest, pk: int) -> HttpResponse:
    """One invoice: a draft to check, or what is issued with its document."""
    return show(request, find(request, pk))


@require_POST
@allow(may_bill)
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Number a draft and send it off."""
    found = find(request, pk)
    try:
        issued = invoices.issue(invoice=found, by=request.user, today=today())
    except Refusal as refusal:
        return show(request, found, refusal=refusal, status=409)
    toast(request, f"{issued.get_kind_display().capitalize()} {issued.number} is uitgegeven. De PDF wordt gemaakt.")
    return see_other(request, issued.get_absolute_url())


@require_POST
@allow(may_bill)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    found = find(request, pk)
    partner = found.partner
    invoices.discard(invoice=found, by=request.user)
    toast(request, "Het concept is weggegooid.")
    return see_other(request, partner.get_absolute_url())


@require_safe
@allow(takes_part)
def booking_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """On the booking page: its invoices, or the button that makes one for who may."""
    booking = get_object_or_404(Booking.objects.visible_to(request.user), pk=pk)
    every = Invoice.objects.visible_to(request.user).filter(lines__booking=booking, credits__isnull=True)
    found = every.distinct().order_by("-pk")
    may_make = may_bill(request.user)
    lines = drafting.unbilled([booking]) if may_make else []
    context = {
        "booking": booking,
        "invoices": found,
        "net_cents": sum(line.net_cents for line in lines),
        "may_make": bool(lines),
        "hold": BillingHold.objects.filter(booking=booking, released_at=None).first() if may_make else None,
        "may_open_page": may_see_amounts(request.user),
    }
    return respond(request, "contracts/booking_panel.html", context, fragment="panel")


def find(request: HttpRequest, pk: int) -> Invoice:
    found = Invoice.objects.visible_to(request.user).select_related(
        "partner", "credits", "issued_by", "drafted_by", "document_order__document"
    )
    return get_object_or_404(found, pk=pk)


def show(request: HttpRequest, found: Invoice, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
    is_draft = found.status == InvoiceStatus.DRAFT
    lines = billed(found)
    for line in lines:
        line.amount = written_amount({"quantity": plain(line.quantity), "unit": line.unit, "minutes": line.minutes})
    context: dict[str, Any] = {
        "invoice": found,
        "lines": lines,
        "reasons": sorted({line.vat_reason for line in lines if line.vat_reason}),
        "vat_totals": found.vat_totals.order_by("category", "percent"),
        "is_draft": is_draft,
        "is_credit": found.kind == InvoiceKind.CREDIT,
        "credit_notes": found.credit_notes.order_by("pk"),
        "blockers": billing_readiness(found.partner) if is_draft else [],
        "may_bill": may_bill(request.user),
        "refusal": refusal,
        "list_url": reverse("contracts:invoices"),
        **einvoices.context_of(found),
    }
    if not is_draft:
        context |= progress_of(request, found) | sending.panel(found) | settling.standing(request, found)
        context["may_credit"] = may_bill(request.user) and found.credits is None and crediting.left_to_credit(found) > 0
    return respond(request, "contracts/invoice.html", context, status=status)
