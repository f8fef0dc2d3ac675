"""Where and when: buildings, rooms, tariffs, calendars and bookings."""

from bookings.models.bookings import Booking
from bookings.models.calendars import Calendar, CalendarPeriod
from bookings.models.claims import RoomClaim
from bookings.models.closures import Closure, Displacement
from bookings.models.places import Building, NoiseNeighbours, OpeningHours, Room, RoomUnit, Unit
from bookings.models.reception import DaySheetReader, Display, Incident
from bookings.models.series import BookingSeries, Season
from bookings.models.tariffs import Tariff
from bookings.models.wishes import PersonalFeed, RoomSet, SwapRequest

__all__ = [
    "Booking",
    "BookingSeries",
    "Building",
    "Calendar",
    "CalendarPeriod",
    "Closure",
    "DaySheetReader",
    "Displacement",
    "Display",
    "Incident",
    "NoiseNeighbours",
    "OpeningHours",
    "PersonalFeed",
    "Room",
    "RoomClaim",
    "RoomSet",
    "RoomUnit",
    "Season",
    "SwapRequest",
    "Tariff",
    "Unit",
]
