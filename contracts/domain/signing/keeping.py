"""Holding an agreement and its requests while something happens to them, and moving them on.

Everybody locks in the same order: first the agreement together with the one that it amends, then its requests.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from contracts.enums import OPEN_REQUESTS, AgreementStatus, RequestStatus
from contracts.models import Agreement, SignatureRequest
from fluxus.db import lock
from fluxus.errors import Refusal
from network.domain.timeline import record
from network.enums import EntryKind


def take(agreement: Agreement) -> Agreement:
    """The agreement as it is now, locked; `amends` is locked too."""
    pks = [pk for pk in (agreement.pk, agreement.amends_id) if pk]
    rows = {each.pk: each for each in lock(Agreement.objects.filter(pk__in=pks))}
    held = rows.get(agreement.pk)
    if held is None:
        raise Refusal("Deze overeenkomst bestaat niet meer.", code="gone")
    if held.amends_id:
        held.amends = rows.get(held.amends_id, held.amends)
    return held


def take_request(request: SignatureRequest) -> SignatureRequest:
    """The request as it is now, locked, with its locked agreement."""
    agreement = take(request.agreement)
    held = lock(SignatureRequest.objects.filter(pk=request.pk))[0]
    held.agreement = agreement
    return held


def move(agreement: Agreement, status: AgreementStatus, reason: str = "") -> None:
    """Put the agreement in another state; the database knows which ways there are."""
    agreement.status, agreement.status_reason = status, reason
    agreement.save(update_fields=["status", "status_reason"])


def close(requests: Iterable[SignatureRequest], status: RequestStatus, *, at: datetime, reason: str = "") -> None:
    """Nobody signs, is reminded or gets a code by these any more."""
    for request in requests:
        request.status, request.reason, request.closed_at = status, reason, at
        request.next_reminder_at, request.code_hash, request.code_expires_at = None, "", None
        request.save()


def open_requests(agreement: Agreement) -> list[SignatureRequest]:
    """The locked requests that still wait for something."""
    return lock(SignatureRequest.objects.filter(agreement=agreement, status__in=OPEN_REQUESTS))


def tell(agreement: Agreement, title: str, *, at: datetime, by: Any = None, detail: str = "") -> None:
    """One line on the timeline of the other party."""
    record(
        partners=[agreement.partner],
        kind=EntryKind.AGREEMENT,
        title=title,
        detail=detail,
        by=by,
        at=at,
        path=agreement.get_absolute_url(),
        amount_cents=agreement.fee_cents,
    )


def required(text: str, *, sentence: str, most: int = 500) -> str:
    """A reason without spaces around it; refuses nothing at all, and more than fits."""
    text = text.strip()
    if not text:
        raise Refusal(sentence, field="reason")
    if len(text) > most:
        raise Refusal(f"Houd het korter: hoogstens {most} tekens.", field="reason")
    return text
