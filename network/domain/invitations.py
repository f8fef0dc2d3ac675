"""Invitations: the only way in for colleagues, and a quick one for partners."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from fluxus.errors import Refusal
from network.domain.accounts import account_of, admit, open_account
from network.domain.outbox import queue_letter
from network.domain.timeline import record
from network.enums import COLLEAGUE_ROLES, EntryKind, Role
from network.models import Invitation, Partner, Registration, User

VALID_FOR = timedelta(days=14)
OVER = "Deze uitnodiging is niet meer geldig. Vraag het projectbureau om een nieuwe."


def hash_of(token: str) -> str:
    """What is kept of the key in the letter."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(
    *, email: str, name: str, roles: list[str], by: User, at: datetime, partner: Partner | None = None
) -> Invitation:
    """Send a letter with a key that works once, within 14 days.

    An earlier open invitation to the same address is withdrawn. A partner's contact gets the role partner; colleagues
    who have an account already get other roles from beheer, so they are refused here.
    """
    email, roles = email.strip().lower(), sorted({*roles, Role.PARTNER} if partner else set(roles) - {Role.PARTNER})
    refuse_roles(roles=roles, by=by)
    refuse_known(email=email, roles=roles, partner=partner)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        Invitation.objects.open(at).filter(email=email).update(withdrawn_at=at, withdrawn_by=by)
        invitation = Invitation.objects.create(
            email=email,
            name=name.strip(),
            roles=roles,
            partner=partner,
            token_hash=hash_of(token),
            invited_at=at,
            invited_by=by,
            expires_at=at + VALID_FOR,
        )
        send_key(invitation=invitation, token=token)
        if partner:
            record(partners=[partner], kind=EntryKind.ACCOUNT, title=f"{name} uitgenodigd voor Mijn FluXus", by=by)
    return invitation


def refuse_roles(*, roles: list[str], by: User) -> None:
    """Somebody gets in for something, and only beheer makes beheer."""
    if not roles:
        raise Refusal("Kies minstens één rol, of een partner namens wie deze persoon werkt.", field="roles")
    if Role.ADMIN in roles and not by.has_role(Role.ADMIN):
        raise Refusal("Alleen beheer kan iemand tot beheerder maken.", field="roles")


def refuse_known(*, email: str, roles: list[str], partner: Partner | None) -> None:
    """An existing account gains partners here, never roles of colleagues."""
    user = account_of(email=email)
    if user is None:
        return
    if not user.is_active:
        raise Refusal("Het account met dit e-mailadres is afgesloten. Beheer kan het weer openen.", field="email")
    if set(roles) & set(COLLEAGUE_ROLES):
        raise Refusal("Dit e-mailadres heeft al een account. Beheer past de rollen aan.", field="email")
    if partner and Partner.objects.acted_for_by(user, on=timezone.localdate()).filter(pk=partner.pk).exists():
        raise Refusal(f"{user} heeft al toegang namens {partner}.", field="email")


def send_key(*, invitation: Invitation, token: str) -> None:
    """Queue the letter; the only place where the key itself is written, and wiped after sending."""
    queue_letter(
        key=f"invitation:{invitation.pk}",
        to=invitation.email,
        template="mail/network/invitation.txt",
        context={
            "invitation": invitation,
            "url": settings.BASE_URL + reverse("network:invitation", args=[token]),
            "last_day": timezone.localdate(invitation.expires_at),
        },
        partner=invitation.partner,
        is_secret=True,
    )


def withdraw(*, invitation: Invitation, by: User, at: datetime) -> None:
    """The key in the letter stops working. Refuses an invitation that was accepted or has ended."""
    with transaction.atomic():
        if not Invitation.objects.open(at).filter(pk=invitation.pk).update(withdrawn_at=at, withdrawn_by=by):
            raise Refusal("Deze uitnodiging staat niet meer open.")
        if invitation.partner:
            title = f"Uitnodiging van {invitation.name} ingetrokken"
            record(partners=[invitation.partner], kind=EntryKind.ACCOUNT, title=title, by=by)


def find(*, token: str, at: datetime) -> Invitation | None:
    """The open invitation this key belongs to."""
    return Invitation.objects.open(at).filter(token_hash=hash_of(token)).select_related("partner", "invited_by").first()


def accept(*, token: str, name: str, password: str, at: datetime) -> User:
    """Make the account the invitation promises; the key works once, also when it is used twice at the same time."""
    with transaction.atomic():
        invitation = take(token=token, at=at)
        user = open_account(email=invitation.email, name=name, password=password, roles=invitation.roles)
        close(invitation=invitation, user=user, at=at)
    return user


def accept_as(*, token: str, user: User, at: datetime) -> User:
    """Give an existing account the roles and the partner of the invitation; only for the address it was sent to."""
    with transaction.atomic():
        invitation = take(token=token, at=at)
        if user.email != invitation.email:
            raise Refusal(f"Deze uitnodiging is voor {invitation.email}. Log in met dat adres.")
        user.roles = [*user.roles, *(role for role in invitation.roles if role not in user.roles)]
        user.save(update_fields=["roles"])
        close(invitation=invitation, user=user, at=at)
    return user


def take(*, token: str, at: datetime) -> Invitation:
    """The open invitation, locked for this transaction."""
    invitation = Invitation.objects.open(at).select_for_update(of=("self",)).filter(token_hash=hash_of(token)).first()
    if invitation is None:
        raise Refusal(OVER)
    return invitation


def close(*, invitation: Invitation, user: User, at: datetime) -> None:
    """Write who accepted, let him speak for the partner, and drop the registration this makes needless."""
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    Registration.objects.filter(user=user, decided_at__isnull=True).delete()
    if invitation.partner:
        admit(user=user, partner=invitation.partner, on=timezone.localdate(at))
        title = f"{user.name} heeft nu toegang tot Mijn FluXus"
        record(partners=[invitation.partner], kind=EntryKind.ACCOUNT, title=title, by=user)
