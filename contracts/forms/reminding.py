"""Pausing reminders, payment plans, and sending a letter again."""

from datetime import timedelta
from typing import Any

from django import forms

from contracts.domain.reminding.pausing import MOST_TERMS, months_later
from contracts.enums import PauseKind
from contracts.models import Invoice
from fluxus.forms import DayField, HouseForm
from fluxus.periods import today
from network.models import Partner

KINDS = [(each.value, each.label) for each in PauseKind if each != PauseKind.PLAN]
MOST_TO_WRITE = 200


class DebtorFilterForm(HouseForm):
    """Which debtors are shown; what makes no sense shows everybody."""

    q = forms.CharField(label="Zoeken", max_length=100, required=False, widget=forms.TextInput({"type": "search"}))

    def chosen(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("q") or "")


class WriteForm(HouseForm):
    """The letters that somebody looked at and ticked."""

    @staticmethod
    def keys(data: Any) -> list[str]:
        return [key for key in dict.fromkeys(data.getlist("kies")) if len(key) < 100][:MOST_TO_WRITE]


class PauseForm(HouseForm):
    """No reminders for now, about one invoice or everything."""

    invoice = forms.ModelChoiceField(
        Invoice.objects.none(), label="Waarover", required=False, empty_label="Alles van deze partner"
    )
    kind = forms.ChoiceField(label="Soort", choices=KINDS)
    reason = forms.CharField(
        label="Waarom",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Zeg waarom er geen herinneringen gaan."},
    )
    until_on = DayField(label="Tot en met", required=False, help_text="Leeg: tot iemand de pauze opheft.")

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["invoice"]
        field.queryset = Invoice.objects.issued().filter(partner=partner).defer("snapshot").order_by("due_on")
        field.error_messages["invalid_choice"] = "Kies een factuur van deze partner."

    def clean_until_on(self) -> Any:
        day = self.cleaned_data["until_on"]
        if day and day < today():
            raise forms.ValidationError("Deze dag is al voorbij.")
        return day


class PlanForm(HouseForm):
    """Equal terms, a month apart, of everything that is late."""

    times = forms.IntegerField(
        label="Aantal termijnen",
        min_value=2,
        max_value=MOST_TERMS,
        initial=3,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    first_on = DayField(label="Eerste termijn uiterlijk op", help_text="De volgende zijn steeds een maand later.")
    reason = forms.CharField(
        label="Wat is er afgesproken",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Schrijf kort op wat je afsprak, en met wie."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_on"].initial = months_later(today(), 1)

    def clean_first_on(self) -> Any:
        day = self.cleaned_data["first_on"]
        if not today() < day <= today() + timedelta(days=365):
            raise forms.ValidationError("De eerste termijn ligt na vandaag, en binnen een jaar.")
        return day


class LiftForm(HouseForm):
    """Why we may remind again."""

    reason = forms.CharField(
        label="Waarom mag het weer",
        max_length=300,
        error_messages={"required": "Zeg waarom er weer herinneringen mogen gaan."},
    )


class SendAgainForm(HouseForm):
    """Where a letter goes the next time."""

    to = forms.EmailField(label="E-mailadres", max_length=254)
