"""Whether the partner of a row is somebody we know: for sure, perhaps, or not."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from network.domain import identifiers
from network.domain.imports.drafts import Draft
from network.domain.matching import SUGGEST, Candidate, Probe, candidates_for
from network.domain.matching.facts import facts_of
from network.domain.matching.likeness import INITIALS_AGREE, PersonName, of_families, of_given
from network.domain.matching.scoring import NAME_STRONG, Facts, compare, of_names, score
from network.domain.names import person_name
from network.enums import Gender, IdentifierKind
from network.models import Partner

OF_ONE = (IdentifierKind.BRIN, IdentifierKind.BOARD)
"""Numbers that nobody shares, whatever the name is now."""
OF_COMPANIES = (IdentifierKind.KVK, IdentifierKind.BTW)
"""Numbers that the locations of a foundation share, and the partners in a firm."""


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
    return [
        judge(each.facts(), drafted.gender, candidates, known)
        for each, drafted, candidates in zip(probes, drafts, found, strict=True)
    ]


def judge(facts: Facts, gender: str, candidates: Sequence[Candidate], known: dict[int, Facts]) -> Match:
    """The one partner of whom it is certain, when there is no other; else all are perhaps the same."""
    sure = [
        (candidate, why)
        for candidate in candidates
        if (why := certainty(facts, known[candidate.partner.pk])) and not are_two(gender, candidate.partner.gender)
    ]
    if len(sure) == 1:
        return Match(same=sure[0][0].partner, why=sure[0][1])
    return Match(perhaps=tuple(candidates))


def are_two(gender: str, other: str) -> bool:
    """A man and a woman with one name and one letter box are a couple."""
    return Gender.UNKNOWN not in (gender, other) and gender != other


def certainty(one: Facts, other: Facts) -> str:
    """Why these two are one and the same; '' when that is not sure.

    A number that nobody shares says it all. What companies, couples and schools share only does beside a name that fits.
    """
    if one.kind != other.kind or score(compare(one, other)) < SUGGEST:
        return ""
    if kind := next(numbers_in_common(one, other, OF_ONE), None):
        return f"zelfde {kind.label}"
    if not names_fit(one, other):
        return ""
    if kind := next(numbers_in_common(one, other, OF_COMPANIES), None):
        return f"zelfde {kind.label}"
    return "zelfde e-mailadres en naam" if any(key == "email" for key, _ in one.keys & other.keys) else ""


def numbers_in_common(one: Facts, other: Facts, kinds: Iterable[IdentifierKind]) -> Iterator[IdentifierKind]:
    return (kind for kind in kinds if one.number(kind) and one.number(kind) == other.number(kind))


def names_fit(one: Facts, other: Facts) -> bool:
    """Nearly the same name; of persons also the same family name with one given name, in whatever form."""
    if one.person and other.person:
        return given_names_fit(one.person, other.person) and (
            of_families(one.person.family, other.person.family) == 1 or are_strong(one, other)
        )
    return are_strong(one, other)


def given_names_fit(one: PersonName, other: PersonName) -> bool:
    """Sure enough to change somebody: Johan and Johanna, Anna and Anne may well share a letter box."""
    if not one.given or not other.given or sorted(one.words) == sorted(other.words):
        return True
    return of_given(one.given, other.given) >= INITIALS_AGREE


def are_strong(one: Facts, other: Facts) -> bool:
    return sum(evidence.points for evidence in of_names(one, other)) >= NAME_STRONG


def as_kept(candidate: Candidate) -> dict[str, Any]:
    """A candidate as it stands on the row."""
    return {
        "partner": candidate.partner.pk,
        "name": candidate.partner.name,
        "score": candidate.score,
        "reasons": list(candidate.reasons),
    }
