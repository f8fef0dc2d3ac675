"""Runs for a season, from the look beforehand to the letters: the hire of rooms, and the lessons of courses."""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from bookings.domain.placing import ending
from bookings.models import Booking, Season
from contracts.domain import documents, runs
from contracts.domain.runs import advancing, sampling
from contracts.domain.texts.editions import current
from contracts.enums import AgreementStatus, Bundling, ItemStatus, OrderStatus, RunSource, RunStatus
from contracts.models import Agreement, AgreementRun, DocumentOrder
from fluxus.errors import Refusal
from fluxus.periods import AMSTERDAM, Period
from network.models import Address, Partner
from programmes.domain import courses
from programmes.models import Course, CourseDate
from tests.cast import Cast
from tests.factories.bookings import make_room
from tests.factories.contracts import make_house, make_proof
from tests.factories.network import make_teacher
from tests.factories.programmes import make_course
from tests.factories.series import make_series, tuesdays

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]
AT = datetime(2026, 11, 23, 10, tzinfo=AMSTERDAM)
NEW = "/contracten/runs/nieuw/"
FIRST = date(2027, 1, 11)
FEE = 12000


@pytest.fixture
def season(cast: Cast) -> Season:
    make_house()
    return Season.objects.create(name="voorjaar 2027", starts_on=date(2026, 12, 1), ends_on=date(2027, 6, 30))


@pytest.fixture
def hirers(cast: Cast, season: Season) -> list[Partner]:
    """Two who hire a room of their own on Tuesday evenings, from December to February; ten evenings each."""
    found = [make_teacher("Anna", "Aalbers"), make_teacher("Bo", "Bakker")]
    for hirer in found:
        make_series(room=make_room(), partner=hirer, by=cast.bureau, season=season)
    return found


@pytest.fixture
def makers(cast: Cast, season: Season) -> list[Partner]:
    """Two who give a course: three lessons in January, and one of them four more in March."""
    found = [make_teacher("Anna", "Aalbers"), make_teacher("Bo", "Bakker")]
    for maker in found:
        make_proof(maker, cast.bureau)
        make_course(maker, lessons=mondays(FIRST, 3), title="Djembé")
    make_course(found[0], lessons=mondays(date(2027, 3, 1), 4), title="Slagwerk")
    return found


def mondays(first: date, number: int) -> list[Period]:
    return [Period.on(first + timedelta(weeks=week), time(19), time(21)) for week in range(number)]


def hires(season: Season, **criteria: Any) -> dict[str, Any]:
    asked = {"season": season.pk, **criteria}
    return {"source": RunSource.SEASON, "bundling": Bundling.PARTNER, "criteria": asked, "template_version": rental()}


def lessons(season: Season, bundling: str = Bundling.PARTNER, **criteria: Any) -> dict[str, Any]:
    asked = {"season": season.pk, "fee_cents": FEE, **criteria}
    return {"source": RunSource.LESSONS, "bundling": bundling, "criteria": asked, "template_version": current()}


def rental() -> Any:
    return current("huurovereenkomst")


def begin(cast: Cast, asked: dict[str, Any], *, letters: bool = False) -> AgreementRun:
    return runs.start(**asked, title="Seizoen", sends_letters=letters, by=cast.bureau, at=AT)


def finish(run: AgreementRun) -> AgreementRun:
    assert runs.advance_here(run_id=run.pk)
    run.refresh_from_db()
    return run


def outcomes(run: AgreementRun) -> list[str]:
    return list(run.items.order_by("position").values_list("status", flat=True))


def text_of(agreement: Agreement) -> str:
    reader = PdfReader(BytesIO(documents.read(agreement.document_order.document)))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


