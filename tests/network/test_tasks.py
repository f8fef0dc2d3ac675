"""Tasks: for whom, told on the timeline, done once, seen by who may."""

from datetime import date
from typing import Any

import pytest

from fluxus.errors import Refusal
from network.domain import tasks
from network.enums import Role
from network.models import Task, TimelineEntry
from tests.cast import Cast
from tests.factories.network import make_moment, make_organisation, make_person, make_user

pytestmark = pytest.mark.django_db

SPRING = date(2026, 3, 1)


def told(partner: object) -> list[str]:
    return list(TimelineEntry.objects.filter(partner=partner).order_by("pk").values_list("title", flat=True))


def test_task_waits_for_a_colleague_or_a_team(cast: Cast) -> None:
    partner = make_person()
    mine = tasks.add(title=" Bel  terug ", by=cast.bureau, assigned_to=cast.expert, partner=partner, due_on=SPRING)
    tasks.add(title="Stuur de rekening", by=cast.bureau, team=Role.FINANCE, partner=partner)
    assert (mine.title, mine.created_by, mine.due_on) == ("Bel terug", cast.bureau, SPRING)
    assert told(partner) == ["Taak voor Expert: Bel terug", "Taak voor team financiën: Stuur de rekening"]
    assert TimelineEntry.objects.filter(partner=partner, path=f"/werk/taken/{mine.pk}/", kind="task").count() == 1


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"title": " \n"}, "title", "Schrijf op"),
        ({"title": "x" * 201}, "title", "200"),
        ({"detail": "x" * 5001}, "detail", "5000"),
        ({"assigned_to": None}, "assigned_to", "Kies een collega of een team"),
        ({"team": "finance"}, "assigned_to", "Kies een collega of een team"),
        ({"assigned_to": "bilal"}, "assigned_to", "werkt hier niet"),
        ({"assigned_to": None, "team": "partner"}, "team", "bestaat niet"),
    ],
)
def test_task_that_cannot_be_is_refused(cast: Cast, change: dict[str, Any], field: str, words: str) -> None:
    if change.get("assigned_to") == "bilal":
        change = {"assigned_to": cast.bilal}
    with pytest.raises(Refusal, match=words) as refused:
        tasks.add(**{"title": "Bel", "by": cast.bureau, "assigned_to": cast.expert, **change})
    assert (refused.value.field, Task.objects.count()) == (field, 0)


def test_second_click_makes_no_second_task(cast: Cast) -> None:
    partner = make_person()
    first = tasks.add(title="Bel", by=cast.bureau, assigned_to=cast.expert, partner=partner)
    assert tasks.add(title=" Bel ", by=cast.bureau, assigned_to=cast.expert, partner=partner) == first
    assert tasks.add(title="Bel", by=cast.admin, assigned_to=cast.expert, partner=partner) != first
    assert tasks.add(title="Bel", by=cast.bureau, team=Role.EXPERT, partner=partner) != first
    tasks.done(task=first, by=cast.expert)
    assert tasks.add(title="Bel", by=cast.bureau, assigned_to=cast.expert, partner=partner) != first
    assert told(partner).count("Taak voor Expert: Bel") == 3


def test_task_is_done_once_and_may_be_opened_again(cast: Cast) -> None:
    partner = make_person()
    task = tasks.add(title="Bel", by=cast.bureau, assigned_to=cast.expert, partner=partner)
    finished = tasks.done(task=task, by=cast.expert)
    assert (finished.done_by, Task.objects.open().count()) == (cast.expert, 0)
    with pytest.raises(Refusal, match="al gedaan door Expert"):
        tasks.done(task=task, by=cast.bureau)
    assert tasks.reopen(task=task, by=cast.bureau).done_by is None
    with pytest.raises(Refusal, match="al open"):
        tasks.reopen(task=task, by=cast.bureau)
    assert told(partner)[1:] == ["Taak gedaan: Bel", "Taak weer open: Bel"]


def test_done_task_does_not_change(cast: Cast) -> None:
    task = tasks.add(title="Bel", by=cast.bureau, team=Role.EXPERT)
    tasks.done(task=task, by=cast.bureau)
    for act in (
        lambda: tasks.change(task=task, by=cast.bureau, title="Mail"),
        lambda: tasks.pass_on(task=task, by=cast.bureau, to=cast.admin),
        lambda: tasks.take(task=task, by=cast.expert),
    ):
        with pytest.raises(Refusal, match="al gedaan"):
            act()


