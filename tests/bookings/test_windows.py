"""Which tariff holds at which hour, and what that makes of a booking."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.domain import placing, pricing, windows
from bookings.enums import Audience, TariffClass, TariffUnit
from bookings.models import Booking, Tariff
from fluxus.errors import Refusal
from fluxus.periods import Period
from network.enums import PartnerRole
from tests.cast import Cast
from tests.factories.bookings import AT, TUESDAY, evening, make_booking, make_price_list, make_room
from tests.factories.network import make_person, make_teacher
from tests.factories.series import make_series
from tests.factories.series import on as on_day

MONDAY = date(2026, 11, 30)
CULTUURMAKER, OTHER, SCHOOL = Audience.CULTUURMAKER, Audience.OTHER, Audience.SCHOOL
WORKING_DAYS = [1, 2, 3, 4, 5]


def tariff(cents: int, audience: str = OTHER, **fields: Any) -> Tariff:
    return Tariff(tariff_class=TariffClass.SMALL, audience=audience, amount_cents=cents, **fields)


def on(start: int, end: int, day: date = MONDAY) -> Period:
    return evening(start, end, day)


def asked(*tariffs: Tariff, period: Period, partner: Any = None) -> pricing.Quote:
    make_price_list(*tariffs)
    return pricing.quote(room=make_room("Studio 1"), partner=partner or make_teacher(), period=period)


def test_a_rule_explains_itself(db: None) -> None:
    found = asked(tariff(2600), tariff(1450, CULTUURMAKER, weekdays=[1], from_time=time(18)), period=on(19, 21))
    assert (found.cents, found.explanation) == (2900, "Studio 1, maandagavond, docent: 2 uur à € 14,50")
    assert found.breakdown == [{"label": "maandagavond: 2 uur à € 14,50", "cents": 2900}]


def test_a_booking_over_two_windows_is_split(db: None) -> None:
    found = asked(
        tariff(1000, CULTUURMAKER, until_time=time(18)),
        tariff(1450, CULTUURMAKER, from_time=time(18)),
        tariff(9999),
        period=on(17, 20),
    )
    assert (found.cents, found.explanation) == (
        3900,
        "Studio 1, docent: middag 1 uur à € 10,00; avond 2 uur à € 14,50",
    )
    assert [line["cents"] for line in found.breakdown] == [1000, 2900]


@pytest.mark.parametrize(("end", "cents"), [(12, 1000), (13, 3000)])
def test_a_window_is_half_open(db: None, end: int, cents: int) -> None:
    assert asked(tariff(2000), tariff(1000, until_time=time(12)), period=on(11, end)).cents == cents


@pytest.mark.parametrize(
    ("day", "start", "cents"),
    [(MONDAY, 19, 400), (MONDAY, 9, 300), (MONDAY + timedelta(days=5), 19, 200), (MONDAY + timedelta(days=5), 9, 100)],
)
def test_the_narrower_window_goes_first(db: None, day: date, start: int, cents: int) -> None:
    tariffs = (
        tariff(100),
        tariff(200, from_time=time(18)),
        tariff(300, weekdays=WORKING_DAYS),
        tariff(400, weekdays=WORKING_DAYS, from_time=time(18)),
    )
    assert asked(*tariffs, period=on(start, start + 1, day)).cents == cents


def test_without_a_tariff_of_his_own_he_pays_that_of_others(db: None) -> None:
    """Also for the hours that his own does not cover."""
    found = asked(
        tariff(2000),
        tariff(1000, CULTUURMAKER, until_time=time(18)),
        period=on(17, 19),
    )
    assert [line["cents"] for line in found.breakdown] == [1000, 2000]


@pytest.mark.parametrize(
    ("role", "cents"),
    [
        (PartnerRole.SCHOOL, 700),
        (PartnerRole.SCHOOL_BOARD, 700),
        (PartnerRole.CARE, 500),
        (PartnerRole.TEACHER, 600),
        (PartnerRole.FUND, 900),
    ],
)
def test_every_kind_of_renter_has_his_tariff(db: None, role: PartnerRole, cents: int) -> None:
    prices = (tariff(900), tariff(700, SCHOOL), tariff(600, CULTUURMAKER), tariff(500, Audience.SOCIAL))
    assert asked(*prices, period=on(19, 20), partner=make_person(roles=(role,))).cents == cents


@pytest.mark.parametrize(
    ("start", "end", "parts"), [(9, 11, 1), (9, 12, 1), (11, 13, 2), (9, 22, 3), (22, 2, 1), (23, 7, 2)]
)
def test_each_daypart_that_is_touched_counts(db: None, start: int, end: int, parts: int) -> None:
    found = asked(tariff(6000, unit=TariffUnit.DAYPART), period=on(start, end))
    assert found.cents == parts * 6000
    assert found.explanation.endswith(f"{parts} {'dagdeel' if parts == 1 else 'dagdelen'} à € 60,00")


def test_a_fixed_price_counts_once(db: None) -> None:
    found = asked(tariff(7500, unit=TariffUnit.FIXED), period=on(10, 22))
    assert (found.cents, found.explanation) == (7500, "Studio 1, docent: € 75,00 per keer")


def test_past_midnight_the_next_day_begins(db: None) -> None:
    found = asked(tariff(1000), tariff(2000, weekdays=[2]), period=on(23, 2))
    assert (found.cents, len(found.breakdown)) == (1000 + 2 * 2000, 2)


def test_an_hour_without_a_tariff_is_refused(db: None) -> None:
    with pytest.raises(Refusal, match="geen tarief"):
        asked(tariff(1000, until_time=time(20)), period=on(19, 21))


def test_the_wall_clock_counts_in_the_nights_that_the_clock_changes(db: None) -> None:
    make_price_list(tariff(1000))
    room, partner = make_room(), make_person()
    for day in (date(2027, 3, 27), date(2026, 10, 24)):
        night = Period(datetime.combine(day, time(22)), datetime.combine(day + timedelta(days=1), time(4)))
        assert pricing.quote(room=room, partner=partner, period=night).cents == 6000


def test_a_long_story_is_cut_and_the_breakdown_is_whole(db: None) -> None:
    hours = [tariff(100 + hour, from_time=time(hour), until_time=time(hour + 1)) for hour in range(8, 22)]
    found = asked(*hours, period=on(8, 22))
    assert (len(found.explanation), found.explanation[-1], len(found.breakdown)) == (200, "…", 14)


clocks = st.one_of(st.none(), st.integers(0, 23).map(time))
drawn = st.lists(
    st.builds(
        lambda audience, days, first, last, cents: tariff(
            cents, audience, weekdays=sorted(days), from_time=first, until_time=last
        ),
        st.sampled_from([CULTUURMAKER, OTHER]),
        st.sets(st.integers(1, 7)),
        clocks,
        clocks,
        st.integers(0, 10_000),
    ),
    max_size=6,
)


@given(drawn, st.integers(0, 7 * 96), st.integers(1, 96))
def test_the_slices_are_the_period_and_each_has_the_best_tariff(tariffs: list[Tariff], at: int, quarters: int) -> None:
    """Whatever the windows: nothing is left out or counted twice, and by the minute it is the same."""
    start = datetime.combine(MONDAY, time()) + timedelta(minutes=15 * at)
    period = Period.noted(start, start + timedelta(minutes=15 * quarters))
    known = [tariff(5000), *tariffs]
    parts = windows.split(known, CULTUURMAKER, period)
    assert parts is not None
    pieces = sorted(piece for part in parts for piece in part.slices)
    assert (pieces[0].start, pieces[-1].end) == (period.start, period.end)
    assert all(one.end == other.start for one, other in pairwise(pieces))
    for part in parts:
        for piece in part.slices:
            for minutes in range(0, piece.wall_minutes, 15):
                moment = piece.start + timedelta(minutes=minutes)
                best = windows.best(known, CULTUURMAKER, moment)
                assert best is not None
                assert windows.rank(best, CULTUURMAKER) == windows.rank(part.tariff, CULTUURMAKER)
                assert windows.holds_at(part.tariff, moment)


class TestMoving:
    """A booking keeps its price, unless its new hours cost something else."""

    @pytest.fixture
    def booking(self, cast: Cast) -> Booking:
        make_price_list(tariff(2600), tariff(1000, from_time=time(18)))
        make_price_list(tariff(9900), tariff(9000, from_time=time(18)), valid_from=date(2026, 12, 10))
        return make_booking(room=make_room("Studio 1"), partner=cast.bilal_partner, by=cast.bureau)

    @pytest.mark.parametrize(
        ("start", "days", "cents"),
        [(20, 0, 2000), (19, 2, 2000), (19, 30, 2000), (9, 0, 5200), (9, 30, 19800), (17, 0, 3600)],
    )
    def test_one_booking(self, booking: Booking, cast: Cast, start: int, days: int, cents: int) -> None:
        period = evening(start, start + 2, TUESDAY + timedelta(days=days))
        moved = placing.move(booking=booking, room=booking.room, period=period, by=cast.bureau, at=AT)
        assert (moved.price_cents, sum(int(line["cents"]) for line in moved.price_breakdown)) == (cents, cents)

    @pytest.mark.parametrize(("starts", "ends", "cents"), [(20, 22, {2000, 18000}), (9, 11, {5200, 19800})])
    def test_a_series(self, booking: Booking, cast: Cast, starts: int, ends: int, cents: set[int]) -> None:
        series = make_series(room=make_room(), partner=cast.bilal_partner, by=cast.bureau)
        first = on_day(series, TUESDAY)
        placing.change_series(booking=first, scope="all", starts=time(starts), ends=time(ends), by=cast.bureau, at=AT)
        going = Booking.objects.filter(series=series, status="confirmed")
        assert set(going.values_list("price_cents", flat=True)) == cents
