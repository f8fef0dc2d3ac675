"""Taking and giving back the time of rooms: the verbs of the field, each one transaction."""

from bookings.domain.placing import relocation
from bookings.domain.placing.claims import Taken, claim_many, clashes_of, lock_units, units_of
from bookings.domain.placing.closures import close, lift
from bookings.domain.placing.ending import cancel, cancel_many, restore
from bookings.domain.placing.options import as_option, as_option_many, expire_options, option
from bookings.domain.placing.requests import Decision, approve, approve_many, ask, reject, reject_many
from bookings.domain.placing.sealing import seal_many
from bookings.domain.placing.series import (
    Plan,
    add_back,
    cancel_following,
    change_series,
    free_again,
    place_series,
    preview_change,
    skip,
)
from bookings.domain.placing.single import move, place, place_or_ask, seal
from bookings.domain.requests import rivals, rivals_of

__all__ = [
    "Decision",
    "Plan",
    "Taken",
    "add_back",
    "approve",
    "approve_many",
    "as_option",
    "as_option_many",
    "ask",
    "cancel",
    "cancel_following",
    "cancel_many",
    "change_series",
    "claim_many",
    "clashes_of",
    "close",
    "expire_options",
    "free_again",
    "lift",
    "lock_units",
    "move",
    "option",
    "place",
    "place_or_ask",
    "place_series",
    "preview_change",
    "reject",
    "reject_many",
    "relocation",
    "restore",
    "rivals",
    "rivals_of",
    "seal",
    "seal_many",
    "skip",
    "units_of",
]
