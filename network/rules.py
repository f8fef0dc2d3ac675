"""Who may do what: predicates on a user, for `fluxus.access.allow` and for templates."""

from typing import Any

from django.conf import settings

from network.enums import DETAIL_READERS, Role
from network.models.contact import NOTE_READERS


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


def may_see_iban(user: Any) -> bool:
    """Only who pays or draws up agreements; who may edit the network without this gets the form without it."""
    return bool(user.has_role(Role.ADMIN, Role.PROJECTBUREAU, Role.FINANCE))


def may_see_numbers(user: Any) -> bool:
    """Btw status, KvK and other official numbers, and what misses for an agreement; reception and marketing need none."""
    return bool(user.has_role(Role.ADMIN, Role.PROJECTBUREAU, Role.EXPERT, Role.FINANCE))


def may_read_notes(user: Any) -> bool:
    """Contact moments, each as its level of confidentiality allows; not reception and marketing."""
    return bool(user.has_role(*NOTE_READERS))


def may_see_contact_details(user: Any) -> bool:
    """Addresses, mail, numbers and labels of partners; reception finds by name and phone number alone."""
    return bool(user.has_role(*DETAIL_READERS))


def may_note_contact(user: Any) -> bool:
    return may_read_notes(user)


def may_keep_tasks(user: Any) -> bool:
    """Every colleague, so that who picks up the phone can pass it on."""
    return bool(user.is_colleague)


def may_keep_lists(user: Any) -> bool:
    """Saved lists, labels and tasks in bulk: every colleague but reception."""
    return bool(user.has_role(Role.ADMIN, Role.PROJECTBUREAU, Role.EXPERT, Role.FINANCE, Role.MARKETING))


def may_export(user: Any) -> bool:
    """Take data of partners out of the house; every export is logged, and columns follow the other rules."""
    return may_keep_lists(user)


def may_see_exports(user: Any) -> bool:
    """Who took what out of the house: beheer, who answers for it."""
    return bool(user.has_role(Role.ADMIN))


def may_import(user: Any) -> bool:
    """Bring lists in, and take over what a school register proposes."""
    return is_projectbureau(user)


def may_merge(user: Any) -> bool:
    return is_projectbureau(user)


def may_hand_over(user: Any) -> bool:
    """Appoint accounthouders and move their wijken and tasks."""
    return is_projectbureau(user)


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
