"""Why the claim table is as it is: what happens without its constraint, and without the lock before it."""

import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from tests.races.rivals import failures, race

pytestmark = pytest.mark.race
RIVALS = 16
START = datetime(2026, 12, 1, 19)
SCRATCH = "CREATE TABLE scratch (unit integer NOT NULL, during tsrange NOT NULL{constraint})"
CONSTRAINT = ", CONSTRAINT scratch_free EXCLUDE USING gist (unit WITH =, during WITH &&)"


def make_scratch(constraint: str = "") -> None:
    with connection.cursor() as cursor:
        cursor.execute(SCRATCH.format(constraint=constraint))


def insert(cursor: Any, unit: int) -> None:
    cursor.execute("INSERT INTO scratch VALUES (%s, tsrange(%s, %s))", [unit, START, START + timedelta(hours=2)])


def claims_of(unit: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM scratch WHERE unit = %s", [unit])
        return int(cursor.fetchone()[0])


def look_then_insert(isolation: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {isolation}")
        cursor.execute(
            "SELECT 1 FROM scratch WHERE unit = 1 AND during && tsrange(%s, %s)", [START, START + timedelta(hours=2)]
        )
        if cursor.fetchone() is None:
            time.sleep(0.01)
            insert(cursor, 1)


@pytest.mark.parametrize("isolation", ["READ COMMITTED", "REPEATABLE READ"])
def test_looking_first_double_books(committed_db: str, isolation: str) -> None:
    """The race is real: without the constraint, rivals who all look first all get in."""
    make_scratch()
    race(RIVALS, lambda rival: look_then_insert(isolation))
    assert claims_of(1) > 1


def test_the_constraint_alone_lets_one_in(committed_db: str) -> None:
    make_scratch(CONSTRAINT)

    def claim(rival: int) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            insert(cursor, 1)

    results = race(RIVALS, claim)
    assert results.count(None) == 1
    assert failures(results, IntegrityError, OperationalError) == []
    assert claims_of(1) == 1


def test_several_units_in_any_order_deadlock_without_the_lock(committed_db: str) -> None:
    """Two units taken in opposite order end in a deadlock, which is why rooms are locked first, in one order."""
    make_scratch(CONSTRAINT)

    def claim(rival: int) -> None:
        units = (1, 2) if rival % 2 else (2, 1)
        with transaction.atomic(), connection.cursor() as cursor:
            insert(cursor, units[0])
            time.sleep(0.05)
            insert(cursor, units[1])

    results = race(2, claim)
    assert [type(result) for result in results if isinstance(result, OperationalError)] == [OperationalError]
