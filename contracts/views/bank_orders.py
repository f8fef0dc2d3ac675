"""Batches for the bank: the list, setting one up, and one batch."""

import re
from typing import Any
from uuid import uuid4

from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from contracts.domain.bank_orders import choosing, drafting
from contracts.domain.bank_orders.faults import faults
from contracts.domain.bank_orders.keeping import others
from contracts.domain.snapshots import house_on
from contracts.enums import BankOrderKind, BankOrderStatus
from contracts.forms.bank_orders import OrderForm, ReasonForm
from contracts.models import BankOrder, SepaMandate
from contracts.rules import may_handle_money
from contracts.views.documents import as_file
from contracts.views.lists import page
from fluxus.access import allow
from fluxus.bank_days import bank_day_from
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast

KEY = re.compile(r"[0-9]{1,18}")
AT_WORK = (BankOrderStatus.DRAFT, BankOrderStatus.ANNOUNCED)


@require_safe
@allow(may_handle_money)
def index(request: HttpRequest) -> HttpResponse:
    """All batches, newest first, and how much waits to be collected or paid."""
    counted = Q(lines__taken_out_reason="")
    found = BankOrder.objects.visible_to(request.user).select_related("drafted_by")
    found = found.annotate(count=Count("lines", counted), total=Sum("lines__amount_cents", filter=counted, default=0))
    context = {
        "page": page(request, found),
        "to_collect": choosing.collectable(on=today()).count(),
        "to_pay": choosing.payable().count() + choosing.refundable().count(),
        "mandates": SepaMandate.objects.running().count(),
        "can_collect": bool(house_on(today()).creditor_id),
    }
    return respond(request, "contracts/bank_orders/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_handle_money)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose what comes in a batch and on which day."""
    form = form_for(request, kind)
    if request.method == "POST" and form.is_valid():
        try:
            order = draft(request, kind, form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "De opdracht staat klaar. Er is nog niets verstuurd.")
            return see_other(request, order.get_absolute_url())
    chosen = (ticked(request, "invoices"), ticked(request, "purchases")) if request.method == "POST" else None
    context = {"form": form, "kind": kind, **rows_of(kind, chosen)}
    return respond(request, "contracts/bank_orders/new.html", context, status=422 if form.errors else 200)


def form_for(request: HttpRequest, kind: str) -> OrderForm:
    notice = house_on(today()).collect_notice_days
    is_collection = kind == "incasso"
    first = bank_day_from(drafting.house_first_day(notice if is_collection else 0, today()))
    label = "Dag van afschrijven" if is_collection else "Dag van betalen"
    told = f"We kondigen het minstens {notice} dagen vooraf aan. Alleen op een werkdag." if is_collection else (
        "Alleen op een werkdag."
    )  # fmt: skip
    initial = {"carried_out_on": first, "request_token": uuid4()}
    return OrderForm(request.POST or None, initial=initial, label=label, help_text=told)


def draft(request: HttpRequest, kind: str, asked: dict[str, Any]) -> BankOrder:
    told = {
        "on": asked["carried_out_on"],
        "by": request.user,
        "at": timezone.now(),
        "request_token": asked["request_token"],
    }
    rows = ticked(request, "invoices")
    if kind == "incasso":
        return drafting.draft_collection(invoices=rows, **told)
    return drafting.draft_payment(purchases=ticked(request, "purchases"), refunds=rows, **told)


def ticked(request: HttpRequest, name: str) -> set[int]:
    """The keys that were sent under this name; what is no key of anything is left out."""
    return {int(text) for text in request.POST.getlist(name) if KEY.fullmatch(text)}


def rows_of(kind: str, chosen: tuple[set[int], set[int]] | None) -> dict[str, Any]:
    """What can be chosen, each row with `is_chosen`; at first everything is."""
    if kind == "incasso":
        invoices = list(choosing.collectable(on=today()).select_related("partner"))
        mandates = choosing.mandates_of(invoices)
        for row in invoices:
            row.mandate, row.is_chosen = mandates[row.partner_id], chosen is None or row.pk in chosen[0]
        return {"invoices": invoices, "purchases": []}
    purchases = list(choosing.payable().select_related("partner"))
    refunds = list(choosing.refundable().select_related("partner", "credits"))
    accounts = choosing.accounts_for(refunds)
    for row in purchases:
        row.is_chosen = chosen is None or row.pk in chosen[1]
    for row in refunds:
        row.account, row.back_cents = accounts.get(row.pk), -row.open_cents
        row.is_chosen = row.account is not None and (chosen is None or row.pk in chosen[0])
    return {"invoices": refunds, "purchases": purchases}


@require_safe
@allow(may_handle_money)
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: what is in it, what is wrong with it, and what can be done now."""
    return show(request, find(request, pk))


def show(request: HttpRequest, found: BankOrder, *, form: ReasonForm | None = None) -> HttpResponse:
    """The page; with a refused form it says what is wrong."""
    rows = found.lines.order_by("position")
    lines: list[Any] = list(rows.select_related("invoice__partner", "purchase__partner", "mandate", "announcement"))
    inside = [line for line in lines if not line.taken_out_reason]
    wrong = faults(found, inside, on=today()) if found.status in AT_WORK else {}
    for line in lines:
        line.fault = wrong.get(line.pk, "")
    is_own_payment = found.kind == BankOrderKind.PAY and found.drafted_by_id == request.user.pk
    context = {
        "order": found,
        "lines": lines,
        "total": sum(line.amount_cents for line in inside),
        "has_faults": bool(wrong),
        "is_at_work": found.status in AT_WORK,
        "may_make": found.status == (
            BankOrderStatus.ANNOUNCED if found.kind == BankOrderKind.COLLECT else BankOrderStatus.DRAFT
        ),
        "second": others(found) if is_own_payment else [],
        "is_own_payment": is_own_payment,
        "form": form or ReasonForm(),
    }  # fmt: skip
    return respond(request, "contracts/bank_orders/order.html", context, status=422 if form else 200)


@require_safe
@allow(may_handle_money)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file for the bank, as it was made."""
    found = find(request, pk)
    if found.document is None:
        raise Http404
    return as_file(found.document)


def find(request: HttpRequest, pk: int) -> BankOrder:
    known = BankOrder.objects.visible_to(request.user)
    people = ("drafted_by", "announced_by", "made_by", "delivered_by", "document")
    return get_object_or_404(known.select_related(*people), pk=pk)
