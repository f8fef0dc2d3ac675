"""Who was on the other side of a movement, and what he wrote."""

from xml.etree.ElementTree import Element

from fluxus.camt.facts import Money, Movement
from fluxus.camt.tree import account, children, find, text

NOT_GIVEN = frozenset({"NOTPROVIDED", "NOTAVAILABLE", "NONREF"})
RETURNED = frozenset({"UPDD", "PRDD", "RRTN", "RPCR", "UPCT"})
"""Families of ISO 20022 for what was sent back: unpaid or reversed direct debits, returned transfers."""
NO_REASON = "MS03"
"""ISO 20022: the reason was not given by the bank."""


def movement(entry: Element, part: Element | None, amount: Money, own: str) -> Movement:
    """What an entry, or one part of it, says. Words of the entry fill in what the part does not say."""
    back = return_code(entry, part)
    name, iban = counterparty(part, own, comes_in=amount.minor > 0, is_return=bool(back))
    return Movement(
        amount=amount,
        name=name[:140],
        iban=iban,
        remittance=remittance(entry, part)[:2000],
        reference=reference(part)[:35],
        end_to_end=given(text(part, "Refs/EndToEndId"))[:35],
        mandate=given(text(part, "Refs/MndtId"))[:35],
        batch=batch(entry, part)[:35],
        servicer=(text(part, "Refs/AcctSvcrRef") or text(entry, "AcctSvcrRef"))[:70],
        code=code(part)[:40] or code(entry)[:40],
        return_code=back[:10],
    )


def counterparty(part: Element | None, own: str, *, comes_in: bool, is_return: bool) -> tuple[str, str]:
    """Name and account of the other: who paid when money came in, who got it when it went.

    Of what comes back the bank names the parties of the first order; so the one with our account is never the other.
    """
    parties = find(part, "RltdPties")
    payer, payee = _party(parties, "Dbtr"), _party(parties, "Cdtr")
    first, second = (payer, payee) if comes_in != is_return else (payee, payer)
    if first[1] == own or not any(first):
        return second if second[1] != own else ("", "")
    return first


def _party(parties: Element | None, role: str) -> tuple[str, str]:
    name = text(parties, f"{role}/Nm", f"{role}/Pty/Nm", f"Ultmt{role}/Nm", f"Ultmt{role}/Pty/Nm")
    return name, account(find(parties, f"{role}Acct"))


def remittance(entry: Element, part: Element | None) -> str:
    """What was written with it, all lines in one."""
    info = find(part, "RmtInf")
    lines = [" ".join((each.text or "").split()) for each in children(info, "Ustrd")]
    lines += [text(each, "AddtlRmtInf") for each in children(info, "Strd")]
    written = " ".join(line for line in lines if line)
    return written or text(part, "AddtlTxInf") or text(entry, "AddtlNtryInf")


def reference(part: Element | None) -> str:
    """The structured reference of the creditor."""
    for block in children(find(part, "RmtInf"), "Strd"):
        if words := text(block, "CdtrRefInf/Ref", "CdtrRefInf/CdtrRef"):
            return words
    return ""


def batch(entry: Element, part: Element | None) -> str:
    """The reference of the batch that we handed to the bank, when it booked one amount for all of it."""
    return given(
        text(part, "Refs/PmtInfId")
        or text(entry, "NtryDtls/Btch/PmtInfId", "Btch/PmtInfId", "NtryDtls/Btch/MsgId", "Btch/MsgId")
        or text(part, "Refs/MsgId")
    )


def code(element: Element | None) -> str:
    """What kind of booking it is: 'PMNT-RCDT-ESCT', or the bank's own code."""
    domain = find(element, "BkTxCd/Domn")
    names = [text(domain, "Cd"), text(domain, "Fmly/Cd"), text(domain, "Fmly/SubFmlyCd")]
    return "-".join(name for name in names if name) or text(element, "BkTxCd/Prtry/Cd")


def return_code(entry: Element, part: Element | None) -> str:
    """Why it came back; `NO_REASON` when the bank says that it did and not why; '' for all other movements."""
    given_reason = text(part, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry", "RtrInf/RtrRsn/Cd", "RtrInf/RtrRsn/Prtry")
    families = {code(element).rpartition("-")[2] for element in (entry, part)}
    came_back = text(entry, "RvslInd") == "true" or bool(RETURNED & families) or find(part, "RtrInf") is not None
    return given_reason or (NO_REASON if came_back else "")


def given(words: str) -> str:
    return "" if words.upper() in NOT_GIVEN else words
