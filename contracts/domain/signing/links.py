"""Personal addresses to sign at. The token exists in the letter alone, the database has its SHA-256."""

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from contracts.enums import AT_THE_SIGNERS, RequestStatus
from contracts.models import SignatureRequest, SigningLink
from fluxus.errors import Refusal

AT_WORK = (RequestStatus.SENT, RequestStatus.OPENED)
LONGEST = 100


def fresh(pk: int, at: datetime) -> str:
    """A new address for this request, made while its letter leaves; refuses when there is nothing to sign any more."""
    request = SignatureRequest.objects.filter(pk=pk, status__in=AT_WORK, expires_at__gt=at).first()
    if request is None:
        raise Refusal("Dit verzoek om te tekenen is al afgehandeld of verlopen.", code="closed")
    token = secrets.token_urlsafe(32)
    SigningLink.objects.create(request=request, sha256=_hash(token), made_at=at)
    return f"{settings.BASE_URL}{reverse('contracts:sign', args=[token])}"


def find(token: str, *, at: datetime) -> SignatureRequest | None:
    """The request behind a token, as long as it can still be signed."""
    request = _behind(token)
    is_open = request and request.status in AT_WORK and request.expires_at > at
    return request if is_open and request and request.agreement.status in AT_THE_SIGNERS else None


def find_closed(token: str, *, at: datetime) -> SignatureRequest | None:
    """The request behind a token that came too late, to say what became of it; None for a token that we never gave."""
    return None if find(token, at=at) else _behind(token)


def revoke(request: SignatureRequest) -> None:
    """All addresses that went out lead nowhere, not even to what became of it: they may lie with somebody else."""
    SigningLink.objects.filter(request=request).delete()


def _behind(token: str) -> SignatureRequest | None:
    if len(token) > LONGEST:
        return None
    requests = SignatureRequest.objects.select_related("agreement__partner", "agreement__template_version", "document")
    return requests.filter(links__sha256=_hash(token)).first()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
