"""What a partner fills in on his phone."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from bookings.domain.availability import Alternative
from bookings.enums import BookingMode
from bookings.forms.bookings import PeriodForm
from bookings.forms.places import RoomSelect
from bookings.forms.supplements import SupplementsForm
from bookings.models import Booking, Room
from fluxus.forms import ClockField, DayField, HouseForm
from fluxus.periods import Period

ANYTHING = "anders"
"""The choice of who leaves it to the projectbureau."""


def own_rooms() -> QuerySet[Room]:
    rooms = Room.objects.bookable().exclude(booking_mode=BookingMode.INTERNAL)
    return rooms.select_related("building").order_by("building__position", "position", "name")


class OwnRoomSelect(RoomSelect):
    """The rooms that a partner may book or ask for himself, in groups per house."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.queryset = own_rooms()

    def label_from_instance(self, obj: Any) -> str:
        how = "" if obj.booking_mode == BookingMode.DIRECT else " · op aanvraag"
        return f"{obj.name} · {obj.building.name} · {obj.capacity} pers.{how}"


class OwnBookingForm(PeriodForm, SupplementsForm):
    """One room, once. `request_token` makes a second tap harmless."""

    room = OwnRoomSelect()
    title = forms.CharField(label="Wat ga je doen?", max_length=120, help_text="Bijvoorbeeld gitaarles.")
    persons = forms.IntegerField(label="Met hoeveel personen?", min_value=1, max_value=5000, required=False)
    note = forms.CharField(
        label="Wil je nog iets kwijt?", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    request_token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    field_order = ("room", "day", "start", "end", "title", "persons", "note", "request_token")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"request_token": uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class LapseForm(HouseForm):
    reason = forms.CharField(label="Waarom?", max_length=200, required=False, help_text="Hoeft niet, is wel handig.")


class OtherTimeForm(HouseForm):
    """Another moment to look for a free room; `period` after cleaning."""

    dag = DayField(label="Dag")
    van = ClockField(label="Van")
    tot = ClockField(label="Tot")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if all(cleaned.get(name) is not None for name in ("dag", "van", "tot")):
            try:
                cleaned["period"] = Period.on(cleaned["dag"], cleaned["van"], cleaned["tot"])
            except ValidationError as error:
                self.add_error("van", error)
        return cleaned

    @classmethod
    def of(cls, booking: Booking) -> "OtherTimeForm":
        start, end = booking.local_start, booking.local_end
        return cls(initial={"dag": start.date(), "van": start.time(), "tot": end.time()})


class SwapForm(HouseForm):
    """Which of the free rooms, or something else; `room` and `period` after cleaning, both None for something else."""

    wish = forms.CharField(widget=forms.RadioSelect, label="Wat wil je liever?")
    reason = forms.CharField(
        label="Waarom wil je ruilen?", max_length=200, help_text="Bijvoorbeeld: deze week met meer kinderen."
    )

    def __init__(self, *args: Any, offers: list[Alternative], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget: Any = self.fields["wish"].widget
        widget.choices = [(token(offer), "") for offer in offers] + [(ANYTHING, "")]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["room"], cleaned["period"] = None, None
        wish = cleaned.get("wish", "")
        if wish and wish != ANYTHING:
            try:
                cleaned["room"], cleaned["period"] = read(wish)
            except (ValueError, ValidationError, Room.DoesNotExist):
                self.add_error("wish", "Kies een van de vrije ruimtes, of iets anders.")
        return cleaned


def token(offer: Alternative) -> str:
    """A room and a period in one value: '12 2026-12-01T19:00 2026-12-01T21:00'."""
    period = offer.period
    return f"{offer.room.pk} {period.start:%Y-%m-%dT%H:%M} {period.end:%Y-%m-%dT%H:%M}"


def read(value: str) -> tuple[Room, Period]:
    """The room and the period of a token; ValueError, ValidationError or DoesNotExist for anything else."""
    room, start, end = value.split()
    if not room.isdecimal() or len(room) > 18:
        raise ValueError("no room")
    period = Period(datetime.strptime(start, "%Y-%m-%dT%H:%M"), datetime.strptime(end, "%Y-%m-%dT%H:%M"))  # noqa: DTZ007  # a wall-clock time
    return Room.objects.bookable().get(pk=room), period
