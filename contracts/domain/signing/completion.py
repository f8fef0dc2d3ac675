"""From one signature to two, and from two to a sealed agreement; also when both signed on paper."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from contracts.domain import evidence
from contracts.domain.signing.endings import no_more_letters
from contracts.domain.signing.keeping import close, move, open_requests, take, tell
from contracts.domain.signing.succession import make_room, take_over
from contracts.enums import (
    AT_THE_SIGNERS,
    AgreementStatus,
    EventKind,
    RequestStatus,
    SealLevel,
    SignerRole,
)
from contracts.models import Agreement, Document, PaperSignature, Seal, SignatureRequest
from fluxus.errors import Refusal
from fluxus.jobs import enqueue

SEAL_TASK = "contracts.seal"


def hand_to_house(agreement: Agreement, *, at: datetime) -> None:
    """The other party signed: now somebody with a mandate."""
    days = agreement.template_version.template.days_to_sign
    SignatureRequest.objects.filter(agreement=agreement, role=SignerRole.HOUSE, status=RequestStatus.PLANNED).update(
        status=RequestStatus.SENT, sent_at=at, expires_at=at + timedelta(days=days)
    )
    move(agreement, AgreementStatus.PARTLY_SIGNED)


def complete(agreement: Agreement, *, at: datetime) -> Seal:
    """Both signed: in force, in the place of what it amends, and the worker puts the seal on it."""
    move(agreement, AgreementStatus.SIGNED)
    take_over(agreement, at=at)
    level = SealLevel.T if getattr(settings, "TSA_URL", "") else SealLevel.B
    seal = Seal.objects.create(agreement=agreement, wanted_level=level, requested_at=at, next_attempt_at=at)
    enqueue(SEAL_TASK, seal_id=seal.pk)
    return seal


def paper(*, agreement: Agreement, document: Document, signed_on: date, by: Any, at: datetime) -> Agreement:
    """Both signed on paper; `document` is the scan. Open requests end, and there is nothing to seal.

    What it amends goes, signed or not. Refuses a day that has not come yet or that lies before the agreement was drawn up,
    an agreement that is not waiting for signatures, and what `make_room` refuses.
    """
    with transaction.atomic():
        held = take(agreement)
        if held.status not in (AgreementStatus.ISSUED, *AT_THE_SIGNERS):
            raise Refusal("Deze overeenkomst wacht niet op handtekeningen.", code="state")
        if not held.issued_on or not held.issued_on <= signed_on <= timezone.localdate(at):
            raise Refusal("Kies een dag vanaf de datum van de overeenkomst tot en met vandaag.", field="signed_on")
        no_more_letters(held)
        close(open_requests(held), RequestStatus.REVOKED, at=at, reason="Op papier getekend.")
        PaperSignature.objects.create(agreement=held, document=document, signed_on=signed_on, noted_at=at, noted_by=by)
        data = {"sha256": document.pk, "signed_on": signed_on.isoformat()}
        evidence.add(agreement=held, kind=EventKind.PAPER, at=at, by=by, data=data)
        make_room(held, by=by, at=at)
        move(held, AgreementStatus.SIGNED)
        take_over(held, at=at)
        tell(held, f"Overeenkomst {held} is op papier getekend", at=at, by=by)
    return held
