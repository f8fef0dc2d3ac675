"""Planning groups on the screen, in two steps without a script and live with one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from network.models import Partner, User
from programmes.models import Activity, Delivery, SchoolGroup
from tests.cast import Cast
from tests.factories.network import make_school, make_teacher
from tests.factories.programmes import SCHOOL_DAY, make_activity, make_delivery, make_group, make_holiday


@dataclass(frozen=True)
class Scene:
    """An activity, a school with two groups that fit and one that does not, and the address of the form."""

    activity: Activity
    school: Partner
    groups: list[SchoolGroup]

    @property
    def url(self) -> str:
        return f"/cultuurmenu/activiteiten/{self.activity.pk}/inplannen/"

    @property
    def second(self) -> str:
        return f"{self.url}?school={quote(self.school.name)}"

    def data(self, **changes: Any) -> dict[str, Any]:
        pks = [group.pk for group in self.groups]
        return {"groups": pks, "day": SCHOOL_DAY.isoformat(), "start": "09:00", **changes}


@pytest.fixture
def scene(db: None) -> Scene:
    school = make_school("De Groene Vlinder")
    groups = [make_group(school, name="5A"), make_group(school, name="5B")]
    make_group(school, name="1/2A", grades=[1, 2])
    return Scene(make_activity(make_teacher("Bilal", "Zaan"), minutes=50), school, groups)


class TestSteps:
    def test_first_the_school(self, as_bureau: Client, scene: Scene) -> None:
        html = as_bureau.get(scene.url).content.decode()
        assert 'name="school"' in html
        assert 'name="groups"' not in html

    def test_then_its_groups_that_fit(self, as_bureau: Client, scene: Scene) -> None:
        html = as_bureau.get(scene.second).content.decode()
        assert "Groep 5A, 25 leerlingen" in html
        assert "1/2A" not in html
        assert "1 andere groep van De Groene Vlinder heeft andere leerjaren" in html

    def test_unknown_school(self, as_bureau: Client, scene: Scene) -> None:
        answer = as_bureau.get(f"{scene.url}?school=Hogwarts")
        assert answer.status_code == 422
        assert 'value="Hogwarts"' in answer.content.decode()

    def test_school_without_groups_in_this_year(self, as_bureau: Client, scene: Scene) -> None:
        other = make_school("Zonder Groepen")
        assert as_bureau.get(f"{scene.url}?school={quote(other.name)}").status_code == 422

    def test_two_groups_after_each_other(self, as_bureau: Client, scene: Scene) -> None:
        answer = as_bureau.post(scene.second, scene.data())
        times = Delivery.objects.order_by("local_start").values_list("local_start", "local_end")
        assert (answer.status_code, answer["Location"]) == (303, scene.activity.get_absolute_url())
        assert [f"{start:%H:%M}-{end:%H:%M}" for start, end in times] == ["09:00-09:50", "10:00-10:50"]

    def test_two_groups_together(self, as_bureau: Client, scene: Scene) -> None:
        Activity.objects.filter(pk=scene.activity.pk).update(groups_per_delivery=2)
        as_bureau.post(scene.second, scene.data())
        assert Delivery.objects.get().groups.count() == 2

    def test_after_planning_the_agreement_is_offered(self, as_bureau: Client, scene: Scene) -> None:
        answer = as_bureau.post(scene.second, scene.data(), follow=True)
        html = answer.content.decode()
        assert "2 keer ingepland bij De Groene Vlinder op dinsdag 1 december 2026." in html
        assert f"/contracten/opstellen/{scene.activity.maker_id}/" in html


class TestPreview:
    def test_says_until_when_it_takes(self, as_bureau: Client, scene: Scene) -> None:
        headers = {"HX-Request": "true", "HX-Target": "overzicht"}
        data = {"school": scene.school.name, **scene.data()}
        html = as_bureau.get(scene.url, data, headers=headers).content.decode()
        assert html.strip().startswith('<div id="overzicht"')
        assert "di 1 dec 2026 09:00–09:50" in html
        assert "di 1 dec 2026 10:00–10:50" in html
        assert Delivery.objects.count() == 0

    def test_warns_before_it_is_asked(self, as_bureau: Client, scene: Scene) -> None:
        make_delivery(scene.activity, [make_group(make_school("De Korenaar"))])
        html = as_bureau.get(scene.url, {"school": scene.school.name, **scene.data()}).content.decode()
        assert "Bilal Zaan is dan al bij De Korenaar" in html

    @pytest.mark.parametrize(
        "changes",
        [
            {"groups": ["x", "9" * 40, "-1", "٣"]},
            {"day": "2027-02-30"},
            {"day": "9999-12-31"},
            {"start": "19:07"},
            {"start": "\x00"},
            {"day": "2027-03-28", "start": "02:00"},
        ],
    )
    def test_nonsense_previews_nothing(self, as_bureau: Client, scene: Scene, changes: dict[str, Any]) -> None:
        answer = as_bureau.get(scene.url, {"school": scene.school.name, **scene.data(**changes)})
        assert (answer.status_code, answer.context["visits"]) == (200, [])


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"groups": []}, "groups"),
            ({"groups": ["999999"]}, "groups"),
            ({"groups": ["9" * 30]}, "groups"),
            ({"groups": ["abc"]}, "groups"),
            ({"day": ""}, "day"),
            ({"day": "2026-12-05"}, "day"),
            ({"day": "2031-12-02"}, "day"),
            ({"day": "0001-01-01"}, "day"),
            ({"start": "09:07"}, "start"),
            ({"start": "<script>"}, "start"),
            ({"day": "2027-03-28", "start": "02:00"}, "start"),
        ],
    )
    def test_a_sentence_next_to_the_field(
        self, as_bureau: Client, scene: Scene, changes: dict[str, Any], field: str
    ) -> None:
        answer = as_bureau.post(scene.second, scene.data(**changes))
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        assert Delivery.objects.count() == 0

    def test_clash_says_who_and_loses_nothing(self, as_bureau: Client, scene: Scene) -> None:
        make_delivery(scene.activity, [make_group(make_school("De Korenaar"))])
        answer = as_bureau.post(scene.second, scene.data())
        html = answer.content.decode()
        assert answer.status_code == 422
        assert "Bilal Zaan is dan al bij De Korenaar" in html
        assert answer.context["form"]["groups"].value() == [str(group.pk) for group in scene.groups]
        assert 'value="2026-12-01"' in html
        assert 'value="09:00"' in html

    def test_holiday(self, as_bureau: Client, scene: Scene) -> None:
        make_holiday(SCHOOL_DAY, SCHOOL_DAY, name="Kerstvakantie")
        answer = as_bureau.post(scene.second, scene.data())
        assert answer.context["form"].errors["day"] == [
            "Op dinsdag 1 december 2026 is er geen school: Kerstvakantie. Kies een schooldag."
        ]

    def test_only_the_projectbureau_plans(self, cast: Cast, scene: Scene, log_in: Callable[[User], Client]) -> None:
        codes = [log_in(user).post(scene.second, scene.data()).status_code for user in (cast.expert, cast.bilal)]
        assert codes == [403, 404]
        assert Delivery.objects.count() == 0


class TestDelivery:
    def test_page_and_cancelling(self, as_bureau: Client) -> None:
        delivery = make_delivery()
        assert "Laten vervallen" in as_bureau.get(delivery.get_absolute_url()).content.decode()
        answer = as_bureau.post(delivery.get_absolute_url(), {"reason": "Maker is ziek"})
        delivery.refresh_from_db()
        assert (answer.status_code, delivery.status) == (303, "cancelled")
        assert "Maker is ziek" in as_bureau.get(delivery.get_absolute_url()).content.decode()

    def test_a_reason_is_needed(self, as_bureau: Client) -> None:
        assert as_bureau.post(make_delivery().get_absolute_url(), {"reason": ""}).status_code == 422

    def test_maker_sees_but_does_not_cancel(self, cast: Cast, as_bilal: Client) -> None:
        delivery = make_delivery(make_activity(cast.bilal_partner, fee_cents=7500))
        html = as_bilal.get(delivery.get_absolute_url()).content.decode()
        assert "€ 75,00" in html
        assert "Laten vervallen" not in html
        as_bilal.post(delivery.get_absolute_url(), {"reason": "Geen zin"})
        delivery.refresh_from_db()
        assert delivery.status == "planned"

    def test_others_find_nothing(self, cast: Cast, as_bilal: Client, log_in: Callable[[User], Client]) -> None:
        url = make_delivery().get_absolute_url()
        assert [client.get(url).status_code for client in (as_bilal, log_in(cast.stranger), Client())] == [
            404,
            404,
            302,
        ]
