"""Handing over: wijken and tasks in one go, shown first, refused when stale, and back again."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fluxus.errors import Refusal
from network.domain import handover, tasks, wijken
from network.enums import Confidentiality, Role
from network.models import Task, User, Wijk, WijkAccount
from tests.cast import Cast
from tests.factories.network import make_moment, make_person, make_user, make_wijk

SPRING, AUTUMN = date(2026, 3, 1), date(2026, 9, 1)
PAGE = "/netwerk/overdracht/"


@pytest.fixture
def other(db: None) -> User:
    return make_user("Daan Groen", Role.EXPERT)


def first(wijk: Wijk, user: User, *, is_primary: bool = True, from_day: date = SPRING) -> WijkAccount:
    return wijken.appoint(wijk=wijk, user=user, from_day=from_day, by=user, is_primary=is_primary)


def make_task(user: User, *, title: str = "Bel terug", **fields: Any) -> Task:
    return Task.objects.create(title=title, assigned_to=user, created_by=user, **fields)


def hand(
    giver: User, receiver: User, by: User, wijk_ids: list[int], task_ids: list[int] | None = None, **how: Any
) -> handover.Plan:
    values = {"receivers": {}, "from_day": AUTUMN, **how}
    return handover.hand_over(
        giver=giver, receiver=receiver, wijk_ids=wijk_ids, task_ids=task_ids or [], by=by, **values
    )


def held(wijk: Wijk) -> list[tuple[str, bool, date, date | None]]:
    rows = wijk.accounts.select_related("user").order_by("started_on", "pk")
    return [(row.user.name, row.is_primary, row.started_on, row.ended_on) for row in rows]


def test_everything_goes_and_the_history_keeps_its_dates(cast: Cast, other: User) -> None:
    wijk, task = make_wijk(), make_task(cast.expert)
    first(wijk, cast.expert)
    hand(cast.expert, other, cast.bureau, [wijk.pk], [task.pk])
    assert held(wijk) == [("Expert", True, SPRING, AUTUMN), ("Daan Groen", True, AUTUMN, None)]
    task.refresh_from_db()
    assert task.assigned_to == other
    left = handover.holdings(user=cast.expert)
    assert (left.accounts, left.tasks) == ([], [])


def test_task_that_goes_is_told_on_the_timeline_at_its_level(cast: Cast, other: User) -> None:
    person = make_person()
    note = make_moment(person, cast.expert, confidentiality=Confidentiality.PERSONAL)
    moved = [
        make_task(cast.expert, partner=person),
        make_task(cast.expert, title="Vraag na", partner=person, moment=note),
    ]
    hand(cast.expert, other, cast.bureau, [], [task.pk for task in moved])
    lines = person.timeline.filter(kind="task").order_by("pk").values_list("title", "confidentiality", "by")
    assert list(lines) == [
        ("Taak doorgegeven aan Daan Groen: Bel terug", "open", cast.bureau.pk),
        ("Taak doorgegeven aan Daan Groen: Vraag na", "personal", cast.bureau.pk),
    ]


def test_second_goes_as_second(cast: Cast, other: User) -> None:
    wijk = make_wijk()
    first(wijk, cast.admin)
    first(wijk, cast.expert, is_primary=False)
    hand(cast.expert, other, cast.bureau, [wijk.pk])
    assert held(wijk)[1:] == [("Expert", False, SPRING, AUTUMN), ("Daan Groen", False, AUTUMN, None)]


def test_second_who_gets_the_wijk_becomes_first(cast: Cast, other: User) -> None:
    wijk = make_wijk()
    first(wijk, cast.expert)
    first(wijk, other, is_primary=False)
    plan = hand(cast.expert, other, cast.bureau, [wijk.pk])
    assert plan.steps[0].was_second
    assert held(wijk) == [
        ("Expert", True, SPRING, AUTUMN),
        ("Daan Groen", False, SPRING, AUTUMN),
        ("Daan Groen", True, AUTUMN, None),
    ]


@pytest.mark.parametrize("is_primary", [True, False])
def test_place_of_a_second_ends_when_the_receiver_is_there_already(cast: Cast, other: User, is_primary: bool) -> None:
    wijk = make_wijk()
    first(wijk, other, is_primary=is_primary)
    first(wijk, cast.expert, is_primary=False)
    hand(cast.expert, other, cast.bureau, [wijk.pk])
    assert [(name, is_first) for name, is_first, _from, until in held(wijk) if until is None] == [
        ("Daan Groen", is_primary)
    ]


def test_wijk_may_go_to_somebody_else_with_its_tasks(cast: Cast, other: User) -> None:
    here, there = make_wijk(), make_wijk()
    first(here, cast.expert)
    first(there, cast.expert)
    loose, bound = make_task(cast.expert), make_task(cast.expert, wijk=there)
    plan = hand(
        cast.expert, other, cast.bureau, [here.pk, there.pk], [loose.pk, bound.pk], receivers={there.pk: cast.bureau}
    )
    assert {step.account.wijk: step.receiver for step in plan.steps} == {here: other, there: cast.bureau}
    assert {task.pk: task.assigned_to for task in Task.objects.all()} == {loose.pk: other, bound.pk: cast.bureau}


def test_what_is_not_ticked_stays(cast: Cast, other: User) -> None:
    here, there, task = make_wijk(), make_wijk(), make_task(cast.expert)
    first(here, cast.expert)
    first(there, cast.expert)
    hand(cast.expert, other, cast.bureau, [here.pk])
    left = handover.holdings(user=cast.expert)
    assert ([account.wijk for account in left.accounts], left.tasks) == ([there], [task])


def test_handing_back_undoes_it(cast: Cast, other: User) -> None:
    wijk, task = make_wijk(), make_task(cast.expert)
    first(wijk, cast.expert)
    hand(cast.expert, other, cast.bureau, [wijk.pk], [task.pk])
    hand(other, cast.expert, cast.bureau, [wijk.pk], [task.pk])
    assert [account.user for account in wijk.accounts.on(AUTUMN)] == [cast.expert]
    assert not wijk.accounts.filter(user=other).exists()
    assert Task.objects.get().assigned_to == cast.expert


def test_twice_is_refused_and_changes_nothing(cast: Cast, other: User) -> None:
    wijk = make_wijk()
    first(wijk, cast.expert)
    hand(cast.expert, other, cast.bureau, [wijk.pk])
    before = held(wijk)
    with pytest.raises(Refusal, match="Intussen is er iets veranderd aan wat Expert heeft"):
        hand(cast.expert, other, cast.bureau, [wijk.pk])
    assert held(wijk) == before


def test_one_that_cannot_go_stops_all(cast: Cast, other: User) -> None:
    here, there, task = make_wijk(), make_wijk(), make_task(cast.expert)
    first(here, cast.expert)
    first(there, cast.expert, from_day=AUTUMN + timedelta(days=30))
    with pytest.raises(Refusal, match="Kies een latere dag"):
        hand(cast.expert, other, cast.bureau, [here.pk, there.pk], [task.pk])
    assert (len(held(here)), Task.objects.get().assigned_to) == (1, cast.expert)


@pytest.mark.parametrize(
    ("who", "sentence"),
    [("expert", "Kies een andere collega"), ("bilal", "werkt hier niet"), ("left", "werkt hier niet")],
)
def test_who_cannot_receive(cast: Cast, who: str, sentence: str) -> None:
    task = make_task(cast.expert)
    receiver = make_user("Vertrokken", Role.EXPERT, is_active=False) if who == "left" else getattr(cast, who)
    with pytest.raises(Refusal, match=sentence):
        hand(cast.expert, receiver, cast.bureau, [], [task.pk])
    with pytest.raises(Refusal, match="Vink aan"):
        hand(cast.expert, cast.bureau, cast.bureau, [])


def test_task_that_is_done_is_no_longer_handed_over(cast: Cast, other: User) -> None:
    task = make_task(cast.expert)
    tasks.done(task=task, by=cast.expert)
    with pytest.raises(Refusal, match="Intussen"):
        hand(cast.expert, other, cast.bureau, [], [task.pk])


def test_who_left_can_still_be_chosen_to_hand_over_from(cast: Cast) -> None:
    left = make_user("Vertrokken", Role.EXPERT)
    first(make_wijk(), left)
    User.objects.filter(pk=left.pk).update(is_active=False)
    gone = make_user("Zonder iets", Role.EXPERT, is_active=False)
    assert left in handover.holders()
    assert gone not in handover.holders()


# The page


def question(giver: User, receiver: User, **more: Any) -> dict[str, Any]:
    return {"giver": giver.pk, "receiver": receiver.pk, "from_day": "2026-09-01", **more}


def test_page_previews_then_does_it_and_offers_the_way_back(cast: Cast, other: User, as_bureau: Client) -> None:
    wijk, task = make_wijk("Het Veen"), make_task(cast.expert)
    first(wijk, cast.expert)
    page = as_bureau.get(PAGE, question(cast.expert, other))
    assert (page.text.count('" checked>'), "Het Veen" in page.text) == (2, True)
    what = question(cast.expert, other, wijk=[wijk.pk], taak=[task.pk])
    preview = as_bureau.post(PAGE, what)
    assert (preview.status_code, "Overdragen" in preview.text, len(held(wijk))) == (200, True, 1)
    done = as_bureau.post(PAGE, {**what, "doen": "1"}, follow=True)
    assert "De overdracht is gedaan" in done.text
    assert len(held(wijk)) == 2
    assert f"giver={other.pk}&amp;receiver={cast.expert.pk}" in done.text
    again = as_bureau.post(PAGE, {**what, "doen": "1"})
    assert (again.status_code, "Intussen is er iets veranderd" in again.text) == (422, True)


def test_page_goes_back_with_what_was_ticked(cast: Cast, other: User, as_bureau: Client) -> None:
    here, there = make_wijk(), make_wijk()
    first(here, cast.expert)
    first(there, cast.expert)
    what = question(cast.expert, other, wijk=[there.pk], **{f"aan-{there.pk}": cast.admin.pk})
    page = as_bureau.post(PAGE, {**what, "terug": "1"})
    assert (page.text.count('" checked>'), page.text.count(" selected")) == (1, 3)


def test_page_hides_what_the_reader_may_not_read(cast: Cast, other: User, as_bureau: Client) -> None:
    moment = make_moment(make_person(), cast.expert, confidentiality=Confidentiality.PERSONAL)
    task = make_task(cast.expert, title="Praat over de ziekte", moment=moment)
    page = as_bureau.get(PAGE, question(cast.expert, other))
    preview = as_bureau.post(PAGE, question(cast.expert, other, taak=[task.pk]))
    for answer in (page, preview):
        assert "Praat over de ziekte" not in answer.text
        assert "Taak bij een vertrouwelijk gesprek" in answer.text


def test_page_refuses_in_dutch(cast: Cast, other: User, as_bureau: Client) -> None:
    make_task(cast.expert)
    nothing = as_bureau.post(PAGE, question(cast.expert, other))
    assert (nothing.status_code, "Vink aan wat je wilt overdragen." in nothing.text) == (422, True)
    same = as_bureau.get(PAGE, question(cast.expert, cast.expert))
    assert "Kies een andere collega" in same.text
    strange = as_bureau.post(PAGE, question(cast.expert, other, wijk=["x", "9" * 30, "\x00"], taak=["99999"]))
    assert strange.status_code == 422
    assert as_bureau.post(PAGE, {"giver": "x", "receiver": "\x00", "from_day": "morgen"}).status_code == 422


def test_who_may_hand_over(cast: Cast, client: Client) -> None:
    for user, status in (
        (cast.bureau, 200),
        (cast.admin, 200),
        (cast.expert, 403),
        (cast.reception, 403),
        (cast.bilal, 404),
    ):
        client.force_login(user)
        assert client.get(PAGE).status_code == status


def test_page_costs_the_same_for_many(cast: Cast, other: User, as_bureau: Client) -> None:
    first(make_wijk(), cast.expert)
    make_task(cast.expert)
    with CaptureQueriesContext(connection) as few:
        as_bureau.get(PAGE, question(cast.expert, other))
    for _number in range(30):
        first(make_wijk(), cast.expert)
        make_task(cast.expert, partner=make_person())
    with CaptureQueriesContext(connection) as many:
        as_bureau.get(PAGE, question(cast.expert, other))
    assert len(many) == len(few)


def test_desk_of_access_leads_to_the_handover(cast: Cast, as_bureau: Client) -> None:
    assert f"{PAGE}?giver={cast.expert.pk}" in as_bureau.get("/netwerk/toegang/").text
