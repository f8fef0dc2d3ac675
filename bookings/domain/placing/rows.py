"""What becomes of the rows of a series: made, skipped, going on after all, lapsed. Nothing here claims or locks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from bookings.domain import pricing
from bookings.domain.charges import CHARGE_FIELDS, lift
from bookings.domain.placing import dates
from bookings.domain.placing.dates import Planned
from bookings.domain.recurring import Rule
from bookings.enums import CLAIMING, BookingStatus, SkipKind
from bookings.models import Booking, BookingSeries
from fluxus.periods import wall_clock
from network.domain.timeline import record
from network.enums import EntryKind

SKIP_FIELDS = (
    "status", "skip_kind", "skip_reason", *pricing.PRICE_FIELDS, *CHARGE_FIELDS, "option_ends_at", "sequence",
    "cancelled_at", "cancelled_by", "cancel_reason",
)  # fmt: skip
GOING_FIELDS = (
    "status", "skip_kind", "skip_reason", "ignores_calendar", "override_reason", "room", "local_start", "local_end",
    *pricing.PRICE_FIELDS, *CHARGE_FIELDS, "confirmed_at", "confirmed_by", "sequence",
    "cancelled_at", "cancelled_by", "cancel_reason",
)  # fmt: skip
GOING = (*CLAIMING, BookingStatus.REQUESTED)
"""A lesson that is wanted, agreed or not yet."""
IN_A_HOLIDAY = (SkipKind.SCHOOL_HOLIDAY, SkipKind.PUBLIC_HOLIDAY, SkipKind.CLOSED)
CANCEL_FIELDS = (
    "status", "skip_kind", "skip_reason", "option_ends_at", "cancelled_at", "cancelled_by", "cancel_reason", "sequence",
    *CHARGE_FIELDS,
)  # fmt: skip


def of_rule(rule: Rule) -> dict[str, Any]:
    """The rule as the series remembers it."""
    return {**asdict(rule), "weekdays": sorted(set(rule.weekdays))}


def write(
    series: BookingSeries,
    planned: Iterable[Planned],
    *,
    by: Any,
    at: datetime,
    against: Mapping[date, str] | None = None,
) -> list[Booking]:
    """New rows of the series, each at its own price; `against` says why a date goes past the rules of the house.

    One insert, and two queries for the prices.
    """
    wanted = list(planned)
    quotes = dates.prices(wanted, series.partner)
    return Booking.objects.bulk_create(
        row(series, each, quotes.get(each.on), by=by, at=at, override_reason=(against or {}).get(each.on, ""))
        for each in wanted
    )


def row(
    series: BookingSeries, each: Planned, quote: pricing.Quote | None, *, by: Any, at: datetime, override_reason: str
) -> Booking:
    confirmed = each.status == BookingStatus.CONFIRMED
    return Booking(
        series=series,
        original_on=each.on,
        partner=series.partner,
        room=each.room,
        title=series.title,
        persons=series.persons,
        note=series.note,
        local_start=each.start,
        local_end=each.end,
        status=each.status,
        skip_kind=each.skip,
        skip_reason=each.why,
        ignores_calendar=each.ignores_calendar,
        override_reason=override_reason,
        price_cents=quote.cents if quote else 0,
        price_explanation=quote.explanation if quote else dates.NO_PRICE,
        price_breakdown=quote.breakdown if quote else [],
        placed_at=at,
        placed_by=by,
        confirmed_at=at if confirmed else None,
        confirmed_by=by if confirmed else None,
    )


def make_skipped(booking: Booking, kind: SkipKind | str, why: str) -> None:
    """Turn the row into a skipped date; not saved yet."""
    booking.status, booking.skip_kind = BookingStatus.SKIPPED, kind
    booking.skip_reason = (why or str(SkipKind(kind).label))[:200]
    pricing.freeze(booking, pricing.Quote(0, dates.NO_PRICE))
    booking.option_ends_at = None
    booking.cancelled_at, booking.cancelled_by, booking.cancel_reason = None, None, ""
    booking.sequence += 1


def make_going(booking: Booking, back: Planned, quote: pricing.Quote, *, by: Any, at: datetime) -> None:
    """Turn a skipped or ended row into one that goes on; not saved yet."""
    confirmed = back.status == BookingStatus.CONFIRMED
    booking.ignores_calendar = back.ignores_calendar or booking.skip_kind in IN_A_HOLIDAY
    booking.status, booking.skip_kind, booking.skip_reason = back.status, "", ""
    booking.room, booking.local_start, booking.local_end = back.room, back.start, back.end
    pricing.freeze(booking, quote)
    lift(booking)
    booking.confirmed_at, booking.confirmed_by = (at, by) if confirmed else (None, None)
    booking.cancelled_at, booking.cancelled_by, booking.cancel_reason = None, None, ""
    booking.sequence += 1


def make_cancelled(booking: Booking, reason: str, *, by: Any, at: datetime) -> None:
    """Turn the row into a lapsed one; not saved yet."""
    booking.status, booking.skip_kind, booking.skip_reason = BookingStatus.CANCELLED, "", ""
    booking.option_ends_at = None
    booking.cancelled_at, booking.cancelled_by, booking.cancel_reason = at, by, reason[:200]
    booking.sequence += 1


def fixed(booking: Booking, at: datetime) -> str:
    """Why a change of the series leaves this date alone, or ''."""
    if booking.attendance:
        return "al geweest"
    if booking.local_start <= wall_clock(at):
        return "voorbij"
    return booking.sealed_reason


def remember_series(
    series: BookingSeries, title: str, *, by: Any, at: datetime, detail: str = "", bookings: Sequence[Booking] = ()
) -> None:
    """One line for the whole action."""
    record(
        partners=[series.partner],
        kind=EntryKind.BOOKING,
        title=title,
        detail=detail,
        by=by,
        at=at,
        path=series.get_absolute_url(),
        amount_cents=sum(booking.price_cents for booking in bookings) if bookings else None,
    )
