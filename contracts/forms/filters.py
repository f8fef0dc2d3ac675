"""What lists show."""

from typing import Any

from django import forms

from contracts.enums import AgreementStatus, InvoiceStatus
from fluxus.forms import HouseForm


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


class SearchForm(HouseForm):
    """A name to look for; one that makes no sense finds everything."""

    q = forms.CharField(label="Naam", max_length=100, required=False, widget=forms.TextInput({"type": "search"}))

    def chosen(self, name: str) -> str:
        """What was filled in and makes sense, else ''."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")
