"""Placing, moving and sealing one booking.

Every function opens its own transaction; a deadlock or a lock that takes too long is tried again.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bookings.domain import conditions, letters, pricing
from bookings.domain.placing import requests
from bookings.domain.placing.claims import claim, explained, hold, lock_units, refuse_clashes, release, units_of
from bookings.domain.placing.making import Wish, end_by_start, make, refuse_fixed, went_past
from bookings.domain.placing.story import remember
from bookings.domain.supplements import Wanted
from bookings.domain.supplements import reprice as reprice_supplements
from bookings.enums import BookingMode, BookingStatus
from bookings.models import Booking, Room
from fluxus.db import persevering
from fluxus.errors import Refusal
from fluxus.periods import Period
from network.models import Partner


@persevering
def place(
    *,
    room: Room,
    partner: Partner,
    period: Period,
    title: str,
    persons: int | None = None,
    note: str = "",
    by: Any,
    request_token: UUID | None = None,
    at: datetime | None = None,
    override_reason: str = "",
    supplements: Wanted | None = None,
) -> Booking:
    """Book `room` for `partner` at the price of that day, and say so on his timeline.

    The same `request_token` for the same room, partner and period gives the booking that stands already. `at` is the
    aware present moment. Refuses what the house rules forbid (`overridable` where somebody who decides may go on with an
    `override_reason`), and a clash with code `room_taken`, its three alternatives in `extra`.
    """
    if room.booking_mode == BookingMode.REQUEST and not by.is_colleague:
        raise Refusal(f"{room.name} is alleen op aanvraag.", field="room", code="on_request")
    wish = Wish(room, partner, period, title, by, persons, note, request_token, at, override_reason, supplements or {})
    return make(wish, BookingStatus.CONFIRMED)


def place_or_ask(
    *,
    room: Room,
    partner: Partner,
    period: Period,
    title: str,
    persons: int | None = None,
    note: str = "",
    by: Any,
    request_token: UUID | None = None,
    at: datetime | None = None,
    supplements: Wanted | None = None,
) -> Booking:
    """Book at once where the room allows it, ask otherwise, and also when a neighbour would hear it: see its status."""
    what: dict[str, Any] = {
        "room": room, "partner": partner, "period": period, "title": title, "persons": persons, "note": note,
        "by": by, "request_token": request_token, "at": at, "supplements": supplements,
    }  # fmt: skip
    if room.booking_mode == BookingMode.REQUEST and not by.is_colleague:
        return requests.ask(**what)
    try:
        return place(**what)
    except Refusal as refusal:
        if refusal.code != "noise" or by.is_colleague:
            raise
    return requests.ask(**what)


@persevering
def move(
    *,
    booking: Booking,
    room: Room,
    period: Period,
    by: Any,
    at: datetime | None = None,
    override_reason: str = "",
    with_letter: bool = True,
) -> Booking:
    """Put the booking in another room or at another time; number, uuid and guests stay.

    Where it stands already nothing happens. The frozen price stays too, unless the move makes it really another thing.
    A request moves without taking anything. Refuses what has ended and what is sealed. The renter gets a letter, unless
    his wish to swap is answered with one.
    """
    moment = at or timezone.now()
    with explained(room, period, by=by, at=moment, persons=booking.persons, moving=booking), transaction.atomic():
        held = hold(booking)
        refuse_fixed(held, "verplaatsen")
        if (held.room, held.period) == (room, period):
            return held
        refuse_attended(held)
        lock_units(held.room, room)
        passed = conditions.check(
            room=room,
            period=period,
            persons=held.persons,
            by=by,
            at=moment,
            partner=held.partner,
            override_reason=override_reason,
            ignoring=held,
        )
        if held.is_claiming:
            refuse_clashes(room, period, ignoring=held, at=moment)
        was = f"{held.room.name} {held.period}"
        put(held, room, period, override_reason.strip() if passed else "")
        line = f"Boeking verplaatst: {was} → {room.name} {period} ({held.title})"
        remember(held, line, by=by, detail=went_past(held, passed), at=at)
        if with_letter:
            letters.moved(booking=held, was=was, by=by)
    return held


def refuse_attended(booking: Booking) -> None:
    """What reception saw was seen there and then."""
    if booking.attendance:
        seen = booking.get_attendance_display()
        raise Refusal(f"Verplaatsen kan niet meer: bij deze boeking is al genoteerd: {seen}.", code="attended")


def put(held: Booking, room: Room, period: Period, override_reason: str = "") -> None:
    """Lay the booking somewhere else, claims included; the units of both rooms are locked."""
    reprice(held, room, period)
    held.room, held.local_start, held.local_end = room, period.start, period.end
    held.override_reason = override_reason
    held.sequence += 1
    end_by_start(held)
    held.save(
        update_fields=[
            "room", "local_start", "local_end", "override_reason", "sequence", "option_ends_at",
            *pricing.PRICE_FIELDS,
        ]
    )  # fmt: skip
    reprice_supplements([held])
    if held.is_claiming:
        release(held)
        claim(held, units_of(room))


@transaction.atomic
def seal(*, booking: Booking, reason: str) -> Booking:
    """From now on `move` and `cancel` refuse, saying `reason` ('factuur 2026-0012'); an empty one breaks the seal."""
    held = hold(booking)
    held.sealed_reason = reason
    held.save(update_fields=["sealed_reason"])
    return held


def reprice(booking: Booking, room: Room, period: Period) -> None:
    """A new price only for what is really another thing, see `pricing.repriced`."""
    if not pricing.repriced([(booking, room, period)])[0]:
        how = booking.price_explanation.removeprefix(booking.room.name)
        booking.price_explanation = f"{room.name}{how}"
        return
    pricing.freeze(booking, pricing.quote(room=room, partner=booking.partner, period=period))
