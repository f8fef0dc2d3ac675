"""Dutch names, as one says them and as one looks them up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxus.text import fold, tidy
from network.domain.names import person_name, sort_name, split_name

WORD = st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("given_name", "infix", "family_name", "name", "filed"),
    [
        ("Sanne", "van der", "Berg", "Sanne van der Berg", "Berg, Sanne van der"),
        ("Bilal", "", "Amrani", "Bilal Amrani", "Amrani, Bilal"),
        ("", "de", "Vries", "de Vries", "Vries, de"),
        ("", "", "Prince", "Prince", "Prince"),
        (" Noor ", "", " van  Dijk ", "Noor van Dijk", "van Dijk, Noor"),
    ],
)
def test_name_is_composed(given_name: str, infix: str, family_name: str, name: str, filed: str) -> None:
    parts = {"given_name": given_name, "infix": infix, "family_name": family_name}
    assert (person_name(**parts), sort_name(**parts)) == (name, filed)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("Sanne van der Berg", ("Sanne", "van der", "Berg")),
        ("Berg, Sanne van der", ("Sanne", "van der", "Berg")),
        ("Jan Pieter Smit", ("Jan", "", "Pieter Smit")),
        ("Madonna", ("", "", "Madonna")),
        ("Esma in 't Veld", ("Esma", "in 't", "Veld")),
        ("", ("", "", "")),
    ],
)
def test_name_is_taken_apart(typed: str, parts: tuple[str, str, str]) -> None:
    assert split_name(typed) == parts


@given(WORD, st.sampled_from(["", "van", "van der", "de", "ter"]), WORD)
def test_sort_name_has_the_same_words(given_name: str, infix: str, family_name: str) -> None:
    parts = {"given_name": given_name, "infix": infix, "family_name": family_name}
    assert sorted(person_name(**parts).split()) == sorted(sort_name(**parts).replace(",", "").split())


@given(st.text(max_size=80))
def test_fold_is_plain_and_stays_so(text: str) -> None:
    folded = fold(text)
    assert folded.isascii()
    assert folded == fold(folded) == folded.lower().strip()


@given(st.text(max_size=80))
def test_tidy_leaves_nothing_invisible(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert "\x00" not in tidy(text)
    assert "\u202e" not in tidy(text)
