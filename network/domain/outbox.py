"""Putting a letter in the outbox and sending it."""

from datetime import datetime
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.template import Context, engines

from fluxus.jobs import enqueue
from network.enums import MailStatus
from network.models import OutgoingMail, Partner

MOST_ATTEMPTS = 5
WIPED = "(gewist na versturen)"


def queue_mail(
    *, key: str, to: str, subject: str, body: str, partner: Partner | None = None, is_secret: bool = False
) -> OutgoingMail:
    """Queue one letter in the present transaction; the same `key` twice queues it once.

    A secret letter loses its text as soon as it has been sent.
    """
    content = {"to": to, "subject": subject, "body": body, "partner": partner, "is_secret": is_secret}
    letter, is_new = OutgoingMail.objects.get_or_create(key=key, defaults=content)
    if is_new:
        enqueue("network.send_mail", mail_id=letter.pk)
    return letter


def queue_letter(
    *,
    key: str,
    to: str,
    template: str,
    context: dict[str, Any],
    partner: Partner | None = None,
    is_secret: bool = False,
) -> OutgoingMail:
    """Queue the letter that a text template makes: its first line is the subject, the rest the text."""
    subject, _, body = plain_text(template=template, context=context).partition("\n")
    return queue_mail(key=key, to=to, subject=subject.strip(), body=body.strip(), partner=partner, is_secret=is_secret)


def plain_text(*, template: str, context: dict[str, Any]) -> str:
    """A text template filled in for a letter, where nothing is HTML and so nothing is escaped."""
    page = engines["django"].engine.get_template(template)  # type: ignore[attr-defined]  # the Django backend has one
    return page.render(Context(context, autoescape=False)).strip()


def send(*, mail_id: int, at: datetime) -> bool:
    """Send one waiting letter; True when it left now.

    The row stays locked while the mail server answers, so two workers never send the same letter. A fault of the server
    leaves it waiting for the sweep, with the fault on the row; the fifth fault, or a letter that no server can take,
    ends it as failed.
    """
    with transaction.atomic():
        letter = (
            OutgoingMail.objects.waiting().select_for_update(skip_locked=True, of=("self",)).filter(pk=mail_id).first()
        )
        if letter is None:
            return False
        letter.attempts += 1
        try:
            EmailMessage(letter.subject, letter.body, to=[letter.to]).send()
        except (OSError, ValueError) as fault:
            note_fault(letter, fault)
            return False
        note_sent(letter, at)
        return True


def note_sent(letter: OutgoingMail, at: datetime) -> None:
    """Write on the row that it left."""
    letter.status, letter.sent_at, letter.last_error = MailStatus.SENT, at, ""
    if letter.is_secret:
        letter.body = WIPED
    letter.save()


def note_fault(letter: OutgoingMail, fault: Exception) -> None:
    """Write the fault on the row, and give up where trying again is useless."""
    letter.last_error = f"{type(fault).__name__}: {fault}"[:500]
    if letter.attempts >= MOST_ATTEMPTS or isinstance(fault, ValueError):
        letter.status = MailStatus.FAILED
    letter.save()


def sweep(*, at: datetime, limit: int = 500) -> int:
    """Nudge the worker again for letters that wait too long; the number of letters."""
    overdue = list(OutgoingMail.objects.overdue(at).order_by("queued_at", "pk").values_list("pk", flat=True)[:limit])
    for mail_id in overdue:
        enqueue("network.send_mail", mail_id=mail_id)
    return len(overdue)


def retry(*, letter: OutgoingMail, at: datetime) -> None:
    """Put a failed letter back in the outbox with fresh attempts; leaves other letters alone."""
    again = OutgoingMail.objects.filter(pk=letter.pk, status=MailStatus.FAILED)
    with transaction.atomic():
        if again.update(status=MailStatus.QUEUED, attempts=0, queued_at=at):
            enqueue("network.send_mail", mail_id=letter.pk)
