"""What a partner lets lapse himself, and until when."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bookings.domain import own_bookings, placing, swaps
from bookings.enums import BookingMode, BookingStatus, SwapStatus
from bookings.models import Booking, Building, Room, RoomClaim
from fluxus.errors import Refusal
from fluxus.periods import to_utc
from network.models import TimelineEntry
from tests.cast import Cast
from tests.factories.bookings import AT, evening, make_booking, make_building, make_room


@pytest.fixture
def studio(db: None) -> Room:
    house = make_building("De Fluxus", phone="075 123 45 67", cancel_hours=48)
    return make_room("Studio 1", building=house, booking_mode=BookingMode.DIRECT)


@pytest.fixture
def booking(studio: Room, cast: Cast) -> Booking:
    """Tuesday 1 December 19:00–21:00."""
    return make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)


def test_last_chance_is_so_many_hours_on_the_clock(booking: Booking) -> None:
    assert own_bookings.last_chance(booking) == to_utc(datetime(2026, 11, 29, 19))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # the clock goes forward on Sunday 28 March: 47 real hours, still Sunday 19:00
        (date(2027, 3, 30), datetime(2027, 3, 28, 17, tzinfo=UTC)),
        (date(2027, 3, 29), datetime(2027, 3, 27, 18, tzinfo=UTC)),
        # and back on Sunday 25 October
        (date(2026, 10, 26), datetime(2026, 10, 24, 17, tzinfo=UTC)),
        (date(2026, 10, 27), datetime(2026, 10, 25, 18, tzinfo=UTC)),
    ],
)
def test_last_chance_stays_on_the_clock_when_the_clock_changes(
    studio: Room, cast: Cast, day: date, expected: datetime
) -> None:
    period = evening(19, 21, day)
    booking = Booking(room=studio, local_start=period.start, local_end=period.end)
    assert own_bookings.last_chance(booking) == expected


def test_last_chance_in_the_hours_that_come_twice_or_never(studio: Room) -> None:
    doubled = Booking(room=studio, local_start=datetime(2026, 10, 27, 2, 30), local_end=datetime(2026, 10, 27, 4))
    skipped = Booking(room=studio, local_start=datetime(2027, 3, 30, 2, 30), local_end=datetime(2027, 3, 30, 4))
    assert own_bookings.last_chance(doubled) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # the later of the two
    assert own_bookings.last_chance(skipped) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # 03:30 on the clock


@pytest.mark.parametrize(("seconds", "may"), [(-1, True), (0, True), (1, False)])
def test_to_the_second(booking: Booking, cast: Cast, seconds: int, may: bool) -> None:
    moment = own_bookings.last_chance(booking) + timedelta(seconds=seconds)
    assert own_bookings.may_lapse(booking, at=moment) is may
    if may:
        assert own_bookings.let_lapse(booking=booking, by=cast.bilal, at=moment).status == BookingStatus.CANCELLED
    else:
        with pytest.raises(Refusal) as refused:
            own_bookings.let_lapse(booking=booking, by=cast.bilal, at=moment)
        assert refused.value.sentence == (
            "Zelf laten vervallen kon tot zondag 29 november 19:00. Bel de receptie van De Fluxus: 075 123 45 67."
        )
        assert RoomClaim.objects.filter(booking=booking).exists()


def test_a_house_without_a_number_still_says_whom_to_call(booking: Booking, cast: Cast) -> None:
    Building.objects.update(phone="")
    with pytest.raises(Refusal, match="Bel de receptie van De Fluxus of het projectbureau"):
        own_bookings.let_lapse(booking=booking, by=cast.bilal, at=to_utc(booking.local_start))


def test_lapsing_gives_the_time_back_and_says_who_did_it(booking: Booking, cast: Cast) -> None:
    own_bookings.let_lapse(booking=booking, by=cast.bilal, at=AT)
    booking.refresh_from_db()
    assert (booking.cancelled_by, booking.cancel_reason, booking.sequence) == (
        cast.bilal,
        "Afgemeld door de huurder",
        1,
    )
    assert not RoomClaim.objects.filter(booking=booking).exists()
    assert TimelineEntry.objects.filter(title__startswith="Boeking vervallen", by=cast.bilal).count() == 1


def test_a_second_tap_changes_nothing(booking: Booking, cast: Cast) -> None:
    for _ in range(2):
        own_bookings.let_lapse(booking=booking, by=cast.bilal, at=AT, reason="ziek")
    booking.refresh_from_db()
    assert (booking.sequence, booking.cancel_reason) == (1, "ziek")
    assert TimelineEntry.objects.filter(title__startswith="Boeking vervallen").count() == 1


def test_a_request_is_taken_back_until_it_starts(studio: Room, cast: Cast) -> None:
    Room.objects.update(booking_mode=BookingMode.REQUEST)
    studio.refresh_from_db()
    make_booking(room=make_room(), partner=cast.bilal_partner, by=cast.bureau)  # makes the tariffs
    asked = placing.ask(room=studio, partner=cast.bilal_partner, period=evening(), title="les", by=cast.bilal, at=AT)
    moment = to_utc(asked.local_start)
    assert own_bookings.let_lapse(booking=asked, by=cast.bilal, at=moment).status == BookingStatus.CANCELLED


def test_a_sealed_booking_stays(booking: Booking, cast: Cast) -> None:
    sealed = placing.seal(booking=booking, reason="factuur 2026-0001")
    assert not own_bookings.may_lapse(sealed, at=AT)
    with pytest.raises(Refusal, match="factuur 2026-0001"):
        own_bookings.let_lapse(booking=sealed, by=cast.bilal, at=AT)


def test_an_open_question_about_it_goes_with_it(booking: Booking, cast: Cast) -> None:
    swap = swaps.ask(booking=booking, reason="te klein", by=cast.bilal, at=AT)
    own_bookings.let_lapse(booking=booking, by=cast.bilal, at=AT)
    swap.refresh_from_db()
    assert (swap.status, swap.decided_by) == (SwapStatus.WITHDRAWN, cast.bilal)


def test_rules_of_a_room_are_told_in_short_lines(studio: Room) -> None:
    assert own_bookings.rules_of(studio) == ["Zelf laten vervallen kan tot 48 uur van tevoren."]
    studio.notice_hours, studio.ahead_days, studio.least_minutes = 24, 90, 60
    studio.most_minutes, studio.weekly_hours = 180, 6
    assert own_bookings.rules_of(studio) == [
        "Minstens 24 uur van tevoren.",
        "Hoogstens 90 dagen vooruit.",
        "Minstens 1 uur per keer.",
        "Hoogstens 3 uur per keer.",
        "Hoogstens 6 uur per week.",
        "Zelf laten vervallen kan tot 48 uur van tevoren.",
    ]
