"""The bank: reading its files, and what still has to be said about its transactions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from contracts.domain import documents
from contracts.domain.settling import allocating, importing, matching
from contracts.forms.bank import BankFileForm, BankFilterForm, JoinForm
from contracts.models import BankFile, BankTransaction
from contracts.rules import may_handle_money
from contracts.views.countersigning import ticked
from contracts.views.lists import page
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.jobs import enqueue
from fluxus.web import respond, see_other, toast

MOST_AT_ONCE = 100
"""More than this many transactions are settled by the worker: nobody waits for it."""


@require_safe
@allow(may_handle_money)
def index(request: HttpRequest) -> HttpResponse:
    """What the bank says and nobody said what it is for, each with the best proposal."""
    return show(request)


@require_POST
@allow(may_handle_money)
def take_in(request: HttpRequest) -> HttpResponse:
    """Read a file of the bank, and settle what is sure."""
    form = BankFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, file_form=form, status=422)
    upload, at = form.cleaned_data["file"], timezone.now()
    try:
        done = importing.import_file(content=upload.read(), filename=upload.name, by=request.user, at=at)
    except Refusal as refusal:
        form.refuse(refusal)
        return show(request, file_form=form, status=422)
    tell(request, done, settle(done, at))
    return see_other(request, done.file.get_absolute_url())


def settle(done: importing.Imported, at: Any) -> int | None:
    """How many settled themselves; None when the worker does it."""
    if len(done.made) > MOST_AT_ONCE:
        enqueue("contracts.settle_bank_file", file_id=done.file.pk)
        return None
    return len(matching.settle_sure(done.made, at=at))


def tell(request: HttpRequest, done: importing.Imported, settled: int | None) -> None:
    if not done.is_new:
        toast(request, "Dit bestand was al ingelezen. Er is niets veranderd.", kind="info")
        return
    new = "1 nieuwe bankboeking" if len(done.made) == 1 else f"{len(done.made)} nieuwe bankboekingen"
    matched = "het koppelen gaat op de achtergrond verder" if settled is None else f"{settled} vanzelf gekoppeld"
    toast(request, f"{new}, {matched}. {done.known} kenden we al.")
    if done.waiting:
        toast(
            request,
            f"{done.waiting} boekingen zijn nog niet definitief; die komen met een later afschrift.",
            kind="info",
        )
    for gap in done.gaps:
        toast(request, gap, kind="warning")


@require_POST
@allow(may_handle_money)
def settle_sure(request: HttpRequest) -> HttpResponse:
    """Look again at what is to settle: an invoice may have been issued since."""
    rows = BankTransaction.objects.visible_to(request.user).to_settle().order_by("-pk")[:MOST_AT_ONCE]
    done = matching.settle_sure(list(rows), at=timezone.now())
    what = "1 bankboeking" if len(done) == 1 else f"{len(done)} bankboekingen"
    toast(request, f"{what} gekoppeld." if done else "Er is niets bij waarvan we het zeker weten.", kind="info")
    return see_other(request, reverse("contracts:bank"))


@require_POST
@allow(may_handle_money)
def join(request: HttpRequest) -> HttpResponse:
    """Several transactions that together pay one invoice."""
    rows = list(BankTransaction.objects.visible_to(request.user).filter(pk__in=ticked(request.POST)))
    form = JoinForm(request.POST)
    if form.is_valid():
        invoice = form.cleaned_data["number"]
        try:
            if not rows:
                raise Refusal("Zet eerst een vinkje bij de bankboekingen.", field="number", code="empty")
            allocating.join(banks=rows, invoice=invoice, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error("number", refusal.sentence)
        else:
            toast(request, f"{len(rows)} bankboekingen gekoppeld aan factuur {invoice.number}.")
            return see_other(request, invoice.get_absolute_url())
    return show(request, join_form=form, chosen={row.pk for row in rows}, status=422)


@require_safe
@allow(may_handle_money)
def files(request: HttpRequest) -> HttpResponse:
    """What was read, newest first."""
    found = BankFile.objects.visible_to(request.user).select_related("imported_by")
    return respond(request, "contracts/bank/files.html", {"page": page(request, found)})


@require_safe
@allow(may_handle_money)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: its statements and what became of each transaction."""
    found = get_object_or_404(BankFile.objects.visible_to(request.user).select_related("imported_by"), pk=pk)
    rows = BankTransaction.objects.filter(statement__file=found).with_left()
    context = {"file": found, "statements": found.statements.order_by("pk"), "page": page(request, rows)}
    return respond(request, "contracts/bank/file.html", context)


@require_safe
@allow(may_handle_money)
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as the bank gave it."""
    found = get_object_or_404(BankFile.objects.visible_to(request.user).select_related("document"), pk=pk)
    return HttpResponse(
        documents.read(found.document),
        content_type="application/xml",
        headers={
            "Content-Disposition": str(content_disposition_header(True, found.filename)),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def show(
    request: HttpRequest,
    *,
    file_form: BankFileForm | None = None,
    join_form: JoinForm | None = None,
    chosen: set[int] | None = None,
    status: int = 200,
) -> HttpResponse:
    form = BankFilterForm(request.GET)
    all_rows = BankTransaction.objects.visible_to(request.user)
    found = {"": all_rows.to_settle(), "opzij": all_rows.filter(aside_at__isnull=False).with_left()}
    shown = page(request, found.get(form.chosen("lijst"), all_rows.with_left()).matching(form.chosen("q")))
    with_proposals(shown.rows)
    context = {
        "form": form,
        "file_form": file_form or BankFileForm(),
        "join_form": join_form or JoinForm(),
        "chosen": chosen or set(),
        "page": shown,
        "to_settle": all_rows.to_settle().count(),
    }
    return respond(request, "contracts/bank/index.html", context, fragment="list", status=status)


def with_proposals(rows: list[Any]) -> None:
    """Each with `proposal`, the best one, or None."""
    found = matching.proposals_for(rows)
    for row in rows:
        row.proposal = next(iter(found[row.pk]), None)
