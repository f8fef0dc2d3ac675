"""Rules of the house: who decides may go past them with a reason, and nobody past the time of somebody else."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from bookings.domain import conditions, noise, placing
from bookings.domain.conditions import check_many
from bookings.enums import BookingMode, BookingStatus, CalendarKind
from bookings.models import Calendar, CalendarPeriod, NoiseNeighbours, Room, RoomClaim
from fluxus.errors import Refusal
from fluxus.periods import Period
from network.models import Partner, TimelineEntry
from tests.cast import Cast
from tests.factories.bookings import (
    AT,
    TUESDAY,
    evening,
    make_booking,
    make_building,
    make_hall,
    make_room,
    make_tariffs,
)
from tests.factories.network import make_teacher

MORNING = evening(9, 11)
WEEK = timedelta(days=7)


@pytest.fixture
def studio(db: None) -> Room:
    make_tariffs()
    return make_room("Studio 1", booking_mode=BookingMode.DIRECT)


@pytest.fixture
def bilal(cast: Cast) -> Partner:
    return cast.bilal_partner


def ruled(room: Room, **values: Any) -> Room:
    Room.objects.filter(pk=room.pk).update(**values)
    return Room.objects.get(pk=room.pk)


def close_houses(first: date, last: date, name: str = "Kerst") -> None:
    calendar = Calendar.objects.create(name="Huis dicht", kind=CalendarKind.CLOSURE, source="directie")
    CalendarPeriod.objects.create(calendar=calendar, name=name, starts_on=first, ends_on=last)


BROKEN = [
    ({"capacity": 3}, evening(), "too_many", "persons", "Studio 1 is voor hoogstens 3 personen."),
    ({}, evening(21, 24), "closed", "start", "open van 08:00 tot 23:00."),
    ({"least_minutes": 180}, evening(), "too_short", "end", "Studio 1 boek je voor minstens 3 uur."),
    ({"most_minutes": 90}, evening(), "too_long_here", "end", "Studio 1 boek je voor hoogstens 1 uur 30 min."),
    ({"notice_hours": 240}, evening(), "notice", "day", "Studio 1 boek je minstens 240 uur van tevoren."),
    ({"ahead_days": 7}, evening(), "ahead", "day", "Studio 1 boek je hoogstens 7 dagen vooruit."),
    ({"weekly_hours": 1}, evening(), "weekly_hours", "day", "Een huurder gebruikt Studio 1 hoogstens 1 uur per week."),
]


@pytest.mark.parametrize(("values", "period", "code", "field", "sentence"), BROKEN)
def test_each_rule_refuses_and_gives_way_to_a_reason_of_who_decides(
    studio: Room,
    bilal: Partner,
    cast: Cast,
    values: dict[str, int],
    period: Period,
    code: str,
    field: str,
    sentence: str,
) -> None:
    room = ruled(studio, **values)
    asked: dict[str, Any] = {"room": room, "partner": bilal, "period": period, "persons": 5}
    for by, reason in ((cast.bureau, ""), (cast.bureau, "  "), (cast.reception, "mag best"), (cast.bilal, "mag best")):
        with pytest.raises(Refusal) as caught:
            make_booking(**asked, by=by, override_reason=reason)
        refusal = caught.value
        assert (refusal.code, refusal.field, refusal.extra["overridable"]) == (code, field, True)
        assert refusal.sentence.endswith(sentence)
    made = make_booking(**asked, by=cast.bureau, override_reason=" feest van de wijk ")
    line = TimelineEntry.objects.get(partner=bilal)
    assert (made.override_reason, made.status) == ("feest van de wijk", BookingStatus.CONFIRMED)
    assert line.detail.endswith(f"{sentence} Reden: feest van de wijk")


def test_a_reason_without_a_broken_rule_is_not_kept(studio: Room, bilal: Partner, cast: Cast) -> None:
    assert (
        make_booking(room=studio, partner=bilal, by=cast.bureau, override_reason="voor de zekerheid").override_reason
        == ""
    )


def test_all_broken_rules_are_told_at_once(studio: Room, bilal: Partner, cast: Cast) -> None:
    room = ruled(studio, capacity=3, most_minutes=90)
    with pytest.raises(Refusal) as caught:
        make_booking(room=room, partner=bilal, by=cast.bureau, persons=5)
    assert caught.value.extra["sentences"] == [
        "Studio 1 is voor hoogstens 3 personen.",
        "Studio 1 boek je voor hoogstens 1 uur 30 min.",
    ]


class TestNobodyGoesPast:
    def test_the_time_of_somebody_else(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        make_booking(room=studio, partner=make_teacher(), by=cast.bureau)
        with pytest.raises(Refusal) as caught:
            make_booking(room=studio, partner=bilal, by=cast.admin, override_reason="directie wil het")
        assert (caught.value.code, "overridable" in caught.value.extra) == ("room_taken", False)

    def test_a_closure(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        placing.close(units=studio.units.all(), period=evening(), reason="verf", by=cast.bureau, at=AT)
        with pytest.raises(Refusal, match="gesloten: verf"):
            make_booking(room=studio, partner=bilal, by=cast.admin, override_reason="directie wil het")

    @pytest.mark.parametrize(
        ("period", "values", "code"),
        [
            (Period(datetime(2026, 12, 1, 19, 5), datetime(2026, 12, 1, 20)), {}, "grid"),
            (Period(datetime(2026, 12, 1, 9), datetime(2026, 12, 2, 10)), {}, "too_long"),
            (evening(day=date(2026, 10, 1)), {}, "past"),
            (evening(day=date(2029, 10, 1)), {}, "too_far"),
            (evening(), {"is_active": False}, "inactive"),
        ],
    )
    def test_what_can_not_be(
        self, studio: Room, bilal: Partner, cast: Cast, period: Period, values: dict[str, Any], code: str
    ) -> None:
        room = ruled(studio, **values)
        with pytest.raises(Refusal) as caught:
            make_booking(room=room, partner=bilal, by=cast.admin, period=period, override_reason="directie wil het")
        assert (caught.value.code, "overridable" in caught.value.extra) == (code, False)


class TestWeek:
    def test_hours_of_the_renter_in_that_room_and_week(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        room = ruled(studio, weekly_hours=4)
        first = make_booking(room=room, partner=bilal, by=cast.bureau)
        make_booking(room=room, partner=make_teacher(), by=cast.bureau, period=MORNING)
        make_booking(room=room, partner=bilal, by=cast.bureau, period=evening(day=TUESDAY + WEEK))
        make_booking(room=make_room("Studio 2", building=room.building), partner=bilal, by=cast.bureau, period=MORNING)
        sunday = evening(day=date(2026, 12, 6))
        make_booking(room=room, partner=bilal, by=cast.bureau, period=sunday)
        with pytest.raises(Refusal, match=r"hoogstens 4 uur per week, en in die week staat er al 4 uur\."):
            make_booking(room=room, partner=bilal, by=cast.bureau, period=evening(9, 10, date(2026, 12, 2)))
        moved = placing.move(booking=first, room=room, period=evening(13, 15), by=cast.bureau, at=AT)
        assert moved.period == evening(13, 15)

    def test_what_is_recorded_afterwards_needs_no_notice(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        room = ruled(studio, notice_hours=24)
        yesterday = evening(day=date(2026, 11, 22))
        assert make_booking(room=room, partner=bilal, by=cast.bureau, period=yesterday).period == yesterday


class TestHouseClosed:
    def test_days_of_the_closure_calendar_refuse(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        close_houses(TUESDAY, TUESDAY)
        with pytest.raises(Refusal, match=r"Op dinsdag 1 december zijn de cultuurhuizen dicht: Kerst\.") as caught:
            make_booking(room=studio, partner=bilal, by=cast.bureau)
        assert (caught.value.code, caught.value.extra["overridable"]) == ("house_closed", True)

    def test_until_midnight_the_evening_before_is_free(self, bilal: Partner, cast: Cast) -> None:
        make_tariffs()
        venue = make_room("Podium", building=make_building(opens=time(8), closes=time(4)))
        close_houses(TUESDAY, TUESDAY)
        monday = TUESDAY - timedelta(days=1)
        make_booking(room=venue, partner=bilal, by=cast.bureau, period=evening(22, 24, monday))
        with pytest.raises(Refusal, match="dinsdag 1 december"):
            make_booking(room=venue, partner=make_teacher(), by=cast.bureau, period=evening(23, 1, TUESDAY))

    def test_school_holidays_close_nothing(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        calendar = Calendar.objects.create(name="Noord", kind=CalendarKind.SCHOOL_HOLIDAY, source="rijksoverheid.nl")
        CalendarPeriod.objects.create(calendar=calendar, name="Kerst", starts_on=TUESDAY, ends_on=TUESDAY)
        assert make_booking(room=studio, partner=bilal, by=cast.bureau).room == studio


class TestNoise:
    @pytest.fixture
    def drums(self, studio: Room) -> Room:
        drums = make_room("Studio 2", building=studio.building, booking_mode=BookingMode.DIRECT)
        NoiseNeighbours.objects.create(first=studio, second=drums, reason="drums naast zang")
        return drums

    SENTENCE = "Studio 2 is dan in gebruik, op dinsdag 1 december van 19:00 tot 21:00: drums naast zang."

    def test_a_colleague_hears_it_and_may_go_on(self, studio: Room, drums: Room, bilal: Partner, cast: Cast) -> None:
        make_booking(room=drums, partner=make_teacher(), by=cast.bureau)
        assert noise.neighbours_in_use(studio, evening(20, 22)) == [self.SENTENCE]
        assert noise.neighbours_in_use(studio, evening(21, 22)) == []
        with pytest.raises(Refusal, match="drums naast zang") as caught:
            make_booking(room=studio, partner=bilal, by=cast.bureau)
        assert (caught.value.code, caught.value.sentence) == ("noise", self.SENTENCE)
        made = make_booking(room=studio, partner=bilal, by=cast.bureau, override_reason="akoestische set")
        assert (made.override_reason, RoomClaim.objects.count()) == ("akoestische set", 2)

    def test_a_partner_asks_then(self, studio: Room, drums: Room, bilal: Partner, cast: Cast) -> None:
        make_booking(room=drums, partner=make_teacher(), by=cast.bureau)
        asked = placing.place_or_ask(room=studio, partner=bilal, period=evening(), title="zang", by=cast.bilal, at=AT)
        assert asked.status == BookingStatus.REQUESTED
        with pytest.raises(Refusal, match="drums naast zang"):
            placing.approve(booking=asked, by=cast.bureau, at=AT)
        agreed = placing.approve(booking=asked, by=cast.bureau, at=AT, override_reason="spreken het af")
        assert (agreed.status, agreed.override_reason) == (BookingStatus.CONFIRMED, "spreken het af")

    def test_through_a_part_of_a_hall(self, cast: Cast, bilal: Partner) -> None:
        make_tariffs()
        left, right, both = make_hall()
        booth = make_room("Opnamehok", building=left.building)
        first, second = sorted((booth, right), key=lambda room: room.pk)
        NoiseNeighbours.objects.create(first=first, second=second, reason="opnames")
        NoiseNeighbours.objects.create(first=left, second=right, reason="dunne wand")
        make_booking(room=both, partner=bilal, by=cast.bureau, override_reason="proef")
        assert [line.split(" ")[0] for line in noise.neighbours_in_use(booth, evening())] == ["Zaal"]
        assert noise.neighbours_in_use(both, evening()) == []

    def test_a_move_does_not_hear_itself(self, studio: Room, drums: Room, bilal: Partner, cast: Cast) -> None:
        made = make_booking(room=drums, partner=bilal, by=cast.bureau)
        assert placing.move(booking=made, room=studio, period=evening(), by=cast.bureau, at=AT).room == studio


def test_a_season_is_looked_at_in_as_many_queries_as_an_evening(
    studio: Room, bilal: Partner, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    room = ruled(studio, weekly_hours=3)
    close_houses(date(2026, 12, 22), date(2026, 12, 23))
    other = make_room("Studio 2", building=room.building)
    NoiseNeighbours.objects.create(first=room, second=other, reason="drums")
    make_booking(room=other, partner=bilal, by=cast.bureau, period=evening(day=TUESDAY + WEEK))
    make_booking(room=room, partner=bilal, by=cast.bureau, period=evening(9, 11, TUESDAY + 2 * WEEK))
    season = [evening(day=TUESDAY + week * WEEK) for week in range(40)]
    for periods in (season[:1], season):
        fresh = Room.objects.select_related("building").get(pk=room.pk)
        with django_assert_num_queries(6):
            found = check_many(room=fresh, periods=periods, persons=4, by=cast.bureau, at=AT, partner=bilal)
    assert {period.start.date(): [each.code for each in refusals] for period, refusals in found.items()} == {
        date(2026, 12, 8): ["noise"],
        date(2026, 12, 15): ["weekly_hours"],
        date(2026, 12, 22): ["house_closed"],
    }


def test_hours_per_week_add_up_over_a_season(studio: Room, bilal: Partner, cast: Cast) -> None:
    room = ruled(studio, weekly_hours=3)
    days = [evening(9, 11), evening(9, 11, TUESDAY + timedelta(days=1)), evening(9, 11, TUESDAY + WEEK)]
    found = check_many(room=room, periods=days, persons=None, by=cast.bureau, at=AT, partner=bilal)
    assert list(found) == [days[1]]


def test_hard_and_soft_are_told_apart(studio: Room, cast: Cast) -> None:
    past = evening(day=date(2026, 9, 1))
    found = check_many(room=studio, periods=[past, evening(2, 4)], persons=None, by=cast.bureau, at=AT)
    assert {
        period: [(each.code, each.extra.get("overridable", False)) for each in refusals]
        for period, refusals in found.items()
    } == {
        past: [("past", False)],
        evening(2, 4): [("closed", True)],
    }
    assert conditions.may_go_past(cast.bureau, "x")
    assert not conditions.may_go_past(cast.reception, "x")
    assert check_many(room=studio, periods=[], persons=None, by=cast.bureau, at=datetime.now(UTC)) == {}
