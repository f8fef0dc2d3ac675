"""The PDF of an agreement or an invoice: how far it is, and the file itself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from contracts.domain import documents
from contracts.domain.sealing.seals import document_of
from contracts.enums import OrderStatus
from contracts.models import Agreement, Document, DocumentOrder, Invoice, ReminderLetter
from contracts.rules import may_open_documents, may_see_amounts
from fluxus.access import allow
from fluxus.jobs import enqueue
from fluxus.web import respond, see_other, toast

TEMPLATE = "contracts/document.html"
type Subject = Agreement | Invoice | ReminderLetter
NEXT_STEP = ("gegevens nalopen", "opmaken", "PDF schrijven", "in het archief leggen", "klaar")


@require_safe
@allow(may_open_documents)
def agreement_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The sealed document where there is one, else the offer."""
    issued = Agreement.objects.visible_to(request.user).issued()
    issued = issued.select_related("partner", "document_order__document", "seal__document")
    return serve(request, get_object_or_404(issued, number=number))


@require_safe
@allow(may_open_documents)
def agreement_evidence(request: HttpRequest, number: str) -> HttpResponse:
    """The report of who signed when, and how we know; 404 as long as nothing is sealed."""
    sealed = Agreement.objects.visible_to(request.user).filter(seal__evidence__isnull=False)
    found = get_object_or_404(sealed.select_related("seal__evidence"), number=number)
    return as_file(found.seal.evidence)


@require_safe
@allow(may_open_documents)
def invoice_pdf(request: HttpRequest, number: str) -> HttpResponse:
    issued = Invoice.objects.visible_to(request.user).issued().select_related("partner", "document_order__document")
    return serve(request, get_object_or_404(issued, number=number))


@require_safe
@allow(may_open_documents)
def agreement_progress(request: HttpRequest, pk: int) -> HttpResponse:
    issued = Agreement.objects.visible_to(request.user).issued().select_related("document_order__document")
    return tell(request, get_object_or_404(issued, pk=pk))


@require_safe
@allow(may_open_documents)
def invoice_progress(request: HttpRequest, pk: int) -> HttpResponse:
    issued = Invoice.objects.visible_to(request.user).issued().select_related("document_order__document")
    return tell(request, get_object_or_404(issued, pk=pk))


@require_POST
@allow(may_see_amounts)
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a failed document again."""
    order = get_object_or_404(DocumentOrder.objects.select_related("agreement", "invoice", "reminder"), pk=pk)
    documents.retry(order=order)
    toast(request, "Het document wordt opnieuw gemaakt.", kind="info")
    subject = order.agreement or order.invoice or order.reminder
    return see_other(request, subject.get_absolute_url() if subject else reverse("contracts:agreements"))


def serve(request: HttpRequest, subject: Subject) -> HttpResponse:
    """The file, or the page that waits for it. Nothing is written here: the worker gets a nudge."""
    order = order_of(subject)
    document = paper_of(subject)
    if document is not None:
        return as_file(document)
    nudge(subject, order)
    context = {"subject": subject, "waits": True, **progress_of(request, subject, opens=True)}
    return respond(request, TEMPLATE, context, status=202)


def as_file(document: Document) -> HttpResponse:
    """Shown in the browser, never guessed at, never kept by a cache that others share."""
    return HttpResponse(
        documents.read(document),
        content_type=document.media_type,
        headers={
            "Content-Disposition": f'inline; filename="{document.filename}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-cache",
            "ETag": f'"{document.sha256}"',
        },
    )


def nudge(subject: Subject, order: DocumentOrder | None) -> None:
    """Rows that came in without an order get one from the worker."""
    if order is None and not isinstance(subject, ReminderLetter):
        key = "invoice_id" if isinstance(subject, Invoice) else "agreement_id"
        enqueue("contracts.order_document", **{key: subject.pk})
    elif order and order.status == OrderStatus.QUEUED:
        enqueue(documents.TASK, document_order_id=order.pk)


def tell(request: HttpRequest, subject: Subject) -> HttpResponse:
    """How far it is. 204 while nothing changed, so that a screen reader is not told the same every second."""
    context = progress_of(request, subject, opens="openen" in request.GET)
    if context["is_ready"] and "openen" in request.GET:
        return see_other(request, context["pdf_url"])
    if not context["is_over"] and request.GET.get("stap") == str(context["done"]):
        return HttpResponse(status=204)
    return respond(request, TEMPLATE, {"subject": subject, **context}, fragment="progress")


def progress_of(request: HttpRequest, subject: Subject, *, opens: bool = False) -> dict[str, Any]:
    """What the progress fragment needs. `opens` goes on to the PDF once it is there."""
    order = order_of(subject)
    kind, named_by = address_of(subject)
    done = order.steps_done if order else 0
    status = order.status if order else OrderStatus.QUEUED
    progress_url = f"{reverse(f'contracts:{kind}-progress', args=[subject.pk])}?stap={done}"
    return {
        "order": order,
        "done": done,
        "total": len(documents.STEPS),
        "step": NEXT_STEP[min(done, len(documents.STEPS))],
        "is_ready": status == OrderStatus.READY,
        "is_failed": status == OrderStatus.FAILED,
        "is_over": status in {OrderStatus.READY, OrderStatus.FAILED},
        "progress_url": f"{progress_url}&openen=1" if opens else progress_url,
        "pdf_url": reverse(f"contracts:{kind}-pdf", args=[named_by]),
        "may_retry": may_see_amounts(request.user),
    }


def address_of(subject: Subject) -> tuple[str, Any]:
    """The beginning of the names of its addresses, and what its PDF is called by."""
    if isinstance(subject, ReminderLetter):
        return "reminder-letter", subject.pk
    return ("invoice" if isinstance(subject, Invoice) else "agreement"), subject.number


def paper_of(subject: Subject) -> Document | None:
    """The bytes that are there to read."""
    if isinstance(subject, ReminderLetter):
        order = order_of(subject)
        return order.document if order else None
    return document_of(subject)


def order_of(subject: Subject) -> DocumentOrder | None:
    return getattr(subject, "document_order", None)
