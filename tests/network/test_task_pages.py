"""The pages of tasks: lists, adding from anywhere, ticking off, stale tabs."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network.domain import tasks
from network.enums import Role
from network.models import Task, Wijk
from tests.cast import Cast
from tests.factories.network import make_moment, make_person, make_school, make_user

pytestmark = pytest.mark.django_db

URL = "/werk/taken/"
HTMX = {"HX-Request": "true"}


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def waiting(cast: Cast, title: str = "Bel", **values: Any) -> Task:
    who = {} if "team" in values else {"assigned_to": cast.bureau}
    return tasks.add(title=title, by=cast.admin, **{**who, **values})


@pytest.mark.parametrize("path", ["", "nieuw/"])
def test_tasks_are_for_colleagues(cast: Cast, path: str) -> None:
    people = (cast.bureau, cast.finance, cast.reception, cast.bilal, cast.stranger)
    assert [browser(user).get(f"{URL}{path}").status_code for user in people] == [200, 200, 200, 404, 404]
    assert Client().get(f"{URL}{path}").status_code == 302


@pytest.mark.parametrize("path", ["", "gedaan/", "weer-open/", "op-mij/"])
def test_task_after_a_note_is_not_there_for_who_may_not_read_it(cast: Cast, path: str) -> None:
    moment = make_moment(cast.bilal_partner, cast.expert, confidentiality="personal")
    task = waiting(cast, moment=moment, assigned_to=cast.expert)
    url = f"{task.get_absolute_url()}{path}"
    assert [browser(user).post(url).status_code for user in (cast.finance, cast.reception, cast.bilal)] == [404] * 3


def test_lists_show_mine_my_teams_the_late_and_the_done(cast: Cast, as_bureau: Client) -> None:
    today = timezone.localdate()
    late = waiting(cast, "Laat", due_on=today - timedelta(days=1))
    someday = waiting(cast, "Ooit")
    soon = waiting(cast, "Vandaag", due_on=today)
    team = waiting(cast, "Team", team=Role.PROJECTBUREAU)
    other = waiting(cast, "Ander", team=Role.FINANCE, due_on=today - timedelta(days=2))
    finished = tasks.done(task=waiting(cast, "Klaar"), by=cast.bureau)

    def listed(which: str) -> list[Task]:
        return list(as_bureau.get(f"{URL}?lijst={which}").context["tasks"])

    assert listed("mijn") == listed("") == listed("onzin") == [late, soon, someday]
    assert listed("team") == [late, soon, someday, team]
    assert listed("laat") == [other, late]
    assert listed("open") == [other, late, soon, someday, team]
    assert listed("gedaan") == [finished]
    numbers = {key: number for key, _label, _url, number in as_bureau.get(URL).context["lists"]}
    assert numbers == {"mijn": 3, "team": 4, "laat": 2, "open": 5, "gedaan": None}


def test_lists_filter_by_partner_and_wijk(cast: Cast, as_bureau: Client) -> None:
    wijk = Wijk.objects.get(slug="poelenburg")
    school = make_school("De Oceaan")
    about = waiting(cast, partner=school, team=Role.FINANCE)
    there = waiting(cast, wijk=wijk)
    waiting(cast)
    assert list(as_bureau.get(f"{URL}?partner=De+Oceaan").context["tasks"]) == [about]
    at_home = waiting(cast, "Ga langs", partner=make_school("De Weer", wijk=wijk))
    assert list(as_bureau.get(f"{URL}?wijk=poelenburg").context["tasks"]) == [there, at_home]
    assert as_bureau.get(wijk.get_absolute_url()).context["facts"].tasks == 2
    for odd in ("partner=%00", "wijk=nergens", "na=x", "na=99999999999999999999", "lijst=%00"):
        assert as_bureau.get(f"{URL}?{odd}").status_code == 200


def test_lists_page_by_the_last_one_seen(cast: Cast, as_bureau: Client) -> None:
    today = timezone.localdate()
    made = [waiting(cast, f"Taak {number}", due_on=today + timedelta(days=number // 3)) for number in range(70)]
    made += [waiting(cast, f"Ooit {number}") for number in range(40)]
    seen, older = [], "?"
    while older:
        page = as_bureau.get(f"{URL}{older}", headers=HTMX).context
        seen += page["tasks"]
        older = page["older"]
    assert seen == made


def test_task_is_added_from_a_partner_and_leads_back(cast: Cast, as_bureau: Client) -> None:
    school = make_school("De Oceaan")
    form = as_bureau.get(f"{URL}nieuw/?partner={school.pk}&wijk=poelenburg").context["form"]
    assert form.initial == {"partner": school, "wijk": Wijk.objects.get(slug="poelenburg")}
    values = {"title": "Bel terug", "who": f"{cast.expert.pk}", "partner": f"De Oceaan · {school.pk}"}
    response = as_bureau.post(f"{URL}nieuw/?partner={school.pk}", values)
    assert (response.status_code, response.headers["Location"]) == (303, school.get_absolute_url())
    assert (Task.objects.get().partner, Task.objects.get().assigned_to) == (school, cast.expert)


def test_reception_asks_somebody_to_call_back(cast: Cast) -> None:
    client = browser(cast.reception)
    values = {"title": "Terugbellen", "who": "team-projectbureau", "partner": f"x · {cast.bilal_partner.pk}"}
    assert client.post(f"{URL}nieuw/", values).status_code == 303
    assert [task.title for task in browser(cast.bureau).get(f"{URL}?lijst=team").context["tasks"]] == ["Terugbellen"]
    assert "Terugbellen" in text(client.get(cast.bilal_partner.get_absolute_url()))


def test_task_from_a_moment_follows_from_it(cast: Cast) -> None:
    moment = make_moment(cast.bilal_partner, cast.expert, confidentiality="personal")
    expert = browser(cast.expert)
    url = f"{URL}nieuw/?moment={moment.pk}&next={moment.get_absolute_url()}"
    page = expert.get(url)
    assert page.context["form"].initial["partner"] == cast.bilal_partner
    answer = expert.post(url, {"title": "Vervolg", "who": f"{cast.expert.pk}", "next": page.context["next"]})
    assert answer.headers["Location"] == moment.get_absolute_url()
    assert Task.objects.get().moment == moment
    assert browser(cast.bureau).get(url).context["moment"] is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "a\x00"}, "title"),
        ({"who": ""}, "who"),
        ({"who": "team-partner"}, "who"),
        ({"who": "999999"}, "who"),
        ({"due_on": "gisteren"}, "due_on"),
        ({"partner": "Niemand"}, "partner"),
        ({"wijk": "999"}, "wijk"),
        ({"detail": "x" * 5001}, "detail"),
    ],
)
def test_task_that_cannot_be_gets_a_sentence(cast: Cast, as_bureau: Client, change: dict[str, str], field: str) -> None:
    values = {"title": "Bel", "who": str(cast.bureau.pk), "detail": "Zacht praten", **change}
    response = as_bureau.post(f"{URL}nieuw/", values)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert "Zacht praten" in text(response) or field == "detail"
    assert not Task.objects.exists()


def test_task_is_changed_and_passed_on(cast: Cast, as_bureau: Client) -> None:
    task = waiting(cast, partner=cast.bilal_partner)
    values = {"title": "Mail", "who": "team-reception", "partner": f"x · {cast.bilal_partner.pk}"}
    assert as_bureau.post(task.get_absolute_url(), values).status_code == 303
    task.refresh_from_db()
    assert (task.title, task.team, task.partner) == ("Mail", "reception", cast.bilal_partner)
    assert as_bureau.post(task.get_absolute_url(), {**values, "title": ""}).status_code == 422


def test_task_of_who_left_is_not_silently_mine(cast: Cast, as_bureau: Client) -> None:
    gone = make_user("Weg", Role.EXPERT)
    task = waiting(cast, assigned_to=gone)
    gone.is_active = False
    gone.save()
    page = as_bureau.get(task.get_absolute_url())
    assert '<option value="">Kies iemand</option>' in text(page)
    answer = as_bureau.post(task.get_absolute_url(), {"title": "Bel", "who": ""})
    assert list(answer.context["form"].errors) == ["who"]


def test_one_click_ticks_off_and_another_opens_again(cast: Cast, as_bureau: Client) -> None:
    task = waiting(cast)
    row = as_bureau.post(f"{task.get_absolute_url()}gedaan/", headers=HTMX)
    assert row.status_code == 200
    assert "Zet terug" in text(row)
    assert "<html" not in text(row)
    assert Task.objects.get().done_by == cast.bureau
    row = as_bureau.post(f"{task.get_absolute_url()}weer-open/", headers=HTMX)
    assert 'aria-label="Gedaan: Bel"' in text(row)
    assert Task.objects.get().done_by is None


def test_without_scripts_the_list_comes_back(cast: Cast, as_bureau: Client) -> None:
    task = waiting(cast)
    answer = as_bureau.post(f"{task.get_absolute_url()}gedaan/", {"next": f"{URL}?lijst=laat"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{URL}?lijst=laat")
    answer = as_bureau.post(f"{task.get_absolute_url()}weer-open/", {"next": "https://elders.example/"})
    assert answer.headers["Location"] == URL
    assert as_bureau.get(f"{task.get_absolute_url()}gedaan/").status_code == 405


def test_stale_tab_learns_who_was_first(cast: Cast, as_bureau: Client) -> None:
    task = waiting(cast)
    tasks.done(task=task, by=cast.expert)
    row = as_bureau.post(f"{task.get_absolute_url()}gedaan/", headers=HTMX)
    assert "gedaan door Expert" in text(row)
    assert "al gedaan door Expert" in row.headers["HX-Trigger"]
    page = as_bureau.post(f"{task.get_absolute_url()}gedaan/", follow=True)
    assert "al gedaan door Expert" in text(page)
    changed = as_bureau.post(task.get_absolute_url(), {"title": "Anders", "who": str(cast.bureau.pk)})
    assert changed.status_code == 422
    assert "al gedaan door Expert" in text(changed)


def test_team_task_is_taken_by_who_is_in_the_team(cast: Cast, as_bureau: Client) -> None:
    task = waiting(cast, team=Role.PROJECTBUREAU)
    url = f"{task.get_absolute_url()}op-mij/"
    assert browser(cast.expert).post(url).status_code == 409
    assert "Ik doe het" in text(as_bureau.get(task.get_absolute_url()))
    assert as_bureau.post(url).status_code == 303
    assert Task.objects.get().assigned_to == cast.bureau
    assert "al van Bureau" in text(browser(cast.admin).post(url, follow=True))


def test_start_page_shows_what_waits_for_me_and_my_team(cast: Cast) -> None:
    today = timezone.localdate()
    waiting(cast, "Later", due_on=today + timedelta(days=3))
    waiting(cast, "Laat", due_on=today - timedelta(days=3))
    waiting(cast, "Team", team=Role.PROJECTBUREAU)
    waiting(cast, "Ander", team=Role.FINANCE)
    page = browser(cast.bureau).get("/werk/")
    mine = next(panel for panel in page.context["panels"] if panel.title == "Mijn taken")
    assert ([task.title for task in mine.context["tasks"]], mine.count) == (["Laat", "Later"], 2)
    assert "1 taak van je team om op te pakken" in text(page)
    assert "Je hebt niets openstaan" in text(browser(cast.reception).get("/werk/"))


@pytest.mark.parametrize("path", [URL, f"{URL}?lijst=gedaan", "/werk/"])
def test_thirty_tasks_ask_as_many_questions_as_one(cast: Cast, as_bureau: Client, path: str) -> None:
    def fill() -> None:
        about = {"partner": make_person(), "wijk": Wijk.objects.get(slug="poelenburg")}
        waiting(cast, **about)
        tasks.done(task=waiting(cast, **about), by=make_user("", Role.EXPERT))

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert as_bureau.get(path).status_code == 200
        return len(asked)

    fill()
    questions()
    few = questions()
    for _ in range(29):
        fill()
    assert questions() == few
