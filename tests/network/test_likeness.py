"""How much two Dutch names are alike: the pairs that were measured, and the ways in which people write a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.domain.matching.likeness import (
    PersonName,
    given_names_clash,
    of_organisations,
    of_persons,
    of_two_words,
    typing_errors,
)
from network.domain.matching.scoring import STRONG, WEAK
from network.domain.names import comparable

WORD = st.text("abcdeé", min_size=1, max_size=10)


@pytest.mark.parametrize(
    ("name", "other", "alike"),
    [
        ("OBS De Watermolen", "Openbare Basisschool De Watermolen", 1.0),
        ("OBS De Watermolen", "OBS De Waterlelie", 0.0),
        ("Basisschool Het Koraal", "BS Het Koraal", 1.0),
        ("Stg. Zaan Primair", "Stichting Zaan Primair", 1.0),
        ("Zaans Mannenkoor", "Zaans Vrouwenkoor", 0.32),
        ("Studio 148", "Studio 168", 0.0),
        ("Studio 148", "Studio", 0.8),
        ("Chr. Muziekver. Excelsior", "Christelijke Muziekvereniging Excelsior", 1.0),
        ("Watermolen", "De Water Molen", 1.0),
        ("De Watermolen", "De Watermoeln", 0.9),
        ("Openbare bsisschool De Meander", "OBS De Meander", 1.0),
        ("Christellijke Basisschool Wij-land", "Wij-land", 1.0),
        ("Openbaar Onderwijs Zaan", "Openbare Onderwijs Zaan", 1.0),
        ("Kindercentrum Tikkie Ver", "Kindercentrum Tikkie", 1.0),
    ],
)
def test_organisations_are_compared_without_what_kind_they_are(name: str, other: str, alike: float) -> None:
    assert round(of_organisations(comparable(name), comparable(other)), 2) == alike


@pytest.mark.parametrize(
    ("name", "other", "alike"),
    [
        ("Jan de Vries", "Vries, Jan de", 1.0),
        ("Jan de Vries", "Vries Jan", 1.0),
        ("Björn Müller", "Bjorn Muller", 1.0),
        ("Sanne van der Berg", "Sanne v.d. Berg", 1.0),
        ("Sanne van der Berg", "Sanne van den Berg", 1.0),
        ("Jan de Vries", "J. de Vries", 0.94),
        ("Jan de Vries", "J.P. de Vries", 0.94),
        ("Jan de Vries", "Johannes de Vries", 0.94),
        ("Peter-Jan Smit", "Peter Smit", 1.0),
        ("Jan de Vries", "Jan de Vires", 0.88),
        ("Jeannette Krul", "Jeannette Krl", 0.93),
        ("Jan de Vries", "Jon de Vries", 0.4),
        ("Jan de Vries", "de Vries", 0.76),
        ("Suzanne Beaudelaire-Moulin", "Suzanne Moulin", 0.8),
        ("Jan de Vries", "Joke de Vries", 0.4),
        ("Jan de Vries", "P. de Vries", 0.4),
        ("Paul Bakker", "Paula Bakker", 0.82),
        ("Jan de Vries", "Jan Bakker", 0.0),
    ],
)
def test_persons_are_compared_by_given_and_family_name(name: str, other: str, alike: float) -> None:
    assert round(of_persons(PersonName.typed(name), PersonName.typed(other)), 2) == alike


def test_a_strong_name_and_a_weak_one_are_told_apart() -> None:
    jan = PersonName.typed("Jan de Vries")
    assert (
        of_persons(jan, PersonName.typed("J. de Vries")) > STRONG > of_persons(jan, PersonName.typed("de Vries")) > WEAK
    )


@pytest.mark.parametrize(
    ("name", "other", "clash"),
    [
        ("Jan de Vries", "Joke de Vries", True),
        ("J. de Vries", "P. de Vries", True),
        ("Jan de Vries", "Jan Bakker", False),
        ("Vries Jan", "Jan Vries", False),
        ("de Vries", "Jan de Vries", False),
        ("Kees Smit", "Cornelis Smit", False),
    ],
)
def test_another_given_name_is_another_person(name: str, other: str, clash: bool) -> None:
    assert given_names_clash(PersonName.typed(name), PersonName.typed(other)) is clash


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("Jan de Vries", "jan vries"),
        ("Sanne v.d. Berg", "sanne berg"),
        ("Sanne v/d Berg", "sanne berg"),
        ("V.D. Bakker", "v d bakker"),
        ("Don van Es", "don es"),
        ("Esma in ’t Veld", "esma veld"),
        ("Esma in 't Veld", "esma veld"),
        ("Jan School", "jan school"),
        ("de", "de"),
    ],
)
def test_of_a_person_only_the_infixes_go(name: str, left: str) -> None:
    assert comparable(name, is_person=True) == left


def test_a_name_of_only_general_words_keeps_them() -> None:
    assert comparable("Openbare Basisschool") == "openbare basisschool"


@given(WORD, WORD)
def test_likeness_of_two_words_goes_both_ways(one: str, other: str) -> None:
    assert of_two_words(one, other) == of_two_words(other, one)
    assert 0 <= of_two_words(one, other) <= 1
    assert typing_errors(one, other) == typing_errors(other, one) <= max(len(one), len(other))


@given(st.lists(WORD, min_size=1, max_size=4), st.lists(WORD, min_size=1, max_size=4))
def test_likeness_of_names_stays_between_nothing_and_the_same(one: list[str], other: list[str]) -> None:
    assert 0 <= of_organisations(" ".join(one), " ".join(other)) <= 1
    assert of_organisations(" ".join(one), " ".join(one)) == 1
