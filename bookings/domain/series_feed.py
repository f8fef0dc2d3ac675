"""A series as one recurring appointment: a rule, the days on which it does not happen, and the days that are otherwise.

For who adds a season to his own calendar by hand. What does not follow the rule at all (a date from before a change of
weekdays) is an appointment of its own.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from bookings.domain import calendar_text as ical
from bookings.domain import feeds
from bookings.domain.recurring import Rule, days
from bookings.enums import BookingStatus
from bookings.models import Booking, BookingSeries
from fluxus.periods import to_utc

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def calendar(series: BookingSeries, at: datetime, base_url: str) -> bytes:
    """The agreed dates of the series, past ones too, for who may know the title; one query. `at`, aware, is when it was made."""
    rows = list(series.bookings.select_related("room__building", "partner").order_by("original_on"))
    return ical.calendar(name=series.title, events=events(series, rows, at, base_url))


def events(series: BookingSeries, rows: Iterable[Booking], at: datetime, base_url: str) -> Iterator[list[str]]:
    """The recurring event, then each date that differs from it."""
    rule, own = Rule.of(series), list(rows)
    going = {row.original_on: row for row in own if row.is_claiming and row.original_on}
    planned = list(days(rule))
    on_rule = [on for on in planned if on in going]
    version = series.sequence + sum(row.sequence for row in own)
    if on_rule:
        span = [on for on in planned if on_rule[0] <= on <= on_rule[-1]]
        missing = [on for on in span if on not in going]
        head = [f"UID:{series.uuid}@fluxus", f"SEQUENCE:{version}", f"DTSTAMP:{ical.utc(at)}"]
        yield [*head, *recurrence(rule, span, missing), *words(series, base_url)]
        for on in on_rule:
            if differs(going[on], series, rule):
                yield [*head, f"RECURRENCE-ID;{local(rule.span(on)[0])}", *override(going[on], base_url)]
    for on in sorted(going.keys() - set(planned)):
        yield feeds.event(going[on], tell=feeds.own, base_url=base_url)


def recurrence(rule: Rule, span: list[date], missing: Iterable[date]) -> list[str]:
    """First time, rule and days without; UNTIL is a moment in UTC, as the standard asks of times with a zone."""
    start, end = rule.span(span[0])
    until = ical.utc(to_utc(datetime.combine(span[-1], time(23, 59))))
    by_day = ",".join(DAYS[weekday - 1] for weekday in rule.weekdays)
    return [
        f"DTSTART;{local(start)}",
        f"DTEND;{local(end)}",
        f"RRULE:FREQ=WEEKLY;INTERVAL={rule.every_weeks};BYDAY={by_day};UNTIL={until};WKST=MO",
        *(f"EXDATE;{local(rule.span(on)[0])}" for on in missing),
    ]


def local(wall: datetime) -> str:
    return f"TZID={ical.ZONE}:{ical.clock(wall)}"


def words(series: BookingSeries, base_url: str) -> list[str]:
    return [
        f"SUMMARY:{ical.text(series.title)}",
        f"LOCATION:{ical.text(feeds.place(series.room))}",
        "STATUS:CONFIRMED",
        *([f"URL:{base_url}{series.get_absolute_url()}"] if base_url else ()),
    ]


def differs(row: Booking, series: BookingSeries, rule: Rule) -> bool:
    """Another room, time or title, only an option, or in the hour that comes twice, of which the house means the second."""
    plain = (series.room_id, series.title, BookingStatus.CONFIRMED, rule.span(row.original_on or rule.first_on))
    mine = (row.room_id, row.title, row.status, (row.local_start, row.local_end))
    return mine != plain or ical.is_doubled(row.local_start) or ical.is_doubled(row.local_end)


def override(row: Booking, base_url: str) -> list[str]:
    start, end = ical.span(row.local_start, row.local_end)
    return [
        start,
        end,
        f"SUMMARY:{ical.text(feeds.own(row))}",
        f"LOCATION:{ical.text(feeds.place(row.room))}",
        f"STATUS:{'TENTATIVE' if row.status == BookingStatus.OPTION else 'CONFIRMED'}",
        *([f"URL:{base_url}{row.get_absolute_url()}"] if base_url else ()),
    ]
