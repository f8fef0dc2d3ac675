"""Drafts from lessons and by hand, and mending a draft."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.domain.drawing_up import agreements, drafting
from contracts.domain.drawing_up.drafting import Appointment, Terms
from contracts.domain.drawing_up.issuing import issue
from contracts.models import Agreement, AgreementLine, Rate, RateTable, WorkKind
from fluxus.errors import Refusal
from fluxus.periods import AMSTERDAM, Period
from network.models import Partner, TimelineEntry
from programmes.domain import deliveries as visits
from programmes.models import Course, CourseDate
from tests.cast import Cast
from tests.factories.contracts import DAY, TUESDAY, make_draft_agreement, make_house, make_proof, make_teacher

pytestmark = pytest.mark.django_db
EVENING = Period(datetime(2026, 12, 5, 19), datetime(2026, 12, 5, 21))


def make_lessons(maker: Partner, cast: Cast, *, count: int = 3, **fields: Any) -> list[CourseDate]:
    """A published course on Tuesday evenings."""
    values = {
        "title": "Tekenen voor beginners",
        "discipline": "visual",
        "capacity": 10,
        "price_cents": 12000,
        "place": "Buurthuis De Poort",
        "status": "published",
        "published_at": datetime(2026, 11, 1, tzinfo=AMSTERDAM),
        "published_by": cast.bureau,
        "created_by": cast.bureau,
        "age_from": 18,
        "slug": f"tekenen-{Course.objects.count()}",
        **fields,
    }
    course = Course.objects.create(maker=maker, **values)
    start = datetime.combine(TUESDAY, time(19))
    return [
        CourseDate.objects.create(
            course=course,
            local_start=start + timedelta(weeks=week),
            local_end=start + timedelta(weeks=week, hours=2),
        )
        for week in range(count)
    ]


def terms_of(agreement: Agreement, **changes: Any) -> Terms:
    names = ("subject", "remarks", "travel_cents", "with_minors", "work_kind", "pay_explanation", "funding")
    kept: Any = {name: getattr(agreement, name) for name in names}
    return kept | changes


def revise(agreement: Agreement, cast: Cast, **changes: Any) -> Agreement:
    given: dict[str, Any] = {"fees": {}, "dropped": set(), "typed": [], "seen": drafting.state(agreement), **changes}
    given.setdefault("terms", terms_of(agreement))
    return drafting.revise(agreement=agreement, by=cast.bureau, today=DAY, **given)


def make_work_kind(hourly_cents: int = 6500, preparation: int = 50) -> WorkKind:
    kind = WorkKind.objects.create(name="Proefles", slug="proefles", preparation_percent=preparation)
    table = RateTable.objects.create(name="Proef", source="test", valid_from=date(2026, 11, 22))
    Rate.objects.create(table=table, work_kind=kind, hourly_cents=hourly_cents)
    return kind


class TestLessons:
    def test_each_lesson_pays_the_same_and_nothing_is_typed(self, cast: Cast) -> None:
        make_house()
        teacher = make_teacher()
        lessons = make_lessons(teacher, cast)
        draft = drafting.from_lessons(partner=teacher, lessons=lessons, fee_cents=9000, by=cast.bureau, today=DAY)
        assert (draft.subject, draft.fee_cents, draft.with_minors) == ("Tekenen voor beginners", 27000, False)
        first = draft.lines.order_by("position")[0]
        assert (first.course_date, first.where, first.discipline) == (lessons[0], "Buurthuis De Poort", "visual")
        assert first.detail == "vanaf 18 jaar, hoogstens 10 deelnemers"
        assert TimelineEntry.objects.filter(partner=teacher, kind="agreement").count() == 1

    @pytest.mark.parametrize(("age_from", "with_minors"), [(None, True), (12, True), (18, False)])
    def test_who_may_come_decides_about_minors(self, cast: Cast, age_from: int | None, with_minors: bool) -> None:
        make_house()
        teacher = make_teacher()
        lessons = make_lessons(teacher, cast, age_from=age_from)
        draft = drafting.from_lessons(partner=teacher, lessons=lessons, fee_cents=1, by=cast.bureau, today=DAY)
        assert draft.with_minors == with_minors

    def test_a_lesson_is_agreed_once(self, cast: Cast) -> None:
        make_house()
        teacher = make_teacher()
        lessons = make_lessons(teacher, cast)
        drafting.from_lessons(partner=teacher, lessons=lessons[:1], fee_cents=1, by=cast.bureau, today=DAY)
        assert list(drafting.agreeable_lessons(teacher, DAY)) == lessons[1:]
        with pytest.raises(Refusal, match="staat al in overeenkomst"):
            drafting.from_lessons(partner=teacher, lessons=lessons, fee_cents=1, by=cast.bureau, today=DAY)

    def test_lessons_of_somebody_else_and_none_at_all_are_refused(self, cast: Cast) -> None:
        make_house()
        lessons = make_lessons(make_teacher(), cast)
        with pytest.raises(Refusal, match="is niet van"):
            drafting.from_lessons(partner=make_teacher(), lessons=lessons, fee_cents=1, by=cast.bureau, today=DAY)
        with pytest.raises(Refusal, match="minstens één les"):
            drafting.from_lessons(partner=make_teacher(), lessons=[], fee_cents=1, by=cast.bureau, today=DAY)

    def test_a_withdrawn_course_is_refused(self, cast: Cast) -> None:
        make_house()
        teacher = make_teacher()
        lessons = make_lessons(teacher, cast, status="withdrawn")
        assert list(drafting.agreeable_lessons(teacher, DAY)) == []
        with pytest.raises(Refusal, match="teruggetrokken"):
            drafting.from_lessons(partner=teacher, lessons=lessons, fee_cents=1, by=cast.bureau, today=DAY)


class TestByHand:
    def row(self, **changes: Any) -> Appointment:
        return Appointment(**{"period": EVENING, "what": "Workshop", "where": "Dam", "fee_cents": 30000, **changes})

    def test_what_was_typed_becomes_the_draft(self, cast: Cast) -> None:
        make_house()
        teacher = make_teacher()
        draft = drafting.by_hand(
            partner=teacher, lines=[self.row()], subject="Cultuurdag", by=cast.bureau, today=DAY, with_minors=True
        )
        assert (draft.subject, draft.fee_cents, draft.starts_on, draft.with_minors) == (
            "Cultuurdag",
            30000,
            date(2026, 12, 5),
            True,
        )

    def test_the_same_sent_twice_is_one_draft(self, cast: Cast) -> None:
        make_house()
        teacher = make_teacher()
        given: dict[str, Any] = {"partner": teacher, "subject": "Cultuurdag", "by": cast.bureau, "today": DAY}
        first = drafting.by_hand(lines=[self.row()], **given)
        assert drafting.by_hand(lines=[self.row()], **given) == first
        assert drafting.by_hand(lines=[self.row(fee_cents=1)], **given) != first

    def test_more_than_a_million_is_refused(self, cast: Cast) -> None:
        make_house()
        rows = [self.row(fee_cents=60_000_000), self.row(fee_cents=60_000_000, what="Nog een")]
        with pytest.raises(Refusal, match="miljoen"):
            drafting.by_hand(partner=make_teacher(), lines=rows, subject="Veel", by=cast.bureau, today=DAY)

    def test_nothing_and_too_much_are_refused(self, cast: Cast) -> None:
        make_house()
        with pytest.raises(Refusal, match="minstens één regel"):
            drafting.by_hand(partner=make_teacher(), lines=[], subject="Niets", by=cast.bureau, today=DAY)
        with pytest.raises(Refusal, match="hoogstens 200"):
            drafting.by_hand(
                partner=make_teacher(), lines=[self.row()] * 201, subject="Veel", by=cast.bureau, today=DAY
            )


class TestRevise:
    def test_fees_rows_and_terms_change_together(self, cast: Cast) -> None:
        draft = make_draft_agreement(cast.bureau)
        typed = [Appointment(EVENING, "Overleg", "Online", 5000)]
        revised = revise(
            draft,
            cast,
            terms=terms_of(draft, remarks="Sleutel bij de balie", travel_cents=1850),
            fees={1: 20000},
            typed=typed,
        )
        assert [line.fee_cents for line in revised.lines.order_by("position")] == [20000, 12500, 5000]
        assert (revised.fee_cents, revised.travel_cents, revised.ends_on) == (37500, 1850, date(2026, 12, 5))
        assert revised.remarks == "Sleutel bij de balie"

    def test_a_line_that_leaves_is_free_again(self, cast: Cast) -> None:
        draft = make_draft_agreement(cast.bureau)
        gone = draft.lines.get(position=1).delivery
        revise(draft, cast, dropped={1})
        assert list(agreements.agreeable(draft.partner)) == [gone]

    def test_the_last_line_stays(self, cast: Cast) -> None:
        draft = make_draft_agreement(cast.bureau)
        with pytest.raises(Refusal, match="minstens één regel"):
            revise(draft, cast, dropped={1, 2})
        assert draft.lines.count() == 2

    def test_a_stale_page_is_refused(self, cast: Cast) -> None:
        draft = make_draft_agreement(cast.bureau)
        seen = drafting.state(draft)
        revise(draft, cast, fees={1: 20000})
        with pytest.raises(Refusal, match="intussen veranderd") as caught:
            revise(draft, cast, fees={1: 1}, seen=seen)
        assert caught.value.code == "stale"
        assert Agreement.objects.get().fee_cents == 32500

    def test_what_is_issued_is_refused(self, cast: Cast) -> None:
        draft = make_draft_agreement(cast.bureau)
        seen = drafting.state(draft)
        issue(agreement=draft, by=cast.bureau, today=DAY)
        with pytest.raises(Refusal, match="al opgesteld"):
            revise(draft, cast, seen=seen)

    def test_an_edited_fee_survives_issuing(self, cast: Cast) -> None:
        draft = revise(make_draft_agreement(cast.bureau), cast, fees={1: 20000})
        issued = issue(agreement=draft, by=cast.bureau, today=DAY)
        assert [line["fee_cents"] for line in issued.snapshot["dates"]] == [20000, 12500]


class TestPay:
    def test_low_pay_is_explained_or_not_issued(self, cast: Cast) -> None:
        draft = make_draft_agreement(cast.bureau)
        draft = revise(draft, cast, terms=terms_of(draft, work_kind=make_work_kind(hourly_cents=9000)))
        assert (draft.paid_minutes, draft.agreed_hourly_cents, draft.advised_hourly_cents) == (180, 8333, 9000)
        with pytest.raises(Refusal, match="lager dan het advies") as caught:
            issue(agreement=draft, by=cast.bureau, today=DAY)
        assert caught.value.field == "pay_explanation"
        draft.refresh_from_db()
        draft = revise(draft, cast, terms=terms_of(draft, pay_explanation="De les bestaat al."))
        issued = issue(agreement=draft, by=cast.bureau, today=DAY)
        assert issued.snapshot["pay"]["explanation"] == "De les bestaat al."
        assert (issued.snapshot["pay"]["agreed_hourly_cents"], issued.rate_table.name) == (8333, "Proef")

    def test_the_kind_of_work_of_last_time_is_proposed(self, cast: Cast) -> None:
        draft = make_draft_agreement(cast.bureau)
        kind = make_work_kind()
        revise(draft, cast, terms=terms_of(draft, work_kind=kind))
        assert make_draft_agreement(cast.bureau, partner=draft.partner).work_kind == kind


def test_issue_takes_over_what_moved(cast: Cast) -> None:
    draft = make_draft_agreement(cast.bureau)
    delivery = draft.lines.get(position=1).delivery
    delivery.local_start += timedelta(days=7)
    delivery.local_end += timedelta(days=7)
    delivery.save()
    issued = issue(agreement=draft, by=cast.bureau, today=DAY)
    assert [line["start"] for line in issued.snapshot["dates"]] == ["2026-12-01T10:00", "2026-12-08T09:00"]
    assert issued.ends_on == date(2026, 12, 8)


def test_a_line_that_lapsed_is_named(cast: Cast) -> None:
    draft = make_draft_agreement(cast.bureau)
    line = draft.lines.get(position=1)
    visits.cancel(delivery=line.delivery, reason="ziek", by=cast.bureau)
    with pytest.raises(Refusal, match=f"{line.what} op di 1 dec 2026 09:00–10:00 is vervallen") as caught:
        issue(agreement=draft, by=cast.bureau, today=DAY)
    assert caught.value.code == "lapsed"


def test_issue_asks_the_same_questions_for_1_and_30_lines(cast: Cast) -> None:
    few, many = make_draft_agreement(cast.bureau, deliveries=1), make_draft_agreement(cast.bureau, deliveries=12)
    make_proof(few.partner, cast.bureau)
    counts = []
    for draft in (few, many):
        with CaptureQueriesContext(connection) as asked:
            issue(agreement=draft, by=cast.bureau, today=DAY)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert AgreementLine.objects.count() == 13
