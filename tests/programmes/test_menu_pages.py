"""The menu and its activities on the screen."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fluxus.periods import today
from network.models import Partner, User
from programmes.domain import years
from programmes.models import Activity
from tests.cast import Cast
from tests.factories.network import make_school, make_teacher
from tests.factories.programmes import make_activity, make_delivery, make_group

ADD = "/cultuurmenu/activiteiten/nieuw/"


def filled(by_maker: Partner, **changes: Any) -> dict[str, Any]:
    return {
        "maker": by_maker.name,
        "title": "Slagwerk op alles",
        "description": "",
        "kind": "lesson",
        "discipline": "music",
        "grades": ["5", "6"],
        "minutes": "50",
        "groups_per_delivery": "1",
        "fee_cents": "65,00",
        **changes,
    }


class TestMenu:
    def test_menu_shows_activities_with_reach(self, as_bureau: Client) -> None:
        activity = make_activity(title="Klei in je handen", school_year=years.of(day=today()))
        group = make_group(school_year=activity.school_year, pupils=27)
        make_delivery(activity, [group])
        html = as_bureau.get("/cultuurmenu/").content.decode()
        assert "Klei in je handen" in html
        assert '<td class="num">27</td>' in html

    def test_menu_of_no_year_at_all(self, as_bureau: Client) -> None:
        assert "Het Cultuurmenu is nog leeg" in as_bureau.get("/cultuurmenu/").content.decode()

    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            ("discipline=visual", {"Klei"}),
            ("grade=7", {"Beatbox"}),
            ("q=klei", {"Klei"}),
            ("q=amrani", {"Beatbox"}),
            ("discipline=onzin&grade=99&q=", {"Klei", "Beatbox"}),
            ("jaar=1812-1813", {"Klei", "Beatbox"}),
            ("jaar=%00&q=%00", {"Klei", "Beatbox"}),
            ("q=%F0%9F%8E%B7", set()),
        ],
    )
    def test_filters(self, as_bureau: Client, query: str, titles: set[str]) -> None:
        year = years.of(day=today())
        make_activity(make_teacher("Sanne", "Vos"), title="Klei", discipline="visual", school_year=year)
        make_activity(make_teacher("Bilal", "Amrani"), title="Beatbox", grades=[7], school_year=year)
        page = as_bureau.get(f"/cultuurmenu/?{query}").context["page"]
        assert {activity.title for activity in page} == titles

    def test_nothing_found_offers_a_way_back(self, as_bureau: Client) -> None:
        make_activity(school_year=years.of(day=today()))
        assert "Geen activiteiten gevonden" in as_bureau.get("/cultuurmenu/?q=zzz").content.decode()

    def test_pages_keep_the_filter(self, as_bureau: Client) -> None:
        year = years.of(day=today())
        for _ in range(26):
            make_activity(school_year=year)
        first = as_bureau.get("/cultuurmenu/?discipline=music")
        assert first.context["older"] == "/cultuurmenu/?discipline=music&pagina=2"
        assert len(as_bureau.get(first.context["older"]).context["page"]) == 1

    def test_fragment_for_htmx(self, as_bureau: Client) -> None:
        html = as_bureau.get("/cultuurmenu/", headers={"HX-Request": "true"}).content.decode()
        assert html.strip().startswith('<section id="activiteiten"')

    def test_partners_and_strangers_find_nothing(self, cast: Cast, log_in: Callable[[User], Client]) -> None:
        assert [log_in(user).get("/cultuurmenu/").status_code for user in (cast.bilal, cast.stranger)] == [404, 404]

    def test_one_and_thirty_activities_ask_the_same(self, as_bureau: Client, queries_of: Callable[..., int]) -> None:
        year = years.of(day=today())
        make_delivery(make_activity(school_year=year), [make_group(school_year=year)])
        one = queries_of(as_bureau, "/cultuurmenu/")
        for _ in range(29):
            make_delivery(make_activity(school_year=year), [make_group(school_year=year)])
        assert queries_of(as_bureau, "/cultuurmenu/") == one


class TestActivity:
    def test_page_for_the_projectbureau(self, as_bureau: Client) -> None:
        delivery = make_delivery(make_activity(title="Klei", fee_cents=7500))
        html = as_bureau.get(delivery.activity.get_absolute_url()).content.decode()
        assert delivery.school.name in html
        assert "€ 75,00" in html
        assert "Groepen inplannen" in html

    def test_reception_sees_no_amounts(self, cast: Cast, log_in: Callable[[User], Client]) -> None:
        activity = make_delivery(make_activity(fee_cents=7500)).activity
        html = log_in(cast.reception).get(activity.get_absolute_url()).content.decode()
        assert "€" not in html
        assert "Groepen inplannen" not in html

    def test_maker_sees_his_own_with_the_fee(self, cast: Cast, as_bilal: Client) -> None:
        mine, other = make_activity(cast.bilal_partner, fee_cents=7500), make_activity()
        assert "€ 75,00" in as_bilal.get(mine.get_absolute_url()).content.decode()
        assert as_bilal.get(other.get_absolute_url()).status_code == 404

    def test_one_and_thirty_deliveries_ask_the_same(self, as_bureau: Client, queries_of: Callable[..., int]) -> None:
        activity = make_activity()
        make_delivery(activity)
        one = queries_of(as_bureau, activity.get_absolute_url())
        for _ in range(29):
            make_delivery(activity)
        assert queries_of(as_bureau, activity.get_absolute_url()) == one

    def test_remove(self, as_bureau: Client) -> None:
        activity = make_activity()
        answer = as_bureau.post(f"{activity.get_absolute_url()}weghalen/")
        assert (answer.status_code, answer["Location"]) == (303, "/cultuurmenu/")

    def test_remove_what_was_planned_is_a_sentence(self, as_bureau: Client) -> None:
        activity = make_delivery().activity
        answer = as_bureau.post(f"{activity.get_absolute_url()}weghalen/")
        assert answer.status_code == 409
        assert "al ingepland" in answer.content.decode()


class TestAdd:
    def test_add_goes_on_to_planning(self, as_bureau: Client) -> None:
        maker = make_teacher("Bilal", "Zaan")
        answer = as_bureau.post(ADD, filled(maker))
        activity = Activity.objects.get()
        assert answer["Location"] == f"/cultuurmenu/activiteiten/{activity.pk}/inplannen/"
        assert (activity.maker, activity.fee_cents, activity.grades) == (maker, 6500, [5, 6])
        assert activity.school_year == years.of(day=today())

    def test_maker_of_the_address_is_filled_in(self, as_bureau: Client) -> None:
        maker = make_teacher("Bilal", "Zaan")
        assert f"Bilal Zaan · {maker.pk}" in as_bureau.get(f"{ADD}?maker={maker.pk}").content.decode()

    @pytest.mark.parametrize("maker", ["", "abc", "-1", "9" * 40, "%00"])
    def test_nonsense_in_the_address_is_left_out(self, as_bureau: Client, maker: str) -> None:
        assert as_bureau.get(f"{ADD}?maker={maker}").status_code == 200

    @pytest.mark.parametrize(
        "changes",
        [
            {"title": ""},
            {"title": "x" * 5000},
            {"title": "a\x00b"},
            {"grades": []},
            {"grades": ["9"]},
            {"minutes": "5"},
            {"minutes": "9" * 30},
            {"fee_cents": "veel"},
            {"groups_per_delivery": "0"},
            {"maker": "Niemand"},
            {"kind": "onzin"},
        ],
    )
    def test_bad_input_gets_a_sentence_and_nothing_is_lost(self, as_bureau: Client, changes: dict[str, Any]) -> None:
        answer = as_bureau.post(ADD, filled(make_teacher(), description="Blijft <b>staan</b>", **changes))
        assert answer.status_code == 422
        assert "Blijft &lt;b&gt;staan&lt;/b&gt;" in answer.content.decode()
        assert Activity.objects.count() == 0

    def test_twice_is_said_at_the_title(self, as_bureau: Client) -> None:
        maker = make_teacher()
        as_bureau.post(ADD, filled(maker))
        answer = as_bureau.post(ADD, filled(maker))
        assert answer.status_code == 422
        assert answer.context["form"].errors["title"] == [
            "Deze cultuurmaker heeft deze activiteit al in dit schooljaar."
        ]

    @pytest.mark.parametrize("title", ["Klei 🎨", "<script>alert(1)</script>", "\u202egnp.exe"])
    def test_any_text_is_shown_as_text(self, as_bureau: Client, title: str) -> None:
        as_bureau.post(ADD, filled(make_teacher(), title=title))
        html = as_bureau.get(Activity.objects.get().get_absolute_url()).content.decode()
        assert "<script>alert" not in html

    def test_expert_may_not(self, cast: Cast, log_in: Callable[[User], Client]) -> None:
        assert log_in(cast.expert).get(ADD).status_code == 403


class TestEdit:
    def test_edit(self, as_bureau: Client) -> None:
        activity = make_activity()
        answer = as_bureau.post(f"{activity.get_absolute_url()}wijzigen/", filled(activity.maker, title="Nieuw"))
        activity.refresh_from_db()
        assert (answer["Location"], activity.title) == (activity.get_absolute_url(), "Nieuw")

    def test_refused_keeps_the_old_title_above(self, as_bureau: Client) -> None:
        activity = make_activity(title="Oud")
        answer = as_bureau.post(f"{activity.get_absolute_url()}wijzigen/", filled(activity.maker, minutes="1"))
        assert answer.status_code == 422
        assert answer.context["title"] == "Oud"


class TestMakerMenu:
    def test_offers_his_activities(self, cast: Cast, as_bureau: Client) -> None:
        activity = make_activity(cast.bilal_partner, title="Beatbox", school_year=years.of(day=today()))
        html = as_bureau.get(f"/cultuurmenu/makers/{cast.bilal_partner.pk}/").content.decode()
        assert f"/cultuurmenu/activiteiten/{activity.pk}/inplannen/" in html

    def test_offers_to_make_one(self, cast: Cast, as_bureau: Client) -> None:
        html = as_bureau.get(f"/cultuurmenu/makers/{cast.bilal_partner.pk}/").content.decode()
        assert f"{ADD}?maker={cast.bilal_partner.pk}" in html

    def test_unknown_maker(self, as_bureau: Client) -> None:
        assert as_bureau.get("/cultuurmenu/makers/99999999999999999999/").status_code == 404


class TestGroups:
    def test_groups_with_their_visits(self, as_bureau: Client) -> None:
        year = years.of(day=today())
        group = make_group(name="5A", school_year=year, pupils=27)
        make_delivery(make_activity(title="Klei", school_year=year), [group])
        html = as_bureau.get(f"/cultuurmenu/scholen/{group.school_id}/").content.decode()
        assert ">5A<" in html
        assert "Klei" in html

    def test_unknown_number_of_pupils(self, as_bureau: Client) -> None:
        school = make_school(pupils=None)
        assert "Leerlingaantal onbekend" in as_bureau.get(f"/cultuurmenu/scholen/{school.pk}/").content.decode()

    def test_make(self, as_bureau: Client) -> None:
        school = make_school(pupils=216)
        assert "Maak deze groepen" in as_bureau.get(f"/cultuurmenu/scholen/{school.pk}/").content.decode()
        answer = as_bureau.post(f"/cultuurmenu/scholen/{school.pk}/groepen/maken/")
        assert (answer.status_code, school.groups.count()) == (303, 8)
        assert as_bureau.post(f"/cultuurmenu/scholen/{school.pk}/groepen/maken/").status_code == 409

    def test_add_by_hand(self, as_bureau: Client) -> None:
        school = make_school(pupils=None)
        data = {"name": "7/8", "grades": ["7", "8"], "pupils": "22"}
        answer = as_bureau.post(f"/cultuurmenu/scholen/{school.pk}/groepen/", data)
        assert answer["Location"] == f"/cultuurmenu/scholen/{school.pk}/"
        assert as_bureau.post(f"/cultuurmenu/scholen/{school.pk}/groepen/", data).status_code == 422

    def test_a_partner_that_is_no_school(self, cast: Cast, as_bureau: Client) -> None:
        assert as_bureau.get(f"/cultuurmenu/scholen/{cast.bilal_partner.pk}/").status_code == 404

    def test_maker_sees_no_school(self, as_bilal: Client) -> None:
        assert as_bilal.get(f"/cultuurmenu/scholen/{make_school().pk}/").status_code == 404

    def test_one_and_thirty_groups_ask_the_same(self, as_bureau: Client, queries_of: Callable[..., int]) -> None:
        year, school = years.of(day=today()), make_school()
        activity = make_activity(school_year=year)
        make_delivery(activity, [make_group(school, school_year=year)])
        url = f"/cultuurmenu/scholen/{school.pk}/"
        one = queries_of(as_bureau, url)
        for _ in range(29):
            make_delivery(activity, [make_group(school, school_year=year)])
        assert queries_of(as_bureau, url) == one
