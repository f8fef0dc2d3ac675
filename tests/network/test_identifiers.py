"""Official numbers: what is repaired, what is refused, and that no BSN comes in."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.nl import bsn as stdnum_bsn

from fluxus.errors import Refusal
from network.domain import identifiers
from network.enums import IdentifierKind

BSN = "123456782"
BAD = ["😀", "<script>alert(1)</script>", "\u202e12345678", "1" * 500, "NL" * 200, "-", "0", "ñandú", "12 34 56 78 9a"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("12345678", "12345678"), ("1234567", "01234567"), ("12.34.56.78", "12345678"), ("KvK 12345678", "12345678")],
)
def test_kvk_is_repaired(typed: str, kept: str) -> None:
    assert identifiers.kvk(typed) == kept


@pytest.mark.parametrize("typed", ["123456", "00000000", "000012345678", "1234567a", *BAD])
def test_kvk_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        identifiers.kvk(typed)
    assert refused.value.field == "kvk"


@pytest.mark.parametrize(
    ("typed", "kept"), [("nl 0024.55799.b11", "NL002455799B11"), ("002455799B11", "NL002455799B11")]
)
def test_btw_is_written_one_way(typed: str, kept: str) -> None:
    assert identifiers.btw(typed) == kept


def test_btw_with_a_bsn_is_refused_for_a_person() -> None:
    with pytest.raises(Refusal, match="burgerservicenummer") as refused:
        identifiers.btw(f"NL{BSN}B01", person=True)
    assert (refused.value.field, refused.value.code) == ("btw", "bsn")


def test_btw_with_the_rsin_of_a_legal_person_holds() -> None:
    assert identifiers.btw("NL810433941B01", person=False) == "NL810433941B01"


@pytest.mark.parametrize("typed", ["BE0428759497", "DE136695976", "FR40303265045"])
def test_btw_of_another_country_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="ander land"):
        identifiers.btw(typed)


@pytest.mark.parametrize("typed", ["NL002455799B12", "NL123B01", *BAD])
def test_btw_that_does_not_hold_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        identifiers.btw(typed)
    assert refused.value.field == "btw"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("nl91 abna 0417 1643 00", "NL91ABNA0417164300"), ("BE31 4354 1116 1155", "BE31435411161155")],
)
def test_iban_is_written_one_way(typed: str, kept: str) -> None:
    assert identifiers.iban(typed) == kept


@pytest.mark.parametrize("typed", ["NL92ABNA0417164300", "NL91ABNA041716430", "XX12 3456", *BAD])
def test_iban_that_does_not_hold_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        identifiers.iban(typed)
    assert refused.value.field == "iban"


def test_bank_that_is_not_in_the_register_is_told_apart() -> None:
    assert identifiers.bank_is_known("NL91ABNA0417164300") is True
    assert identifiers.bank_is_known("NL13TEST0123456789") is False
    assert identifiers.bank_is_known("BE31435411161155") is True


@pytest.mark.parametrize(("typed", "kept"), [("30ah", "30AH"), ("30 AH 00", "30AH00")])
def test_brin_is_written_one_way(typed: str, kept: str) -> None:
    assert identifiers.brin(typed) == kept


@pytest.mark.parametrize(("typed", "kept"), [("41852", "41852"), ("123", "00123")])
def test_board_number_gets_its_zeros_back(typed: str, kept: str) -> None:
    assert identifiers.board(typed) == kept


@pytest.mark.parametrize(("typed", "kept"), [("1506ek", "1506EK"), ("NL-1506 EK", "1506EK"), (" 1506 EK ", "1506EK")])
def test_postcode_is_written_one_way(typed: str, kept: str) -> None:
    assert identifiers.postcode(typed) == kept


@pytest.mark.parametrize("typed", ["1506SS", "0506EK", "1506 E", *BAD])
def test_postcode_that_does_not_exist_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        identifiers.postcode(typed)
    assert refused.value.field == "postcode"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("06 12 34 56 78", "+31612345678"),
        ("612345678", "+31612345678"),
        ("075-6123456", "+31756123456"),
        ("+31 (0)75 612 34 56", "+31756123456"),
        ("0032 2 555 12 12", "+3225551212"),
    ],
)
def test_phone_becomes_e164(typed: str, kept: str) -> None:
    assert identifiers.phone(typed) == kept


@pytest.mark.parametrize("typed", ["12345", "06", *BAD])
def test_phone_that_does_not_exist_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        identifiers.phone(typed)
    assert refused.value.field == "phone"


def test_shown_forms() -> None:
    assert identifiers.shown_iban("NL91ABNA0417164300") == "NL91 ABNA 0417 1643 00"
    assert identifiers.shown_phone("+31756123456") == "075 612 3456"
    assert identifiers.shown_phone("+3225551212") == "+32 2 555 12 12"


EVERY_FIELD: list[Callable[[str], str]] = [
    identifiers.kvk,
    identifiers.btw,
    identifiers.iban,
    identifiers.brin,
    identifiers.board,
    identifiers.postcode,
    identifiers.phone,
]


@pytest.mark.parametrize("check", EVERY_FIELD)
@pytest.mark.parametrize("typed", [BSN, "1234.56.782", " 123 456 782 "])
def test_bsn_is_refused_in_every_field(check: Callable[[str], str], typed: str) -> None:
    with pytest.raises(Refusal, match="burgerservicenummer") as refused:
        check(typed)
    assert refused.value.code == "bsn"


@given(st.integers(1, 99_999_999))
def test_no_old_btw_number_of_a_person_comes_in(start: int) -> None:
    digits = f"{start:08d}"
    last = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 1, -1), strict=True)) % 11
    number = f"{digits}{last}"
    if last < 10 and stdnum_bsn.is_valid(number):
        with pytest.raises(Refusal):
            identifiers.btw(f"NL{number}B01", person=True)


def outcome(check: Callable[[], str]) -> tuple[str, Refusal | None]:
    """What a check keeps, or its refusal."""
    try:
        return check(), None
    except Refusal as refusal:
        return "", refusal


@given(st.sampled_from(list(IdentifierKind)), st.text(max_size=60))
def test_whatever_is_typed_gets_a_number_or_a_sentence(kind: IdentifierKind, typed: str) -> None:
    kept, refusal = outcome(lambda: identifiers.normalise(kind, typed, person=True))
    if refusal:
        assert refusal.field == kind
        assert re.match(r"^[A-Z].*\.$", refusal.sentence)
    else:
        assert identifiers.normalise(kind, kept, person=True) == kept
        assert kept.isascii()


@given(st.text(max_size=60))
def test_whatever_phone_is_typed_gets_a_number_or_a_sentence(typed: str) -> None:
    kept, refusal = outcome(lambda: identifiers.phone(typed))
    assert refusal.field == "phone" if refusal else re.match(r"^\+[0-9]{5,15}$", kept)
