"""From the bytes of a bank to statements with entries."""

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from fluxus.camt.facts import Balance, Entry, Message, Money, Movement, Statement
from fluxus.camt.parties import movement
from fluxus.camt.tree import account, children, damaged, day, find, money, name_of, sign, text
from fluxus.errors import Refusal

MOST_BYTES = 20 * 1024 * 1024
MOST_ENTRIES = 50_000
VERSION = re.compile(r"camt\.(052|053|054)\.001\.\d\d")
RECORDS = ("Stmt", "Rpt", "Ntfctn")
NOT_OURS = "Dit is geen bankbestand in het formaat CAMT. Kies bij de bank voor CAMT.053 (XML)."


def read(content: bytes) -> Message:
    """The statements in a message of a bank. Refuses, with a sentence, what is too large, no XML, a bomb or no CAMT."""
    if not content.strip():
        raise Refusal("Dit bestand is leeg.", field="file", code="empty")
    if len(content) > MOST_BYTES:
        sentence = f"Dit bestand is te groot. Het mag hoogstens {MOST_BYTES // 1024 // 1024} MB zijn."
        raise Refusal(sentence, field="file", code="size")
    root = _root(content)
    version = VERSION.search(root.tag if isinstance(root.tag, str) else "")
    body = next(iter(root), None)
    if version is None or body is None:
        raise Refusal(NOT_OURS, field="file", code="kind")
    records = [each for each in body if name_of(each) in RECORDS]
    if not records:
        raise damaged("er staat geen enkel afschrift in")
    if sum(len(children(each, "Ntry")) for each in records) > MOST_ENTRIES:
        raise Refusal(f"Er staan meer dan {MOST_ENTRIES} boekingen in. Neem een kortere periode.", field="file")
    return Message(version.group(), [_statement(each) for each in records])


def _root(content: bytes) -> Element:
    try:
        return fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        raise Refusal(NOT_OURS, field="file", code="kind") from None


def _statement(record: Element) -> Statement:
    own = account(find(record, "Acct"))
    identification = text(record, "Id")
    if not own or not identification:
        raise damaged("een afschrift heeft geen rekening of geen nummer")
    return Statement(
        identification=identification[:50],
        account=own,
        from_on=day(record, "FrToDt/FrDtTm"),
        until_on=day(record, "FrToDt/ToDtTm"),
        balances=[_balance(each) for each in children(record, "Bal")],
        entries=[_entry(each, own) for each in children(record, "Ntry")],
    )


def _balance(element: Element) -> Balance:
    return Balance(
        kind=text(element, "Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Cd"),
        amount=money(find(element, "Amt"), sign=sign(element, otherwise=1)),
        on=day(element, "Dt/Dt", "Dt/DtTm"),
    )


def _entry(entry: Element, own: str) -> Entry:
    direction = sign(entry)
    amount = money(find(entry, "Amt"), sign=direction)
    parts = [each for group in children(entry, "NtryDtls") for each in children(group, "TxDtls")]
    parts += children(entry, "TxDtls")
    named = [_named(each, direction) for each in parts]
    return Entry(
        amount=amount,
        booked_on=day(entry, "BookgDt/Dt", "BookgDt/DtTm"),
        valued_on=day(entry, "ValDt/Dt", "ValDt/DtTm"),
        is_booked=text(entry, "Sts/Cd", "Sts") == "BOOK",
        details=[each for each in named if each],
        movements=_movements(entry, amount, parts, named, own),
    )


def _named(part: Element, direction: int) -> Money | None:
    """The amount of a part in the direction of the whole, when the bank gives one."""
    found = find(part, "Amt", "AmtDtls/TxAmt/Amt")
    return None if found is None else money(found, sign=direction)


def _movements(
    entry: Element, amount: Money, parts: list[Element], named: list[Money | None], own: str
) -> list[Movement]:
    """One for each part when the parts add up to what was booked; else one for the whole amount.

    A part may go the other way than the whole; then its own direction is taken. Parts that do not add up (charges,
    another currency) are no money on this account: the booked amount is.
    """
    if len(parts) > 1:
        for amounts in (named, _own_ways(parts, named)):
            whole = [each for each in amounts if each and each.currency == amount.currency]
            if len(whole) == len(parts) and sum(each.minor for each in whole) == amount.minor:
                return [movement(entry, part, each, own) for part, each in zip(parts, whole, strict=True)]
    return [movement(entry, parts[0] if len(parts) == 1 else None, amount, own)]


def _own_ways(parts: list[Element], named: list[Money | None]) -> list[Money | None]:
    pairs = zip(parts, named, strict=True)
    return [each and Money(sign(part, otherwise=1) * abs(each.minor), each.currency) for part, each in pairs]
