"""How much two names are alike, from 0 to 1: word by word, in any order, forgiving a typing error, strict on digits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from fluxus.text import fold
from network.domain.matching.nicknames import are_forms_of_one_name
from network.domain.names import INFIXES, comparable, split_name

INITIALS_AGREE = FORMS_OF_ONE_NAME = 0.9
ONE_BEGINS_THE_OTHER = 0.7
NO_GIVEN_NAME = 0.6
DOUBLE_NAME = 0.8
ONE_SLIP = 0.75
SHORTEST_WITH_TYPO = 3
SHORTEST_GIVEN_WITH_TYPO = 4
SHORTEST_WITH_TWO = 8


@dataclass(frozen=True)
class PersonName:
    """Folded words. `given` may be initials, one letter each; `family` has no infixes."""

    given: tuple[str, ...]
    family: tuple[str, ...]

    @classmethod
    def of(cls, *, given_name: str, family_name: str, initials: str = "") -> "PersonName":
        given = fold(given_name) or " ".join(re.sub(r"[^a-z]", "", fold(initials)))
        return cls(tuple(given.split()), tuple(comparable(family_name, is_person=True).split()))

    @classmethod
    def typed(cls, name: str) -> "PersonName":
        """From one string, 'J. de Vries', 'Vries, Jan de' or only 'de Vries'."""
        given_name, _infix, family_name = split_name(name)
        return cls.of(given_name="" if given_name in INFIXES else given_name, family_name=family_name)

    @property
    def words(self) -> tuple[str, ...]:
        return self.given + self.family


def of_persons(one: PersonName, other: PersonName) -> float:
    """1 is the same name in full. Another given name leaves at most 0.4: couples share the rest."""
    if sorted(one.words) == sorted(other.words):
        return 1.0
    family, given = of_families(one.family, other.family), of_given(one.given, other.given)
    if given == 1 and family >= ONE_SLIP:
        return max(family, of_words(one.words, other.words))
    return family * (0.4 + 0.6 * given)


def of_families(one: Sequence[str], other: Sequence[str]) -> float:
    """A double name (Bakker-Smit) is rather like each of its halves."""
    alike = of_words(one, other)
    is_half = bool(one and other) and (set(one) <= set(other) or set(other) <= set(one))
    return max(alike, DOUBLE_NAME) if is_half else alike


def of_given(one: Sequence[str], other: Sequence[str]) -> float:
    """By the first name of each; 0 when they cannot be the same person's."""
    if not one or not other:
        return NO_GIVEN_NAME
    a, b = sorted((one[0], other[0]), key=len)
    if a == b:
        return 1.0 if len(a) > 1 else INITIALS_AGREE
    if len(a) == 1:
        return INITIALS_AGREE if b.startswith(a) else 0.0
    if are_forms_of_one_name(a, b):
        return FORMS_OF_ONE_NAME
    if len(a) < SHORTEST_GIVEN_WITH_TYPO:
        return 0.0
    if b.startswith(a):
        return ONE_BEGINS_THE_OTHER
    return of_two_words(a, b) if a[0] == b[0] else 0.0


def given_names_clash(one: PersonName, other: PersonName) -> bool:
    """Both have a given name and it is not the same; two names with all words in common never clash."""
    return sorted(one.words) != sorted(other.words) and of_given(one.given, other.given) == 0


def of_organisations(one: str, other: str) -> float:
    """Of two comparable names; when both hold digits, those must be the same."""
    digits = re.findall(r"[0-9]+", one), re.findall(r"[0-9]+", other)
    if all(digits) and digits[0] != digits[1]:
        return 0.0
    return of_words(one.split(), other.split())


def of_words(one: Sequence[str], other: Sequence[str]) -> float:
    """The letters of words that have a counterpart, out of all letters; or the words written as one."""
    left, matched = list(other), 0.0
    for word in one:
        best = max(left, key=lambda candidate: of_two_words(word, candidate), default="")
        if best and (alike := of_two_words(word, best)):
            matched += alike * (len(word) + len(best))
            left.remove(best)
    letters = sum(map(len, one)) + sum(map(len, other))
    return max(matched / letters, of_two_words("".join(one), "".join(other))) if letters else 0.0


@lru_cache(maxsize=50_000)
def of_two_words(one: str, other: str) -> float:
    """1 when the same, a little less with one typing error (two in a long word), else 0."""
    if one == other:
        return 1.0
    longest, shortest = max(len(one), len(other)), min(len(one), len(other))
    allowed = (shortest >= SHORTEST_WITH_TYPO < longest) + (shortest >= SHORTEST_WITH_TWO)
    if longest - shortest > allowed:
        return 0.0
    errors = typing_errors(one, other)
    return 1 - errors / longest if errors <= allowed else 0.0


def typing_errors(one: str, other: str) -> int:
    """Letters to change, drop, add or swap with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, last, row = row, before, [at]
        for to, wanted in enumerate(other, 1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != wanted))
            is_swap = at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == wanted
            row.append(min(cost, last[to - 2] + 1) if is_swap else cost)
    return row[-1]