def test_task_that_is_gone_is_refused(cast: Cast) -> None:
    task = tasks.add(title="Bel", by=cast.bureau, team=Role.EXPERT)
    Task.objects.all().delete()
    with pytest.raises(Refusal, match="er niet meer"):
        tasks.done(task=task, by=cast.bureau)


def test_task_of_a_team_is_taken_once_by_who_is_in_it(cast: Cast) -> None:
    task = tasks.add(title="Bel", by=cast.bureau, team=Role.RECEPTION)
    with pytest.raises(Refusal, match="team receptie"):
        tasks.take(task=task, by=cast.expert)
    assert tasks.take(task=task, by=cast.reception).assigned_to == cast.reception
    with pytest.raises(Refusal, match="al van Receptie"):
        tasks.take(task=task, by=cast.admin)


def test_task_is_passed_on(cast: Cast) -> None:
    partner = make_organisation()
    task = tasks.add(title="Bel", by=cast.bureau, assigned_to=cast.expert, partner=partner)
    assert tasks.pass_on(task=task, by=cast.bureau, team=Role.MARKETING).team == "marketing"
    with pytest.raises(Refusal, match="al voor team marketing"):
        tasks.pass_on(task=task, by=cast.bureau, team=Role.MARKETING)
    with pytest.raises(Refusal, match="Kies een collega"):
        tasks.pass_on(task=task, by=cast.bureau)
    assert told(partner)[1:] == ["Taak doorgegeven aan team marketing en communicatie: Bel"]


def test_change_says_what_changed_and_nothing_when_nothing_did(cast: Cast) -> None:
    partner = make_person()
    task = tasks.add(title="Bel", by=cast.bureau, assigned_to=cast.expert, partner=partner)
    tasks.change(task=task, by=cast.bureau, title=" Bel ", detail="")
    assert len(told(partner)) == 1
    changed = tasks.change(task=task, by=cast.bureau, title="Mail", due_on=SPRING, assigned_to=None, team="expert")
    assert (changed.title, changed.due_on, changed.team, changed.assigned_to) == ("Mail", SPRING, "expert", None)
    assert told(partner)[1:] == ["Taak gewijzigd (wat, uiterlijk, voor wie): Mail"]


def test_task_after_a_confidential_moment_is_as_confidential(cast: Cast) -> None:
    partner = make_person()
    moment = make_moment(partner, cast.expert, confidentiality="personal")
    task = tasks.add(title="Schulden", by=cast.expert, team=Role.FINANCE, partner=partner, moment=moment)
    everybody = (cast.admin, cast.bureau, cast.expert, cast.finance, cast.reception, cast.bilal)
    assert [user for user in everybody if Task.objects.visible_to(user)] == [cast.admin, cast.expert, cast.finance]
    lines = TimelineEntry.objects.filter(kind="task", moment=moment, confidentiality="personal")
    assert [user for user in everybody if lines.visible_to(user)] == [cast.admin, cast.expert]
    assert task.get_absolute_url() == f"/werk/taken/{task.pk}/"


def test_reception_sees_no_task_that_follows_from_a_note(cast: Cast) -> None:
    partner = make_person()
    moment = make_moment(partner, cast.expert)
    tasks.add(title="Vervolg", by=cast.expert, team=Role.EXPERT, partner=partner, moment=moment)
    tasks.add(title="Terugbellen", by=cast.expert, team=Role.EXPERT, partner=partner)
    assert [task.title for task in Task.objects.visible_to(cast.reception)] == ["Terugbellen"]
    seen = TimelineEntry.objects.filter(partner=partner).visible_to(cast.reception)
    assert [line.title for line in seen] == ["Taak voor team cultuurexpert: Terugbellen"]
    assert TimelineEntry.objects.filter(partner=partner).visible_to(cast.finance).count() == 2


def test_lists_of_tasks(cast: Cast) -> None:
    colleague = make_user("Tweede", Role.EXPERT)
    own = tasks.add(title="Eigen", by=cast.bureau, assigned_to=cast.expert, due_on=SPRING)
    team = tasks.add(title="Team", by=cast.bureau, team=Role.EXPERT)
    other = tasks.add(title="Collega", by=cast.bureau, assigned_to=colleague)
    tasks.add(title="Ander", by=cast.bureau, team=Role.FINANCE)
    assert list(Task.objects.of(cast.expert)) == [own]
    assert set(Task.objects.of_teams_of(cast.expert)) == {own, team, other}
    assert list(Task.objects.late(date(2026, 3, 2))) == [own]
    assert list(Task.objects.late(SPRING)) == []
    assert list(Task.objects.visible_to(cast.bilal)) == []
