"""Contact moments: with whom, who may read them, what follows, and what was said before."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fluxus.errors import Refusal
from network.domain import moments
from network.enums import Role
from network.models import ContactMoment, Task, TimelineEntry, Wijk
from tests.cast import Cast
from tests.factories.network import make_moment, make_organisation, make_person, make_school, make_user

pytestmark = pytest.mark.django_db

URL = "/netwerk/contactmomenten/"
HTMX = {"HX-Request": "true"}


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def noted(by: Any, **values: Any) -> ContactMoment:
    known = {"partners": [make_person()], "kind": "phone", "summary": "Gebeld.", "occurred_at": timezone.now()}
    return moments.note(by=by, **{**known, **values})


def told(moment: ContactMoment) -> list[str]:
    return list(TimelineEntry.objects.filter(moment=moment).order_by("pk").values_list("title", flat=True))


def posted(**values: Any) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    known = {"kind": "phone", "occurred_on": today, "summary": "Belt terug.", "confidentiality": "open"}
    return {**known, **values}


def test_the_same_words_for_fewer_readers_are_no_second_click(cast: Cast) -> None:
    person = make_person()
    first, again = (noted(cast.expert, partners=[person], confidentiality="open") for _time in range(2))
    closed = noted(cast.expert, partners=[person], confidentiality="personal")
    assert first == again
    assert (closed.pk != first.pk, closed.confidentiality) == (True, "personal")


READERS = [
    ("open", ["admin", "bureau", "expert", "finance"]),
    ("team", ["admin", "bureau", "expert"]),
    ("personal", ["admin"]),
]


@pytest.mark.parametrize(("level", "readers"), READERS)
def test_moment_and_its_line_are_read_by_the_same_people(cast: Cast, level: str, readers: list[str]) -> None:
    moment = noted(make_user("", Role.EXPERT), confidentiality=level)
    people = {name: person for name, person in vars(cast).items() if name != "bilal_partner"}
    assert [name for name, who in people.items() if ContactMoment.objects.visible_to(who)] == readers
    lines = TimelineEntry.objects.filter(moment=moment)
    assert [name for name, who in people.items() if lines.visible_to(who)] == readers


def test_who_was_there_reads_a_personal_moment(cast: Cast) -> None:
    moment = noted(cast.expert, confidentiality="personal", colleagues=[cast.finance])
    for reader in (cast.expert, cast.finance):
        assert list(ContactMoment.objects.visible_to(reader)) == [moment]
        assert TimelineEntry.objects.visible_to(reader).count() == 1


def test_reception_that_was_there_still_reads_no_notes(cast: Cast) -> None:
    noted(cast.expert, colleagues=[cast.reception])
    assert not ContactMoment.objects.visible_to(cast.reception).exists()
    assert not TimelineEntry.objects.visible_to(cast.reception).exists()


def test_follow_up_is_about_the_first_partner_and_follows_from_the_moment(cast: Cast) -> None:
    school, person = make_school("De Oceaan"), make_person()
    task = {"title": "Offerte sturen", "assigned_to": None, "team": "projectbureau", "due_on": date(2026, 12, 1)}
    moment = noted(cast.expert, partners=[school, person], follow_up=task)
    follows = Task.objects.get()
    assert (follows.partner, follows.moment, follows.team, follows.created_by) == (
        school,
        moment,
        "projectbureau",
        cast.expert,
    )


def test_moment_with_a_follow_up_for_nobody_is_not_noted(cast: Cast) -> None:
    with pytest.raises(Refusal, match="Kies een collega of een team"):
        noted(cast.expert, follow_up={"title": "Offerte", "assigned_to": None, "team": "", "due_on": None})
    assert not ContactMoment.objects.exists()


def test_second_click_notes_nothing_twice(cast: Cast) -> None:
    partners = [make_person(), make_person()]
    first = noted(cast.expert, partners=partners)
    assert noted(cast.expert, partners=partners[::-1]) == first
    assert noted(cast.expert, partners=partners[:1]) != first
    assert noted(cast.bureau, partners=partners) != first
    ContactMoment.objects.update(noted_at=timezone.now() - timedelta(minutes=2))
    assert noted(cast.expert, partners=partners) != first
    assert len(told(first)) == 2


def test_correction_keeps_the_old_words_on_the_timeline(cast: Cast) -> None:
    moment = noted(cast.expert)
    today = timezone.localdate()
    moments.correct(moment=moment, by=cast.expert, today=today, kind="phone", summary=" Gebeld. ")
    assert told(moment) == ["Telefoon: Gebeld."]
    moments.correct(moment=moment, by=cast.expert, today=today, kind="visit", summary="Bezocht.")
    assert told(moment) == ["Telefoon: Gebeld.", "Verbeterd: Bezoek: Bezocht."]
    moment.refresh_from_db()
    assert (moment.kind, moment.summary) == ("visit", "Bezocht.")
    with pytest.raises(Refusal, match="paar woorden"):
        moments.correct(moment=moment, by=cast.expert, today=today, kind="visit", summary=" ")


def test_moment_is_corrected_by_its_writer_on_the_day_itself(cast: Cast) -> None:
    moment = noted(cast.expert)
    today = timezone.localdate()
    for by, day in ((cast.admin, today), (cast.expert, today + timedelta(days=1))):
        with pytest.raises(Refusal, match="Alleen wie het noteerde"):
            moments.correct(moment=moment, by=by, today=day, kind="visit", summary="Anders.")


def test_closing_a_moment_closes_every_line_that_came_from_it(cast: Cast) -> None:
    partner = make_person()
    moment = noted(cast.expert, partners=[partner])
    with pytest.raises(Refusal, match="of beheer"):
        moments.reclassify(moment=moment, by=cast.bureau, confidentiality="personal")
    moments.reclassify(moment=moment, by=cast.expert, confidentiality="personal")
    assert not TimelineEntry.objects.filter(partner=partner).visible_to(cast.bureau).exists()
    assert told(moment)[1] == "Nu te lezen voor alleen wie erbij was: Telefoon: Gebeld."
    moments.reclassify(moment=moment, by=cast.admin, confidentiality="personal")
    assert len(told(moment)) == 2


@pytest.mark.parametrize("path", [URL, f"{URL}nieuw/"])
def test_moments_are_for_who_reads_notes(cast: Cast, path: str) -> None:
    people = (cast.admin, cast.bureau, cast.expert, cast.finance, cast.reception, cast.bilal, cast.stranger)
    assert [browser(user).get(path).status_code for user in people] == [200, 200, 200, 200, 403, 404, 404]
    assert Client().get(path).status_code == 302


@pytest.mark.parametrize("path", ["", "verbeteren/"])
def test_page_of_a_confidential_moment_is_not_there_for_others(cast: Cast, path: str) -> None:
    moment = noted(cast.expert, confidentiality="personal")
    assert browser(cast.expert).get(f"{moment.get_absolute_url()}{path}").status_code == 200
    assert browser(cast.bureau).get(f"{moment.get_absolute_url()}{path}").status_code == 404
    assert browser(cast.reception).get(f"{moment.get_absolute_url()}{path}").status_code == 403


def test_moment_is_noted_with_several_and_a_follow_up(cast: Cast, as_bureau: Client) -> None:
    school, person = make_school("De Oceaan"), make_person("Lieke", "Smit")
    wijk = Wijk.objects.get(slug="poelenburg")
    values = posted(
        partners=["De Oceaan", f"Lieke Smit · {person.pk}", ""],
        colleagues=[cast.bureau.pk, cast.expert.pk],
        wijk=wijk.pk,
        confidentiality="team",
        task_title="Offerte sturen",
        task_who="team-finance",
    )
    response = as_bureau.post(f"{URL}nieuw/", values)
    moment = ContactMoment.objects.get()
    assert (response.status_code, response.headers["Location"]) == (303, moment.get_absolute_url())
    assert set(moment.partners.all()) == {school, person}
    assert set(moment.colleagues.all()) == {cast.bureau, cast.expert}
    assert (moment.wijk, moment.confidentiality, moment.tasks.get().team) == (wijk, "team", "finance")
    page = text(as_bureau.get(moment.get_absolute_url()))
    for words in ("De Oceaan", "Lieke Smit", "Poelenburg", "Expert", "Offerte sturen", "Belt terug."):
        assert words in page


def test_one_more_box_keeps_what_was_typed_and_notes_nothing(cast: Cast, as_bureau: Client) -> None:
    make_person("Lieke", "Smit")
    page = as_bureau.post(f"{URL}nieuw/", posted(partners=["Lieke Smit", "Onbekend"], more="1", task_title="Bel"))
    assert page.status_code == 200
    assert text(page).count('name="partners"') == 4
    assert text(page).count("data-focus") == 1
    assert 'value="Onbekend"' in text(page)
    assert "Belt terug." in text(page)
    assert not ContactMoment.objects.exists()


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"partners": []}, "partners", "Met wie was het?"),
        ({"partners": ["Niemand"]}, "partners", "We kennen niemand"),
        ({"summary": ""}, "summary", "verplicht"),
        ({"occurred_on": "2999-01-01"}, "occurred_on", "ver weg"),
        ({"confidentiality": "geheim"}, "confidentiality", "geheim"),
        ({"colleagues": ["999999"]}, "colleagues", "999999"),
        ({"task_title": "Bel", "task_who": ""}, "task_who", "Kies een collega"),
        ({"task_title": "Bel", "task_due_on": "ooit"}, "task_due_on", "zoals"),
        ({"task_title": "x" * 201}, "task_title", "200"),
    ],
)
def test_what_does_not_hold_stands_at_its_field(
    cast: Cast, as_bureau: Client, change: dict[str, Any], field: str, words: str
) -> None:
    values = posted(partners=[f"x · {cast.bilal_partner.pk}"], task_who=str(cast.bureau.pk))
    response = as_bureau.post(f"{URL}nieuw/", {**values, **change})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert words in " ".join(response.context["form"].errors[field])
    assert not ContactMoment.objects.exists()


def test_new_moment_starts_with_the_partner_and_his_wijk(cast: Cast, as_bureau: Client) -> None:
    wijk = Wijk.objects.get(slug="poelenburg")
    school = make_school("De Oceaan", wijk=wijk)
    form = as_bureau.get(f"{URL}nieuw/?partner={school.pk}").context["form"]
    assert (form.initial["partners"], form.initial["wijk"]) == ([school], wijk)
    for odd in ("partner=x", "partner=99999999999999999999999", "wijk=%00", "wijk=nergens"):
        assert as_bureau.get(f"{URL}nieuw/?{odd}").status_code == 200


def test_list_filters(cast: Cast, as_bureau: Client) -> None:
    wijk = Wijk.objects.get(slug="poelenburg")
    partner = make_organisation()
    own = noted(cast.bureau, kind="visit", wijk=wijk, partners=[partner])
    there = noted(cast.expert, colleagues=[cast.bureau])
    other = noted(cast.finance)

    def listed(query: str) -> list[ContactMoment]:
        return [moment for moment, _icon in as_bureau.get(f"{URL}?{query}").context["moments"]]

    assert listed("") == [other, there, own]
    assert listed("kind=visit") == listed("wijk=poelenburg") == listed(f"partner={partner.name}") == [own]
    assert listed("mine=on") == [there, own]
    assert listed(f"colleague={cast.finance.pk}") == [other]
    assert listed("kind=duif&voor=x&voor=9999999999999999999999") == [other, there, own]


def test_list_pages_by_the_last_one_seen(cast: Cast, as_bureau: Client) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    made = [
        make_moment(cast.bilal_partner, cast.expert, occurred_at=start + timedelta(hours=number // 3))
        for number in range(90)
    ]
    seen, older = [], "?"
    while older:
        page = as_bureau.get(f"{URL}{older}", headers=HTMX).context
        seen += [moment for moment, _icon in page["moments"]]
        older = page["older"]
    assert seen == made[::-1]


def test_page_corrects_and_closes(cast: Cast) -> None:
    moment = noted(cast.expert)
    expert, bureau = browser(cast.expert), browser(cast.bureau)
    url = moment.get_absolute_url()
    assert "Verbeter" in text(expert.get(url))
    assert "Verbeter" not in text(bureau.get(url))
    assert expert.post(f"{url}verbeteren/", {"kind": "mail", "summary": "Gemaild."}).status_code == 303
    page = text(expert.get(url))
    assert "Gemaild." in page
    assert "Telefoon: Gebeld." in page
    assert expert.post(f"{url}verbeteren/", {"kind": "mail", "summary": ""}).status_code == 422
    assert bureau.post(f"{url}verbeteren/", {"kind": "mail", "summary": "x"}).status_code == 303
    assert "x" not in ContactMoment.objects.values_list("summary", flat=True)
    assert bureau.post(f"{url}wie-leest/", {"confidentiality": "personal"}).status_code == 409
    assert expert.post(f"{url}wie-leest/", {"confidentiality": "personal"}).status_code == 303
    assert bureau.get(url).status_code == 404
    assert expert.post(f"{url}wie-leest/", {"confidentiality": "geheim"}, follow=True).status_code == 200
    assert expert.get(f"{url}wie-leest/").status_code == 405


def test_thirty_moments_ask_as_many_questions_as_one(cast: Cast, as_bureau: Client) -> None:
    def fill() -> None:
        there = make_user("", Role.EXPERT)
        noted(there, partners=[make_person(), make_school()], colleagues=[there, cast.expert])

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert as_bureau.get(URL).status_code == 200
        return len(asked)

    fill()
    questions()
    few = questions()
    for _ in range(29):
        fill()
    assert questions() == few
