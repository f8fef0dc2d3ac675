"""Whether a request can be answered, and by whom: every reason why somebody cannot sign, as a sentence."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from contracts.domain.signing import mandates
from contracts.enums import AT_THE_SIGNERS, RequestStatus, SignerRole
from contracts.models import Mandate, SignatureRequest
from fluxus.errors import Refusal
from network.models import Partner

CLOSED = {
    RequestStatus.SIGNED: "Hier is al getekend.",
    RequestStatus.DECLINED: "Deze overeenkomst is geweigerd. Tekenen kan niet meer.",
    RequestStatus.EXPIRED: "De termijn om te tekenen is voorbij. Vraag ons om een nieuwe uitnodiging.",
    RequestStatus.REVOKED: "Deze uitnodiging is ingetrokken. Tekenen kan niet meer.",
}


def refuse_closed(request: SignatureRequest, at: datetime) -> None:
    """Refuse a request that was answered, withdrawn or expired, or whose turn it is not yet.

    Only the other party can be too late: once he signed, he has accepted, and a slow house does not undo that.
    """
    status = RequestStatus(request.status)
    if status in CLOSED:
        raise Refusal(CLOSED[status], code=str(status))
    if status == RequestStatus.PLANNED:
        raise Refusal("Eerst tekent de wederpartij, daarna het huis.", code="planned")
    if request.agreement.status not in AT_THE_SIGNERS:
        raise Refusal(CLOSED[RequestStatus.REVOKED], code="revoked")
    if request.role == SignerRole.COUNTERPARTY and request.expires_at <= at:
        raise Refusal(CLOSED[RequestStatus.EXPIRED], code="expired")


def refuse_other_bytes(request: SignatureRequest, sha256: str) -> None:
    """One signs what one read, byte for byte."""
    if sha256 != request.document_id:
        raise Refusal("Dit is niet de versie die je moet tekenen. Open de pagina opnieuw.", code="other_bytes")


def refuse_other_person(request: SignatureRequest, by: Any, at: datetime) -> None:
    """Who is logged in signs only for a partner that he may speak for."""
    own = Partner.objects.acted_for_by(by, on=timezone.localdate(at)) if by else Partner.objects.none()
    if not own.filter(pk=request.agreement.partner_id).exists():
        raise Refusal("Je kunt niet tekenen namens deze partner.", code="someone_else")


def mandate_for(request: SignatureRequest, by: Any, at: datetime) -> Mandate:
    """The mandate with which a colleague signs for the house; refuses when he has none that is enough."""
    reason = mandates.why_not(by, request.agreement, timezone.localdate(at))
    mandate = mandates.may_sign(by, request.agreement, timezone.localdate(at))
    if mandate is None:
        raise Refusal(reason, code="no_mandate")
    return mandate
