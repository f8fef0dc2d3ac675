"""Rooms and bookings in the Django admin."""

from bookings.admin import places, planning, prices, reception, tariffs

__all__ = ["places", "planning", "prices", "reception", "tariffs"]
