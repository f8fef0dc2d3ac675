"""Whether the partner of a row is somebody we know: for sure, perhaps, or not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from network.domain import identifiers
from network.domain.imports.drafts import Draft
from network.domain.matching import SUGGEST, Candidate, Probe, candidates_for
from network.domain.matching.facts import facts_of
from network.domain.matching.likeness import given_names_clash, of_families
from network.domain.matching.scoring import NAME_STRONG, Facts, compare, of_names, score
from network.domain.names import person_name
from network.enums import IdentifierKind
from network.models import Partner

TELLING = (IdentifierKind.BRIN, IdentifierKind.KVK, IdentifierKind.BTW, IdentifierKind.BOARD)


@dataclass(frozen=True)
class Match:
    """`same` is who it certainly is; `perhaps` are the candidates, best first."""

    same: Partner | None = None
    why: str = ""
    perhaps: tuple[Candidate, ...] = ()


def full_name(draft: Draft) -> str:
    """As one says it; initials stand in for a given name."""
    if not draft.is_person:
        return draft.name
    given = draft.given_name or draft.initials
    return person_name(given_name=given, infix=draft.infix, family_name=draft.family_name) or draft.name


def probe(draft: Draft) -> Probe:
    address = draft.details.get("address")
    return Probe(
        kind=draft.kind,
        name=full_name(draft),
        trade_name=draft.details.get("trade_name", ""),
        emails=tuple(draft.emails),
        phones=tuple(identifiers.phone(number) for number in draft.phones),
        identifiers=draft.details.get("identifiers", {}),
        postcode=address.postcode if address else "",
        house_number=address.house_number if address else None,
        organisation=draft.organisation,
    )


def matches(drafts: Sequence[Draft], *, exclude: Collection[int] = ()) -> list[Match]:
    """For each draft whom we know; a constant number of queries. `exclude` came in with the same file."""
    probes = [probe(draft) for draft in drafts]
    found = candidates_for(probes, exclude=exclude)
    known = facts_of({candidate.partner for candidates in found for candidate in candidates})
    return [judge(each.facts(), candidates, known) for each, candidates in zip(probes, found, strict=True)]


def judge(facts: Facts, candidates: Sequence[Candidate], known: dict[int, Facts]) -> Match:
    """One partner with the same official number, or with the same e-mail address and a name that fits, is the same."""
    sure = [(candidate, why) for candidate in candidates if (why := certainty(facts, known[candidate.partner.pk]))]
    if len(sure) == 1:
        return Match(same=sure[0][0].partner, why=sure[0][1])
    return Match(perhaps=tuple(candidates))


def certainty(one: Facts, other: Facts) -> str:
    """Why these two are one and the same; '' when that is not sure."""
    if one.kind != other.kind or score(compare(one, other)) < SUGGEST:
        return ""
    for kind in TELLING:
        if one.number(kind) and one.number(kind) == other.number(kind):
            return f"zelfde {kind.label}"
    mails = {value for key, value in one.keys & other.keys if key == "email"}
    return "zelfde e-mailadres en naam" if mails and names_fit(one, other) else ""


def names_fit(one: Facts, other: Facts) -> bool:
    """Nearly the same name, or of persons the same family name without another given name."""
    if one.person and other.person and of_families(one.person.family, other.person.family) == 1:
        return not given_names_clash(one.person, other.person)
    return sum(evidence.points for evidence in of_names(one, other)) >= NAME_STRONG


def as_kept(candidate: Candidate) -> dict[str, Any]:
    """A candidate as it stands on the row."""
    return {
        "partner": candidate.partner.pk,
        "name": candidate.partner.name,
        "score": candidate.score,
        "reasons": list(candidate.reasons),
    }
