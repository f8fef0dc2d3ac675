"""Rooms and bookings in the Django admin."""

from bookings.admin import places, planning, reception, tariffs

__all__ = ["places", "planning", "reception", "tariffs"]
