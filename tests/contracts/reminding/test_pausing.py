"""Pauses with a reason, and payment plans that are kept or not."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from contracts.domain.reminding import agree, kept, lift, pause
from contracts.domain.reminding.pausing import Term, kept_of, late_cents, months_later, spread
from contracts.enums import PauseKind
from contracts.models import PaymentTerm, ReminderPause, ReminderStep
from fluxus.db import violation
from fluxus.errors import Refusal
from network.models import Partner, TimelineEntry
from tests.cast import Cast
from tests.factories.money import make_allocation
from tests.factories.reminding import AT, DAY, case_of, make_debtor, make_late, make_pause, moment

pytestmark = pytest.mark.django_db


def terms_of(*cents: int) -> list[Term]:
    return [Term(DAY + timedelta(days=30 * number), each) for number, each in enumerate(cents, start=1)]


def make_plan(cast: Cast, partner: Partner, *cents: int) -> ReminderPause:
    return agree(partner=partner, terms=terms_of(*cents), reason="Gebeld.", by=cast.finance, at=AT)


class TestPause:
    def test_same_pause_twice_stands_once(self, cast: Cast) -> None:
        partner = make_debtor()
        words = {"partner": partner, "kind": "dispute", "reason": "Te koud.", "by": cast.finance, "at": AT}
        assert pause(**words) == pause(**words)
        assert TimelineEntry.objects.get(partner=partner).title == ("Geen herinneringen over alles: bezwaar. Te koud.")

    def test_invoice_of_another_is_refused(self, cast: Cast) -> None:
        invoice = make_late(cast.finance, make_debtor())
        with pytest.raises(Refusal) as refusal:
            pause(partner=make_debtor(email=""), invoice=invoice, kind="other", reason="x", by=cast.finance, at=AT)
        assert refusal.value.field == "invoice"

    def test_plan_without_terms_is_refused(self, cast: Cast) -> None:
        with pytest.raises(Refusal):
            pause(partner=make_debtor(), kind=PauseKind.PLAN, reason="x", by=cast.finance, at=AT)

    def test_lifted_it_is_over_and_stays_so(self, cast: Cast) -> None:
        partner = make_debtor()
        make_late(cast.finance, partner)
        held = pause(partner=partner, kind="other", reason="Ziek.", by=cast.finance, at=AT)
        assert case_of(partner).step is None
        lift(pause=held, reason="Beter.", by=cast.bureau, at=AT)
        again = lift(pause=held, reason="Anders.", by=cast.finance, at=moment(1))
        assert (again.lift_reason, again.lifted_by) == ("Beter.", cast.bureau)
        assert case_of(partner).step is not None


class TestPlan:
    def test_stops_letters_about_what_was_late_but_not_about_what_comes(self, cast: Cast) -> None:
        partner = make_debtor()
        make_late(cast.finance, partner, gross=9000)
        make_plan(cast, partner, 4500, 4500)
        assert case_of(partner).reasons == ["Betalingsregeling: Gebeld."]
        make_late(cast.finance, partner, days=-3, gross=2000)
        assert case_of(partner, days=10).open_cents == 2000

    @pytest.mark.parametrize(
        ("cents", "code"), [((4500, 4499), "sum"), ((9001,), "sum"), ((9000, 0), "sum"), ((), "sum")]
    )
    def test_terms_are_what_is_late(self, cast: Cast, cents: tuple[int, ...], code: str) -> None:
        partner = make_debtor()
        make_late(cast.finance, partner, gross=9000)
        with pytest.raises(Refusal) as refusal:
            make_plan(cast, partner, *cents)
        assert refusal.value.code == code

    def test_is_refused_when_nothing_is_late_or_one_runs(self, cast: Cast) -> None:
        partner = make_debtor()
        with pytest.raises(Refusal) as nothing:
            make_plan(cast, partner, 100)
        make_late(cast.finance, partner, gross=100)
        make_plan(cast, partner, 100)
        with pytest.raises(Refusal) as double:
            make_plan(cast, partner, 100)
        assert (nothing.value.code, double.value.code) == ("nothing_late", "double")

    def test_first_term_is_after_today_and_each_day_once(self, cast: Cast) -> None:
        partner = make_debtor()
        make_late(cast.finance, partner, gross=200)
        for days in ([DAY, DAY + timedelta(days=1)], [DAY + timedelta(days=1)] * 2):
            with pytest.raises(Refusal) as refusal:
                agree(partner=partner, terms=[Term(day, 100) for day in days], reason="x", by=cast.finance, at=AT)
            assert refusal.value.field == "first_on"

    def test_is_kept_as_long_as_terms_that_are_over_are_paid(self, cast: Cast) -> None:
        partner = make_debtor()
        invoice = make_late(cast.finance, partner, gross=9000)
        plan = make_plan(cast, partner, 3000, 3000, 3000)
        first = DAY + timedelta(days=30)
        assert kept(plan, on=first).value == "active"
        behind = kept(plan, on=first + timedelta(days=1))
        assert (behind.value, behind.behind_cents) == ("late", 3000)
        make_allocation(3000, invoice=invoice)
        assert kept(plan, on=first + timedelta(days=1)).value == "active"
        make_allocation(6000, invoice=invoice)
        assert kept(plan, on=first + timedelta(days=99)).value == "paid"
        make_allocation(-6000, kind="return", invoice=invoice)
        assert kept(plan, on=first + timedelta(days=99)).behind_cents == 6000

    def test_many_are_judged_in_the_same_queries(self, cast: Cast, django_assert_num_queries: Any) -> None:
        plans = []
        for _ in range(5):
            partner = make_debtor(email="")
            make_allocation(10, invoice=make_late(cast.finance, partner, gross=110))
            plans.append(make_plan(cast, partner, 100))
        with django_assert_num_queries(3):
            assert len(kept_of(list(ReminderPause.objects.filter(pk__in=[each.pk for each in plans])), on=DAY)) == 5


@given(st.integers(2, 10**8), st.integers(2, 36))
def test_spread_adds_up_to_the_cent(cents: int, times: int) -> None:
    terms = spread(cents=cents, times=times, first_on=date(2026, 1, 31))
    assert sum(term.amount_cents for term in terms) == cents
    assert len({term.due_on for term in terms}) == times


def test_months_later_keeps_the_day_or_takes_the_last() -> None:
    assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_later(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_later(date(2026, 12, 15), 1) == date(2027, 1, 15)


def test_late_cents_is_what_is_open_of_what_is_late(cast: Cast) -> None:
    partner = make_debtor()
    make_late(cast.finance, partner, days=-5, gross=700)
    make_allocation(50, invoice=make_late(cast.finance, partner, gross=300))
    assert late_cents(partner, on=DAY) == 250


def refused(act: Any) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        act()
    return violation(error.value)


class TestConstraints:
    def test_pause_has_a_reason(self, cast: Cast) -> None:
        partner = make_debtor()
        assert refused(lambda: ReminderPause.objects.create(partner=partner, kind="other", paused_by=cast.finance)) == (
            "contracts_pause_has_reason"
        )

    def test_pause_is_of_somebody(self, cast: Cast) -> None:
        partner = make_debtor()
        with pytest.raises(IntegrityError), transaction.atomic():
            ReminderPause.objects.create(partner=partner, kind="other", reason="x")
        fields = {"partner": partner, "kind": "other", "reason": "x", "paused_by": cast.finance}
        assert refused(lambda: ReminderPause.objects.create(**fields, lifted_at=AT, lift_reason="x")) == (
            "contracts_pause_lifted_by_someone"
        )
        lifted = {"lifted_at": AT, "lifted_by": cast.finance}
        assert refused(lambda: ReminderPause.objects.create(**fields, **lifted)) == "contracts_pause_lifted_has_reason"

    def test_pause_changes_only_by_lifting_once(self, cast: Cast) -> None:
        held = make_pause(cast.finance, make_debtor())
        rows = ReminderPause.objects.filter(pk=held.pk)
        assert refused(lambda: rows.update(reason="Anders.")) == "contracts_pause_is_kept"
        assert refused(rows.delete) == "contracts_pause_is_kept"
        rows.update(lifted_at=AT, lifted_by=cast.finance, lift_reason="x")
        assert refused(lambda: rows.update(lift_reason="y")) == "contracts_pause_lifted_is_final"

    def test_terms_are_final_and_something(self, cast: Cast) -> None:
        partner = make_debtor()
        make_late(cast.finance, partner, gross=100)
        plan = make_plan(cast, partner, 100)
        term = plan.terms.get()
        assert refused(lambda: PaymentTerm.objects.update(amount_cents=1)) == "contracts_term_is_final"
        day = {"pause": plan, "due_on": term.due_on}
        assert refused(lambda: PaymentTerm.objects.create(**day, amount_cents=1)) == "contracts_term_once_a_day"
        later = {"pause": plan, "due_on": term.due_on + timedelta(days=1)}
        assert refused(lambda: PaymentTerm.objects.create(**later, amount_cents=0)) == "contracts_term_is_something"

    def test_steps_are_lawful(self, cast: Cast) -> None:
        notice = ReminderStep.objects.get(kind="notice")
        rows = ReminderStep.objects.filter(pk=notice.pk)
        assert refused(lambda: rows.update(days_to_pay=14)) == "contracts_reminder_notice_is_long_enough"
        assert refused(lambda: rows.update(with_costs=True)) == "contracts_reminder_consumer_is_warned"
        assert refused(lambda: rows.update(position=1)) == "contracts_reminder_step_once"
