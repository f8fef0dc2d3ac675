"""Opening hours laid out over days."""

from datetime import date, datetime, time

import pytest

from bookings.domain import opening
from bookings.models import OpeningHours
from tests.factories.bookings import evening

MONDAY = date(2026, 11, 30)


def hours(*rules: tuple[int, int, int]) -> list[OpeningHours]:
    return [OpeningHours(weekday=day, opens=time(opens), closes=time(closes)) for day, opens, closes in rules]


def test_one_window_a_day() -> None:
    assert opening.windows(hours((1, 9, 22), (2, 10, 12)), MONDAY, date(2026, 12, 1)) == [
        (datetime(2026, 11, 30, 9), datetime(2026, 11, 30, 22)),
        (datetime(2026, 12, 1, 10), datetime(2026, 12, 1, 12)),
    ]


def test_past_midnight_belongs_to_the_evening_before() -> None:
    night = (datetime(2026, 11, 29, 12), datetime(2026, 11, 30, 2))
    assert opening.windows(hours((7, 12, 2)), MONDAY, MONDAY) == [night]


def test_day_and_night_is_one_window() -> None:
    rules = hours(*((day, 6, 6) for day in range(1, 8)))
    assert opening.windows(rules, MONDAY, MONDAY) == [(datetime(2026, 11, 29, 6), datetime(2026, 12, 1, 6))]


@pytest.mark.parametrize(("start", "end", "expected"), [(9, 22, True), (8, 10, False), (21, 23, False), (22, 2, False)])
def test_is_open(start: int, end: int, *, expected: bool) -> None:
    assert opening.is_open(hours((1, 9, 22)), evening(start, end, MONDAY)) is expected


def test_sentence() -> None:
    said = opening.sentence("Huis", hours((1, 9, 22)), MONDAY)
    assert said == "Huis is op maandag 30 november open van 09:00 tot 22:00."
    assert opening.sentence("Huis", [], MONDAY) == "Huis is op maandag 30 november gesloten."
