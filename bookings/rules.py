"""Who may do what with rooms and bookings."""

from typing import Any

from network.enums import Role
from network.rules import is_colleague, is_partner


def may_book(user: Any) -> bool:
    """Places, moves and cancels bookings for others: all who answer the phone, so not finance."""
    return bool(user.has_role(Role.ADMIN, Role.PROJECTBUREAU, Role.EXPERT, Role.RECEPTION))


def may_see_board(user: Any) -> bool:
    """Colleagues, and partners, who see of others only that a room is taken."""
    return is_colleague(user) or is_partner(user)


def may_see_own_bookings(user: Any) -> bool:
    """The portal is for who acts for a partner."""
    return is_partner(user)
