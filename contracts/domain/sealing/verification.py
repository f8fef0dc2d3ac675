"""What we know of a file that somebody brings: ours or not, whole or changed, who signed, and whether the evidence holds.

Known is a file whose every byte lies in the archive. For any other file only its signatures speak: those made with one of
our certificates say whether it was changed since; of others we say that we do not know them.
"""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from contracts.domain import evidence
from contracts.domain.evidence import ChainCheck
from contracts.enums import EventKind
from contracts.models import Agreement, Document, SealCertificate
from contracts.models import Signature as SignedBy
from fluxus import pades

MOST_BYTES = 20 * 1024 * 1024


class Finding(StrEnum):
    SEALED = "sealed"
    OLDER = "older"
    OFFER = "offer"
    EVIDENCE = "evidence"
    OURS = "ours"
    ADDED_TO = "added_to"
    UNKNOWN_COPY = "unknown_copy"
    CHANGED = "changed"
    FOREIGN = "foreign"
    UNSIGNED = "unsigned"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    NOT_A_PDF = "not_a_pdf"


@dataclass(frozen=True)
class Mark:
    """One signature or time stamp in the file; `certificate` when it was made with one of ours."""

    found: pades.Found
    certificate: SealCertificate | None

    @property
    def was_valid(self) -> bool:
        """Made in the time for which its certificate was given out, as far as its clock is to be believed."""
        at = self.found.timestamped_at or self.found.claimed_at
        return at is not None and self.found.valid_from <= at < self.found.expires_at


@dataclass(frozen=True)
class Verdict:
    finding: Finding
    sha256: str
    size: int
    marks: list[Mark] = field(default_factory=list)
    agreement: Agreement | None = None
    signed_by: list[SignedBy] = field(default_factory=list)
    chain: ChainCheck | None = None

    @property
    def is_ours(self) -> bool:
        """Byte for byte a file from our archive."""
        return self.finding in {Finding.SEALED, Finding.OLDER, Finding.OFFER, Finding.EVIDENCE, Finding.OURS}

    @property
    def is_self_issued(self) -> bool:
        return any(mark.certificate and mark.certificate.is_self_issued for mark in self.marks)


def verify(content: bytes) -> Verdict:
    """Look at a file of anybody. Never raises for what is in it; nothing is kept."""
    sha256 = hashlib.sha256(content).hexdigest()
    document = Document.objects.filter(pk=sha256).first()
    try:
        marks = _with_certificates(pades.inspect(content))
        finding, agreement = _judge(marks)
    except pades.NotReadable as fault:
        marks, finding, agreement = [], _unreadable(fault, content), None
    if document is not None:
        finding, agreement = _what_is(document)
    return Verdict(
        finding,
        sha256,
        len(content),
        marks=marks,
        agreement=agreement,
        signed_by=_signatures_of(agreement) if finding != Finding.OFFER else [],
        chain=evidence.check(agreement) if agreement else None,
    )


def _unreadable(fault: pades.NotReadable, content: bytes) -> Finding:
    if isinstance(fault, pades.Encrypted):
        return Finding.ENCRYPTED
    return Finding.BROKEN if b"%PDF-" in content[:1024] else Finding.NOT_A_PDF


def _with_certificates(found: list[pades.Found]) -> list[Mark]:
    known = SealCertificate.objects.in_bulk([each.fingerprint for each in found])
    return [Mark(each, known.get(each.fingerprint)) for each in found]


def _what_is(document: Document) -> tuple[Finding, Agreement | None]:
    """What a document of the archive is, and of which agreement."""
    agreements = Agreement.objects.select_related("partner", "seal", "template_version")
    seals = EventKind.SEALED, EventKind.RESEALED
    roles = (
        (Finding.SEALED, agreements.filter(seal__document=document)),
        (Finding.EVIDENCE, agreements.filter(seal__evidence=document)),
        (Finding.OFFER, agreements.filter(document_order__document=document)),
        (Finding.OLDER, agreements.filter(events__kind__in=seals, events__data__sha256=document.pk)),
        (Finding.OLDER, agreements.filter(events__kind__in=seals, events__data__evidence_sha256=document.pk)),
    )
    for finding, rows in roles:
        agreement = rows.first()
        if agreement is not None:
            return finding, agreement
    return Finding.OURS, None


def _judge(marks: list[Mark]) -> tuple[Finding, Agreement | None]:
    """What signatures tell of a file that is not in the archive."""
    ours = [mark for mark in marks if mark.certificate is not None]
    if not marks:
        return Finding.UNSIGNED, None
    if not ours:
        return Finding.FOREIGN, None
    if not all(mark.found.is_intact for mark in ours):
        return Finding.CHANGED, None
    for mark in reversed(marks):
        document = Document.objects.filter(pk=mark.found.revision).first()
        if document is not None:
            return Finding.ADDED_TO, _what_is(document)[1]
    return (Finding.UNKNOWN_COPY if all(mark.found.is_whole for mark in ours) else Finding.CHANGED), None


def _signatures_of(agreement: Agreement | None) -> list[SignedBy]:
    if agreement is None:
        return []
    rows = SignedBy.objects.filter(request__agreement=agreement).select_related("request")
    return list(rows.order_by("signed_at", "pk"))
