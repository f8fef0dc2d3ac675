"""Judges an e-invoice before it leaves, by each rule of the outside validators that one of ours could break."""

from dataclasses import dataclass

from contracts.domain.einvoicing.elements import Element
from contracts.domain.einvoicing.judging import documents, lines, parties, sums
from contracts.domain.einvoicing.judging.rule import Rule
from contracts.enums import EInvoiceProfile

RULES: list[Rule] = [*documents.RULES, *parties.RULES, *lines.RULES, *sums.RULES]


@dataclass(frozen=True)
class Finding:
    """A rule that is broken, by its name in the standard, and what is wrong in Dutch."""

    rule: str
    sentence: str


def findings(document: Element, profile: EInvoiceProfile) -> list[Finding]:
    """What is wrong with a document by the rules of its profile; empty when it may leave."""
    return [Finding(rule.name, rule.sentence) for rule in rules_of(profile) if rule.is_broken_by(document)]


def rules_of(profile: EInvoiceProfile) -> list[Rule]:
    return [rule for rule in RULES if rule.profile in {None, profile}]
