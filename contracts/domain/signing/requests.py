"""Asking both parties to sign, reminding them, and every way in which that ends."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from contracts.domain import evidence
from contracts.domain.signing import letters, links, mandates
from contracts.domain.signing.completion import paper
from contracts.domain.signing.endings import expire, terminate, withdraw
from contracts.domain.signing.keeping import move, take, take_request, tell
from contracts.domain.signing.standing import refuse_closed
from contracts.domain.signing.succession import make_room
from contracts.domain.snapshots import primary_email
from contracts.enums import AgreementStatus, EventKind, OrderStatus, RequestStatus, RunStatus, SignerRole
from contracts.models import Agreement, Document, SignatureRequest
from fluxus.db import explain, persevering
from fluxus.errors import Refusal
from fluxus.jobs import enqueue

__all__ = ["expire", "paper", "remind", "remind_all", "send", "send_ready", "send_when_ready", "terminate", "withdraw"]

SEND_TASK = "contracts.send_when_ready"
PAUSE = timedelta(minutes=10)
MORNING = time(9)
LAST_MINUTE = time(23, 59)
MOST_PER_SWEEP = 200


@persevering
def send(*, agreement: Agreement, by: Any, at: datetime) -> Agreement:
    """Ask the other party to sign the PDF of an issued (or expired) agreement: two requests and a letter, in one transaction.

    What it amends goes when that is not signed by both; in force it stays until this one is. Refuses as long as the PDF is
    not there, without an e-mail address, and what `make_room` refuses.
    """
    with transaction.atomic():
        held = take(agreement)
        if held.status not in (AgreementStatus.ISSUED, AgreementStatus.EXPIRED):
            raise Refusal(f"Deze overeenkomst is {held.get_status_display()}; versturen kan niet.", code="state")
        document = ready_document(held)
        request = _ask_both(held, document, at)
        make_room(held, by=by, at=at)
        _move_to_sent(held)
        letter = letters.invite(request, at=at)
        evidence.add(agreement=held, kind=EventKind.INVITED, at=at, by=by, data=_invitation(request, letter.pk))
        tell(held, f"Overeenkomst {held} verstuurd om te tekenen", at=at, by=by)
    return held


def send_when_ready(*, agreement_id: int, at: datetime) -> Agreement | None:
    """Send an agreement of a run whose PDF is there by now; None when it has been sent, cannot be, or must wait."""
    waiting = Agreement.objects.filter(pk=agreement_id, status=AgreementStatus.ISSUED, run__sends_letters=True)
    waiting = waiting.exclude(run__status=RunStatus.STOPPED)
    agreement = waiting.filter(document_order__status=OrderStatus.READY).select_related("run__started_by").first()
    if agreement is None or agreement.run is None:
        return None
    try:
        return send(agreement=agreement, by=agreement.run.started_by or agreement.issued_by, at=at)
    except Refusal:
        return None  # it stays 'opgesteld' on the list, where a colleague sends it and reads why not


def send_ready() -> int:
    """Nudge again for agreements of runs that could leave but did not. The number of agreements."""
    ready = Agreement.objects.filter(
        status=AgreementStatus.ISSUED, run__sends_letters=True, document_order__status=OrderStatus.READY
    ).exclude(run__status=RunStatus.STOPPED)
    pks = list(ready.order_by("pk").values_list("pk", flat=True)[:MOST_PER_SWEEP])
    for pk in pks:
        enqueue(SEND_TASK, agreement_id=pk)
    return len(pks)


def ready_document(agreement: Agreement) -> Document:
    """The PDF that is offered. Refuses as long as there is none."""
    order = getattr(agreement, "document_order", None)
    if order is None or order.document is None:
        raise Refusal("De PDF is nog niet klaar. Wacht even en probeer het opnieuw.", code="not_ready")
    return order.document


def remind(*, request: SignatureRequest, by: Any, at: datetime) -> SignatureRequest:
    """Send the other party another letter with a fresh link, to the address that he has now.

    Has the address changed, then links to the old one work no longer. Refuses within ten minutes after the last letter.
    """
    with transaction.atomic():
        held = take_request(request)
        refuse_closed(held, at)
        if held.role != SignerRole.COUNTERPARTY:
            raise Refusal("Wie voor het huis tekent, krijgt elke dag vanzelf een bericht.", code="house")
        if _last_letter_at(held) > at - PAUSE:
            raise Refusal("Er is net al een brief gestuurd. Wacht tien minuten.", code="just_sent")
        _follow_address(held)
        held.reminders_sent += 1
        held.has_bounced, held.next_reminder_at = False, _next_reminder(held, at)
        held.save()
        letter = letters.remind(held, at=at)
        data = {"request": held.pk, "number": held.reminders_sent, "email": held.email, "letter": letter.pk}
        evidence.add(agreement=held.agreement, kind=EventKind.REMINDED, at=at, by=by, data=data)
        tell(held.agreement, f"Herinnering gestuurd voor overeenkomst {held.agreement}", at=at, by=by)
    return held


def remind_all(*, at: datetime) -> int:
    """Remind whoever it is time for, and once a day everybody who can sign for the house. The number of reminders."""
    due = SignatureRequest.objects.filter(next_reminder_at__lte=at, expires_at__gt=at, status__in=links.AT_WORK)
    sent = 0
    for request in due.select_related("agreement").order_by("next_reminder_at", "pk")[:MOST_PER_SWEEP]:
        try:
            remind(request=request, by=None, at=at)
            sent += 1
        except Refusal:
            continue  # answered, or reminded by hand, at this very moment
    _tell_signers(at)
    return sent


def _tell_signers(at: datetime) -> None:
    on = timezone.localdate(at)
    for user in mandates.signers(on):
        count = mandates.to_sign(user, on).count()
        if count:
            letters.say_waiting(user, count=count, at=at)


def _ask_both(agreement: Agreement, document: Document, at: datetime) -> SignatureRequest:
    """The request for the other party, who is asked now, and the one for the house, whose turn comes after him."""
    email = primary_email(agreement.partner)
    if not email:
        raise Refusal(f"Van {agreement.partner} is geen e-mailadres bekend.", field="email", code="no_email")
    template = agreement.template_version.template
    ends_at = moment(at, days=template.days_to_sign, clock=LAST_MINUTE)
    first = moment(at, days=template.first_reminder_days, clock=MORNING) if template.most_reminders else None
    request = SignatureRequest.objects.create(
        agreement=agreement,
        role=SignerRole.COUNTERPARTY,
        document=document,
        name=agreement.partner.name,
        email=email,
        status=RequestStatus.SENT,
        expires_at=ends_at,
        sent_at=at,
        next_reminder_at=first if first and first < ends_at else None,
    )
    signatory = (agreement.snapshot or {}).get("client", {}).get("signatory", "")
    SignatureRequest.objects.create(
        agreement=agreement, role=SignerRole.HOUSE, document=document, name=signatory, expires_at=ends_at
    )
    return request


def moment(at: datetime, *, days: int, clock: time) -> datetime:
    """So many days later by the calendar of the house, at this time of its clock, whatever the night does with the hour."""
    return datetime.combine(timezone.localdate(at) + timedelta(days=days), clock, timezone.get_default_timezone())


def _move_to_sent(agreement: Agreement) -> None:
    try:
        with transaction.atomic():
            move(agreement, AgreementStatus.SENT)
    except IntegrityError as error:
        raise explain(Agreement, error) from error


def _invitation(request: SignatureRequest, letter: int) -> dict[str, Any]:
    """Who is asked to sign what: bytes, data and the text that they were made from."""
    agreement = request.agreement
    return {
        "request": request.pk,
        "name": request.name,
        "email": request.email,
        "sha256": request.document_id,
        "data_hash": agreement.data_hash,
        "template_version": str(agreement.template_version),
        "expires_at": request.expires_at.isoformat(),
        "letter": letter,
    }


def _follow_address(request: SignatureRequest) -> None:
    now = primary_email(request.agreement.partner)
    if now and now != request.email:
        links.revoke(request)
        request.email, request.code_hash, request.code_expires_at = now, "", None


def _next_reminder(request: SignatureRequest, at: datetime) -> datetime | None:
    template = request.agreement.template_version.template
    coming = moment(at, days=template.reminder_every_days, clock=MORNING)
    is_left = request.reminders_sent < template.most_reminders and coming < request.expires_at
    return coming if is_left else None


def _last_letter_at(request: SignatureRequest) -> datetime:
    """When he was last asked: invited or reminded."""
    asked = request.agreement.events.filter(kind__in=[EventKind.INVITED, EventKind.REMINDED], data__request=request.pk)
    last = asked.order_by("-position").first()
    return last.happened_at if last else request.expires_at - timedelta(days=365)
