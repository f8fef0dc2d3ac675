"""Noting a contact moment."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from fluxus.forms import DayField, HouseForm
from fluxus.periods import to_utc
from network.enums import Confidentiality, MomentKind


class MomentForm(HouseForm):
    """What was spoken, how and when; the day is today unless another is chosen."""

    kind = forms.ChoiceField(label="Hoe", choices=MomentKind.choices, initial=MomentKind.PHONE)
    occurred_on = DayField(label="Wanneer")
    summary = forms.CharField(
        label="Wat is er besproken?", max_length=5000, widget=forms.Textarea({"rows": 3}), strip=True
    )
    confidentiality = forms.ChoiceField(
        label="Wie mag dit lezen", choices=Confidentiality.choices, initial=Confidentiality.OPEN, required=False
    )

    def clean_confidentiality(self) -> str:
        return self.cleaned_data["confidentiality"] or Confidentiality.OPEN

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["occurred_on"].initial = timezone.localdate

    @property
    def occurred_at(self) -> datetime:
        """Now for today, else noon of that day: nobody remembers the minute."""
        day = self.cleaned_data["occurred_on"]
        return timezone.now() if day == timezone.localdate() else to_utc(datetime.combine(day, time(12)))
