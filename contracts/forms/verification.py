"""The file somebody wants to have checked."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from contracts.domain.sealing.verification import MOST_BYTES
from fluxus.forms import HouseForm


class VerificationForm(HouseForm):
    file = forms.FileField(
        label="Bestand",
        max_length=300,
        help_text="Een pdf, hooguit 20 MB. Je kunt het bestand ook hierheen slepen.",
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        error_messages={
            "required": "Kies eerst een bestand.",
            "empty": "Dit bestand is leeg.",
            "max_length": "De naam van dit bestand is te lang. Geef het een kortere naam.",
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError("Dit bestand is te groot. Onze overeenkomsten zijn kleiner dan 20 MB.", code="size")
        return file
