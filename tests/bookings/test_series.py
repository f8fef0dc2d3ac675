"""A season of dates in one go, and its dates one by one."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.domain import placing
from bookings.domain.placing.series import Plan
from bookings.enums import BookingMode, BookingStatus, SkipKind
from bookings.models import Booking, BookingSeries, NoiseNeighbours, Room, RoomClaim
from fluxus.errors import Refusal
from fluxus.periods import Period
from network.models import Partner, TimelineEntry
from tests.cast import Cast
from tests.factories.bookings import AT, evening, make_booking, make_building, make_hall, make_room, make_tariffs
from tests.factories.network import make_teacher
from tests.factories.series import FIRST, LAST, SKIPPED, make_series, on, tuesdays


@pytest.fixture
def studio(db: None) -> Room:
    make_tariffs()
    return make_room("Studio 1")


@pytest.fixture
def bilal(cast: Cast) -> Partner:
    return cast.bilal_partner


def refused(act: Any, **asked: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act(**asked)
    return caught.value


class TestPlacing:
    def test_every_date_is_booked_claimed_and_priced(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        series = make_series(room=studio, partner=bilal, by=cast.bureau, persons=4)
        going = series.bookings.filter(status=BookingStatus.CONFIRMED).order_by("local_start")
        assert [row.original_on for row in going][:3] == [FIRST, FIRST + timedelta(7), FIRST + timedelta(14)]
        assert {(row.price_cents, row.persons, row.confirmed_by) for row in going} == {(5200, 4, cast.bureau)}
        assert (going.count(), RoomClaim.objects.count()) == (10, 10)

    def test_holidays_stay_as_rows_with_their_reason(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        series = make_series(room=studio, partner=bilal, by=cast.bureau)
        rows = series.bookings.skipped().order_by("original_on")
        assert [(row.original_on, row.skip_kind, row.skip_reason, row.price_cents) for row in rows] == [
            (SKIPPED[0], SkipKind.SCHOOL_HOLIDAY, "Kerstvakantie", 0),
            (SKIPPED[1], SkipKind.SCHOOL_HOLIDAY, "Kerstvakantie", 0),
            (SKIPPED[2], SkipKind.SCHOOL_HOLIDAY, "Voorjaarsvakantie", 0),
        ]

    def test_the_timeline_has_one_line(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        series = make_series(room=studio, partner=bilal, by=cast.bureau)
        (line,) = TimelineEntry.objects.filter(partner=bilal)
        assert (line.title, line.path, line.amount_cents) == (
            "Reeks geboekt: Studio 1, 10 datums vanaf dinsdag 1 december 2026 (gitaarles)",
            series.get_absolute_url(),
            52000,
        )

    def test_a_year_takes_as_many_queries_as_a_month(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        counts = []
        for room, last in ((studio, date(2026, 12, 15)), (make_room(), date(2027, 11, 30))):
            fresh = Room.objects.select_related("building").get(pk=room.pk)
            rule = tuesdays(last_on=last)
            with CaptureQueriesContext(connection) as queries:
                placing.place_series(rule=rule, room=fresh, partner=bilal, title="les", by=cast.bureau, at=AT)
            counts.append(len(queries))
        assert counts[0] == counts[1]
        assert counts[1] <= 21

    def test_sent_twice_is_one_series(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        token = uuid4()
        first, again = (make_series(room=studio, partner=bilal, by=cast.bureau, request_token=token) for _ in range(2))
        assert (first, BookingSeries.objects.count(), TimelineEntry.objects.count()) == (again, 1, 1)

    def test_clashes_are_told_per_date_and_nothing_is_written(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        taken = [
            make_booking(room=studio, partner=make_teacher(), by=cast.bureau, period=evening(day=day))
            for day in (date(2026, 12, 8), date(2027, 1, 12))
        ]
        refusal = refused(make_series, room=studio, partner=bilal, by=cast.bureau)
        assert (refusal.code, refusal.field) == ("series_clashes", "room")
        assert refusal.sentence == "Studio 1 is op 2 datums bezet: di 8 dec, di 12 jan. Kies per datum wat je wilt."
        found = {day: [claim.booking for claim in claims] for day, claims in refusal.extra["clashes"].items()}
        assert found == {date(2026, 12, 8): [taken[0]], date(2027, 1, 12): [taken[1]]}
        assert (BookingSeries.objects.count(), Booking.objects.count()) == (0, 2)

    def test_an_option_that_ran_out_is_no_clash(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        option = placing.option(
            room=studio,
            partner=make_teacher(),
            period=evening(),
            title="proefles",
            until=AT + timedelta(hours=1),
            by=cast.bureau,
            at=AT,
        )
        make_series(room=studio, partner=bilal, by=cast.bureau, at=AT + timedelta(hours=2))
        option.refresh_from_db()
        assert option.status == BookingStatus.CANCELLED

    def test_per_date_as_chosen(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        other = make_room("Studio 2", building=studio.building)
        second, third, fourth = (FIRST + timedelta(weeks=number) for number in (1, 2, 5))
        plans = {
            second: Plan(second, "skip", skip=SkipKind.CLASH, why="bezet"),
            third: Plan(third, "place", room=other),
            fourth: Plan(fourth, "place", period=evening(20, 22, fourth + timedelta(days=1))),
            SKIPPED[0]: Plan(SKIPPED[0], "place", ignores_calendar=True),
            SKIPPED[1]: Plan(SKIPPED[1], "place"),
        }
        series = make_series(room=studio, partner=bilal, by=cast.bureau, plans=plans)
        assert (on(series, second).status, on(series, second).skip_reason) == (BookingStatus.SKIPPED, "bezet")
        assert (on(series, third).room, on(series, third).price_explanation[:8]) == (other, "Studio 2")
        assert on(series, fourth).period == evening(20, 22, fourth + timedelta(days=1))
        assert (on(series, SKIPPED[0]).status, on(series, SKIPPED[0]).ignores_calendar) == ("confirmed", True)
        assert on(series, SKIPPED[1]).skip_reason == "Kerstvakantie"

    def test_asking_anyway_takes_nothing(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        make_booking(room=studio, partner=make_teacher(), by=cast.bureau)
        series = make_series(room=studio, partner=bilal, by=cast.bureau, plans={FIRST: Plan(FIRST, "ask")})
        asked = on(series, FIRST)
        assert (asked.status, asked.claims.count(), asked.price_cents) == (BookingStatus.REQUESTED, 0, 5200)

    def test_a_choice_for_another_day_than_the_rule_gives_is_stale(
        self, studio: Room, bilal: Partner, cast: Cast
    ) -> None:
        odd = FIRST + timedelta(days=1)
        refusal = refused(make_series, room=studio, partner=bilal, by=cast.bureau, plans={odd: Plan(odd, "skip")})
        assert (refusal.code, BookingSeries.objects.count()) == ("stale", 0)

    def test_a_series_is_not_in_its_own_way(self, bilal: Partner, cast: Cast) -> None:
        """Every day twenty-four hours would do, were it not for the clearing up."""
        make_tariffs()
        house = make_building(opens=time(0), closes=time(0))
        room = make_room(building=house, turnaround_minutes=15)
        round_the_clock = tuesdays(weekdays=(1, 2), starts=time(9), ends=time(9))
        refusal = refused(make_series, room=room, partner=bilal, by=cast.bureau, rule=round_the_clock)
        assert (refusal.code, refusal.sentence) == (
            "overlaps_itself",
            "De reeks zit zichzelf in de weg op dinsdag 8 december.",
        )

    def test_a_date_moved_onto_another_date_is_refused(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        plans = {FIRST: Plan(FIRST, "place", period=evening(20, 22, FIRST + timedelta(days=7)))}
        refusal = refused(make_series, room=studio, partner=bilal, by=cast.bureau, plans=plans)
        assert refusal.code == "overlaps_itself"

    def test_a_combined_hall_takes_all_its_parts(self, bilal: Partner, cast: Cast) -> None:
        _, _, both = make_hall()
        make_series(room=both, partner=bilal, by=cast.bureau)
        assert RoomClaim.objects.count() == 20

    def test_what_the_house_forbids_names_its_date(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        late = tuesdays(starts=time(22), ends=time(0))
        refusal = refused(make_series, room=studio, partner=bilal, by=cast.bureau, rule=late)
        assert refusal.sentence.startswith("Di 1 dec: ")
        assert refusal.sentence.endswith(" Dit geldt ook voor 9 andere datums.")
        assert (refusal.extra["overridable"], len(refusal.extra["dates"])) == (True, 10)

    def test_who_decides_goes_past_it_with_a_reason_on_each_date(
        self, studio: Room, bilal: Partner, cast: Cast
    ) -> None:
        late = tuesdays(starts=time(22), ends=time(0))
        series = make_series(
            room=studio, partner=bilal, by=cast.bureau, rule=late, override_reason="De portier blijft."
        )
        going = series.bookings.filter(status=BookingStatus.CONFIRMED)
        assert set(going.values_list("override_reason", flat=True)) == {"De portier blijft."}
        refusal = refused(
            make_series, room=studio, partner=bilal, by=cast.reception, rule=late, override_reason="Ik wil het."
        )
        assert refusal.code == "closed"

    def test_a_noisy_neighbour_warns_for_its_dates_only(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        drums = make_room("Drumstudio", building=studio.building)
        NoiseNeighbours.objects.create(first=studio, second=drums, reason="drums naast zang")
        make_booking(room=drums, partner=make_teacher(), by=cast.bureau)
        refusal = refused(make_series, room=studio, partner=bilal, by=cast.bureau)
        assert (refusal.code, refusal.extra["dates"]) == ("noise", [FIRST])

    def test_the_hour_that_does_not_exist_is_a_skipped_row(self, bilal: Partner, cast: Cast) -> None:
        make_tariffs()
        room = make_room(building=make_building(opens=time(0), closes=time(0)))
        night = tuesdays(
            weekdays=(7,), starts=time(2, 30), ends=time(4), first_on=date(2027, 3, 21), last_on=date(2027, 4, 4),
            follows_public_holidays=False,
        )  # fmt: skip
        series = make_series(room=room, partner=bilal, by=cast.bureau, rule=night)
        row = on(series, date(2027, 3, 28))
        assert (row.status, row.skip_kind, row.local_start) == (
            BookingStatus.SKIPPED,
            SkipKind.NO_SUCH_TIME,
            datetime(2027, 3, 28, 2, 30),
        )
        assert str(row) == "gitaarles, zo 28 mrt 2027 02:30–04:00"
        assert refused(placing.add_back, booking=row, by=cast.bureau, at=AT).code == "no_such_time"


class TestPartner:
    def test_books_directly_where_he_may(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        Room.objects.filter(pk=studio.pk).update(booking_mode=BookingMode.DIRECT)
        studio.refresh_from_db()
        series = make_series(room=studio, partner=bilal, by=cast.bilal)
        assert set(series.bookings.values_list("status", flat=True)) == {"confirmed", "skipped"}

    def test_asks_for_all_dates_at_once(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        """Requests compete, so what others have is no clash."""
        make_booking(room=studio, partner=make_teacher(), by=cast.bureau)
        series = make_series(room=studio, partner=bilal, by=cast.bilal)
        going = series.bookings.exclude(status=BookingStatus.SKIPPED)
        assert set(going.values_list("status", "price_cents")) == {("requested", 5200)}
        assert RoomClaim.objects.filter(booking__series=series).count() == 0

    def test_the_request_is_decided_as_a_whole(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        series = make_series(room=studio, partner=bilal, by=cast.bilal)
        decision = placing.approve_many(bookings=series.bookings.undecided(), by=cast.bureau, at=AT)
        assert (len(decision.done), decision.refused, RoomClaim.objects.count()) == (10, [], 10)

    def test_does_not_book_a_room_on_request_by_the_way_of_another(
        self, studio: Room, bilal: Partner, cast: Cast
    ) -> None:
        direct = make_room("Studio 2", booking_mode=BookingMode.DIRECT)
        plans = {FIRST: Plan(FIRST, "place", room=studio)}
        assert refused(make_series, room=direct, partner=bilal, by=cast.bilal, plans=plans).code == "on_request"

    def test_asks_for_the_dates_that_a_neighbour_would_hear(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        Room.objects.filter(pk=studio.pk).update(booking_mode=BookingMode.DIRECT)
        studio.refresh_from_db()
        drums = make_room("Studio 2")
        NoiseNeighbours.objects.create(first=studio, second=drums, reason="drums naast zang")
        make_booking(room=drums, partner=make_teacher(), by=cast.bureau)
        series = make_series(room=studio, partner=bilal, by=cast.bilal)
        assert (on(series, FIRST).status, series.bookings.claiming().count()) == (BookingStatus.REQUESTED, 9)

    def test_sends_a_series_that_fills_the_weeks_twice(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        Room.objects.filter(pk=studio.pk).update(booking_mode=BookingMode.DIRECT, weekly_hours=2)
        studio.refresh_from_db()
        asked = {"room": studio, "partner": bilal, "by": cast.bilal, "request_token": uuid4()}
        assert make_series(**asked) == make_series(**asked)

    def test_leaves_rooms_of_the_house_alone(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        Room.objects.filter(pk=studio.pk).update(booking_mode=BookingMode.INTERNAL)
        studio.refresh_from_db()
        assert refused(make_series, room=studio, partner=bilal, by=cast.bilal).code == "internal"


class TestSkippingAndAddingBack:
    def test_skipping_gives_the_time_back(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        series = make_series(room=studio, partner=bilal, by=cast.bureau)
        row = placing.skip(booking=on(series, FIRST), reason="docent ziek", by=cast.bureau, at=AT)
        assert (row.status, row.skip_kind, row.skip_reason, row.price_cents, row.sequence) == (
            BookingStatus.SKIPPED, SkipKind.CHOICE, "docent ziek", 0, 1,
        )  # fmt: skip
        assert RoomClaim.objects.filter(booking=row).count() == 0
        assert (
            TimelineEntry.objects.latest("pk").title == "Overgeslagen: Studio 1 di 1 dec 2026 19:00–21:00 (gitaarles)"
        )

    def test_a_loose_booking_is_not_skipped(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        loose = make_booking(room=studio, partner=bilal, by=cast.bureau)
        assert refused(placing.skip, booking=loose, reason="", by=cast.bureau, at=AT).code == "not_in_series"

    def test_a_lesson_that_was_given_is_not_skipped(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        series = make_series(room=studio, partner=bilal, by=cast.bureau)
        later = AT + timedelta(days=9)
        refusal = refused(placing.skip, booking=on(series, FIRST), reason="ziek", by=cast.bureau, at=later)
        assert refusal.sentence == "Deze datum sla je niet meer over: voorbij."

    def test_added_back_at_the_price_of_that_day(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        series = make_series(room=studio, partner=bilal, by=cast.bureau)
        make_tariffs(2000, 3000, valid_from=date(2026, 12, 20))
        row = placing.add_back(booking=on(series, SKIPPED[0]), by=cast.bureau, at=AT)
        assert (row.status, row.skip_kind, row.price_cents, row.ignores_calendar, row.claims.count()) == (
            BookingStatus.CONFIRMED, "", 6000, True, 1,
        )  # fmt: skip
        assert refused(placing.add_back, booking=row, by=cast.bureau, at=AT).code == "stale"

    def test_added_back_elsewhere_when_taken(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        series = make_series(room=studio, partner=bilal, by=cast.bureau)
        make_booking(room=studio, partner=make_teacher(), by=cast.bureau, period=evening(day=SKIPPED[0]))
        skipped = on(series, SKIPPED[0])
        assert refused(placing.add_back, booking=skipped, by=cast.bureau, at=AT).code == "room_taken"
        other = make_room("Studio 2", building=studio.building)
        row = placing.add_back(booking=skipped, by=cast.bureau, at=AT, room=other, period=evening(20, 22, SKIPPED[0]))
        assert (row.pk, row.room, row.original_on) == (skipped.pk, other, SKIPPED[0])

    def test_a_partner_asks_for_it_back_where_he_has_to(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        series = make_series(room=studio, partner=bilal, by=cast.bureau)
        row = placing.add_back(booking=on(series, SKIPPED[0]), by=cast.bilal, at=AT)
        assert (row.status, row.claims.count()) == (BookingStatus.REQUESTED, 0)

    def test_free_again_finds_what_was_taken_and_is_not_any_more(
        self, studio: Room, bilal: Partner, cast: Cast, django_assert_num_queries: Any
    ) -> None:
        days = [FIRST + timedelta(weeks=number) for number in (1, 2)]
        others = [
            make_booking(room=studio, partner=make_teacher(), by=cast.bureau, period=evening(20, 22, day))
            for day in days
        ]
        plans = {day: Plan(day, "skip", skip=SkipKind.CLASH, why="bezet") for day in days}
        series = make_series(room=studio, partner=bilal, by=cast.bureau, plans=plans)
        rows = list(series.bookings.all())
        assert placing.free_again(rows, at=AT) == []
        placing.cancel(booking=others[0], reason="Ziek.", by=cast.bureau, at=AT)
        with django_assert_num_queries(1):
            found = placing.free_again(rows, at=AT)
        assert found == [on(series, days[0])]
        assert placing.free_again(rows, at=AT + timedelta(days=60)) == []


class TestEnding:
    def test_this_and_the_following_lapse(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        series = make_series(room=studio, partner=bilal, by=cast.bureau)
        ended = placing.cancel_following(
            booking=on(series, date(2027, 1, 5)), reason="Verhuisd.", by=cast.bureau, at=AT
        )
        assert [row.status for row in ended] == [BookingStatus.CANCELLED] * 7
        assert on(series, SKIPPED[2]).status == BookingStatus.CANCELLED
        left = series.bookings.filter(status=BookingStatus.CONFIRMED).values_list("original_on", flat=True)
        assert (sorted(left), RoomClaim.objects.count()) == ([FIRST, date(2026, 12, 8), date(2026, 12, 15)], 3)
        line = TimelineEntry.objects.latest("pk")
        assert (line.title, line.detail) == (
            "Reeks vervalt vanaf dinsdag 5 januari 2027: gitaarles (7 datums)",
            "Verhuisd.",
        )

    def test_past_sealed_and_attended_dates_stay(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        series = make_series(room=studio, partner=bilal, by=cast.bureau)
        placing.seal(booking=on(series, date(2027, 1, 5)), reason="factuur 2027-0001")
        Booking.objects.filter(pk=on(series, date(2027, 1, 12)).pk).update(
            attendance="arrived", attended_at=AT, attended_by=cast.reception
        )
        later = AT + timedelta(days=10)
        placing.cancel_following(booking=on(series, FIRST), reason="Verhuisd.", by=cast.bureau, at=later)
        standing = series.bookings.standing().values_list("original_on", flat=True)
        assert sorted(standing) == [FIRST, date(2027, 1, 5), date(2027, 1, 12)]

    def test_a_reason_is_needed_and_something_to_end(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        series = make_series(room=studio, partner=bilal, by=cast.bureau)
        first = on(series, FIRST)
        assert refused(placing.cancel_following, booking=first, reason=" ", by=cast.bureau, at=AT).field == "reason"
        far = AT + timedelta(days=200)
        refusal = refused(placing.cancel_following, booking=first, reason="Weg.", by=cast.bureau, at=far)
        assert refusal.code == "nothing_left"


def test_a_period_of_a_series_lasts_to_its_last_day(studio: Room, bilal: Partner, cast: Cast) -> None:
    series = make_series(room=studio, partner=bilal, by=cast.bureau, rule=tuesdays(every_weeks=2))
    assert list(series.bookings.order_by("original_on").values_list("original_on", flat=True)) == [
        FIRST + timedelta(weeks=2 * number) for number in range(7)
    ]
    assert Period(datetime(2027, 2, 9, 19), datetime(2027, 2, 9, 21)) in [row.period for row in series.bookings.all()]
    assert series.last_on == LAST
