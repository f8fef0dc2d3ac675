"""Accounts: making a user whose address is proven, and letting a user speak for a partner."""

from datetime import date

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from fluxus.errors import Refusal
from network.enums import Role
from network.models import Membership, Partner, User


def account_of(*, email: str) -> User | None:
    """The user who proved that this address is his; an unproven registration is nobody's."""
    return User.objects.filter(email=email.lower(), emailaddress__verified=True).distinct().first()


def open_account(*, email: str, name: str, password: str, roles: list[str]) -> User:
    """A user whose address is already proven (by the key in a letter), with a password.

    Takes over a registration that never proved the address: whoever made it may not have been the owner. Beheer also
    gets the Django admin.
    """
    email = email.lower()
    if account_of(email=email) is not None:
        raise Refusal("Dit e-mailadres heeft al een account. Log in om de uitnodiging aan te nemen.", field="email")
    is_admin = Role.ADMIN in roles
    with transaction.atomic():
        user = User.objects.filter(email=email).first() or User(email=email)
        user.name, user.roles, user.is_active = name, sorted(set(roles)), True
        user.is_staff = user.is_superuser = is_admin
        user.set_password(password)
        user.save()
        EmailAddress.objects.filter(email__iexact=email).exclude(user=user).delete()
        EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


def admit(*, user: User, partner: Partner, on: date) -> Membership:
    """Let `user` speak for `partner` in the portal from a day; once is enough. Call it inside a transaction."""
    if Role.PARTNER not in user.roles:
        user.roles = sorted({*user.roles, Role.PARTNER})
        user.save(update_fields=["roles"])
    membership, _ = Membership.objects.get_or_create(
        user=user, partner=partner, ended_on=None, defaults={"started_on": on}
    )
    return membership


def refuse_lockout(*, user: User, roles: list[str], is_active: bool, by: User) -> None:
    """Nobody takes beheer or access away from himself, so that there is always somebody in beheer."""
    if user == by and (Role.ADMIN not in roles or not is_active):
        raise Refusal("Je kunt jezelf niet buitensluiten. Vraag een andere beheerder.", field="roles")


def change_rights(*, user: User, name: str, roles: list[str], is_active: bool, by: User) -> User:
    """Give `user` exactly these roles; beheer opens the Django admin with all rights. Holds from the next click on."""
    refuse_lockout(user=user, roles=roles, is_active=is_active, by=by)
    user.name, user.roles, user.is_active = name, sorted(set(roles)), is_active
    user.is_staff = user.is_superuser = Role.ADMIN in roles
    user.save(update_fields=["name", "roles", "is_active", "is_staff", "is_superuser"])
    return user


def forget_second_factor(*, user: User) -> None:
    """Remove authenticator app, keys and recovery codes of who lost them; staff set up new ones at the next log-in."""
    Authenticator.objects.filter(user=user).delete()
