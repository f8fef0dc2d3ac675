"""Who may do what: predicates on a user, for `fluxus.access.allow` and for templates."""

from typing import Any

from django.conf import settings

from network.enums import Role


def is_logged_in(user: Any) -> bool:
    return bool(user.is_authenticated)


def is_colleague(user: Any) -> bool:
    """Anybody on the staff."""
    return bool(user.is_colleague)


def is_projectbureau(user: Any) -> bool:
    """May draw up and plan: the projectbureau and beheer."""
    return bool(user.has_role(Role.ADMIN, Role.PROJECTBUREAU))


def may_edit_network(user: Any) -> bool:
    """Everybody on the staff keeps the network, except finance and reception, who look."""
    return bool(user.has_role(Role.ADMIN, Role.PROJECTBUREAU, Role.EXPERT))


def may_note_contact(user: Any) -> bool:
    return bool(user.is_colleague)


def may_see_amounts(user: Any) -> bool:
    """Amounts on the timeline, agreements and invoices."""
    return bool(user.has_role(Role.ADMIN, Role.PROJECTBUREAU, Role.FINANCE))


def may_manage_access(user: Any) -> bool:
    """Invites colleagues and lets cultuurmakers in."""
    return bool(user.has_role(Role.ADMIN, Role.PROJECTBUREAU))


def is_partner(user: Any) -> bool:
    """May use the portal: acts for at least one partner."""
    return bool(user.is_authenticated and user.has_role(Role.PARTNER))


def may_see_components(user: Any) -> bool:
    """The gallery of components: beheer, and every colleague on a machine of a developer."""
    return bool(user.has_role(Role.ADMIN) or (settings.DEBUG and user.is_colleague))
