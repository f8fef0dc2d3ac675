"""Forms of contracts."""

from typing import Any

from django import forms

from contracts.enums import AgreementStatus, InvoiceStatus
from fluxus.forms import HouseForm
from fluxus.money import euros
from programmes.models import Delivery

NO_BREAK = "\N{NO-BREAK SPACE}"


class DeliveriesField(forms.ModelMultipleChoiceField):
    """Planned visits, each with its day, activity, school and fee."""

    def label_from_instance(self, delivery: Delivery) -> str:
        fee = euros(delivery.fee_cents).replace(" ", NO_BREAK)
        return f"{delivery.period}: {delivery.activity.title}, {delivery.school.name}, {fee}"


class AgreementDraftForm(HouseForm):
    """Which deliveries go into the agreement."""

    deliveries = DeliveriesField(
        queryset=Delivery.objects.none(),
        label="Uitvoeringen",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies minstens één uitvoering."},
    )

    def __init__(self, *args: Any, deliveries: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deliveries"].queryset = deliveries
        self.fields["deliveries"].initial = deliveries


class FilterForm(HouseForm):
    """What the list shows; a filter that makes no sense shows everything."""

    q = forms.CharField(label="Zoeken", max_length=100, required=False, widget=forms.TextInput({"type": "search"}))
    status = forms.ChoiceField(label="Stand", required=False)

    def __init__(self, *args: Any, choices: type[AgreementStatus | InvoiceStatus], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [("", "Alles"), *choices.choices]

    def chosen(self, name: str) -> str:
        """What was filled in and makes sense, else ''."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")
