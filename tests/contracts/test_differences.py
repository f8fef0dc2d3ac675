"""The difference between two texts, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from contracts.domain.texts.differences import ChangedLine, compare, is_same

LINES = st.lists(st.text("ab c,.", max_size=12), max_size=6).map("\n".join)


def told(old: str, new: str) -> list[tuple[str, str]]:
    return [(line.kind, "|".join(f"{each.kind[0]}:{each.text}" for each in line.pieces)) for line in compare(old, new)]


def test_the_same_text_is_the_same() -> None:
    assert told("Een.\nTwee.", "Een.\n\n Twee. ") == [("same", "s:Een."), ("same", "s:Twee.")]
    assert is_same(compare("Een.", "Een."))


def test_a_changed_word_is_shown_in_its_line() -> None:
    assert told("Betalen binnen 30 dagen.", "Betalen binnen 14 dagen.") == [
        ("changed", "s:Betalen binnen |o:30|n:14|s: dagen.")
    ]


def test_lines_come_and_go() -> None:
    assert told("Een blijft.\nDit verdwijnt helemaal.", "Een blijft.\nWat nieuws hier staat.") == [
        ("same", "s:Een blijft."),
        ("old", "o:Dit verdwijnt helemaal."),
        ("new", "n:Wat nieuws hier staat."),
    ]
    assert told("", "Nieuw.") == [("new", "n:Nieuw.")]
    assert told("Oud.", "") == [("old", "o:Oud.")]


@given(LINES, LINES)
def test_nothing_is_lost_and_nothing_is_invented(old: str, new: str) -> None:
    lines = compare(old, new)

    def text(lines: list[ChangedLine], without: str) -> list[str]:
        kept = [
            [piece.text for piece in line.pieces if piece.kind != without] for line in lines if line.kind != without
        ]
        return ["".join(pieces) for pieces in kept]

    assert text(lines, "new") == [line.strip() for line in old.splitlines() if line.strip()]
    assert text(lines, "old") == [line.strip() for line in new.splitlines() if line.strip()]


def test_markup_in_a_text_is_only_text() -> None:
    assert told("Zie <b> hier.", "Zie <script> hier.") == [("changed", "s:Zie <|o:b|n:script|s:> hier.")]
