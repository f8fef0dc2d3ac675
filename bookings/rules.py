"""Who may do what with rooms and bookings."""

from typing import Any

from bookings.enums import DECIDERS
from network.enums import Role
from network.rules import is_colleague, is_partner


def may_book(user: Any) -> bool:
    """Places, moves and cancels bookings for others: all who answer the phone, so not finance."""
    return bool(user.has_role(Role.ADMIN, Role.PROJECTBUREAU, Role.EXPERT, Role.RECEPTION))


def may_decide(user: Any) -> bool:
    """Approves and refuses requests, gives options, closes rooms, and may go past a rule of the house with a reason."""
    return bool(user.has_role(*DECIDERS))


def may_see_prices(user: Any) -> bool:
    """Price lists, and what they would mean for a season."""
    return is_colleague(user)


def may_set_prices(user: Any) -> bool:
    """Makes and publishes price lists, and gives a booking a price of its own."""
    return may_decide(user)


def may_keep_displays(user: Any) -> bool:
    """Makes and withdraws the screens in the houses."""
    return may_decide(user)


def may_receive(user: Any) -> bool:
    """Works the desk: notes who came, who did not, and what went wrong."""
    return may_book(user)


def may_ask(user: Any) -> bool:
    """Looks for a room, and books or asks for it: for others as a colleague, for oneself as a partner."""
    return may_book(user) or is_partner(user)


def may_see_board(user: Any) -> bool:
    """Colleagues, and partners, who see of others only that a room is taken."""
    return is_colleague(user) or is_partner(user)


def may_see_own_bookings(user: Any) -> bool:
    """The portal is for who acts for a partner."""
    return is_partner(user)
