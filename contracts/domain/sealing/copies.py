"""Both parties get what was sealed, with the report of how it came about: a copy that they can keep (BW 6:227a, 227b)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from contracts.domain import evidence
from contracts.domain.snapshots import house_on
from contracts.enums import EventKind, RequestStatus, SignerRole
from contracts.models import Agreement, AgreementEvent, Seal
from fluxus.db import lock
from network.domain.outbox import StoredFile, queue_letter
from network.enums import MailStatus
from network.models import OutgoingMail

PREFIX = "contracts-copies"
TEMPLATE = "mail/contracts/copies.txt"
LOOK_BACK = timedelta(days=2)


def send(*, agreement: Agreement, seal: Seal, at: datetime) -> list[OutgoingMail]:
    """Queue a letter with both files to each party, once. That it left is noted when it has left."""
    house = house_on(at.date())
    asked = agreement.requests.filter(role=SignerRole.COUNTERPARTY, status=RequestStatus.SIGNED)
    to = {SignerRole.COUNTERPARTY: asked.values_list("email", flat=True).first() or "", SignerRole.HOUSE: house.email}
    documents = [each for each in (seal.document, seal.evidence) if each is not None]
    files = [StoredFile(each.filename, each.storage_name, each.media_type) for each in documents]
    return [
        queue_letter(
            key=f"{PREFIX}:{seal.pk}:{role}",
            to=address,
            template=TEMPLATE,
            context={
                "agreement": agreement,
                "house": house,
                "base_url": settings.BASE_URL,
                "is_house": role == "house",
            },
            partner=agreement.partner if role == SignerRole.COUNTERPARTY else None,
            attachments=files,
        )
        for role, address in to.items()
        if address
    ]


def heard(*, letter: OutgoingMail, at: datetime) -> None:
    """Put in the evidence that the copies left; once per letter."""
    prefix, pk, role, *_ = [*letter.key.split(":"), "", "", ""]
    if prefix != PREFIX or not pk.isdecimal() or letter.status != MailStatus.SENT:
        return
    with transaction.atomic():
        for agreement in lock(Agreement.objects.filter(seal=int(pk))):
            known = AgreementEvent.objects.filter(agreement=agreement, kind=EventKind.COPIES_SENT, data__mail=letter.pk)
            if not known.exists():
                said = {"mail": letter.pk, "to": letter.to, "role": role}
                evidence.add(agreement=agreement, kind=EventKind.COPIES_SENT, at=letter.sent_at or at, data=said)


def catch_up(*, at: datetime) -> int:
    """Hear of copies whose end was not told, because a worker was killed right after sending. The number of letters."""
    left = OutgoingMail.objects.filter(
        key__startswith=f"{PREFIX}:", status=MailStatus.SENT, queued_at__gt=at - LOOK_BACK
    )
    events = AgreementEvent.objects.filter(
        kind=EventKind.COPIES_SENT, data__mail__in=list(left.values_list("pk", flat=True))
    )
    missed = left.exclude(pk__in=list(events.values_list("data__mail", flat=True)))
    for letter in missed:
        heard(letter=letter, at=at)
    return len(missed)
