"""Lines of an e-invoice: how much of what, for how much, with which btw."""

from decimal import Decimal

from contracts.domain.einvoicing.content import Line, VatTotal
from contracts.domain.einvoicing.elements import Element, add, amount, branch, plain
from contracts.domain.einvoicing.sums import add_category
from contracts.enums import LineUnit

UNITS = {LineUnit.HOUR: "HUR", LineUnit.PIECE: "H87", LineUnit.DAY: "DAY"}
"""UN/ECE Recommendation 20."""


def add_line(root: Element, line: Line, *, position: int, is_credit: bool) -> None:
    name, counted = ("CreditNoteLine", "CreditedQuantity") if is_credit else ("InvoiceLine", "InvoicedQuantity")
    element = branch(root, f"cac:{name}")
    quantity, unit = signed_quantity(line), UNITS[LineUnit(line.unit)]
    add(element, "cbc:ID", str(position))
    add(element, f"cbc:{counted}", plain(quantity), unitCode=unit)
    amount(element, "cbc:LineExtensionAmount", line.net_cents)
    _period(element, line)
    if line.discount_cents:
        _discount(element, line)
    _item(element, line)
    _price(element, line, quantity, unit)


def signed_quantity(line: Line) -> Decimal:
    """A price is never negative (BR-27), so what is deducted counts backwards."""
    is_deducted = line.before_discount_cents < 0
    return -abs(line.quantity) if is_deducted else abs(line.quantity)


def _period(element: Element, line: Line) -> None:
    if line.delivered_from_on or line.delivered_until_on:
        period = branch(element, "cac:InvoicePeriod")
        add(period, "cbc:StartDate", line.delivered_from_on)
        add(period, "cbc:EndDate", line.delivered_until_on)


def _discount(element: Element, line: Line) -> None:
    discount = branch(element, "cac:AllowanceCharge")
    add(discount, "cbc:ChargeIndicator", "false")
    add(discount, "cbc:AllowanceChargeReason", line.discount_reason)
    amount(discount, "cbc:Amount", line.discount_cents)


def _item(element: Element, line: Line) -> None:
    item = branch(element, "cac:Item")
    add(item, "cbc:Description", line.note)
    add(item, "cbc:Name", line.name)
    # why there is no btw stands once, with the total of its category
    add_category(item, "cac:ClassifiedTaxCategory", VatTotal(line.category, line.percent, 0, 0, reason=""))


def _price(element: Element, line: Line, quantity: Decimal, unit: str) -> None:
    """The price a unit where it gives the amount to the cent; else the amount itself, for this many units.

    Half an hour over two tariffs has no price an hour that is whole cents; receivers multiply (PEPPOL-EN16931-R120).
    """
    price = branch(element, "cac:Price")
    if line.unit_price_cents * abs(quantity) == abs(line.before_discount_cents):
        amount(price, "cbc:PriceAmount", line.unit_price_cents)
    else:
        amount(price, "cbc:PriceAmount", abs(line.before_discount_cents))
        add(price, "cbc:BaseQuantity", plain(abs(quantity)), unitCode=unit)
