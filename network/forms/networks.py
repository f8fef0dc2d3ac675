"""Networks in a wijk: joining one, and leaving it."""

from typing import Any

from django import forms
from django.utils import timezone

from fluxus.forms import DayField, HouseForm
from network.domain.local_networks import LONGEST_NAME
from network.enums import LocalNetworkKind
from network.forms.fields import PartnerField
from network.models import Wijk


class JoinForm(HouseForm):
    """We take part in a network, in this wijk and perhaps in others."""

    name = forms.CharField(label="Naam van het netwerk", max_length=LONGEST_NAME)
    kind = forms.ChoiceField(label="Soort netwerk", choices=LocalNetworkKind.choices)
    joined_on = DayField(label="We doen mee sinds")
    organiser = PartnerField(label="Trekker", required=False, help_text="De partner die het netwerk trekt.")
    wijken = forms.ModelMultipleChoiceField(
        label="Ook in", queryset=Wijk.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, wijk: Wijk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wijk = wijk
        self.fields["wijken"].queryset = Wijk.objects.exclude(pk=wijk.pk).defer("boundary").order_by("name")
        self.fields["joined_on"].initial = timezone.localdate

    def values(self) -> dict[str, Any]:
        """What the domain wants to know: this wijk always goes along."""
        return {**self.cleaned_data, "wijken": [self.wijk, *self.cleaned_data["wijken"]]}


class LeaveForm(HouseForm):
    """From which day we no longer take part."""

    left_on = DayField(label="Gestopt op")
