"""Closing and opening rooms, and giving the bookings in the way another place: all of it or nothing."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from bookings.domain import placing
from bookings.domain.auditing import audit
from bookings.domain.availability import Alternative
from bookings.domain.placing import relocation
from bookings.enums import Audience, BookingStatus, ClosureKind, TariffClass
from bookings.models import Booking, Closure, Room, RoomClaim, Tariff
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
    make_price_list,
    make_room,
    make_tariffs,
)
from tests.factories.network import make_teacher

WEEKS = Period(datetime(2026, 11, 30), datetime(2026, 12, 14))
"""Two weeks in which a room is closed."""


@pytest.fixture
def studio(db: None) -> Room:
    make_tariffs()
    return make_room("Studio 1", building=make_building("Pand"))


@pytest.fixture
def bilal(cast: Cast) -> Partner:
    return cast.bilal_partner


def another(studio: Room, name: str, **fields: Any) -> Room:
    return make_room(name, building=studio.building, **fields)


def propose(room: Room, cast: Cast) -> list[relocation.Proposal]:
    return relocation.propose(units=room.units.all(), period=WEEKS, by=cast.bureau, at=AT)


def carry_out(
    room: Room, cast: Cast, choices: dict[int, Alternative | None], at: datetime = AT
) -> relocation.Relocated:
    return relocation.carry_out(
        units=room.units.all(), period=WEEKS, reason="nieuwe vloer", kind=ClosureKind.MAINTENANCE, choices=choices,
        by=cast.bureau, at=at,
    )  # fmt: skip


class TestLifting:
    def test_gives_the_time_back_and_keeps_the_row(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        closure = placing.close(units=studio.units.all(), period=WEEKS, reason="vloer", by=cast.bureau, at=AT)
        lifted = placing.lift(closure=closure, by=cast.admin, at=AT)
        assert (lifted.lifted_at, lifted.lifted_by, RoomClaim.objects.count()) == (AT, cast.admin, 0)
        assert (make_booking(room=studio, partner=bilal, by=cast.bureau).status, audit().problems) == ("confirmed", [])

    def test_once_and_by_a_colleague(self, studio: Room, cast: Cast) -> None:
        closure = placing.close(units=studio.units.all(), period=WEEKS, reason="vloer", by=cast.bureau, at=AT)
        with pytest.raises(Refusal, match="Alleen medewerkers"):
            placing.lift(closure=closure, by=cast.bilal)
        placing.lift(closure=closure, by=cast.bureau, at=AT)
        with pytest.raises(Refusal, match="al opgeheven"):
            placing.lift(closure=closure, by=cast.bureau, at=AT)

    def test_closing_nothing_is_refused(self, studio: Room, cast: Cast) -> None:
        with pytest.raises(Refusal, match="wat er dicht gaat"):
            placing.close(units=[], period=WEEKS, reason="vloer", by=cast.bureau, at=AT)


class TestProposing:
    def test_its_own_time_in_another_room_first(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        other = another(studio, "Studio 2")
        (proposal,) = propose(studio, cast)
        assert (proposal.booking, proposal.options[0]) == (
            booking,
            Alternative(other, evening(), "zelfde tijd, andere ruimte"),
        )
        assert not any(WEEKS.overlaps(each.period) for each in proposal.options if each.room == studio)

    def test_one_place_is_offered_once(self, studio: Room, cast: Cast) -> None:
        for number in range(2):
            make_booking(
                room=studio,
                partner=make_teacher(f"D{number}"),
                by=cast.bureau,
                period=evening(10 + 2 * number, 12 + 2 * number),
            )
        another(studio, "Studio 2")
        taken = another(studio, "Studio 3")
        left, right = another(studio, "Zaaltje"), another(studio, "Zolder")
        make_booking(room=taken, partner=make_teacher("X"), by=cast.bureau, period=evening(9, 16))
        whole = make_room("Dubbel", building=studio.building, units=[*left.units.all(), *right.units.all()])
        proposals = propose(studio, cast)
        offered = [
            (unit.pk, each.period)
            for proposal in proposals
            for each in proposal.options
            for unit in each.room.units.all()
        ]
        assert len(proposals) == 2
        for number, (unit, period) in enumerate(offered):
            assert not any(unit == other and period.overlaps(when) for other, when in offered[number + 1 :])
        assert {taken, studio}.isdisjoint(each.room for proposal in proposals for each in proposal.options[:1])
        assert whole.units.count() == 2

    def test_enough_people_and_the_same_use(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        make_booking(room=studio, partner=bilal, by=cast.bureau, persons=6)
        another(studio, "Kast", capacity=2)
        another(studio, "Atelier", kind="atelier")
        fits = another(studio, "Studio 2", capacity=8)
        (proposal,) = propose(studio, cast)
        assert {each.room for each in proposal.options} <= {fits, studio}

    def test_as_many_queries_for_twenty_bookings_as_for_one(
        self, studio: Room, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for number in range(4):
            another(studio, f"Studio {number + 2}")
        days = [date(2026, 11, 30) + timedelta(days=number) for number in range(10)]
        make_booking(room=studio, partner=make_teacher(), by=cast.bureau, period=evening(day=days[0]))
        units = list(studio.units.all())
        with django_assert_num_queries(5):
            one = relocation.propose(units=units, period=WEEKS, by=cast.bureau, at=AT)
        for number, day in enumerate(days[1:] * 2):
            period = evening(9, 11, day) if number < 9 else evening(day=day)
            make_booking(room=studio, partner=make_teacher(f"D{number}"), by=cast.bureau, period=period)
        with django_assert_num_queries(5):
            many = relocation.propose(units=units, period=WEEKS, by=cast.bureau, at=AT)
        assert (len(one), len(many)) == (1, 19)


class TestCarryingOut:
    def test_closes_moves_and_lets_go_at_once(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        another(studio, "Studio 2")
        stays = make_booking(room=studio, partner=bilal, by=cast.bureau, period=evening(9, 10))
        goes = make_booking(room=studio, partner=bilal, by=cast.bureau, period=evening(day=TUESDAY + timedelta(days=1)))
        choices = {proposal.booking.pk: proposal.options[0] for proposal in propose(studio, cast)}
        done = carry_out(studio, cast, choices | {goes.pk: None})
        assert ([each.pk for each in done.moved], [each.pk for each in done.cancelled]) == ([stays.pk], [goes.pk])
        stays.refresh_from_db()
        goes.refresh_from_db()
        assert (stays.room.name, stays.period, stays.sequence) == ("Studio 2", evening(9, 10), 1)
        assert (goes.status, goes.cancel_reason, audit().problems) == ("cancelled", "nieuwe vloer", [])
        assert [line.title.split(":")[0] for line in TimelineEntry.objects.filter(partner=bilal).order_by("pk")][
            2:
        ] == [
            "Boeking verplaatst om een sluiting",
            "Boeking vervallen om een sluiting",
        ]

    def test_nothing_happens_when_somebody_came_in_between(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        another(studio, "Studio 2")
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        choices = {proposal.booking.pk: proposal.options[0] for proposal in propose(studio, cast)}
        late = make_booking(room=studio, partner=make_teacher(), by=cast.bureau, period=evening(9, 10))
        with pytest.raises(Refusal, match="Er staat nog een boeking") as caught:
            carry_out(studio, cast, choices)
        assert (caught.value.code, caught.value.extra["booking"]) == ("changed", late)
        placing.cancel(booking=late, reason="toch niet", by=cast.bureau, at=AT)
        make_booking(room=choices[booking.pk].room, partner=make_teacher("B"), by=cast.bureau)
        with pytest.raises(Refusal, match="Studio 2 is op dinsdag 1 december van 19:00 tot 21:00 niet meer vrij"):
            carry_out(studio, cast, choices)
        assert (Closure.objects.count(), Booking.objects.get(pk=booking.pk).room, audit().problems) == (0, studio, [])

    def test_a_booking_that_changed_or_is_sealed(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        placing.seal(booking=booking, reason="factuur 2026-0001")
        with pytest.raises(Refusal, match="ligt vast en kan niet weg: factuur 2026-0001"):
            carry_out(studio, cast, {booking.pk: None})
        placing.seal(booking=booking, reason="")
        placing.cancel(booking=booking, reason="ziek", by=cast.bureau, at=AT)
        with pytest.raises(Refusal, match="intussen een boeking veranderd"):
            carry_out(studio, cast, {booking.pk: None})

    def test_two_to_one_place_is_refused(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        other = another(studio, "Studio 2")
        booked = [
            make_booking(room=studio, partner=bilal, by=cast.bureau, period=evening(start, start + 1))
            for start in (9, 11)
        ]
        same = Alternative(other, evening(), "")
        with pytest.raises(Refusal, match="dezelfde plek"):
            carry_out(studio, cast, {booking.pk: same for booking in booked})
        assert (Closure.objects.count(), audit().problems) == (0, [])

    def test_bookings_may_take_each_others_place(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        """A hall of two halves closes on one side: what was on the whole goes to the time of another, and the other away."""
        left, right, both = make_hall()
        whole = make_booking(room=both, partner=bilal, by=cast.bureau)
        single = make_booking(room=left, partner=make_teacher(), by=cast.bureau, period=evening(9, 11))
        studio_free = Alternative(studio, evening(9, 11), "")
        into_half = Alternative(right, evening(9, 11), "")
        done = carry_out(left, cast, {whole.pk: into_half, single.pk: studio_free})
        assert ({each.room for each in done.moved}, audit().problems) == ({right, studio}, [])

    def test_the_house_never_makes_it_dearer(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        dear = Tariff(tariff_class=TariffClass.LARGE, audience=Audience.OTHER, amount_cents=9900)
        same = Tariff(tariff_class=TariffClass.SMALL, audience=Audience.OTHER, amount_cents=2600)
        make_price_list(dear, same, valid_from=date(2026, 11, 24))
        large = another(studio, "Grote studio", tariff_class=TariffClass.LARGE)
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        done = carry_out(studio, cast, {booking.pk: Alternative(large, evening(), "")})
        assert (done.moved[0].room, done.moved[0].price_cents) == (large, booking.price_cents)

    def test_options_keep_their_end(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        other = another(studio, "Studio 2")
        kept = placing.option(
            room=studio,
            partner=bilal,
            period=evening(),
            title="les",
            until=AT + timedelta(days=2),
            by=cast.bureau,
            at=AT,
        )
        done = carry_out(studio, cast, {kept.pk: Alternative(other, evening(), "")})
        assert (done.moved[0].status, done.moved[0].option_ends_at) == (BookingStatus.OPTION, AT + timedelta(days=2))

    @pytest.mark.parametrize("goes", [True, False])
    def test_an_option_that_just_ran_out_goes_where_it_was_sent(
        self, studio: Room, bilal: Partner, cast: Cast, goes: bool
    ) -> None:
        """It used to end halfway, and keep the time of the room that it went to."""
        other, soon = another(studio, "Studio 2"), AT + timedelta(hours=1)
        kept = make_option(room=studio, partner=bilal, by=cast.bureau, until=soon)
        choice = Alternative(other, evening(), "") if goes else None
        carry_out(studio, cast, {kept.pk: choice}, at=soon + timedelta(minutes=1))
        assert (audit(at=soon).problems, RoomClaim.objects.filter(booking=kept).exists()) == ([], goes)

    def test_what_left_meanwhile_stays_where_it_went(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        other = another(studio, "Studio 2")
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        placing.move(booking=booking, room=other, period=evening(), by=cast.bureau, at=AT)
        with pytest.raises(Refusal, match="intussen een boeking veranderd"):
            carry_out(studio, cast, {booking.pk: None})

    def test_a_night_two_weeks_before_the_clock_changes(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        night = Period(datetime(2027, 3, 13, 22), datetime(2027, 3, 14, 2, 30))
        make_booking(room=studio, partner=bilal, by=cast.bureau, period=night, override_reason="feest")
        found = relocation.propose(units=studio.units.all(), period=night, by=cast.bureau, at=AT)
        assert found[0].options[0].difference == "eerder op de dag"
