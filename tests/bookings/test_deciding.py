"""Asking, deciding, keeping and restoring: what owns the time of a room, and what does not."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from bookings.domain import placing
from bookings.domain.auditing import audit
from bookings.enums import BookingMode, BookingStatus
from bookings.models import Booking, Room, RoomClaim
from fluxus.errors import Refusal
from fluxus.periods import Period
from network.models import Partner, TimelineEntry
from tests.cast import Cast
from tests.factories.bookings import AT, TUESDAY, evening, make_booking, make_hall, make_room, make_tariffs
from tests.factories.network import make_teacher

LATER = AT + timedelta(days=2)


@pytest.fixture
def studio(db: None) -> Room:
    make_tariffs()
    return make_room("Studio 1")


@pytest.fixture
def bilal(cast: Cast) -> Partner:
    return cast.bilal_partner


def ask(room: Room, partner: Partner, by: Any, **fields: Any) -> Booking:
    return placing.ask(
        **{"room": room, "partner": partner, "period": evening(), "title": "les", "by": by, "at": AT, **fields}
    )


def keep(room: Room, partner: Partner, by: Any, **fields: Any) -> Booking:
    return placing.option(
        **{
            "room": room, "partner": partner, "period": evening(), "title": "les", "until": LATER, "by": by, "at": AT,
            **fields,
        }
    )  # fmt: skip


def lines(partner: Partner) -> list[str]:
    return list(TimelineEntry.objects.filter(partner=partner).order_by("pk").values_list("title", flat=True))


class TestAsking:
    def test_takes_nothing_and_competes(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        first = ask(studio, bilal, cast.bilal)
        second = ask(studio, make_teacher(), cast.bureau, period=evening(20, 22))
        apart = ask(studio, make_teacher("Ver"), cast.bureau, period=evening(22, 23))
        assert {first.status, second.status, apart.status} == {BookingStatus.REQUESTED}
        assert (RoomClaim.objects.count(), first.confirmed_at, first.price_cents) == (0, None, 5200)
        assert list(placing.rivals(first)) == [second]
        assert placing.rivals_of([first, second, apart]) == {first.pk: [second], second.pk: [first], apart.pk: []}
        assert lines(bilal) == ["Studio 1 aangevraagd: di 1 dec 2026 19:00–21:00 (les)"]

    def test_turnaround_and_halves_of_a_hall_make_rivals(self, bilal: Partner, cast: Cast) -> None:
        make_tariffs()
        left, right, both = make_hall()
        Room.objects.filter(pk=both.pk).update(turnaround_minutes=30)
        whole = ask(both, bilal, cast.bureau)
        after = ask(left, make_teacher(), cast.bureau, period=evening(21, 22))
        other = ask(right, make_teacher("Ander"), cast.bureau, period=evening(18, 19))
        found = placing.rivals_of(Booking.objects.select_related("room"))
        assert found == {whole.pk: [after], after.pk: [whole], other.pk: []}

    def test_clearing_up_may_end_where_the_clock_skips(self, bilal: Partner, cast: Cast) -> None:
        make_tariffs()
        room = make_room(turnaround_minutes=30)
        night = Period(datetime(2027, 3, 27, 20), datetime(2027, 3, 28, 1, 30))
        late = placing.option(
            room=room, partner=bilal, period=night, title="feest", until=AT + timedelta(1), by=cast.bureau, at=AT,
            override_reason="eenmalig",
        )  # fmt: skip
        assert placing.rivals_of([late]) == {late.pk: []}

    def test_rivals_cost_two_queries_for_one_as_for_thirty(
        self, studio: Room, bilal: Partner, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _ in range(30):
            ask(studio, bilal, cast.bureau)
        bookings = list(Booking.objects.select_related("room"))
        with django_assert_num_queries(2):
            assert len(placing.rivals_of(bookings[:1])[bookings[0].pk]) == 29
        with django_assert_num_queries(2):
            assert [len(found) for found in placing.rivals_of(bookings).values()] == [29] * 30

    def test_same_form_twice_asks_once(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        token = uuid4()
        first = ask(studio, bilal, cast.bilal, request_token=token)
        assert ask(studio, bilal, cast.bilal, request_token=token) == first
        placing.approve(booking=first, by=cast.bureau, at=AT)
        assert ask(studio, bilal, cast.bilal, request_token=token) == first
        assert Booking.objects.count() == 1

    @pytest.mark.parametrize(
        ("mode", "status"),
        [(BookingMode.DIRECT, BookingStatus.CONFIRMED), (BookingMode.REQUEST, BookingStatus.REQUESTED)],
    )
    def test_partner_books_or_asks_as_the_room_allows(
        self, studio: Room, bilal: Partner, cast: Cast, mode: BookingMode, status: BookingStatus
    ) -> None:
        studio.booking_mode = mode
        made = placing.place_or_ask(
            room=studio, partner=bilal, period=evening(), title="les", by=cast.bilal, at=AT, request_token=uuid4()
        )
        assert made.status == status

    def test_partner_neither_books_nor_asks_for_a_room_of_the_house(
        self, studio: Room, bilal: Partner, cast: Cast
    ) -> None:
        studio.booking_mode = BookingMode.INTERNAL
        for act in (placing.place_or_ask, placing.ask, placing.place):
            with pytest.raises(Refusal, match="alleen medewerkers"):
                act(room=studio, partner=bilal, period=evening(), title="les", by=cast.bilal, at=AT)
        assert make_booking(room=studio, partner=bilal, by=cast.reception).status == BookingStatus.CONFIRMED

    def test_partner_does_not_book_past_a_request(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        with pytest.raises(Refusal, match="alleen op aanvraag"):
            make_booking(room=studio, partner=bilal, by=cast.bilal)


class TestApproving:
    def test_takes_the_room_at_the_price_of_that_day(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        asked = ask(studio, bilal, cast.bilal)
        make_tariffs(3000, 3000, valid_from=date(2026, 11, 24))
        agreed = placing.approve(booking=asked, by=cast.bureau, at=AT)
        assert (agreed.status, agreed.price_cents, agreed.confirmed_by) == ("confirmed", 6000, cast.bureau)
        assert (RoomClaim.objects.get().booking, agreed.sequence, agreed.uuid) == (agreed, 1, asked.uuid)
        assert lines(bilal)[-1] == "Boeking goedgekeurd: Studio 1 di 1 dec 2026 19:00–21:00 (les)"

    def test_only_one_rival_gets_it(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        first, second = ask(studio, bilal, cast.bilal), ask(studio, make_teacher("Anna", "Visser"), cast.bureau)
        placing.approve(booking=second, by=cast.bureau, at=AT)
        with pytest.raises(Refusal, match=r"bezet door Anna Visser \(les\)") as caught:
            placing.approve(booking=first, by=cast.bureau, at=AT)
        assert caught.value.code == "room_taken"
        first.refresh_from_db()
        assert (first.status, audit().problems) == (BookingStatus.REQUESTED, [])

    def test_many_who_asked_first_first(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        late = ask(studio, make_teacher(), cast.bureau, at=AT + timedelta(hours=1))
        first = ask(studio, bilal, cast.bilal)
        other = ask(studio, bilal, cast.bilal, period=evening(day=TUESDAY + timedelta(days=7)))
        decision = placing.approve_many(bookings=[late, first, other], by=cast.bureau, at=AT)
        assert ([made.pk for made in decision.done], [each.pk for each, _ in decision.refused]) == (
            [first.pk, other.pk],
            [late.pk],
        )
        assert decision.refused[0][1].startswith("Studio 1 is op dinsdag 1 december van 19:00 tot 21:00 bezet")
        assert lines(bilal)[-1] == "2 boekingen goedgekeurd"

    def test_what_is_decided_is_not_decided_again(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        asked = ask(studio, bilal, cast.bilal)
        placing.reject(booking=asked, reason="vol", by=cast.bureau, at=AT)
        for act in (placing.approve, placing.reject):
            with pytest.raises(Refusal, match="al besloten: deze boeking is afgewezen"):
                act(booking=asked, by=cast.bureau, at=AT, **({"reason": "x"} if act is placing.reject else {}))

    def test_a_partner_decides_nothing(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        asked = ask(studio, bilal, cast.bilal)
        with pytest.raises(Refusal, match="Alleen medewerkers"):
            placing.approve(booking=asked, by=cast.bilal, at=AT)
        with pytest.raises(Refusal, match="Alleen medewerkers"):
            placing.reject(booking=asked, reason="ik", by=cast.bilal, at=AT)
        with pytest.raises(Refusal, match="Alleen medewerkers"):
            keep(studio, bilal, cast.bilal)

    def test_notice_counts_from_the_moment_of_asking(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        Room.objects.update(notice_hours=48)
        asked = ask(Room.objects.get(), bilal, cast.bilal)
        day_before = datetime(2026, 11, 30, 9, tzinfo=UTC)
        assert placing.approve(booking=asked, by=cast.bureau, at=day_before).status == BookingStatus.CONFIRMED


class TestRejecting:
    def test_many_with_one_line_each(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        both = [ask(studio, bilal, cast.bilal), ask(studio, bilal, cast.bilal, period=evening(9, 10))]
        gone = placing.reject_many(bookings=both, reason=" vol ", by=cast.bureau, at=AT)
        assert {(each.status, each.cancel_reason, each.cancelled_by) for each in gone} == {
            ("rejected", "vol", cast.bureau)
        }
        line = TimelineEntry.objects.filter(partner=bilal).latest("pk")
        assert (line.title, line.detail.splitlines()[0]) == ("2 boekingen afgewezen", "vol")

    def test_needs_a_reason(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        asked = ask(studio, bilal, cast.bilal)
        with pytest.raises(Refusal, match="waarom") as caught:
            placing.reject(booking=asked, reason=" ", by=cast.bureau)
        assert caught.value.field == "reason"

    def test_ends_an_option(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        placing.reject(booking=keep(studio, bilal, cast.bureau), reason="toch niet", by=cast.bureau, at=AT)
        assert RoomClaim.objects.count() == 0


class TestOptions:
    def test_claims_like_a_booking(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        kept = keep(studio, bilal, cast.bureau)
        assert (kept.status, kept.option_ends_at, RoomClaim.objects.get().booking) == ("option", LATER, kept)
        with pytest.raises(Refusal, match="bezet door Bilal Amrani"):
            make_booking(room=studio, partner=make_teacher(), by=cast.bureau)
        agreed = placing.approve(booking=kept, by=cast.bureau, at=AT)
        assert (agreed.status, agreed.option_ends_at, RoomClaim.objects.count()) == ("confirmed", None, 1)

    def test_of_minutes_gives_way_the_moment_it_ran_out(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        """A hold while somebody fills in a form is a short option on the same machinery."""
        kept = keep(studio, bilal, cast.bureau, until=AT + timedelta(minutes=10))
        with pytest.raises(Refusal):
            make_booking(room=studio, partner=make_teacher(), by=cast.bureau, at=AT + timedelta(minutes=9, seconds=59))
        made = make_booking(room=studio, partner=make_teacher(), by=cast.bureau, at=AT + timedelta(minutes=10))
        kept.refresh_from_db()
        assert (kept.status, kept.cancel_reason, kept.cancelled_by) == ("cancelled", "De optie is verlopen.", None)
        assert (RoomClaim.objects.get().booking, kept.sequence, lines(bilal)[-1].split(":")[0]) == (
            made,
            1,
            "Boeking vervallen",
        )

    def test_a_refused_rival_leaves_it_as_it_was(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        """Ending the option and taking its time is one transaction: when the second fails, so does the first."""
        kept = keep(studio, bilal, cast.bureau)
        studio.tariff_class = "unheard of"
        with pytest.raises(Refusal, match="geen tarief"):
            placing.place(room=studio, partner=bilal, period=evening(), title="les", by=cast.bureau, at=LATER)
        kept.refresh_from_db()
        assert (kept.status, RoomClaim.objects.count()) == (BookingStatus.OPTION, 1)

    def test_the_clock_ends_them(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        keep(studio, bilal, cast.bureau)
        keep(studio, bilal, cast.bureau, period=evening(9, 10), until=LATER + timedelta(days=1))
        counts = [placing.expire_options(at=moment) for moment in (AT, LATER, LATER)]
        assert (counts, RoomClaim.objects.count(), audit(at=LATER).problems) == ([0, 1, 0], 1, [])

    def test_gives_way_to_a_closure_and_a_move_as_well(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        keep(studio, bilal, cast.bureau)
        elsewhere = make_booking(room=studio, partner=make_teacher(), by=cast.bureau, period=evening(9, 11))
        placing.move(booking=elsewhere, room=studio, period=evening(), by=cast.bureau, at=LATER)
        keep(studio, bilal, cast.bureau, period=evening(9, 11))
        placing.close(units=studio.units.all(), period=evening(9, 11), reason="verf", by=cast.bureau, at=LATER)
        assert (Booking.objects.filter(status="cancelled").count(), audit(at=LATER).problems) == (2, [])

    def test_ends_in_time_and_before_the_use(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        for until, sentence in ((AT, "moment dat nog komt"), (AT + timedelta(days=9), "voordat de boeking begint")):
            with pytest.raises(Refusal, match=sentence) as caught:
                keep(studio, bilal, cast.bureau, until=until)
            assert caught.value.field == "until"

    def test_of_a_request_and_for_longer(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        asked = ask(studio, bilal, cast.bilal)
        kept = placing.as_option(booking=asked, until=LATER, by=cast.bureau, at=AT)
        longer = placing.as_option(booking=kept, until=LATER + timedelta(days=1), by=cast.bureau, at=AT)
        assert (longer.status, longer.option_ends_at, RoomClaim.objects.count()) == (
            "option",
            LATER + timedelta(days=1),
            1,
        )
        with pytest.raises(Refusal) as caught:
            placing.as_option(booking=ask(studio, make_teacher(), cast.bureau), until=LATER, by=cast.bureau, at=AT)
        assert caught.value.code == "room_taken"


class TestRestoring:
    def test_stands_again_at_its_own_price(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        gone = placing.cancel(booking=booking, reason="ziek", by=cast.bureau, at=AT)
        make_tariffs(9900, 9900, valid_from=date(2026, 11, 24))
        back = placing.restore(booking=gone, by=cast.bureau, at=AT)
        assert (back.status, back.cancelled_at, back.cancel_reason, back.price_cents, back.sequence) == (
            "confirmed",
            None,
            "",
            5200,
            2,
        )
        assert (RoomClaim.objects.get().booking, audit().problems) == (back, [])

    def test_not_when_somebody_is_in(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        gone = placing.cancel(
            booking=make_booking(room=studio, partner=bilal, by=cast.bureau), reason="ziek", by=cast.bureau, at=AT
        )
        make_booking(room=studio, partner=make_teacher(), by=cast.bureau)
        with pytest.raises(Refusal) as caught:
            placing.restore(booking=gone, by=cast.bureau, at=AT)
        assert (caught.value.code, audit().problems) == ("room_taken", [])

    def test_only_what_fell_vacant(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        with pytest.raises(Refusal, match="Alleen een vervallen boeking"):
            placing.restore(booking=make_booking(room=studio, partner=bilal, by=cast.bureau), by=cast.bureau, at=AT)

    def test_an_option_that_ran_out_is_agreed_now(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        kept = keep(studio, bilal, cast.bureau)
        placing.expire_options(at=LATER)
        make_tariffs(3000, 3000, valid_from=date(2026, 11, 24))
        back = placing.restore(booking=kept, by=cast.bureau, at=LATER)
        assert (back.status, back.price_cents, back.confirmed_by) == ("confirmed", 6000, cast.bureau)


class TestLettingGo:
    def test_many_at_once_or_none(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        days = [TUESDAY + timedelta(days=7 * week) for week in range(3)]
        booked = [make_booking(room=studio, partner=bilal, by=cast.bureau, period=evening(day=day)) for day in days]
        placing.seal(booking=booked[2], reason="factuur 2026-0001")
        with pytest.raises(Refusal, match="factuur 2026-0001"):
            placing.cancel_many(bookings=booked, reason="ziek", by=cast.bureau, at=AT)
        assert RoomClaim.objects.count() == 3
        gone = placing.cancel_many(bookings=booked[:2], reason="ziek", by=cast.bureau, at=AT)
        assert (len(gone), RoomClaim.objects.count(), lines(bilal)[-1]) == (2, 1, "2 boekingen vervallen")

    def test_a_request_is_withdrawn(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        gone = placing.cancel(booking=ask(studio, bilal, cast.bilal), reason="niet nodig", by=cast.bilal, at=AT)
        assert (gone.status, gone.cancelled_by) == ("cancelled", cast.bilal)

    def test_a_request_moves_without_taking_anything(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        asked = ask(studio, bilal, cast.bilal)
        make_booking(room=studio, partner=make_teacher(), by=cast.bureau, period=evening(9, 11))
        moved = placing.move(booking=asked, room=studio, period=evening(9, 10), by=cast.bureau, at=AT)
        assert (moved.status, moved.price_cents, RoomClaim.objects.filter(booking=moved).count()) == (
            "requested",
            2600,
            0,
        )
