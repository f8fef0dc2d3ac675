"""The season of a partner: what comes, in what state, and what it costs."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.domain import own_costs, own_season, placing, swaps
from bookings.enums import BookingMode, SkipKind
from bookings.models import Booking, BookingSeries, Room, Season
from fluxus.periods import Period, to_utc
from network.models import Partner
from tests.cast import Cast
from tests.factories.bookings import AT, TUESDAY, evening, make_booking, make_room
from tests.factories.network import make_teacher


@pytest.fixture
def studio(db: None) -> Room:
    return make_room("Studio 1", booking_mode=BookingMode.DIRECT)


def make_series(room: Room, partner: Partner, by: Any, **fields: Any) -> BookingSeries:
    values = {
        "title": "gitaarles", "weekdays": [2], "starts": time(19), "ends": time(21),
        "first_on": TUESDAY, "last_on": TUESDAY + timedelta(weeks=9), "placed_at": AT, "placed_by": by,
    }  # fmt: skip
    return BookingSeries.objects.create(room=room, partner=partner, **(values | fields))


def join(booking: Booking, series: BookingSeries, on: date | None = None) -> Booking:
    booking.series, booking.original_on = series, on or booking.local_start.date()
    booking.save()
    return booking


def skipped(series: BookingSeries, on: date, *, kind: SkipKind = SkipKind.CLASH, reason: str = "bezet") -> Booking:
    period = Period.on(on, series.starts, series.ends)
    return Booking.objects.create(
        series=series, original_on=on, room=series.room, partner=series.partner, title=series.title, status="skipped",
        skip_kind=kind, skip_reason=reason, local_start=period.start, local_end=period.end, price_cents=0,
        price_explanation="", placed_at=AT, placed_by=series.placed_by,
    )  # fmt: skip


def coming(cast: Cast, **given: Any) -> list[own_season.OwnDate]:
    return own_season.coming(cast.bilal_partner, **{"at": AT, "limit": 100, **given})


def test_only_his_own_and_only_what_is_not_over(studio: Room, cast: Cast) -> None:
    make_booking(room=studio, partner=make_teacher(), by=cast.bureau, period=evening(9, 10))
    own = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    assert [each.booking for each in coming(cast)] == [own]
    assert [each.booking for each in coming(cast, at=to_utc(own.local_end) - timedelta(seconds=1))] == [own]
    assert coming(cast, at=to_utc(own.local_end)) == []
    assert coming(cast, after=TUESDAY + timedelta(days=1)) == []


def test_what_can_be_done_with_a_date_follows_its_state(studio: Room, cast: Cast) -> None:
    booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    (own,) = coming(cast)
    assert (own.may_lapse, own.may_swap, own.is_off, own.until) == (True, True, False, datetime(2026, 11, 29, 19))
    (late,) = coming(cast, at=to_utc(datetime(2026, 11, 30, 12)))
    assert (late.may_lapse, late.may_swap) == (False, True)
    (begun,) = coming(cast, at=to_utc(datetime(2026, 12, 1, 20)))
    assert (begun.may_lapse, begun.may_swap, begun.has_choices) == (False, False, False)
    placing.cancel(booking=booking, reason="ziek", by=cast.bureau, at=AT)
    (off,) = coming(cast)
    assert (off.is_off, off.has_choices) == (True, False)


def test_a_question_is_shown_until_it_is_old_news(studio: Room, cast: Cast) -> None:
    booking = make_booking(
        room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(day=TUESDAY + timedelta(days=60))
    )
    swap = swaps.ask(booking=booking, reason="te klein", by=cast.bilal, at=AT)
    (own,) = coming(cast)
    assert (own.swap, own.may_swap) == (swap, False)
    swaps.refuse(swap=swap, answer="alles vol", by=cast.bureau, at=AT)
    (own,) = coming(cast, at=AT + timedelta(days=13))
    assert (own.swap and own.swap.answer, own.may_swap) == ("alles vol", True)
    (own,) = coming(cast, at=AT + timedelta(days=15))
    assert own.swap is None


def test_where_the_series_had_it_is_told(studio: Room, cast: Cast) -> None:
    series = make_series(studio, cast.bilal_partner, cast.bureau)
    booking = join(make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau), series)
    assert coming(cast)[0].was == ""
    booking = placing.move(booking=booking, room=studio, period=evening(18, 20), by=cast.bureau, at=AT)
    assert coming(cast)[0].was == "di 1 dec 19:00"
    placing.move(booking=booking, room=make_room("Studio 2"), period=evening(18, 20), by=cast.bureau, at=AT)
    assert coming(cast)[0].was == "di 1 dec 19:00, Studio 1"


def test_a_skipped_date_comes_back_when_the_room_is_free(studio: Room, cast: Cast) -> None:
    series = make_series(studio, cast.bilal_partner, cast.bureau)
    rival = make_booking(room=studio, partner=make_teacher(), by=cast.bureau)
    skipped(series, TUESDAY)
    skipped(series, TUESDAY + timedelta(weeks=1), kind=SkipKind.SCHOOL_HOLIDAY, reason="kerstvakantie")
    assert [each.is_free_again for each in coming(cast)] == [False, False]
    placing.cancel(booking=rival, reason="ziek", by=cast.bureau, at=AT)
    assert [each.is_free_again for each in coming(cast)] == [True, False]


def test_months_count_what_goes_on(studio: Room, cast: Cast) -> None:
    for day in (TUESDAY, TUESDAY + timedelta(days=1), date(2027, 1, 5)):
        last = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(day=day))
    placing.cancel(booking=last, reason="ziek", by=cast.bureau, at=AT)
    months = own_season.by_month(coming(cast))
    assert [(month.name, month.going, len(month.dates)) for month in months] == [
        ("december 2026", 2, 2),
        ("januari 2027", 0, 1),
    ]


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 23, 10), "over 8 dagen"),
        (datetime(2026, 11, 29, 23, 59), "over 2 dagen"),
        (datetime(2026, 11, 30, 0, 1), "morgen"),
        (datetime(2026, 12, 1, 18, 59), "vandaag"),
        (datetime(2026, 12, 1, 19), "nu bezig"),
    ],
)
def test_how_soon_in_words(studio: Room, cast: Cast, at: datetime, said: str) -> None:
    make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    next_up = own_season.next_up(coming(cast))
    assert next_up
    assert own_season.days_until(next_up, to_utc(at)) == said


def test_next_up_is_agreed(studio: Room, cast: Cast) -> None:
    make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    placing.ask(room=studio, partner=cast.bilal_partner, period=evening(9, 10), title="vraag", by=cast.bilal, at=AT)
    dates = coming(cast)
    assert [each.booking.title for each in dates] == ["vraag", "gitaarles"]
    assert [own.booking.title for own in [own_season.next_up(dates)] if own] == ["gitaarles"]
    assert own_season.next_up([]) is None


def test_pages_of_the_past_meet(studio: Room, cast: Cast) -> None:
    for number in range(5):
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(9 + number, 10 + number))
    over = own_season.been(cast.bilal_partner, at=to_utc(datetime(2027, 1, 1)))
    keys = [booking.pk for booking in over]
    assert [booking.pk for booking in own_season.older_than(over, keys[1])] == keys[2:]
    assert [booking.pk for booking in own_season.older_than(over, 0)] == keys


class TestCosts:
    @pytest.fixture(autouse=True)
    def season(self, db: None) -> None:
        Season.objects.create(name="2026/2027", starts_on=date(2026, 9, 1), ends_on=date(2027, 7, 1))

    def test_month_season_and_per_series_with_the_price_explained(self, studio: Room, cast: Cast) -> None:
        series = make_series(studio, cast.bilal_partner, cast.bureau)
        for weeks in range(6):
            period = evening(day=TUESDAY + timedelta(weeks=weeks))
            join(make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=period), series)
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(9, 10))
        found = own_costs.costs(cast.bilal_partner, at=to_utc(datetime(2026, 12, 9)))
        assert (found.season, found.month, found.month_cents) == ("2026/2027", "december", 5 * 5200 + 2600)
        assert [(each.title, each.so_far_cents, each.to_come_cents) for each in found.series] == [
            ("gitaarles, Studio 1", 2 * 5200, 4 * 5200),
            ("Losse boekingen", 2600, 0),
        ]
        assert found.series[0].prices == [
            own_costs.Price(5200, 6, "Studio 1, overige huurder: 2 uur à € 26,00"),
        ]
        assert found.cents == found.so_far_cents + found.to_come_cents == 6 * 5200 + 2600

    def test_what_lapsed_is_free_and_what_is_asked_is_counted_apart(self, studio: Room, cast: Cast) -> None:
        off = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        placing.cancel(booking=off, reason="ziek", by=cast.bureau, at=AT)
        placing.ask(room=studio, partner=cast.bilal_partner, period=evening(), title="x", by=cast.bilal, at=AT)
        found = own_costs.costs(cast.bilal_partner, at=AT)
        assert (found.cents, found.undecided_cents, found.series) == (0, 5200, [])

    def test_outside_the_season_counts_for_the_month_only(self, studio: Room, cast: Cast) -> None:
        Season.objects.update(starts_on=date(2026, 12, 5))
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        found = own_costs.costs(cast.bilal_partner, at=to_utc(datetime(2026, 12, 9)))
        assert (found.month_cents, found.cents) == (5200, 0)

    def test_without_a_season_it_is_the_calendar_year(self, studio: Room, cast: Cast) -> None:
        Season.objects.all().delete()
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(day=date(2027, 1, 4)))
        found = own_costs.costs(cast.bilal_partner, at=AT)
        assert (found.season, found.cents) == ("2026", 5200)

    def test_the_same_questions_for_many(self, studio: Room, cast: Cast) -> None:
        counts = []
        for number in range(12):
            period = evening(day=TUESDAY + timedelta(days=number))
            join(
                make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=period),
                make_series(studio, cast.bilal_partner, cast.bureau, title=f"les {number}"),
            )
            if number in (0, 11):
                with CaptureQueriesContext(connection) as asked:
                    own_costs.costs(cast.bilal_partner, at=AT)
                    coming(cast)
                counts.append(len(asked))
        assert counts == [7, 7]
