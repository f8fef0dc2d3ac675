"""The accounts that a new house begins with are those of the Referentie Grootboekschema, by number and by code."""

import csv
import os
from pathlib import Path

import pytest

from contracts.models import LedgerAccount

SHARED = Path(os.environ.get("FLUXUS_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data"
SCHEME = SHARED / "06_bank" / "xaf" / "rgs2.0.csv"
BALANCE, PROFIT = "B", "W"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SCHEME.exists(), reason="the Referentie Grootboekschema is not on this machine"),
]


def scheme() -> dict[str, tuple[str, str]]:
    """Number and side (debit or credit) by code."""
    with SCHEME.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, delimiter=";")
        return {row["Referentiecode"]: (row["Referentienummer"], row["D/C"]) for row in rows}


def test_first_accounts_are_in_the_scheme_by_number_and_code() -> None:
    known = scheme()
    accounts = list(LedgerAccount.objects.all())
    assert accounts
    assert {account.rgs: account.code for account in accounts} == {
        account.rgs: known[account.rgs][0] for account in accounts
    }


def test_debtors_are_owed_and_the_rest_is_owing_or_earned() -> None:
    known = scheme()
    sides = {account.rgs: known[account.rgs][1] for account in LedgerAccount.objects.all()}
    assert [code for code, side in sides.items() if side == "D"] == ["BVorDebHad"]
    assert {code[0] for code in sides} == {BALANCE, PROFIT}
