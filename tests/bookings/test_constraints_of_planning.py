"""Every constraint on series, options, the desk and the wishes of renters, broken in the database."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import CheckConstraint, Model, UniqueConstraint

from bookings import models
from bookings.enums import BookingStatus, DisplayKind, SwapStatus
from bookings.models import (
    Booking,
    BookingSeries,
    Closure,
    DaySheetReader,
    Displacement,
    Display,
    Incident,
    NoiseNeighbours,
    PersonalFeed,
    Room,
    RoomSet,
    Season,
    SwapRequest,
)
from tests.bookings.test_constraints import broken
from tests.cast import Cast
from tests.factories.bookings import make_booking, make_room

NOON, LATER = datetime(2026, 12, 1, 12), datetime(2026, 12, 1, 14)
MOMENT = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def room(db: None) -> Room:
    return make_room("Studio 1")


@pytest.fixture
def booking(room: Room, cast: Cast) -> Booking:
    return make_booking(room=room, partner=cast.bilal_partner, by=cast.bureau)


@pytest.fixture
def series(room: Room, cast: Cast) -> BookingSeries:
    return BookingSeries.objects.create(
        partner=cast.bilal_partner,
        room=room,
        title="gitaarles",
        weekdays=[2],
        starts=time(19),
        ends=time(21),
        first_on=date(2026, 12, 1),
        last_on=date(2026, 12, 31),
        placed_by=cast.bureau,
    )


@pytest.fixture
def closure(room: Room, cast: Cast) -> Closure:
    return Closure.objects.create(kind="closed", reason="lek", local_start=NOON, local_end=LATER, made_by=cast.bureau)


def changed(row: Model, **changes: Any) -> str:
    """The constraint that this change of a row breaks."""
    return broken(lambda: type(row)._default_manager.filter(pk=row.pk).update(**changes))


class TestBookings:
    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({"status": BookingStatus.SKIPPED}, "skipped_has_kind"),
            ({"skip_kind": "choice"}, "skipped_has_kind"),
            ({"status": BookingStatus.OPTION}, "option_ends"),
            ({"option_ends_at": MOMENT}, "option_ends"),
            ({"original_on": date(2026, 12, 1)}, "of_series_has_day"),
            ({"attendance": "arrived"}, "attendance_has_moment"),
            ({"confirmed_by": None}, "confirmed_by_someone"),
            ({"confirmed_at": None}, "confirmed_by_someone"),
        ],
    )
    def test_state(self, booking: Booking, changes: dict[str, Any], name: str) -> None:
        assert changed(booking, **changes) == f"bookings_booking_{name}"

    @pytest.mark.parametrize("lacking", ["placed_at", "placed_by_id"])
    def test_placed_by_someone(self, booking: Booking, lacking: str) -> None:
        """The column itself refuses first; the pair stands behind it."""
        assert changed(booking, **{lacking: None}) == ""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # an ALTER waits for no one who still has to look
            cursor.execute(f"ALTER TABLE bookings_booking ALTER {lacking} DROP NOT NULL")
        assert changed(booking, **{lacking: None}) == "bookings_booking_placed_by_someone"

    def test_attended_by_someone(self, booking: Booking) -> None:
        assert changed(booking, attendance="arrived", attended_at=MOMENT) == "bookings_booking_attended_by_someone"

    def test_once_per_day_of_a_series(self, booking: Booking, series: BookingSeries, cast: Cast, room: Room) -> None:
        day = {"series": series, "original_on": date(2026, 12, 1)}
        Booking.objects.filter(pk=booking.pk).update(**day)
        other = make_booking(
            room=make_room("Studio 2"), partner=cast.bilal_partner, by=cast.bureau, title="nog een gitaarles"
        )
        assert changed(other, **day) == "bookings_booking_once_per_day_of_series"
        assert changed(other, series=series) == "bookings_booking_of_series_has_day"


class TestSeries:
    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({"last_on": date(2026, 11, 30)}, "bookings_series_ends_after_start"),
            ({"every_weeks": 0}, "bookings_series_weeks_between"),
            ({"every_weeks": 9}, "bookings_series_weeks_between"),
            ({"weekdays": []}, "bookings_series_weekdays_known"),
            ({"weekdays": [8]}, "bookings_series_weekdays_known"),
        ],
    )
    def test_rule(self, series: BookingSeries, changes: dict[str, Any], name: str) -> None:
        assert changed(series, **changes) == name

    def test_season_in_order(self, db: None) -> None:
        made = {"name": "2026/27", "starts_on": date(2026, 9, 1), "ends_on": date(2026, 9, 1)}
        assert broken(lambda: Season.objects.create(**made)) == "bookings_season_ends_after_start"


class TestClosures:
    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({"local_end": NOON}, "bookings_closure_ends_after_start"),
            ({"reason": ""}, "bookings_closure_has_reason"),
            ({"lifted_at": MOMENT}, "bookings_closure_lifted_by_someone"),
        ],
    )
    def test_closure(self, closure: Closure, changes: dict[str, Any], name: str) -> None:
        assert changed(closure, **changes) == name

    def test_a_booking_is_sent_away_once_and_to_a_whole_place(
        self, closure: Closure, booking: Booking, room: Room
    ) -> None:
        sent = {"closure": closure, "booking": booking, "from_room": room, "from_start": NOON, "from_end": LATER}
        row = Displacement.objects.create(**sent)
        assert broken(lambda: Displacement.objects.create(**sent)) == "bookings_displacement_once"
        assert changed(row, to_room=room) == "bookings_displacement_goes_somewhere_whole"


class TestSwaps:
    @pytest.fixture
    def swap(self, booking: Booking, cast: Cast) -> SwapRequest:
        return SwapRequest.objects.create(booking=booking, reason="vleugel", asked_by=cast.bilal)

    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({"local_start": NOON}, "bookings_swap_ends_after_start"),
            ({"local_start": NOON, "local_end": NOON}, "bookings_swap_ends_after_start"),
            ({"status": SwapStatus.GRANTED}, "bookings_swap_decided_has_moment"),
            ({"status": SwapStatus.GRANTED, "decided_at": MOMENT}, "bookings_swap_decided_by_someone"),
        ],
    )
    def test_swap(self, swap: SwapRequest, changes: dict[str, Any], name: str) -> None:
        assert changed(swap, **changes) == name

    def test_one_open_per_booking(self, swap: SwapRequest, cast: Cast) -> None:
        again = {"booking": swap.booking, "reason": "toch", "asked_by": cast.bilal}
        assert broken(lambda: SwapRequest.objects.create(**again)) == "bookings_swap_one_open"


class TestDesk:
    def test_display(self, room: Room, cast: Cast) -> None:
        made = {"building": room.building, "name": "Foyer", "made_by": cast.bureau}
        foyer = Display.objects.create(kind=DisplayKind.FOYER, **made)
        assert changed(foyer, room=room) == "bookings_display_at_a_door_has_room"
        assert changed(foyer, kind=DisplayKind.DOOR) == "bookings_display_at_a_door_has_room"
        assert changed(foyer, revoked_at=MOMENT) == "bookings_display_revoked_by_someone"

    def test_reader_once(self, room: Room, cast: Cast) -> None:
        reads = {"building": room.building, "user": cast.reception}
        DaySheetReader.objects.create(**reads)
        assert broken(lambda: DaySheetReader.objects.create(**reads)) == "bookings_day_sheet_reader_once"

    def test_incident_says_something(self, room: Room, cast: Cast) -> None:
        silent = {"building": room.building, "text": "", "noted_by": cast.reception}
        assert broken(lambda: Incident.objects.create(**silent)) == "bookings_incident_says_something"


class TestOwnThings:
    def test_noise_neighbours(self, room: Room) -> None:
        other = make_room("Studio 2", building=room.building)
        NoiseNeighbours.objects.create(first=room, second=other, reason="drums")
        pair = {"first": room, "second": other, "reason": "zang"}
        assert broken(lambda: NoiseNeighbours.objects.create(**pair)) == "bookings_noise_neighbours_once"
        turned = {"first": other, "second": room, "reason": "zang"}
        assert broken(lambda: NoiseNeighbours.objects.create(**turned)) == "bookings_noise_neighbours_in_order"

    def test_set_and_feed_once(self, cast: Cast) -> None:
        kept = {"owner": cast.bureau, "name": "Popzalen"}
        RoomSet.objects.create(**kept)
        assert broken(lambda: RoomSet.objects.create(**kept)) == "bookings_room_set_name_once"
        feed = {"partner": cast.bilal_partner, "user": cast.bilal, "made_on": date(2026, 11, 23)}
        PersonalFeed.objects.create(**feed)
        assert broken(lambda: PersonalFeed.objects.create(**feed)) == "bookings_personal_feed_once"


def test_every_constraint_is_broken_in_one_of_the_tests() -> None:
    """A new constraint needs its test in one of the two files."""
    rows = [vars(models)[name] for name in models.__all__]
    kinds = (CheckConstraint, UniqueConstraint)
    names = {each.name for row in rows for each in row._meta.constraints if isinstance(each, kinds)}
    told = "".join(path.read_text() for path in Path(__file__).parent.glob("test_constraints*.py"))
    short = {name for name in names if name in told or f'"{name.removeprefix("bookings_booking_")}"' in told}
    assert names - short == set()
