"""Our files for the bank by the bank's own schemas (../shared/data/06_bank/xsd), in both editions of the messages."""

import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fluxus import sepa
from fluxus.errors import Refusal

SCHEMAS = Path(__file__).resolve().parents[3] / "shared/data/06_bank/xsd"
pytestmark = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the schemas of the bank are not on this machine")

ON, AT = date(2026, 12, 15), datetime(2026, 11, 23, 12, 30)
EDITIONS = ["v2019", "v2009"]


def own(messages: str) -> sepa.Own:
    return sepa.Own("Stichting FluXus", "NL49FLXS0148150600", "ABNANL2A", "NL89ZZZ348148150000", messages)


def item(**fields: Any) -> sepa.Item:
    values = {
        "name": "J. de Vries",
        "iban": "NL91ABNA0417164300",
        "cents": 2900,
        "end_to_end": "INC-2026-0001-1",
        "description": "Factuur 2026-00001 RF32202600001",
        "mandate": "M000012-01",
        "signed_on": date(2026, 9, 1),
        "is_first": False,
    }
    return sepa.Item(**{**values, **fields})


@cache
def schema_of(name: str) -> Any:
    return etree.XMLSchema(etree.parse(SCHEMAS / f"{name}.xsd"))


def judged(content: bytes, schema: str) -> Any:
    """The parsed file; fails with the words of the bank's schema."""
    found = etree.fromstring(content)
    schema_of(schema).assertValid(found)
    return found


def texts(root: Any, name: str) -> list[str]:
    return [each.text for each in root.iter(f"{{*}}{name}")]


def collected(messages: str, *items: sepa.Item) -> Any:
    content = sepa.collection(items, own=own(messages), message_id="INC-2026-0001", on=ON, at=AT)
    return judged(content, sepa.SCHEMAS["collect", messages])


def paid(messages: str, *items: sepa.Item) -> Any:
    content = sepa.payments(items, own=own(messages), message_id="BET-2026-0001", on=ON, at=AT)
    return judged(content, sepa.SCHEMAS["pay", messages])


@pytest.mark.parametrize("messages", EDITIONS)
def test_a_collection_is_what_the_bank_takes(messages: str) -> None:
    found = collected(messages, item(is_first=True, end_to_end="A"), item(cents=1), item(cents=100_000_00))
    assert texts(found, "MsgId") == ["INC-2026-0001"]
    assert texts(found, "PmtInfId") == ["INC-2026-0001-FRST", "INC-2026-0001-RCUR"]
    assert texts(found, "SeqTp") == ["FRST", "RCUR"]
    assert texts(found, "InstdAmt") == ["29.00", "0.01", "100000.00"]
    assert texts(found, "CtrlSum") == ["100029.01", "29.00", "100000.01"]
    assert texts(found, "NbOfTxs") == ["3", "1", "2"]
    assert texts(found, "ReqdColltnDt") == ["2026-12-15"] * 2
    assert texts(found, "DtOfSgntr") == ["2026-09-01"] * 3
    assert texts(found, "CreDtTm") == ["2026-11-23T12:30:00"]


@pytest.mark.parametrize("messages", EDITIONS)
def test_a_payment_is_what_the_bank_takes(messages: str) -> None:
    found = paid(messages, item(end_to_end="B1"), item(end_to_end="B2", cents=105))
    assert texts(found, "PmtInfId") == ["BET-2026-0001"]
    assert texts(found, "EndToEndId") == ["B1", "B2"]
    assert texts(found, "InstdAmt") == ["29.00", "1.05"]
    assert texts(found, "IBAN") == ["NL49FLXS0148150600", "NL91ABNA0417164300", "NL91ABNA0417164300"]


def test_a_business_collection_says_so() -> None:
    content = sepa.collection([item()], own=own("v2019"), message_id="X", on=ON, at=AT, instrument="B2B")
    assert [each.text for each in judged(content, "pain.008.001.08").iterfind(".//{*}LclInstrm/{*}Cd")] == ["B2B"]


def test_the_same_batch_is_the_same_bytes() -> None:
    first, second = (
        sepa.collection([item()], own=own("v2019"), message_id="INC-2026-0001", on=ON, at=AT) for _ in range(2)
    )
    assert first == second


def test_the_old_collection_needs_a_bic() -> None:
    with pytest.raises(Refusal, match="BIC"):
        sepa.collection([item()], own=sepa.Own("F", "NL49FLXS0148150600", "", "NL89ZZZ348148150000", "v2009"),
                        message_id="X", on=ON, at=AT)  # fmt: skip


@given(name=st.text(max_size=120), description=st.text(max_size=300), cents=st.integers(1, 999_999_999_99))
def test_whatever_people_are_called_the_bank_takes_it(name: str, description: str, cents: int) -> None:
    found = paid("v2019", item(name=name, description=description, cents=cents))
    assert texts(found, "InstdAmt") == [f"{cents // 100}.{cents % 100:02}"]
    assert all(re.fullmatch(r"[A-Za-z0-9/\-?:().,'+ ]*", each or "") for each in texts(found, "Nm"))


@pytest.mark.parametrize(
    ("typed", "written"),
    [("Café “Ø” & Zn.", "Cafe O + Zn."), ("Jörg Müller_2", "Jorg Muller 2"), ("  a   b ", "a b"), ("x" * 80, "x" * 70)],
)
def test_letters_become_those_of_the_bank(typed: str, written: str) -> None:
    assert sepa.latin(typed, 70) == written
