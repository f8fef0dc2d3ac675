"""What a signer does: open, read, sign, decline. Each act is a link in the evidence.

To sign one must have been shown the bytes: `read` or `downloaded` comes first, by whatever way the page shows them.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from contracts.domain import documents, evidence
from contracts.domain.signing import codes, consent, drawings, letters
from contracts.domain.signing.completion import complete, hand_to_house
from contracts.domain.signing.endings import finish_unsigned
from contracts.domain.signing.keeping import close, open_requests, required, take_request, tell
from contracts.domain.signing.standing import (
    mandate_for,
    refuse_closed,
    refuse_other_bytes,
    refuse_other_person,
)
from contracts.domain.signing.visitors import Visitor, clean
from contracts.enums import AgreementStatus, EventKind, ProvenBy, RequestStatus, SignatureMethod, SignerRole
from contracts.models import AgreementEvent, Mandate, Signature, SignatureRequest
from fluxus.db import persevering
from fluxus.errors import Refusal

BY_LINK = "link"
SHOWN = (EventKind.READ, EventKind.DOWNLOADED)


@dataclass
class Done:
    """What came of signing many: the signatures, and the requests that could not be signed with the reason of each."""

    signed: list[Signature] = field(default_factory=list)
    refused: list[tuple[SignatureRequest, str]] = field(default_factory=list)


def open(*, request: SignatureRequest, who: Visitor, at: datetime, by: Any = None) -> SignatureRequest:  # noqa: A001  # the word for it
    """The signing page was opened; once per session in the evidence. Refuses when there is nothing to sign any more."""
    with transaction.atomic():
        held = take_request(request)
        refuse_closed(held, at)
        if held.status == RequestStatus.SENT:
            held.status, held.opened_at = RequestStatus.OPENED, at
            held.save(update_fields=["status", "opened_at"])
        _note_once(held, EventKind.OPENED, who, at=at, by=by)
    return held


def read(*, request: SignatureRequest, sha256: str, who: Visitor, at: datetime, by: Any = None) -> SignatureRequest:
    """The document was shown, these bytes; once per session in the evidence. Refuses other bytes than those asked for."""
    return _shown(request, EventKind.READ, sha256, who, at, by)


def downloaded(
    *, request: SignatureRequest, sha256: str, who: Visitor, at: datetime, by: Any = None
) -> SignatureRequest:
    """The PDF was fetched, these bytes; once per session in the evidence."""
    return _shown(request, EventKind.DOWNLOADED, sha256, who, at, by)


@persevering
def sign(
    *,
    request: SignatureRequest,
    sha256: str,
    name: str,
    method: str,
    consent_version: int,
    proven_by: str,
    who: Visitor,
    at: datetime,
    image: bytes | None = None,
    by: Any = None,
    mandate: Mandate | None = None,
    function: str = "",
    together: int = 1,
) -> Signature:
    """Sign the bytes with hash `sha256`, in one transaction; the last signature completes the agreement.

    The other party proves himself by a code (`codes.check` in the same session) or as `by`, who may speak for him. For the
    house signs `by` with his own mandate (`mandate` may be left out). `together` is how many agreements stood above the
    sentence that he agreed with. Refuses, with `code`: signed, declined, expired,
    revoked, planned (not his turn), other_bytes, damaged, unread, no_proof, someone_else, no_mandate; with `field`: name,
    image, consent.
    """
    with transaction.atomic():
        held = take_request(request)
        refuse_closed(held, at)
        refuse_other_bytes(held, sha256)
        documents.read(held.document)
        mandate = _prove(held, proven_by, who, by, at)
        words = consent.sentence(consent_version, count=together)
        signature = Signature.objects.create(
            request=held,
            document=held.document,
            name=_name(name),
            function=mandate.function if mandate else clean(function)[:120],
            method=method,
            image=drawings.keep(image, request=held) if method == SignatureMethod.DRAWN else None,
            consent_version=consent_version,
            consent=words,
            proven_by=proven_by,
            mandate=mandate,
            signed_at=at,
            signed_by=by,
        )
        _note_signature(signature, held, who, together)
        close([held], RequestStatus.SIGNED, at=at)
        _go_on(held, signature, at, by)
    return signature


def decline(*, request: SignatureRequest, reason: str, who: Visitor, at: datetime, by: Any = None) -> SignatureRequest:
    """The other party does not sign, and says why; the colleague who drew it up gets a letter.

    How he was recognised stands in the evidence; the page asks him for a code or a login first.
    """
    reason = required(reason, sentence="Schrijf kort waarom je niet tekent.")
    with transaction.atomic():
        held = take_request(request)
        refuse_closed(held, at)
        if held.role != SignerRole.COUNTERPARTY:
            raise Refusal("Trek de overeenkomst in als het huis haar niet tekent.", code="house")
        if by:
            refuse_other_person(held, by, at)
        close([held], RequestStatus.DECLINED, at=at, reason=reason)
        close(open_requests(held.agreement), RequestStatus.REVOKED, at=at)
        data = {"request": held.pk, "reason": reason, "proven_by": _recognised_by(held, who, by, at), **who.data()}
        evidence.add(agreement=held.agreement, kind=EventKind.DECLINED, at=at, by=by, data=data)
        finish_unsigned(held.agreement, AgreementStatus.DECLINED, reason=reason)
        letters.say_declined(held, at=at)
        tell(held.agreement, f"Overeenkomst {held.agreement} geweigerd", at=at, by=by, detail=reason)
    return held


def countersign_many(
    *,
    requests: list[SignatureRequest],
    by: Any,
    name: str,
    who: Visitor,
    at: datetime,
    shown: int | None = None,
    consent_version: int = consent.VERSION,
) -> Done:
    """Sign each of these for the house, each in a transaction of its own; what is refused stops no other.

    `shown` is how many stood on the page that was agreed with, when some of them are gone meanwhile.
    """
    done = Done()
    for request in sorted(requests, key=lambda each: each.pk):
        try:
            signature = sign(
                request=request,
                sha256=request.document_id,
                name=name,
                method=SignatureMethod.TYPED,
                consent_version=consent_version,
                proven_by=ProvenBy.LOGIN,
                who=who,
                by=by,
                at=at,
                together=shown or len(requests),
            )
            done.signed.append(signature)
        except Refusal as refusal:
            done.refused.append((request, refusal.sentence))
    return done


def _shown(
    request: SignatureRequest, kind: EventKind, sha256: str, who: Visitor, at: datetime, by: Any
) -> SignatureRequest:
    with transaction.atomic():
        held = take_request(request)
        refuse_closed(held, at)
        refuse_other_bytes(held, sha256)
        _note_once(held, kind, who, at=at, by=by, sha256=sha256)
    return held


def _note_once(request: SignatureRequest, kind: EventKind, who: Visitor, *, at: datetime, by: Any, **data: str) -> None:
    """A page that is opened again and again does not make the chain grow."""
    mine = AgreementEvent.objects.filter(agreement=request.agreement, kind=kind, data__request=request.pk)
    if not mine.filter(data__session=who.data().get("session", "")).exists():
        said = {"request": request.pk, **data, **who.data()}
        evidence.add(agreement=request.agreement, kind=kind, at=at, by=by, data=said)


def _prove(request: SignatureRequest, proven_by: str, who: Visitor, by: Any, at: datetime) -> Mandate | None:
    """Refuse who did not show that it is his to sign; the mandate of who signs for the house."""
    if request.role == SignerRole.HOUSE:
        if proven_by != ProvenBy.LOGIN:
            raise Refusal("Log in om namens het huis te tekenen.", code="no_proof")
        return mandate_for(request, by, at)
    if proven_by == ProvenBy.LOGIN:
        refuse_other_person(request, by, at)
    elif not codes.has_passed(request=request, who=who, at=at):
        raise Refusal("Vul eerst de code uit je mail in.", field="code", code="no_proof")
    if not AgreementEvent.objects.filter(
        agreement=request.agreement, kind__in=SHOWN, data__request=request.pk, data__sha256=request.document_id
    ).exists():
        raise Refusal("Lees de overeenkomst voordat je tekent.", code="unread")
    return None


def _recognised_by(request: SignatureRequest, who: Visitor, by: Any, at: datetime) -> str:
    """How somebody showed who he is, in the words of the evidence; at the least he has the personal link."""
    if by:
        return str(ProvenBy.LOGIN)
    return str(ProvenBy.CODE) if codes.has_passed(request=request, who=who, at=at) else BY_LINK


def _name(name: str) -> str:
    name = " ".join(clean(name).split())
    if len(name) < 2:
        raise Refusal("Vul je naam in.", field="name")
    if len(name) > 200:
        raise Refusal("Deze naam is te lang: hoogstens 200 tekens.", field="name")
    return name


def _note_signature(signature: Signature, request: SignatureRequest, who: Visitor, together: int) -> None:
    """Who, over which bytes, with which words, how, with which mandate, and with how many others in one go."""
    data: dict[str, Any] = {
        "request": request.pk,
        "role": str(request.role),
        "signature": signature.pk,
        "sha256": signature.document_id,
        "name": signature.name,
        "function": signature.function,
        "method": str(signature.method),
        "image": signature.image_id or "",
        "consent_version": signature.consent_version,
        "consent": signature.consent,
        "language": "nl",
        "proven_by": str(signature.proven_by),
        "invited_as": request.email,
        **who.data(),
    }
    if together > 1:
        data["together"] = together
    if signature.mandate:
        data |= {"mandate": signature.mandate.pk, "mandate_cents": signature.mandate.most_cents}
    kind, by = EventKind.SIGNED, signature.signed_by
    evidence.add(agreement=request.agreement, kind=kind, at=signature.signed_at, by=by, data=data)


def _go_on(request: SignatureRequest, signature: Signature, at: datetime, by: Any) -> None:
    """To the house, or done."""
    if request.role == SignerRole.COUNTERPARTY:
        hand_to_house(request.agreement, at=at)
    else:
        complete(request.agreement, at=at)
    tell(request.agreement, f"Overeenkomst {request.agreement} getekend door {signature.name}", at=at, by=by)
