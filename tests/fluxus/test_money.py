"""Whole cents, and sums that are right to the cent."""

from contextlib import suppress
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from fluxus.money import MOST_CENTS, Amount, euros, half_up, parse_euros, per_hour

cents = st.integers(min_value=-MOST_CENTS, max_value=MOST_CENTS)
rates = st.sampled_from([Decimal(0), Decimal(9), Decimal(21), Decimal("5.5")])


@pytest.mark.parametrize(
    ("amount", "text"),
    [(1250, "€ 12,50"), (0, "€ 0,00"), (5, "€ 0,05"), (-5, "€ -0,05"), (123456789, "€ 1.234.567,89"), (None, "–")],
)
def test_euros(amount: int | None, text: str) -> None:
    assert euros(amount) == text


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12,50", 1250),
        ("€ 12,5", 1250),
        ("12.50", 1250),
        ("12", 1200),
        ("1.234", 123400),
        ("1.234,56", 123456),
        ("€\xa01.234,56", 123456),
        ("-3,00", -300),
    ],
)
def test_parse(text: str, amount: int) -> None:
    assert parse_euros(text) == amount


@pytest.mark.parametrize(
    "text", ["", "€", "12,345", "1,2,3", "twaalf", "1e5", "١٢", "12,50 euro", "--3", "∞", "NaN", "1.23.4"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="Vul een bedrag in"):
        parse_euros(text)


def test_far_too_much_is_refused() -> None:
    with pytest.raises(ValidationError, match="te groot"):
        parse_euros("999999999999")


@given(cents)
def test_what_is_written_can_be_read(amount: int) -> None:
    assert parse_euros(euros(amount)) == amount


@given(st.text(max_size=20))
def test_any_text_is_an_amount_or_a_sentence(text: str) -> None:
    with suppress(ValidationError):
        assert abs(parse_euros(text)) <= MOST_CENTS


@given(cents, rates)
def test_net_and_btw_are_gross(net: int, rate: Decimal) -> None:
    amount = Amount.of(net, rate)
    assert amount.net + amount.vat == amount.gross
    assert abs(Decimal(amount.vat) - Decimal(net) * rate / 100) <= Decimal("0.5")


@given(cents, rates)
def test_credit_is_the_mirror(net: int, rate: Decimal) -> None:
    amount, credit = Amount.of(net, rate), Amount.of(-net, rate)
    assert (credit.vat, credit.gross) == (-amount.vat, -amount.gross)


def test_amount_that_does_not_add_up_does_not_exist() -> None:
    with pytest.raises(ValueError, match="is not gross"):
        Amount(100, 21, 120)


@pytest.mark.parametrize(("value", "rounded"), [("0.5", 1), ("1.5", 2), ("-0.5", -1), ("2.4999", 2)])
def test_halves_go_away_from_zero(value: str, rounded: int) -> None:
    assert half_up(Decimal(value)) == rounded


@given(st.integers(min_value=0, max_value=100_000), st.integers(min_value=0, max_value=24 * 60))
def test_per_hour_is_right_to_half_a_cent(hourly: int, minutes: int) -> None:
    assert abs(per_hour(hourly, minutes) * 60 - hourly * minutes) <= 30


def test_whole_hours_are_exact() -> None:
    assert per_hour(1450, 120) == 2900
