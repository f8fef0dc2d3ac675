"""The PDF and e-invoice of every invoice of a batch in one zip, sent while it is being packed."""

import zipfile
from collections.abc import Iterator
from datetime import datetime

from contracts.domain import documents
from contracts.domain.keeping.dossier import Outflow, safe, stamped
from contracts.models import Document, ExportBatch, ExportItem
from fluxus.errors import Refusal

CHUNK = 200


def packed(batch: ExportBatch, *, at: datetime) -> Iterator[bytes]:
    """The zip in pieces, one file in memory at a time. What the archive lost becomes a note that says so."""
    out = Outflow()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, document in papers(batch):
            fetched, content = read(name, document)
            book.writestr(stamped(fetched, at), content)
            yield out.drain()
    yield out.drain()


def papers(batch: ExportBatch) -> Iterator[tuple[str, Document]]:
    """Name and document of each file, by number."""
    items = ExportItem.objects.filter(batch=batch).order_by("invoice__number")
    related = ("invoice__document_order__document", "invoice__einvoice__document")
    for item in items.select_related(*related).iterator(chunk_size=CHUNK):
        number = safe(str(item.invoice.number))
        if item.invoice.document_order.document:
            yield f"{number}.pdf", item.invoice.document_order.document
        if item.invoice.einvoice.document:
            yield f"{number}.xml", item.invoice.einvoice.document


def read(name: str, document: Document) -> tuple[str, bytes]:
    """The file, or a note in its place that says why it is not there."""
    try:
        return name, documents.read(document)
    except Refusal as refusal:
        return f"{name}-ONTBREEKT.txt", f"{refusal.sentence}\n".encode()
