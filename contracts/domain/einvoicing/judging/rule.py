"""One rule on an e-invoice, and small questions to put to an element."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from contracts.domain.einvoicing.elements import Element, all_of, text_of
from contracts.enums import EInvoiceProfile

LINES = ("cac:InvoiceLine", "cac:CreditNoteLine")
SUBTOTALS = ("cac:TaxTotal/cac:TaxSubtotal",)
SELLER = "cac:AccountingSupplierParty/cac:Party"
BUYER = "cac:AccountingCustomerParty/cac:Party"
PEPPOL, NLCIUS = EInvoiceProfile.PEPPOL, EInvoiceProfile.NLCIUS

type Test = Callable[[Element], bool]


@dataclass(frozen=True)
class Rule:
    """A rule by the name it has in its standard. It holds for every element at `at`; without a profile, for all."""

    name: str
    sentence: str
    holds: Test
    at: tuple[str, ...] = (".",)
    profile: EInvoiceProfile | None = None

    def is_broken_by(self, document: Element) -> bool:
        return not all(self.holds(element) for path in self.at for element in all_of(document, path))


def dutch(peppol: str, nlcius: str, sentence: str, holds: Test) -> list[Rule]:
    """A Dutch rule that has a name in both profiles."""
    return [Rule(peppol, sentence, holds, profile=PEPPOL), Rule(nlcius, sentence, holds, profile=NLCIUS)]


def has(path: str) -> Test:
    """There is a text at `path`."""
    return lambda element: bool(text_of(element, path))


def has_all(parent: str, *names: str) -> Test:
    return lambda element: all(text_of(element, f"{parent}/{name}") for name in names)


def one_of(path: str, *allowed: str) -> Test:
    return lambda element: text_of(element, path) in allowed


def number(element: Element, path: str) -> Decimal:
    """The number at `path`; 0 where there is none, which is another rule's business."""
    try:
        return Decimal(text_of(element, path) or 0)
    except InvalidOperation:
        return Decimal(0)


def total(elements: Iterable[Element], path: str) -> Decimal:
    return sum((number(element, path) for element in elements), Decimal(0))


def lines_of(document: Element) -> list[Element]:
    return [line for path in LINES for line in all_of(document, path)]


def category_of(element: Element) -> str:
    """The btw category of a line or of a subtotal."""
    return text_of(element, "cac:Item/cac:ClassifiedTaxCategory/cbc:ID") or text_of(element, "cac:TaxCategory/cbc:ID")


def percent_of(element: Element) -> Decimal:
    """Its percentage."""
    return number(element, "cac:Item/cac:ClassifiedTaxCategory/cbc:Percent") or number(
        element, "cac:TaxCategory/cbc:Percent"
    )


def quantity_of(line: Element) -> Decimal:
    return number(line, "cbc:InvoicedQuantity") or number(line, "cbc:CreditedQuantity")
