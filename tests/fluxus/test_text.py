"""Text as people type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxus.text import fold, tidy


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Sanne v.d. Bèrg", "sanne v d berg"),
        ("  Koor   Zaanzang ", "koor zaanzang"),
        ("Weiß & Øster", "weiss oster"),
        ("bilal@fluxus.test", "bilal@fluxus test"),
        ("’t Kalf", "t kalf"),
        ("IJsbrand", "ijsbrand"),
        ("ĳsbaan", "ijsbaan"),
        ("Łódź", "lodz"),
        ("\u202eomgekeerd\x00", "omgekeerd"),
        ("🎻🎨", ""),
        ("", ""),
    ],
)
def test_fold_makes_text_comparable(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        ("  een   zin\tmet\nwit ", "een zin met wit"),
        ("a\u202eb\u200bc\x00d\ufeff", "abcd"),
        ("Zoë 🎻", "Zoë 🎻"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("", ""),
    ],
)
def test_tidy_takes_out_what_cannot_be_seen(typed: str, tidied: str) -> None:
    assert tidy(typed) == tidied


@given(st.text())
def test_fold_leaves_only_what_can_be_searched(text: str) -> None:
    assert set(fold(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789@ ")


@given(st.text())
def test_folding_and_tidying_twice_is_once(text: str) -> None:
    assert (fold(fold(text)), tidy(tidy(text))) == (fold(text), tidy(text))
