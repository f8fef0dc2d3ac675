"""The school year a day lies in."""

from datetime import date

import pytest
from django.db import IntegrityError

from programmes.domain import years
from programmes.models import SchoolYear

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 8, 1), "2026-2027"),
        (date(2026, 12, 31), "2026-2027"),
        (date(2027, 7, 31), "2026-2027"),
        (date(2026, 7, 31), "2025-2026"),
        (date(1999, 12, 31), "1999-2000"),
    ],
)
def test_name_of_a_day(day: date, name: str) -> None:
    assert years.name_of(day) == name


def test_of_makes_a_year_once() -> None:
    first, again = years.of(day=date(2026, 11, 1)), years.of(day=date(2027, 2, 1))
    assert first == again
    assert (first.starts_on, first.ends_on) == (date(2026, 8, 1), date(2027, 7, 31))


def test_current_makes_nothing() -> None:
    assert years.current(on=date(2026, 11, 1)) is None
    assert SchoolYear.objects.count() == 0


def test_current_finds_the_year_on_its_edges() -> None:
    year = years.of(day=date(2026, 11, 1))
    assert years.current(on=date(2026, 8, 1)) == year
    assert years.current(on=date(2027, 7, 31)) == year
    assert years.current(on=date(2027, 8, 1)) is None


def test_a_year_ends_after_it_starts() -> None:
    with pytest.raises(IntegrityError, match="programmes_year_ends_after_start"):
        SchoolYear.objects.create(name="2030-2031", starts_on=date(2030, 8, 1), ends_on=date(2030, 8, 1))
