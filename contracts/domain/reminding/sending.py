"""Getting a letter to who is late: by mail with its PDF as soon as that is there, or by post by a colleague."""

import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from contracts.domain.snapshots import house_on
from contracts.enums import Channel, OrderStatus
from contracts.models import Document, ReminderLetter
from fluxus.db import lock
from fluxus.errors import Refusal
from network.domain.outbox import StoredFile, queue_letter
from network.enums import MailStatus
from network.models import OutgoingMail

log = logging.getLogger(__name__)
PREFIX = "contracts-reminder"
TEMPLATE = "mail/contracts/late.txt"
MOST_PER_SWEEP = 200


def follow(*, document_order_id: int, at: datetime) -> None:
    """Mail the letter whose PDF was made just now; nothing for other documents."""
    for letter in waiting().filter(document_order=document_order_id):
        send(letter=letter, at=at)


def send_waiting(*, at: datetime, limit: int = MOST_PER_SWEEP) -> int:
    """Mail what has its PDF and did not leave, because a worker was killed in between. Returns how many."""
    return sum(attempt(letter, at) for letter in waiting().order_by("pk")[:limit])


def waiting() -> QuerySet[ReminderLetter]:
    found = ReminderLetter.objects.filter(mail=None, document_order__status=OrderStatus.READY)
    return found.filter(snapshot__channel=Channel.MAIL).select_related("partner", "step")


def attempt(letter: ReminderLetter, at: datetime) -> bool:
    """Whether it was queued; a fault of one letter does not stop the others."""
    try:
        send(letter=letter, at=at)
    except Exception:
        log.exception("reminder %s could not be mailed", letter.pk)
        return False
    return True


def send(*, letter: ReminderLetter, at: datetime) -> OutgoingMail:
    """Queue the mail of a letter, once, in one transaction. Refuses one for the post, or without its PDF."""
    with transaction.atomic():
        held = lock(ReminderLetter.objects.filter(pk=letter.pk))[0]
        return held.mail or queue(held, to=held.snapshot["to"], name="first", at=at)


def send_again(*, letter: ReminderLetter, to: str, at: datetime) -> OutgoingMail:
    """Mail a letter that could not be delivered, or was for the post, once more. What is on its way stays as it is."""
    with transaction.atomic():
        held = lock(ReminderLetter.objects.filter(pk=letter.pk))[0]
        if held.mail and held.mail.status == MailStatus.QUEUED:
            return held.mail
        count = OutgoingMail.objects.filter(key__startswith=f"{PREFIX}:{held.pk}:").count()
        return queue(held, to=to, name=f"again-{count}", at=at)


def queue(letter: ReminderLetter, *, to: str, name: str, at: datetime) -> OutgoingMail:
    if not to:
        raise Refusal("Vul een e-mailadres in.", field="to", code="no_address")
    document = Document.objects.filter(orders__reminder=letter, orders__status=OrderStatus.READY).first()
    if document is None:
        raise Refusal("De PDF van deze brief wordt nog gemaakt. Probeer het zo weer.", code="no_file")
    context: dict[str, Any] = {
        "doc": letter.snapshot,
        "partner": letter.partner,
        "house": house_on(letter.written_on),
        "base_url": settings.BASE_URL,
    }
    letter.mail = queue_letter(
        key=f"{PREFIX}:{letter.pk}:{name}",
        to=to,
        template=TEMPLATE,
        context=context,
        partner=letter.partner,
        attachments=[StoredFile(document.filename, document.storage_name, document.media_type)],
    )
    letter.save(update_fields=["mail"])
    return letter.mail
