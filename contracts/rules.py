"""Who may do what with agreements and invoices."""

from typing import Any

from network.enums import Role
from network.rules import is_colleague, is_partner, is_projectbureau, may_see_amounts

__all__ = [
    "is_colleague",
    "is_partner",
    "may_bill",
    "may_check_proofs",
    "may_draw_up",
    "may_handle_money",
    "may_open_documents",
    "may_open_proofs",
    "may_see_amounts",
    "may_write_texts",
    "takes_part",
]


def may_draw_up(user: Any) -> bool:
    """Drafts and issues agreements: the projectbureau and beheer."""
    return is_projectbureau(user)


def may_write_texts(user: Any) -> bool:
    """Writes clauses and templates, notes what the lawyer found and publishes: the projectbureau and beheer."""
    return is_projectbureau(user)


def may_bill(user: Any) -> bool:
    """Drafts and issues invoices: finance, the projectbureau and beheer."""
    return may_see_amounts(user)


def may_handle_money(user: Any) -> bool:
    """Reads files of the bank, says what money is for, writes off and gives orders to the bank: finance and beheer."""
    return bool(user.has_role(Role.ADMIN, Role.FINANCE))


def may_open_documents(user: Any) -> bool:
    """Colleagues who may see amounts, and partners, colleague or not; which rows they see is up to `visible_to`."""
    return may_see_amounts(user) or is_partner(user)


def may_check_proofs(user: Any) -> bool:
    """Looks at the VOG and insurance of partners and says whether they will do: the projectbureau and beheer."""
    return is_projectbureau(user)


def may_open_proofs(user: Any) -> bool:
    """Whoever checks them, and partners; which files they see is up to `visible_to`."""
    return may_check_proofs(user) or is_partner(user)


def takes_part(user: Any) -> bool:
    """A colleague or a partner."""
    return is_colleague(user) or is_partner(user)
