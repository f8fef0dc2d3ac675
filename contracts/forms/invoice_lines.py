"""Rows of lines in the form of an invoice: what, product, how many, price, discount; rows left empty do not count."""

from decimal import Decimal
from itertools import zip_longest
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from contracts.domain.billing.lines import NewLine
from contracts.enums import LineUnit, Product
from fluxus.forms import DayField, EuroField

MOST_LINES = 60
MOST_CENTS = 10_000_000
SPARE_ROWS = 2
# What comes from a booking is billed from the booking, so that it cannot be billed twice.
PRODUCTS = [(each.value, each.label) for each in Product if each not in {Product.SUPPLEMENT, Product.CANCELLATION}]
UNITS = [(each.value, each.label) for each in LineUnit]


class Quantity(forms.DecimalField):
    """A number above zero, with a comma or a point: 1,5."""

    def __init__(self) -> None:
        super().__init__(max_digits=8, decimal_places=2, min_value=Decimal("0.01"), required=False)
        self.error_messages |= {
            "invalid": "Vul een aantal in, zoals 1,5.",
            "max_decimal_places": "Een aantal heeft hoogstens twee cijfers achter de komma.",
        }

    def to_python(self, value: Any) -> Decimal | None:
        return super().to_python(value.strip().replace(",", ".") if isinstance(value, str) else value)


class Row(NamedTuple):
    """What somebody typed for one line."""

    what: str = ""
    product: str = ""
    day: str = ""
    quantity: str = ""
    unit: str = ""
    price: str = ""
    discount: str = ""
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        """The choices are always filled in, so they do not count."""
        return not any((self.what, self.day, self.quantity, self.price, self.discount, self.reason))


class LinesInput(forms.Widget):
    """The rows, and some empty ones to add to."""

    template_name = "contracts/widgets/invoice_lines.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Row]:
        columns = (data.getlist(f"{name}-{part}") if hasattr(data, "getlist") else [] for part in Row._fields)
        rows = (Row(*(text.strip() for text in row)) for row in zip_longest(*columns, fillvalue=""))
        return [row for row in rows if not row.is_empty]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-what" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        context["rows"] = [*(value or []), *[Row()] * SPARE_ROWS]
        return context | {"products": PRODUCTS, "units": UNITS, "usual": Product.SERVICE, "piece": LineUnit.PIECE}


class LinesField(forms.Field):
    """Gives the lines of an invoice, in the order they were typed."""

    widget = LinesInput

    def prepare_value(self, value: Any) -> list[Row]:
        return [Row(*row) for row in value or []]

    def clean(self, value: list[Row]) -> list[NewLine]:
        if not value:
            raise ValidationError("Vul minstens één regel in.", code="required")
        if len(value) > MOST_LINES:
            raise ValidationError(f"Een factuur heeft hoogstens {MOST_LINES} regels.", code="many")
        found: list[NewLine] = []
        errors: list[ValidationError] = []
        for number, row in enumerate(value, start=1):
            try:
                found.append(read(row))
            except ValidationError as error:
                errors.append(ValidationError(f"Regel {number}: {' '.join(error.messages)}", code="row"))
        if errors:
            raise ValidationError(errors)
        return found


def read(row: Row) -> NewLine:
    """The line somebody typed; without a number it is one, without a unit a piece."""
    quantity = Quantity().clean(row.quantity) or Decimal(1)
    price = EuroField(required=False).clean(row.price)
    discount = EuroField(required=False).clean(row.discount) or 0
    day = DayField(required=False).clean(row.day)
    if not row.what or price is None:
        raise ValidationError("Vul in wat het is en wat het kost.", code="incomplete")
    if row.product not in dict(PRODUCTS) or (row.unit and row.unit not in dict(UNITS)):
        raise ValidationError("Kies een product en een eenheid uit de lijst.", code="choice")
    if price > MOST_CENTS:
        raise ValidationError("Een prijs is hoogstens 100.000 euro.", code="amount")
    if discount and not row.reason:
        raise ValidationError("Zeg waarom je korting geeft; dat staat op de factuur.", code="reason")
    line = NewLine(
        description=row.what[:240],
        unit_price_cents=price,
        product=row.product,
        quantity=quantity,
        unit=row.unit or LineUnit.PIECE,
        discount_cents=discount,
        discount_reason=row.reason[:120],
        delivered_from_on=day,
    )
    if line.net_cents < 0:
        raise ValidationError("De korting is groter dan de prijs.", code="discount")
    return line
