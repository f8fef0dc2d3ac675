"""The second look at the claims sees what the database would not let happen."""

import json
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from bookings.domain import auditing, placing
from bookings.domain.auditing import Claim, audit, moment, overlapping
from bookings.enums import BookingStatus, SkipKind
from bookings.models import Booking, BookingSeries, Closure, Room, RoomClaim
from fluxus.periods import to_utc
from tests.cast import Cast
from tests.factories.bookings import AT, TUESDAY, evening, make_booking, make_hall, make_room
from tests.factories.network import make_teacher

DAY = timedelta(days=1)


@pytest.fixture
def studio(db: None) -> Room:
    return make_room("Studio 1", turnaround_minutes=15)


def kinds() -> list[str]:
    return [problem.kind for problem in audit().problems]


def test_sound_data(studio: Room, cast: Cast) -> None:
    *_, both = make_hall()
    make_booking(room=both, partner=cast.bilal_partner, by=cast.bureau)
    make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    found = audit()
    assert (found.claims, found.bookings, found.problems) == (3, 2, [])


def test_overlap_that_the_constraint_let_through(studio: Room, cast: Cast) -> None:
    """With the constraint taken away, as after a careless migration."""
    make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    late = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(22, 23))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE bookings_roomclaim DROP CONSTRAINT bookings_claim_unit_free")
    RoomClaim.objects.filter(booking=late).update(local_start=datetime(2026, 12, 1, 21))
    assert kinds() == ["overlap", "times"]


def test_long_claim_over_several_short_ones() -> None:
    def claim(pk: int, start: int, end: int) -> Claim:
        return Claim(pk, 1, pk, datetime(2026, 12, 1, start), datetime(2026, 12, 1, end), 0)

    found = [problem.detail for problem in overlapping([claim(1, 8, 20), claim(2, 9, 10), claim(3, 11, 12)])]
    assert found == ["claims 1 and 2 overlap on unit 1", "claims 1 and 3 overlap on unit 1"]


@pytest.mark.parametrize("day", [date(2026, 7, 1), date(2026, 12, 1), date(2027, 3, 28), date(2026, 10, 25)])
def test_moments_are_those_of_the_house_on_ordinary_days_and_in_the_odd_nights(day: date) -> None:
    for quarter in range(96):
        wall = datetime.combine(day, time.min) + timedelta(minutes=15 * quarter)
        assert moment(wall) == to_utc(wall)


def test_booking_without_its_claims(studio: Room, cast: Cast) -> None:
    make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    RoomClaim.objects.all().delete()
    assert kinds() == ["units"]


@pytest.mark.parametrize(
    ("status", "values"),
    [
        (BookingStatus.CANCELLED, {"cancelled_at": AT}),
        (BookingStatus.REJECTED, {"cancelled_at": AT}),
        (BookingStatus.SKIPPED, {"skip_kind": SkipKind.CHOICE}),
        (BookingStatus.REQUESTED, {}),
    ],
)
def test_what_owns_no_time_and_still_claims(
    studio: Room, cast: Cast, status: BookingStatus, values: dict[str, Any]
) -> None:
    booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    Booking.objects.filter(pk=booking.pk).update(status=status, **values)
    assert kinds() == [status]


def test_option_claims_until_it_ran_out_an_hour_ago(studio: Room, cast: Cast) -> None:
    booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    until = AT + timedelta(days=1)
    Booking.objects.filter(pk=booking.pk).update(status=BookingStatus.OPTION, option_ends_at=until)
    assert audit(at=until + timedelta(minutes=59)).problems == []
    assert [problem.kind for problem in audit(at=until + timedelta(minutes=61)).problems] == ["run_out"]
    RoomClaim.objects.all().delete()
    assert [problem.kind for problem in audit(at=AT).problems] == ["units"]


def test_closure_claims_its_units_while_it_is_not_lifted(studio: Room, cast: Cast) -> None:
    *_, both = make_hall()
    closure = placing.close(units=both.units.all(), period=evening(), reason="verf", by=cast.bureau, at=AT)
    assert (audit().closures, kinds()) == (1, [])
    RoomClaim.objects.filter(closure=closure).update(local_end=datetime(2026, 12, 1, 20))
    assert kinds() == ["closure_times"]
    RoomClaim.objects.filter(closure=closure, unit=both.units.first()).delete()
    assert kinds() == ["closure_units", "closure_times"]
    RoomClaim.objects.filter(closure=closure).update(local_end=closure.local_end)
    Closure.objects.filter(pk=closure.pk).update(lifted_at=AT, lifted_by=cast.bureau)
    assert kinds() == ["closure_units"]


def test_date_of_a_series_of_somebody_else(studio: Room, cast: Cast) -> None:
    booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    series = BookingSeries.objects.create(
        partner=make_teacher(), room=studio, title="les", weekdays=[2], starts=time(19), ends=time(21),
        first_on=TUESDAY, last_on=TUESDAY, placed_by=cast.bureau,
    )  # fmt: skip
    Booking.objects.filter(pk=booking.pk).update(series=series, original_on=TUESDAY)
    assert kinds() == ["series_partner"]


def test_reads_in_pieces(
    studio: Room, cast: Cast, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """As many queries for thirty bookings as for one, and nothing is lost between two pieces."""
    made = [
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(day=TUESDAY + day * DAY))
        for day in range(30)
    ]
    with django_assert_num_queries(10):
        assert audit().bookings == 30
    monkeypatch.setattr(auditing, "CHUNK", 7)
    assert (audit().bookings, audit().claims, kinds()) == (30, 30, [])
    RoomClaim.objects.filter(booking__in=[made[6], made[7], made[29]]).delete()
    assert [problem.detail.split(" ")[1] for problem in audit().problems] == [
        str(booking.pk) for booking in (made[6], made[7], made[29])
    ]


def test_command_is_quiet_when_all_is_well(studio: Room, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("audit_claims")
    assert capsys.readouterr().out == "0 bezettingen, 0 boekingen en 0 sluitingen bekeken, 0 fouten.\n"


def test_command_fails_with_json(studio: Room, cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    RoomClaim.objects.all().delete()
    with pytest.raises(SystemExit) as ended:
        call_command("audit_claims", "--json")
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (ended.value.code, said["bookings"], said["problems"][0]["kind"]) == (1, 1, "units")
