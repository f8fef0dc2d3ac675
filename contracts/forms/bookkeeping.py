"""Taking invoices out for the bookkeeper, opening a month again, and the year of the figures."""

from datetime import date
from typing import Any

from django import forms

from bookings.forms.places import BuildingSelect
from contracts.domain.billing_runs.months import last_day, month_before
from contracts.domain.bookkeeping.columns import COLUMNS
from contracts.enums import ExportTarget
from fluxus.forms import DayField, EuroField, HouseForm
from fluxus.periods import MONTHS


class ExportFilterForm(HouseForm):
    """What and of which days. Asked by GET, so that a preview has an address of its own; last month at first."""

    target = forms.ChoiceField(
        label="Wat",
        choices=ExportTarget.choices,
        error_messages={"invalid_choice": "Kies journaal, auditfile of zip."},
    )
    from_on = DayField(label="Factuurdatum van")
    until_on = DayField(label="Tot en met")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = month_before(today)
        self.initial = {"target": ExportTarget.JOURNAL, "from_on": first, "until_on": last_day(first), **self.initial}

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = found.get("from_on"), found.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", "De laatste dag ligt voor de eerste.")
        return found


class ExportForm(ExportFilterForm):
    """The same, sent to be made; the token makes a form that is sent twice one batch."""

    columns = forms.MultipleChoiceField(
        label="Kolommen",
        required=False,
        choices=[(name, column.label) for name, column in COLUMNS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Kies kolommen uit de lijst."},
    )
    request_token = forms.UUIDField(widget=forms.HiddenInput)


class ReopenForm(HouseForm):
    """Why a closed month opens again."""

    reason = forms.CharField(
        label="Waarom gaat de maand weer open?",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Zeg waarom de maand weer open gaat."},
    )


class MoneyFiguresForm(HouseForm):
    """Which year and house. Addresses are Dutch, so the fields are too."""

    jaar = forms.TypedChoiceField(label="Jaar", coerce=int, required=False, empty_value=None)
    huis = BuildingSelect(label="Cultuurhuis", required=False)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jaar"].choices = [(year, str(year)) for year in years]


class BudgetForm(HouseForm):
    """The twelve months of a year; an empty one has no budget."""

    def __init__(self, *args: Any, year: int, amounts: dict[date, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.months = {f"month_{number}": date(year, number, 1) for number in range(1, 13)}
        for name, month in self.months.items():
            label = MONTHS[month.month - 1].capitalize()
            self.fields[name] = EuroField(label=label, required=False, initial=amounts.get(month))

    @property
    def amounts(self) -> dict[date, int | None]:
        return {month: self.cleaned_data[name] for name, month in self.months.items()}
