"""Sending an issued invoice. By mail it takes its files along, so it leaves once these are made and never before."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from contracts.domain.sending.standing import unsent
from contracts.domain.snapshots import house_on, primary_email
from contracts.enums import Channel, InvoiceStatus, OrderStatus, RunStatus
from contracts.models import BillingProfile, Dispatch, Document, EInvoice, Invoice
from fluxus.db import lock
from fluxus.errors import Refusal
from network.domain.outbox import StoredFile, queue_letter

log = logging.getLogger(__name__)
PREFIX = "contracts-invoice"
TEMPLATE = "mail/contracts/invoice.txt"
FIRST = "first"
MOST_PER_SWEEP = 200
LOOK_BACK = timedelta(days=7)
"""What could not leave in so many days waits in its list for somebody to look."""


def address_of(invoice: Invoice) -> str:
    """Where this partner wants his invoices, else his first address; '' when there is none."""
    profile = BillingProfile.objects.filter(partner=invoice.partner_id).first()
    return (profile.email if profile else "") or primary_email(invoice.partner)


def send(*, invoice: Invoice, to: str, by: Any, at: datetime, request_token: UUID) -> Dispatch:
    """Queue a letter with the files of the invoice, in one transaction; the same `request_token` sends once."""
    with transaction.atomic():
        held = _locked(invoice)
        again = Dispatch.objects.filter(mail__key=_key(held, str(request_token))).first()
        return again or _queue(held, to=to, name=str(request_token), by=by, at=at)


def send_automatically(*, invoice: Invoice, at: datetime) -> Dispatch | None:
    """Send what a run made, once; None when it was sent in any way before. Refuses without an address or its files."""
    with transaction.atomic():
        held = _locked(invoice)
        if held.dispatches.exists():
            return None
        return _queue(held, to=address_of(held), name=FIRST, by=held.issued_by, at=at)


def note_by_hand(*, invoice: Invoice, channel: str, note: str, by: Any, at: datetime) -> Dispatch:
    """Note that somebody sent it by post, or handed in the e-invoice. The same note within a day stands once."""
    with transaction.atomic():
        held = _locked(invoice)
        if channel == Channel.MAIL:
            raise Refusal("Een mail verstuurt het huis zelf.", field="channel")
        known = held.dispatches.filter(channel=channel, note=note, ordered_at__date=timezone.localdate(at)).first()
        return known or Dispatch.objects.create(invoice=held, channel=channel, note=note, ordered_by=by, ordered_at=at)


def waiting(invoices: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """What a run made to be mailed, with both its files ready and nothing sent. A stopped run sends no more."""
    return invoices.filter(
        status=InvoiceStatus.ISSUED,
        run__sends_mail=True,
        run__status__in=[RunStatus.RUNNING, RunStatus.FINISHED],
        document_order__status=OrderStatus.READY,
        einvoice__isnull=False,
        dispatches__isnull=True,
    ).select_related("partner", "issued_by")


def send_waiting(*, at: datetime, limit: int = MOST_PER_SWEEP) -> int:
    """Send what a run left lying, because a worker was killed in between. Returns how many letters were queued."""
    recent = Invoice.objects.filter(issued_at__gt=at - LOOK_BACK)
    left = waiting(recent).order_by("pk")[:limit]
    return sum(attempt(each, partial(send_automatically, invoice=each, at=at)) for each in left)


def send_all(*, invoices: QuerySet[Invoice], by: Any, at: datetime) -> int:
    """Mail what of these did not leave, as far as it can go now. Returns how many letters were queued."""
    waiting_now = unsent(invoices).select_related("partner").order_by("pk")[:MOST_PER_SWEEP]
    return sum(attempt(invoice, partial(_send_again, invoice, by=by, at=at)) for invoice in waiting_now)


def _send_again(invoice: Invoice, *, by: Any, at: datetime) -> Dispatch | None:
    """None when it left, or waits to leave, by now."""
    with transaction.atomic():
        held = _locked(invoice)
        if not unsent(Invoice.objects.filter(pk=held.pk)).exists():
            return None
        return _queue(held, to=address_of(held), name=f"again-{held.dispatches.count()}", by=by, at=at)


def attempt(invoice: Invoice, act: Callable[[], Dispatch | None]) -> bool:
    """Whether it was queued now; a refusal or a fault leaves it in the list of what was not sent."""
    try:
        return act() is not None
    except Refusal as refusal:
        log.info("invoice %s is not mailed: %s", invoice, refusal.sentence)
    except Exception:
        log.exception("invoice %s could not be mailed", invoice)
    return False


def files_of(invoice: Invoice) -> list[Document]:
    """The PDF, and the e-invoice when it is there and right. Refuses as long as one of them is still being made."""
    pdf = Document.objects.filter(orders__invoice=invoice, orders__status=OrderStatus.READY).first()
    einvoice = EInvoice.objects.filter(invoice=invoice).select_related("document").first()
    if pdf is None or einvoice is None:
        raise Refusal("De bestanden van deze factuur worden nog gemaakt. Probeer het zo weer.", code="no_files")
    ubl = einvoice.document if not einvoice.errors else None
    return [pdf, *([ubl] if ubl else [])]


def _locked(invoice: Invoice) -> Invoice:
    held = lock(Invoice.objects.filter(pk=invoice.pk))[0]
    if held.status != InvoiceStatus.ISSUED:
        raise Refusal("Geef de factuur eerst uit.", code="draft")
    return held


def _queue(invoice: Invoice, *, to: str, name: str, by: Any, at: datetime) -> Dispatch:
    if not to:
        raise Refusal("Van deze partner is geen e-mailadres bekend.", field="to", code="no_address")
    files = files_of(invoice)
    letter = queue_letter(
        key=_key(invoice, name),
        to=to,
        template=TEMPLATE,
        context={
            "invoice": invoice,
            "doc": invoice.snapshot,
            "partner": invoice.partner,
            "house": house_on(timezone.localdate(at)),
            "has_ubl": len(files) > 1,
            "base_url": settings.BASE_URL,
        },
        partner=invoice.partner,
        attachments=[StoredFile(each.filename, each.storage_name, each.media_type) for each in files],
    )
    return Dispatch.objects.create(invoice=invoice, channel=Channel.MAIL, mail=letter, ordered_at=at, ordered_by=by)


def _key(invoice: Invoice, name: str) -> str:
    return f"{PREFIX}:{invoice.pk}:{name}"
