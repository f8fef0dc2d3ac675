"""Placing, moving, cancelling, sealing and closing."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest

from bookings.domain import placing, reception
from bookings.enums import BookingMode, BookingStatus
from bookings.models import Booking, Room, RoomClaim
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
    make_option,
    make_room,
    make_tariffs,
)
from tests.factories.network import make_teacher


@pytest.fixture
def studio(db: None) -> Room:
    make_tariffs()
    return make_room("Studio 1", booking_mode=BookingMode.DIRECT)


@pytest.fixture
def bilal(cast: Cast) -> Partner:
    return cast.bilal_partner


def refused(**asked: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        make_booking(**asked)  # type: ignore[arg-type]  # the fixture's own keywords
    return caught.value


def test_place_claims_the_unit_freezes_the_price_and_writes_the_timeline(studio: Room, cast: Cast) -> None:
    docent = make_teacher("Anna", "Visser")
    booking = make_booking(room=studio, partner=docent, by=cast.bureau)
    claim = RoomClaim.objects.get()
    assert (claim.booking, claim.unit, claim.local_start, claim.local_end) == (
        booking,
        studio.units.get(),
        datetime(2026, 12, 1, 19),
        datetime(2026, 12, 1, 21),
    )
    assert (booking.price_cents, booking.price_explanation) == (2900, "Studio 1, docent: 2 uur à € 14,50")
    line = TimelineEntry.objects.get(partner=docent)
    assert (line.title, line.by, line.path, line.amount_cents) == (
        "Studio 1 geboekt: di 1 dec 2026 19:00–21:00 (gitaarles)",
        cast.bureau,
        booking.get_absolute_url(),
        2900,
    )


def test_who_is_no_cultuurmaker_pays_the_other_rate(studio: Room, bilal: Partner, cast: Cast) -> None:
    booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
    assert (booking.price_cents, booking.price_explanation) == (5200, "Studio 1, overige huurder: 2 uur à € 26,00")


def test_clash_says_who_is_in_and_offers_three_free_alternatives(studio: Room, bilal: Partner, cast: Cast) -> None:
    make_room("Studio 2", building=studio.building)
    make_booking(room=studio, partner=bilal, by=cast.bureau)
    refusal = refused(room=studio, partner=make_teacher(), by=cast.expert, period=evening(20, 22))
    assert (
        refusal.sentence == "Studio 1 is op dinsdag 1 december van 19:00 tot 21:00 bezet door Bilal Amrani (gitaarles)."
    )
    assert (refusal.code, refusal.field, len(refusal.extra["alternatives"])) == ("room_taken", "room", 3)
    for number, free in enumerate(refusal.extra["alternatives"]):
        make_booking(room=free.room, partner=make_teacher(f"Docent{number}"), by=cast.bureau, period=free.period)
    assert Booking.objects.count() == 4


def test_clash_tells_an_outsider_only_that_it_is_taken(studio: Room, bilal: Partner, cast: Cast) -> None:
    make_booking(room=studio, partner=make_teacher(), by=cast.bureau)
    refusal = refused(room=studio, partner=bilal, by=cast.bilal)
    assert refusal.sentence == "Studio 1 is op dinsdag 1 december van 19:00 tot 21:00 bezet."


def test_partner_is_told_of_his_own_booking(studio: Room, bilal: Partner, cast: Cast) -> None:
    make_booking(room=studio, partner=bilal, by=cast.bureau)
    refusal = refused(room=studio, partner=bilal, by=cast.bilal, title="nog eens")
    assert "door Bilal Amrani (gitaarles)" in refusal.sentence


def test_back_to_back_is_no_clash(studio: Room, bilal: Partner, cast: Cast) -> None:
    make_booking(room=studio, partner=bilal, by=cast.bureau)
    make_booking(room=studio, partner=bilal, by=cast.bureau, period=evening(21, 22))
    make_booking(room=studio, partner=bilal, by=cast.bureau, period=evening(17, 19))
    assert RoomClaim.objects.count() == 3


def test_same_form_twice_is_one_booking(studio: Room, bilal: Partner, cast: Cast) -> None:
    token = uuid4()
    first = make_booking(room=studio, partner=bilal, by=cast.bureau, request_token=token)
    second = make_booking(room=studio, partner=bilal, by=cast.bureau, request_token=token)
    assert first == second
    assert (Booking.objects.count(), TimelineEntry.objects.count()) == (1, 1)


def test_same_form_twice_is_one_booking_that_fills_the_week(studio: Room, bilal: Partner, cast: Cast) -> None:
    Room.objects.filter(pk=studio.pk).update(weekly_hours=2)
    studio.refresh_from_db()
    asked = {"room": studio, "partner": bilal, "by": cast.bureau, "request_token": uuid4()}
    assert make_booking(**asked) == make_booking(**asked)


def test_old_form_sent_for_another_time_is_another_booking(studio: Room, bilal: Partner, cast: Cast) -> None:
    token = uuid4()
    make_booking(room=studio, partner=bilal, by=cast.bureau, request_token=token)
    second = make_booking(room=studio, partner=bilal, by=cast.bureau, request_token=token, period=evening(10, 11))
    assert second.request_token is None
    assert Booking.objects.count() == 2


def test_form_sent_again_after_cancelling_is_a_new_booking(studio: Room, bilal: Partner, cast: Cast) -> None:
    token = uuid4()
    first = make_booking(room=studio, partner=bilal, by=cast.bureau, request_token=token)
    placing.cancel(booking=first, reason="ziek", by=cast.bureau, at=AT)
    again = make_booking(room=studio, partner=bilal, by=cast.bureau, request_token=token)
    assert (again.pk != first.pk, again.status, again.claims.count()) == (True, BookingStatus.CONFIRMED, 1)


def test_room_of_no_units_is_not_booked(bilal: Partner, cast: Cast) -> None:
    """No unit, no claim, and nothing that would keep a second booking out."""
    bare = make_room()
    bare.room_units.all().delete()
    make_tariffs()
    refusal = refused(room=bare, partner=bilal, period=evening(), title="les", by=cast.bureau, at=AT)
    assert (refusal.code, Booking.objects.count()) == ("no_units", 0)
    assert bare not in Room.objects.bookable()


class TestTurnaround:
    """Clearing up after use belongs to the booking."""

    @pytest.fixture
    def atelier(self, db: None) -> Room:
        make_tariffs()
        return make_room("Atelier 1", turnaround_minutes=30)

    def test_next_booking_waits_for_it(self, atelier: Room, bilal: Partner, cast: Cast) -> None:
        make_booking(room=atelier, partner=bilal, by=cast.bureau)
        refusal = refused(room=atelier, partner=bilal, by=cast.bureau, period=evening(21, 22))
        assert refusal.sentence == (
            "Atelier 1 is op dinsdag 1 december van 19:00 tot 21:00 bezet door Bilal Amrani (gitaarles), "
            "en daarna is er 30 minuten om op te ruimen."
        )

    def test_own_turnaround_may_not_run_into_the_next(self, atelier: Room, bilal: Partner, cast: Cast) -> None:
        make_booking(room=atelier, partner=bilal, by=cast.bureau)
        refusal = refused(room=atelier, partner=bilal, by=cast.bureau, period=evening(17, 19))
        assert refusal.sentence.endswith(", en na jouw gebruik is er 30 minuten om op te ruimen.")

    def test_free_right_after_it(self, atelier: Room, bilal: Partner, cast: Cast) -> None:
        make_booking(room=atelier, partner=bilal, by=cast.bureau)
        period = Period(datetime(2026, 12, 1, 21, 30), datetime(2026, 12, 1, 22, 30))
        make_booking(room=atelier, partner=bilal, by=cast.bureau, period=period)
        assert RoomClaim.objects.count() == 2


class TestCombinedHall:
    def test_both_halls_are_claimed(self, bilal: Partner, cast: Cast) -> None:
        first, second, both = make_hall()
        make_booking(room=both, partner=bilal, by=cast.bureau)
        assert set(RoomClaim.objects.values_list("unit__name", flat=True)) == {"Zaal A", "Zaal B"}
        for part in (first, second):
            refusal = refused(room=part, partner=bilal, by=cast.bureau)
            assert refusal.sentence == (
                f"{part.name} kan dan niet: Zaal A+B is op dinsdag 1 december van 19:00 tot 21:00 "
                "bezet door Bilal Amrani (gitaarles)."
            )

    def test_one_hall_blocks_the_whole(self, bilal: Partner, cast: Cast) -> None:
        first, second, both = make_hall()
        make_booking(room=first, partner=bilal, by=cast.bureau)
        assert refused(room=both, partner=bilal, by=cast.bureau).code == "room_taken"
        make_booking(room=second, partner=bilal, by=cast.bureau)
        assert RoomClaim.objects.count() == 2


class TestNight:
    """Past midnight, and the two nights in which the clock is set."""

    @pytest.fixture
    def podium(self, db: None) -> Room:
        make_tariffs()
        return make_room("Grote zaal", building=make_building(opens=time(12), closes=time(6)), capacity=350)

    def test_past_midnight(self, podium: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=podium, partner=bilal, by=cast.bureau, period=evening(22, 2))
        assert booking.local_end == datetime(2026, 12, 2, 2)
        after = evening(1, 3, TUESDAY + timedelta(days=1))
        assert refused(room=podium, partner=bilal, by=cast.bureau, period=after).code == "room_taken"

    def test_spring_night_is_billed_by_the_clock_and_claimed_for_real(
        self, podium: Room, bilal: Partner, cast: Cast
    ) -> None:
        booking = make_booking(room=podium, partner=bilal, by=cast.bureau, period=evening(22, 4, date(2027, 3, 27)))
        during = RoomClaim.objects.get().during
        assert (during.upper - during.lower, booking.price_cents) == (timedelta(hours=5), 6 * 2600)

    def test_autumn_night_claims_seven_hours(self, podium: Room, bilal: Partner, cast: Cast) -> None:
        at = datetime(2026, 10, 1, tzinfo=UTC)
        night = evening(22, 4, date(2026, 10, 24))
        booking = make_booking(room=podium, partner=bilal, by=cast.bureau, period=night, at=at)
        during = RoomClaim.objects.get().during
        assert (during.upper - during.lower, booking.price_cents) == (timedelta(hours=7), 6 * 2600)


class TestConditions:
    """What is refused whoever else is in."""

    @pytest.mark.parametrize(
        ("period", "code"),
        [
            (Period(datetime(2026, 12, 1, 19, 5), datetime(2026, 12, 1, 20)), "grid"),
            (Period(datetime(2026, 12, 1, 19), datetime(2026, 12, 2, 19, 15)), "too_long"),
            (evening(23, 24), "closed"),
            (evening(6, 9), "closed"),
            (evening(19, 21, date(2026, 10, 20)), "past"),
            (evening(19, 21, date(2029, 1, 1)), "too_far"),
        ],
    )
    def test_period(self, studio: Room, bilal: Partner, cast: Cast, period: Period, code: str) -> None:
        assert refused(room=studio, partner=bilal, by=cast.bureau, period=period).code == code
        assert not RoomClaim.objects.exists()

    def test_closed_says_when_it_is_open(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        refusal = refused(room=studio, partner=bilal, by=cast.bureau, period=evening(6, 9))
        assert refusal.sentence == f"{studio.building} is op dinsdag 1 december open van 08:00 tot 23:00."

    def test_closed_on_that_weekday(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        studio.building.opening_hours.filter(weekday=2).delete()
        refusal = refused(room=studio, partner=bilal, by=cast.bureau)
        assert refusal.sentence == f"{studio.building} is op dinsdag 1 december gesloten."

    def test_too_many_persons(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        refusal = refused(room=studio, partner=bilal, by=cast.bureau, persons=7)
        assert (refusal.sentence, refusal.field) == ("Studio 1 is voor hoogstens 6 personen.", "persons")

    def test_room_that_is_not_rented(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        studio.is_active = False
        assert refused(room=studio, partner=bilal, by=cast.bureau).code == "inactive"

    def test_colleague_records_afterwards_a_partner_does_not(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        last_week = evening(19, 21, date(2026, 11, 17))
        assert refused(room=studio, partner=bilal, by=cast.bilal, period=last_week).code == "past"
        assert make_booking(room=studio, partner=bilal, by=cast.bureau, period=last_week).pk

    def test_no_tariff(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        period = evening(19, 21, date(2026, 12, 2))
        studio.tariff_class = "unheard of"
        assert refused(room=studio, partner=bilal, by=cast.bureau, period=period).code == "no_tariff"


class TestMove:
    def test_keeps_number_and_uuid_and_counts_on(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        other = make_room("Studio 2", building=studio.building)
        moved = placing.move(booking=booking, room=other, period=evening(18, 20), by=cast.bureau, at=AT)
        assert (moved.pk, moved.uuid, moved.sequence) == (booking.pk, booking.uuid, 1)
        claim = RoomClaim.objects.get()
        assert (claim.unit, claim.local_start) == (other.units.get(), datetime(2026, 12, 1, 18))
        line = TimelineEntry.objects.order_by("-pk")[0]
        assert line.title == (
            "Boeking verplaatst: Studio 1 di 1 dec 2026 19:00–21:00 → Studio 2 di 1 dec 2026 18:00–20:00 (gitaarles)"
        )

    def test_to_where_it_stands_is_no_news(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        """A second click on the same move: no new version in calendars, no line, no letter."""
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        moved = placing.move(booking=booking, room=studio, period=evening(), by=cast.bureau, at=AT)
        assert (moved.sequence, TimelineEntry.objects.filter(partner=bilal).count()) == (0, 1)

    def test_an_option_never_ends_after_it_begins(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        option = make_option(room=studio, partner=bilal, by=cast.bureau, until=AT + timedelta(days=6))
        sooner = evening(19, 21, date(2026, 11, 25))
        moved = placing.move(booking=option, room=studio, period=sooner, by=cast.bureau, at=AT)
        assert moved.option_ends_at == datetime(2026, 11, 25, 18, tzinfo=UTC)

    def test_not_after_somebody_was_there(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        during = AT + timedelta(days=8, hours=9)
        reception.check_in(booking=booking, by=cast.reception, at=during)
        with pytest.raises(Refusal, match="al genoteerd: binnen"):
            placing.move(booking=booking, room=studio, period=evening(9, 11), by=cast.bureau, at=AT)

    def test_within_its_own_time(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        placing.move(booking=booking, room=studio, period=evening(20, 22), by=cast.bureau, at=AT)
        assert RoomClaim.objects.get().local_start == datetime(2026, 12, 1, 20)

    def test_price_stays_unless_class_or_duration_changes(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        make_tariffs(2000, 9900, valid_from=date(2026, 11, 1))
        later = placing.move(booking=booking, room=studio, period=evening(20, 22), by=cast.bureau, at=AT)
        assert later.price_cents == 5200
        longer = placing.move(booking=booking, room=studio, period=evening(19, 22), by=cast.bureau, at=AT)
        assert longer.price_cents == 3 * 9900

    def test_into_another_booking_changes_nothing(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        make_booking(room=studio, partner=bilal, by=cast.bureau, period=evening(10, 12))
        with pytest.raises(Refusal, match="van 10:00 tot 12:00 bezet"):
            placing.move(booking=booking, room=studio, period=evening(11, 13), by=cast.bureau, at=AT)
        booking.refresh_from_db()
        assert (booking.local_start.hour, booking.sequence, RoomClaim.objects.count()) == (19, 0, 2)

    def test_sealed_booking_refuses_with_the_reason(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        placing.seal(booking=booking, reason="factuur 2026-0012")
        with pytest.raises(Refusal, match="niet te verplaatsen: factuur 2026-0012"):
            placing.move(booking=booking, room=studio, period=evening(20, 22), by=cast.bureau, at=AT)
        with pytest.raises(Refusal, match="niet te laten vervallen: factuur 2026-0012"):
            placing.cancel(booking=booking, reason="ziek", by=cast.bureau)


class TestCancel:
    def test_gives_the_time_back_and_keeps_the_row(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        gone = placing.cancel(booking=booking, reason=" docent ziek ", by=cast.reception, at=AT)
        assert (gone.status, gone.cancel_reason, gone.cancelled_by, gone.cancelled_at, gone.sequence) == (
            BookingStatus.CANCELLED,
            "docent ziek",
            cast.reception,
            AT,
            1,
        )
        assert not RoomClaim.objects.exists()
        make_booking(room=studio, partner=bilal, by=cast.bureau)

    def test_twice_is_refused(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        placing.cancel(booking=booking, reason="ziek", by=cast.bureau)
        for act in (
            lambda: placing.cancel(booking=booking, reason="ziek", by=cast.bureau),
            lambda: placing.move(booking=booking, room=studio, period=evening(), by=cast.bureau, at=AT),
        ):
            with pytest.raises(Refusal, match="vervallen"):
                act()

    def test_asks_for_a_reason(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        with pytest.raises(Refusal, match="Vul in waarom"):
            placing.cancel(booking=booking, reason="  ", by=cast.bureau)


class TestClose:
    def test_closure_blocks_and_says_why(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        fortnight = Period(datetime(2026, 11, 30), datetime(2026, 12, 14))
        placing.close(units=studio.units.all(), period=fortnight, reason="schilderwerk", by=cast.bureau)
        refusal = refused(room=studio, partner=bilal, by=cast.bureau)
        assert refusal.sentence == (
            "Studio 1 is van maandag 30 november 00:00 tot maandag 14 december 00:00 gesloten: schilderwerk."
        )

    def test_never_pushes_a_booking_out(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        make_booking(room=studio, partner=bilal, by=cast.bureau)
        with pytest.raises(Refusal, match="Studio 1, dinsdag 1 december van 19:00 tot 21:00"):
            placing.close(units=studio.units.all(), period=evening(8, 22), reason="lek", by=cast.bureau)
        assert RoomClaim.objects.count() == 1

    def test_is_for_colleagues_with_a_reason(self, studio: Room, cast: Cast) -> None:
        for by, reason in ((cast.bilal, "lek"), (cast.bureau, " ")):
            with pytest.raises(Refusal):
                placing.close(units=studio.units.all(), period=evening(), reason=reason, by=by)
