"""The organisation a person of a list works at: the one we know by that name, or a new one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from fluxus.text import fold
from network.domain import newcomers, partners
from network.domain.details import Details
from network.domain.imports.drafts import Draft
from network.domain.names import comparable
from network.enums import AffiliationKind, PartnerKind
from network.models import Affiliation, Partner

BOARD_WORDS = ("voorzitter", "penningmeester", "secretaris", "bestuur")


@dataclass
class Organisations:
    """By comparable name; `made` are those that this list brought in."""

    known: dict[str, Partner] = field(default_factory=dict)
    unclear: set[str] = field(default_factory=set)
    made: dict[str, Partner] = field(default_factory=dict)

    def of(self, draft: Draft) -> Partner | None:
        name = comparable(draft.organisation)
        return self.known.get(name) or self.made.get(name)


def resolve(drafts: Sequence[Draft], *, today: Any) -> Organisations:
    """The organisations that people are said to work at; who is not known is added, in a few statements."""
    named = {comparable(draft.organisation): draft.organisation for draft in reversed(drafts) if is_tied(draft)}
    found = Organisations()
    alike: dict[str, list[Partner]] = defaultdict(list)
    organisations = Partner.objects.filter(kind=PartnerKind.ORGANISATION, match_name__in=named)
    for partner in organisations.order_by("pk"):
        alike[partner.match_name].append(partner)
    for name, typed in named.items():
        choose(found, name, typed, alike[name])
    fresh = {name: typed for name, typed in named.items() if name not in found.known and name not in found.unclear}
    ready = {name: newcomers.ready(organisation(typed), Details(), today=today) for name, typed in fresh.items()}
    newcomers.write(list(ready.values()))
    found.made = {name: newcomer.partner for name, newcomer in ready.items()}
    return found


def is_tied(draft: Draft) -> bool:
    return draft.is_person and bool(comparable(draft.organisation)) and not draft.problems


def choose(found: Organisations, name: str, typed: str, alike: Sequence[Partner]) -> None:
    """One of that name is it; of more the one that is written just so."""
    exact = [partner for partner in alike if fold(partner.name) == fold(typed)]
    only = exact if len(exact) == 1 else alike
    if len(only) == 1:
        found.known[name] = only[0]
    elif alike:
        found.unclear.add(name)


def organisation(name: str) -> Partner:
    partner = Partner(kind=PartnerKind.ORGANISATION)
    partners.name_organisation(partner, name[:200])
    return partner


def kind_of(function: str) -> str:
    """Sits on the board of, or works at."""
    words = fold(function)
    return AffiliationKind.BOARD_MEMBER if words.startswith(BOARD_WORDS) else AffiliationKind.WORKS_AT


def tie(
    partner: Partner, organisation: Partner, draft: Draft, open_ties: Iterable[dict[str, Any]]
) -> Affiliation | None:
    """The affiliation to add or to complete; None when it is there already."""
    for present in open_ties:
        if present["organisation_id"] == organisation.pk and present["ended_on"] is None:
            if present["function"] or not draft.function:
                return None
            return Affiliation(partner=partner, **{**present, "function": draft.function})
    return Affiliation(
        partner=partner,
        organisation=organisation,
        kind=kind_of(draft.function),
        function=draft.function,
        started_on=draft.since,
    )
