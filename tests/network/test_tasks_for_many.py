"""One task for each partner on a list."""

from datetime import date
from typing import Any

import pytest

from fluxus.errors import Refusal
from network.domain import tasks, tasks_for_many
from network.models import Partner, Task, Wijk, WijkAccount
from tests.cast import Cast
from tests.factories.network import make_organisation, make_school

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def add(cast: Cast, **changes: Any) -> tasks_for_many.Outcome:
    values = {
        "partners": Partner.objects.filter(kind="organisation"),
        "title": "Bel even",
        "by": cast.bureau,
        "today": TODAY,
    }
    return tasks_for_many.add(**{**values, "assigned_to": cast.expert, **changes})


def test_each_partner_gets_a_task_once(cast: Cast) -> None:
    one, two = make_organisation("Een"), make_organisation("Twee")
    tasks.add(title="bel EVEN", by=cast.bureau, assigned_to=cast.expert, partner=two)
    assert add(cast, due_on=date(2026, 12, 1)) == tasks_for_many.Outcome(made=1, waiting=1)
    assert add(cast) == tasks_for_many.Outcome(made=0, waiting=2)
    made = Task.objects.get(partner=one)
    assert (made.assigned_to, made.due_on, made.created_by) == (cast.expert, date(2026, 12, 1), cast.bureau)
    assert one.timeline.get().title == "Taak voor Expert: Bel even"


def test_accounthouder_of_the_wijk_gets_it_or_else_who_asks(cast: Cast) -> None:
    wijk = Wijk.objects.get(slug="poelenburg")
    school, elsewhere = make_school("De Meander", wijk=wijk), make_organisation("Elders")
    WijkAccount.objects.create(wijk=wijk, user=cast.finance, is_primary=False, started_on=date(2020, 1, 1))
    WijkAccount.objects.create(wijk=wijk, user=cast.expert, started_on=date(2020, 1, 1))
    add(cast, assigned_to=None, to_accounts=True)
    assert {task.partner: task.assigned_to for task in Task.objects.all()} == {
        school: cast.expert,
        elsewhere: cast.bureau,
    }


def test_who_left_is_no_accounthouder(cast: Cast) -> None:
    wijk = Wijk.objects.get(slug="poelenburg")
    make_school("De Meander", wijk=wijk)
    WijkAccount.objects.create(wijk=wijk, user=cast.expert, started_on=date(2020, 1, 1))
    cast.expert.is_active = False
    cast.expert.save()
    add(cast, assigned_to=None, to_accounts=True)
    assert Task.objects.get().assigned_to == cast.bureau


def test_team_and_refusals(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal, match="niemand"):
        add(cast)
    make_organisation()
    with pytest.raises(Refusal, match="moet gebeuren"):
        add(cast, title=" ")
    with pytest.raises(Refusal, match="collega of een team"):
        add(cast, assigned_to=None)
    monkeypatch.setattr(tasks_for_many, "MOST_AT_ONCE", 0)
    with pytest.raises(Refusal, match="hooguit"):
        add(cast)
    monkeypatch.undo()
    assert not Task.objects.exists()
    add(cast, assigned_to=None, team="expert")
    assert Task.objects.get().team == "expert"
