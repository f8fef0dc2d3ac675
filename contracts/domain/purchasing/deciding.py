"""Approving an invoice of a cultuurmaker, or sending it back."""

from datetime import datetime
from typing import Any

from django.db import transaction

from contracts.domain.purchasing.checking import check, iban_of
from contracts.domain.purchasing.submitting import let_go, locked
from contracts.domain.snapshots import primary_email
from contracts.enums import PurchaseStatus
from contracts.models import PurchaseInvoice
from fluxus.errors import Refusal
from fluxus.periods import wall_clock
from network.domain.outbox import queue_letter
from network.domain.timeline import record
from network.enums import EntryKind
from network.models import Partner


def approve(*, purchase: PurchaseInvoice, difference_reason: str = "", by: Any, at: datetime) -> PurchaseInvoice:
    """It may be paid, on the IBAN that we know now. A difference with what was agreed asks for an explanation.

    Refuses whoever handed it in himself, and who acts for this partner.
    """
    with transaction.atomic():
        held = locked(purchase)
        refuse_self(held, by, at)
        found = check(held, today=wall_clock(at).date())
        if found.blockers:
            raise Refusal(" ".join(found.blockers), code="blocked")
        if found.findings and not difference_reason.strip():
            raise Refusal("Leg uit waarom het goed is dat dit anders is dan afgesproken.", field="difference_reason")
        held.iban, held.difference_reason = iban_of(held), difference_reason if found.findings else ""
        held.status, held.decided_at, held.decided_by = PurchaseStatus.APPROVED, at, by
        held.save()
        title = f"Factuur {held.their_number} goedgekeurd"
        record(
            partners=[held.partner],
            kind=EntryKind.INVOICE,
            title=title,
            by=by,
            at=at,
            path=held.get_absolute_url(),
            amount_cents=held.gross_cents,
        )
    return held


def reject(*, purchase: PurchaseInvoice, reason: str, by: Any, at: datetime) -> PurchaseInvoice:
    """Send it back with the reason, by mail; what stands on it can be billed again."""
    if not reason.strip():
        raise Refusal("Schrijf op wat er niet klopt. De cultuurmaker leest dit.", field="reason")
    with transaction.atomic():
        held = locked(purchase)
        let_go(held, PurchaseStatus.REJECTED, reason=reason, by=by, at=at)
        title = f"Factuur {held.their_number} teruggestuurd"
        record(partners=[held.partner], kind=EntryKind.INVOICE, title=title, detail=reason, by=by, at=at)
        if address := primary_email(held.partner) or held.submitted_by.email:
            _tell(held, address)
    return held


def refuse_self(purchase: PurchaseInvoice, by: Any, at: datetime) -> None:
    """Nobody approves what he handed in, or what is of a partner for whom he acts."""
    own = Partner.objects.acted_for_by(by, on=wall_clock(at).date()).filter(pk=purchase.partner_id)
    if purchase.submitted_by_id == by.pk or own.exists():
        raise Refusal("Je kunt je eigen factuur niet goedkeuren; vraag een collega.", code="own")


def _tell(purchase: PurchaseInvoice, address: str) -> None:
    queue_letter(
        key=f"contracts.purchase-rejected.{purchase.pk}",
        to=address,
        template="mail/contracts/purchase_rejected.txt",
        context={"purchase": purchase},
        partner=purchase.partner,
    )
