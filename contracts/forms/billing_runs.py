"""Choosing the month of a run of invoices, holding something back, and sending one invoice."""

from datetime import date
from typing import Any

from django import forms

from contracts.domain.billing_runs.months import first_day, month_before, month_name, read_month
from contracts.enums import Channel
from fluxus.forms import HouseForm

MONTHS_BACK = 36


def months_until(today: date) -> list[tuple[str, str]]:
    """This month and those before it, newest first."""
    found = [first_day(today)]
    while len(found) <= MONTHS_BACK:
        found.append(month_before(found[-1]))
    return [(f"{month:%Y-%m}", month_name(month)) for month in found]


class MonthForm(HouseForm):
    """Which month. Asked by GET, so that a preview has an address of its own."""

    month = forms.ChoiceField(label="Maand", error_messages={"invalid_choice": "Kies een maand uit de lijst."})

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = months_until(today)
        self.initial.setdefault("month", f"{month_before(today):%Y-%m}")

    def clean_month(self) -> date:
        return read_month(self.cleaned_data["month"])


class StartRunForm(MonthForm):
    """The same month, sent to be carried out; the token makes a form that is sent twice one run."""

    sends_mail = forms.BooleanField(required=False)
    request_token = forms.UUIDField(widget=forms.HiddenInput)


class HoldForm(HouseForm):
    """Why something is not billed, and whether that is for good."""

    reason = forms.CharField(
        label="Waarom factureren we dit niet?",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Zeg waarom dit niet op de factuur komt."},
    )
    is_for_good = forms.BooleanField(
        label="Nooit factureren",
        required=False,
        help_text="Laat dit leeg als het later alsnog op een factuur kan.",
    )


class SendForm(HouseForm):
    """How one invoice leaves."""

    channel = forms.ChoiceField(label="Hoe", choices=Channel.choices, initial=Channel.MAIL)
    to = forms.EmailField(label="E-mailadres", required=False, max_length=254, help_text="Alleen bij e-mail.")
    note = forms.CharField(
        label="Opmerking",
        required=False,
        max_length=200,
        help_text="Bij post of e-factuur: waarheen, of in welk portaal.",
    )
    request_token = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("channel") == Channel.MAIL and not cleaned.get("to") and "to" not in self.errors:
            self.add_error("to", "Vul een e-mailadres in.")
        return cleaned