class TestHires:
    def test_from_the_look_beforehand_to_documents_and_letters(
        self, cast: Cast, season: Season, hirers: list[Partner]
    ) -> None:
        look = runs.preview(**hires(season), today=AT.date())
        booked = Booking.objects.standing().filter(series__season=season)
        assert (look.total, look.dates, len(look.blocked)) == (2, booked.count(), 0)
        assert look.fee_cents == sum(each.price_cents for each in booked) > 0

        run = finish(begin(cast, hires(season), letters=True))
        assert (run.status, outcomes(run)) == (RunStatus.FINISHED, [ItemStatus.MADE] * 2)
        made = list(Agreement.objects.order_by("pk"))
        assert [each.number for each in made] == ["HUUR-2026-0001", "HUUR-2026-0002"]
        assert {(each.kind, each.status) for each in made} == {("rental", AgreementStatus.SENT)}
        assert sum(each.fee_cents for each in made) == look.fee_cents
        assert sum(each.lines.filter(holds=True).count() for each in made) == look.dates
        text = text_of(made[0])
        assert "HUUR-2026-0001" in text
        assert "Anna Aalbers" in text
        assert "gitaarles" in text

    def test_a_hire_asks_no_proof_of_conduct_but_an_address_blocks_it_until_it_is_there(
        self, cast: Cast, season: Season, hirers: list[Partner]
    ) -> None:
        address = Address.objects.filter(partner=hirers[0]).first()
        assert address is not None
        Address.objects.filter(partner=hirers[0]).delete()
        look = runs.preview(**hires(season), today=AT.date())
        assert (len(look.ready), len(look.blocked)) == (1, 1)
        assert not any("VOG" in each.sentence for row in look.rows for each in row.blockers)

        run = finish(begin(cast, hires(season)))
        assert outcomes(run) == [ItemStatus.BLOCKED, ItemStatus.MADE]
        address.pk = None
        address.save()
        finish(runs.go_on(run=run, by=cast.bureau))
        assert outcomes(run) == [ItemStatus.MADE] * 2
        numbers = Agreement.objects.order_by("number").values_list("number", flat=True)
        assert list(numbers) == ["HUUR-2026-0001", "HUUR-2026-0002"]

    def test_per_month_each_evening_stands_in_one_agreement(
        self, cast: Cast, season: Season, hirers: list[Partner]
    ) -> None:
        run = finish(begin(cast, {**hires(season), "bundling": Bundling.MONTH}))
        assert len(outcomes(run)) == 6
        assert set(outcomes(run)) == {ItemStatus.MADE}
        held = Booking.objects.filter(agreement_lines__holds=True)
        assert held.count() == held.distinct().count() == Booking.objects.standing().count()

    def test_twice_and_while_one_is_busy_is_refused(self, cast: Cast, season: Season, hirers: list[Partner]) -> None:
        run = begin(cast, hires(season))
        with pytest.raises(Refusal, match="is hier nog mee bezig"):
            begin(cast, hires(season))
        finish(run)
        with pytest.raises(Refusal, match="niets om op te stellen"):
            begin(cast, hires(season))
        assert Agreement.objects.count() == 2

    def test_a_run_of_another_season_is_not_in_the_way(self, cast: Cast, season: Season, hirers: list[Partner]) -> None:
        begin(cast, hires(season))
        other = Season.objects.create(name="najaar 2027", starts_on=date(2027, 9, 1), ends_on=date(2027, 12, 31))
        with pytest.raises(Refusal, match="niets om op te stellen"):
            begin(cast, hires(other))

    def test_stopped_and_gone_on_nothing_is_made_twice(self, cast: Cast, season: Season, hirers: list[Partner]) -> None:
        run = begin(cast, hires(season), letters=True)
        assert advancing.step(run_id=run.pk, at=AT, refused=set())
        runs.stop(run=run, by=cast.bureau, at=AT)
        assert not advancing.step(run_id=run.pk, at=AT, refused=set())
        assert outcomes(run) == [ItemStatus.MADE, ItemStatus.WAITING]
        finish(runs.go_on(run=run, by=cast.bureau))
        assert outcomes(run) == [ItemStatus.MADE] * 2
        assert DocumentOrder.objects.filter(status=OrderStatus.READY).count() == 2
        assert set(Agreement.objects.values_list("status", flat=True)) == {AgreementStatus.SENT}

    def test_what_changes_meanwhile_is_left_out_or_dropped_and_prices_follow(
        self, cast: Cast, season: Season, hirers: list[Partner]
    ) -> None:
        run = begin(cast, hires(season))
        first = list(Booking.objects.standing().filter(partner=hirers[0]).order_by("local_start"))
        ending.cancel(booking=first[0], reason="Ziek", by=cast.bureau)
        Booking.objects.filter(pk=first[1].pk).update(price_cents=9900)
        ending.cancel_many(bookings=Booking.objects.standing().filter(partner=hirers[1]), reason="Weg", by=cast.bureau)
        finish(run)
        assert outcomes(run) == [ItemStatus.MADE, ItemStatus.DROPPED]
        made = Agreement.objects.get()
        assert made.lines.count() == len(first) - 1
        assert made.lines.get(booking=first[1]).fee_cents == 9900
        assert "vervallen" in run.items.get(status=ItemStatus.DROPPED).message

    def test_the_sample_is_of_a_hire_and_keeps_nothing(self, cast: Cast, season: Season, hirers: list[Partner]) -> None:
        content = sampling.sample(**hires(season), by=cast.bureau, today=AT.date())
        text = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
        assert "VOORBEELD" in text
        assert "HUUR-2026" not in text
        assert (Agreement.objects.count(), AgreementRun.objects.count()) == (0, 0)

    def test_a_season_asks_as_many_questions_for_two_as_for_twelve(
        self, cast: Cast, season: Season, hirers: list[Partner], django_assert_num_queries: Any
    ) -> None:
        with CaptureQueriesContext(connection) as few:
            runs.preview(**hires(season), today=AT.date())
        for number in range(10):
            hirer = make_teacher(f"Huurder{number}", "Dijk")
            make_series(room=make_room(), partner=hirer, by=cast.bureau, season=season, rule=tuesdays())
        with django_assert_num_queries(len(few)):
            assert runs.preview(**hires(season), today=AT.date()).total == 12


