"""For the bookkeeper: months that close, files that leave, and the ledger they are written by."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.domain import documents
from contracts.domain.billing_runs.months import month_name, read_month
from contracts.domain.bookkeeping import closing as closings
from contracts.domain.bookkeeping import exporting, months, packing
from contracts.domain.bookkeeping.columns import COLUMNS, USUAL
from contracts.domain.bookkeeping.signs import signed
from contracts.enums import ExportTarget
from contracts.forms.bookkeeping import ExportFilterForm, ExportForm, ReopenForm
from contracts.models import ExportBatch, Invoice, LedgerRule, MonthClosing
from contracts.rules import may_handle_money
from contracts.views.lists import page
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast


@require_safe
@allow(may_handle_money)
def index(request: HttpRequest) -> HttpResponse:
    """The months of two years, and what the bookkeeper took."""
    batches = ExportBatch.objects.visible_to(request.user).select_related("made_by")
    return respond(
        request,
        "contracts/bookkeeping/index.html",
        {"months": months.months(today=today()), "page": page(request, batches)},
    )


@require_POST
@allow(may_handle_money)
def close(request: HttpRequest) -> HttpResponse:
    """Close the month that was sent along."""
    month = read_month(request.POST.get("month", ""))
    closings.close(month=month, by=request.user, at=timezone.now(), today=today())
    toast(request, f"{month_name(month).capitalize()} is afgesloten. Er komt geen factuur meer bij.")
    return see_other(request, reverse("contracts:bookkeeping"))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_handle_money)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed month again, with a reason."""
    found = get_object_or_404(MonthClosing.objects.select_related("closed_by"), pk=pk)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            closings.reopen(closing=found, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"{month_name(found.month).capitalize()} is weer open.")
            return see_other(request, reverse("contracts:bookkeeping"))
    context = {"form": form, "closing": found, "name": month_name(found.month)}
    return respond(request, "contracts/bookkeeping/reopen.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_handle_money)
def new(request: HttpRequest) -> HttpResponse:
    """What a file would hold; sent, it is made."""
    if request.method == "POST":
        return begin(request)
    asked = ExportFilterForm(request.GET if "target" in request.GET else None, today=today())
    return shown(request, asked)


def begin(request: HttpRequest) -> HttpResponse:
    form = ExportForm(request.POST, today=today())
    if form.is_valid():
        try:
            batch = exporting.make(**form.cleaned_data, by=request.user, at=timezone.localtime())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "Het bestand is klaar.")
            return see_other(request, batch.get_absolute_url())
    return shown(request, form)


def shown(request: HttpRequest, form: ExportFilterForm) -> HttpResponse:
    """The days, and below them what would come of it. What is wrong with the columns does not hide the preview."""
    context: dict[str, Any] = {"form": form, "request_token": uuid4()}
    asked = form.cleaned_data if form.is_bound and (form.is_valid() or isinstance(form, ExportForm)) else {}
    if all(asked.get(name) for name in ("target", "from_on", "until_on")):
        target = ExportTarget(asked["target"])
        context |= {
            "preview": exporting.preview(target, from_on=asked["from_on"], until_on=asked["until_on"]),
            "asked": asked,
            "target": target,
            "columns": columns_form(request, form),
        }
    return respond(request, "contracts/bookkeeping/new.html", context, status=422 if form.errors else 200)


def columns_form(request: HttpRequest, form: ExportFilterForm) -> ExportForm:
    """The form itself when it came back, else with the columns of the last journal."""
    if isinstance(form, ExportForm):
        return form
    last = ExportBatch.objects.filter(target=ExportTarget.JOURNAL, made_by=request.user).order_by("-pk").first()
    return ExportForm(today=today(), initial={"columns": last.columns if last else USUAL})


@require_safe
@allow(may_handle_money)
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: what is in it, and the file."""
    found = find(request, pk)
    invoices = Invoice.objects.filter(export_items__batch=found).select_related("partner")
    counted = invoices.annotate(counted_cents=signed("gross_cents"))
    context = {
        "batch": found,
        "filename": exporting.filename(found),
        "columns": [COLUMNS[name].label for name in found.columns if name in COLUMNS],
        "count": found.items.count(),
        "page": page(request, counted),
        "title": capfirst(found.get_target_display()),
    }
    return respond(request, "contracts/bookkeeping/batch.html", context)


@require_safe
@allow(may_handle_money)
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of a batch: the same bytes each time, or the zip while it is being packed."""
    found = find(request, pk)
    headers = {
        "Content-Disposition": f'attachment; filename="{exporting.filename(found)}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    if found.document is None:
        content = packing.packed(found, at=timezone.localtime(found.made_at))
        return StreamingHttpResponse(content, content_type="application/zip", headers=headers)
    return HttpResponse(documents.read(found.document), content_type=found.document.media_type, headers=headers)


@require_safe
@allow(may_handle_money)
def ledger(request: HttpRequest) -> HttpResponse:
    """Which account what goes to."""
    rules = LedgerRule.objects.select_related("account", "building").order_by(
        "-is_debtors", "product", "building__position", "vat_category", "vat_percent"
    )
    return respond(request, "contracts/bookkeeping/ledger.html", {"rules": rules, "may_edit": request.user.is_staff})


def find(request: HttpRequest, pk: int) -> ExportBatch:
    rows = ExportBatch.objects.visible_to(request.user).select_related("made_by", "document")
    return get_object_or_404(rows, pk=pk)
