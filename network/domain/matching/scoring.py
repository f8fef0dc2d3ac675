"""The points. Measured on Dutch names and addresses; a suggestion needs 50, which no name gives alone.

What a great many share (the phone of a school, a business centre) says nothing about any of them and gets no points.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from network.domain.matching.likeness import (
    PersonName,
    given_names_clash,
    of_given,
    of_organisations,
    of_persons,
)
from network.enums import IdentifierKind

SUGGEST = 50
EMAIL, PHONE, NUMBER, PLACE = 50, 35, 80, 25
NAME_SAME, NAME_STRONG, NAME_WEAK = 40, 30, 15
GIVEN_NAME = 5
ORGANISATION = POSTCODE = 10
DIFFERENT = -60
STRONG, WEAK = 0.85, 0.6
# Numbers of which a partner has one: two different ones are two partners.
TELLING_APART = (IdentifierKind.KVK, IdentifierKind.BTW)

type Key = tuple[str, str]
"""What partners can have in common: ("email", "a@b.nl"), ("phone", "+31…"), ("place", "1506EK 148"), ("kvk", "12345678")."""


@dataclass(frozen=True)
class Evidence:
    """One thing in which two partners are the same, or are not (points below zero)."""

    reason: str
    points: int
    tells_who: bool = False
    """A name or an official number: what makes it more than a shared letter box."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is compared of one partner, all of it normalised."""

    kind: str
    person: PersonName | None = None
    match_name: str = ""
    names: tuple[str, ...] = ()
    """The own name and the trade name, comparable as names of organisations are."""
    keys: frozenset[Key] = frozenset()
    postcodes: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()

    def number(self, kind: str) -> str:
        return next((value for key, value in self.keys if key == kind), "")


def compare(one: Facts, other: Facts, *, common: frozenset[Key] = frozenset()) -> tuple[Evidence, ...]:
    """Everything that speaks for or against these two being one; nothing when they cannot be.

    `common` holds what too many share to count.
    """
    if are_two_schools(one, other):
        return ()
    name = of_names(one, other)
    if one.kind != other.kind and not name:
        return ()
    return (*of_keys(one, other, common), *name, *of_surroundings(one, other, common), *against(one, other))


def score(evidence: Iterable[Evidence]) -> int:
    return sum(piece.points for piece in evidence)


def tells_who(evidence: Iterable[Evidence]) -> bool:
    """Whether there is more than a shared address, phone or letter box."""
    return any(piece.tells_who for piece in evidence)


def are_two_schools(one: Facts, other: Facts) -> bool:
    """Each with a BRIN or board number of its own; '30AH' and its site '30AH00' may be the same."""
    for kind in (IdentifierKind.BRIN, IdentifierKind.BOARD):
        first, second = sorted((one.number(kind), other.number(kind)), key=len)
        if first and not second.startswith(first):
            return True
    return False


def of_keys(one: Facts, other: Facts, common: frozenset[Key]) -> list[Evidence]:
    found, labels = [], {kind.value: str(kind.label) for kind in IdentifierKind}
    shared = {kind for kind, _value in (one.keys & other.keys) - common}
    if "email" in shared:
        found.append(Evidence("hetzelfde e-mailadres", EMAIL))
    if "phone" in shared:
        found.append(Evidence("hetzelfde telefoonnummer", PHONE))
    numbers = [labels[kind] for kind in labels if kind in shared]
    if numbers:
        word = "hetzelfde" if numbers[0].endswith("nummer") else "dezelfde"
        found.append(Evidence(f"{word} {' en '.join(numbers)}", NUMBER, tells_who=True))
    if "place" in shared:
        found.append(Evidence("zelfde postcode en huisnummer", PLACE))
    return found


def of_names(one: Facts, other: Facts) -> list[Evidence]:
    if one.person and other.person:
        alike = of_persons(one.person, other.person)
        if alike < WEAK and of_given(one.person.given, other.person.given) == 1:
            return [
                Evidence("dezelfde voornaam", GIVEN_NAME, tells_who=True)
            ]  # who married may have another family name
        return name_evidence("naam", alike, person=(one.person, other.person))
    alike = max((of_organisations(a, b) for a in one.names for b in other.names), default=0.0)
    if one.kind == other.kind:
        return name_evidence("naam", alike)
    return name_evidence("handelsnaam", alike) if alike >= STRONG else []


def name_evidence(word: str, alike: float, *, person: tuple[PersonName, PersonName] | None = None) -> list[Evidence]:
    if alike == 1 and not (person and len(person[0].words) < 2):
        return [Evidence(f"dezelfde {word}", NAME_SAME, tells_who=True)]
    if alike >= STRONG:
        return [Evidence(f"{word} lijkt erg ({alike:.0%})", NAME_STRONG, tells_who=True)]
    if alike >= WEAK:
        return [Evidence(f"{word} lijkt ({alike:.0%})", NAME_WEAK, tells_who=True)]
    return []


def of_surroundings(one: Facts, other: Facts, common: frozenset[Key]) -> list[Evidence]:
    found = []
    places = {value for kind, value in (one.keys & other.keys) - common if kind == "place"}
    if not places and one.postcodes & other.postcodes:
        found.append(Evidence("dezelfde postcode", POSTCODE))
    if one.organisations & other.organisations:
        found.append(Evidence("dezelfde organisatie", ORGANISATION))
    return found


def against(one: Facts, other: Facts) -> list[Evidence]:
    found = []
    for kind in TELLING_APART:
        mine, yours = one.number(kind), other.number(kind)
        if mine and yours and mine != yours:
            found.append(Evidence(f"ander {kind.label}", DIFFERENT))
    if one.person and other.person and given_names_clash(one.person, other.person):
        found.append(Evidence("andere voornaam", DIFFERENT))
    return found
