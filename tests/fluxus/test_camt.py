"""Reading messages of a bank: what may go wrong, what comes back, and what is one amount for many."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxus import camt
from fluxus.camt import Money
from fluxus.errors import Refusal

OWN = "NL49FLXS0148150600"
HEAD = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version:02}"><BkToCstmrStmt>'
TAIL = "</BkToCstmrStmt></Document>"
ACCOUNT = f"<Id>1</Id><Acct><Id><IBAN>{OWN}</IBAN></Id></Acct>"


def message(entries: str, *, version: int = 8, head: str = ACCOUNT) -> bytes:
    return f"{HEAD.format(version=version)}<Stmt>{head}{entries}</Stmt>{TAIL}".encode()


def entry(details: str, *, amount: str = "10.00", way: str = "CRDT", more: str = "") -> str:
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>{more}<Sts><Cd>BOOK</Cd></Sts>'
        f"<BookgDt><Dt>2026-11-23</Dt></BookgDt><NtryDtls>{details}</NtryDtls></Ntry>"
    )


def part(amount: str, *, way: str = "CRDT", more: str = "") -> str:
    return f'<TxDtls><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>{more}</TxDtls>'


def only(content: bytes) -> camt.Entry:
    return camt.read(content).statements[0].entries[0]


BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>&b;</Id></Stmt></BkToCstmrStmt></Document>"""
OUTSIDE = b"""<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document>&x;</Document>"""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"Datum;Naam;Bedrag\n2026-11-23;Jan;10,00\n", "kind"),
        (b"\x00\xff\xfe\x00garbage", "kind"),
        (b"%PDF-1.7\n%%EOF", "kind"),
        (b"<Document/>", "kind"),
        (b"<html><body>Log in</body></html>", "kind"),
        (b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><CstmrCdtTrfInitn/></Document>', "kind"),
        (b'<?xml version="1.0" encoding="no-such"?><Document/>', "kind"),
        (b"<Document>" * 5000, "kind"),
        (BOMB, "kind"),
        (OUTSIDE, "kind"),
        (f"{HEAD.format(version=2)}{TAIL}".encode(), "damaged"),
        (message("", head="<Id>1</Id>"), "damaged"),
        (message(entry("", amount="tien")), "damaged"),
        (message(entry("", amount="NaN")), "damaged"),
        (message(entry("", amount="-1.00")), "damaged"),
        (message(entry("", amount="1.005")), "damaged"),
        (message(entry("", amount="1E400")), "damaged"),
        (message(entry("", amount="99999999999999999.00")), "damaged"),
        (message(entry("", way="???")), "damaged"),
        (message(entry("").replace("2026-11-23", "2026-13-45")), "damaged"),
        (b" " * (camt.MOST_BYTES + 1) + b"x", "size"),
    ],
)
def test_what_is_no_bank_file_gets_a_sentence(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        camt.read(content)
    assert (refused.value.code, refused.value.field) == (code, "file")
    assert refused.value.sentence.endswith(".")


def test_an_amount_is_read_to_the_cent_with_the_direction_of_the_money() -> None:
    assert only(message(entry("", amount="18.150"))).amount == Money(1815, "EUR")
    assert only(message(entry("", amount="0.01", way="DBIT"))).amount == Money(-1, "EUR")


def test_other_currencies_have_other_cents() -> None:
    assert only(message(entry("").replace("EUR", "JPY").replace("10.00", "2700"))).amount == Money(2700, "JPY")
    assert only(message(entry("").replace("EUR", "KWD").replace("10.00", "1.005"))).amount == Money(1005, "KWD")


def test_the_day_of_a_moment_is_the_day_in_amsterdam() -> None:
    late = entry("").replace("<Dt>2026-11-23</Dt>", "<DtTm>2026-11-23T23:30:00.000000000Z</DtTm>")
    assert only(message(late)).booked_on == date(2026, 11, 24)


def test_one_amount_for_a_batch_becomes_a_movement_for_each_payment() -> None:
    names = [f"<RltdPties><Dbtr><Pty><Nm>{name}</Nm></Pty></Dbtr></RltdPties>" for name in ("Anna", "Bram")]
    found = only(message(entry(part("4.00", more=names[0]) + part("6.00", more=names[1]))))
    assert [(each.amount.minor, each.name) for each in found.movements] == [(400, "Anna"), (600, "Bram")]


def test_parts_that_go_the_other_way_count_with_their_own_direction() -> None:
    found = only(message(entry(part("14.00") + part("4.00", way="DBIT"))))
    assert [each.amount.minor for each in found.movements] == [1400, -400]


def test_parts_that_do_not_add_up_leave_what_was_booked() -> None:
    found = only(message(entry(part("4.00") + part("5.50"))))
    assert [each.amount.minor for each in found.movements] == [1000]


def test_a_batch_without_parts_keeps_its_own_reference() -> None:
    found = only(message(entry("<Btch><MsgId>M1</MsgId><PmtInfId>INC-2026-1</PmtInfId></Btch>")))
    assert [each.batch for each in found.movements] == ["INC-2026-1"]


PARTIES = (
    f"<RltdPties><Dbtr><Pty><Nm>J. de Vries</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>NL91 ABNA 0417 1643 00</IBAN></Id></DbtrAcct>"
    f"<Cdtr><Pty><Nm>FluXus</Nm></Pty></Cdtr><CdtrAcct><Id><IBAN>{OWN}</IBAN></Id></CdtrAcct></RltdPties>"
)


@pytest.mark.parametrize("way", ["CRDT", "DBIT"])
def test_the_other_is_never_ourselves(way: str) -> None:
    """Of a returned collection the bank names the parties of the collection: we were the creditor."""
    found = only(message(entry(part("10.00", way=way, more=PARTIES), way=way))).movements[0]
    assert (found.name, found.iban) == ("J. de Vries", "NL91ABNA0417164300")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf>", "AM04"),
        ("<RtrInf><AddtlInf>geen saldo</AddtlInf></RtrInf>", "MS03"),
        (
            "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>UPDD</SubFmlyCd></Fmly></Domn></BkTxCd>",
            "MS03",
        ),
        ("", ""),
    ],
)
def test_what_came_back_says_so_with_a_reason(more: str, code: str) -> None:
    assert only(message(entry(part("10.00", way="DBIT", more=more), way="DBIT"))).movements[0].return_code == code


def test_what_was_written_is_one_line_and_no_reference_is_none() -> None:
    more = (
        "<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RmtInf><Ustrd>factuur\n 2026-00001</Ustrd><Ustrd>dank</Ustrd>"
        "<Strd><CdtrRefInf><Ref>RF32202600001</Ref></CdtrRefInf></Strd></RmtInf>"
    )
    found = only(message(entry(part("10.00", more=more)))).movements[0]
    assert (found.remittance, found.reference, found.end_to_end) == ("factuur 2026-00001 dank", "RF32202600001", "")


@given(st.binary(max_size=400), st.integers(0, 600), st.integers(0, 200))
def test_any_bytes_are_read_or_refused_with_a_sentence(noise: bytes, place: int, taken: int) -> None:
    """Noise on its own, and in the middle of a good message."""
    good = message(entry(part("10.00", more=PARTIES)))
    for content in (noise, good[:place] + noise + good[place + taken :]):
        sentence = ""
        try:
            assert camt.read(content).statements
        except Refusal as refused:
            sentence = refused.sentence
        assert sentence == "" or sentence.endswith(".")
