"""Documents are made once, whatever happens to the worker."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.utils import timezone

from contracts import tasks
from contracts.domain import documents
from contracts.domain.printing import printable
from contracts.enums import OrderStatus
from contracts.models import Agreement, Document, DocumentOrder
from fluxus import pdf
from fluxus.errors import Refusal
from tests.cast import Cast
from tests.factories.contracts import make_agreement, make_invoice


@pytest.fixture
def order(cast: Cast, archive: Path) -> DocumentOrder:
    return make_invoice(cast.bureau).document_order


@pytest.fixture
def nudges(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids of the orders the worker is nudged for."""
    asked: list[int] = []
    monkeypatch.setattr(documents, "enqueue", lambda name, document_order_id: asked.append(document_order_id))
    return asked


def broken(message: str, kind: type[Exception] = ValueError) -> Any:
    def render(*args: Any, **kwargs: Any) -> bytes:
        raise kind(message)

    return render


def test_make_archives_the_document(order: DocumentOrder, archive: Path) -> None:
    document = documents.make(document_order_id=order.pk)
    order.refresh_from_db()
    assert document is not None
    assert (order.status, order.steps_done, order.document, order.attempts) == ("ready", 4, document, 1)
    assert order.finished_at is not None
    content = documents.read(document)
    assert hashlib.sha256(content).hexdigest() == document.sha256
    assert (document.size, document.filename) == (len(content), f"Factuur-{order.invoice.number}.pdf")
    assert document.renderer.startswith("WeasyPrint ")
    assert [path.name for path in archive.rglob("*") if path.is_file()] == [document.sha256]


def test_make_again_does_nothing(order: DocumentOrder) -> None:
    documents.make(document_order_id=order.pk)
    assert documents.make(document_order_id=order.pk) is None
    assert Document.objects.count() == 1


def test_make_of_an_order_that_is_gone_is_quiet(db: None) -> None:
    assert documents.make(document_order_id=404) is None


def test_what_another_worker_holds_is_left_alone(order: DocumentOrder) -> None:
    DocumentOrder.objects.update(status=OrderStatus.RUNNING, started_at=timezone.now())
    assert documents.make(document_order_id=order.pk) is None


@pytest.mark.parametrize("steps_done", range(5))
def test_a_killed_worker_leaves_an_order_that_is_taken_up(order: DocumentOrder, steps_done: int) -> None:
    long_ago = timezone.now() - documents.LEASE - timedelta(seconds=1)
    DocumentOrder.objects.update(status=OrderStatus.RUNNING, started_at=long_ago, steps_done=steps_done, attempts=1)
    assert documents.make(document_order_id=order.pk) is not None
    order.refresh_from_db()
    assert (order.status, order.attempts) == ("ready", 2)


def test_killed_between_archive_and_order_gives_no_double(order: DocumentOrder) -> None:
    page = printable(order.invoice)
    content = pdf.render_pdf(page.html(), identifier=page.identifier, attachments=page.attachments)
    first = documents.store(content, filename=page.filename, renderer=pdf.renderer())
    long_ago = timezone.now() - documents.LEASE - timedelta(seconds=1)
    DocumentOrder.objects.update(status=OrderStatus.RUNNING, started_at=long_ago, attempts=1)
    assert documents.make(document_order_id=order.pk) == first
    assert Document.objects.count() == 1


def test_a_late_worker_does_not_undo_the_first(order: DocumentOrder) -> None:
    slow = documents._take(order.pk)
    assert slow is not None
    DocumentOrder.objects.update(started_at=timezone.now() - documents.LEASE * 2)
    fast = documents.make(document_order_id=order.pk)
    assert documents._carry_out(slow) == fast
    documents._note_fault(slow, ValueError("te laat"))
    order.refresh_from_db()
    assert (order.status, order.document, order.last_error) == ("ready", fast, "")


def test_a_fault_that_stays_fails_at_once(order: DocumentOrder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "render_pdf", broken("kapot"))
    with pytest.raises(ValueError, match="kapot"):
        documents.make(document_order_id=order.pk)
    order.refresh_from_db()
    assert (order.status, order.last_error, order.steps_done) == ("failed", "ValueError: kapot", 2)


def test_a_fault_that_passes_is_tried_five_times(order: DocumentOrder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "render_pdf", broken("schijf vol", OSError))
    seen = []
    for _ in range(5):
        with pytest.raises(OSError, match="schijf vol"):
            documents.make(document_order_id=order.pk)
        order.refresh_from_db()
        seen.append(order.status)
    assert seen == ["queued"] * 4 + ["failed"]
    assert documents.make(document_order_id=order.pk) is None


