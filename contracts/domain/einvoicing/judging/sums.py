"""Rules on btw and totals: every amount follows from the lines."""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from contracts.domain.einvoicing.elements import Element, all_of, text_of
from contracts.domain.einvoicing.judging.rule import (
    BUYER,
    LINES,
    PEPPOL,
    SELLER,
    SUBTOTALS,
    Rule,
    Test,
    category_of,
    has,
    lines_of,
    number,
    percent_of,
    total,
)
from contracts.enums import VatChoice

TOTALS = "cac:LegalMonetaryTotal"
TWO_DECIMALS = re.compile(r"-?[0-9]+(\.[0-9]{1,2})?")
CENT = Decimal("0.01")
BTW_ID = "cac:PartyTaxScheme/cbc:CompanyID"
REASON = "cac:TaxCategory/cbc:TaxExemptionReason"


def subtotals_of(document: Element) -> list[Element]:
    return [each for path in SUBTOTALS for each in all_of(document, path)]


def _categories(document: Element) -> set[str]:
    return {category_of(line) for line in lines_of(document)}


def _is_in_breakdown(category: str) -> Test:
    """A category on a line has its total, one for each rate, and the other way round."""

    def holds(document: Element) -> bool:
        lines = {percent_of(line) for line in lines_of(document) if category_of(line) == category}
        totals = [percent_of(each) for each in subtotals_of(document) if category_of(each) == category]
        return sorted(lines) == sorted(totals)

    return holds


def _taxable_is_sum(category: str) -> Test:
    """The taxable amount of a rate is the sum of its lines."""

    def holds(document: Element) -> bool:
        for subtotal in subtotals_of(document):
            key = (category_of(subtotal), percent_of(subtotal))
            own = [line for line in lines_of(document) if (category_of(line), percent_of(line)) == key]
            if key[0] == category and total(own, "cbc:LineExtensionAmount") != number(subtotal, "cbc:TaxableAmount"):
                return False
        return True

    return holds


def _seller_has_btw_id(category: str) -> Test:
    return lambda document: category not in _categories(document) or bool(text_of(document, f"{SELLER}/{BTW_ID}"))


def _outside_names_no_btw_id(document: Element) -> bool:
    named = text_of(document, f"{SELLER}/{BTW_ID}") or text_of(document, f"{BUYER}/{BTW_ID}")
    return VatChoice.OUTSIDE_SCOPE not in _categories(document) or not named


def _outside_stands_alone(document: Element) -> bool:
    found = {category_of(each) for each in subtotals_of(document)}
    return VatChoice.OUTSIDE_SCOPE not in found or found == {VatChoice.OUTSIDE_SCOPE}


def _outside_lines_stand_alone(document: Element) -> bool:
    found = {category_of(each) for each in subtotals_of(document)}
    return VatChoice.OUTSIDE_SCOPE not in found or _categories(document) <= {VatChoice.OUTSIDE_SCOPE}


def _btw_is_right(subtotal: Element) -> bool:
    """Rounded once over the sum of the lines. Credit notes in parts count on from each other, which may move a cent."""
    btw = number(subtotal, "cbc:TaxableAmount") * percent_of(subtotal) / 100
    return abs(number(subtotal, "cbc:TaxAmount") - btw.quantize(CENT, ROUND_HALF_UP)) <= CENT


def _no_btw_on(category: str) -> Test:
    return lambda subtotal: category_of(subtotal) != category or number(subtotal, "cbc:TaxAmount") == 0


def _has_reason(category: str) -> Test:
    return lambda subtotal: category_of(subtotal) != category or bool(text_of(subtotal, REASON))


def _taxed_has_no_reason(subtotal: Element) -> bool:
    return category_of(subtotal) != VatChoice.STANDARD or not text_of(subtotal, REASON)


def _has_rate(subtotal: Element) -> bool:
    is_outside = category_of(subtotal) == VatChoice.OUTSIDE_SCOPE
    return is_outside or bool(text_of(subtotal, "cac:TaxCategory/cbc:Percent"))


def _equals(path: str, expected: Callable[[Element], Decimal]) -> Test:
    return lambda document: number(document, path) == expected(document)


def _of_lines(document: Element) -> Decimal:
    return total(lines_of(document), "cbc:LineExtensionAmount")


def _of_subtotals(document: Element) -> Decimal:
    return total(subtotals_of(document), "cbc:TaxAmount")


def _with_btw(document: Element) -> Decimal:
    return number(document, f"{TOTALS}/cbc:TaxExclusiveAmount") + number(document, "cac:TaxTotal/cbc:TaxAmount")


def _to_pay(document: Element) -> Decimal:
    """What was paid already stands on none of our invoices; the amount due is the whole."""
    paid = number(document, f"{TOTALS}/cbc:PrepaidAmount")
    return number(document, f"{TOTALS}/cbc:TaxInclusiveAmount") - paid


def _has_whole_cents(path: str) -> Test:
    return lambda element: all(TWO_DECIMALS.fullmatch(each.text or "") for each in all_of(element, path))


