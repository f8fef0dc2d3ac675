"""Collection costs by the statutory scale, to the cent."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.domain.reminding.costs import collection_costs
from fluxus.errors import Refusal

ON = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("principal", "costs"),
    [
        (0, 0),
        (-500, 0),
        (1, 4000),
        (26666, 4000),
        (26667, 4000),
        (26674, 4001),
        (100000, 15000),
        (250000, 37500),
        (250001, 37500),
        (250010, 37501),
        (500000, 62500),
        (1000000, 87500),
        (20000000, 277500),
        (99999999, 677499),
        (100000000, 677500),
        (500000000, 677500),
    ],
)
def test_costs_follow_the_bands_between_the_least_and_the_most(principal: int, costs: int) -> None:
    assert collection_costs(principal, on=ON) == costs


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_more_never_costs_less_and_one_sum_never_more_than_two(one: int, other: int) -> None:
    together = collection_costs(one + other, on=ON)
    assert collection_costs(one, on=ON) <= together
    assert together <= collection_costs(one, on=ON) + collection_costs(other, on=ON) + 1


def test_before_the_law_there_is_no_scale() -> None:
    with pytest.raises(Refusal):
        collection_costs(10000, on=date(2012, 6, 30))
