"""Agreements that both parties signed, with a real PDF, and sealed ones."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from contracts.domain import documents
from contracts.domain.sealing import seals
from contracts.domain.signing import requests
from contracts.enums import SealLevel, SignerRole
from contracts.models import Agreement, Seal, SealCertificate
from tests.cast import Cast
from tests.factories.contracts import make_agreement
from tests.factories.signing import asked, make_mandate, sign, speak_for


def make_signed(cast: Cast, *, at: datetime | None = None, **fields: Any) -> Agreement:
    """Both signed; the seal waits for the worker."""
    at = at or timezone.now()
    agreement = make_agreement(cast.bureau, **fields)
    documents.make(document_order_id=agreement.document_order.pk)
    requests.send(agreement=Agreement.objects.get(pk=agreement.pk), by=cast.bureau, at=at)
    sign(asked(agreement), speak_for(agreement.partner, cast.bilal), at=at)
    make_mandate(cast.bureau, cast.admin)
    sign(asked(agreement, SignerRole.HOUSE), cast.bureau, at=at, name="Marit Kuiper")
    return Agreement.objects.get(pk=agreement.pk)


def make_sealed(cast: Cast, **fields: Any) -> Seal:
    """Sealed by the worker."""
    agreement = make_signed(cast, **fields)
    sealed = seals.make(seal_id=agreement.seal.pk, at=timezone.now())
    assert sealed is not None
    return sealed


def sealed_bytes(seal: Seal) -> bytes:
    assert seal.document is not None
    return documents.read(seal.document)


def put_seal(agreement: Agreement) -> Seal:
    """Rows as if it were sealed, without work: for tests of who may open what."""
    at = timezone.now()
    certificate, _ = SealCertificate.objects.get_or_create(
        fingerprint="c" * 64,
        defaults={
            "subject": "Zegel",
            "issuer": "Zegel",
            "is_self_issued": True,
            "pem": "",
            "valid_from": at,
            "expires_at": at,
        },
    )
    sealed, report = (
        documents.store(f"%PDF-1.7 {what} {agreement}".encode(), filename=f"{agreement}-{what}.pdf", renderer="test")
        for what in ("verzegeld", "bewijs")
    )
    return Seal.objects.create(
        agreement=agreement,
        wanted_level=SealLevel.B,
        reached_level=SealLevel.B,
        sealed_at=at,
        certificate=certificate,
        document=sealed,
        evidence=report,
    )
