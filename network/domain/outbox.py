"""Putting a letter in the outbox and sending it."""

from fluxus.jobs import enqueue
from network.models import OutgoingMail, Partner


def queue_mail(*, key: str, to: str, subject: str, body: str, partner: Partner | None = None) -> OutgoingMail:
    """Queue one letter in the present transaction; the same `key` twice queues it once."""
    letter, is_new = OutgoingMail.objects.get_or_create(
        key=key, defaults={"to": to, "subject": subject, "body": body, "partner": partner}
    )
    if is_new:
        enqueue("network.send_mail", mail_id=letter.pk)
    return letter
