"""A label is made once and hung on once, and turned back once, also when two colleagues press at the same moment."""

from datetime import date

import pytest

from fluxus.errors import Refusal
from network.domain import tags, tasks_for_many
from network.models import Partner, PartnerTag, Tag, TagChange, Task, TimelineEntry
from tests.cast import gather
from tests.factories.network import make_organisation
from tests.races.rivals import failures, race

pytestmark = pytest.mark.race
RIVALS = 8


def test_rivals_make_and_hang_a_label_once(committed_db: str) -> None:
    cast = gather()
    choirs = [make_organisation(f"Koor {number}") for number in range(10)]
    everybody = Partner.objects.filter(kind="organisation")

    def hang(rival: int) -> TagChange:
        return tags.add_to_many(partners=everybody, name="Update" if rival % 2 else "UPDATE", by=cast.bureau)

    results = race(RIVALS, hang)
    assert failures(results, Refusal) == []
    assert len([result for result in results if isinstance(result, TagChange)]) == 1
    assert (Tag.objects.count(), PartnerTag.objects.count()) == (1, len(choirs))
    assert TimelineEntry.objects.filter(title__istartswith="label erbij").count() == len(choirs)


def test_rivals_turn_a_change_back_once(committed_db: str) -> None:
    cast = gather()
    make_organisation("Koor")
    change = tags.add_to_many(partners=Partner.objects.all(), name="Update", by=cast.bureau)
    results = race(RIVALS, lambda rival: tags.undo(change=change, by=cast.bureau))
    assert failures(results, Refusal) == []
    assert [result for result in results if isinstance(result, int)] == [2]
    assert TimelineEntry.objects.filter(title="Label eraf: Update").count() == 2


def test_two_clicks_make_a_task_once(committed_db: str) -> None:
    cast = gather()
    choirs = [make_organisation(f"Koor {number}") for number in range(5)]

    def add(rival: int) -> tasks_for_many.Outcome:
        partners = Partner.objects.filter(kind="organisation")
        by, today = cast.bureau, date(2026, 11, 23)
        return tasks_for_many.add(partners=partners, title="Bel even", by=by, today=today, assigned_to=by)

    assert failures(race(RIVALS, add)) == []
    assert Task.objects.count() == len(choirs)
