"""Holding a booking or a whole partner back from the invoices, and releasing it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from bookings.models import Booking
from contracts.domain.billing import holding
from contracts.domain.billing_runs import read_month
from contracts.forms.billing_runs import HoldForm
from contracts.models import BillingHold
from contracts.rules import may_bill
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast
from network.models import Partner

LONGEST_KEY = 18
OF_BOOKING = "Deze boeking komt niet op een factuur totdat iemand haar vrijgeeft."
OF_PARTNER = "Deze partner krijgt geen facturen totdat iemand hem vrijgeeft. Wat er al uit is, blijft."


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_bill)
def hold(request: HttpRequest) -> HttpResponse:
    """Hold one booking back (`?boeking=`), or everything of a partner (`?partner=`), with a reason."""
    subject = subject_of(request)
    if subject is None:
        return see_other(request, preview_url(request.GET.get("maand", "")))
    is_booking = isinstance(subject, Booking)
    form = HoldForm(request.POST or None)
    if not is_booking:
        del form.fields["is_for_good"]
    if request.method == "POST" and form.is_valid():
        try:
            carry_out(subject, form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "Dit komt niet op de factuur.")
            return see_other(request, preview_url(request.GET.get("maand", "")))
    context = {
        "form": form,
        "what": f"{subject.title}, {subject.partner}" if isinstance(subject, Booking) else str(subject),
        "lead": OF_BOOKING if is_booking else OF_PARTNER,
        "back_url": preview_url(request.GET.get("maand", "")),
    }
    return respond(request, "contracts/billing_runs/hold.html", context, status=422 if form.errors else 200)


@require_POST
@allow(may_bill)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """From now on it is billed again."""
    holding.release(hold=get_object_or_404(BillingHold, pk=pk), by=request.user, at=timezone.now())
    toast(request, "Dit kan weer op de factuur.")
    return see_other(request, preview_url(request.POST.get("maand", "")))


def subject_of(request: HttpRequest) -> Booking | Partner | None:
    """What the address is about; None when it says nothing, 404 when there is no such thing."""
    booking, partner = key(request, "boeking"), key(request, "partner")
    if booking:
        found = Booking.objects.visible_to(request.user).select_related("partner")
        return get_object_or_404(found, pk=booking)
    if partner:
        return get_object_or_404(Partner.objects.visible_to(request.user), pk=partner)
    return None


def carry_out(subject: Booking | Partner, asked: dict[str, Any], *, by: Any) -> None:
    at = timezone.now()
    if isinstance(subject, Booking):
        for_good = asked["is_for_good"]
        holding.hold_booking(booking=subject, reason=asked["reason"], by=by, at=at, for_good=for_good)
    else:
        holding.hold_partner(partner=subject, reason=asked["reason"], by=by, at=at)


def key(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY else 0


def preview_url(month: str) -> str:
    """Back to the month that was looked at; a month that makes no sense is left out."""
    address = reverse("contracts:invoice-run-new")
    try:
        return f"{address}?{urlencode({'month': f'{read_month(month):%Y-%m}'})}"
    except Refusal:
        return address
