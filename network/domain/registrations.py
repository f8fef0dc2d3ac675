"""Cultuurmakers who register themselves, and what the projectbureau decides."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from fluxus.errors import Refusal
from fluxus.text import fold
from network.domain import partners
from network.domain.accounts import admit
from network.domain.names import split_name
from network.domain.outbox import queue_letter
from network.domain.timeline import record
from network.enums import EntryKind
from network.models import EmailAddress, Partner, Registration, User

RESEMBLES_FROM = 0.5


def register(*, user: User, name: str, message: str, at: datetime) -> Registration:
    """Note who asks to be let in. The projectbureau sees it once the address is proven."""
    with transaction.atomic():
        user.name = name
        user.save(update_fields=["name"])
        return Registration.objects.create(user=user, message=message, registered_at=at)


def resembling(*, registration: Registration, limit: int = 5) -> list[Partner]:
    """Partners this may be: the same e-mail address first, then names that look alike."""
    same_address = EmailAddress.objects.filter(partner=OuterRef("pk"), address__iexact=registration.user.email)
    known = Partner.objects.annotate(
        has_address=ExpressionWrapper(Q(Exists(same_address)), output_field=BooleanField()),
        likeness=TrigramWordSimilarity(fold(registration.user.name), "search_text"),
    ).filter(Q(has_address=True) | Q(likeness__gte=RESEMBLES_FROM))
    return list(known.order_by("-has_address", "-likeness", "sort_name")[:limit])


def approve(*, registration: Registration, partner: Partner, by: User, at: datetime) -> Registration:
    """Let the registered user speak for `partner`, and write him; refuses when it was decided already."""
    with transaction.atomic():
        decided = decide(registration=registration, is_approved=True, by=by, at=at)
        user = decided.user
        admit(user=user, partner=partner, on=timezone.localdate(at))
        record(partners=[partner], kind=EntryKind.ACCOUNT, title=f"{user.name} toegelaten tot Mijn FluXus", by=by)
        queue_letter(
            key=f"registration-approved:{decided.pk}",
            to=user.email,
            template="mail/network/registration_approved.txt",
            context={"user": user, "for_partner": partner, "url": settings.BASE_URL + reverse("network:mijn")},
            partner=partner,
        )
    return decided


def refuse(*, registration: Registration, reason: str, by: User, at: datetime) -> Registration:
    """Do not let in, and write why; refuses when it was decided already."""
    with transaction.atomic():
        decided = decide(registration=registration, is_approved=False, by=by, at=at, reason=reason)
        queue_letter(
            key=f"registration-refused:{decided.pk}",
            to=decided.user.email,
            template="mail/network/registration_refused.txt",
            context={"user": decided.user, "reason": reason},
        )
    return decided


def decide(*, registration: Registration, is_approved: bool, by: User, at: datetime, reason: str = "") -> Registration:
    """Write the decision, once; locks the row and its user."""
    row = Registration.objects.select_for_update(of=("self", "user")).select_related("user").get(pk=registration.pk)
    if row.decided_at is not None:
        raise Refusal("Hierover is al besloten.")
    row.is_approved, row.decided_at, row.decided_by, row.reason = is_approved, at, by, reason
    row.save()
    return row


def approve_for(
    *, registration: Registration, partner: Partner | None, organisation: str, role: str, by: User, at: datetime
) -> Registration:
    """Approve for a partner we know, or without one for a new partner (an organisation, or else the person himself).

    All or nothing. Look-alikes do not stop it: the projectbureau has just seen them.
    """
    user, today = registration.user, timezone.localdate(at)
    given_name, infix, family_name = split_name(user.name)
    with transaction.atomic():
        if partner is None and organisation:
            partner = partners.add_organisation(
                name=organisation, by=by, today=today, despite_duplicates=True, email=user.email, roles=[role]
            )
        elif partner is None:
            partner = partners.add_person(
                given_name=given_name,
                infix=infix,
                family_name=family_name,
                by=by,
                today=today,
                despite_duplicates=True,
                email=user.email,
                roles=[role],
            )
        return approve(registration=registration, partner=partner, by=by, at=at)
