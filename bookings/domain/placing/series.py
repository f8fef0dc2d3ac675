"""A season of dates in one go: placing them, skipping some, giving them back, ending the rest.

Every function is one transaction with one line on the timeline, however many dates there are.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bookings.domain import charges, letters
from bookings.domain.placing import dates
from bookings.domain.placing.claims import LOCK_SECONDS, claim_many, hold_all, lock_units, release
from bookings.domain.placing.dates import Plan
from bookings.domain.placing.differences import Difference
from bookings.domain.placing.rows import CANCEL_FIELDS, GOING, fixed, make_cancelled, of_rule, remember_series, write
from bookings.domain.placing.series_changes import change_series, hold_series, preview_change, version
from bookings.domain.placing.skipping import add_back, free_again, skip
from bookings.domain.recurring import DaysOff, Rule, check_rule
from bookings.domain.supplements import Wanted, put
from bookings.enums import ENDED, BookingStatus
from bookings.models import Booking, BookingSeries, Room, Season
from fluxus.db import one_at_a_time, persevering, wait_at_most
from fluxus.errors import Refusal
from fluxus.periods import dutch_day
from network.models import Partner

__all__ = [
    "Difference",
    "Plan",
    "add_back",
    "cancel_following",
    "change_series",
    "free_again",
    "place_series",
    "preview_change",
    "skip",
    "version",
]


@persevering
def place_series(
    *,
    rule: Rule,
    room: Room,
    partner: Partner,
    title: str,
    persons: int | None = None,
    note: str = "",
    season: Season | None = None,
    plans: Mapping[date, Plan] | None = None,
    by: Any,
    at: datetime | None = None,
    request_token: UUID | None = None,
    override_reason: str = "",
    supplements: Wanted | None = None,
) -> BookingSeries:
    """Book every date of the rule, or what `plans` says for it; holidays become skipped dates with their reason.

    Where a partner has to ask, all dates are requests that take nothing; where a neighbour would hear him, those dates.
    The same `request_token` gives the series that stands already. Refuses clashes with code `series_clashes` and
    `clashes` (date → claims) in `extra`.
    """
    moment = at or timezone.now()
    check_rule(rule)
    days_off = DaysOff.between(rule.first_on, rule.last_on)
    status = dates.status_for(room, by)
    planned = dates.asked_where_heard(
        dates.settle(rule=rule, room=room, plans=plans, days_off=days_off, status=status), by=by
    )
    dates.refuse_overlaps(planned)
    with dates.explained(room, planned, at=moment), transaction.atomic():
        earlier = placed_before(request_token)
        if earlier:
            return earlier
        units = lock_units(*{each.room for each in planned if each.claims})
        past = dates.check(planned, partner=partner, persons=persons, by=by, at=moment, override_reason=override_reason)
        dates.refuse_clashes(room, dates.in_the_way(planned, at=moment, locked=True))
        series = BookingSeries.objects.create(
            partner=partner,
            room=room,
            season=season,
            title=title,
            persons=persons,
            note=note,
            **of_rule(rule),
            request_token=request_token,
            placed_at=moment,
            placed_by=by,
        )
        bookings = write(series, planned, by=by, at=moment, against=dict.fromkeys(past, override_reason.strip()))
        put(bookings, supplements or {})
        claim_many([booking for booking in bookings if booking.is_claiming], units)
        remember_series(series, f"Reeks {described(series, bookings, status)}", by=by, at=moment, bookings=bookings)
        letters.series_placed(series=series, bookings=bookings, by=by)
    return series


@persevering
def cancel_following(
    *, booking: Booking, reason: str, by: Any, at: datetime | None = None, waive_reason: str = ""
) -> list[Booking]:
    """End the series from this date on; returns what lapsed. Past, sealed and attended dates stay as they are.

    Dates that were skipped lapse along in silence.
    """
    moment, reason = at or timezone.now(), reason.strip()
    if not reason:
        raise Refusal("Vul in waarom de reeks stopt.", field="reason", code="no_reason")
    with transaction.atomic():
        series, now = hold_series(booking)
        rest = hold_all(Booking.objects.filter(series=series, original_on__gte=now.original_on))
        open_ended = [each for each in rest if not fixed(each, moment) and each.status not in ENDED]
        lapsed = sorted((each for each in open_ended if each.status in GOING), key=lambda each: each.local_start)
        if not lapsed:
            raise Refusal("Er zijn geen datums meer die kunnen vervallen.", code="nothing_left")
        lock_units(*{each.room for each in lapsed})
        release(*lapsed)
        charges.impose(lapsed, by=by, at=moment, waive_reason=waive_reason.strip())
        for each in open_ended:
            make_cancelled(each, reason, by=by, at=moment)
        Booking.objects.bulk_update(open_ended, CANCEL_FIELDS)
        many = "1 datum" if len(lapsed) == 1 else f"{len(lapsed)} datums"
        title = f"Reeks vervalt vanaf {dutch_day(lapsed[0].local_start.date())}: {series.title} ({many})"
        remember_series(series, title, by=by, at=moment, detail=reason)
        letters.cancelled(bookings=lapsed, reason=reason, by=by)
    return lapsed


def placed_before(request_token: UUID | None) -> BookingSeries | None:
    """The series that was made with this token; two sends of one token come here one after the other."""
    if request_token is None:
        return None
    wait_at_most(LOCK_SECONDS)
    one_at_a_time(f"series {request_token}")
    return BookingSeries.objects.filter(request_token=request_token).first()


def described(series: BookingSeries, bookings: Sequence[Booking], status: BookingStatus) -> str:
    going = [booking for booking in bookings if booking.status != BookingStatus.SKIPPED]
    verb = "aangevraagd" if status == BookingStatus.REQUESTED else "geboekt"
    many = "1 datum" if len(going) == 1 else f"{len(going)} datums"
    return f"{verb}: {series.room.name}, {many} vanaf {dutch_day(series.first_on)} ({series.title})"
