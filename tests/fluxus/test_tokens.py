"""Signed addresses: what we signed is read back, anything else is nothing."""

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxus import tokens

KEY = UUID("12345678-1234-5678-1234-567812345678")


@given(pk=st.integers(1, tokens.BIGGEST_PK), key=st.uuids(), kind=st.sampled_from(["agenda", "scherm", "é!"]))
def test_what_was_signed_is_read_back(pk: int, key: UUID, kind: str) -> None:
    token = tokens.sign(kind, pk, key)
    assert tokens.read(kind, token) == (pk, key)
    assert re.fullmatch(r"[A-Za-z0-9_.-]{60,100}", token)


def test_the_same_key_gives_the_same_address() -> None:
    assert tokens.sign("agenda", 7, KEY) == tokens.sign("agenda", 7, KEY)


def test_another_key_another_row_and_another_kind_give_another_address() -> None:
    same = {
        tokens.sign("agenda", 7, KEY),
        tokens.sign("agenda", 7, UUID(int=1)),
        tokens.sign("agenda", 8, KEY),
        tokens.sign("scherm", 7, KEY),
    }
    assert len(same) == 4


def test_a_token_of_one_kind_opens_no_other() -> None:
    assert tokens.read("scherm", tokens.sign("agenda", 7, KEY)) is None


@pytest.mark.parametrize(
    "token", ["", ".", "..", "7", "7.x.y", "é", "7\x00", "a" * 5000, "1.EjRWeBI0VngSNFZ4EjRWeA.", " "]
)
def test_what_we_did_not_sign_is_nothing(token: str) -> None:
    assert tokens.read("agenda", token) is None


def test_a_token_with_one_letter_changed_is_nothing() -> None:
    token = tokens.sign("agenda", 7, KEY)
    changed = (token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in range(len(token)))
    assert [found for found in changed if tokens.read("agenda", found)] == []


def test_another_secret_of_the_house_opens_nothing(settings) -> None:
    token = tokens.sign("agenda", 7, KEY)
    settings.SECRET_KEY = "another secret of this house, long enough"
    settings.SECRET_KEY_FALLBACKS = []
    assert tokens.read("agenda", token) is None


def test_a_secret_that_was_replaced_still_opens(settings) -> None:
    token = tokens.sign("agenda", 7, KEY)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret of this house, long enough"
    assert tokens.read("agenda", token) == (7, KEY)