UNTAXED = (VatChoice.EXEMPT, VatChoice.OUTSIDE_SCOPE)
PRESENT = [
    Rule("BR-12", "De som van de regels ontbreekt.", has(f"{TOTALS}/cbc:LineExtensionAmount")),
    Rule("BR-13", "Het totaal zonder btw ontbreekt.", has(f"{TOTALS}/cbc:TaxExclusiveAmount")),
    Rule("BR-14", "Het totaal met btw ontbreekt.", has(f"{TOTALS}/cbc:TaxInclusiveAmount")),
    Rule("BR-15", "Het bedrag om te betalen ontbreekt.", has(f"{TOTALS}/cbc:PayableAmount")),
    Rule("BR-45", "Bij een btw-tarief ontbreekt de grondslag.", has("cbc:TaxableAmount"), SUBTOTALS),
    Rule("BR-46", "Bij een btw-tarief ontbreekt de btw.", has("cbc:TaxAmount"), SUBTOTALS),
    Rule("BR-47", "Bij een btw-bedrag ontbreekt de categorie.", has("cac:TaxCategory/cbc:ID"), SUBTOTALS),
    Rule("BR-48", "Bij een btw-bedrag ontbreekt het tarief.", _has_rate, SUBTOTALS),
    Rule("BR-CO-18", "De btw per tarief ontbreekt.", lambda it: bool(subtotals_of(it))),
    Rule(
        "PEPPOL-EN16931-R053",
        "De btw per tarief staat er niet precies één keer.",
        lambda it: len(all_of(it, "cac:TaxTotal[cac:TaxSubtotal]")) == 1,
        profile=PEPPOL,
    ),
]
ADDS_UP = [
    Rule("BR-CO-10", "De regels tellen niet op tot hun som.", _equals(f"{TOTALS}/cbc:LineExtensionAmount", _of_lines)),
    Rule(
        "BR-CO-13",
        "Het totaal zonder btw is niet de som van de regels.",
        _equals(f"{TOTALS}/cbc:TaxExclusiveAmount", _of_lines),
    ),
    Rule(
        "BR-CO-14", "De btw per tarief telt niet op tot de btw.", _equals("cac:TaxTotal/cbc:TaxAmount", _of_subtotals)
    ),
    Rule(
        "BR-CO-15",
        "Netto en btw tellen niet op tot het totaal.",
        _equals(f"{TOTALS}/cbc:TaxInclusiveAmount", _with_btw),
    ),
    Rule("BR-CO-16", "Het bedrag om te betalen is niet het totaal.", _equals(f"{TOTALS}/cbc:PayableAmount", _to_pay)),
    Rule("BR-CO-17", "De btw is niet het tarief over de grondslag.", _btw_is_right, SUBTOTALS),
    *(
        Rule(
            f"BR-{category}-08", "De grondslag is niet de som van de regels met dit tarief.", _taxable_is_sum(category)
        )
        for category in VatChoice
    ),
]
BTW = [
    *(
        Rule(f"BR-{category}-01", "De btw per tarief past niet bij de regels.", _is_in_breakdown(category))
        for category in VatChoice
    ),
    *(
        Rule(f"BR-{category}-02", "Ons btw-id ontbreekt.", _seller_has_btw_id(category))
        for category in (VatChoice.STANDARD, VatChoice.EXEMPT)
    ),
    Rule("BR-O-02", "Op een factuur buiten de btw mag geen btw-id staan.", _outside_names_no_btw_id),
    *(
        Rule(f"BR-{category}-09", "Over een bedrag zonder btw staat toch btw.", _no_btw_on(category), SUBTOTALS)
        for category in UNTAXED
    ),
    *(
        Rule(f"BR-{category}-10", "Er staat niet bij waarom er geen btw is.", _has_reason(category), SUBTOTALS)
        for category in UNTAXED
    ),
    Rule("BR-S-10", "Bij een bedrag met btw staat een reden voor geen btw.", _taxed_has_no_reason, SUBTOTALS),
    Rule("BR-O-11", "Wat buiten de btw valt, staat op een eigen factuur.", _outside_stands_alone),
    Rule("BR-O-12", "Wat buiten de btw valt, staat op een eigen factuur.", _outside_lines_stand_alone),
]
CENTS = [
    Rule(name, "Een bedrag heeft meer dan twee cijfers achter de komma.", _has_whole_cents(path), at)
    for name, path, at in (
        ("BR-DEC-09", f"{TOTALS}/cbc:LineExtensionAmount", (".",)),
        ("BR-DEC-12", f"{TOTALS}/cbc:TaxExclusiveAmount", (".",)),
        ("BR-DEC-14", f"{TOTALS}/cbc:TaxInclusiveAmount", (".",)),
        ("BR-DEC-18", f"{TOTALS}/cbc:PayableAmount", (".",)),
        ("BR-DEC-19", "cbc:TaxableAmount", SUBTOTALS),
        ("BR-DEC-20", "cbc:TaxAmount", SUBTOTALS),
        ("BR-DEC-23", "cbc:LineExtensionAmount", LINES),
        ("BR-DEC-24", "cac:AllowanceCharge/cbc:Amount", LINES),
    )
]
RULES = [*PRESENT, *ADDS_UP, *BTW, *CENTS]
