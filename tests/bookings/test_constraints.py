"""Every constraint, broken in the database."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.expressions import RawSQL

from bookings.domain import placing
from bookings.enums import BookingStatus, CalendarKind, ClaimKind
from bookings.models import (
    BookedSupplement,
    Booking,
    Building,
    Calendar,
    CalendarPeriod,
    CancellationRule,
    Closure,
    OpeningHours,
    PriceList,
    Room,
    RoomClaim,
    RoomUnit,
    Supplement,
    Tariff,
    Unit,
)
from fluxus.db import violation
from network.models import User
from tests.cast import Cast
from tests.factories.bookings import AT, make_booking, make_price_list, make_room, make_tariffs


@pytest.fixture
def room(db: None) -> Room:
    return make_room("Studio 1")


@pytest.fixture
def booking(room: Room, cast: Cast) -> Booking:
    return make_booking(room=room, partner=cast.bilal_partner, by=cast.bureau)


def broken(act: Any) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    return violation(caught.value)


def closure_row(unit: Unit, start: datetime, end: datetime) -> Closure:
    maker, _ = User.objects.get_or_create(email="sluiter@fluxus.test")
    return Closure.objects.create(kind="closed", reason="lek", local_start=start, local_end=end, made_by=maker)


def closure(unit: Unit, start: datetime, end: datetime, **fields: Any) -> RoomClaim:
    values = {
        "kind": ClaimKind.CLOSURE,
        "closure": closure_row(unit, start, end),
        "local_start": start,
        "local_end": end,
        **fields,
    }
    return RoomClaim.objects.create(unit=unit, **values)


class TestClaims:
    """The one table that makes double booking impossible, also for whoever goes round the domain."""

    def test_unit_is_free(self, room: Room, booking: Booking) -> None:
        unit = room.units.get()
        start, end = datetime(2026, 12, 1, 20), datetime(2026, 12, 1, 22)
        assert broken(lambda: closure(unit, start, end)) == "bookings_claim_unit_free"

    def test_turnaround_is_part_of_it(self, room: Room) -> None:
        unit = room.units.get()
        closure(unit, datetime(2026, 12, 1, 9), datetime(2026, 12, 1, 10), turnaround_minutes=15)
        at_once = (datetime(2026, 12, 1, 10), datetime(2026, 12, 1, 11))
        assert broken(lambda: closure(unit, *at_once)) == "bookings_claim_unit_free"
        assert closure(unit, datetime(2026, 12, 1, 10, 15), datetime(2026, 12, 1, 11)).pk

    def test_takes_time(self, room: Room) -> None:
        """The hour that the clock skips is an empty range, and an empty range clashes with nothing."""
        gap = (datetime(2027, 3, 28, 2), datetime(2027, 3, 28, 3))
        assert broken(lambda: closure(room.units.get(), *gap)) == "bookings_claim_takes_time"

    @pytest.mark.parametrize(
        "fields", [{"closure": None}, {"kind": ClaimKind.BOOKING, "closure": None}, {"kind": ClaimKind.BOOKING}]
    )
    def test_has_one_owner(self, room: Room, fields: dict[str, Any]) -> None:
        period = (datetime(2026, 12, 1, 9), datetime(2026, 12, 1, 10))
        assert broken(lambda: closure(room.units.get(), *period, **fields)) == "bookings_claim_has_one_owner"

    @pytest.mark.parametrize("column", ["unit_id", "local_start", "local_end"])
    def test_nothing_unknown_slips_through(self, booking: Booking, column: str) -> None:
        claims = RoomClaim.objects.filter(booking=booking)
        with pytest.raises(IntegrityError), transaction.atomic():
            claims.update(**{column: None})

    def test_database_and_python_agree_on_every_night(self, room: Room) -> None:
        unit = room.units.get()
        winter = closure(unit, datetime(2026, 10, 24, 22), datetime(2026, 10, 25, 4))
        spring = closure(unit, datetime(2027, 3, 27, 22), datetime(2027, 3, 28, 4))
        hours = [(made.during.upper - made.during.lower).seconds // 3600 for made in refreshed(winter, spring)]
        assert hours == [7, 5]


def refreshed(*claims: RoomClaim) -> list[RoomClaim]:
    return [RoomClaim.objects.get(pk=claim.pk) for claim in claims]


class TestBookings:
    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({"local_end": datetime(2026, 12, 1, 19)}, "bookings_booking_ends_after_start"),
            ({"local_end": datetime(2026, 12, 2, 19, 15)}, "bookings_booking_lasts_a_day_at_most"),
            ({"status": BookingStatus.CANCELLED}, "bookings_booking_cancelled_has_moment"),
            ({"placed_at": None}, ""),
        ],
    )
    def test_booking(self, booking: Booking, changes: dict[str, Any], name: str) -> None:
        assert broken(lambda: Booking.objects.filter(pk=booking.pk).update(**changes)) == name

    def test_cancelled_by_someone(self, booking: Booking, cast: Cast) -> None:
        """Nobody when an option ran out by itself; but never somebody without a moment."""
        changes = {"cancelled_by": cast.bureau}
        assert broken(lambda: Booking.objects.filter(pk=booking.pk).update(**changes)) == (
            "bookings_booking_cancelled_by_someone"
        )

    def test_request_is_one_booking(self, booking: Booking, cast: Cast, room: Room) -> None:
        token = booking.uuid
        Booking.objects.filter(pk=booking.pk).update(request_token=token)
        copy = {field.attname: getattr(booking, field.attname) for field in Booking._meta.concrete_fields}
        copy |= {"id": None, "uuid": cast.bilal_partner.uuid, "request_token": token}
        assert "request_token" in broken(lambda: Booking.objects.create(**copy))


class TestPlaces:
    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({"features": ["zwembad"]}, "bookings_room_features_known"),
            ({"turnaround_minutes": 241}, "bookings_room_turnaround_limited"),
        ],
    )
    def test_room(self, room: Room, changes: dict[str, Any], name: str) -> None:
        assert broken(lambda: Room.objects.filter(pk=room.pk).update(**changes)) == name

    def test_names_are_unique_in_a_house(self, room: Room) -> None:
        assert broken(lambda: make_room("Studio 1", building=room.building)) == "bookings_room_name_once"
        assert broken(lambda: Unit.objects.create(building=room.building, name="Studio 1")) == "bookings_unit_name_once"

    def test_unit_once_in_a_room(self, room: Room) -> None:
        assert broken(lambda: RoomUnit.objects.create(room=room, unit=room.units.get())) == "bookings_room_unit_once"

    def test_opening_hours(self, room: Room) -> None:
        house: Building = room.building
        twice = {"building": house, "opens": time(9), "closes": time(10)}
        assert broken(lambda: OpeningHours.objects.create(weekday=1, **twice)) == "bookings_opening_once_per_weekday"
        assert broken(lambda: OpeningHours.objects.create(weekday=8, **twice)) == "bookings_opening_weekday_known"

    def test_tariff_once(self, db: None) -> None:
        make_tariffs()
        tariff = Tariff.objects.all()[0]
        draft = make_price_list(published=False)
        same = {
            "price_list": draft,
            "tariff_class": tariff.tariff_class,
            "audience": tariff.audience,
            "amount_cents": 1,
        }
        Tariff.objects.create(**same)
        assert broken(lambda: Tariff.objects.create(**same)) == "bookings_tariff_once"


class TestPriceLists:
    @pytest.fixture
    def draft(self, db: None) -> PriceList:
        return make_price_list(published=False)

    @pytest.fixture
    def tariff(self, draft: PriceList) -> dict[str, Any]:
        return {"price_list": draft, "tariff_class": "small", "audience": "other", "amount_cents": 1}

    def test_window_of_a_tariff(self, tariff: dict[str, Any]) -> None:
        backwards = {"from_time": time(12), "until_time": time(12)}
        assert broken(lambda: Tariff.objects.create(**tariff, **backwards)) == "bookings_tariff_window_in_order"
        assert broken(lambda: Tariff.objects.create(**tariff, weekdays=[0])) == "bookings_tariff_weekdays_known"

    def test_one_published_list_a_day(self, draft: PriceList) -> None:
        make_price_list(valid_from=draft.valid_from)
        own = PriceList.objects.filter(pk=draft.pk)
        now = datetime(2026, 1, 1, tzinfo=UTC)
        assert broken(lambda: own.update(status="published", published_at=now)) == "bookings_price_list_one_per_day"

    def test_published_has_a_moment_and_a_moment_somebody(self, draft: PriceList, cast: Cast) -> None:
        own = PriceList.objects.filter(pk=draft.pk)
        assert broken(lambda: own.update(status="published")) == "bookings_price_list_published_has_moment"
        by_nobody = {"published_at": None, "published_by": cast.bureau}
        assert broken(lambda: own.update(**by_nobody)) == "bookings_price_list_published_by_someone"

    def test_somebody_made_it_at_some_moment(self, draft: PriceList, cast: Cast) -> None:
        """The column says so already; without that the pair still holds."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE bookings_pricelist ALTER COLUMN created_at DROP NOT NULL")
        own = PriceList.objects.filter(pk=draft.pk)
        lost = {"created_at": RawSQL("NULL", []), "created_by": cast.bureau}
        assert broken(lambda: own.update(**lost)) == "bookings_price_list_created_by_someone"

    def test_supplement_once(self, draft: PriceList) -> None:
        Supplement.objects.create(price_list=draft, name="Vleugel", amount_cents=1)
        again = {"price_list": draft, "name": "Vleugel", "amount_cents": 2}
        assert broken(lambda: Supplement.objects.create(**again)) == "bookings_supplement_once"

    def test_cancellation_rules(self, draft: PriceList) -> None:
        rule = {"price_list": draft, "hours_before": 24}
        CancellationRule.objects.create(**rule, percent=50)
        assert broken(lambda: CancellationRule.objects.create(**rule, percent=60)) == "bookings_cancellation_rule_once"
        assert broken(lambda: CancellationRule.objects.update(percent=101)) == "bookings_cancellation_percent"

    def test_supplements_of_a_booking(self, draft: PriceList, booking: Booking) -> None:
        hired = {
            "booking": booking,
            "supplement": Supplement.objects.create(price_list=draft, name="Vleugel", amount_cents=1),
            "price_cents": 1,
        }
        none = {**hired, "quantity": 0}
        assert broken(lambda: BookedSupplement.objects.create(**none)) == "bookings_booked_supplement_counts"
        BookedSupplement.objects.create(**hired)
        assert broken(lambda: BookedSupplement.objects.create(**hired)) == "bookings_booked_supplement_once"

    def test_a_charge_is_explained_and_only_of_what_lapsed(self, booking: Booking) -> None:
        own = Booking.objects.filter(pk=booking.pk)
        charged = {"charge_cents": 1, "charge_explanation": "te laat"}
        assert broken(lambda: own.update(**charged)) == "bookings_booking_charge_is_explained"
        placing.cancel(booking=booking, reason="ziek", by=booking.placed_by, at=AT)
        assert broken(lambda: own.update(charge_cents=1)) == "bookings_booking_charge_is_explained"
        assert own.update(**charged) == 1


class TestCalendars:
    @pytest.fixture
    def calendar(self, db: None) -> Calendar:
        return Calendar.objects.create(name="Eigen dagen", kind=CalendarKind.CLOSURE, source="eigen")

    def test_period_once_and_in_order(self, calendar: Calendar) -> None:
        first, last = date(2026, 7, 1), date(2026, 7, 2)
        made = {"calendar": calendar, "name": "Uitje", "starts_on": last}
        assert broken(lambda: CalendarPeriod.objects.create(ends_on=first, **made)) == (
            "bookings_calendar_period_ends_after_start"
        )
        CalendarPeriod.objects.create(ends_on=last, **made)
        assert broken(lambda: CalendarPeriod.objects.create(ends_on=last, **made)) == "bookings_calendar_period_once"

    def test_holidays_are_carried(self, db: None) -> None:
        found = CalendarPeriod.objects.touching(date(2026, 12, 25), date(2026, 12, 25)).order_by("calendar__kind")
        assert [period.name for period in found] == ["Eerste kerstdag", "Kerstvakantie"]