def test_a_worker_that_is_killed_every_time_ends_too(order: DocumentOrder) -> None:
    long_ago = timezone.now() - documents.LEASE * 2
    DocumentOrder.objects.update(status=OrderStatus.RUNNING, started_at=long_ago, attempts=documents.MOST_ATTEMPTS)
    assert documents.make(document_order_id=order.pk) is None
    order.refresh_from_db()
    assert order.status == "failed"
    assert order.last_error == "Het maken is te vaak afgebroken voordat het klaar was."


def test_retry_gives_all_attempts_back(order: DocumentOrder, nudges: list[int]) -> None:
    DocumentOrder.objects.update(status=OrderStatus.FAILED, attempts=5, last_error="x")
    documents.retry(order=order)
    order.refresh_from_db()
    assert (order.status, order.attempts, nudges) == ("queued", 0, [order.pk])
    assert documents.make(document_order_id=order.pk) is not None


def test_a_changed_snapshot_is_not_printed(order: DocumentOrder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contracts.domain.printing.fingerprint", lambda snapshot: "0" * 64)
    with pytest.raises(ValueError, match="not the one that was frozen"):
        documents.make(document_order_id=order.pk)


def test_live_data_does_not_reach_the_document(cast: Cast, archive: Path) -> None:
    order = make_agreement(cast.bureau).document_order
    before = documents.printable(order.agreement).html()
    order.agreement.partner.name = "Iemand Anders"
    order.agreement.partner.save()
    order.agreement.partner.identifiers.all().delete()
    fresh = Agreement.objects.get(pk=order.agreement_id)
    assert documents.printable(fresh).html() == before


def test_sweep_nudges_only_what_is_overdue(order: DocumentOrder, nudges: list[int]) -> None:
    now = timezone.now()
    assert documents.sweep() == 0
    DocumentOrder.objects.update(ordered_at=now - documents.NUDGE_LOST_AFTER * 2)
    assert documents.sweep() == 1
    DocumentOrder.objects.update(status=OrderStatus.RUNNING, started_at=now)
    assert documents.sweep() == 0
    DocumentOrder.objects.update(started_at=now - documents.LEASE * 2)
    assert documents.sweep() == 1
    DocumentOrder.objects.update(status=OrderStatus.FAILED)
    assert documents.sweep() == 0
    assert nudges == [order.pk, order.pk]


def test_ordering_twice_gives_one_order(cast: Cast) -> None:
    invoice = make_invoice(cast.bureau)
    assert documents.order(invoice=invoice) == documents.order(invoice=invoice)
    assert DocumentOrder.objects.count() == 1


def test_tasks_are_quiet_about_rows_that_are_gone(db: None) -> None:
    tasks.render_document(document_order_id=404)
    tasks.order_document(agreement_id=404)
    tasks.sweep_documents()


def test_a_row_without_an_order_gets_its_document_when_asked(order: DocumentOrder) -> None:
    invoice = order.invoice
    order.delete()
    tasks.order_document(invoice_id=invoice.pk)
    made = DocumentOrder.objects.get()
    assert (made.invoice, made.status) == (invoice, "ready")


def test_store_is_by_content(db: None, archive: Path) -> None:
    first = documents.store(b"abc", filename="een.pdf", renderer="x")
    second = documents.store(b"abc", filename="twee.pdf", renderer="x")
    assert (first, second.filename) == (second, "een.pdf")
    assert first.storage_name == f"documents/{first.sha256[:2]}/{first.sha256}"


def test_store_heals_half_a_file(db: None, archive: Path) -> None:
    sha256 = hashlib.sha256(b"abc").hexdigest()
    half = archive / "documents" / sha256[:2] / sha256
    half.parent.mkdir(parents=True)
    half.write_bytes(b"a")
    assert documents.read(documents.store(b"abc", filename="een.pdf", renderer="x")) == b"abc"


class ObjectStore(Storage):
    """Like S3: whole objects, no files to point at."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def exists(self, name: str) -> bool:
        return name in self.objects

    def _save(self, name: str, content: Any) -> str:
        self.objects[name] = content.read()
        return name

    def _open(self, name: str, mode: str = "rb") -> ContentFile:
        return ContentFile(self.objects[name])


def test_store_works_on_an_object_store(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "default_storage", ObjectStore())
    document = documents.store(b"abc", filename="een.pdf", renderer="x")
    assert documents.store(b"abc", filename="een.pdf", renderer="x") == document
    assert documents.read(document) == b"abc"


@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_a_damaged_file_is_refused(db: None, archive: Path, damage: str) -> None:
    document = documents.store(b"abc", filename="een.pdf", renderer="x")
    default_storage.delete(document.storage_name)
    if damage == "changed":
        default_storage.save(document.storage_name, ContentFile(b"abd"))
    with pytest.raises(Refusal, match="beschadigd"):
        documents.read(document)