class TestLessons:
    @pytest.mark.parametrize(
        ("bundling", "sizes"), [(Bundling.PARTNER, [7, 3]), (Bundling.ACTIVITY, [3, 4, 3]), (Bundling.MONTH, [3, 4, 3])]
    )
    def test_bundles_as_asked(self, bundling: str, sizes: list[int], season: Season, makers: list[Partner]) -> None:
        found = runs.choose(source=RunSource.LESSONS, bundling=bundling, criteria=lessons(season)["criteria"])
        assert [each.count for each in found] == sizes
        assert [each.fee_cents for each in found] == [size * FEE for size in sizes]

    def test_lessons_are_not_bundled_by_school(self, season: Season, makers: list[Partner]) -> None:
        with pytest.raises(Refusal, match="per cursus"):
            runs.choose(source=RunSource.LESSONS, bundling=Bundling.SCHOOL, criteria=lessons(season)["criteria"])

    def test_only_lessons_in_the_season_of_courses_that_are_published(
        self, cast: Cast, season: Season, makers: list[Partner]
    ) -> None:
        make_course(makers[0], lessons=mondays(date(2027, 9, 6), 2), title="Na het seizoen")
        make_course(makers[0], lessons=mondays(FIRST, 2), title="Nog niet", status="submitted")
        make_course(makers[0], lessons=[Period.on(date(2027, 6, 30), time(19), time(21))], title="Laatste avond")
        found = runs.choose(source=RunSource.LESSONS, bundling=Bundling.ACTIVITY, criteria=lessons(season)["criteria"])
        assert [each.title for each in found] == ["Djembé", "Slagwerk", "Laatste avond", "Djembé"]
        none = {"season": 0, "fee_cents": FEE}
        assert runs.choose(source=RunSource.LESSONS, bundling=Bundling.PARTNER, criteria=none) == []

    def test_from_the_look_beforehand_to_documents_and_letters(
        self, cast: Cast, season: Season, makers: list[Partner]
    ) -> None:
        look = runs.preview(**lessons(season), today=AT.date())
        assert (look.total, look.dates, look.fee_cents, len(look.blocked)) == (2, 10, 10 * FEE, 0)
        run = finish(begin(cast, lessons(season), letters=True))
        assert (run.status, outcomes(run)) == (RunStatus.FINISHED, [ItemStatus.MADE] * 2)
        first, second = Agreement.objects.order_by("pk")
        assert (first.number, first.fee_cents, first.with_minors) == ("OVO-2026-0001", 7 * FEE, True)
        assert (second.fee_cents, second.status) == (3 * FEE, AgreementStatus.SENT)
        assert CourseDate.objects.filter(agreement_lines__holds=True).count() == 10
        assert "Djembé en Slagwerk" in text_of(first)
        with pytest.raises(Refusal, match="niets om op te stellen"):
            begin(cast, lessons(season))

    def test_who_teaches_minors_without_a_vog_is_blocked_until_it_is_there(
        self, cast: Cast, season: Season, makers: list[Partner]
    ) -> None:
        makers[0].proofs.all().delete()
        Course.objects.filter(maker=makers[1]).update(age_from=18)
        makers[1].proofs.all().delete()
        look = runs.preview(**lessons(season), today=AT.date())
        assert [row.bundle.partner for row in look.blocked] == [makers[0]]
        run = finish(begin(cast, lessons(season)))
        assert outcomes(run) == [ItemStatus.BLOCKED, ItemStatus.MADE]
        make_proof(makers[0], cast.bureau)
        finish(runs.go_on(run=run, by=cast.bureau))
        assert outcomes(run) == [ItemStatus.MADE] * 2

    def test_a_course_that_is_withdrawn_or_moved_meanwhile(
        self, cast: Cast, season: Season, makers: list[Partner]
    ) -> None:
        run = begin(cast, lessons(season, bundling=Bundling.ACTIVITY))
        gone = Course.objects.get(title="Slagwerk")
        courses.withdraw(course=gone, by=cast.bureau)
        moved = CourseDate.objects.filter(course__maker=makers[1]).earliest("local_start")
        later = {
            "local_start": moved.local_start + timedelta(hours=1),
            "local_end": moved.local_end + timedelta(hours=1),
        }
        CourseDate.objects.filter(pk=moved.pk).update(**later)
        finish(run)
        assert outcomes(run) == [ItemStatus.MADE, ItemStatus.DROPPED, ItemStatus.MADE]
        line = Agreement.objects.get(partner=makers[1]).lines.earliest("position")
        assert line.local_start == later["local_start"]

    def test_hires_and_lessons_of_one_season_run_side_by_side(
        self, cast: Cast, season: Season, makers: list[Partner], hirers: list[Partner]
    ) -> None:
        begin(cast, lessons(season))
        begin(cast, hires(season))
        with pytest.raises(Refusal, match="is hier nog mee bezig"):
            begin(cast, lessons(season))
        assert AgreementRun.objects.filter(status=RunStatus.RUNNING).count() == 2

    def test_more_lessons_than_fit_is_told_beforehand(self, cast: Cast, season: Season, makers: list[Partner]) -> None:
        start = datetime.combine(FIRST, time(8))
        many = [Period(start + timedelta(minutes=30 * n), start + timedelta(minutes=30 * n + 30)) for n in range(198)]
        make_course(makers[1], lessons=many, title="Veel")
        look = runs.preview(**lessons(season), today=AT.date())
        assert [each.sentence for row in look.blocked for each in row.blockers] == [
            "Dit zijn meer dan 200 afspraken. Bundel per maand."
        ]
        run = finish(begin(cast, lessons(season)))
        assert "hoogstens 200 lessen" in run.items.get(status=ItemStatus.BLOCKED).message


