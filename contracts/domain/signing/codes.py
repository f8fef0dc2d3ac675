"""A code of six digits by mail: who can read it, reads the mailbox that was invited."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from contracts.domain import evidence
from contracts.domain.signing import letters
from contracts.domain.signing.keeping import take_request
from contracts.domain.signing.standing import refuse_closed
from contracts.domain.signing.visitors import Visitor
from contracts.enums import EventKind, SignerRole
from contracts.models import AgreementEvent, SignatureRequest
from fluxus.errors import Refusal
from network.models import OutgoingMail

LIVES = timedelta(minutes=15)
MOST_TRIES = 5
MOST_PER_HOUR = 5
PAUSE = timedelta(seconds=30)
PROVES_FOR = timedelta(hours=1)


def send(*, request: SignatureRequest, at: datetime) -> OutgoingMail:
    """Mail a code to the address that was invited. Asked again within half a minute, it is the same letter.

    Refuses when the request is closed, and after five codes in an hour: more tries would make guessing worthwhile.
    """
    with transaction.atomic():
        held = take_request(request)
        refuse_closed(held, at)
        if held.role != SignerRole.COUNTERPARTY or not held.email:
            raise Refusal("Hier hoort geen code bij. Log in om te tekenen.", code="no_code")
        asked = OutgoingMail.objects.filter(key__startswith=f"{letters.PREFIX}:{letters.CODE}:{held.pk}:")
        just_now = asked.filter(queued_at__gt=at - PAUSE).first()
        if just_now:
            return just_now
        if asked.filter(queued_at__gt=at - timedelta(hours=1)).count() >= MOST_PER_HOUR:
            raise Refusal("Je hebt veel codes gevraagd. Probeer het over een uur weer.", field="code", code="too_many")
        return letters.send_code(held, at=at)


def fresh(pk: int, at: datetime) -> str:
    """A new code for this request, made while its letter leaves; the one before it works no longer."""
    with transaction.atomic():
        request = SignatureRequest.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
        refuse_closed(request, at)
        code = f"{secrets.randbelow(1_000_000):06d}"
        request.code_hash, request.code_expires_at, request.code_tries = _hash(pk, code), at + LIVES, 0
        request.save(update_fields=["code_hash", "code_expires_at", "code_tries"])
    return code


def check(*, request: SignatureRequest, code: str, who: Visitor, at: datetime) -> bool:
    """True when the code is right; it works once, and proves for an hour that this session reads the mailbox.

    A wrong one is counted and stands in the evidence; after five tries, or fifteen minutes, one needs a new code.
    """
    with transaction.atomic():
        held = take_request(request)
        refuse_closed(held, at)
        fault = _fault(held, code, at)
        data = {"request": held.pk, **who.data()}
        if fault is None:
            held.code_hash, held.code_expires_at = "", None
            evidence.add(agreement=held.agreement, kind=EventKind.CODE_PASSED, at=at, data=data)
        elif fault.code == "wrong":
            held.code_tries += 1
            evidence.add(agreement=held.agreement, kind=EventKind.CODE_FAILED, at=at, data=data)
        held.save(update_fields=["code_hash", "code_expires_at", "code_tries"])
    if fault:
        raise fault
    return True


def has_passed(*, request: SignatureRequest, who: Visitor, at: datetime) -> bool:
    """This session gave the right code, less than an hour ago."""
    passed = AgreementEvent.objects.filter(agreement_id=request.agreement_id, kind=EventKind.CODE_PASSED)
    mine = passed.filter(data__request=request.pk, data__session=who.data().get("session", ""))
    return mine.filter(happened_at__gt=at - PROVES_FOR, happened_at__lte=at).exists()


def _fault(request: SignatureRequest, code: str, at: datetime) -> Refusal | None:
    if not request.code_hash or request.code_expires_at is None or request.code_expires_at <= at:
        return Refusal("Deze code is verlopen. Vraag een nieuwe code.", field="code", code="stale")
    if request.code_tries >= MOST_TRIES:
        return Refusal("Je hebt te vaak een verkeerde code ingevuld. Vraag een nieuwe.", field="code", code="too_often")
    if not constant_time_compare(request.code_hash, _hash(request.pk, "".join(code.split()))):
        return Refusal("Deze code klopt niet. Kijk in je mail en probeer het nog eens.", field="code", code="wrong")
    return None


def _hash(pk: int, code: str) -> str:
    """Six digits are soon tried: the secret key, which is not in the database, goes into the hash."""
    return salted_hmac("contracts.signing.code", f"{pk}:{code}", algorithm="sha256").hexdigest()
