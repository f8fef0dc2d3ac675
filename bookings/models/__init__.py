"""Where and when: buildings, rooms, tariffs, calendars and bookings."""

from bookings.models.bookings import Booking
from bookings.models.calendars import Calendar, CalendarPeriod
from bookings.models.claims import RoomClaim
from bookings.models.closures import Closure, Displacement
from bookings.models.places import Building, NoiseNeighbours, OpeningHours, Room, RoomUnit, Unit
from bookings.models.reception import DaySheetReader, Display, Incident
from bookings.models.series import BookingSeries, Season
from bookings.models.tariffs import BookedSupplement, CancellationRule, PriceList, Supplement, Tariff
from bookings.models.wishes import PersonalFeed, RoomSet, SwapRequest

__all__ = [
    "BookedSupplement",
    "Booking",
    "BookingSeries",
    "Building",
    "Calendar",
    "CalendarPeriod",
    "CancellationRule",
    "Closure",
    "DaySheetReader",
    "Displacement",
    "Display",
    "Incident",
    "NoiseNeighbours",
    "OpeningHours",
    "PersonalFeed",
    "PriceList",
    "Room",
    "RoomClaim",
    "RoomSet",
    "RoomUnit",
    "Season",
    "Supplement",
    "SwapRequest",
    "Tariff",
    "Unit",
]
