"""Where and when: buildings, rooms, tariffs, calendars and bookings."""

from bookings.models.bookings import Booking
from bookings.models.calendars import Calendar, CalendarPeriod
from bookings.models.claims import RoomClaim
from bookings.models.places import Building, OpeningHours, Room, RoomUnit, Unit
from bookings.models.tariffs import Tariff

__all__ = [
    "Booking",
    "Building",
    "Calendar",
    "CalendarPeriod",
    "OpeningHours",
    "Room",
    "RoomClaim",
    "RoomUnit",
    "Tariff",
    "Unit",
]
