"""Forms of rooms and bookings; one file per family of pages."""

from bookings.forms.board import FilterForm, QuickSetForm, RoomSetForm
from bookings.forms.bookings import BookingForm, CancelForm, MoveForm, PeriodForm
from bookings.forms.closures import ClosureForm
from bookings.forms.places import BuildingSelect, RoomSelect
from bookings.forms.reception import DisplayForm, IncidentForm

__all__ = [
    "BookingForm",
    "BuildingSelect",
    "CancelForm",
    "ClosureForm",
    "DisplayForm",
    "FilterForm",
    "IncidentForm",
    "MoveForm",
    "PeriodForm",
    "QuickSetForm",
    "RoomSelect",
    "RoomSetForm",
]
