"""Forms of rooms and bookings; one file per family of pages."""

from bookings.forms.board import FilterForm
from bookings.forms.bookings import BookingForm, CancelForm, MoveForm, PeriodForm
from bookings.forms.places import BuildingSelect, RoomSelect

__all__ = [
    "BookingForm",
    "BuildingSelect",
    "CancelForm",
    "FilterForm",
    "MoveForm",
    "PeriodForm",
    "RoomSelect",
]
