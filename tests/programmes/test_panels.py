"""What programmes shows on pages of other apps, and in the search box."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory

from fluxus.periods import now, today
from network.models import Membership, User
from programmes import panels
from programmes.domain import years
from programmes.search import offer
from tests.cast import Cast
from tests.factories.network import make_organisation, make_school, make_teacher
from tests.factories.programmes import make_activity, make_course, make_delivery, make_group


def asked_by(user: User) -> Any:
    request: Any = RequestFactory().get("/")
    request.user, request.session = user, SessionStore()
    return request


def soon() -> Any:
    return (now() + timedelta(days=1)).replace(minute=0, second=0)


def test_navigation_per_person(cast: Cast) -> None:
    def labels(user: User) -> list[str]:
        return [f"{item.label} {item.href}" for item in panels.navigation(asked_by(user))]

    assert labels(cast.bureau) == ["Cultuurmenu /cultuurmenu/", "Cursussen /programma/cursussen/"]
    assert labels(cast.reception) == ["Cultuurmenu /cultuurmenu/", "Cursussen /cursussen/"]
    assert labels(cast.bilal) == ["Cursussen /mijn/cursussen/"]
    assert labels(cast.stranger) == []


def test_start_panel(cast: Cast) -> None:
    assert panels.start(asked_by(cast.bureau)) is None
    waiting = make_course(status="submitted")
    make_delivery(start=now().replace(hour=12, minute=0, second=0))
    panel, for_reception = panels.start(asked_by(cast.bureau)), panels.start(asked_by(cast.reception))
    assert panel is not None
    assert for_reception is not None
    assert (panel.context["waiting"], panel.context["week_count"]) == ([waiting], 1)
    assert for_reception.context["waiting"] == []


def test_mijn_panel_of_a_maker(cast: Cast, as_bilal: Client) -> None:
    delivery = make_delivery(make_activity(cast.bilal_partner), start=soon())
    course = make_course(cast.bilal_partner, status="draft")
    panel = panels.mijn(asked_by(cast.bilal))
    assert panel is not None
    assert (list(panel.context["deliveries"]), list(panel.context["courses"])) == ([delivery], [course])
    assert course.title in as_bilal.get("/mijn/").content.decode()


def test_mijn_panel_of_a_school(cast: Cast, as_bilal: Client) -> None:
    group = make_group(make_school("De Vlinder"))
    Membership.objects.filter(user=cast.bilal).update(partner=group.school)
    delivery = make_delivery(make_activity(title="Klei"), [group], start=soon())
    panel = panels.mijn(asked_by(cast.bilal))
    assert panel is not None
    assert (panel.href, panel.context["deliveries"]) == (f"/cultuurmenu/scholen/{group.school_id}/", [delivery])
    assert as_bilal.get(panel.href).status_code == 200


def test_mijn_panel_of_nobody(cast: Cast) -> None:
    assert panels.mijn(asked_by(cast.stranger)) is None


def test_partner_panel_of_a_maker(cast: Cast) -> None:
    maker = make_teacher()
    activity = make_activity(maker, school_year=years.of(day=today()))
    panel = panels.of_partner(asked_by(cast.bureau), maker)
    assert panel is not None
    assert (panel.context["activities"], panel.context["may_plan"]) == ([activity], True)


def test_partner_panel_leads_to_planning_and_agreement(as_bureau: Client) -> None:
    maker = make_teacher()
    make_delivery(make_activity(maker), start=soon())
    html = as_bureau.get(maker.get_absolute_url()).content.decode()
    assert f"/cultuurmenu/makers/{maker.pk}/" in html
    assert f"/contracten/opstellen/{maker.pk}/" in html


def test_partner_panel_of_a_school(cast: Cast, as_bureau: Client) -> None:
    group = make_group(school_year=years.of(day=today()), pupils=27)
    panel = panels.of_partner(asked_by(cast.bureau), group.school)
    assert panel is not None
    assert (panel.context["groups_count"], panel.context["pupils"]) == (1, 27)
    assert "1 groep met 27 leerlingen in" in as_bureau.get(group.school.get_absolute_url()).content.decode()


def test_no_panel_for_who_brings_nothing(cast: Cast) -> None:
    assert panels.of_partner(asked_by(cast.bureau), make_organisation()) is None


def test_front_page_shows_three(client: Client, cast: Cast) -> None:
    assert panels.front(asked_by(cast.stranger)) is None
    for number in range(4):
        make_course(title=f"Cursus {number}")
    panel = panels.front(asked_by(cast.stranger))
    assert panel is not None
    assert len(panel.context["courses"]) == 3
    assert "Cursussen die binnenkort beginnen" in client.get("/").content.decode()


class TestSearch:
    @pytest.mark.parametrize("query", ["slagwerk", "AMRANI", "sLaGwErK op"])
    def test_activities_by_title_and_maker(self, cast: Cast, query: str) -> None:
        activity = make_activity(
            make_teacher("Bilal", "Amrani"), title="Slagwerk op alles", school_year=years.of(day=today())
        )
        hits = offer(query, cast.bureau)
        assert [(hit.group, hit.title, hit.href) for hit in hits] == [
            ("Cultuurmenu", "Slagwerk op alles", activity.get_absolute_url())
        ]

    def test_courses_lead_a_maker_to_his_form(self, cast: Cast) -> None:
        course = make_course(cast.bilal_partner, search_text="zanglab", title="Zanglab")
        assert [hit.href for hit in offer("zanglab", cast.bureau)] == [course.get_absolute_url()]
        assert [hit.href for hit in offer("zanglab", cast.bilal)] == [f"/mijn/cursussen/{course.pk}/"]

    def test_others_find_nothing(self, cast: Cast) -> None:
        make_course(search_text="zanglab")
        make_activity(title="Zanglab", school_year=years.of(day=today()))
        assert offer("zanglab", cast.stranger) == []

    @pytest.mark.parametrize("query", ["🎷🎷", "%%", "'; --", "x" * 100])
    def test_any_text_may_be_asked(self, cast: Cast, query: str) -> None:
        make_course(search_text="zanglab")
        assert offer(query, cast.bureau) == [] or query in {"🎷🎷", "%%", "'; --"}
