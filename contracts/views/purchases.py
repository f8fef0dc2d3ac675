"""Invoices of cultuurmakers at the desk: what waits, the three-way check, the file, and the yearly list."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from contracts.domain import documents
from contracts.domain.purchasing import deciding, ubd
from contracts.domain.purchasing.checking import check
from contracts.domain.settling.settlement import with_open
from contracts.enums import PurchaseStatus
from contracts.forms.purchases import ApproveForm, SendBackForm
from contracts.models import PurchaseInvoice
from contracts.rules import may_handle_money, may_open_documents, may_see_amounts
from contracts.views.lists import page
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast
from network.resources.partners import harmless

BOM = "\ufeff"
WAITING, TO_PAY, ALL = "na-te-kijken", "te-betalen", "alles"
CSV_HEAD = [
    "Voorletters",
    "Achternaam",
    "Adres",
    "Postcode",
    "Plaats",
    "Bedrag",
    "Laatste betaling",
    "Opgeven",
    "Waarom",
    "Let op",
]


@require_safe
@allow(may_see_amounts)
def index(request: HttpRequest) -> HttpResponse:
    """What waits for a look, what is approved and still to be paid, or (`?lijst=alles`) everything."""
    chosen = request.GET.get("lijst", WAITING)
    rows: Any = with_open(PurchaseInvoice.objects.visible_to(request.user)).select_related("partner", "agreement")
    waiting, to_pay = rows.filter(status=PurchaseStatus.SUBMITTED), rows.approved().filter(open_cents__gt=0)
    context = {
        "page": page(request, {WAITING: waiting, TO_PAY: to_pay}.get(chosen, rows)),
        "lists": [
            (
                label,
                f"{reverse('contracts:purchases')}?lijst={key}",
                chosen == key,
                found.count() if found is not None else None,
            )
            for key, label, found in (
                (WAITING, "Na te kijken", waiting),
                (TO_PAY, "Te betalen", to_pay),
                (ALL, "Alles", None),
            )
        ],
        "is_waiting": chosen == WAITING,
        "year": today().year,
        "may_see_ubd": may_handle_money(request.user),
    }
    return respond(request, "contracts/purchases/index.html", context)


@require_safe
@allow(may_see_amounts)
def purchase(request: HttpRequest, pk: int) -> HttpResponse:
    """Agreed, delivered and billed next to each other."""
    return show(request, find(request, pk))


@require_POST
@allow(may_see_amounts)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """It may be paid."""
    found = find(request, pk)
    form = ApproveForm(request.POST, differs=bool(check(found, today=today()).findings))
    if form.is_valid():
        try:
            deciding.approve(purchase=found, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            if refusal.code == "decided":
                return too_late(request, found, refusal)
            form.refuse(refusal)
        else:
            toast(request, f"Factuur {found.their_number} is goedgekeurd en kan worden betaald.")
            return see_other(request, reverse("contracts:purchases"))
    return show(request, found, approve_form=form)


@require_POST
@allow(may_see_amounts)
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the cultuurmaker, with the reason."""
    found = find(request, pk)
    form = SendBackForm(request.POST)
    if form.is_valid():
        try:
            deciding.reject(purchase=found, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except Refusal as refusal:
            if refusal.code == "decided":
                return too_late(request, found, refusal)
            form.refuse(refusal)
        else:
            toast(request, f"{found.partner} krijgt een mail met de reden.")
            return see_other(request, reverse("contracts:purchases"))
    return show(request, found, reject_form=form)


def too_late(request: HttpRequest, found: PurchaseInvoice, refusal: Refusal) -> HttpResponse:
    """A colleague was first, or the cultuurmaker took it back."""
    toast(request, refusal.sentence, kind="warning")
    return see_other(request, found.get_absolute_url())


@require_safe
@allow(may_open_documents)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF as it was handed in, for colleagues and who handed it in."""
    found = find(request, pk)
    if found.document is None:
        raise Http404
    headers = {
        "Content-Disposition": str(content_disposition_header(False, found.document.filename)),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(documents.read(found.document), content_type=found.document.media_type, headers=headers)


@require_safe
@allow(may_handle_money)
def year_list(request: HttpRequest, year: int) -> HttpResponse:
    """Who was paid in a year and has to be reported, and who not; each with the reason."""
    rows = payees(year)
    reported = [row for row in rows if row.is_reported]
    context = {
        "year": year,
        "reported": reported,
        "others": [row for row in rows if not row.is_reported],
        "total": ubd.total(reported),
        "years": range(max(ubd.FIRST_YEAR, today().year - 4), today().year + 1),
    }
    return respond(request, "contracts/purchases/year_list.html", context)


@require_safe
@allow(may_handle_money)
def year_list_csv(request: HttpRequest, year: int) -> HttpResponse:
    """The same as CSV, for whoever files it; birth date and BSN are not in this house."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerows([harmless(cell) for cell in row] for row in [CSV_HEAD, *csv_rows(payees(year))])
    return HttpResponse(
        (BOM + stream.getvalue()).encode(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="ubd-{year}.csv"'},
    )


def csv_rows(rows: list[ubd.Payee]) -> Iterator[list[Any]]:
    for row in rows:
        amount = f"{row.cents / 100:.2f}".replace(".", ",")
        told = "ja" if row.is_reported else "nee"
        yield [row.initials, row.surname, *row.address, amount, row.last_paid_on, told, row.why, row.remark]


def payees(year: int) -> list[ubd.Payee]:
    """404 for a year without such a duty, or one that has yet to come."""
    if not ubd.FIRST_YEAR <= year <= today().year:
        raise Http404
    return ubd.payees(year)


def find(request: HttpRequest, pk: int) -> PurchaseInvoice:
    rows: Any = with_open(PurchaseInvoice.objects.visible_to(request.user))
    found = rows.select_related("partner", "agreement", "document", "submitted_by", "decided_by")
    return get_object_or_404(found.prefetch_related("partner__identifiers"), pk=pk)


def show(
    request: HttpRequest, found: PurchaseInvoice, *, approve_form: Any = None, reject_form: Any = None
) -> HttpResponse:
    compared = check(found, today=today())
    is_waiting = found.status == PurchaseStatus.SUBMITTED
    context = {
        "purchase": found,
        "check": compared,
        "is_waiting": is_waiting,
        "approve_form": approve_form or ApproveForm(differs=bool(compared.findings)),
        "reject_form": reject_form or SendBackForm(),
        "is_paid": found.status == PurchaseStatus.APPROVED and getattr(found, "open_cents", 1) <= 0,
    }
    return respond(
        request, "contracts/purchases/purchase.html", context, status=422 if approve_form or reject_form else 200
    )
