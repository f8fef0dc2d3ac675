"""The figures are sums of what was billed, in the month of delivery, beside budget, what is open and what will come."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bookings.enums import BookingStatus
from bookings.models import Booking, Building
from contracts.domain import budgeting, money_figures
from contracts.domain.billing import invoices
from contracts.domain.billing.holding import hold_booking
from contracts.domain.billing.lines import NewLine
from contracts.domain.money_figures import Figures
from contracts.models import RentBudget
from contracts.views.money_chart import chart
from fluxus.db import violation
from tests.cast import Cast
from tests.factories.contracts import DAY, make_booking, make_credit, make_house, make_typed_invoice
from tests.factories.money import make_allocation, make_claim
from tests.factories.network import make_teacher

pytestmark = pytest.mark.django_db

TODAY = DAY
OCTOBER, DECEMBER = date(2026, 10, 1), date(2026, 12, 1)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def rent(by: Any, day: date, cents: int = 2900, **fields: Any) -> Booking:
    make_house()
    start = datetime.combine(day, datetime.min.time()) + timedelta(hours=19)
    return make_booking(by, local_start=start, local_end=start + timedelta(hours=2), price_cents=cents, **fields)


def billed(by: Any, day: date, cents: int = 2900) -> Any:
    draft = invoices.draft_for_booking(booking=rent(by, day, cents), by=by)
    return invoices.issue(invoice=draft, by=by, today=TODAY)


def figures(**asked: Any) -> Figures:
    return money_figures.figures(**{"year": 2026, "today": TODAY, **asked})


def test_rent_counts_in_the_month_of_delivery_less_what_was_credited(cast: Cast) -> None:
    billed(cast.finance, date(2026, 10, 6))
    second = billed(cast.finance, date(2026, 10, 7), 5000)
    make_credit(cast.finance, second, amounts={second.lines.get().pk: 1000})
    billed(cast.finance, date(2025, 10, 8), 700)
    found = figures()
    assert {month.first: month.rent for month in found.months if month.rent} == {OCTOBER: 6900}
    assert found.months[9].year_before == 700
    assert (found.rent_cents, found.rent_before_cents) == (6900, 700)


def test_shares_are_of_the_same_sum(cast: Cast) -> None:
    billed(cast.finance, date(2026, 10, 6))
    billed(cast.finance, date(2026, 9, 7), 5000)
    found = figures()
    assert sum(found.per_building().values()) == 7900
    assert found.per_class() == [("klein", 7900)]
    assert sum(cents for _, cents in found.per_kind()) == 7900


def test_house_that_is_asked_for_is_the_only_one_counted(cast: Cast) -> None:
    billed(cast.finance, date(2026, 10, 6))
    other = Building.objects.create(name="Elders", slug="elders", street_line="x", postcode="1506EK", city="Zaandam")
    assert figures(building=other).rent_cents == 0
    assert figures(building=Building.objects.get(slug="fabriek")).rent_cents == 2900


def test_other_income_is_no_rent_and_a_deposit_is_no_income(cast: Cast) -> None:
    make_typed_invoice(cast.finance, [NewLine("Techniek", 10000)])
    make_typed_invoice(cast.finance, [NewLine("Borg", 25000, product="deposit")], kind="deposit")
    found = figures()
    assert (found.rent_cents, found.others()) == (0, [("andere dienst", 10000)])


def test_expected_is_what_is_confirmed_and_on_no_invoice(cast: Cast) -> None:
    billed(cast.finance, date(2026, 12, 1))
    rent(cast.finance, date(2026, 12, 2), 4000)
    rent(cast.finance, date(2026, 12, 3), 9000, status=BookingStatus.REQUESTED)
    charged = {"charge_cents": 3000, "charge_explanation": "50%", "cancelled_at": NOW, "cancelled_by": cast.finance}
    rent(cast.finance, date(2026, 12, 4), 6000, status=BookingStatus.CANCELLED, **charged)
    never = rent(cast.finance, date(2026, 12, 8), 8000)
    hold_booking(booking=never, reason="Gratis", by=cast.finance, at=NOW, for_good=True)
    later = rent(cast.finance, date(2026, 12, 9), 500)
    hold_booking(booking=later, reason="Bezwaar", by=cast.finance, at=NOW)
    assert figures().months[11].expected == 4000 + 3000 + 500


def test_ages_split_what_is_open_by_how_late_it_is(cast: Cast) -> None:
    for days, cents in ((0, 100), (1, 200), (30, 300), (31, 400), (90, 500), (91, 600)):
        make_claim(cast.finance, gross=cents, issued_on=date(2026, 1, 5), due_on=TODAY - timedelta(days=days))
    paid = make_claim(cast.finance, gross=900, due_on=TODAY)
    make_allocation(900, invoice=paid)
    partly = make_claim(cast.finance, gross=1000, due_on=TODAY)
    make_allocation(400, invoice=partly)
    counted = [(age.count, age.cents) for age in money_figures.ages(today=TODAY)]
    assert counted == [(2, 700), (2, 500), (1, 400), (1, 500), (1, 600)]


def test_budget_is_written_changed_and_taken_away(cast: Cast) -> None:
    rent(cast.finance, TODAY)
    house = Building.objects.get(slug="fabriek")
    budgeting.set_budget(building=house, year=2026, amounts={OCTOBER: 10000, DECEMBER: 20000})
    budgeting.set_budget(building=house, year=2026, amounts={OCTOBER: 15000, DECEMBER: None})
    assert budgeting.budget_of(house, 2026) == {OCTOBER: 15000}
    found = figures()
    assert (found.months[9].budget, found.budget_cents, found.budgets) == (15000, 15000, {house.pk: 15000})


def test_figures_ask_the_same_number_of_queries_of_one_booking_and_of_thirty(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    billed(cast.finance, date(2026, 10, 6))
    with django_assert_max_num_queries(7) as few:
        figures().per_kind()
    for number in range(29):
        billed(cast.finance, date(2026, 1 + number % 10, 6))
    with django_assert_max_num_queries(7) as many:
        figures().per_kind()
    assert len(few) == len(many)


def test_chart_holds_the_highest_bar_and_needs_something_to_draw(cast: Cast) -> None:
    assert chart(figures().months) is None
    billed(cast.finance, date(2026, 10, 6), 123456)
    drawn = chart(figures().months)
    assert drawn is not None
    assert [text for _, text in drawn.ticks] == ["€ 0", "€ 500", "€ 1.000", "€ 1.500", "€ 2.000"]
    assert all(bar.rent_y >= 0 and bar.expected_y >= 0 for bar in drawn.bars)
    assert [bar.rent_height > 0 for bar in drawn.bars].index(True) == 9


@pytest.mark.parametrize(
    ("name", "month"),
    [("contracts_budget_once", OCTOBER), ("contracts_budget_begins_a_month", date(2026, 9, 2))],
)
def test_database_refuses_a_budget_that_cannot_be(cast: Cast, name: str, month: date) -> None:
    make_booking(cast.finance, partner=make_teacher())
    house = Building.objects.get(slug="fabriek")
    RentBudget.objects.create(building=house, month=OCTOBER, amount_cents=1)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        RentBudget.objects.create(building=house, month=month, amount_cents=1)
    assert violation(error.value) == name
