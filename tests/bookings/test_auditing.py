"""The second look at the claims sees what the database would not let happen."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from bookings.domain.auditing import audit, overlapping
from bookings.enums import BookingStatus
from bookings.models import Booking, Room, RoomClaim
from tests.cast import Cast
from tests.factories.bookings import AT, evening, make_booking, make_hall, make_room


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
    def claim(pk: int, start: int, end: int) -> dict[str, Any]:
        at = {"local_start": datetime(2026, 12, 1, start), "local_end": datetime(2026, 12, 1, end)}
        return {"pk": pk, "unit_id": 1, "turnaround_minutes": 0, **at}

    found = [problem.detail for problem in overlapping([claim(1, 8, 20), claim(2, 9, 10), claim(3, 11, 12)])]
    assert found == ["claims 1 and 2 overlap on unit 1", "claims 1 and 3 overlap on unit 1"]


def test_booking_without_its_claims(studio: Room, cast: Cast) -> None:
    make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    RoomClaim.objects.all().delete()
    assert kinds() == ["units"]


def test_cancelled_booking_that_still_claims(studio: Room, cast: Cast) -> None:
    booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    Booking.objects.filter(pk=booking.pk).update(
        status=BookingStatus.CANCELLED, cancelled_at=AT, cancelled_by=cast.bureau
    )
    assert kinds() == ["cancelled"]


def test_command_is_quiet_when_all_is_well(studio: Room, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("audit_claims")
    assert capsys.readouterr().out == "0 bezettingen en 0 boekingen bekeken, 0 fouten.\n"


def test_command_fails_with_json(studio: Room, cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    RoomClaim.objects.all().delete()
    with pytest.raises(SystemExit) as ended:
        call_command("audit_claims", "--json")
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (ended.value.code, said["bookings"], said["problems"][0]["kind"]) == (1, 1, "units")
