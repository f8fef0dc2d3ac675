"""Who used the rooms, by what he is and by what he does."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from network.enums import CULTUURMAKER_ROLES, Discipline, PartnerRole
from network.models import Partner, RoleAssignment

SEVERAL, UNKNOWN = "meerdere disciplines", "geen discipline bekend"
NO_ROLE = "geen rol bekend"
FIRST_ROLES = (*CULTUURMAKER_ROLES, *PartnerRole)
"""A partner with several roles counts under the first of these, as the tariff looks at cultuurmakers first."""


def by_role(minutes: Mapping[int, int], *, on: date) -> list[tuple[str, int]]:
    """Minutes per kind of partner as he is on a day, most first. One query."""
    held: dict[int, set[str]] = {}
    for partner, role in RoleAssignment.objects.on(on).filter(partner__in=minutes).values_list("partner_id", "role"):
        held.setdefault(partner, set()).add(role)
    return summed(minutes, {partner: first_of(roles) for partner, roles in held.items()}, NO_ROLE)


def first_of(roles: set[str]) -> str:
    return next(str(PartnerRole(role).label) for role in FIRST_ROLES if role in roles)


def by_discipline(minutes: Mapping[int, int]) -> list[tuple[str, int]]:
    """Minutes per discipline; who has several is not split over them. One query."""
    words = {}
    for partner, disciplines in Partner.objects.filter(pk__in=minutes).values_list("pk", "disciplines"):
        if disciplines:
            words[partner] = str(Discipline(disciplines[0]).label) if len(disciplines) == 1 else SEVERAL
    return summed(minutes, words, UNKNOWN)


def summed(minutes: Mapping[int, int], words: Mapping[int, str], otherwise: str) -> list[tuple[str, int]]:
    totals: Counter[str] = Counter()
    for partner, used in minutes.items():
        totals[words.get(partner, otherwise)] += used
    return totals.most_common()
