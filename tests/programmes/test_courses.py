"""A course from concept to catalogue."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from fluxus.errors import Refusal
from fluxus.periods import Period
from network.models import OutgoingMail, TimelineEntry
from programmes.domain import courses
from programmes.models import Course, CourseDate
from tests.cast import Cast
from tests.factories.network import make_user
from tests.factories.programmes import evenings, make_course, make_facts

TODAY = date(2026, 11, 23)
AHEAD = evenings(TODAY + timedelta(days=7))


def drafted(cast: Cast, **changes: Any) -> Course:
    lessons = changes.pop("lessons", AHEAD)
    return courses.draft(maker=cast.bilal_partner, facts=make_facts(**changes), lessons=lessons, by=cast.bilal)


def submitted(cast: Cast, **changes: Any) -> Course:
    return courses.submit(course=drafted(cast, **changes), by=cast.bilal, today=TODAY)


def published(cast: Cast, **changes: Any) -> Course:
    return courses.publish(course=submitted(cast, **changes), by=cast.bureau)


def titles() -> list[str]:
    return list(TimelineEntry.objects.order_by("pk").values_list("title", flat=True))


class TestDraft:
    def test_draft_stands_on_the_timeline(self, cast: Cast) -> None:
        course = drafted(cast)
        assert (course.status, course.slug, course.dates.count()) == ("draft", "djembe-voor-beginners", 3)
        assert titles() == ["Cursus ‘Djembé voor beginners’ opgezet"]
        assert TimelineEntry.objects.get().partner == cast.bilal_partner

    def test_same_title_gets_its_own_address(self, cast: Cast) -> None:
        assert [drafted(cast).slug for _ in range(3)] == [
            "djembe-voor-beginners",
            "djembe-voor-beginners-2",
            "djembe-voor-beginners-3",
        ]

    @pytest.mark.parametrize("title", ["🎷🎨", "<script>", "\u202egnp", "日本"])
    def test_any_title_gets_an_address(self, cast: Cast, title: str) -> None:
        assert drafted(cast, title=title).slug in {"cursus", "script", "gnp"}

    def test_ages_in_order(self, cast: Cast) -> None:
        with pytest.raises(Refusal, match="De hoogste leeftijd ligt onder de laagste") as caught:
            drafted(cast, age_from=12, age_to=8)
        assert caught.value.field == "age_to"
        assert Course.objects.count() == 0

    def test_lessons_are_checked(self, cast: Cast) -> None:
        with pytest.raises(Refusal, match="door elkaar") as caught:
            drafted(cast, lessons=[AHEAD[0], AHEAD[0]])
        assert caught.value.field == "lessons"

    def test_found_by_words_of_title_maker_and_place(self, cast: Cast) -> None:
        course = drafted(cast)
        assert [list(Course.objects.matching(words)) for words in ("djembe AMRANI", "kaasfabriek")] == [[course]] * 2
        assert not Course.objects.matching("piano").exists()


class TestSubmit:
    def test_submit_waits_for_review(self, cast: Cast) -> None:
        course = submitted(cast)
        assert (course.status, course.submitted_by) == ("submitted", cast.bilal)
        assert titles()[-1] == "Cursus ‘Djembé voor beginners’ ingediend"

    @pytest.mark.parametrize(
        ("changes", "sentence", "field"),
        [
            ({"description": " "}, "Schrijf eerst een omschrijving", "description"),
            ({"place": ""}, "Vul eerst in waar de cursus is", "place"),
            ({"lessons": []}, "minstens één lesdag", "lessons"),
            ({"lessons": evenings(TODAY - timedelta(days=30))}, "minstens één lesdag", "lessons"),
        ],
    )
    def test_what_is_missing_is_said(self, cast: Cast, changes: dict[str, Any], sentence: str, field: str) -> None:
        with pytest.raises(Refusal, match=sentence) as caught:
            submitted(cast, **changes)
        assert caught.value.field == field

    def test_lessons_of_today_count(self, cast: Cast) -> None:
        assert submitted(cast, lessons=evenings(TODAY, 1)).status == "submitted"

    def test_submit_twice(self, cast: Cast) -> None:
        with pytest.raises(Refusal, match="al ingediend"):
            courses.submit(course=submitted(cast), by=cast.bilal, today=TODAY)


class TestReview:
    def test_publish_writes_to_the_maker(self, cast: Cast) -> None:
        course = published(cast)
        letter = OutgoingMail.objects.get()
        assert (course.status, course.published_by) == ("published", cast.bureau)
        assert (letter.to, letter.partner) == ("bilal@fluxus.test", cast.bilal_partner)
        assert letter.subject == "Je cursus ‘Djembé voor beginners’ staat online"
        assert titles()[-1] == "Cursus ‘Djembé voor beginners’ gepubliceerd"

    @pytest.mark.parametrize("status", ["draft", "published", "withdrawn"])
    def test_only_what_waits_is_published(self, cast: Cast, status: str) -> None:
        moments = {"published_at": timezone.now(), "published_by": cast.bureau} if status == "published" else {}
        course = make_course(status="draft")
        Course.objects.filter(pk=course.pk).update(status=status, **moments)
        with pytest.raises(Refusal, match="Alleen een ingediende cursus"):
            courses.publish(course=course, by=cast.bureau)

    def test_send_back_with_a_reason(self, cast: Cast) -> None:
        course = courses.send_back(course=submitted(cast), reason="Zet de prijs erbij.", by=cast.bureau)
        assert (course.status, course.review_note) == ("draft", "Zet de prijs erbij.")
        assert "Zet de prijs erbij." in OutgoingMail.objects.get().body
        assert TimelineEntry.objects.latest("pk").detail == "Zet de prijs erbij."

    def test_each_round_has_its_own_letter(self, cast: Cast) -> None:
        course = submitted(cast)
        for _ in range(2):
            courses.send_back(course=course, reason="Nog eens.", by=cast.bureau)
            course = courses.submit(course=course, by=cast.bilal, today=TODAY)
        assert OutgoingMail.objects.count() == 2
        assert course.review_note == ""

    def test_withdraw_and_submit_again(self, cast: Cast) -> None:
        course = courses.withdraw(course=published(cast), by=cast.bilal)
        assert course.status == "withdrawn"
        assert courses.submit(course=course, by=cast.bilal, today=TODAY).status == "submitted"

    def test_a_concept_is_not_withdrawn(self, cast: Cast) -> None:
        with pytest.raises(Refusal, match="staat niet in de catalogus"):
            courses.withdraw(course=drafted(cast), by=cast.bilal)


class TestChange:
    def test_words_around_it_change_at_once(self, cast: Cast) -> None:
        course = published(cast)
        changed = courses.change(
            course=course, facts=make_facts(summary="Nieuw", capacity=20), lessons=AHEAD, by=cast.bilal
        )
        assert (changed.status, changed.summary, changed.capacity) == ("published", "Nieuw", 20)

    @pytest.mark.parametrize(
        ("changes", "lessons"),
        [({"title": "Anders"}, AHEAD), ({"price_cents": 1}, AHEAD), ({}, AHEAD[1:])],
    )
    def test_what_was_agreed_goes_back_to_fluxus(self, cast: Cast, changes: dict[str, Any], lessons: list[Any]) -> None:
        course = published(cast)
        changed = courses.change(course=course, facts=make_facts(**changes), lessons=lessons, by=cast.bilal)
        assert (changed.status, changed.slug) == ("submitted", course.slug)
        assert "gaat opnieuw langs FluXus" in titles()[-1]

    def test_a_concept_stays_a_concept(self, cast: Cast) -> None:
        changed = courses.change(course=drafted(cast), facts=make_facts(title="Anders"), lessons=[], by=cast.bilal)
        assert (changed.status, changed.dates.count()) == ("draft", 0)

    def test_a_lesson_that_moves_stays_the_same_lesson(self, cast: Cast) -> None:
        course = drafted(cast)
        before = list(course.dates.order_by("local_start").values_list("pk", flat=True))
        longer = Period(AHEAD[0].start, AHEAD[0].end + timedelta(hours=1))
        later = AHEAD[1].moved(timedelta(days=30))
        courses.change(course=course, facts=make_facts(), lessons=[longer, AHEAD[2], later], by=cast.bilal)
        kept = {row.pk: row.period for row in course.dates.all()}
        assert kept == {before[0]: longer, before[1]: later, before[2]: AHEAD[2]}

    def test_lessons_come_and_go(self, cast: Cast) -> None:
        course = drafted(cast, lessons=AHEAD[:1])
        (first,) = course.dates.all()
        courses.change(course=course, facts=make_facts(), lessons=AHEAD, by=cast.bilal)
        assert [row.period for row in course.dates.order_by("local_start")] == AHEAD
        courses.change(course=course, facts=make_facts(), lessons=AHEAD[:1], by=cast.bilal)
        assert list(course.dates.all()) == [first]

    def test_same_lessons_keep_their_rows(self, cast: Cast) -> None:
        course = drafted(cast)
        rows = list(course.dates.values_list("pk", flat=True))
        courses.change(course=course, facts=make_facts(), lessons=AHEAD[::-1], by=cast.bilal)
        assert list(course.dates.values_list("pk", flat=True)) == rows


@pytest.mark.django_db
class TestQuestions:
    def test_not_over(self) -> None:
        course = make_course(lessons=evenings(TODAY, 2))
        last = TODAY + timedelta(weeks=1)
        assert [Course.objects.not_over(day).exists() for day in (TODAY, last, last + timedelta(days=1))] == [
            True,
            True,
            False,
        ]
        assert Course.objects.soonest_first(last).get(pk=course.pk).next_start.date() == last

    def test_soonest_first(self) -> None:
        later, over = make_course(lessons=evenings(TODAY + timedelta(days=9))), make_course(lessons=[])
        soon = make_course(lessons=evenings(TODAY + timedelta(days=2)))
        assert list(Course.objects.soonest_first(TODAY)) == [soon, later, over]

    def test_on_weekday(self) -> None:
        make_course(lessons=evenings(date(2026, 11, 29), 1))
        assert [Course.objects.on_weekday(day).count() for day in range(1, 8)] == [0, 0, 0, 0, 0, 0, 1]

    @pytest.mark.parametrize(
        ("limits", "ages"), [((8, 12), [8, 12]), ((None, 12), [0, 8, 12]), ((8, None), [8, 12, 99])]
    )
    def test_for_age(self, limits: tuple[int | None, int | None], ages: list[int]) -> None:
        make_course(age_from=limits[0], age_to=limits[1])
        assert [age for age in (0, 8, 12, 99) if Course.objects.for_age(age).exists()] == ages

    @pytest.mark.parametrize(
        ("limits", "words"),
        [
            ((8, 12), "8 tot en met 12 jaar"),
            ((18, None), "vanaf 18 jaar"),
            ((None, 6), "tot en met 6 jaar"),
            ((0, 3), "tot en met 3 jaar"),
            ((None, None), "alle leeftijden"),
        ],
    )
    def test_ages_in_words(self, limits: tuple[int | None, int | None], words: str) -> None:
        assert Course(age_from=limits[0], age_to=limits[1]).ages == words


@pytest.mark.django_db
class TestConstraints:
    @pytest.mark.parametrize(
        ("fields", "constraint"),
        [
            ({"capacity": 0}, "programmes_course_has_places"),
            ({"age_from": 12, "age_to": 8}, "programmes_course_ages_in_order"),
            ({"published_at": None, "published_by": None}, "programmes_course_published_has_moment"),
            ({"published_by": None}, "programmes_course_published_by_someone"),
            ({"submitted_by": None}, "programmes_course_submitted_by_someone"),
        ],
    )
    def test_courses_are_whole(self, fields: dict[str, Any], constraint: str) -> None:
        with pytest.raises(IntegrityError, match=constraint):
            make_course(**fields)

    def test_an_address_is_used_once(self) -> None:
        course = make_course()
        with pytest.raises(IntegrityError, match="slug"):
            make_course(slug=course.slug)

    def test_a_lesson_ends_after_it_starts(self) -> None:
        course, start = make_course(lessons=[]), AHEAD[0].start
        with pytest.raises(IntegrityError, match="programmes_course_date_ends_after_start"):
            CourseDate.objects.create(course=course, local_start=start, local_end=start)

    def test_a_lesson_stands_once(self) -> None:
        course = make_course(lessons=AHEAD[:1], by=make_user())
        with pytest.raises(IntegrityError, match="programmes_course_date_once"):
            CourseDate.objects.create(course=course, local_start=AHEAD[0].start, local_end=AHEAD[0].end)
