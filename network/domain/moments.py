"""Contact moments: what was spoken, with whom."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils import timezone

from fluxus.errors import Refusal
from network.domain.timeline import record
from network.enums import Confidentiality, EntryKind, MomentKind
from network.models import ContactMoment, ContactMomentPartner, Partner, User, Wijk

# A clock that runs a little ahead must not refuse "just now".
GRACE = timedelta(minutes=15)


@transaction.atomic
def note(
    *,
    partners: Iterable[Partner],
    kind: str,
    summary: str,
    occurred_at: datetime,
    by: User,
    wijk: Wijk | None = None,
    confidentiality: str = Confidentiality.OPEN,
    colleagues: Iterable[User] = (),
) -> ContactMoment:
    """Write down a contact with one or more partners, on each of their timelines. `occurred_at` is an aware moment.

    Refuses an empty summary, nobody, and a moment that is still to come.
    """
    present = list({partner.pk: partner for partner in partners}.values())
    if not present:
        raise Refusal("Met wie was het?", field="partners")
    if not summary.strip():
        raise Refusal("Schrijf in een paar woorden op wat er is besproken.", field="summary")
    if occurred_at > timezone.now() + GRACE:
        raise Refusal("Dit moment moet nog komen. Noteer het als het geweest is.", field="occurred_on")
    moment = ContactMoment.objects.create(
        kind=kind,
        summary=summary.strip(),
        occurred_at=occurred_at,
        noted_by=by,
        wijk=wijk,
        confidentiality=confidentiality,
    )
    ContactMomentPartner.objects.bulk_create(
        ContactMomentPartner(moment=moment, partner=partner) for partner in present
    )
    moment.colleagues.set(colleagues)
    Partner.objects.filter(pk__in=[partner.pk for partner in present]).update(
        last_contact_at=Greatest("last_contact_at", Value(occurred_at))
    )
    record(
        partners=present,
        kind=EntryKind.CONTACT,
        title=headline(kind, summary),
        detail=summary.strip(),
        by=by,
        at=occurred_at,
        confidentiality=confidentiality,
        moment=moment,
    )
    return moment


def headline(kind: str, summary: str) -> str:
    """'Telefoon: Belt terug over de tarieven' from the first line, cut at a word."""
    first = summary.strip().splitlines()[0]
    if len(first) > 90:
        first = f"{first[:90].rsplit(' ', 1)[0]} …"
    return f"{str(MomentKind(kind).label).capitalize()}: {first}"
