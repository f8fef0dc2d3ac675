"""Sealing what both parties signed. The row is the queue, and it is tried again for as long as it takes.

Signed and sealed are two things: people sign, the house seals. A seal below the wanted level (the time-stamping service
was away) is a seal all the same; a later attempt adds the time stamp behind it. A time is never made up.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction

from contracts.domain import documents, evidence
from contracts.domain.sealing import acts, certificates, copies, report
from contracts.enums import AgreementStatus, EventKind, SealLevel
from contracts.models import Agreement, Document, Invoice, Seal
from fluxus import pades
from fluxus.db import lock
from fluxus.errors import Refusal
from fluxus.jobs import enqueue

TASK = "contracts.seal"
LEVELS = list(SealLevel)
# Longer than the worker may take (CELERY_TASK_TIME_LIMIT), so that nobody takes over what is still being done.
FIRST_PAUSE = timedelta(minutes=6)
LONGEST_PAUSE = timedelta(hours=6)
NUDGE_LOST_AFTER = timedelta(minutes=1)
MOST_PER_SWEEP = 50
RENDERER = "pyHanko"


@dataclass(frozen=True)
class Made:
    """A sealed file and how far it came; `fault` says why no further."""

    content: bytes
    level: SealLevel
    timestamped_at: datetime | None
    fault: str = ""


def again(*, seal: Seal, at: datetime) -> Seal:
    """Try a waiting seal now instead of at its next turn. What is finished stays as it is."""
    with transaction.atomic():
        held = lock(Seal.objects.filter(pk=seal.pk))[0]
        if held.sealed_at is None or held.next_attempt_at is not None:
            held.next_attempt_at = at
            held.save(update_fields=["next_attempt_at"])
            enqueue(TASK, seal_id=held.pk)
    return held


def make(*, seal_id: int, at: datetime) -> Seal | None:
    """Seal, or add the time stamp that was missing. Returns None when there is nothing to do here now.

    The attempt is noted before the work, in a transaction of its own, so a killed worker leaves a row that comes back. The
    outcome (document, certificate, events, status, letters) is one transaction. A fault is noted on the row and raised.
    """
    held = _take(seal_id, at)
    if held is None:
        return None
    try:
        return _upgrade(held, at) if held.sealed_at else _seal(held, at)
    except Exception as fault:
        note_fault(held, fault)
        raise


def sweep(*, at: datetime) -> int:
    """Nudge for seals whose turn it is, however old they are. Returns how many."""
    lost = models.Q(next_attempt_at__isnull=True, requested_at__lt=at - NUDGE_LOST_AFTER)
    due = Seal.objects.waiting().filter(lost | models.Q(next_attempt_at__lte=at)).order_by("requested_at", "pk")
    due_ids = list(due.values_list("pk", flat=True)[:MOST_PER_SWEEP])
    for pk in due_ids:
        enqueue(TASK, seal_id=pk)
    return len(due_ids)


def document_of(subject: Agreement | Invoice) -> Document | None:
    """The sealed document where there is one, else the PDF as it was issued; None as long as none was made."""
    seal = getattr(subject, "seal", None)
    if seal is not None and seal.document is not None:
        return seal.document
    order = getattr(subject, "document_order", None)
    return order.document if order is not None else None


def pause_after(attempts: int) -> timedelta:
    """6, 12, 24 … minutes, and six hours from then on."""
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 10), LONGEST_PAUSE)


def note_fault(held: Seal, fault: Exception) -> None:
    """Write on the row what went wrong, in the words meant for people where there are any."""
    text = fault.sentence if isinstance(fault, Refusal) else f"{type(fault).__name__}: {fault}"
    Seal.objects.filter(pk=held.pk).update(last_error=text[:1000])


def _take(pk: int, at: datetime) -> Seal | None:
    """The seal, with this attempt noted; None when it is not its turn or somebody else is at it."""
    its_turn = models.Q(next_attempt_at__isnull=True) | models.Q(next_attempt_at__lte=at)
    with transaction.atomic():
        rows = Seal.objects.waiting().filter(its_turn, pk=pk)
        held = rows.select_for_update(skip_locked=True, of=("self",)).first()
        if held is None:
            return None
        held.attempts += 1
        held.next_attempt_at = at + pause_after(held.attempts)
        held.save(update_fields=["attempts", "next_attempt_at"])
    return Seal.objects.select_related("agreement__document_order__document", "document").get(pk=pk)


def _seal(held: Seal, at: datetime) -> Seal:
    """The offer with both signatures behind it."""
    agreement, key = held.agreement, certificates.current(at=at)
    signatures = acts.signatures_of(agreement)
    (signed,) = {each.document for each in signatures}
    stated = [acts.act_of(each, number=str(agreement.number)) for each in signatures]
    made = _with_signatures(documents.read(signed), key, stated, SealLevel(held.wanted_level))
    return _finish(held, made, key=key, kind=EventKind.SEALED, at=at)


def _upgrade(held: Seal, at: datetime) -> Seal:
    """The sealed document with a time stamp behind it."""
    if not settings.TSA_URL:
        raise Refusal("Er is geen tijdstempeldienst ingesteld (TSA_URL).", code="tsa")
    if held.document is None:
        raise ValueError("sealed, but without a document")
    stamped = pades.timestamp(documents.read(held.document), tsa_url=settings.TSA_URL)
    made = Made(stamped.content, SealLevel.T, stamped.timestamped_at)
    return _finish(held, made, key=certificates.current(at=at), kind=EventKind.RESEALED, at=at)


def _with_signatures(content: bytes, key: pades.Key, stated: list[pades.Act], wanted: SealLevel) -> Made:
    """As high as can be reached: without the time-stamping service it is a seal without a time stamp, which says so."""
    fault = ""
    if wanted != SealLevel.B and settings.TSA_URL:
        try:
            sealed = pades.seal(content, key=key, acts=stated, tsa_url=settings.TSA_URL)
            return Made(sealed.content, SealLevel.T, sealed.timestamped_at)
        except pades.NoTimestamp as away:
            fault = f"De tijdstempeldienst gaf geen tijdstempel: {away}"
    elif wanted != SealLevel.B:
        fault = "Er is geen tijdstempeldienst ingesteld (TSA_URL)."
    return Made(pades.seal(content, key=key, acts=stated).content, SealLevel.B, None, fault)


def _finish(held: Seal, made: Made, *, key: pades.Key, kind: EventKind, at: datetime) -> Seal:
    """Write the outcome down, once: whoever comes second finds it done and leaves it."""
    with transaction.atomic():
        agreement = lock(Agreement.objects.filter(pk=held.agreement_id))[0]
        seal = lock(Seal.objects.filter(pk=held.pk))[0]
        if seal.reached_level != held.reached_level:
            return seal
        _note_outcome(seal, made, key=key, number=str(agreement.number), is_first=kind == EventKind.SEALED, at=at)
        seal.evidence = report.make(agreement=agreement, seal=seal, key=key, at=at)
        seal.save()
        evidence.add(agreement=agreement, kind=kind, at=at, data=said_of(seal))
        if kind == EventKind.SEALED:
            if agreement.status == AgreementStatus.SIGNED:
                agreement.status = AgreementStatus.SEALED
                agreement.save(update_fields=["status"])
            copies.send(agreement=agreement, seal=seal, at=at)
    return seal


def _note_outcome(seal: Seal, made: Made, *, key: pades.Key, number: str, is_first: bool, at: datetime) -> None:
    seal.document = documents.store(made.content, filename=f"{number}-verzegeld.pdf", renderer=RENDERER)
    seal.reached_level, seal.last_error = made.level, made.fault
    seal.timestamped_at = made.timestamped_at
    seal.tsa_url = settings.TSA_URL if made.timestamped_at else ""
    if is_first:
        seal.certificate, seal.sealed_at = certificates.note(key), at
    if LEVELS.index(made.level) >= LEVELS.index(SealLevel(seal.wanted_level)):
        seal.next_attempt_at = None


def said_of(seal: Seal) -> dict[str, Any]:
    """What the chain of evidence keeps of a seal."""
    said = {
        "sha256": seal.document_id,
        "evidence_sha256": seal.evidence_id,
        "certificate": seal.certificate_id,
        "wanted_level": seal.wanted_level,
        "level": seal.reached_level,
        "tsa_url": seal.tsa_url,
        "timestamped_at": seal.timestamped_at.isoformat() if seal.timestamped_at else "",
    }
    return {name: text for name, text in said.items() if text}
