"""From a rule to its days."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.domain.recurring import DayOff, DaysOff, Occasion, Rule, check_rule, days, occasions
from bookings.enums import CalendarKind, SkipKind
from bookings.models import BookingSeries, Calendar, CalendarPeriod
from fluxus.errors import Refusal
from fluxus.periods import Period, monday

SEASON = (date(2026, 9, 1), date(2027, 6, 30))


def rule(*weekdays: int, **fields: object) -> Rule:
    values = {"starts": time(19), "ends": time(21), "first_on": SEASON[0], "last_on": SEASON[1], **fields}
    return Rule(weekdays=weekdays or (2,), **values)  # type: ignore[arg-type]  # the rule's own fields


def test_every_tuesday_of_a_season() -> None:
    found = list(days(rule(2)))
    assert (found[0], found[-1], len(found)) == (date(2026, 9, 1), date(2027, 6, 29), 44)
    assert {day.isoweekday() for day in found} == {2}


def test_several_weekdays_come_in_order() -> None:
    found = list(days(rule(5, 1, first_on=date(2026, 9, 2), last_on=date(2026, 9, 14))))
    assert found == [date(2026, 9, 4), date(2026, 9, 7), date(2026, 9, 11), date(2026, 9, 14)]


def test_weeks_are_counted_from_the_week_of_the_first_day() -> None:
    """Begun on a Thursday, the Monday two weeks later belongs to the same rhythm."""
    found = list(days(rule(1, 4, first_on=date(2026, 9, 3), last_on=date(2026, 9, 30), every_weeks=2)))
    assert found == [date(2026, 9, 3), date(2026, 9, 14), date(2026, 9, 17), date(2026, 9, 28)]


def test_a_lesson_stays_at_its_hour_when_the_clock_is_set() -> None:
    found = occasions(rule(7, first_on=date(2026, 10, 18), last_on=date(2026, 11, 1)), DaysOff())
    assert [each.period for each in found] == [
        Period(datetime(2026, 10, day, 19), datetime(2026, 10, day, 21)) for day in (18, 25)
    ] + [Period(datetime(2026, 11, 1, 19), datetime(2026, 11, 1, 21))]


def test_an_hour_that_the_clock_skips_is_a_date_without_a_lesson() -> None:
    night = rule(7, starts=time(2, 30), ends=time(4), first_on=date(2027, 3, 21), last_on=date(2027, 4, 4))
    skipped = [each for each in occasions(night, DaysOff()) if each.skip]
    assert [(each.on, each.period, each.skip) for each in skipped] == [(date(2027, 3, 28), None, SkipKind.NO_SUCH_TIME)]
    assert skipped[0].why == "In deze nacht gaat de klok vooruit: deze tijd bestaat niet."


def test_past_midnight_ends_on_the_next_day() -> None:
    (first, *_) = occasions(rule(5, starts=time(22), ends=time(2)), DaysOff())
    assert first.period == Period(datetime(2026, 9, 4, 22), datetime(2026, 9, 5, 2))


def test_holidays_of_the_region_and_public_ones_are_struck_out(db: None) -> None:
    """As the government published them for regio Noord."""
    found = {each.on: each for each in occasions(rule(2, 4), DaysOff.between(*SEASON))}
    assert found[date(2026, 12, 22)] == Occasion(
        date(2026, 12, 22),
        Period(datetime(2026, 12, 22, 19), datetime(2026, 12, 22, 21)),
        SkipKind.SCHOOL_HOLIDAY,
        "Kerstvakantie",
    )
    assert (found[date(2027, 5, 6)].skip, found[date(2027, 5, 6)].why) == (SkipKind.PUBLIC_HOLIDAY, "Hemelvaartsdag")
    assert found[date(2026, 12, 15)].skip == ""


def test_who_follows_no_holidays_still_stops_for_a_closed_house(db: None) -> None:
    closing = Calendar.objects.create(name="Sluiting", kind=CalendarKind.CLOSURE, source="bestuur")
    CalendarPeriod.objects.create(
        calendar=closing, name="Inventaris", starts_on=date(2026, 12, 29), ends_on=date(2026, 12, 30)
    )
    free = rule(2, follows_school_holidays=False, follows_public_holidays=False)
    off = [(each.on, each.skip, each.why) for each in occasions(free, DaysOff.between(*SEASON)) if each.skip]
    assert off == [(date(2026, 12, 29), SkipKind.CLOSED, "Inventaris")]


def test_a_closed_house_is_the_reason_before_a_school_holiday(db: None) -> None:
    closing = Calendar.objects.create(name="Sluiting", kind=CalendarKind.CLOSURE, source="bestuur")
    CalendarPeriod.objects.create(
        calendar=closing, name="Inventaris", starts_on=date(2026, 12, 29), ends_on=date(2026, 12, 29)
    )
    off = DaysOff.between(*SEASON).on(date(2026, 12, 29), rule(2))
    assert off is not None
    assert (off.kind, off.name) == (CalendarKind.CLOSURE, "Inventaris")


def test_days_off_take_one_query(db: None, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture of pytest-django
        DaysOff.between(*SEASON)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"last_on": date(2026, 8, 1)}, "end_before_start"),
        ({"last_on": date(2029, 8, 1)}, "too_long"),
        ({"every_weeks": 0}, "every_weeks"),
        ({"every_weeks": 9}, "every_weeks"),
        ({"last_on": date(2026, 9, 1), "weekdays": (3,)}, "no_days"),
        ({"weekdays": ()}, "weekdays"),
        ({"weekdays": (8,)}, "weekdays"),
    ],
)
def test_a_rule_without_sense_is_refused(fields: dict[str, object], code: str) -> None:
    values = {"weekdays": (2,), "starts": time(19), "ends": time(21), "first_on": SEASON[0], "last_on": SEASON[1]}
    with pytest.raises(Refusal) as caught:
        check_rule(Rule(**{**values, **fields}))  # type: ignore[arg-type]  # the rule's own fields
    assert caught.value.code == code


def test_a_series_remembers_its_rule() -> None:
    series = BookingSeries(weekdays=[4, 1], starts=time(9), ends=time(10), first_on=SEASON[0], last_on=SEASON[1])
    assert Rule.of(series) == rule(1, 4, starts=time(9), ends=time(10))


@given(
    weekdays=st.sets(st.integers(1, 7), min_size=1),
    first=st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    length=st.integers(0, 700),
    every=st.integers(1, 8),
)
@settings(deadline=None)
def test_days_are_exactly_those_of_the_rule(weekdays: set[int], first: date, length: int, every: int) -> None:
    """Held beside a plain walk over all days."""
    last = first + timedelta(days=length)
    walk = (first + timedelta(days=number) for number in range(length + 1))
    expected = [
        day for day in walk if day.isoweekday() in weekdays and (monday(day) - monday(first)).days // 7 % every == 0
    ]
    assert list(days(rule(*weekdays, first_on=first, last_on=last, every_weeks=every))) == expected


@given(day=st.dates(date(2024, 1, 1), date(2032, 1, 1)), starts=st.times(), ends=st.times())
@settings(deadline=None)
def test_every_occasion_is_at_the_hour_of_the_rule(day: date, starts: time, ends: time) -> None:
    (found,) = occasions(rule(day.isoweekday(), starts=starts, ends=ends, first_on=day, last_on=day), DaysOff())
    if found.period is None:
        assert (found.skip, day.month) == (SkipKind.NO_SUCH_TIME, 3)
    else:
        assert (found.period.start, found.period.end.time()) == (datetime.combine(day, starts), ends)


def test_days_off_know_how_far_they_reach() -> None:
    off = DaysOff((DayOff(CalendarKind.SCHOOL_HOLIDAY, "Herfstvakantie", date(2026, 10, 10), date(2026, 10, 18)),))
    asked = [off.on(date(2026, 10, day), rule(2)) is not None for day in (9, 10, 18, 19)]
    assert asked == [False, True, True, False]
