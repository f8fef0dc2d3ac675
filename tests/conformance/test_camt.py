"""Every sample of camt.052, camt.053 and camt.054 is read with the amounts that others read in it."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stdnum import iban

from fluxus import camt
from fluxus.errors import Refusal

SHARED = Path(os.environ.get("FLUXUS_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data"
SAMPLES = SHARED / "06_bank" / "camt" / "genkgo"
RECORDS = ("Statement", "Report", "Notification")

files = sorted(SAMPLES.glob("*.json"))
pytestmark = pytest.mark.skipif(not files, reason="the samples of banks are not on this machine")


def walk(part: Any, *names: str) -> Iterator[dict[str, Any]]:
    """All of this class in the expected answer, which names everything once."""
    if isinstance(part, dict):
        if part.get("__CLASS__", "").rpartition("\\")[2] in names:
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from walk(each, *names)


def expected_money(part: dict[str, Any]) -> tuple[int, str]:
    return int(part["getAmount"]), part["getCurrency"]["getCode"]


def ours(amount: camt.Money) -> tuple[int, str]:
    return amount.minor, amount.currency


@pytest.mark.parametrize("path", files, ids=lambda path: path.stem)
def test_sample_is_read_with_the_amounts_that_are_expected(path: Path) -> None:
    message = camt.read(path.with_suffix(".xml").read_bytes())
    expected = json.loads(path.read_text())
    assert len(message.statements) == len(expected["getRecords"])
    read = {each.identification: each for each in message.statements}
    records = list(walk(expected, *RECORDS))
    assert records
    for record in records:
        statement = read[record["getId"]]
        assert statement.account == record["getAccount"]["getIdentification"].replace(" ", "")
        assert [ours(each.amount) for each in statement.balances] == [
            expected_money(each["getAmount"]) for each in record.get("getBalances", [])
        ]
    entries = [each for statement in message.statements for each in statement.entries]
    # the answer leaves out of a message with more statements all but the last
    named = list(walk(expected, "Entry"))
    last = entries[len(entries) - len(named) :]
    assert [ours(each.amount) for each in last] == [expected_money(each["getAmount"]) for each in named]
    for entry, one in zip(last, named, strict=True):
        parts = [
            expected_money(each["getAmount"])
            for each in walk(one, "EntryTransactionDetail")
            if isinstance(each.get("getAmount"), dict)
        ]
        assert [ours(each) for each in entry.details] == parts


def test_a_sample_without_a_statement_gets_a_sentence() -> None:
    with pytest.raises(Refusal, match="geen enkel afschrift"):
        camt.read((SAMPLES / "camt053.v2.wrong.xml").read_bytes())


def test_ibans_that_fail_their_check_are_kept() -> None:
    content = (SAMPLES / "camt053.v2.minimal.xml").read_bytes().replace(b"NL56AGDH9619008421", b"NL57AGDH9619008421")
    counterparty = camt.read(content).statements[0].entries[0].movements[0].iban
    assert counterparty == "NL57AGDH9619008421"
    assert not iban.is_valid(counterparty)
