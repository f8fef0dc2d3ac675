"""Putting a letter in the outbox and sending it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage
from django.db import transaction
from django.template import Context, engines
from django.utils.module_loading import import_string

from fluxus.errors import Refusal
from fluxus.home import functions
from fluxus.jobs import enqueue
from network.enums import MailStatus
from network.models import OutgoingMail, Partner

MOST_ATTEMPTS = 5
WIPED = "(gewist na versturen)"
USELESS = (
    ValueError,
    LookupError,
    Refusal,
)  # to try again: an address that cannot be, a secret that nobody gives any more


@dataclass(frozen=True)
class StoredFile:
    """A file in the default storage that goes along with a letter; `name` is what the reader sees."""

    name: str
    storage_name: str
    media_type: str = "application/pdf"


def queue_mail(
    *,
    key: str,
    to: str,
    subject: str,
    body: str,
    partner: Partner | None = None,
    is_secret: bool = False,
    secrets: Sequence[str] = (),
    attachments: Sequence[StoredFile] = (),
) -> OutgoingMail:
    """Queue one letter in the present transaction; the same `key` twice queues it once.

    A secret letter loses its text as soon as it has been sent. `secrets` names the markers to fill in at that moment
    ('signing_link:12' for `[[signing_link:12]]`); a marker that is not named, such as one in somebody's name, is mere text.
    """
    content = {
        "to": to,
        "subject": subject,
        "body": body,
        "partner": partner,
        "is_secret": is_secret,
        "secrets": list(secrets),
        "attachments": [asdict(each) for each in attachments],
    }
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
    secrets: Sequence[str] = (),
    attachments: Sequence[StoredFile] = (),
) -> OutgoingMail:
    """Queue the letter that a text template makes: its first line is the subject, the rest the text."""
    subject, _, body = plain_text(template=template, context=context).partition("\n")
    return queue_mail(
        key=key,
        to=to,
        subject=subject.strip()[:200],
        body=body.strip(),
        partner=partner,
        is_secret=is_secret,
        secrets=secrets,
        attachments=attachments,
    )


def take_back(*, prefix: str) -> int:
    """Remove letters whose key begins so and that did not leave yet; one that is leaving now, leaves. The number of letters."""
    waiting = OutgoingMail.objects.waiting().filter(key__startswith=prefix)
    letters = waiting.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)
    return OutgoingMail.objects.filter(pk__in=list(letters)).delete()[0]


def plain_text(*, template: str, context: dict[str, Any]) -> str:
    """A text template filled in for a letter, where nothing is HTML and so nothing is escaped."""
    page = engines["django"].engine.get_template(template)  # type: ignore[attr-defined]  # the Django backend has one
    return page.render(Context(context, autoescape=False)).strip()


def send(*, mail_id: int, at: datetime) -> bool:
    """Send one waiting letter; True when it left now.

    The row stays locked while the mail server answers, so two workers never send the same letter. A fault of the server
    leaves it waiting for the sweep, with the fault on the row; the fifth fault, or a letter that no server can take,
    ends it as failed. Whoever listens (`settings.MAIL_LISTENERS`) hears afterwards how a letter ended.
    """
    with transaction.atomic():
        letter = (
            OutgoingMail.objects.waiting().select_for_update(skip_locked=True, of=("self",)).filter(pk=mail_id).first()
        )
        if letter is None:
            return False
        letter.attempts += 1
        try:
            post(letter, at)
        except (OSError, *USELESS) as fault:
            note_fault(letter, fault)
        else:
            note_sent(letter, at)
    tell(letter, at)
    return letter.status == MailStatus.SENT


def post(letter: OutgoingMail, at: datetime) -> None:
    """Hand the letter to the mail server, with its secrets filled in and its files; the row keeps the markers."""
    mail = EmailMessage(letter.subject, filled(letter, at), to=[letter.to])
    for file in letter.attachments:
        with default_storage.open(file["storage_name"]) as content:
            mail.attach(file["name"], content.read(), file["media_type"])
    mail.send()


def filled(letter: OutgoingMail, at: datetime) -> str:
    """The text with a fresh secret in the place of each marker that the letter names."""
    body = letter.body
    for secret in letter.secrets:
        name, _, number = secret.partition(":")
        body = body.replace(f"[[{secret}]]", import_string(settings.MAIL_SECRETS[name])(int(number), at))
    return body


def tell(letter: OutgoingMail, at: datetime) -> None:
    """Say how the letter ended, once it is stored; a listener that fails never makes a letter leave twice."""
    if letter.status != MailStatus.QUEUED:
        for listen in functions("MAIL_LISTENERS"):
            listen(letter=letter, at=at)


def note_sent(letter: OutgoingMail, at: datetime) -> None:
    """Write on the row that it left."""
    letter.status, letter.sent_at, letter.last_error = MailStatus.SENT, at, ""
    if letter.is_secret:
        letter.body = WIPED
    letter.save()


def note_fault(letter: OutgoingMail, fault: Exception) -> None:
    """Write the fault on the row, and give up where trying again is useless."""
    letter.last_error = f"{type(fault).__name__}: {fault}"[:500]
    if letter.attempts >= MOST_ATTEMPTS or isinstance(fault, USELESS):
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
