"""Taking and giving back the time of rooms: the verbs of the field, each one transaction."""

from bookings.domain.placing.claims import Taken, lock_units, units_of
from bookings.domain.placing.closures import close
from bookings.domain.placing.single import cancel, move, place, seal

__all__ = ["Taken", "cancel", "close", "lock_units", "move", "place", "seal", "units_of"]
