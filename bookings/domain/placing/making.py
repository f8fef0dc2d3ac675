"""Making the row of a booking, whatever its status: the same checks, the same locks, the same token for a double click."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bookings.domain import conditions, letters, pricing, supplements
from bookings.domain.placing.claims import LOCK_SECONDS, claim, explained, lock_units, refuse_clashes
from bookings.domain.placing.story import remember
from bookings.domain.supplements import Wanted
from bookings.enums import CLAIMING, ENDED, BookingStatus
from bookings.models import Booking, Room
from fluxus.db import one_at_a_time, wait_at_most
from fluxus.errors import Refusal
from fluxus.periods import Period, to_utc
from network.models import Partner

WORDS = {
    BookingStatus.CONFIRMED: "geboekt",
    BookingStatus.OPTION: "in optie",
    BookingStatus.REQUESTED: "aangevraagd",
}


@dataclass(frozen=True)
class Wish:
    """What somebody wants: a room for a partner, for a while. `at` is the aware present moment."""

    room: Room
    partner: Partner
    period: Period
    title: str
    by: Any
    persons: int | None = None
    note: str = ""
    request_token: UUID | None = None
    at: datetime | None = None
    override_reason: str = ""
    supplements: Wanted = field(default_factory=dict)


def make(wish: Wish, status: BookingStatus, *, until: datetime | None = None) -> Booking:
    """The booking, once: a second send of the same form gives the booking that stands already.

    The rules are looked at under the lock of the units: two at once do not share the last hours of a week.
    """
    moment = wish.at or timezone.now()
    room, period = wish.room, wish.period
    with explained(room, period, by=wish.by, at=moment, persons=wish.persons), transaction.atomic():
        earlier = asked_before(wish.request_token)
        units = lock_units(room) if status in CLAIMING else []
        if earlier and is_same(earlier, wish, status):
            return earlier
        passed = allowed(wish, status, moment)
        if status in CLAIMING:
            refuse_clashes(room, period, at=moment)
        booking = written(replace(wish, request_token=None) if earlier else wish, status, moment, passed, until)
        supplements.put([booking], wish.supplements)
        if status in CLAIMING:
            claim(booking, units)
        what = f"{room.name} {WORDS[status]}: {period} ({wish.title})"
        remember(booking, what, by=wish.by, detail=went_past(booking, passed), at=wish.at)
        letters.made(booking=booking, by=wish.by)
    return booking


def allowed(wish: Wish, status: BookingStatus, moment: datetime) -> list[Refusal]:
    """The rules of the house that were gone past. A request may ask for a noisy hour: who decides weighs that."""
    try:
        return conditions.check(
            room=wish.room,
            period=wish.period,
            persons=wish.persons,
            by=wish.by,
            at=moment,
            partner=wish.partner,
            override_reason=wish.override_reason,
        )
    except Refusal as refusal:
        if refusal.code == "noise" and status == BookingStatus.REQUESTED:
            return []
        raise


def written(
    wish: Wish, status: BookingStatus, moment: datetime, passed: Sequence[Refusal], until: datetime | None
) -> Booking:
    price = pricing.quote(room=wish.room, partner=wish.partner, period=wish.period)
    is_agreed = status == BookingStatus.CONFIRMED
    return Booking.objects.create(
        room=wish.room,
        partner=wish.partner,
        title=wish.title,
        persons=wish.persons,
        note=wish.note,
        local_start=wish.period.start,
        local_end=wish.period.end,
        status=status,
        option_ends_at=until,
        override_reason=wish.override_reason.strip() if passed else "",
        price_cents=price.cents,
        price_explanation=price.explanation,
        price_breakdown=price.breakdown,
        request_token=wish.request_token,
        placed_at=moment,
        placed_by=wish.by,
        confirmed_at=moment if is_agreed else None,
        confirmed_by=wish.by if is_agreed else None,
    )


def went_past(booking: Booking, passed: Sequence[Refusal]) -> str:
    """For the timeline: which rules, and why."""
    if not passed:
        return ""
    rules = " ".join(refusal.sentence for refusal in passed)
    return f"Tegen de regels in: {rules} Reden: {booking.override_reason}"


def asked_before(request_token: UUID | None) -> Booking | None:
    """The booking that was made with this token; two sends of one token come here one after the other."""
    if request_token is None:
        return None
    wait_at_most(LOCK_SECONDS)
    one_at_a_time(f"booking {request_token}")
    return Booking.objects.filter(request_token=request_token).first()


def is_same(booking: Booking, wish: Wish, status: BookingStatus) -> bool:
    """It stands as it was asked, or was agreed since, and it is what is asked for now."""
    stands = booking.status == status or (status != BookingStatus.CONFIRMED and booking.status not in ENDED)
    asked = (wish.room.pk, wish.partner.pk, wish.period)
    return stands and (booking.room_id, booking.partner_id, booking.period) == asked


def refuse_fixed(booking: Booking, verb: str) -> None:
    """Only a booking that lives and is not sealed changes; `verb` as in 'verplaatsen'."""
    if booking.status == BookingStatus.SKIPPED:
        raise Refusal(f"Deze datum is overgeslagen en is niet te {verb}.", code="skipped")
    if booking.status in ENDED:
        word = booking.get_status_display()
        raise Refusal(f"Deze boeking is {word} en is niet meer te {verb}.", code="cancelled")
    refuse_sealed(booking, f"te {verb}")


def refuse_sealed(booking: Booking, how: str) -> None:
    """What is signed or billed stays as it is; `how` as in 'te verplaatsen'."""
    if booking.sealed_reason:
        raise Refusal(f"Deze boeking is niet {how}: {booking.sealed_reason}.", code="sealed")


def quoted_now(booking: Booking) -> None:
    """The price of today's tariffs, to be frozen; not what somebody set himself."""
    if not booking.manual_price_reason:
        pricing.freeze(booking, pricing.quote(room=booking.room, partner=booking.partner, period=booking.period))


def end_by_start(booking: Booking) -> None:
    """An option that came to stand earlier ends when its time begins, at the latest."""
    if booking.option_ends_at is not None:
        booking.option_ends_at = min(booking.option_ends_at, to_utc(booking.local_start))
