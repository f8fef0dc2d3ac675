"""Agreements that end before or after they are signed: withdrawn, expired, terminated."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from contracts.domain import evidence
from contracts.domain.drawing_up import holds
from contracts.domain.signing import letters
from contracts.domain.signing.keeping import close, move, open_requests, required, take, tell
from contracts.domain.snapshots import primary_email
from contracts.enums import (
    AT_THE_SIGNERS,
    IN_FORCE,
    NO_LONGER,
    AgreementStatus,
    EventKind,
    RequestStatus,
    SignerRole,
)
from contracts.models import Agreement, SignatureRequest
from fluxus.db import persevering
from fluxus.errors import Refusal
from fluxus.periods import dutch_date
from network.domain.outbox import take_back

CAN_BE_WITHDRAWN = (AgreementStatus.ISSUED, *AT_THE_SIGNERS)


@persevering
def withdraw(*, agreement: Agreement, reason: str, by: Any, at: datetime) -> Agreement:
    """Take back what is not signed by both; links and codes die, and who was invited or signed gets a letter."""
    reason = required(reason, sentence="Schrijf kort waarom je de overeenkomst intrekt.")
    with transaction.atomic():
        held = take(agreement)
        if held.status not in CAN_BE_WITHDRAWN:
            raise Refusal(f"Deze overeenkomst is {held.get_status_display()} en kan niet ingetrokken worden.")
        requests = end_requests(held, RequestStatus.REVOKED, at=at, reason=reason)
        evidence.add(agreement=held, kind=EventKind.WITHDRAWN, at=at, by=by, data={"reason": reason})
        finish_unsigned(held, AgreementStatus.WITHDRAWN, reason=reason)
        _say_ended([*requests, *held.requests.filter(status=RequestStatus.SIGNED)], "withdrawn", at)
        tell(held, f"Overeenkomst {held} ingetrokken", at=at, by=by, detail=reason)
    return held


@persevering
def terminate(*, agreement: Agreement, reason: str, on: date, by: Any, at: datetime) -> Agreement:
    """End an agreement in force from a day on (BW 7:408); its appointments from that day on are free again.

    Refuses while an amendment is on its way, and a day before the agreement was drawn up.
    """
    reason = required(reason, sentence="Schrijf kort waarom de overeenkomst wordt opgezegd.")
    with transaction.atomic():
        held = take(agreement)
        if held.status not in IN_FORCE:
            raise Refusal("Alleen een getekende overeenkomst kan worden opgezegd.", code="state")
        if not held.issued_on or on < held.issued_on:
            raise Refusal("Deze dag ligt vóór de datum van de overeenkomst.", field="on")
        amendment = held.amendments.exclude(status__in=NO_LONGER).first()
        if amendment:
            raise Refusal(f"Er loopt een wijziging ({amendment}). Trek die eerst in.", code="amended")
        data = {"reason": reason, "on": on.isoformat()}
        evidence.add(agreement=held, kind=EventKind.TERMINATED, at=at, by=by, data=data)
        move(held, AgreementStatus.TERMINATED, reason)
        holds.let_go(held, from_day=on)
        email = primary_email(held.partner)
        if email:
            letters.say_terminated(held, email=email, on=dutch_date(on), reason=reason, at=at)
        tell(held, f"Overeenkomst {held} opgezegd per {dutch_date(on)}", at=at, by=by, detail=reason)
    return held


def expire(*, at: datetime) -> int:
    """End what the other party did not sign in time. Each in a transaction of its own; the number of agreements."""
    due = SignatureRequest.objects.filter(
        role=SignerRole.COUNTERPARTY,
        status__in=[RequestStatus.SENT, RequestStatus.OPENED],
        expires_at__lte=at,
    ).select_related("agreement")
    return sum(_expire(request.agreement, at) for request in due.order_by("expires_at", "pk"))


def _expire(agreement: Agreement, at: datetime) -> bool:
    with transaction.atomic():
        held = take(agreement)
        late = [
            each
            for each in open_requests(held)
            if each.role == SignerRole.COUNTERPARTY and each.sent_at and each.expires_at <= at
        ]
        if not late or held.status not in AT_THE_SIGNERS:
            return False
        requests = end_requests(held, RequestStatus.EXPIRED, at=at)
        day = timezone.localtime(late[0].expires_at).date()
        evidence.add(agreement=held, kind=EventKind.EXPIRED, at=at, data={"request": late[0].pk})
        finish_unsigned(held, AgreementStatus.EXPIRED, reason=f"Niet getekend voor of op {dutch_date(day)}.")
        _say_ended(requests, "expired", at)
        tell(held, f"Overeenkomst {held} verlopen: niet op tijd getekend", at=at)
    return True


def end_requests(
    agreement: Agreement, status: RequestStatus, *, at: datetime, reason: str = ""
) -> list[SignatureRequest]:
    """Close what is open and keep letters in that did not leave yet; the requests that were closed."""
    no_more_letters(agreement)
    requests = open_requests(agreement)
    close(requests, status, at=at, reason=reason)
    return requests


def no_more_letters(agreement: Agreement) -> None:
    """Invitations, reminders and codes that did not leave yet stay in."""
    for pk in agreement.requests.values_list("pk", flat=True):
        for what in ("invitation", "reminder", letters.CODE):
            take_back(prefix=f"{letters.PREFIX}:{what}:{pk}:")


def finish_unsigned(agreement: Agreement, status: AgreementStatus, *, reason: str) -> None:
    """Declined, expired or withdrawn: it lets go, and the one that it would have changed holds its own again."""
    move(agreement, status, reason)
    old = agreement.amends
    if old and old.status in IN_FORCE:
        holds.give_back(old=old, new=agreement)
    else:
        holds.let_go(agreement)


def _say_ended(requests: list[SignatureRequest], what: str, at: datetime) -> None:
    for request in requests:
        if request.role == SignerRole.COUNTERPARTY and request.sent_at and request.email:
            letters.say_ended(request, what=what, at=at)
