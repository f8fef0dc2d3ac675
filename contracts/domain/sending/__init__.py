"""Getting an issued invoice to its buyer: by mail with its files, or noted by hand; sent is what the outbox says."""

from contracts.domain.sending.dispatching import (
    address_of,
    note_by_hand,
    send,
    send_all,
    send_automatically,
    send_waiting,
    waiting,
)
from contracts.domain.sending.standing import unsent, with_sending

__all__ = [
    "address_of",
    "note_by_hand",
    "send",
    "send_all",
    "send_automatically",
    "send_waiting",
    "unsent",
    "waiting",
    "with_sending",
]
