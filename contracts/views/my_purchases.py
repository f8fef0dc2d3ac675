"""Invoices of cultuurmakers in the portal: hand one in against an agreement, see how it stands, take it back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.domain.purchasing import submitting
from contracts.domain.purchasing.delivered import Work, work_of
from contracts.domain.settling.settlement import with_open
from contracts.enums import PurchaseStatus
from contracts.forms.purchases import SubmitForm
from contracts.models import PurchaseInvoice
from contracts.rules import is_partner
from contracts.views.lists import page
from contracts.views.my_proofs import acting_partner
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast
from network.models import Partner


@require_safe
@allow(is_partner)
def index(request: HttpRequest) -> HttpResponse:
    """What can be billed now, and what was handed in."""
    partner = acting_partner(request)
    rows: Any = with_open(PurchaseInvoice.objects.filter(partner=partner)).select_related("agreement")
    shown = page(request, rows)
    for row in shown.rows:
        row.is_paid = row.status == PurchaseStatus.APPROVED and row.open_cents <= 0
        row.may_withdraw = row.status == PurchaseStatus.SUBMITTED
    context = {"partner": partner, "work": work_of(partner, at=timezone.now()), "page": shown}
    return respond(request, "contracts/purchases/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(is_partner)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in an invoice for one agreement."""
    partner = acting_partner(request)
    work = work_for(partner, pk)
    if request.method != "POST":
        return show(request, work, SubmitForm(work=work, today=today()))
    form = SubmitForm(request.POST, request.FILES, work=work, today=today())
    if form.is_valid():
        try:
            submitting.submit(
                partner=partner, agreement=work.agreement, by=request.user, at=timezone.now(), **form.handed_in()
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "Dank je wel. We kijken je factuur na en betalen hem binnen de betaaltermijn.")
            return see_other(request, reverse("contracts:my-purchases"))
    return show(request, work, form, status=422)


@require_POST
@allow(is_partner)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what nobody has looked at."""
    found = get_object_or_404(PurchaseInvoice, partner=acting_partner(request), pk=pk)
    try:
        submitting.withdraw(purchase=found, by=request.user, at=timezone.now())
    except Refusal as refusal:
        toast(request, refusal.sentence, kind="warning")
    else:
        toast(request, "Je factuur is teruggenomen. Je kunt hem opnieuw indienen.", kind="info")
    return see_other(request, reverse("contracts:my-purchases"))


def work_for(partner: Partner, pk: int) -> Work:
    """What of this agreement can be billed; 404 when it is not his. The same form sent twice still finds its page."""
    for work in work_of(partner, at=timezone.now()):
        if work.agreement.pk == pk:
            return work
    own = partner.agreements.shared().filter(pk=pk).first()
    if own is None:
        raise Http404
    return Work(own)


def show(request: HttpRequest, work: Work, form: SubmitForm, *, status: int = 200) -> HttpResponse:
    return respond(request, "contracts/purchases/new.html", {"work": work, "form": form}, status=status)
