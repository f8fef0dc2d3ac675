"""Writing a worked-out change of a series: time given back first, then the rows, then the time they take."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bookings.domain import charges, pricing, supplements
from bookings.domain.placing import dates
from bookings.domain.placing.claims import claim_many, release
from bookings.domain.placing.dates import Planned
from bookings.domain.placing.differences import FELL_OUT, Difference
from bookings.domain.placing.making import end_by_start
from bookings.domain.placing.outcomes import Change, Outcome
from bookings.domain.placing.rows import (
    CANCEL_FIELDS,
    GOING_FIELDS,
    SKIP_FIELDS,
    fixed,
    make_cancelled,
    make_going,
    make_skipped,
    of_rule,
    write,
)
from bookings.enums import ENDED, BookingStatus
from bookings.models import Booking, BookingSeries, Room, Unit

ROW_FIELDS = tuple(
    dict.fromkeys((*GOING_FIELDS, *SKIP_FIELDS, *CANCEL_FIELDS, "series", "original_on", "title", "persons"))
)


def rewrite(
    outcome: Outcome, change: Change, units: Sequence[Unit], *, past: set[date], by: Any, at: datetime
) -> BookingSeries:
    """Returns the series that the dates in scope belong to now: the same, or its successor."""
    series = outcome.series
    if change.scope != "one":
        series = succeed(outcome, change, by=by, at=at) if outcome.splits else update(series, outcome, change)
    rows = [each.booking for each in outcome.found if each.booking]
    acting = [each for each in outcome.found if each.what != "stays"]
    release(*(each.booking for each in acting if each.booking))
    turn(outcome.found, series, by=by, at=at)
    for row in rows:
        row.series = series
        if not fixed(row, at):
            rename(row, change)
    new = [each.target for each in outcome.found if each.booking is None and each.target]
    against = dict.fromkeys(past, change.override_reason.strip())
    for row in rows:
        row.override_reason = against.get(row.original_on, row.override_reason) if row.original_on else ""
    Booking.objects.bulk_update(rows, ROW_FIELDS)
    supplements.reprice(row for row in rows if row.is_claiming)
    made = write(series, new, by=by, at=at, against=against)
    moved = [each.booking for each in acting if each.booking]
    claim_many([row for row in (*moved, *made) if row.is_claiming], units)
    return series


def succeed(outcome: Outcome, change: Change, *, by: Any, at: datetime) -> BookingSeries:
    """The old series stops before the first day of the new one, which goes on under the new rule.

    The rows that leave take their versions along; the old series counts them on, so that its own only grows.
    """
    old, rule = outcome.series, outcome.rule
    made = BookingSeries.objects.create(
        partner=old.partner,
        room=outcome.room,
        season=old.season,
        predecessor=old,
        title=change.title if change.title is not None else old.title,
        persons=change.persons if change.persons is not None else old.persons,
        note=old.note,
        **of_rule(rule),
        placed_at=at,
        placed_by=by,
    )
    old.last_on = max(old.first_on, min(rule.first_on, change.day) - timedelta(days=1))
    old.sequence += 1 + sum(each.booking.sequence for each in outcome.found if each.booking)
    old.save(update_fields=["last_on", "sequence"])
    return made


def update(series: BookingSeries, outcome: Outcome, change: Change) -> BookingSeries:
    series.room = outcome.room
    for name, value in of_rule(outcome.rule).items():
        setattr(series, name, value)
    if change.title is not None:
        series.title = change.title
    if change.persons is not None:
        series.persons = change.persons
    series.sequence += 1
    series.save()
    return series


def turn(found: Sequence[Difference], series: BookingSeries, *, by: Any, at: datetime) -> None:
    """Every row as its difference says; not saved yet."""
    quotes = dates.prices(repriced(found), series.partner)
    fell_out = [each.booking for each in found if each.booking and each.what == "ends" and each.target is None]
    charges.impose(fell_out, by=by, at=at)
    for each in found:
        if each.booking is None:
            continue
        if each.what == "moves" and each.target:
            relocate(each.booking, each.target, quotes.get(each.on))
        elif each.what == "new" and each.target:
            make_going(each.booking, each.target, quotes[each.on], by=by, at=at)
        elif each.what == "ends":
            end(each.booking, each.target, by=by, at=at)
        elif each.what == "stays":
            settle(each.booking, each.target, each.why, by=by, at=at)
        if each.target:
            each.booking.original_on = each.target.on


def repriced(found: Iterable[Difference]) -> list[Planned]:
    """A new price only for a lesson again, and for what is really another thing, see `pricing.repriced`."""
    known = [(each, each.booking, each.target) for each in found if each.booking and each.target]
    again = [target for each, _, target in known if each.what == "new"]
    moves = [(booking, target) for each, booking, target in known if each.what == "moves"]
    other = pricing.repriced([(booking, target.room, target.period) for booking, target in moves])
    return [*again, *(target for (_, target), is_other in zip(moves, other, strict=True) if is_other)]


def relocate(row: Booking, target: Planned, quote: pricing.Quote | None) -> None:
    if quote:
        pricing.freeze(row, quote)
    else:
        row.price_explanation = renamed_price(row, target.room)
    row.room, row.local_start, row.local_end = target.room, target.start, target.end
    row.ignores_calendar = target.ignores_calendar
    row.sequence += 1
    end_by_start(row)


def renamed_price(row: Booking, room: Room) -> str:
    return f"{room.name}{row.price_explanation.removeprefix(row.room.name)}"


def end(row: Booking, target: Planned | None, *, by: Any, at: datetime) -> None:
    """Out of the series it lapses; in a holiday it becomes a skipped date."""
    if target is None:
        make_cancelled(row, FELL_OUT, by=by, at=at)
        return
    make_skipped(row, target.skip, target.why)
    row.room, row.local_start, row.local_end = target.room, target.start, target.end


def settle(row: Booking, target: Planned | None, why: str, *, by: Any, at: datetime) -> None:
    """A skipped date keeps in step with the rule, lapses with it and comes back with it.

    Nobody had a lesson there, so no new version.
    """
    if row.status not in (BookingStatus.SKIPPED, *ENDED) or fixed(row, at):
        return
    version = row.sequence
    if target is None and row.status == BookingStatus.SKIPPED:
        make_cancelled(row, FELL_OUT, by=by, at=at)
    elif target is not None and target.is_skipped:
        make_skipped(row, target.skip, target.why)
        row.room, row.local_start, row.local_end = target.room, target.start, target.end
    row.sequence = version


def rename(row: Booking, change: Change) -> None:
    """Another title is news for calendars as well."""
    if change.title is not None and change.title != row.title:
        row.title = change.title
        row.sequence += 1
    if change.persons is not None:
        row.persons = change.persons
