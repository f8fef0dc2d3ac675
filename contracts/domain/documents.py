"""Making documents once and keeping them: the order row is the queue, the archive is named by content."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.utils import timezone

from contracts.domain import evidence
from contracts.domain.printing import Printable, printable
from contracts.enums import EventKind, OrderStatus, RunStatus
from contracts.models import Agreement, Document, DocumentOrder, Invoice, ReminderLetter
from fluxus import pdf
from fluxus.db import lock
from fluxus.errors import Refusal
from fluxus.jobs import enqueue

TASK = "contracts.render_document"
STEPS = ("gegevens", "opmaak", "pdf", "archief")
MOST_ATTEMPTS = 5
# A document takes about a second; who holds an order longer than this has been killed.
LEASE = timedelta(seconds=30)
NUDGE_LOST_AFTER = timedelta(seconds=60)
MOST_PER_SWEEP = 100
# Faults of the content or of our code: the same again at every attempt.
PERMANENT = (ValueError, LookupError, TypeError, AttributeError, TemplateDoesNotExist, TemplateSyntaxError)


def order(
    *, agreement: Agreement | None = None, invoice: Invoice | None = None, reminder: ReminderLetter | None = None
) -> DocumentOrder:
    """Ask once for the PDF of what is issued or written, in the present transaction; the worker is nudged after it.

    A run prints what it makes itself, so that five hundred documents do not stand before somebody's single one.
    """
    ordered, _ = DocumentOrder.objects.get_or_create(
        agreement=agreement, invoice=invoice, reminder=reminder, defaults={"steps_total": len(STEPS)}
    )
    subject = agreement or invoice
    is_of_run = subject is not None and subject.run_id is not None
    if ordered.status != OrderStatus.READY and not is_of_run:
        enqueue(TASK, document_order_id=ordered.pk)
    return ordered


def retry(*, order: DocumentOrder) -> DocumentOrder:
    """Queue a failed document again, with all its attempts."""
    with transaction.atomic():
        held = lock(DocumentOrder.objects.filter(pk=order.pk))[0]
        if held.status == OrderStatus.FAILED:
            held.status, held.attempts, held.steps_done, held.started_at = OrderStatus.QUEUED, 0, 0, None
            held.save()
            enqueue(TASK, document_order_id=held.pk)
    return held


def make(*, document_order_id: int) -> Document | None:
    """Make the document of an order from its frozen snapshot and put it in the archive.

    Every step is its own short transaction, so that progress shows and a killed worker leaves an order that the next
    one takes up after `LEASE`. Returns None when the order is gone, done, or in other hands. Made twice all the same,
    it gives the same bytes, so the same document. A fault is noted on the order and raised again.
    """
    held = _take(document_order_id)
    if held is None:
        return None
    try:
        return _carry_out(held)
    except Exception as error:
        _note_fault(held, error)
        raise


def sweep() -> int:
    """Nudge again for orders whose nudge was lost or whose worker was killed. Returns how many."""
    now = timezone.now()
    with transaction.atomic():
        overdue = DocumentOrder.objects.filter(
            models.Q(status=OrderStatus.QUEUED, ordered_at__lt=now - NUDGE_LOST_AFTER)
            | models.Q(status=OrderStatus.RUNNING, started_at__lt=now - LEASE)
        )
        overdue = overdue.exclude(agreement__run__status=RunStatus.RUNNING)
        overdue = overdue.exclude(invoice__run__status=RunStatus.RUNNING)
        overdue = overdue.select_for_update(skip_locked=True, of=("self",))
        overdue_ids = [each.pk for each in overdue.order_by("ordered_at", "pk")[:MOST_PER_SWEEP]]
        for pk in overdue_ids:
            enqueue(TASK, document_order_id=pk)
    return len(overdue_ids)


def store(content: bytes, *, filename: str, renderer: str, media_type: str = "application/pdf") -> Document:
    """Archive bytes under their SHA-256; the same bytes again give the same row. First the file, then the row."""
    sha256 = hashlib.sha256(content).hexdigest()
    document = Document(sha256=sha256, filename=filename, media_type=media_type, size=len(content), renderer=renderer)
    _put(document.storage_name, content)
    Document.objects.bulk_create([document], ignore_conflicts=True)
    return Document.objects.get(pk=sha256)


def read(document: Document) -> bytes:
    """The bytes of a document, checked against their hash. Refuses when the archive lost or changed them."""
    try:
        with default_storage.open(document.storage_name) as file:
            content = bytes(file.read())
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise Refusal("Dit bestand is beschadigd of weg. Beheer kan het terugzetten uit de back-up.", code="damaged")
    return content


def _take(pk: int) -> DocumentOrder | None:
    """The order, marked as running; None when nothing is to be done here."""
    now = timezone.now()
    free = models.Q(status=OrderStatus.QUEUED) | models.Q(status=OrderStatus.RUNNING, started_at__lt=now - LEASE)
    with transaction.atomic():
        held = DocumentOrder.objects.filter(free, pk=pk).select_for_update(skip_locked=True).first()
        if held is None:
            return None
        if held.attempts >= MOST_ATTEMPTS:
            held.status = OrderStatus.FAILED
            held.last_error = held.last_error or "Het maken is te vaak afgebroken voordat het klaar was."
            held.save()
            return None
        held.status, held.started_at, held.steps_done = OrderStatus.RUNNING, now, 0
        held.attempts += 1
        held.save()
    return held


def _carry_out(held: DocumentOrder) -> Document:
    page: Printable = printable(held.agreement or held.invoice or held.reminder)
    _advance(held, 1)
    html = page.html()
    _advance(held, 2)
    content = pdf.render_pdf(html, identifier=page.identifier, attachments=page.attachments)
    _advance(held, 3)
    with transaction.atomic():
        document = store(content, filename=page.filename, renderer=pdf.renderer())
        _finish(held, document)
    return document


def _advance(held: DocumentOrder, steps: int) -> None:
    """Show how far it is, as long as the order is still ours."""
    DocumentOrder.objects.filter(pk=held.pk, status=OrderStatus.RUNNING, started_at=held.started_at).update(
        steps_done=steps
    )


def _finish(held: DocumentOrder, document: Document) -> None:
    finished = lock(DocumentOrder.objects.filter(pk=held.pk))[0]
    if finished.status == OrderStatus.READY:
        return
    finished.status, finished.document, finished.finished_at = OrderStatus.READY, document, timezone.now()
    finished.steps_done, finished.last_error = finished.steps_total, ""
    finished.save()
    if finished.agreement:
        _note_rendered(finished.agreement, document)


def _note_rendered(agreement: Agreement, document: Document) -> None:
    """The evidence knows the bytes; and what a run draws up leaves as soon as it can be read."""
    data = {"sha256": document.pk, "size": document.size, "renderer": document.renderer}
    evidence.add(agreement=agreement, kind=EventKind.RENDERED, at=timezone.now(), data=data)
    if agreement.run_id:
        enqueue("contracts.send_when_ready", agreement_id=agreement.pk)


def _note_fault(held: DocumentOrder, error: Exception) -> None:
    """Failed for good, or back in the queue for the next sweep as long as attempts are left."""
    is_final = isinstance(error, PERMANENT) or held.attempts >= MOST_ATTEMPTS
    DocumentOrder.objects.filter(pk=held.pk, status=OrderStatus.RUNNING, started_at=held.started_at).update(
        status=OrderStatus.FAILED if is_final else OrderStatus.QUEUED,
        last_error=f"{type(error).__name__}: {error}"[:1000],
    )


def _put(name: str, content: bytes) -> None:
    """Whole or not at all: an object store puts whole objects, on a disk a finished file is renamed into place."""
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(content))
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
