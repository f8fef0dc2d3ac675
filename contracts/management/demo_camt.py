"""Writes a statement as a bank does (CAMT.053 version 8), for the demo world and for tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, SubElement, tostring

SPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


@dataclass(frozen=True)
class Line:
    """One movement on our account, in cents with its sign."""

    cents: int
    booked_on: date
    name: str = ""
    iban: str = ""
    text: str = ""
    reference: str = ""
    end_to_end: str = ""
    return_code: str = ""
    batch: str = ""
    servicer: str = ""


def statement(
    lines: Sequence[Line], *, account: str, identification: str, opening_cents: int = 0, copies: int = 1
) -> bytes:
    """The bytes of a file with one statement (or copies of it) of this account."""
    document = Element("Document", xmlns=SPACE)
    body = SubElement(document, "BkToCstmrStmt")
    header = SubElement(body, "GrpHdr")
    _say(header, "MsgId", identification)
    _say(header, "CreDtTm", f"{lines[-1].booked_on}T06:00:00+01:00" if lines else "2026-01-01T06:00:00+01:00")
    for _ in range(copies):
        _statement(body, lines, account, identification, opening_cents)
    return tostring(document, encoding="utf-8", xml_declaration=True)


def _statement(body: Element, lines: Sequence[Line], account: str, identification: str, opening: int) -> None:
    record = SubElement(body, "Stmt")
    _say(record, "Id", identification)
    _say(record, "Acct/Id/IBAN", account)
    _balance(record, "OPBD", opening)
    _balance(record, "CLBD", opening + sum(line.cents for line in lines))
    for line in lines:
        _entry(record, line)


def _balance(record: Element, kind: str, cents: int) -> None:
    balance = SubElement(record, "Bal")
    _say(balance, "Tp/CdOrPrtry/Cd", kind)
    _amount(balance, cents)


def _entry(record: Element, line: Line) -> None:
    entry = SubElement(record, "Ntry")
    _amount(entry, line.cents)
    _say(entry, "Sts/Cd", "BOOK")
    _say(entry, "BookgDt/Dt", line.booked_on.isoformat())
    _say(entry, "AcctSvcrRef", line.servicer)
    details = SubElement(entry, "NtryDtls")
    if line.batch:
        _say(details, "Btch/PmtInfId", line.batch)
        return
    part = SubElement(details, "TxDtls")
    _say(part, "Refs/EndToEndId", line.end_to_end or "NOTPROVIDED")
    _amount(part, line.cents)
    # the bank names the parties of the first order: of what comes back the roles are turned around
    other, own = ("Dbtr", "Cdtr") if (line.cents > 0) != bool(line.return_code) else ("Cdtr", "Dbtr")
    parties = SubElement(part, "RltdPties")
    _say(parties, f"{other}/Pty/Nm", line.name)
    _say(parties, f"{other}Acct/Id/IBAN", line.iban)
    _say(parties, f"{own}/Pty/Nm", "FluXus")
    remittance = SubElement(part, "RmtInf")
    _say(remittance, "Ustrd", line.text)
    _say(remittance, "Strd/CdtrRefInf/Ref", line.reference)
    _say(part, "RtrInf/Rsn/Cd", line.return_code)


def _amount(parent: Element, cents: int) -> None:
    amount = SubElement(parent, "Amt", Ccy="EUR")
    amount.text = f"{abs(cents) // 100}.{abs(cents) % 100:02d}"
    _say(parent, "CdtDbtInd", "CRDT" if cents >= 0 else "DBIT")


def _say(parent: Element, path: str, words: str) -> None:
    if words:
        for name in path.split("/"):
            parent = SubElement(parent, name)
        parent.text = words