class TestPages:
    def form(self, source: str, season: Season, **changes: Any) -> dict[str, Any]:
        text = rental() if source == RunSource.SEASON else current()
        values = {"source": source, "season": season.pk, "bundling": "partner", "template_version": text.pk}
        return {**values, **changes}

    def test_a_season_of_hires_is_looked_at_sampled_and_started(
        self, as_bureau: Client, season: Season, hirers: list[Partner]
    ) -> None:
        asked = self.form(RunSource.SEASON, season)
        page = as_bureau.get(NEW, asked)
        assert (page.status_code, "Anna Aalbers" in page.text) == (200, True)
        sent = {**asked, "request_token": str(page.context["request_token"]), "sends_letters": "on"}
        sent |= {"partners": [hirers[0].pk, hirers[1].pk], "everybody": 2}
        assert as_bureau.post(reverse("contracts:run-sample"), sent).content.startswith(b"%PDF-")
        assert as_bureau.post(NEW, sent).status_code == 303
        run = AgreementRun.objects.get()
        assert (run.title, run.items.count(), run.criteria) == ("Huur voorjaar 2027", 2, {"season": season.pk})

    def test_a_season_of_lessons_asks_what_one_pays(
        self, as_bureau: Client, season: Season, makers: list[Partner]
    ) -> None:
        page = as_bureau.get(NEW, self.form(RunSource.LESSONS, season))
        assert (page.status_code, "Vul het honorarium per les in." in page.text) == (422, True)
        page = as_bureau.get(NEW, self.form(RunSource.LESSONS, season, fee_cents="veel"))
        assert (page.status_code, 'value="veel"' in page.text) == (422, True)
        asked = self.form(RunSource.LESSONS, season, fee_cents="120,00")
        page = as_bureau.get(NEW, asked)
        assert (page.status_code, page.context["preview"].fee_cents) == (200, 10 * FEE)
        sent = {
            **asked,
            "request_token": str(page.context["request_token"]),
            "partners": [makers[1].pk],
            "everybody": 2,
        }
        as_bureau.post(NEW, sent)
        run = AgreementRun.objects.get()
        assert run.title == "Lessen voorjaar 2027"
        assert run.criteria == {"season": season.pk, "fee_cents": FEE, "partners": [makers[1].pk]}

    def test_without_a_season_it_says_so(self, as_bureau: Client, season: Season) -> None:
        for source in (RunSource.SEASON, RunSource.LESSONS):
            page = as_bureau.get(NEW, {**self.form(source, season), "season": ""})
            assert (page.status_code, "Kies een seizoen." in page.text) == (422, True)
