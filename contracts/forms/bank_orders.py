"""Mandates and batches for the bank."""

from typing import Any

from django import forms

from contracts.forms.bank import ReasonForm
from fluxus.errors import Refusal
from fluxus.forms import DayField, HouseForm
from network.domain.identifiers import iban

__all__ = ["MandateForm", "OrderForm", "ReasonForm"]


class MandateForm(HouseForm):
    """The account we may collect from, and yes to the words on the page."""

    iban = forms.CharField(
        label="Van rekening (IBAN)",
        max_length=50,
        help_text="Zoals op je bankpas: NL91 ABNA 0417 1643 00.",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "Vul je rekeningnummer in."},
    )
    holder = forms.CharField(
        label="Op naam van",
        max_length=70,
        help_text="De naam zoals je bank die kent.",
        error_messages={"required": "Vul in op wiens naam de rekening staat."},
    )
    consent = forms.BooleanField(
        label="Ik heb dit gelezen, ik mag over deze rekening beschikken en ik geef de machtiging.",
        error_messages={"required": "Zet een vinkje als je de machtiging geeft."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_iban(self) -> str:
        try:
            return iban(self.cleaned_data["iban"])
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence, code=refusal.code) from refusal


class OrderForm(HouseForm):
    """When, and which rows were ticked; the token makes a form that is sent twice one batch."""

    carried_out_on = DayField(label="Dag van uitvoeren", error_messages={"required": "Kies een dag."})
    request_token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, label: str, help_text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["carried_out_on"].label = label
        self.fields["carried_out_on"].help_text = help_text
