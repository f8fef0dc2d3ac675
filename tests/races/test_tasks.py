"""A task is done once, a moment noted once and one is first to speak to, also when rivals press at the same moment."""

import pytest
from django.utils import timezone

from fluxus.errors import Refusal
from network.domain import affiliations, moments, tasks
from network.models import Affiliation, ContactMoment, Task, TimelineEntry
from tests.cast import gather
from tests.factories.network import make_organisation, make_person
from tests.races.rivals import failures, race

pytestmark = pytest.mark.race
RIVALS = 8


def test_rivals_tick_a_task_off_once(committed_db: str) -> None:
    cast = gather()
    task = tasks.add(title="Bel", by=cast.bureau, assigned_to=cast.expert, partner=cast.bilal_partner)
    results = race(RIVALS, lambda rival: tasks.done(task=task, by=cast.bureau))
    assert failures(results, Refusal) == []
    assert len([result for result in results if isinstance(result, Task)]) == 1
    assert TimelineEntry.objects.filter(title="Taak gedaan: Bel").count() == 1


def test_rivals_take_a_task_of_the_team_once(committed_db: str) -> None:
    cast = gather()
    task = tasks.add(title="Bel", by=cast.bureau, team="expert")
    results = race(RIVALS, lambda rival: tasks.take(task=task, by=cast.admin if rival % 2 else cast.expert))
    assert failures(results, Refusal) == []
    taken = [result for result in results if isinstance(result, Task)]
    assert [row.assigned_to for row in taken] == [Task.objects.get().assigned_to]


def test_rivals_write_a_task_and_a_moment_once(committed_db: str) -> None:
    cast = gather()

    def write(rival: int) -> None:
        tasks.add(title="Bel", by=cast.bureau, assigned_to=cast.expert, partner=cast.bilal_partner)
        said = {"partners": [cast.bilal_partner], "kind": "phone", "summary": "Gebeld."}
        moments.note(by=cast.bureau, occurred_at=timezone.now(), **said)

    assert failures(race(RIVALS, write)) == []
    assert (Task.objects.count(), ContactMoment.objects.count(), TimelineEntry.objects.count()) == (1, 1, 2)


def test_rivals_make_one_first_to_speak_to(committed_db: str) -> None:
    cast = gather()
    choir, today = make_organisation("Koor"), timezone.localdate()
    links = [
        affiliations.affiliate(partner=make_person(), organisation=choir, kind="member", by=cast.bureau)
        for _ in range(RIVALS)
    ]
    results = race(
        RIVALS, lambda rival: affiliations.make_primary(affiliation=links[rival], by=cast.bureau, today=today)
    )
    assert failures(results) == []
    assert Affiliation.objects.filter(is_primary=True).count() == 1
