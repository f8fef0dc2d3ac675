"""The figures, held against a count of every single minute in plain Python."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings.domain import figures as domain
from bookings.domain import placing
from bookings.domain.figures import Figures, Stretch
from bookings.domain.weekly_hours import WEEK, cut, meet, opens
from bookings.enums import Attendance, BookingStatus, CalendarKind
from bookings.models import Booking, Building, Calendar, CalendarPeriod, OpeningHours, Room, Unit
from fluxus.periods import Period
from network.models import Partner
from tests.cast import Cast
from tests.factories.bookings import AT, make_building, make_hall, make_room, make_tariffs
from tests.factories.network import make_organisation, make_person

pytestmark = pytest.mark.django_db
MARCH = Stretch(date(2027, 3, 1), date(2027, 3, 31))
MINUTE = timedelta(minutes=1)


def row(room: Room, partner: Partner, start: datetime, minutes: int, by: Any, **fields: Any) -> Booking:
    """A booking as it lies in the table; the figures read nothing else."""
    return Booking.objects.create(
        **{
            "room": room,
            "partner": partner,
            "title": "les",
            "local_start": start,
            "local_end": start + timedelta(minutes=minutes),
            "price_cents": 0,
            "price_explanation": "",
            "placed_by": by,
            **fields,
        }
    )


def of(stretch: Stretch) -> Figures:
    return domain.figures(stretch=stretch, buildings=list(Building.objects.prefetch_related("opening_hours")))


def minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    while start < end:
        yield start
        start += MINUTE


def is_open(building: Building, minute: datetime) -> bool:
    """By the hours of the day itself, or those of the day before that go on past midnight."""
    for hours in building.opening_hours.all():
        for day in (minute.date(), minute.date() - timedelta(days=1)):
            begin = datetime.combine(day, hours.opens)
            end = datetime.combine(day if hours.closes > hours.opens else day + timedelta(days=1), hours.closes)
            if hours.weekday == day.isoweekday() and begin <= minute < end:
                return True
    return False


def counted(stretch: Stretch) -> tuple[Counter[int], Counter[tuple[int, int]]]:
    """Used minutes per unit and per hour of the week, one minute at a time."""
    per_unit, per_hour = Counter[int](), Counter[tuple[int, int]]()
    for booking in Booking.objects.filter(status=BookingStatus.CONFIRMED):
        units, (house,) = list(booking.room.units.all()), Building.objects.prefetch_related("opening_hours")
        for minute in minutes(booking.local_start, booking.local_end):
            if stretch.begin <= minute < stretch.end and is_open(house, minute):
                for unit in units:
                    per_unit[unit.pk] += 1
                    per_hour[minute.weekday(), minute.hour] += 1
    return per_unit, per_hour


@pytest.fixture
def night_house() -> Building:
    """Open from noon to two at night."""
    return make_building(opens=time(12), closes=time(2))


starts = st.integers(min_value=-8, max_value=31 * 96 + 8)
quarters = st.integers(min_value=1, max_value=96)


@given(st.lists(st.tuples(starts, quarters, st.sampled_from(BookingStatus.values)), min_size=1, max_size=8))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sums_are_those_of_every_minute(cast: Cast, night_house: Building, drawn: list[tuple[int, int, str]]) -> None:
    """Over the edges of the month, past midnight, outside opening hours and in the night that the clock goes forward."""
    Booking.objects.all().delete()
    room = Room.objects.filter(building=night_house).first() or make_room(building=night_house)
    for at, length, status in drawn:
        fate: dict[str, Any] = {"status": status}
        if status in ("cancelled", "rejected"):
            fate["cancelled_at"] = AT
        if status == "skipped":
            fate["skip_kind"] = "choice"
        if status == "option":
            fate["option_ends_at"] = AT
        start = MARCH.begin + timedelta(minutes=15 * at)
        row(room, cast.bilal_partner, start, 15 * length, cast.bureau, **fate)
    found, (per_unit, per_hour) = of(MARCH), counted(MARCH)
    assert {pk: each.used for pk, each in found.per_unit.items() if each.used} == dict(per_unit)
    assert {hour: each.used for hour, each in found.per_hour.items() if each.used} == dict(per_hour)
    assert sum(found.per_partner.values()) == per_unit.total()


def test_open_minutes_are_those_of_every_minute(night_house: Building) -> None:
    unit = Unit.objects.create(building=night_house, name="kelder")
    (house,) = Building.objects.prefetch_related("opening_hours")
    expected = sum(is_open(house, minute) for minute in minutes(MARCH.begin, MARCH.end))
    assert of(MARCH).per_unit[unit.pk].open == expected == 31 * 14 * 60


def test_a_combined_hall_counts_each_of_its_parts_once(cast: Cast) -> None:
    first, second, both = make_hall()
    row(both, cast.bilal_partner, datetime(2027, 3, 2, 19), 120, cast.bureau)
    row(first, cast.bilal_partner, datetime(2027, 3, 3, 19), 60, cast.bureau)
    found = of(MARCH)
    used = {found.units[pk].name: each.used for pk, each in found.per_unit.items()}
    assert used == {"Zaal A": 180, "Zaal B": 120}
    assert found.bookings == 2
    assert second.building_id in found.per_building()


def test_closures_and_closed_days_are_not_open(cast: Cast, night_house: Building) -> None:
    """A closure of a night takes only the hours that the house is open; a calendar of closures takes whole days."""
    room = make_room(building=night_house)
    usual = of(MARCH).total.open
    shut = Period(datetime(2027, 3, 9, 10), datetime(2027, 3, 10, 10))
    placing.close(units=room.units.all(), period=shut, reason="vloer", by=cast.admin, at=AT)
    assert of(MARCH).total.open == usual - 14 * 60
    calendar = Calendar.objects.create(name="Eigen", kind=CalendarKind.CLOSURE, source="huis")
    off = date(2027, 3, 16)
    CalendarPeriod.objects.create(calendar=calendar, name="studiedag", starts_on=off, ends_on=off)
    row(room, cast.bilal_partner, datetime(2027, 3, 15, 23), 120, cast.bureau)
    found = of(MARCH)
    assert found.total.open == usual - 2 * 14 * 60
    assert (found.total.used, found.bookings, found.closed_days) == (60, 1, ["studiedag"])


def test_no_shows_are_of_those_that_were_looked_at(cast: Cast) -> None:
    room = make_room()
    for day, seen in ((1, Attendance.ARRIVED), (2, Attendance.NO_SHOW), (3, ""), (4, Attendance.ARRIVED)):
        attended = {"attendance": seen, "attended_at": AT, "attended_by": cast.bureau} if seen else {}
        row(room, cast.bilal_partner, datetime(2027, 3, day, 10), 60, cast.bureau, **attended)
    found = of(MARCH)
    assert (found.bookings, found.no_shows) == (4, 1 / 3)


def test_the_year_before_a_leap_day() -> None:
    assert Stretch(date(2028, 2, 1), date(2028, 2, 29)).year_before() == Stretch(date(2027, 2, 1), date(2027, 2, 28))


def test_a_night_from_sunday_to_monday_goes_on_where_the_week_begins() -> None:
    hours = [OpeningHours(weekday=7, opens=time(20), closes=time(1))]
    assert opens(hours) == [(0, 60), (WEEK - 240, WEEK)]
    assert sorted(meet(opens(hours), cut(WEEK - 60, 90))) == [(0, 30), (WEEK - 60, WEEK)]


class TestPage:
    URL = "/ruimtes/cijfers/"

    def test_a_colleague_sees_the_figures(self, cast: Cast, client: Client) -> None:
        teacher = make_person(roles=("teacher",), disciplines=["music"])
        row(make_room("Studio 1"), teacher, datetime(2027, 3, 2, 19), 120, cast.bureau)
        client.force_login(cast.reception)
        html = client.get(self.URL + "?periode=eigen&van=2027-03-01&tot=2027-03-31").content.decode()
        assert "1 maart 2027 tot en met 31 maart 2027" in html
        assert "docent" in html
        assert "muziek" in html

    def test_others_do_not(self, cast: Cast, client: Client) -> None:
        client.force_login(cast.bilal)
        assert client.get(self.URL).status_code == 404

    @pytest.mark.parametrize(
        ("query", "sentence"),
        [
            ("periode=eigen&van=2027-03-01", "Vul beide datums in."),
            ("periode=eigen&van=2027-03-02&tot=2027-03-01", "De laatste dag ligt voor de eerste."),
            ("periode=eigen&van=2020-03-02&tot=2027-03-01", "Kies hoogstens drie jaar."),
        ],
    )
    def test_wrong_days_are_said_next_to_the_field(self, cast: Cast, client: Client, query: str, sentence: str) -> None:
        client.force_login(cast.bureau)
        html = client.get(f"{self.URL}?{query}").content.decode()
        assert sentence in html
        assert "2027-03-01" in html

    def test_the_file_holds_minutes_and_no_formula(self, cast: Cast, client: Client) -> None:
        row(make_room("=1+1"), cast.bilal_partner, datetime(2027, 3, 2, 19), 75, cast.bureau)
        client.force_login(cast.bureau)
        answer = client.get(f"{self.URL}?periode=eigen&van=2027-03-01&tot=2027-03-31&vorm=csv")
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert lines[0] == "wat;huis;naam;minuten gebruikt;minuten open"
        assert lines[1].split(";")[2:4] == ["'=1+1", "75"]

    def test_the_same_number_of_queries_for_many_bookings(self, cast: Cast, client: Client) -> None:
        client.force_login(cast.bureau)
        make_tariffs()
        room, asked = make_room(), f"{self.URL}?periode=eigen&van=2027-03-01&tot=2027-03-31"
        row(room, make_organisation(), datetime(2027, 3, 1, 9), 60, cast.bureau)
        client.get(asked)
        with CaptureQueriesContext(connection) as one:
            client.get(asked)
        for number in range(30):
            row(make_room(), make_organisation(), datetime(2027, 3, 1 + number, 9), 60, cast.bureau)
        with CaptureQueriesContext(connection) as many:
            client.get(asked)
        assert len(many) == len(one)
