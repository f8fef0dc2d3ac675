"""A school register to read, and what to do with what it proposes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from fluxus.forms import DayField, HouseForm
from network.domain.register_decisions import Choice
from network.domain.school_files import MOST_BYTES

ALL = "alle"


class RegisterForm(HouseForm):
    """A file of DUO, or in our own layout."""

    file = forms.FileField(
        label="Bestand met scholen",
        help_text="Vestigingen van DUO (CSV, ook gezipt) of onze eigen opmaak.",
        max_length=100,
    )
    year = forms.IntegerField(
        label="Peiljaar",
        required=False,
        min_value=2000,
        max_value=2099,
        help_text="Alleen nodig als het jaar niet in de naam van het bestand staat.",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError("Dit bestand is te groot.", code="size")
        return file


class DecisionForm(HouseForm):
    """Which proposals to take over or to leave; the columns stand in the form under the number of their proposal."""

    closed_on = DayField(label="Gesloten per", required=False)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.typed = data if data is not None else QueryDict()
        self.fields["closed_on"].initial = timezone.localdate
        self.takes, self.leaves = self.typed.get("neem", ""), self.typed.get("laat", "")

    def choices(self) -> list[Choice]:
        """What the pressed button is about: one proposal, or all that were on the page."""
        data, pressed = self.typed, self.takes or self.leaves
        shown = data.getlist("voorstel") if pressed == ALL else [pressed]
        return [
            Choice(int(number), frozenset(data.getlist(f"kolom-{number}")), data.get(f"gezien-{number}", ""))
            for number in shown
            if number.isascii() and number.isdecimal() and len(number) < 19
        ]
