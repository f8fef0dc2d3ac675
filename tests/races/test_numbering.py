"""Numbers have no holes and no doubles, also when rivals issue at once and some of them fail."""

import time
from datetime import date

import pytest
from django.db import connection, transaction

from contracts.domain.numbering import next_number
from contracts.enums import SeriesKind
from contracts.models import NumberSeries
from tests.races.rivals import failures, race

pytestmark = pytest.mark.race
RIVALS = 30
DAY = date(2026, 12, 1)


class ChangesHisMind(Exception):
    """This rival rolls back after he got a number."""


def issue(rival: int) -> str:
    with transaction.atomic():
        number = next_number(kind=SeriesKind.INVOICE, on=DAY)
        if rival % 3 == 0:
            raise ChangesHisMind
    return number


@pytest.mark.parametrize("round_number", range(3))
def test_numbers_run_without_holes_when_every_third_rolls_back(committed_db: str, round_number: int) -> None:
    results = race(RIVALS, issue)
    given = sorted(result for result in results if isinstance(result, str))
    assert failures(results, ChangesHisMind) == []
    assert given == [f"2026-{rank:05d}" for rank in range(1, 21)]
    assert NumberSeries.objects.get(kind=SeriesKind.INVOICE, year=2026).last_number == 20


def test_the_race_is_real_without_the_lock(committed_db: str) -> None:
    """Highest plus one, as one would write it without a locked series: the same number is given out more than once."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_numbers (number integer NOT NULL)")

    def naive(rival: int) -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT COALESCE(MAX(number), 0) + 1 FROM naive_numbers")
            number = cursor.fetchone()[0]
            time.sleep(0.01)
            cursor.execute("INSERT INTO naive_numbers VALUES (%s)", [number])
            if rival % 3 == 0:
                raise ChangesHisMind
        return int(number)

    given = [result for result in race(RIVALS, naive) if isinstance(result, int)]
    assert len(set(given)) < len(given)


def test_a_sequence_leaves_holes(committed_db: str) -> None:
    """A database sequence would be faster, but a rollback does not give its number back."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE naive_sequence")

    def from_sequence(rival: int) -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT nextval('naive_sequence')")
            number = cursor.fetchone()[0]
            if rival % 3 == 0:
                raise ChangesHisMind
        return int(number)

    given = sorted(result for result in race(RIVALS, from_sequence) if isinstance(result, int))
    assert given != list(range(1, 21))
