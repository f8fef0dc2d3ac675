"""Dutch btw as dated data with its source. The category letters are those of EN 16931 (UNCL 5305)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class VatCategory(StrEnum):
    """How a line is taxed."""

    STANDARD = "S"
    EXEMPT = "E"
    OUTSIDE_SCOPE = "O"


@dataclass(frozen=True)
class VatRate:
    """A rate that holds from a day on."""

    name: str
    percent: Decimal
    valid_from: date
    source: str


RATES = (
    VatRate("high", Decimal(19), date(2001, 1, 1), "Wet OB 1968 art. 9 lid 1, tot 1-10-2012"),
    VatRate("high", Decimal(21), date(2012, 10, 1), "Wet OB 1968 art. 9 lid 1"),
    VatRate("low", Decimal(6), date(1986, 10, 1), "Wet OB 1968 art. 9 lid 2 onder a, tot 1-1-2019"),
    VatRate("low", Decimal(9), date(2019, 1, 1), "Wet OB 1968 art. 9 lid 2 onder a"),
)

EXEMPTIONS = {
    "room_rental": "Vrijgesteld van btw: verhuur van onroerende zaken (art. 11 lid 1 onder b Wet OB 1968).",
    "small_business": "Vrijgesteld van btw: kleineondernemersregeling (art. 25 Wet OB 1968).",
    "youth_art_lessons": "Vrijgesteld van btw: kunstles aan personen jonger dan 21 jaar (art. 11 lid 1 onder o Wet OB 1968).",
}


def rate_on(name: str, day: date) -> Decimal:
    """The percentage of rate `name` ('high' or 'low') on `day`. Raises LookupError before the oldest known rate."""
    known = [rate for rate in RATES if rate.name == name and rate.valid_from <= day]
    if not known:
        raise LookupError(f"no btw rate {name!r} known on {day}")
    return max(known, key=lambda rate: rate.valid_from).percent
