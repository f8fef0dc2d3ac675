"""Changing a series by its differences: a booking keeps its row, number, price, check-in and calendar UID."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from bookings.domain import letters
from bookings.domain.placing import dates
from bookings.domain.placing.claims import LOCK_SECONDS, end_run_out, lock_units
from bookings.domain.placing.dates import Plan
from bookings.domain.placing.differences import Difference, with_clashes
from bookings.domain.placing.outcomes import Change, Outcome, Scope, check, propose
from bookings.domain.placing.rewriting import rewrite
from bookings.domain.placing.rows import remember_series
from bookings.domain.recurring import Rule
from bookings.models import Booking, BookingSeries, Room
from bookings.models.bookings import BookingQuerySet
from fluxus.db import lock, persevering, wait_at_most
from fluxus.errors import Refusal


@persevering
def change_series(
    *,
    booking: Booking,
    scope: Scope,
    room: Room | None = None,
    weekdays: Sequence[int] | None = None,
    starts: time | None = None,
    ends: time | None = None,
    last_on: date | None = None,
    every_weeks: int | None = None,
    title: str | None = None,
    persons: int | None = None,
    plans: Mapping[date, Plan] | None = None,
    by: Any,
    at: datetime | None = None,
    seen: str = "",
    override_reason: str = "",
) -> BookingSeries:
    """Change this date, this and the following ones (which go on as a new series), or all of them.

    Past, sealed and attended dates are never touched. `plans` (day of the new rule → choice) settles clashes and single
    dates. `seen` is `version(series)` of when the form was made: refuses with code `stale` when somebody changed the
    series since. Sending the same change again changes nothing.
    """
    moment = at or timezone.now()
    change = Change(
        booking, scope, room, weekdays, starts, ends, last_on, every_weeks, title, persons, plans, override_reason
    )
    with dates.explained(room or booking.room, [], at=moment), transaction.atomic():
        series, change, rows = held(change, moment)
        was = version(series) if seen else ""
        outcome = propose(series, change, rows, by=by, at=moment)
        units = lock_units(*touched(outcome))
        past = check(outcome, change, by=by, at=moment)
        outcome = replace(outcome, found=with_clashes(outcome.found, at=moment, locked=True))
        if not (outcome.acts or renames(change, rows)):
            return series
        if seen != was:
            raise Refusal("De reeks is intussen veranderd. Bekijk de datums opnieuw.", code=dates.STALE)
        dates.refuse_clashes(outcome.room, {each.on: each.clashes for each in outcome.found if each.clashes})
        kept = rewrite(outcome, change, units, past=past, by=by, at=moment)
        remember_series(kept, told(kept, outcome), by=by, at=moment)
        letters.series_changed(
            series=kept,
            changes=[each for each in outcome.found if each.what in ("moves", "new", "ends")],
            by=by,
            at=moment,
        )
    return kept


def preview_change(
    *,
    booking: Booking,
    scope: Scope,
    room: Room | None = None,
    weekdays: Sequence[int] | None = None,
    starts: time | None = None,
    ends: time | None = None,
    last_on: date | None = None,
    every_weeks: int | None = None,
    title: str | None = None,
    persons: int | None = None,
    plans: Mapping[date, Plan] | None = None,
    by: Any,
    at: datetime | None = None,
    override_reason: str = "",
) -> list[Difference]:
    """What `change_series` would do to each date, clashes included. Reads only; what the rules forbid is refused."""
    moment = at or timezone.now()
    change = Change(
        booking, scope, room, weekdays, starts, ends, last_on, every_weeks, title, persons, plans, override_reason
    )
    series = series_of(booking)
    outcome = propose(series, change, list(rows_of(series, change).order_by("pk")), by=by, at=moment)
    check(outcome, change, by=by, at=moment)
    return with_clashes(outcome.found, at=moment)


def series_of(booking: Booking) -> BookingSeries:
    if booking.series_id is None:
        raise Refusal("Deze boeking hoort niet bij een reeks.", code="not_in_series")
    return BookingSeries.objects.select_related("room", "partner").get(pk=booking.series_id)


def rows_of(series: BookingSeries, change: Change) -> BookingQuerySet:
    rows = Booking.objects.filter(series=series).select_related("room", "partner")
    if change.scope == "all":
        return rows
    if change.scope == "one":
        return rows.filter(pk=change.booking.pk)
    return rows.filter(original_on__gte=change.day)


def held(change: Change, at: datetime) -> tuple[BookingSeries, Change, list[Booking]]:
    """The series, the change as it counts now, and the dates in scope; all locked. Its options that ran out are ended."""
    series, booking = hold_series(change.booking)
    change = replace(change, booking=booking)
    lock(rows_of(series, change))
    end_run_out(rows_of(series, change).filter(option_ends_at__lte=at), at=at)
    return series, change, list(rows_of(series, change).order_by("pk"))


def hold_series(booking: Booking) -> tuple[BookingSeries, Booking]:
    """The series that the booking belongs to now, locked, and the booking as it is now.

    While we waited, somebody may have made a successor of it; its row is younger, so nobody locks the two the other way.
    """
    wait_at_most(LOCK_SECONDS)
    series = series_of(booking)
    lock(BookingSeries.objects.filter(pk=series.pk))
    now = Booking.objects.select_related("room", "partner").get(pk=booking.pk)
    return (series_of(now), now) if now.series_id == series.pk else hold_series(now)


def version(series: BookingSeries) -> str:
    """Changes whenever the series or one of its dates does. One query."""
    rows = series.bookings.order_by("pk").values_list("pk", "status", "room_id", "local_start", "local_end", "sequence")
    facts = (series.pk, series.title, series.persons, series.room_id, Rule.of(series), list(rows))
    return sha256(repr(facts).encode()).hexdigest()[:16]


def touched(outcome: Outcome) -> set[Room]:
    """The rooms that get or give time."""
    acting = [each for each in outcome.found if each.what != "stays"]
    old = {each.booking.room for each in acting if each.booking}
    return old | {each.target.room for each in acting if each.target}


def renames(change: Change, rows: Sequence[Booking]) -> bool:
    """Only words change."""
    title = change.title is not None and any(row.title != change.title for row in rows)
    return title or (change.persons is not None and any(row.persons != change.persons for row in rows))


def told(series: BookingSeries, outcome: Outcome) -> str:
    """'Reeks veranderd: Studio 1, gitaarles (12 verplaatst, 2 nieuw, 1 vervallen)'."""
    words = {"moves": "verplaatst", "new": "nieuw", "ends": "vervallen"}
    counts: Counter[str] = Counter(each.what for each in outcome.found)
    parts = ", ".join(f"{counts[what]} {word}" for what, word in words.items() if counts[what])
    return f"Reeks veranderd: {outcome.room.name}, {series.title}" + (f" ({parts})" if parts else "")
