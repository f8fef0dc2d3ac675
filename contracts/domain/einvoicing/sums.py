"""Btw per category and the totals of an e-invoice."""

from contracts.domain.einvoicing.content import Content, VatTotal
from contracts.domain.einvoicing.elements import Element, add, amount, branch, plain
from contracts.enums import VatChoice


def add_sums(root: Element, content: Content) -> None:
    _btw(root, content)
    _totals(root, content)


def add_category(parent: Element, name: str, total: VatTotal) -> None:
    """A btw category. Outside the btw there is no percentage (BR-O-05, BR-48)."""
    category = branch(parent, name)
    add(category, "cbc:ID", total.category)
    if total.category != VatChoice.OUTSIDE_SCOPE:
        add(category, "cbc:Percent", plain(total.percent))
    add(category, "cbc:TaxExemptionReason", total.reason)
    add(branch(category, "cac:TaxScheme"), "cbc:ID", "VAT")


def _btw(root: Element, content: Content) -> None:
    btw = branch(root, "cac:TaxTotal")
    amount(btw, "cbc:TaxAmount", content.vat_cents)
    for total in content.vat_totals:
        subtotal = branch(btw, "cac:TaxSubtotal")
        amount(subtotal, "cbc:TaxableAmount", total.net_cents)
        amount(subtotal, "cbc:TaxAmount", total.vat_cents)
        add_category(subtotal, "cac:TaxCategory", total)


def _totals(root: Element, content: Content) -> None:
    totals = branch(root, "cac:LegalMonetaryTotal")
    amount(totals, "cbc:LineExtensionAmount", content.lines_cents)
    amount(totals, "cbc:TaxExclusiveAmount", content.net_cents)
    amount(totals, "cbc:TaxInclusiveAmount", content.gross_cents)
    amount(totals, "cbc:PayableAmount", content.gross_cents)
