"""The people in the tests: one per kind of user."""

from dataclasses import dataclass
from datetime import date

from network.enums import PartnerKind, Role
from network.models import Membership, Partner, User


@dataclass(frozen=True)
class Cast:
    """Users by what they may do. `bilal` acts for the partner `bilal_partner`, `stranger` has no rights anywhere."""

    admin: User
    bureau: User
    expert: User
    finance: User
    marketing: User
    reception: User
    bilal: User
    bilal_partner: Partner
    stranger: User


def gather() -> Cast:
    """Create the cast."""
    bilal_partner = Partner.objects.create(
        kind=PartnerKind.PERSON,
        given_name="Bilal",
        family_name="Amrani",
        name="Bilal Amrani",
        sort_name="Amrani, Bilal",
        search_text="bilal amrani",
        disciplines=["music"],
    )
    bilal = person("bilal", Role.PARTNER)
    Membership.objects.create(user=bilal, partner=bilal_partner, started_on=date(2020, 1, 1))
    admin = person("beheer", Role.ADMIN)
    User.objects.filter(pk=admin.pk).update(is_staff=True, is_superuser=True)
    admin.refresh_from_db()
    return Cast(
        admin=admin,
        bureau=person("bureau", Role.PROJECTBUREAU),
        expert=person("expert", Role.EXPERT),
        finance=person("financien", Role.FINANCE),
        marketing=person("marketing", Role.MARKETING),
        reception=person("receptie", Role.RECEPTION),
        bilal=bilal,
        bilal_partner=bilal_partner,
        stranger=person("carla"),
    )


def person(name: str, *roles: str) -> User:
    """A user who can log in with password `fluxus-demo`, address verified."""
    user = User.objects.create_user(f"{name}@fluxus.test", "fluxus-demo", name=name.capitalize(), roles=list(roles))
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)  # type: ignore[attr-defined]  # from allauth
    return user
