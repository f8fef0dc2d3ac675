"""A maker posts his courses, on a phone."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from fluxus.periods import today
from network.models import Membership, User
from programmes.models import Course
from tests.cast import Cast
from tests.factories.network import make_school
from tests.factories.programmes import evenings, make_course, make_holiday

NEW = "/mijn/cursussen/nieuw/"
FIRST = date(2030, 10, 1)


def filled(**changes: Any) -> dict[str, Any]:
    day = (today() + timedelta(days=7)).isoformat()
    return {
        "title": "Djembé voor beginners",
        "summary": "Spelen met twee handen.",
        "description": "Acht avonden slagwerk.",
        "discipline": "music",
        "age_from": "16",
        "age_to": "",
        "capacity": "12",
        "price_cents": "145,00",
        "room": "",
        "place": "De Kaasfabriek",
        "contact_email": "bilal@fluxus.test",
        "lessons-day": [day, ""],
        "lessons-start": ["19:00", ""],
        "lessons-end": ["21:00", ""],
        "action": "keep",
        **changes,
    }


def series(**changes: Any) -> dict[str, Any]:
    asked = {"series_first": "2030-10-01", "series_start": "19:00", "series_end": "21:00", "series_number": "3"}
    return filled(action="series", **{**asked, **changes})


class TestList:
    def test_shows_own_courses_with_what_fluxus_asks(self, cast: Cast, as_bilal: Client) -> None:
        make_course(cast.bilal_partner, status="draft", title="Mijn cursus", review_note="Zet de prijs erbij.")
        make_course(title="Van een ander")
        html = as_bilal.get("/mijn/cursussen/").content.decode()
        assert "Mijn cursus" in html
        assert "Zet de prijs erbij." in html
        assert "Van een ander" not in html

    def test_empty(self, as_bilal: Client) -> None:
        assert "Nog geen cursussen" in as_bilal.get("/mijn/cursussen/").content.decode()

    def test_a_school_posts_no_courses(self, cast: Cast, log_in: Callable[[User], Client]) -> None:
        Membership.objects.filter(user=cast.bilal).update(partner=make_school())
        client = log_in(cast.bilal)
        assert "Cursussen zijn voor cultuurmakers" in client.get("/mijn/cursussen/").content.decode()
        assert client.get(NEW).status_code == 404

    def test_strangers_and_colleagues_have_no_portal(self, cast: Cast, log_in: Callable[[User], Client]) -> None:
        codes = [log_in(user).get("/mijn/cursussen/").status_code for user in (cast.stranger, cast.bureau)]
        assert codes == [404, 403]

    def test_one_and_thirty_courses_ask_the_same(
        self, cast: Cast, as_bilal: Client, queries_of: Callable[..., int]
    ) -> None:
        make_course(cast.bilal_partner)
        one = queries_of(as_bilal, "/mijn/cursussen/")
        for _ in range(29):
            make_course(cast.bilal_partner)
        assert queries_of(as_bilal, "/mijn/cursussen/") == one


class TestKeep:
    def test_keep_as_a_concept(self, cast: Cast, as_bilal: Client) -> None:
        answer = as_bilal.post(NEW, filled())
        course = Course.objects.get()
        assert (answer.status_code, answer["Location"]) == (303, "/mijn/cursussen/")
        assert (course.status, course.maker, course.price_cents) == ("draft", cast.bilal_partner, 14500)
        assert course.dates.count() == 1

    def test_submit_at_once(self, cast: Cast, as_bilal: Client) -> None:
        as_bilal.post(NEW, filled(action="submit"))
        assert Course.objects.get().status == "submitted"

    def test_refused_submit_keeps_nothing_and_loses_nothing(self, cast: Cast, as_bilal: Client) -> None:
        answer = as_bilal.post(NEW, filled(action="submit", place="", title="Blijft <i>staan</i>"))
        html = answer.content.decode()
        assert answer.status_code == 422
        assert "Vul eerst in waar de cursus is." in html
        assert "Blijft &lt;i&gt;staan&lt;/i&gt;" in html
        assert 'value="19:00"' in html
        assert Course.objects.count() == 0

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"title": ""}, "title"),
            ({"title": "x" * 9999}, "title"),
            ({"description": "a\x00b"}, "description"),
            ({"capacity": "0"}, "capacity"),
            ({"capacity": "9" * 30}, "capacity"),
            ({"price_cents": "gratis"}, "price_cents"),
            ({"price_cents": "-5"}, "price_cents"),
            ({"price_cents": "9" * 19}, "price_cents"),
            ({"price_cents": "99999999,00"}, "price_cents"),
            ({"age_from": "12", "age_to": "8"}, "age_to"),
            ({"age_from": "-1"}, "age_from"),
            ({"room": "999999"}, "room"),
            ({"contact_email": "geen adres"}, "contact_email"),
            ({"lessons-end": ["18:00", ""]}, "lessons"),
            ({"lessons-start": ["", ""]}, "lessons"),
            ({"lessons-start": ["19:07", ""]}, "lessons"),
            ({"lessons-day": ["2027-02-30", ""]}, "lessons"),
            ({"lessons-day": ["9999-12-31", ""]}, "lessons"),
            ({"lessons-day": ["\x00", ""]}, "lessons"),
            ({"lessons-day": ["2027-03-28"], "lessons-start": ["02:00"], "lessons-end": ["02:45"]}, "lessons"),
            (
                {"lessons-day": ["2027-04-06"] * 61, "lessons-start": ["19:00"] * 61, "lessons-end": ["20:00"] * 61},
                "lessons",
            ),
            (
                {"lessons-day": ["2027-04-06"] * 2, "lessons-start": ["19:00"] * 2, "lessons-end": ["20:00"] * 2},
                "lessons",
            ),
        ],
    )
    def test_bad_input_gets_a_sentence(self, as_bilal: Client, changes: dict[str, Any], field: str) -> None:
        answer = as_bilal.post(NEW, filled(**changes))
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        assert Course.objects.count() == 0

    def test_errors_in_lessons_name_the_lesson(self, as_bilal: Client) -> None:
        two = {
            "lessons-day": ["2027-04-06", "2027-04-13"],
            "lessons-start": ["19:00", ""],
            "lessons-end": ["20:00", ""],
        }
        errors = as_bilal.post(NEW, filled(**two)).context["form"].errors["lessons"]
        assert errors == ["Les 2: Vul de dag, het begin en het einde in."]

    @pytest.mark.parametrize("title", ["🎷", "<script>alert(1)</script>", "\u202egnp.exe"])
    def test_any_text_is_kept_as_text(self, as_bilal: Client, title: str) -> None:
        as_bilal.post(NEW, filled(title=title))
        assert "<script>alert" not in as_bilal.get("/mijn/cursussen/").content.decode()
        assert Course.objects.count() == 1


class TestEdit:
    def test_edit(self, cast: Cast, as_bilal: Client) -> None:
        course = make_course(cast.bilal_partner, status="draft")
        url = f"/mijn/cursussen/{course.pk}/"
        assert 'value="Djembé voor beginners"' in as_bilal.get(url).content.decode()
        as_bilal.post(url, filled(title="Anders"))
        course.refresh_from_db()
        assert (course.title, course.dates.count()) == ("Anders", 1)

    def test_published_and_changed_terms_go_back(self, cast: Cast, as_bilal: Client) -> None:
        course = make_course(cast.bilal_partner)
        url = f"/mijn/cursussen/{course.pk}/"
        assert "Deze cursus staat online" in as_bilal.get(url).content.decode()
        answer = as_bilal.post(url, filled(title="Anders"), follow=True)
        course.refresh_from_db()
        assert course.status == "submitted"
        assert "is ingediend" in answer.content.decode()

    def test_of_another_maker(self, as_bilal: Client) -> None:
        course = make_course()
        for path in ("", "indienen/", "terugtrekken/"):
            assert as_bilal.post(f"/mijn/cursussen/{course.pk}/{path}", filled()).status_code == 404

    def test_submit_and_withdraw_from_the_list(self, cast: Cast, as_bilal: Client) -> None:
        course = make_course(cast.bilal_partner, status="draft")
        for path, status in (("indienen", "submitted"), ("terugtrekken", "withdrawn")):
            as_bilal.post(f"/mijn/cursussen/{course.pk}/{path}/")
            course.refresh_from_db()
            assert course.status == status

    def test_submit_what_is_over_is_a_sentence(self, cast: Cast, as_bilal: Client) -> None:
        course = make_course(cast.bilal_partner, status="draft", lessons=evenings(date(2020, 1, 7)))
        answer = as_bilal.post(f"/mijn/cursussen/{course.pk}/indienen/")
        assert answer.status_code == 409
        assert "minstens één lesdag" in answer.content.decode()


class TestSeries:
    def test_fills_in_the_lessons_and_skips_holidays(self, as_bilal: Client) -> None:
        make_holiday(date(2030, 10, 8), date(2030, 10, 8), name="Herfstvakantie")
        html = as_bilal.post(NEW, series()).content.decode()
        assert [day in html for day in ("2030-10-01", "2030-10-08", "2030-10-15", "2030-10-22")] == [
            True,
            False,
            True,
            True,
        ]
        assert "di 8 okt (Herfstvakantie)" in html
        assert "Spelen met twee handen." in html
        assert Course.objects.count() == 0

    def test_fragment_for_htmx(self, as_bilal: Client) -> None:
        html = as_bilal.post(NEW, series(), headers={"HX-Request": "true"}).content.decode()
        assert html.strip().startswith('<div id="lesdagen"')
        assert '<div id="voorbeeld" hx-swap-oob="true">' in html
        assert "di 1 okt" in html

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"series_first": ""}, "series_first"),
            ({"series_number": "0"}, "series_number"),
            ({"series_number": "61"}, "series_number"),
            ({"series_number": "veel"}, "series_number"),
            ({"series_end": "18:00"}, "series_end"),
            ({"series_end": "19:00"}, "series_end"),
            ({"series_first": "2028-03-26", "series_start": "02:00", "series_end": "02:45"}, "__all__"),
        ],
    )
    def test_bad_series_keeps_the_list(self, as_bilal: Client, changes: dict[str, Any], field: str) -> None:
        answer = as_bilal.post(NEW, series(**changes))
        assert answer.status_code == 422
        assert list(answer.context["series"].errors) == [field]
        assert len(answer.context["form"].initial["lessons"]) == 1

    def test_one_more_and_one_less(self, as_bilal: Client) -> None:
        more = as_bilal.post(NEW, filled(action="row")).context["form"].initial["lessons"]
        less = as_bilal.post(NEW, filled(action="drop-0")).context["form"].initial["lessons"]
        assert (len(more), less) == (2, [])

    @pytest.mark.parametrize("action", ["drop-99", "drop-x", "drop-", "onzin", "\x00", ""])
    def test_unknown_action_breaks_nothing(self, as_bilal: Client, action: str) -> None:
        assert as_bilal.post(NEW, filled(action=action)).status_code in {200, 303}


class TestPreview:
    def test_shows_the_card_and_keeps_nothing(self, as_bilal: Client) -> None:
        html = as_bilal.post("/mijn/cursussen/voorbeeld/", filled(title="Nieuw & fris")).content.decode()
        assert "Nieuw &amp; fris" in html
        assert Course.objects.count() == 0

    def test_half_filled(self, as_bilal: Client) -> None:
        html = as_bilal.post(
            "/mijn/cursussen/voorbeeld/", {"title": "Half"}, headers={"HX-Request": "true"}
        ).content.decode()
        assert html.strip().startswith('<div id="voorbeeld"')
        assert "Half" in html

    def test_not_by_get(self, as_bilal: Client) -> None:
        assert as_bilal.get("/mijn/cursussen/voorbeeld/").status_code == 405
