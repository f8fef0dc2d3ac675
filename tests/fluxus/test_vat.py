"""Btw rates by date."""

from datetime import date
from decimal import Decimal

import pytest

from fluxus.vat import EXEMPTIONS, RATES, rate_on


@pytest.mark.parametrize(
    ("name", "day", "percent"),
    [
        ("high", date(2012, 9, 30), 19),
        ("high", date(2012, 10, 1), 21),
        ("high", date(2026, 12, 1), 21),
        ("low", date(2018, 12, 31), 6),
        ("low", date(2019, 1, 1), 9),
    ],
)
def test_rate_of_a_day(name: str, day: date, percent: int) -> None:
    assert rate_on(name, day) == Decimal(percent)


@pytest.mark.parametrize(("name", "day"), [("high", date(2000, 12, 31)), ("zero", date(2026, 1, 1))])
def test_unknown_rate(name: str, day: date) -> None:
    with pytest.raises(LookupError):
        rate_on(name, day)


def test_every_rate_and_exemption_names_its_law() -> None:
    assert all("Wet OB 1968" in rate.source for rate in RATES)
    assert all("Wet OB 1968" in sentence for sentence in EXEMPTIONS.values())
