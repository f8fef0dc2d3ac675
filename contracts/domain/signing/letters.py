"""Letters about signing, and what became of them. Links and codes stand in the letter alone (`settings.MAIL_SECRETS`).

Keys read `contracts-sign:<what>:<request>:<number>`, so that one letter leaves once and its end finds its request again.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from contracts.domain import evidence
from contracts.domain.signing.keeping import take_request
from contracts.domain.signing.links import AT_WORK
from contracts.domain.snapshots import house_on
from contracts.enums import EventKind
from contracts.models import Agreement, AgreementEvent, SignatureRequest
from network.domain.outbox import queue_letter, take_back
from network.enums import MailStatus
from network.models import OutgoingMail, User

PREFIX = "contracts-sign"
CODE = "code"
HEARD = (EventKind.MAILED, EventKind.BOUNCED, EventKind.CODE_SENT)
LOOK_BACK = timedelta(days=2)


def invite(request: SignatureRequest, *, at: datetime) -> OutgoingMail:
    """Ask the other party to sign, with a link of its own."""
    return _to_signer(request, "invitation", "1", at=at, filled_with="signing_link")


def remind(request: SignatureRequest, *, at: datetime) -> OutgoingMail:
    """Ask again; the number on the request keeps one reminder from leaving twice."""
    return _to_signer(request, "reminder", str(request.reminders_sent), at=at, filled_with="signing_link")


def send_code(request: SignatureRequest, *, at: datetime) -> OutgoingMail:
    """The code by which he shows that the mailbox is his."""
    return _to_signer(request, CODE, at.isoformat(), at=at, filled_with="signing_code")


def say_ended(request: SignatureRequest, *, what: str, at: datetime) -> OutgoingMail | None:
    """The invitation holds no longer: `what` is 'withdrawn' or 'expired'. Only to who was invited; what waits, stays."""
    take_back(prefix=f"{PREFIX}:invitation:{request.pk}:")
    take_back(prefix=f"{PREFIX}:reminder:{request.pk}:")
    return _to_signer(request, what, "1", at=at) if request.sent_at and request.email else None


def say_declined(request: SignatureRequest, *, at: datetime) -> OutgoingMail | None:
    """Tell the colleague who drew it up."""
    agreement = request.agreement
    if agreement.issued_by is None:
        return None
    return _to_colleague(agreement, agreement.issued_by, "declined", request.reason, at=at)


def say_terminated(agreement: Agreement, *, email: str, on: str, reason: str, at: datetime) -> OutgoingMail:
    """Tell the other party that the agreement ends, and when."""
    return queue_letter(
        key=f"{PREFIX}:terminated:agreement:{agreement.pk}",
        to=email,
        template="mail/contracts/terminated.txt",
        context=_context(agreement, at) | {"on": on, "reason": reason},
        partner=agreement.partner,
    )


def say_waiting(user: User, *, count: int, at: datetime) -> OutgoingMail:
    """Once a day, to a colleague with a mandate: so many wait for you."""
    return queue_letter(
        key=f"{PREFIX}:waiting:user:{user.pk}:{at.date()}",
        to=user.email,
        template="mail/contracts/waiting.txt",
        context={"user": user, "count": count, "base_url": settings.BASE_URL},
    )


def heard(*, letter: OutgoingMail, at: datetime) -> None:
    """Put in the evidence that a letter with a link or a code left, or that it could not; once per letter and outcome."""
    what, request = _read_key(letter.key)
    if request is None:
        return
    is_sent = letter.status == MailStatus.SENT
    kind = EventKind.BOUNCED if not is_sent else EventKind.CODE_SENT if what == CODE else EventKind.MAILED
    with transaction.atomic():
        held = take_request(request)
        if kind == EventKind.BOUNCED and held.status not in AT_WORK:
            return  # he signed or declined before the letter left: nobody missed anything
        if AgreementEvent.objects.filter(agreement=held.agreement, kind=kind, data__mail=letter.pk).exists():
            return
        data = {"request": held.pk, "mail": letter.pk, "letter": what, "to": letter.to}
        evidence.add(agreement=held.agreement, kind=kind, at=letter.sent_at or at, data=data)
        SignatureRequest.objects.filter(pk=held.pk).update(has_bounced=not is_sent)


def catch_up(*, at: datetime) -> int:
    """Hear of letters whose end was not told, because a worker was killed right after sending. The number of letters."""
    ended = OutgoingMail.objects.filter(
        key__regex=rf"^{PREFIX}:(invitation|reminder|{CODE}):",
        status__in=[MailStatus.SENT, MailStatus.FAILED],
        queued_at__gt=at - LOOK_BACK,
    )
    known = AgreementEvent.objects.filter(kind__in=HEARD, data__mail__in=list(ended.values_list("pk", flat=True)))
    missed = ended.exclude(pk__in=list(known.values_list("data__mail", flat=True)))
    for letter in missed:
        heard(letter=letter, at=at)
    return len(missed)


def _to_signer(
    request: SignatureRequest, what: str, number: str, *, at: datetime, filled_with: str = ""
) -> OutgoingMail:
    marker = f"{filled_with}:{request.pk}"
    return queue_letter(
        key=f"{PREFIX}:{what}:{request.pk}:{number}",
        to=request.email,
        template=f"mail/contracts/{what}.txt",
        context=_context(request.agreement, at) | {"request": request, "secret": f"[[{marker}]]"},
        partner=request.agreement.partner,
        secrets=[marker] if filled_with else [],
    )


def _to_colleague(agreement: Agreement, user: User, what: str, reason: str, *, at: datetime) -> OutgoingMail:
    return queue_letter(
        key=f"{PREFIX}:{what}:agreement:{agreement.pk}:{at.isoformat()}",
        to=user.email,
        template=f"mail/contracts/{what}.txt",
        context=_context(agreement, at) | {"user": user, "reason": reason},
    )


def _context(agreement: Agreement, at: datetime) -> dict[str, Any]:
    house = house_on(at.date())
    return {"agreement": agreement, "partner": agreement.partner, "house": house, "base_url": settings.BASE_URL}


def _read_key(key: str) -> tuple[str, SignatureRequest | None]:
    prefix, what, pk, *_ = [*key.split(":"), "", "", ""]
    if prefix != PREFIX or what not in {"invitation", "reminder", CODE} or not pk.isdecimal():
        return "", None
    return what, SignatureRequest.objects.select_related("agreement").filter(pk=int(pk)).first()
