"""Filters as a colleague would say them: 'docenten muziek in Wormerveer zonder contact sinds 6 maanden'."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fluxus.errors import Refusal
from fluxus.periods import dutch_date
from network.domain.segments.values import PARTNER_FILTERS, Missing, cleaned
from network.enums import AffiliationKind, Discipline, PartnerKind, PartnerRole
from network.models import Partner, Tag, Wijk

PLURALS = {
    PartnerRole.TEACHER: "docenten",
    PartnerRole.ARTIST: "kunstenaars en artiesten",
    PartnerRole.CULTURAL_ORGANISATION: "culturele organisaties",
    PartnerRole.AMATEUR_ASSOCIATION: "amateurverenigingen",
    PartnerRole.SCHOOL: "scholen",
    PartnerRole.SCHOOL_BOARD: "schoolbesturen",
    PartnerRole.SOCIAL_ORGANISATION: "maatschappelijke organisaties",
    PartnerRole.COMMUNITY_CENTRE: "buurthuizen",
    PartnerRole.CARE: "zorginstellingen",
    PartnerRole.SOCIAL_TEAM: "sociale wijkteams",
    PartnerRole.CHILDCARE: "kinderopvang",
    PartnerRole.VENUE: "podia",
    PartnerRole.GOVERNMENT: "overheden",
    PartnerRole.FUND: "fondsen",
    PartnerRole.KNOWLEDGE_PARTNER: "kennispartners",
    PartnerRole.PRESS: "pers",
    PartnerRole.VOLUNTEER: "vrijwilligers",
    PartnerRole.EMPLOYEE: "medewerkers",
}
KINDS = {PartnerKind.PERSON: "personen", PartnerKind.ORGANISATION: "organisaties"}


@dataclass(frozen=True)
class Chip:
    """One thing that a filter asks for; without `value` of filter `name` it is asked no more."""

    name: str
    value: Any
    label: str


@dataclass(frozen=True)
class Names:
    """What the keys in filters are called; a key that is not here is gone."""

    wijken: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[int, str] = field(default_factory=dict)
    partners: Mapping[int, str] = field(default_factory=dict)

    def insist(self, filters: Mapping[str, Any]) -> None:
        """Raises Refusal when the filters name something that is not there any more."""
        gone = {
            "een wijk": set(filters.get("wijken", ())) - self.wijken.keys(),
            "een label": set(filters.get("tags", ())) - self.tags.keys(),
            "een organisatie": {filters[name] for name in ("organisation", "board") if name in filters}
            - self.partners.keys(),
        }
        for what, keys in gone.items():
            if keys:
                raise Refusal(f"Deze lijst noemt {what} die er niet meer is. Kies de filters opnieuw.", code="filter")


def names_in(many: Iterable[Mapping[str, Any]]) -> Names:
    """The names of all wijken, labels and partners in many (cleaned) filters, in at most three questions."""
    filters = list(many)
    slugs = {slug for each in filters for slug in each.get("wijken", ())}
    tags = {tag for each in filters for tag in each.get("tags", ())}
    partners = {each[name] for each in filters for name in PARTNER_FILTERS if name in each}
    return Names(
        wijken=dict(Wijk.objects.filter(slug__in=slugs).values_list("slug", "name")) if slugs else {},
        tags=dict(Tag.objects.filter(pk__in=tags).values_list("pk", "name")) if tags else {},
        partners=dict(Partner.objects.filter(pk__in=partners).values_list("pk", "name")) if partners else {},
    )


def describe(filters: Mapping[str, Any]) -> str:
    """The filters as a Dutch phrase. Raises Refusal for filters that `apply` refuses."""
    wanted = cleaned(filters)
    return sentence(wanted, names_in([wanted]))


def sentence(filters: Mapping[str, Any], names: Names) -> str:
    """The same for cleaned filters, with the names at hand."""
    names.insist(filters)
    return " ".join(part for part in (subject(filters), *conditions(filters, names)) if part)


def subject(filters: Mapping[str, Any]) -> str:
    """Who: 'docenten en scholen muziek', 'organisaties', 'partners in beeldende kunst'."""
    roles, kind = filters.get("roles", ()), filters.get("kind", "")
    who = enumerated([PLURALS[PartnerRole(role)] for role in roles], "of")
    disciplines = enumerated([str(Discipline(value).label) for value in filters.get("disciplines", ())], "of")
    if not who:
        who = KINDS[PartnerKind(kind)] if kind else "partners"
        disciplines = disciplines and f"in {disciplines}"
    elif kind:
        who = f"{who} ({KINDS[PartnerKind(kind)]})"
    return f"{who} {disciplines}".strip()


def conditions(filters: Mapping[str, Any], names: Names) -> list[str]:
    """What must hold of them, each as a part of the phrase."""
    chosen = {chip.name: chip.label for chip in single_chips(filters, names)}
    parts = (
        [f"in {enumerated([names.wijken[slug] for slug in filters['wijken']], 'of')}"] if "wijken" in filters else []
    )
    parts += [chosen[name] for name in ("link", "function", "organisation", "board") if name in chosen]
    if "tags" in filters:
        joined = enumerated(
            [f"‘{names.tags[tag]}’" for tag in filters["tags"]], "en" if "tags_all" in filters else "of"
        )
        parts.append(f"met label {joined}")
    if "missing" in filters:
        parts.append(f"zonder {enumerated([str(Missing(name).label) for name in filters['missing']], 'of')}")
    return parts + [chosen[name] for name in ("silence", "login", "since", "q") if name in chosen]


def single_chips(filters: Mapping[str, Any], names: Names) -> list[Chip]:
    """Filters that hold one value, as they stand in the phrase and on a chip."""
    labels = {
        "link": lambda kind: LINKS[AffiliationKind(kind)],
        "function": lambda function: f"met functie ‘{function}’",
        "organisation": lambda pk: f"verbonden met {names.partners[pk]}",
        "board": lambda pk: f"van bestuur {names.partners[pk]}",
        "silence": silence,
        "login": lambda answer: "met inlog" if answer == "yes" else "zonder inlog",
        "since": lambda day: f"toegevoegd sinds {dutch_date(date.fromisoformat(day))}",
        "q": lambda query: f"met ‘{query}’",
    }
    return [Chip(name, filters[name], label(filters[name])) for name, label in labels.items() if name in filters]


LINKS = {
    AffiliationKind.WORKS_AT: "die ergens werken",
    AffiliationKind.BOARD_MEMBER: "die in een bestuur zitten",
    AffiliationKind.MEMBER: "die ergens lid van zijn",
    AffiliationKind.CONTACT: "die ergens contactpersoon zijn",
    AffiliationKind.PART_OF: "die ergens onder vallen",
}


def silence(months: int) -> str:
    return f"zonder contact sinds {months} {'maand' if months == 1 else 'maanden'}"


def chips(filters: Mapping[str, Any], names: Names) -> list[Chip]:
    """Every choice of (cleaned) filters by itself, so that each can be taken away."""
    words = {
        "roles": lambda role: str(PartnerRole(role).label),
        "disciplines": lambda value: str(Discipline(value).label),
        "wijken": lambda slug: names.wijken[slug],
        "tags": lambda tag: f"label {names.tags[tag]}",
        "missing": lambda name: f"zonder {Missing(name).label}",
    }
    kind = [Chip("kind", filters["kind"], KINDS[PartnerKind(filters["kind"])])] if "kind" in filters else []
    several = [Chip(name, value, word(value)) for name, word in words.items() for value in filters.get(name, ())]
    return kind + several + single_chips(filters, names)


def enumerated(parts: list[str], last: str) -> str:
    """'a', 'a of b', 'a, b of c'."""
    return f" {last} ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
