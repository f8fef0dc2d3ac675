"""Rows of appointments in a form: day, start, end, what, where and fee; rows left empty do not count."""

from collections.abc import Iterable
from itertools import zip_longest
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from contracts.domain.drawing_up.drafting import MOST_LINES, Appointment
from contracts.models import AgreementLine
from fluxus.forms import ClockField, DayField, EuroField
from fluxus.money import euros
from fluxus.periods import Period

MOST_CENTS = 10_000_000
SPARE_ROWS = 3
FIELDS = (
    DayField(required=False),
    ClockField(required=False),
    ClockField(required=False),
    forms.CharField(max_length=160, required=False),
    forms.CharField(max_length=240, required=False),
    EuroField(required=False),
)


class Row(NamedTuple):
    """What somebody typed for one appointment."""

    day: str = ""
    start: str = ""
    end: str = ""
    what: str = ""
    where: str = ""
    fee: str = ""

    @classmethod
    def of(cls, line: AgreementLine) -> "Row":
        start, end = line.local_start, line.local_end
        fee = euros(line.fee_cents).removeprefix("€ ")
        return cls(f"{start:%Y-%m-%d}", f"{start:%H:%M}", f"{end:%H:%M}", line.what, line.where, fee)


class AppointmentsInput(forms.Widget):
    """The rows, and some empty ones to add to."""

    template_name = "contracts/widgets/appointments.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Row]:
        columns = (data.getlist(f"{name}-{part}") if hasattr(data, "getlist") else [] for part in Row._fields)
        rows = (Row(*(text.strip() for text in row)) for row in zip_longest(*columns, fillvalue=""))
        return [row for row in rows if any(row)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-day" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        context["rows"] = [*(value or []), *[Row()] * SPARE_ROWS]
        return context


class AppointmentsField(forms.Field):
    """Gives a list of appointments, in the order they were typed."""

    widget = AppointmentsInput

    def prepare_value(self, value: Iterable[Any] | None) -> list[Row]:
        return [Row.of(row) if isinstance(row, AgreementLine) else Row(*row) for row in value or []]

    def clean(self, value: list[Row]) -> list[Appointment]:
        if self.required and not value:
            raise ValidationError("Vul minstens één regel in.", code="required")
        if len(value) > MOST_LINES:
            raise ValidationError(f"Een overeenkomst heeft hoogstens {MOST_LINES} regels.", code="many")
        found: list[Appointment] = []
        errors: list[ValidationError] = []
        for number, row in enumerate(value, start=1):
            try:
                found.append(read(row))
            except ValidationError as error:
                errors.append(ValidationError(f"Regel {number}: {' '.join(error.messages)}", code="row"))
        if errors:
            raise ValidationError(errors)
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != self.prepare_value(data)


def read(row: Row) -> Appointment:
    """The appointment somebody typed; an end before the start is on the next day."""
    day, start, end, what, where, fee = (field.clean(text) for field, text in zip(FIELDS, row, strict=True))
    if day is None or start is None or end is None or not what:
        raise ValidationError("Vul de dag, het begin, het einde en wat in.", code="incomplete")
    if fee is None:
        raise ValidationError("Vul het bedrag in; 0 mag ook.", code="incomplete")
    if fee > MOST_CENTS or fee < 0:
        raise ValidationError("Een bedrag is 0 tot 100.000 euro.", code="amount")
    return Appointment(Period.on(day, start, end), what, where, fee)
