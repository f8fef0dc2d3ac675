"""A series goes out as a calendar and comes back with the same times on the Amsterdam clock, in every night of the year."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import recurring_ical_events
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bookings.domain import feeds, series_feed
from bookings.domain.placing.dates import Plan, settle
from bookings.domain.placing.rows import row
from bookings.domain.pricing import Quote
from bookings.domain.recurring import DayOff, DaysOff, Rule, check_rule, days
from bookings.enums import CalendarKind, SkipKind
from bookings.models import Booking, BookingSeries, Building, Room
from fluxus.errors import Refusal
from fluxus.money import per_hour
from fluxus.periods import Period, to_utc
from network.models import Partner, User

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUSE = Building(pk=1, name="Muziekschool", street_line="Westzijde 148", city="Zaandam")
ROOMS = [Room(pk=number, name=f"Studio {number}, links", building=HOUSE) for number in (1, 2)]
HOURLY_CENTS = 6000
NIGHT = st.sampled_from([time(0), time(1, 45), time(2), time(2, 30), time(2, 45), time(3)])
TIMES = st.one_of(NIGHT, st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45])))


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    first = draw(st.dates(date(2024, 1, 1), date(2031, 1, 1)))
    return Rule(
        weekdays=tuple(sorted(draw(st.sets(st.integers(1, 7), min_size=1, max_size=7)))),
        starts=draw(TIMES),
        ends=draw(TIMES),
        first_on=first,
        last_on=first + timedelta(days=draw(st.integers(0, 420))),
        every_weeks=draw(st.integers(1, 8)),
        follows_school_holidays=draw(st.booleans()),
        follows_public_holidays=draw(st.booleans()),
    )


@st.composite
def days_off(draw: st.DrawFn, rule: Rule) -> DaysOff:
    reach = (rule.last_on - rule.first_on).days
    starts = draw(st.lists(st.integers(0, reach), max_size=5))
    return DaysOff(
        tuple(
            DayOff(
                draw(st.sampled_from(list(CalendarKind))),
                "Vakantie",
                rule.first_on + timedelta(days=start),
                rule.first_on + timedelta(days=start + draw(st.integers(0, 15))),
            )
            for start in starts
        )
    )


@st.composite
def plans(draw: st.DrawFn, rule: Rule) -> dict[date, Plan]:
    """What somebody chose for a few of the dates: skip, another room, another hour, another day."""
    every = list(days(rule))
    chosen = draw(st.sets(st.sampled_from(every), max_size=6)) if every else set()
    return {on: draw(plan(on)) for on in sorted(chosen)}


@st.composite
def plan(draw: st.DrawFn, on: date) -> Plan:
    if draw(st.booleans()):
        return Plan(on, "skip", skip=SkipKind.CHOICE, why="Ziek.")
    if draw(st.booleans()):
        return Plan(on, "place", room=ROOMS[1], ignores_calendar=True)
    start = datetime.combine(on + timedelta(days=draw(st.integers(-3, 3))), time(draw(st.integers(4, 20))))
    return Plan(on, "place", period=Period(start, start + timedelta(minutes=75)), ignores_calendar=True)


def placed(rule: Rule, off: DaysOff, chosen: dict[date, Plan]) -> tuple[BookingSeries, list[Booking]]:
    """The series and its rows as placing would write them, each at € 60 an hour; not in a database."""
    series = BookingSeries(
        pk=1,
        partner=Partner(pk=1, name="Bilal Amrani"),
        room=ROOMS[0],
        title="gitaarles; groep A, gevorderd",
        weekdays=list(rule.weekdays),
        every_weeks=rule.every_weeks,
        starts=rule.starts,
        ends=rule.ends,
        first_on=rule.first_on,
        last_on=rule.last_on,
        follows_school_holidays=rule.follows_school_holidays,
        follows_public_holidays=rule.follows_public_holidays,
    )
    planned = settle(rule=rule, room=ROOMS[0], plans=chosen, days_off=off, status="confirmed")  # type: ignore[arg-type]  # its value
    by = User(pk=1)
    quotes = (
        None if each.is_skipped else Quote(per_hour(HOURLY_CENTS, each.period.wall_minutes), "") for each in planned
    )
    rows = [
        row(series, each, quote, by=by, at=AT, override_reason="") for each, quote in zip(planned, quotes, strict=True)
    ]
    return series, rows


def claimed(rows: Iterable[Booking]) -> list[tuple[datetime, datetime]]:
    """The moments of the bookings that take time, as the database has them."""
    return sorted((to_utc(each.local_start), to_utc(each.local_end)) for each in rows if each.is_claiming)


def read(body: bytes) -> Calendar:
    parsed = Calendar.from_ical(body)
    assert isinstance(parsed, Calendar)
    return parsed


def moments(events: Iterable[Any]) -> list[tuple[datetime, datetime]]:
    return sorted((event.start.astimezone(UTC), event.end.astimezone(UTC)) for event in events)


def series_calendar(series: BookingSeries, rows: list[Booking]) -> Calendar:
    events = series_feed.events(series, rows, AT, "")
    return read(feeds.ical.calendar(name=series.title, events=events))


def expanded(calendar: Calendar, rule: Rule) -> list[Any]:
    margin = timedelta(days=5)
    return recurring_ical_events.of(calendar).between(rule.first_on - margin, rule.last_on + margin)


def is_a_rule(rule: Rule) -> bool:
    try:
        check_rule(rule)
    except Refusal:
        return False
    return True


SPRING = Rule((6, 7), time(2, 30), time(4), date(2027, 3, 1), date(2027, 4, 11))
AUTUMN = Rule((6, 7), time(1, 45), time(2, 45), date(2026, 10, 4), date(2026, 11, 8))
LATE = Rule((5,), time(22), time(2, 30), date(2026, 9, 4), date(2027, 6, 25), every_weeks=2)


@given(st.data(), rules().filter(is_a_rule))
@settings(max_examples=200, deadline=None)
def test_every_series_comes_back_with_the_same_times(data: st.DataObject, rule: Rule) -> None:
    there_and_back(rule, data.draw(days_off(rule)), data.draw(plans(rule)))


@given(st.sampled_from([SPRING, AUTUMN, LATE]))
@example(SPRING)
@example(AUTUMN)
@example(LATE)
@settings(max_examples=3, deadline=None)
def test_the_two_odd_nights_come_back_too(rule: Rule) -> None:
    there_and_back(rule, DaysOff(), {})


def there_and_back(rule: Rule, off: DaysOff, chosen: dict[date, Plan]) -> None:
    series, rows = placed(rule, off, chosen)
    booked = claimed(rows)
    assert moments(expanded(series_calendar(series, rows), rule)) == booked
    singly = read(
        feeds.calendar(name="Mijn lessen", bookings=[each for each in rows if each.is_claiming], tell=feeds.own)
    )
    assert moments(singly.events) == booked
    for each in rows:
        on_the_clock = int((each.local_end - each.local_start).total_seconds()) // 60 if each.is_claiming else 0
        assert each.price_cents == HOURLY_CENTS // 60 * on_the_clock
