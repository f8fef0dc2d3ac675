"""Placing, moving and ending one booking."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from bookings.forms.places import RoomSelect
from bookings.forms.supplements import SupplementsForm
from bookings.models import Booking
from bookings.rules import may_decide
from fluxus.forms import ClockField, DayField, HouseForm
from fluxus.periods import Period, WallClockFormField, to_utc, wall_clock
from network.forms import PartnerField

DIRECT, OPTION, REQUEST = "direct", "option", "request"
HOW = (
    (DIRECT, "Direct boeken"),
    (REQUEST, "Als aanvraag: later beslissen, de ruimte blijft vrij voor anderen"),
    (OPTION, "Optie: we houden de ruimte vrij tot een moment"),
)
OPTION_DAYS = timedelta(days=7)
OPTION_HOURS = timedelta(hours=2)
CLOSING_TIME = time(17)
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


def default_until(at: datetime, day: date | None = None) -> datetime:
    """A week from now at five, but no later than five on the day before use; two hours when that is too soon. Wall-clock."""
    latest = min((at + OPTION_DAYS).date(), day - timedelta(days=1)) if day else (at + OPTION_DAYS).date()
    proposed = datetime.combine(latest, CLOSING_TIME)
    soon = (at + OPTION_HOURS).replace(minute=0, second=0, microsecond=0)
    return max(proposed, soon)


class UntilField(WallClockFormField):
    """The moment that an option ends: typed as wall-clock time, given as an aware moment."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages["invalid"] = "Vul een dag en een tijd in, zoals 1-12-2026 17:00."

    def clean(self, value: Any) -> datetime | None:
        typed = super().clean(value)
        try:
            return to_utc(typed) if typed else None
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class OverridableForm(HouseForm):
    """Going past a rule of the house: a mode that somebody switches on, with a reason. Nobody goes past an occupied room.

    Give `by`; only who decides on rooms gets the fields. `override_reason` is '' after cleaning unless the mode is on.
    """

    override = forms.BooleanField(label="Afwijken van de regels", required=False)
    override_reason = forms.CharField(
        label="Waarom mag dit?",
        max_length=200,
        required=False,
        help_text="Deze reden blijft bij de boeking staan.",
    )

    def __init__(self, *args: Any, by: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by is None or not may_decide(by):
            del self.fields["override"], self.fields["override_reason"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        reason = cleaned.get("override_reason", "") if cleaned.get("override") else ""
        if cleaned.get("override") and not reason and "override_reason" not in self.errors:
            self.add_error("override_reason", "Vul in waarom je afwijkt van de regels.")
        cleaned["override_reason"] = reason
        return cleaned


class BookingForm(PeriodForm, OverridableForm, SupplementsForm):
    """Everything about a new booking. `request_token` makes a second click harmless."""

    partner = PartnerField(label="Huurder", help_text="Typ een paar letters van de naam.")
    title = forms.CharField(label="Activiteit", max_length=120, help_text="Bijvoorbeeld gitaarles.")
    persons = forms.IntegerField(label="Personen", min_value=1, max_value=5000, required=False)
    note = forms.CharField(label="Opmerking", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    how = forms.ChoiceField(label="Hoe boek je?", choices=HOW, initial=DIRECT, widget=forms.RadioSelect, required=False)
    until = UntilField(label="Optie tot", required=False)
    request_token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    field_order = (
        *("partner", "title", "room", "day", "start", "end", "persons", "note"),
        *("how", "until", "override", "override_reason", "request_token"),
    )

    def __init__(self, *args: Any, by: Any = None, **kwargs: Any) -> None:
        given = kwargs.get("initial", {})
        until = default_until(wall_clock(timezone.now()), given.get("day"))
        kwargs["initial"] = {"request_token": uuid4(), "until": until, **given}
        super().__init__(*args, by=by, **kwargs)
        if by is not None and not may_decide(by):
            self.fields["how"].choices = [choice for choice in HOW if choice[0] != OPTION]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["how"] = cleaned.get("how") or DIRECT
        if cleaned["how"] == OPTION and not cleaned.get("until") and "until" not in self.errors:
            self.add_error("until", "Vul in tot wanneer we de ruimte vrijhouden.")
        return cleaned


class MoveForm(PeriodForm, OverridableForm):
    """Another room or another time for a booking."""

    field_order = ("room", "day", "start", "end", "override", "override_reason")

    @classmethod
    def of(cls, booking: Booking, *, by: Any = None) -> "MoveForm":
        start, end = booking.local_start, booking.local_end
        known = {"room": booking.room, "day": start.date(), "start": start.time(), "end": end.time()}
        return cls(initial=known, by=by)


class CancelForm(HouseForm):
    """Let one booking lapse; of a series the following dates too, when asked."""

    scope = forms.ChoiceField(
        label="Wat vervalt?",
        choices=[("one", "Alleen deze datum"), ("following", "Deze en alle volgende van de reeks")],
        initial="one",
        widget=forms.RadioSelect,
        required=False,
    )
    reason = forms.CharField(label="Waarom vervalt dit?", max_length=200, help_text="De huurder ziet deze reden ook.")

    waive = forms.BooleanField(label="Kosten kwijtschelden", required=False)
    waive_reason = forms.CharField(label="Waarom kwijtschelden?", max_length=120, required=False)

    def __init__(self, *args: Any, in_series: bool = False, may_waive: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not in_series:
            del self.fields["scope"]
        if not may_waive:
            del self.fields["waive"], self.fields["waive_reason"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        reason = cleaned.get("waive_reason", "") if cleaned.get("waive") else ""
        if cleaned.get("waive") and not reason and "waive_reason" not in self.errors:
            self.add_error("waive_reason", "Vul in waarom je de kosten kwijtscheldt.")
        cleaned["waive_reason"] = reason
        return cleaned
