"""What money that went out is probably for: our own orders, collections that came back, and what we owe."""

from collections.abc import Iterator
from typing import Any

from contracts.domain.settling.allocating import Part
from contracts.domain.settling.claims import Claims
from contracts.domain.settling.proposing import Proposal, of_lines
from contracts.domain.settling.returns import reason
from contracts.enums import Certainty, InvoiceKind
from fluxus.text import fold


def of_order(bank: Any, claims: Claims) -> Iterator[Proposal]:
    """What we asked the bank to pay, or what it sent back of what we collected."""
    yield from of_lines(bank, claims, came_back=bool(bank.return_code))


def returned(bank: Any, claims: Claims) -> Iterator[Proposal]:
    """A payment that came back without the reference of our order: of the invoice that it names."""
    if not bank.return_code:
        return
    why = f"De bank boekte terug: {reason(bank.return_code)}."
    for each in claims.named_in(bank):
        if each.kind != InvoiceKind.CREDIT and each.paid_cents >= -bank.left:
            yield Proposal((Part(each, bank.left),), (why, f"Factuur {each.number} staat erbij."), Certainty.LIKELY)


def refunded(bank: Any, claims: Claims) -> Iterator[Proposal]:
    """A credit note, or an invoice that was paid twice, that we gave back."""
    if bank.return_code:
        return
    named = {each.pk for each in claims.named_in(bank)}
    of_account = {each.pk for each in claims.of_account(bank)}
    for each in claims.of_amount(bank.left):
        if each.pk in named:
            reasons = (f"Het nummer {each.number} staat erbij.", "Het bedrag klopt precies.")
            yield Proposal((Part(each, bank.left),), reasons, Certainty.SURE)
        elif each.pk in of_account:
            reasons = (f"De rekening is van {each.partner}.", "Het bedrag klopt precies.")
            yield Proposal((Part(each, bank.left),), reasons, Certainty.LIKELY)


def paid(bank: Any, claims: Claims) -> Iterator[Proposal]:
    """The invoice of a cultuurmaker, by the account it is paid on."""
    written = fold(bank.remittance).split()
    for each in claims.purchases:
        if bank.return_code or each.iban != bank.counter_iban or each.open_cents != -bank.left:
            continue
        reasons = [f"De rekening is van {each.partner}.", "Het bedrag klopt precies."]
        if set(fold(each.their_number).split()) <= set(written):
            reasons.append(f"Nummer {each.their_number} staat erbij.")
        yield Proposal((Part(each, bank.left),), tuple(reasons), Certainty.LIKELY)


WAYS = (of_order, returned, refunded, paid)
