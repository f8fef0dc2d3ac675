"""Our number checks against the public test numbers (python-stdnum doctests and bank samples)."""

import csv
import os
from pathlib import Path

import pytest

from fluxus.errors import Refusal
from network.domain import identifiers

SHARED = Path(os.environ.get("FLUXUS_SHARED", Path(__file__).resolve().parents[3] / "shared"))
NUMBERS = SHARED / "data/11_nummers/nl_testnummers.csv"

# A skip with its reason, not a failure: the test numbers are no part of the repository.
pytestmark = pytest.mark.skipif(not NUMBERS.exists(), reason="the public test numbers are not on this machine")

CHECKS = {
    "btw": lambda value: identifiers.btw(value, person=False).removeprefix("NL"),
    "iban": identifiers.iban,
    "brin": identifiers.brin,
    "postcode": identifiers.postcode,
}


def rows() -> list[dict[str, str]]:
    if not NUMBERS.exists():
        return []
    with NUMBERS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['soort']} {row['invoer']}")
def test_number_gets_the_public_verdict(row: dict[str, str]) -> None:
    holds = row["geldig_volgens_stdnum_2.2"] == "ja"
    if row["soort"] == "bsn/rsin":
        assert identifiers.looks_like_bsn(row["invoer"]) is holds
    elif holds:
        kept = CHECKS[row["soort"]](row["invoer"])
        assert kept == row["genormaliseerd_of_fout"].replace(" ", "").removeprefix(
            "NL" if row["soort"] == "btw" else ""
        )
    else:
        with pytest.raises(Refusal):
            CHECKS[row["soort"]](row["invoer"])
