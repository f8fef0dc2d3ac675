"""The planning moves on after issuing: what differs in words, and the agreement that takes over."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bookings.models import Booking
from contracts.domain.drawing_up import agreements, amendments, drafting, holds, rentals
from contracts.domain.drawing_up.amendments import amend, changed, differences, differences_of
from contracts.domain.drawing_up.issuing import issue
from contracts.models import Agreement, AgreementLine
from fluxus.errors import Refusal
from programmes.domain import courses
from programmes.domain import deliveries as visits
from programmes.models import Course, Delivery
from tests.cast import Cast
from tests.contracts.test_drafting import make_lessons
from tests.contracts.test_rentals import make_hires
from tests.factories.contracts import DAY, make_agreement, make_draft_agreement, make_house, make_teacher

pytestmark = pytest.mark.django_db


def sentences(agreement: Agreement) -> list[str]:
    return [each.sentence for each in differences(agreement)]


def is_changed(agreement: Agreement) -> bool:
    return changed(Agreement.objects.all()).filter(pk=agreement.pk).exists()


def visit_of(agreement: Agreement, position: int = 1) -> Delivery:
    found = agreement.lines.get(position=position).delivery
    assert found is not None
    return found


def add_visit(like: Delivery, cast: Cast, weeks: int = 2) -> Delivery:
    """The same activity at the same school, planned now."""
    later = timedelta(weeks=weeks)
    return Delivery.objects.create(
        activity=like.activity,
        school=like.school,
        local_start=like.local_start + later,
        local_end=like.local_end + later,
        fee_cents=12500,
        planned_by=cast.bureau,
    )


def test_as_planned_nothing_differs(cast: Cast) -> None:
    issued = make_agreement(cast.bureau)
    assert (sentences(issued), is_changed(issued)) == ([], False)


def test_a_visit_that_lapsed(cast: Cast) -> None:
    issued = make_agreement(cast.bureau)
    visit = visit_of(issued)
    visits.cancel(delivery=visit, reason="ziek", by=cast.bureau)
    assert sentences(issued) == [f"{visit.activity.title} op di 1 dec 2026 09:00–10:00 vervalt."]
    assert is_changed(issued)


def test_a_visit_that_moved(cast: Cast) -> None:
    issued = make_agreement(cast.bureau)
    visit = visit_of(issued)
    visit.local_start += timedelta(days=2)
    visit.local_end += timedelta(days=2)
    visit.save()
    assert sentences(issued) == [
        f"{visit.activity.title} gaat van di 1 dec 2026 09:00–10:00 naar do 3 dec 2026 09:00–10:00."
    ]
    assert is_changed(issued)


def test_an_activity_with_another_name(cast: Cast) -> None:
    issued = make_agreement(cast.bureau)
    visit = visit_of(issued)
    old, visit.activity.title = visit.activity.title, "Nieuwe naam"
    visit.activity.save()
    assert sentences(issued) == [f"‘{old}’ heet nu ‘Nieuwe naam’."]
    assert is_changed(issued)


def test_a_visit_that_came_later_belongs_with_its_like(cast: Cast) -> None:
    issued = make_agreement(cast.bureau)
    added = add_visit(visit_of(issued), cast)
    assert sentences(issued) == [f"{added.activity.title} komt erbij op di 15 dec 2026 09:00–10:00, voor € 125,00."]
    assert is_changed(issued)


def test_a_visit_that_was_left_out_on_purpose_does_not_count(cast: Cast) -> None:
    draft = make_draft_agreement(cast.bureau)
    add_visit(draft.lines.get(position=1).delivery, cast)
    issued = issue(agreement=draft, by=cast.bureau, today=DAY)
    assert (sentences(issued), is_changed(issued)) == ([], False)


def test_a_lesson_that_moved_or_went_elsewhere(cast: Cast) -> None:
    make_house()
    teacher = make_teacher()
    lessons = make_lessons(teacher, cast, count=1)
    draft = drafting.from_lessons(partner=teacher, lessons=lessons, fee_cents=1, by=cast.bureau, today=DAY)
    issued = issue(agreement=draft, by=cast.bureau, today=DAY)
    assert not is_changed(issued)
    Course.objects.update(place="De Fabriek")
    assert sentences(issued) == [
        "Tekenen voor beginners op di 1 dec 2026 19:00–21:00 is nu in De Fabriek (was: Buurthuis De Poort)."
    ]
    assert is_changed(issued)
    Course.objects.update(status="withdrawn", place="Buurthuis De Poort")
    assert sentences(issued) == ["Tekenen voor beginners op di 1 dec 2026 19:00–21:00 vervalt."]
    assert is_changed(issued)


def test_a_lesson_in_an_agreement_moves_but_does_not_vanish(cast: Cast) -> None:
    make_house()
    teacher = make_teacher()
    lessons = make_lessons(teacher, cast, count=2)
    draft = drafting.from_lessons(partner=teacher, lessons=lessons, fee_cents=1, by=cast.bureau, today=DAY)
    issued = issue(agreement=draft, by=cast.bureau, today=DAY)
    course = lessons[0].course
    names = ("title", "summary", "description", "discipline", "age_from", "age_to", "capacity", "price_cents", "place")
    facts: Any = {name: getattr(course, name) for name in (*names, "room", "contact_email")}
    later = [each.period.moved(timedelta(days=1)) for each in lessons]
    courses.change(course=course, facts=facts, lessons=later, by=cast.bureau)
    assert [each.kind for each in differences(issued)] == ["moved", "moved"]
    with pytest.raises(Refusal, match="staat in een overeenkomst") as caught:
        courses.change(course=course, facts=facts, lessons=later[:1], by=cast.bureau)
    assert caught.value.field == "lessons"
    assert course.dates.count() == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"status": "rejected", "cancelled_at": "2026-11-23T10:00Z"}, "vervalt"),
        (
            {"price_cents": 3000},
            "Het bedrag voor Slagwerkles op di 1 dec 2026 19:00–21:00 is nu € 30,00 (was: € 29,00).",
        ),
        ({"title": "Bandles"}, "‘Slagwerkles’ heet nu ‘Bandles’."),
    ],
)
def test_a_booking_that_changed(cast: Cast, change: dict[str, Any], words: str) -> None:
    make_house()
    hirer = make_teacher()
    draft = rentals.from_bookings(partner=hirer, bookings=make_hires(hirer, cast, count=1), by=cast.bureau, today=DAY)
    issued = issue(agreement=draft, by=cast.bureau, today=DAY)
    assert not is_changed(issued)
    Booking.objects.update(**change)
    (sentence,) = sentences(issued)
    assert words in sentence
    assert is_changed(issued)


def test_drafts_and_what_ended_have_no_differences(cast: Cast) -> None:
    draft, issued = make_draft_agreement(cast.bureau), make_agreement(cast.bureau)
    for agreement in (draft, issued):
        visits.cancel(delivery=visit_of(agreement), reason="ziek", by=cast.bureau)
    Agreement.objects.filter(pk=issued.pk).update(status="withdrawn")
    issued.refresh_from_db()
    assert (sentences(draft), sentences(issued)) == ([], [])
    assert not is_changed(draft)
    assert not is_changed(issued)


def test_differences_of_many_cost_as_much_as_of_one(cast: Cast) -> None:
    many = [make_agreement(cast.bureau, deliveries=1) for _ in range(6)]
    for agreement in many:
        visits.cancel(delivery=visit_of(agreement), reason="ziek", by=cast.bureau)
        add_visit(visit_of(agreement), cast)
    counts = []
    for chosen in (many[:1], many):
        with CaptureQueriesContext(connection) as asked:
            found = differences_of(chosen)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert [len(each) for each in found.values()] == [2] * 6
    with CaptureQueriesContext(connection) as asked:
        assert set(changed(Agreement.objects.all())) == set(many)
    assert len(asked) == 1


class TestAmend:
    def test_the_amendment_says_what_changed_and_waits_to_hold(self, cast: Cast) -> None:
        old = make_agreement(cast.bureau)
        lapsed, added = visit_of(old), add_visit(visit_of(old), cast)
        visits.cancel(delivery=lapsed, reason="ziek", by=cast.bureau)
        draft = amend(agreement=old, by=cast.bureau, today=DAY)
        assert (draft.amends, draft.partner, draft.number) == (old, old.partner, None)
        assert [(line.delivery, line.holds) for line in draft.lines.order_by("position")] == [
            (visit_of(old, 2), False),
            (added, True),
        ]
        issued = issue(agreement=draft, by=cast.bureau, today=DAY)
        assert issued.number == "OVO-2026-0002"
        title = lapsed.activity.title
        assert issued.snapshot["amends"] == {
            "number": "OVO-2026-0001",
            "issued_on": "2026-11-23",
            "changes": [
                f"{title} op di 1 dec 2026 09:00–10:00 vervalt.",
                f"{title} komt erbij op di 15 dec 2026 09:00–10:00, voor € 125,00.",
            ],
        }

    def test_the_new_one_takes_the_hold_over(self, cast: Cast) -> None:
        old = make_agreement(cast.bureau)
        visits.cancel(delivery=visit_of(old), reason="ziek", by=cast.bureau)
        new = issue(agreement=amend(agreement=old, by=cast.bureau, today=DAY), by=cast.bureau, today=DAY)
        holds.pass_on(old=old, new=new)
        assert not AgreementLine.objects.filter(agreement=old, holds=True).exists()
        assert AgreementLine.objects.get(agreement=new).holds
        assert list(agreements.agreeable(old.partner)) == []

    def test_what_was_typed_by_hand_stays(self, cast: Cast) -> None:
        make_house()
        row = drafting.Appointment(make_draft_agreement(cast.bureau).lines.first().period, "Workshop", "Dam", 100)
        draft = drafting.by_hand(partner=make_teacher(), lines=[row], subject="Dag", by=cast.bureau, today=DAY)
        old = issue(agreement=draft, by=cast.bureau, today=DAY)
        assert (sentences(old), is_changed(old)) == ([], False)
        amended = issue(agreement=amend(agreement=old, by=cast.bureau, today=DAY), by=cast.bureau, today=DAY)
        assert [line.what for line in amended.lines.all()] == ["Workshop"]
        assert amended.snapshot["amends"]["changes"] == ["Alleen de tekst of de bedragen zijn anders."]

    def test_one_amendment_at_a_time(self, cast: Cast) -> None:
        old = make_agreement(cast.bureau)
        first = amend(agreement=old, by=cast.bureau, today=DAY)
        with pytest.raises(Refusal, match="loopt al een wijziging") as caught:
            amend(agreement=old, by=cast.bureau, today=DAY)
        assert caught.value.extra["amendment"] == first
        copied = {"partner": old.partner, "template_version": old.template_version, "drafted_by": cast.bureau}
        days = {"starts_on": DAY, "ends_on": DAY, "fee_cents": 0}
        with pytest.raises(IntegrityError, match="one_amendment_at_a_time"), transaction.atomic():
            Agreement.objects.create(amends=old, subject="Nog een", **copied, **days)
        agreements.discard(agreement=first, by=cast.bureau)
        assert amendments.running(old) is None
        assert amend(agreement=old, by=cast.bureau, today=DAY).amends == old

    def test_drafts_and_what_ended_are_refused(self, cast: Cast) -> None:
        draft = make_draft_agreement(cast.bureau)
        with pytest.raises(Refusal, match="nog een concept"):
            amend(agreement=draft, by=cast.bureau, today=DAY)
        issued = issue(agreement=draft, by=cast.bureau, today=DAY)
        Agreement.objects.filter(pk=issued.pk).update(status="withdrawn")
        with pytest.raises(Refusal, match="is ingetrokken"):
            amend(agreement=issued, by=cast.bureau, today=DAY)

    @pytest.mark.parametrize(("status", "advice"), [("issued", "Trek haar in"), ("signed", "Zeg haar op")])
    def test_when_nothing_goes_on_it_is_to_be_ended(self, cast: Cast, status: str, advice: str) -> None:
        old = make_agreement(cast.bureau, deliveries=1)
        visits.cancel(delivery=visit_of(old), reason="ziek", by=cast.bureau)
        Agreement.objects.filter(pk=old.pk).update(status=status)
        with pytest.raises(Refusal, match=advice):
            amend(agreement=old, by=cast.bureau, today=DAY)

    def test_an_amendment_of_what_ended_meanwhile_is_not_issued(self, cast: Cast) -> None:
        old = make_agreement(cast.bureau)
        draft = amend(agreement=old, by=cast.bureau, today=DAY)
        Agreement.objects.filter(pk=old.pk).update(status="withdrawn")
        with pytest.raises(Refusal, match="daar is niets aan te wijzigen"):
            issue(agreement=draft, by=cast.bureau, today=DAY)
