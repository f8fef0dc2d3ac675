"""Placing, moving and ending one booking."""

from datetime import date, time
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from bookings.forms.places import RoomSelect
from bookings.models import Booking
from fluxus.forms import ClockField, DayField, HouseForm
from fluxus.periods import Period
from network.forms import PartnerField

LATEST_NIGHT = time(8)
"""An end before the start is past midnight only up to here; later it is a slip of the pen."""


class PeriodForm(HouseForm):
    """A room and a time; `period` after cleaning. An end at or before the start is past midnight."""

    room = RoomSelect()
    day = DayField(label="Dag")
    start = ClockField(label="Van")
    end = ClockField(label="Tot")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if all(cleaned.get(name) is not None for name in ("day", "start", "end")):
            try:
                cleaned["period"] = self.period_of(cleaned["day"], cleaned["start"], cleaned["end"])
            except ValidationError as error:
                self.add_error("start", error)
        return cleaned

    def period_of(self, day: date, start: Any, end: Any) -> Period:
        if end == start or LATEST_NIGHT < end < start:
            raise ValidationError("Het einde moet na het begin liggen.", code="end_before_start")
        return Period.on(day, start, end)


class BookingForm(PeriodForm):
    """Everything about a new booking. `request_token` makes a second click harmless."""

    partner = PartnerField(label="Huurder", help_text="Typ een paar letters van de naam.")
    title = forms.CharField(label="Activiteit", max_length=120, help_text="Bijvoorbeeld gitaarles.")
    persons = forms.IntegerField(label="Personen", min_value=1, max_value=5000, required=False)
    note = forms.CharField(label="Opmerking", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    request_token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    field_order = ("partner", "title", "room", "day", "start", "end", "persons", "note", "request_token")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"request_token": uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class MoveForm(PeriodForm):
    """Another room or another time for a booking."""

    @classmethod
    def of(cls, booking: Booking) -> "MoveForm":
        start, end = booking.local_start, booking.local_end
        return cls(initial={"room": booking.room, "day": start.date(), "start": start.time(), "end": end.time()})


class CancelForm(HouseForm):
    reason = forms.CharField(
        label="Waarom vervalt deze boeking?", max_length=200, help_text="De huurder ziet deze reden ook."
    )
