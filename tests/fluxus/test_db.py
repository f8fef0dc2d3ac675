"""Locks in one order, perseverance, and violations that speak Dutch."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bookings.models import Room, Unit
from fluxus import db
from fluxus.errors import Refusal
from tests.factories.bookings import make_building, make_room


def database_error(kind: type[DatabaseError], state: str) -> DatabaseError:
    """An error as Django raises it, with PostgreSQL's own as its cause."""
    error = kind(state)
    error.__cause__ = type("Cause", (Exception,), {"sqlstate": state})()
    return error


class TestLock:
    def test_locks_by_primary_key_without_blocking_references(self, db: None) -> None:
        house = make_building()
        units = [Unit.objects.create(building=house, name=name) for name in "cab"]
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            locked = lock_units()
        assert locked == units
        sql = queries[0]["sql"]
        assert sql.endswith('ORDER BY "bookings_unit"."id" ASC FOR NO KEY UPDATE OF "bookings_unit"')

    def test_waiting_has_an_end(self, db: None) -> None:
        with transaction.atomic():
            wait(3)
            assert setting() == "3s"


def lock_units() -> list[Unit]:
    return db.lock(Unit.objects.order_by("name"))


def wait(seconds: int) -> None:
    db.wait_at_most(seconds)


def setting() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return str(cursor.fetchone()[0])


class TestPersevering:
    @pytest.fixture(autouse=True)
    def _no_pause(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(db, "PAUSE_SECONDS", 0)

    def attempts(self, *faults: DatabaseError | None) -> Any:
        left = list(faults)

        @db.persevering
        def act() -> int:
            fault = left.pop(0)
            if fault:
                raise fault
            return len(left)

        return act

    @pytest.mark.parametrize("state", sorted(db.PASSING))
    def test_faults_that_pass_are_tried_again(self, state: str) -> None:
        fault = database_error(OperationalError, state)
        assert self.attempts(fault, fault, None)() == 0

    def test_after_three_times_it_is_busy(self) -> None:
        fault = database_error(OperationalError, "40P01")
        with pytest.raises(Refusal, match="Iemand anders is hier net mee bezig") as caught:
            self.attempts(fault, fault, fault, None)()
        assert caught.value.code == "busy"

    def test_other_faults_are_raised_at_once(self) -> None:
        with pytest.raises(OperationalError):
            self.attempts(database_error(OperationalError, "57P01"), None)()
        with pytest.raises(IntegrityError):
            self.attempts(database_error(IntegrityError, "23505"), None)()


class TestExplain:
    def test_named_constraint_becomes_its_sentence(self, db: None) -> None:
        room = make_room("Studio 1")
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            Room.objects.filter(pk=room.pk).update(turnaround_minutes=999)
        refusal = explain(caught.value)
        assert (refusal.sentence, refusal.code, refusal.field) == (
            "De opruimtijd is hoogstens vier uur.",
            "bookings_room_turnaround_limited",
            "turnaround",
        )

    def test_what_has_no_name_is_raised_again(self) -> None:
        with pytest.raises(IntegrityError):
            explain(database_error(IntegrityError, "23502"))


def explain(error: DatabaseError) -> Refusal:
    return db.explain(Room, error, field="turnaround")
