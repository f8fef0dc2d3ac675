"""One date of a series: skipped, and added back when it can."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from bookings.domain import charges, letters, pricing, supplements
from bookings.domain.placing import dates
from bookings.domain.placing.claims import claim, explained, hold, lock_units, refuse_clashes, release
from bookings.domain.placing.dates import Planned
from bookings.domain.placing.making import refuse_fixed, refuse_sealed
from bookings.domain.placing.rows import GOING_FIELDS, SKIP_FIELDS, fixed, make_going, make_skipped
from bookings.domain.placing.story import remember
from bookings.enums import BookingStatus, SkipKind
from bookings.models import Booking, Room, RoomClaim
from bookings.models.claims import AmsterdamRange
from fluxus.db import persevering
from fluxus.errors import Refusal
from fluxus.periods import Period, wall_clock


@persevering
def skip(*, booking: Booking, reason: str, by: Any, at: datetime | None = None, waive_reason: str = "") -> Booking:
    """No lesson on this date of a series: the time is given back, and the date can be added back later.

    Late, it costs what cancelling costs; a colleague may waive that with a reason.
    """
    with transaction.atomic():
        held = hold(booking)
        refuse_fixed(held, "overslaan")
        if held.series_id is None or held.status == BookingStatus.SKIPPED:
            raise Refusal("Alleen een datum van een reeks die doorgaat, sla je over.", code="not_in_series")
        why = fixed(held, at or timezone.now())
        if why:
            raise Refusal(f"Deze datum sla je niet meer over: {why}.", code="fixed")
        lock_units(held.room)
        release(held)
        charges.impose([held], by=by, at=at or timezone.now(), waive_reason=waive_reason.strip())
        make_skipped(held, SkipKind.CHOICE, reason.strip())
        held.save(update_fields=SKIP_FIELDS)
        remember(
            held, f"Overgeslagen: {held.room.name} {held.period} ({held.title})", by=by, detail=held.skip_reason, at=at
        )
        letters.cancelled(bookings=[held], reason=held.skip_reason, by=by)
    return held


@persevering
def add_back(
    *,
    booking: Booking,
    by: Any,
    at: datetime | None = None,
    room: Room | None = None,
    period: Period | None = None,
    override_reason: str = "",
) -> Booking:
    """A skipped date goes on after all, there and then or in another room or at another time, at the price of that day.

    For a partner who has to ask it becomes a request. Refuses a date that is no longer skipped, and clashes.
    """
    moment = at or timezone.now()
    where = room or booking.room
    when = period or skipped_period(booking)
    status = dates.status_for(where, by)
    back = Planned(booking.original_on or when.start.date(), where, when.start, when.end, status)
    with explained(where, when, by=by, at=moment, persons=booking.persons), transaction.atomic():
        held = hold(booking)
        if held.status != BookingStatus.SKIPPED:
            raise Refusal("Deze datum is intussen niet meer overgeslagen.", code=dates.STALE)
        refuse_sealed(held, "terug te zetten")
        units = lock_units(where)
        past = dates.check(
            [back], partner=held.partner, persons=held.persons, by=by, at=moment, override_reason=override_reason
        )
        if status == BookingStatus.CONFIRMED:
            refuse_clashes(where, when, at=moment)
        make_going(held, back, pricing.quote(room=where, partner=held.partner, period=when), by=by, at=moment)
        held.override_reason = override_reason.strip() if past else ""
        held.save(update_fields=GOING_FIELDS)
        supplements.reprice([held])
        if held.is_claiming:
            claim(held, units)
        remember(held, f"Toch door: {where.name} {when} ({held.title})", by=by, at=at)
        letters.restored(booking=held, by=by)
    return held


def skipped_period(booking: Booking) -> Period:
    if booking.skip_kind == SkipKind.NO_SUCH_TIME:
        raise Refusal("Deze tijd bestaat niet in die nacht. Kies een andere tijd.", field="start", code="no_such_time")
    return booking.period


def free_again(bookings: Iterable[Booking], *, at: datetime | None = None) -> list[Booking]:
    """Those of the bookings that were skipped because the room was taken, are still to come, and are free now. One query."""
    during = AmsterdamRange(OuterRef("local_start"), OuterRef("local_end"), OuterRef("room__turnaround_minutes"))
    taken = RoomClaim.objects.filter(unit__room_units__room=OuterRef("room_id"), during__overlap=during)
    lost = Booking.objects.filter(
        pk__in=[booking.pk for booking in bookings],
        status=BookingStatus.SKIPPED,
        skip_kind=SkipKind.CLASH,
        local_start__gt=wall_clock(at or timezone.now()),
        room__is_active=True,
    )
    return list(lost.exclude(Exists(taken)).select_related("room__building", "partner").order_by("local_start"))
