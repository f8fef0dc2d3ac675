"""Forms of the house: text is cleaned, refusals of the domain land on their field."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fluxus import uploads
from fluxus.errors import Refusal
from fluxus.money import euros, parse_euros

LONGEST_AMOUNT = 20


class RefusableForm(forms.BaseForm):
    """What both kinds of house form share."""

    def refuse(self, refusal: Refusal | ValidationError) -> None:
        """Show what the domain refused, next to its field when that is in the form."""
        if isinstance(refusal, ValidationError):
            self.add_error(None, refusal)
            return
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, ValidationError(refusal.sentence, code=refusal.code or None))


class HouseForm(RefusableForm, forms.Form):
    """A plain form."""


class HouseModelForm(RefusableForm, forms.ModelForm):
    """A form on a model; saving is the domain's work, so views use `cleaned_data`."""


class EuroField(forms.CharField):
    """An amount typed as '12,50'; gives cents."""

    def __init__(self, *, least_cents: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least_cents = least_cents
        self.widget.attrs |= {"inputmode": "decimal", "maxlength": str(LONGEST_AMOUNT)}

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        if len(text) > LONGEST_AMOUNT:
            raise ValidationError("Dit bedrag is te groot.", code="amount")
        cents = parse_euros(text)
        if cents < self.least_cents:
            raise ValidationError(f"Het bedrag is minstens {euros(self.least_cents)}.", code="amount")
        return cents

    def prepare_value(self, value: Any) -> Any:
        return euros(value).removeprefix("€ ") if isinstance(value, int) else value


class DayField(forms.DateField):
    """A day, with the browser's own picker; years a house can plan in."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(**{"widget": widget, "input_formats": ["%Y-%m-%d", "%d-%m-%Y"], **kwargs})
        self.error_messages["invalid"] = "Vul een datum in, zoals 1-12-2026."

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if isinstance(day, datetime):
            day = day.date()
        if day and not 1900 <= day.year <= 2100:
            raise ValidationError("Dit jaar ligt te ver weg.", code="year")
        return day


class ClockField(forms.TimeField):
    """A time on the clock, in steps of a quarter of an hour."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time", "step": "900"}, format="%H:%M")
        super().__init__(**{"widget": widget, "input_formats": ["%H:%M", "%H.%M", "%H:%M:%S"], **kwargs})
        self.error_messages["invalid"] = "Vul een tijd in, zoals 19:00."

    def to_python(self, value: Any) -> time | None:
        clock = super().to_python(value)
        if clock and (clock.minute % 15 or clock.second):
            raise ValidationError("Kies een heel kwartier, zoals 19:15.", code="grid")
        return clock


class UploadField(forms.FileField):
    """A pdf or a picture of at most 10 MB; gives a `fluxus.uploads.Upload` that was looked at."""

    def __init__(self, *, kinds: tuple[str, ...] = uploads.ALL_KINDS, **kwargs: Any) -> None:
        self.kinds = kinds
        accepted = ",".join(uploads.SUFFIXES[kind] for kind in kinds)
        super().__init__(**{"widget": forms.FileInput(attrs={"accept": accepted}), **kwargs})
        self.error_messages |= {"required": "Kies een bestand.", "empty": "Dit bestand is leeg."}

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return uploads.check(file, kinds=self.kinds)
        except Refusal as refusal:
            raise ValidationError(refusal.sentence, code=refusal.code) from refusal
