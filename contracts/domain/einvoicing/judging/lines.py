"""Rules on the lines: what, how much, which btw."""

from decimal import Decimal

from contracts.domain.einvoicing.elements import Element, all_of, text_of
from contracts.domain.einvoicing.judging.documents import has_period_in_order
from contracts.domain.einvoicing.judging.rule import (
    LINES,
    PEPPOL,
    Rule,
    Test,
    category_of,
    has,
    lines_of,
    number,
    percent_of,
    quantity_of,
    total,
)
from contracts.domain.einvoicing.lines import UNITS
from contracts.enums import VatChoice

SLACK = Decimal("0.02")
CATEGORY = "cac:Item/cac:ClassifiedTaxCategory"
PRICE = "cac:Price/cbc:PriceAmount"
BASE = "cac:Price/cbc:BaseQuantity"


def _counted(line: Element) -> list[Element]:
    return all_of(line, "cbc:InvoicedQuantity") + all_of(line, "cbc:CreditedQuantity")


def _adds_up(line: Element) -> bool:
    """Net = quantity × price a unit − discount, within two cents."""
    base = number(line, BASE) or Decimal(1)
    discount = total(all_of(line, "cac:AllowanceCharge"), "cbc:Amount")
    expected = quantity_of(line) * number(line, PRICE) / base - discount
    return abs(number(line, "cbc:LineExtensionAmount") - expected) <= SLACK


def _base_is_positive(line: Element) -> bool:
    return not all_of(line, BASE) or number(line, BASE) > 0


def _base_has_same_unit(line: Element) -> bool:
    units = {each.get("unitCode") for each in all_of(line, BASE) + _counted(line)}
    return len(units) <= 1


def _starts_within(document: Element) -> bool:
    first = text_of(document, "cac:InvoicePeriod/cbc:StartDate")
    days = [text_of(line, "cac:InvoicePeriod/cbc:StartDate") for line in lines_of(document)]
    return not first or all(day >= first for day in days if day)


def _ends_within(document: Element) -> bool:
    last = text_of(document, "cac:InvoicePeriod/cbc:EndDate")
    days = [text_of(line, "cac:InvoicePeriod/cbc:EndDate") for line in lines_of(document)]
    return not last or all(day <= last for day in days if day)


def _rate_is_positive(line: Element) -> bool:
    return category_of(line) != VatChoice.STANDARD or percent_of(line) > 0


def _exempt_is_zero(line: Element) -> bool:
    is_exempt = category_of(line) == VatChoice.EXEMPT
    return not is_exempt or (bool(text_of(line, f"{CATEGORY}/cbc:Percent")) and percent_of(line) == 0)


def _outside_has_no_rate(line: Element) -> bool:
    return category_of(line) != VatChoice.OUTSIDE_SCOPE or not text_of(line, f"{CATEGORY}/cbc:Percent")


def _discounts_have(name: str) -> Test:
    return lambda line: all(text_of(each, name) for each in all_of(line, "cac:AllowanceCharge"))


RULES = [
    Rule("BR-21", "Een regel heeft geen nummer.", has("cbc:ID"), LINES),
    Rule("BR-22", "Op een regel staat niet hoeveel er geleverd is.", lambda it: bool(_counted(it)), LINES),
    Rule(
        "BR-23",
        "Op een regel ontbreekt de eenheid.",
        lambda it: all(each.get("unitCode") for each in _counted(it)),
        LINES,
    ),
    Rule(
        "BR-CL-23",
        "Een regel heeft een eenheid die niemand kent.",
        lambda it: all(each.get("unitCode") in {None, *UNITS.values()} for each in _counted(it)),
        LINES,
    ),
    Rule("BR-24", "Een regel heeft geen bedrag.", has("cbc:LineExtensionAmount"), LINES),
    Rule("BR-25", "Een regel heeft geen omschrijving.", has("cac:Item/cbc:Name"), LINES),
    Rule("BR-26", "Een regel heeft geen prijs.", has(PRICE), LINES),
    Rule("BR-27", "Een prijs is kleiner dan nul.", lambda it: number(it, PRICE) >= 0, LINES),
    Rule("BR-30", "De periode van een regel eindigt voordat hij begint.", has_period_in_order, LINES),
    Rule("BR-41", "Een korting heeft geen bedrag.", _discounts_have("cbc:Amount"), LINES),
    Rule("BR-42", "Bij een korting staat niet waarom.", _discounts_have("cbc:AllowanceChargeReason"), LINES),
    Rule("BR-CO-04", "Een regel heeft geen btw-categorie.", has(f"{CATEGORY}/cbc:ID"), LINES),
    Rule(
        "BR-CL-18",
        "Een regel heeft een btw-categorie die we niet gebruiken.",
        lambda it: category_of(it) in {"", *VatChoice.values},
        LINES,
    ),
    Rule("BR-S-05", "Een regel met btw heeft een tarief van 0%.", _rate_is_positive, LINES),
    Rule("BR-E-05", "Een vrijgestelde regel heeft een tarief van 0%.", _exempt_is_zero, LINES),
    Rule("BR-O-05", "Een regel buiten de btw heeft geen tarief.", _outside_has_no_rate, LINES),
    Rule("PEPPOL-EN16931-R110", "Een regel begint voor de periode van de factuur.", _starts_within, profile=PEPPOL),
    Rule("PEPPOL-EN16931-R111", "Een regel eindigt na de periode van de factuur.", _ends_within, profile=PEPPOL),
    Rule(
        "PEPPOL-EN16931-R120", "Aantal keer prijs min korting is niet het bedrag van de regel.", _adds_up, LINES, PEPPOL
    ),
    Rule("PEPPOL-EN16931-R121", "Een prijs geldt voor nul stuks of minder.", _base_is_positive, LINES, PEPPOL),
    Rule(
        "PEPPOL-EN16931-R130",
        "Een prijs geldt voor een andere eenheid dan de regel.",
        _base_has_same_unit,
        LINES,
        PEPPOL,
    ),
]
