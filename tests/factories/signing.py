"""Agreements on their way to two signatures; say only what the test is about."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.utils import timezone

from contracts.domain import documents
from contracts.domain.signing import acts, consent, requests
from contracts.domain.signing.visitors import Visitor
from contracts.enums import OrderStatus, ProvenBy, SignatureMethod, SignerRole
from contracts.models import Agreement, Document, DocumentOrder, Mandate, Signature, SignatureRequest
from network.models import Membership, Partner, User
from tests.factories.contracts import make_agreement

PHONE = Visitor(ip="192.0.2.7", user_agent="Telefoon", session_hash="a" * 64, timezone="Europe/Amsterdam")
LAPTOP = Visitor(ip="192.0.2.8", user_agent="Laptop", session_hash="b" * 64, login="password")


def make_pdf(agreement: Agreement) -> Document:
    """The document of an issued agreement, without waiting for a printer."""
    content = b"%PDF-1.7\n" + agreement.data_hash.encode()
    document = documents.store(content, filename=f"{agreement}.pdf", renderer="test")
    order, _ = DocumentOrder.objects.get_or_create(agreement=agreement)
    order.status, order.document, order.finished_at = OrderStatus.READY, document, timezone.now()
    order.save()
    return document


def make_ready(by: User, **fields: Any) -> Agreement:
    """An issued agreement with its PDF."""
    agreement = make_agreement(by, **fields)
    make_pdf(agreement)
    return Agreement.objects.get(pk=agreement.pk)


def make_sent(by: User, *, at: datetime | None = None, **fields: Any) -> Agreement:
    """An agreement at the other party."""
    return requests.send(agreement=make_ready(by, **fields), by=by, at=at or timezone.now())


def asked(agreement: Agreement, role: str = SignerRole.COUNTERPARTY) -> SignatureRequest:
    """The newest request of one of the two."""
    return SignatureRequest.objects.filter(agreement=agreement, role=role).order_by("-pk")[0]


def speak_for(partner: Partner, user: User) -> User:
    Membership.objects.get_or_create(user=user, partner=partner, defaults={"started_on": date(2020, 1, 1)})
    return user


def make_mandate(user: User, by: User, **fields: Any) -> Mandate:
    """He may sign for the house since 2020, without a limit."""
    values = {"function": "directeur-bestuurder", "started_on": date(2020, 1, 1), **fields}
    return Mandate.objects.create(user=user, granted_by=by, **values)


def sign(request: SignatureRequest, by: User | None, *, at: datetime | None = None, **fields: Any) -> Signature:
    """Read and sign, logged in."""
    at = at or timezone.now()
    if request.role == SignerRole.COUNTERPARTY and "sha256" not in fields:
        acts.read(request=request, sha256=request.document_id, who=PHONE, at=at, by=by)
    values: dict[str, Any] = {
        "sha256": request.document_id,
        "name": "Bilal Amrani",
        "method": SignatureMethod.TYPED,
        "consent_version": consent.VERSION,
        "proven_by": ProvenBy.LOGIN,
        "who": PHONE,
        **fields,
    }
    return acts.sign(request=request, by=by, at=at, **values)


def later(**span: float) -> datetime:
    return timezone.now() + timedelta(**span)


def fake_hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
