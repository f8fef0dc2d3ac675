"""What a booking costs."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bookings.domain import pricing
from bookings.enums import Audience
from fluxus.errors import Refusal
from fluxus.periods import Period
from network.enums import CULTUURMAKER_ROLES, PartnerRole
from network.models import RoleAssignment
from tests.factories.bookings import evening, make_room, make_tariffs
from tests.factories.network import make_person


@pytest.mark.parametrize(
    ("minutes", "text", "cents"),
    [(120, "2 uur", 2900), (90, "1 uur 30 min", 2175), (45, "45 min", 1088), (15, "15 min", 363)],
)
def test_amount_and_breakdown(db: None, minutes: int, text: str, cents: int) -> None:
    make_tariffs()
    start = datetime(2026, 12, 1, 19)
    period = Period(start, start + timedelta(minutes=minutes))
    teacher = make_person(roles=(PartnerRole.TEACHER,))
    quote = pricing.quote(room=make_room("Studio 1"), partner=teacher, period=period)
    assert (quote.cents, quote.explanation) == (cents, f"Studio 1, docent: {text} à € 14,50")
    assert quote.breakdown == [{"label": f"{text} à € 14,50", "cents": cents}]


@pytest.mark.parametrize("role", CULTUURMAKER_ROLES)
def test_every_cultuurmaker_pays_the_reduced_rate(db: None, role: PartnerRole) -> None:
    who = pricing.renter(partner=make_person(roles=(role,)), on=date(2026, 12, 1))
    assert (who.audience, who.word) == (Audience.CULTUURMAKER, role.label)


def test_a_role_counts_only_while_it_lasts(db: None) -> None:
    partner = make_person(roles=(PartnerRole.TEACHER,))
    RoleAssignment.objects.filter(partner=partner).update(ended_on=date(2026, 12, 1))
    assert pricing.renter(partner=partner, on=date(2026, 11, 30)).word == "docent"
    assert pricing.renter(partner=partner, on=date(2026, 12, 1)) == pricing.Renter(Audience.OTHER, "overige huurder")


def test_the_tariff_of_the_day_itself(db: None) -> None:
    make_tariffs(1000, 2000)
    make_tariffs(1100, 2200, valid_from=date(2026, 12, 1))
    room, partner = make_room("Studio 1"), make_person()
    assert pricing.quote(room=room, partner=partner, period=evening(day=date(2026, 11, 30))).cents == 4000
    assert pricing.quote(room=room, partner=partner, period=evening()).cents == 4400


def test_without_a_tariff_it_is_refused(db: None) -> None:
    make_tariffs(valid_from=date(2027, 1, 1))
    with pytest.raises(Refusal, match="Voor Studio 1 is nog geen tarief bekend"):
        pricing.quote(room=make_room("Studio 1"), partner=make_person(), period=evening())


def test_many_quotes_are_the_single_ones_in_two_queries(db: None, django_assert_num_queries: Any) -> None:
    """A role that ends and a tariff that begins halfway."""
    make_tariffs(1000, 2000)
    make_tariffs(1100, 2200, valid_from=date(2026, 12, 8))
    room, partner = make_room("Studio 1"), make_person(roles=(PartnerRole.TEACHER,))
    RoleAssignment.objects.filter(partner=partner).update(ended_on=date(2026, 12, 3))
    periods = [evening(day=date(2026, 12, day)) for day in range(1, 15)]
    with django_assert_num_queries(2):
        found = pricing.quotes(room=room, partner=partner, periods=periods)
    assert found == [pricing.quote(room=room, partner=partner, period=period) for period in periods]
    assert {quote.cents for quote in found} == {2000, 4000, 4400}
    with django_assert_num_queries(0):
        assert pricing.quotes(room=room, partner=partner, periods=[]) == []


def test_many_quotes_without_a_tariff_are_refused(db: None) -> None:
    make_tariffs(valid_from=date(2026, 12, 2))
    with pytest.raises(Refusal, match="Voor Studio 1 is nog geen tarief bekend"):
        pricing.quotes(room=make_room("Studio 1"), partner=make_person(), periods=[evening()])
