"""Contact moments: what was spoken, with whom, and what follows from it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, TypedDict

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils import timezone

from fluxus.db import lock, one_at_a_time
from fluxus.errors import Refusal
from network.domain import tasks
from network.domain.timeline import record
from network.enums import Confidentiality, EntryKind, MomentKind, Role
from network.models import ContactMoment, ContactMomentPartner, Partner, TimelineEntry, User, Wijk

# A clock that runs a little ahead must not refuse "just now".
GRACE = timedelta(minutes=15)


class FollowUp(TypedDict):
    """The task that follows from a contact moment, for a colleague or a team."""

    title: str
    due_on: date | None
    assigned_to: User | None
    team: str


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
    follow_up: FollowUp | None = None,
) -> ContactMoment:
    """Write down a contact with one or more partners, on each of their timelines. `occurred_at` is an aware moment.

    The task that follows is about the first of the partners. The same noted again by the same person within a minute is a
    second click, and gives the moment that stands already. Refuses an empty summary, nobody, and a moment that is
    still to come.
    """
    present = list({partner.pk: partner for partner in partners}.values())
    if not present:
        raise Refusal("Met wie was het?", field="partners")
    check_summary(summary)
    if occurred_at > timezone.now() + GRACE:
        raise Refusal("Dit moment moet nog komen. Noteer het als het geweest is.", field="occurred_on")
    one_at_a_time(f"moment {by.pk}")
    said = {"kind": kind, "summary": summary.strip(), "confidentiality": confidentiality, "noted_by": by}
    if earlier := noted_before(present, said):
        return earlier
    moment = ContactMoment.objects.create(**said, occurred_at=occurred_at, wijk=wijk)
    ContactMomentPartner.objects.bulk_create(
        ContactMomentPartner(moment=moment, partner=partner) for partner in present
    )
    moment.colleagues.set(colleagues)
    Partner.objects.filter(pk__in=[partner.pk for partner in present]).update(
        last_contact_at=Greatest("last_contact_at", Value(occurred_at))
    )
    tell(moment, headline(kind, summary), partners=present, detail=moment.summary, by=by, at=occurred_at)
    if follow_up:
        tasks.add(by=by, moment=moment, partner=present[0], wijk=wijk, **follow_up)
    return moment


def noted_before(present: list[Partner], said: dict[str, Any]) -> ContactMoment | None:
    """The very same contact, for the same readers, just noted."""
    same = ContactMoment.objects.filter(**said, noted_at__gt=timezone.now() - tasks.SECOND_CLICK)
    wanted = {partner.pk for partner in present}
    return next((moment for moment in same if {partner.pk for partner in moment.partners.all()} == wanted), None)


@transaction.atomic
def correct(*, moment: ContactMoment, by: User, today: date, kind: str, summary: str) -> ContactMoment:
    """Better words, by who noted it and on the same day. The timeline keeps the old words and gets a line with the new."""
    moment = held(moment)
    if not may_correct(moment, by=by, today=today):
        raise Refusal(
            "Alleen wie het noteerde mag het verbeteren, op dezelfde dag. Noteer anders een nieuw contactmoment.",
            code="closed",
        )
    check_summary(summary)
    if (moment.kind, moment.summary) == (kind, summary.strip()):
        return moment
    moment.kind, moment.summary = kind, summary.strip()
    moment.save(update_fields=["kind", "summary"])
    tell(moment, f"Verbeterd: {headline(kind, summary)}", detail=moment.summary, by=by)
    return moment


def may_correct(moment: ContactMoment, *, by: Any, today: date) -> bool:
    return bool(moment.noted_by_id == by.pk and timezone.localdate(moment.noted_at) == today)


@transaction.atomic
def reclassify(*, moment: ContactMoment, by: User, confidentiality: str) -> ContactMoment:
    """Another circle may read it from now on, and with it every line on a timeline that came from it.

    By who noted it, or beheer. This is the one thing of a line that ever changes: what is too open must be closed.
    """
    moment = held(moment)
    if not may_reclassify(moment, by=by):
        raise Refusal("Alleen wie het noteerde, of beheer, bepaalt wie dit mag lezen.", code="closed")
    if moment.confidentiality == confidentiality:
        return moment
    moment.confidentiality = Confidentiality(confidentiality)
    moment.save(update_fields=["confidentiality"])
    TimelineEntry.objects.filter(moment=moment).update(confidentiality=confidentiality)
    tell(
        moment,
        f"Nu te lezen voor {moment.get_confidentiality_display()}: {headline(moment.kind, moment.summary)}",
        by=by,
    )
    return moment


def may_reclassify(moment: ContactMoment, *, by: Any) -> bool:
    return bool(moment.noted_by_id == by.pk or by.has_role(Role.ADMIN))


def held(moment: ContactMoment) -> ContactMoment:
    """The moment as it is now, locked until the end of this transaction."""
    rows = lock(ContactMoment.objects.filter(pk=moment.pk))
    if not rows:
        raise Refusal("Dit contactmoment is er niet meer.", code="gone")
    return rows[0]


def check_summary(summary: str) -> None:
    if not summary.strip():
        raise Refusal("Schrijf in een paar woorden op wat er is besproken.", field="summary")


def tell(
    moment: ContactMoment, title: str, *, by: User, partners: Iterable[Partner] | None = None, **line: Any
) -> None:
    """A line on the timeline of everybody who took part."""
    record(
        partners=moment.partners.all() if partners is None else partners,
        kind=EntryKind.CONTACT,
        title=title,
        path=moment.get_absolute_url(),
        by=by,
        confidentiality=moment.confidentiality,
        moment=moment,
        **line,
    )


def headline(kind: str, summary: str) -> str:
    """'Telefoon: Belt terug over de tarieven' from the first line, cut at a word."""
    first = summary.strip().splitlines()[0]
    if len(first) > 90:
        first = f"{first[:90].rsplit(' ', 1)[0]} …"
    return f"{str(MomentKind(kind).label).capitalize()}: {first}"
