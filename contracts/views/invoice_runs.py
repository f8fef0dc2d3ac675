"""Runs of invoices: look at a month, hold something back, start, watch, stop and go on."""

from typing import Any
from uuid import uuid4

from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.domain import billing_runs
from contracts.enums import BillingItemStatus, RunStatus
from contracts.forms.billing_runs import MonthForm, StartRunForm
from contracts.forms.runs import ticked
from contracts.models import InvoiceRun
from contracts.rules import may_bill
from contracts.views.lists import page
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast

STUCK = (BillingItemStatus.BLOCKED, BillingItemStatus.FAILED, BillingItemStatus.NOTHING)
SHOWN = 50
"""So many lines of a run stand on its page at once."""


@require_safe
@allow(may_bill)
def index(request: HttpRequest) -> HttpResponse:
    """All runs of invoices, newest first, and the month to begin with."""
    counted = {str(status): Count("items", filter=Q(items__status=status)) for status in BillingItemStatus.values}
    found = InvoiceRun.objects.select_related("started_by").annotate(
        total=Count("items"), gross=Sum("items__invoice__gross_cents", default=0), **counted
    )
    context = {"page": page(request, found), "form": MonthForm(today=today())}
    return respond(request, "contracts/billing_runs/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_bill)
def new(request: HttpRequest) -> HttpResponse:
    """What would come of a month; sent, it starts."""
    if request.method == "POST":
        return begin(request)
    return shown(request, MonthForm(request.GET if "month" in request.GET else None, today=today()))


@require_safe
@allow(may_bill)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, and who got no invoice with the reason."""
    return respond(request, "contracts/billing_runs/run.html", context_of(request, find(pk)))


@require_safe
@allow(may_bill)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked again and again while it is busy; when it is over the page itself comes anew."""
    found = find(pk)
    if found.status != RunStatus.RUNNING:
        return see_other(request, found.get_absolute_url())
    return respond(request, "contracts/billing_runs/run.html", context_of(request, found), fragment="progress")


@require_POST
@allow(may_bill)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue and mail no more."""
    stopped = billing_runs.stop(run=find(pk), by=request.user, at=timezone.now())
    if stopped.status == RunStatus.STOPPED:
        toast(request, "De run is gestopt. Wat is uitgegeven, blijft.", kind="info")
    return see_other(request, stopped.get_absolute_url())


@require_POST
@allow(may_bill)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on, and try again what could not be billed before."""
    found = billing_runs.go_on(run=find(pk), by=request.user)
    toast(request, "De run gaat verder.")
    return see_other(request, found.get_absolute_url())


def begin(request: HttpRequest) -> HttpResponse:
    """Start what was looked at; the same form sent twice leads to the same run."""
    form = StartRunForm(request.POST, today=today())
    if form.is_valid():
        try:
            started = billing_runs.start(
                month=form.cleaned_data["month"],
                partners=chosen(request),
                sends_mail=form.cleaned_data["sends_mail"],
                request_token=form.cleaned_data["request_token"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            return shown(request, form, refusal=refusal)
        return see_other(request, started.get_absolute_url())
    return shown(request, form)


def chosen(request: HttpRequest) -> list[int] | None:
    """Who is ticked; None for everybody."""
    partners = ticked(request.POST)
    return None if request.POST.get("everybody", "") == str(len(partners)) else partners


def shown(request: HttpRequest, form: MonthForm, *, refusal: Refusal | None = None) -> HttpResponse:
    """The month, and below it what would come of it."""
    context: dict[str, Any] = {"form": form, "request_token": uuid4(), "refusal": refusal}
    month = billing_runs.month_before(today()) if not form.is_bound else None
    if form.is_bound and form.is_valid():
        month = form.cleaned_data["month"]
    if month:
        context |= preview_of(request, billing_runs.preview(month=month, today=today()))
    is_wrong = refusal is not None or (form.is_bound and bool(form.errors))
    return respond(request, "contracts/billing_runs/new.html", context, status=422 if is_wrong else 200)


def preview_of(request: HttpRequest, found: billing_runs.Preview) -> dict[str, Any]:
    """Everybody is ticked, unless the form comes back as it was sent."""
    is_sent = request.method == "POST"
    everybody = {bill.partner.pk for bill in found.bills}
    return {
        "preview": found,
        "month": found.month,
        "month_text": f"{found.month:%Y-%m}",
        "month_name": billing_runs.month_name(found.month),
        "ticked": set(ticked(request.POST)) if is_sent else everybody,
        "sends_mail": not is_sent or "sends_mail" in request.POST,
        "busy": billing_runs.unfinished(month=found.month),
    }


def find(pk: int) -> InvoiceRun:
    return get_object_or_404(InvoiceRun.objects.select_related("started_by"), pk=pk)


def context_of(request: HttpRequest, found: InvoiceRun) -> dict[str, Any]:
    now = billing_runs.progress(found)
    done, total = now.steps
    items = found.items.select_related("partner", "invoice").order_by("position")
    stuck = list(items.filter(status__in=STUCK)[:SHOWN])
    return {
        "run": found,
        "name": billing_runs.month_name(found.month),
        "now": now,
        "done": done,
        "total": total,
        "is_running": found.status == RunStatus.RUNNING,
        "is_stopped": found.status == RunStatus.STOPPED,
        "may_go_on": found.status != RunStatus.RUNNING
        and (now.waiting or now.blocked or now.failed or now.unprintable),
        "stuck": stuck,
        "more_stuck": now.stuck - len(stuck),
        "made": page(request, items.filter(status=BillingItemStatus.MADE)),
        "progress_url": reverse("contracts:invoice-run-progress", args=[found.pk]),
    }
