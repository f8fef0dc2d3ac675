"""What the timeline of a renter says of his bookings: one line per action, however many bookings it touched."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from bookings.models import Booking
from fluxus.periods import dutch_period
from network.domain.timeline import record
from network.enums import EntryKind

MOST_NAMED = 60


def remember(booking: Booking, title: str, *, by: Any, detail: str = "", at: datetime | None = None) -> None:
    """A line about one booking; call it inside the transaction of what happened."""
    record(
        partners=[booking.partner],
        kind=EntryKind.BOOKING,
        title=title,
        detail=detail,
        by=by,
        path=booking.get_absolute_url(),
        amount_cents=booking.price_cents,
        at=at,
    )


def remember_many(
    bookings: Iterable[Booking], what: str, *, by: Any, detail: str = "", at: datetime | None = None
) -> None:
    """One line per renter: 'Boeking vervallen: …' for one, '12 boekingen vervallen' with their dates below for more."""
    ordered = sorted(bookings, key=lambda booking: (booking.partner_id, booking.local_start))
    for _, group in groupby(ordered, key=lambda booking: booking.partner_id):
        own = list(group)
        if len(own) == 1:
            remember(own[0], f"Boeking {what}: {name_of(own[0])}", by=by, detail=detail, at=at)
            continue
        record(
            partners=[own[0].partner],
            kind=EntryKind.BOOKING,
            title=f"{len(own)} boekingen {what}",
            detail="\n".join(line for line in (detail, *dates(own)) if line),
            by=by,
            path=own[0].get_absolute_url(),
            amount_cents=sum(booking.price_cents for booking in own),
            at=at,
        )


def dates(bookings: list[Booking]) -> list[str]:
    named = [name_of(booking) for booking in bookings[:MOST_NAMED]]
    rest = len(bookings) - len(named)
    return [*named, f"en nog {rest}"] if rest else named


def name_of(booking: Booking) -> str:
    """'Studio 1 di 1 dec 2026 19:00–21:00 (gitaarles)'."""
    return f"{booking.room.name} {dutch_period(booking.local_start, booking.local_end)} ({booking.title})"
