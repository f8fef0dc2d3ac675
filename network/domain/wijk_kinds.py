"""Kinds of partner in a wijk: what a map shows, and what should not be missing."""

from collections.abc import Collection
from dataclasses import dataclass

from network.enums import PartnerRole


@dataclass(frozen=True)
class Kind:
    """What stands on the map with one symbol; `slug` is also the name of the symbol."""

    slug: str
    label: str
    roles: tuple[PartnerRole, ...]


KINDS = (
    Kind("school", "scholen", (PartnerRole.SCHOOL,)),
    Kind("childcare", "kinderopvang", (PartnerRole.CHILDCARE,)),
    Kind("care", "zorg en welzijn", (PartnerRole.CARE, PartnerRole.SOCIAL_TEAM, PartnerRole.SOCIAL_ORGANISATION)),
    Kind("centre", "buurthuizen", (PartnerRole.COMMUNITY_CENTRE,)),
    Kind(
        "culture",
        "verenigingen en culturele organisaties",
        (PartnerRole.AMATEUR_ASSOCIATION, PartnerRole.CULTURAL_ORGANISATION, PartnerRole.VENUE),
    ),
    Kind("maker", "docenten en kunstenaars", (PartnerRole.TEACHER, PartnerRole.ARTIST)),
)
OTHER = Kind("other", "anderen", ())

# Whom every wijk should have in its picture (jaarplan, chapter 2: cultuurmakers, maatschappelijke organisaties, onderwijs;
# 3.1: sociale wijkteams, zorg en kinderopvang as the networks to join).
EXPECTED = (
    PartnerRole.SCHOOL,
    PartnerRole.CHILDCARE,
    PartnerRole.SOCIAL_TEAM,
    PartnerRole.COMMUNITY_CENTRE,
    PartnerRole.SOCIAL_ORGANISATION,
    PartnerRole.CARE,
    PartnerRole.AMATEUR_ASSOCIATION,
    PartnerRole.CULTURAL_ORGANISATION,
    PartnerRole.TEACHER,
    PartnerRole.ARTIST,
)


def kind_of(roles: Collection[str]) -> Kind:
    """The first kind that fits: a school that rents out a stage is a school."""
    return next((kind for kind in KINDS if any(role in roles for role in kind.roles)), OTHER)


def white_spots(present: Collection[str]) -> list[PartnerRole]:
    """The roles that nobody in a wijk has, where somebody should."""
    return [role for role in EXPECTED if role not in present]
