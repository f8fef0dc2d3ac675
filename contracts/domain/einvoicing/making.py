"""The e-invoice of an issued invoice: made once from its frozen content, judged, and kept in the archive."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from contracts.domain import documents
from contracts.domain.einvoicing import checks, content, ubl
from contracts.domain.einvoicing.refusing import why_not
from contracts.enums import EInvoiceProfile, InvoiceStatus, OrderStatus
from contracts.models import Document, EInvoice, Invoice
from fluxus.db import lock
from fluxus.errors import Refusal

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/xml"
MOST_PER_SWEEP = 200


def make(*, invoice: Invoice, at: datetime) -> EInvoice:
    """The file, or why there is none; made once, whoever asks first. Refuses a draft.

    A file in which our checks find something is kept too, with its `errors`: nobody gets it.
    """
    known = EInvoice.objects.filter(invoice=invoice).first()
    if known:
        return known
    with transaction.atomic():
        held = _locked(invoice)
        return EInvoice.objects.filter(invoice=held).first() or EInvoice.objects.create(
            invoice=held, made_at=at, **_outcome(held)
        )


def follow(*, document_order_id: int, at: datetime) -> EInvoice | None:
    """The e-invoice of the invoice whose PDF came out of this order; None when it is about something else, or not ready."""
    invoice = missing(Invoice.objects.filter(document_order=document_order_id)).first()
    return make(invoice=invoice, at=at) if invoice else None


def make_again(*, invoice: Invoice, at: datetime) -> EInvoice:
    """Write and judge a wrong file anew, after the programme was repaired. What was right stays as it is."""
    with transaction.atomic():
        held = make(invoice=_locked(invoice), at=at)
        if held.errors:
            for name, value in _outcome(held.invoice).items():
                setattr(held, name, value)
            held.made_at = at
            held.save()
    return held


def missing(invoices: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """Of these what has a PDF and no e-invoice yet, not even a reason why not."""
    return invoices.filter(document_order__status=OrderStatus.READY, einvoice__isnull=True)


def sweep(*, at: datetime) -> int:
    """Make what was left behind by a worker that was killed right after the PDF. Returns how many; a fault stops no other."""
    left = missing(Invoice.objects.all()).order_by("pk")[:MOST_PER_SWEEP]
    return sum(_attempt(invoice, at) for invoice in left)


def _attempt(invoice: Invoice, at: datetime) -> bool:
    try:
        make(invoice=invoice, at=at)
    except Exception:
        log.exception("the e-invoice of %s could not be made", invoice)
        return False
    return True


def file_of(invoice: Invoice) -> Document | None:
    """The file that may go to the buyer; None when there is none, or when something is wrong with it."""
    einvoice = EInvoice.objects.filter(invoice=invoice).select_related("document").first()
    return einvoice.document if einvoice and not einvoice.errors else None


def _locked(invoice: Invoice) -> Invoice:
    held = lock(Invoice.objects.filter(pk=invoice.pk))[0]
    if held.status != InvoiceStatus.ISSUED:
        raise Refusal("Geef de factuur eerst uit; dan komt de e-factuur vanzelf.", code="draft")
    return held


def _outcome(invoice: Invoice) -> dict[str, Any]:
    """What the row says of this invoice: profile, file, what is wrong, or the reason."""
    snapshot = invoice.snapshot or {}
    reason = why_not(snapshot)
    if reason:
        return {"profile": EInvoiceProfile.NONE, "document": None, "reason": reason, "errors": []}
    read = content.read(snapshot)
    found = checks.findings(ubl.document(read), read.profile)
    file = documents.store(
        ubl.write(read), filename=f"Factuur-{read.number}.xml", renderer=ubl.RENDERER, media_type=MEDIA_TYPE
    )
    errors = [{"rule": each.rule, "sentence": each.sentence} for each in found]
    return {"profile": read.profile, "document": file, "reason": "", "errors": errors}
