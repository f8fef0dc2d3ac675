"""Drawing up an agreement."""

from typing import Any

from django import forms

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
