"""What somebody typed, read as words to look for."""

import pytest

from network.domain.typed import filed, read


@pytest.mark.parametrize(
    ("query", "firm", "loose"),
    [
        ("Sanne van der Berg", ("sanne", "berg"), ("van", "der")),
        ("berg van der sanne", ("berg", "sanne"), ("van", "der")),
        ("v.d. Berg", ("berg",), ("vd",)),
        ("vd berg", ("berg",), ("vd",)),
        ("juf Sanne", ("sanne",), ("juf",)),
        ("obs Watermolen", ("watermolen",), ("obs",)),
        ("obs", ("obs",), ()),
        ("van der b", ("van", "der", "b"), ()),
        ("de", ("de",), ()),
        ("Müller", ("muller",), ()),
        ("1506 EK", ("1506ek",), ()),
        ("1506 ek 148", ("1506ek", "148"), ()),
        ("sanne sanne", ("sanne",), ()),
        ("%_ 😀", (), ()),
    ],
)
def test_words_are_firm_or_loose(query: str, firm: tuple[str, ...], loose: tuple[str, ...]) -> None:
    typed = read(query)
    assert (typed.firm, typed.loose, typed.is_number) == (firm, loose, False)


@pytest.mark.parametrize(
    ("query", "digits"),
    [
        ("06 1234 5678", "0612345678"),
        ("06-1234", "061234"),
        ("+31 6 1234", "3161234"),
        ("+31 (0)6 1234", "3161234"),
        ("0031 75 201", "3175201"),
        ("(075) 201 01 32", "0752010132"),
        ("31612345678", "31612345678"),
        ("5678", "5678"),
    ],
)
def test_numbers_are_read_as_dialled(query: str, digits: str) -> None:
    typed = read(query)
    assert (typed.firm, typed.is_number) == ((digits,), True)


@pytest.mark.parametrize(
    ("sort_name", "key"),
    [
        ("Berg, Sanne van der", "berg sanne"),
        ("Openbare Basisschool De Watermolen", "watermolen"),
        ("Stg. De Watermolen", "watermolen"),
        ("De School", "de school"),
        ("Öztürk, Ayşe", "ozturk ayse"),
    ],
)
def test_names_are_filed_by_what_counts(sort_name: str, key: str) -> None:
    assert filed(sort_name) == key
