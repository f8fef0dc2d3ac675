"""One letter per step, also when rivals write it at the same moment."""

import pytest
from django.db import connection

from contracts.domain.reminding import writing
from contracts.domain.reminding.planning import plan
from contracts.models import ReminderLetter, ReminderLine
from fluxus.db import violation
from tests.cast import gather
from tests.factories.contracts import make_house
from tests.factories.reminding import AT, DAY, case_of, make_debtor, make_late
from tests.races.rivals import failures, race

pytestmark = pytest.mark.race
RIVALS = 12


def test_one_of_many_writes_the_letter(committed_db: str) -> None:
    by = gather().finance
    make_house()
    partner = make_debtor()
    make_late(by, partner)
    key = case_of(partner).key
    results = race(RIVALS, lambda _: writing.write_one(key=key, by=by, at=AT))
    assert failures(results) == []
    assert sum(each is not None for each in results) == 1
    assert ReminderLetter.objects.count() == ReminderLine.objects.count() == 1


def test_without_the_lock_rivals_meet_in_the_database(committed_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The race is real: each plans the same letter, and only the unique index keeps it to one."""
    by = gather().finance
    make_house()
    partner = make_debtor()
    make_late(by, partner)
    key = case_of(partner).key
    monkeypatch.setattr(writing, "one_at_a_time", lambda _: None)
    monkeypatch.setattr(writing, "lock", list)

    def plan_slowly(**asked: object) -> object:
        found = plan(**asked)  # type: ignore[arg-type]  # passed on
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.3)")
        return found

    monkeypatch.setattr(writing, "plan", plan_slowly)
    results = race(RIVALS, lambda _: writing.write_one(key=key, by=by, at=AT))
    broken = [violation(each) for each in results if isinstance(each, Exception)]  # type: ignore[arg-type]  # from the database
    assert "contracts_reminder_invoice_step_once" in broken
    assert ReminderLetter.objects.filter(written_on=DAY).count() == 1
