"""The public catalogue."""

import json
import re
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from fluxus.periods import Period, today
from network.models import User
from programmes.domain.listings import as_schema_org
from programmes.models import Course
from tests.cast import Cast
from tests.factories.network import make_person
from tests.factories.programmes import evenings, make_course

pytestmark = pytest.mark.django_db


def ahead(weekday: int) -> list[Period]:
    """One evening next week; Monday is 1."""
    day = today() + timedelta(days=7)
    return evenings(day + timedelta(days=(weekday - day.isoweekday()) % 7), 1)


class TestCatalogue:
    def test_shows_what_is_published_and_to_come(self, client: Client) -> None:
        make_course(title="Djembé")
        make_course(title="Voorbij", lessons=evenings(date(2020, 1, 7)))
        for status in ("draft", "submitted", "withdrawn"):
            make_course(title=status, status=status)
        answer = client.get("/cursussen/")
        assert [course.title for course in answer.context["page"]] == ["Djembé"]
        assert "<strong>1</strong> cursus" in answer.content.decode()

    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            ("q=djembe", ["Djembé"]),
            ("q=D%C3%A9jembe+maker", []),
            ("discipline=visual", ["Klei"]),
            ("weekday=2", ["Djembé"]),
            ("age=8", ["Klei"]),
            ("age=0", []),
            ("price=0", ["Klei"]),
            ("price=200", ["Djembé", "Klei"]),
            ("discipline=visual&weekday=2", []),
            ("discipline=onzin&weekday=9&age=abc&price=-1&q=", ["Djembé", "Klei"]),
            ("age=" + "9" * 30, ["Djembé", "Klei"]),
            ("q=%00&pagina=zzz", ["Djembé", "Klei"]),
            ("q=" + "x" * 500, ["Djembé", "Klei"]),
        ],
    )
    def test_filters(self, client: Client, query: str, titles: list[str]) -> None:
        make_course(title="Djembé", search_text="djembe", lessons=ahead(2), age_from=16, price_cents=14500)
        make_course(
            title="Klei",
            search_text="klei",
            discipline="visual",
            lessons=ahead(6),
            age_from=6,
            age_to=10,
            price_cents=0,
        )
        page = client.get(f"/cursussen/?{query}").context["page"]
        assert sorted(course.title for course in page) == titles

    def test_nothing_found_offers_a_way_back(self, client: Client) -> None:
        make_course()
        html = client.get("/cursussen/?discipline=visual").content.decode()
        assert "Hier is nu geen cursus voor" in html
        assert "<strong>0</strong> cursussen" in html

    def test_nothing_at_all(self, client: Client) -> None:
        assert "Er komen nieuwe cursussen aan" in client.get("/cursussen/").content.decode()

    def test_count_is_announced_in_the_fragment(self, client: Client) -> None:
        make_course()
        html = client.get("/cursussen/", headers={"HX-Request": "true"}).content.decode()
        assert html.strip().startswith('<section id="resultaten"')
        assert 'role="status"' in html

    def test_a_course_that_runs_shows_its_next_lesson(self, client: Client) -> None:
        make_course(lessons=evenings(today() - timedelta(days=6), 3))
        html = client.get("/cursussen/").content.decode()
        assert "loopt al" in html
        assert "Volgende les " in html

    def test_pages(self, client: Client) -> None:
        for _ in range(25):
            make_course()
        answer = client.get("/cursussen/?discipline=music")
        assert answer.context["older"] == "/cursussen/?discipline=music&pagina=2"
        assert len(client.get(answer.context["older"]).context["page"]) == 1

    def test_one_and_twenty_courses_ask_the_same(self, client: Client, queries_of: Callable[..., int]) -> None:
        make_course()
        one = queries_of(client, "/cursussen/")
        for _ in range(23):
            make_course()
        assert queries_of(client, "/cursussen/") == one


