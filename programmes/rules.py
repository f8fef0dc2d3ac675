"""Who may do what with the Cultuurmenu and courses."""

from typing import Any

from network.enums import Role
from network.rules import is_colleague, is_partner, is_projectbureau, may_see_amounts

__all__ = ["is_colleague", "may_plan_menu", "may_post_courses", "may_review_courses", "may_see_amounts", "takes_part"]


def may_plan_menu(user: Any) -> bool:
    """Puts activities on the menu and plans them: the projectbureau and beheer."""
    return is_projectbureau(user)


def may_review_courses(user: Any) -> bool:
    """Publishes courses and sends them back: projectbureau, cultuurexperts and beheer."""
    return bool(user.has_role(Role.ADMIN, Role.PROJECTBUREAU, Role.EXPERT))


def may_post_courses(user: Any) -> bool:
    """Has a portal; for whom he may post is decided per partner."""
    return is_partner(user)


def takes_part(user: Any) -> bool:
    """A colleague or a partner; which rows he sees is up to `visible_to`."""
    return is_colleague(user) or is_partner(user)
