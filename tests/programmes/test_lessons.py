"""The lessons of a course."""

from datetime import date, datetime, time

import pytest

from fluxus.errors import Refusal
from fluxus.periods import Period
from programmes.domain.lessons import MOST_LESSONS, in_order, lesson, weekly
from tests.factories.programmes import evenings, make_holiday

TUESDAY = date(2030, 10, 1)

pytestmark = pytest.mark.django_db


def test_weekly_keeps_weekday_and_clock() -> None:
    series = weekly(first=TUESDAY, start=time(19), end=time(21), number=3)
    assert series.lessons == evenings(TUESDAY, 3)
    assert series.skipped == []


def test_weekly_makes_up_for_holidays() -> None:
    make_holiday(date(2030, 10, 7), date(2030, 10, 9), name="Herfstvakantie")
    series = weekly(first=TUESDAY, start=time(19), end=time(21), number=3)
    assert [period.start.date() for period in series.lessons] == [TUESDAY, date(2030, 10, 15), date(2030, 10, 22)]
    assert series.skipped == [(date(2030, 10, 8), "Herfstvakantie")]


def test_weekly_stays_on_the_clock_over_the_change_to_winter_time() -> None:
    series = weekly(first=date(2030, 10, 26), start=time(19), end=time(21), number=2)
    assert [period.start.time() for period in series.lessons] == [time(19), time(19)]


@pytest.mark.parametrize("number", [0, -1, MOST_LESSONS + 1])
def test_weekly_has_a_limit(number: int) -> None:
    with pytest.raises(Refusal, match="1 tot 60 lessen"):
        weekly(first=TUESDAY, start=time(19), end=time(21), number=number)


def test_weekly_in_the_hour_that_the_clock_skips() -> None:
    with pytest.raises(Refusal, match="Zondag 26 maart 2028: Dit tijdstip bestaat niet"):
        weekly(first=date(2028, 3, 26), start=time(2), end=time(2, 45), number=1)


@pytest.mark.parametrize("end", [time(19), time(18)])
def test_a_lesson_ends_after_it_starts(end: time) -> None:
    with pytest.raises(Refusal, match="Op dinsdag 1 oktober 2030 ligt het einde van de les niet na het begin"):
        lesson(TUESDAY, time(19), end)


def test_lessons_are_put_in_order() -> None:
    assert in_order(evenings(TUESDAY)[::-1]) == evenings(TUESDAY)


def test_lessons_do_not_overlap() -> None:
    twice = [*evenings(TUESDAY, 1), Period.on(TUESDAY, time(20), time(22))]
    with pytest.raises(Refusal, match="Op dinsdag 1 oktober 2030 staan twee lessen door elkaar"):
        in_order(twice)


def test_lessons_are_not_endless() -> None:
    with pytest.raises(Refusal, match="duurt te lang"):
        in_order([Period(datetime(2030, 10, 1, 8), datetime(2030, 10, 1, 21))])


def test_there_are_not_too_many_lessons() -> None:
    with pytest.raises(Refusal, match="hoogstens 60 lessen"):
        in_order(evenings(TUESDAY, MOST_LESSONS + 1))