class TestCourse:
    def test_page_says_how_to_enrol(self, client: Client) -> None:
        course = make_course(title="Ritme & lijf", contact_email="maker@fluxus.test", price_cents=14500)
        html = client.get(course.get_absolute_url()).content.decode()
        assert 'href="mailto:maker@fluxus.test?subject=Aanmelden%20voor%20Ritme%20%26%20lijf"' in html
        assert "€ 145,00" in html

    def test_over(self, client: Client) -> None:
        course = make_course(lessons=evenings(date(2020, 1, 7)))
        html = client.get(course.get_absolute_url()).content.decode()
        assert "Deze cursus is afgelopen" in html
        assert "mailto:" not in html

    @pytest.mark.parametrize("status", ["draft", "submitted", "withdrawn"])
    def test_unpublished_is_for_maker_and_colleagues(
        self, cast: Cast, client: Client, log_in: Callable[[User], Client], status: str
    ) -> None:
        url = make_course(cast.bilal_partner, status=status).get_absolute_url()
        visitors = [client, log_in(cast.stranger), log_in(cast.bilal), log_in(cast.reception)]
        assert [visitor.get(url).status_code for visitor in visitors] == [404, 404, 200, 200]

    def test_reviewers_get_their_buttons(self, cast: Cast, log_in: Callable[[User], Client]) -> None:
        url = make_course(status="submitted").get_absolute_url()
        seen = {
            user.name: "Publiceren" in log_in(user).get(url).content.decode() for user in (cast.expert, cast.reception)
        }
        assert seen == {"Expert": True, "Receptie": False}

    def test_unknown(self, client: Client) -> None:
        assert client.get("/cursussen/bestaat-niet/").status_code == 404

    def test_any_text_is_shown_as_text(self, client: Client) -> None:
        course = make_course(
            title="</script><script>alert(1)</script>", summary="\u202egnp 🎷", description="<b>&amp;</b>"
        )
        html = client.get(course.get_absolute_url()).content.decode()
        assert "<script>alert" not in html
        assert "<b>" not in html


class TestLinkedData:
    def test_page_carries_schema_org(self, client: Client) -> None:
        course = make_course(title="</script><b>", price_cents=14505, lessons=ahead(2))
        html = client.get(course.get_absolute_url()).content.decode()
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
        assert found is not None
        data = json.loads(found.group(1))
        assert data == json.loads(json.dumps(as_schema_org(course, base_url=settings.BASE_URL)))
        assert (data["@type"], data["name"]) == ("Course", "</script><b>")
        assert data["offers"] == {
            "@type": "Offer",
            "category": "Paid",
            "price": "145.05",
            "priceCurrency": "EUR",
            "url": data["url"],
        }

    def test_times_carry_their_distance_to_utc(self) -> None:
        lessons = [Period.on(date(2026, 10, 20), time(19), time(21)), Period.on(date(2026, 10, 27), time(19), time(21))]
        instance = as_schema_org(make_course(lessons=lessons), base_url="https://x")["hasCourseInstance"]
        assert instance["startDate"] == "2026-10-20T19:00:00+02:00"
        assert instance["endDate"] == "2026-10-27T21:00:00+01:00"
        assert instance["courseWorkload"] == "PT240M"
        assert len(instance["subEvent"]) == 2

    def test_maker_may_be_a_person(self) -> None:
        course = make_course(make_person("Sanne", "Vos"), price_cents=0, age_from=None, age_to=12)
        data = as_schema_org(course, base_url="https://x")
        assert data["provider"] == {"@type": "Person", "name": "Sanne Vos"}
        assert (data["offers"]["category"], data["typicalAgeRange"]) == ("Free", "0-12")

    def test_unpublished_has_none(self, cast: Cast, as_bilal: Client) -> None:
        url = make_course(cast.bilal_partner, status="draft").get_absolute_url()
        assert "ld+json" not in as_bilal.get(url).content.decode()

    def test_feed(self, client: Client) -> None:
        course = make_course()
        make_course(status="draft")
        answer: Any = client.get("/cursussen.json")
        data = json.loads(answer.content)
        assert answer["Content-Type"] == "application/ld+json"
        assert (data["@type"], data["numberOfItems"]) == ("ItemList", 1)
        assert data["itemListElement"][0]["item"]["url"].endswith(course.get_absolute_url())

    def test_feed_asks_the_same_for_many(self, client: Client, queries_of: Callable[..., int]) -> None:
        make_course()
        one = queries_of(client, "/cursussen.json")
        for _ in range(29):
            make_course()
        assert queries_of(client, "/cursussen.json") == one
        assert Course.objects.count() == 30
