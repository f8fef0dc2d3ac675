"""What can be done with a whole list or with its ticked rows: labels on and off, a task for everybody."""

import pytest
from django.test import Client

from network.domain import tags
from network.models import Tag, TagChange, Task, Wijk
from tests.cast import Cast
from tests.factories.network import make_school
from tests.network.test_lists import text

pytestmark = pytest.mark.django_db


def test_label_for_a_list_shows_first_then_does_then_undoes(cast: Cast, as_bureau: Client) -> None:
    schools = [make_school() for _ in range(3)]
    tags.add(partner=schools[0], name="Update", by=cast.bureau)
    asked = {"query": "roles=school", "name": "update"}
    page = as_bureau.get("/netwerk/selectie/label-erbij/", asked)
    assert page.context["preview"] == tags.Preview(partners=3, already=1, refused=0)
    assert TagChange.objects.count() == 0
    done = as_bureau.post("/netwerk/selectie/label-erbij/", {**asked, "changes": "2"}, follow=True)
    change = TagChange.objects.get()
    assert "2 partners kregen het label ‘Update’." in text(done)
    again = as_bureau.post("/netwerk/selectie/label-erbij/", {**asked, "changes": "2"})
    assert (again.status_code, TagChange.objects.count()) == (422, 1)
    assert as_bureau.post(f"/netwerk/labels/rondes/{change.pk}/terug/").status_code == 303
    assert list(change.tag.partners.all()) == [schools[0]]
    assert as_bureau.post(f"/netwerk/labels/rondes/{change.pk}/terug/").status_code == 409


def test_list_that_changed_since_is_shown_again(cast: Cast, as_bureau: Client) -> None:
    make_school()
    asked = {"query": "roles=school", "name": "Update", "changes": "1"}
    make_school()
    stale = as_bureau.post("/netwerk/selectie/label-erbij/", asked)
    assert (stale.status_code, stale.context["preview"].changes) == (422, 2)
    assert "De lijst is intussen veranderd" in text(stale)
    assert not Tag.objects.exists()


def test_ticked_rows_are_never_the_whole_list(cast: Cast, as_bureau: Client) -> None:
    school, _other = make_school(), make_school()
    asked = {"query": "roles=school", "name": "Update", "partner": [school.pk, "x", "9" * 40]}
    assert as_bureau.get("/netwerk/selectie/label-erbij/", asked).context["preview"].partners == 1
    nobody = as_bureau.get("/netwerk/selectie/label-erbij/", {**asked, "partner": ["weg"]})
    assert nobody.context["preview"].partners == 0
    many = as_bureau.get("/netwerk/selectie/label-erbij/", {"partner": list(range(201))})
    assert (many.status_code, "hooguit 200" in text(many)) == (409, True)


def test_label_off_a_list(cast: Cast, as_bureau: Client) -> None:
    schools = [make_school() for _ in range(2)]
    tag = tags.add(partner=schools[0], name="Update", by=cast.bureau)
    asked = {"query": "roles=school", "tag": tag.pk}
    assert as_bureau.get("/netwerk/selectie/label-eraf/", asked).context["preview"].changes == 1
    assert as_bureau.post("/netwerk/selectie/label-eraf/", {**asked, "changes": "1"}).status_code == 303
    assert not tag.partners.exists()
    assert as_bureau.post("/netwerk/selectie/label-eraf/", {"query": "", "tag": "x"}).status_code == 422


@pytest.mark.parametrize(
    "query", ["silence=0", "roles=koning", "wijken=nergens", "organisation=niemand", "tags=1&tags=x"]
)
def test_wrong_filter_takes_nobody_along(cast: Cast, as_bureau: Client, query: str) -> None:
    for path in ("label-erbij/", "label-eraf/", "taak/"):
        assert as_bureau.get(f"/netwerk/selectie/{path}", {"query": query}).status_code == 409


def test_task_for_a_list(cast: Cast, as_bureau: Client) -> None:
    make_school(wijk=Wijk.objects.get(slug="poelenburg"))
    make_school()
    page = as_bureau.get("/netwerk/selectie/taak/", {"query": "roles=school"})
    assert (page.context["count"], page.context["without_account"]) == (2, 2)
    values = {"query": "roles=school", "title": "Bel over het menu", "who": "account", "due_on": "2026-12-01"}
    assert as_bureau.post("/netwerk/selectie/taak/", {**values, "title": ""}).status_code == 422
    done = as_bureau.post("/netwerk/selectie/taak/", values, follow=True)
    assert "2 taken gemaakt." in text(done)
    assert "0 taken gemaakt. 2 partners hadden deze taak al." in text(
        as_bureau.post("/netwerk/selectie/taak/", values, follow=True)
    )
    assert {task.assigned_to for task in Task.objects.all()} == {cast.bureau}
    nobody = as_bureau.get("/netwerk/selectie/taak/", {"query": "roles=fund"})
    assert "Er staat niemand op deze lijst." in text(nobody)
