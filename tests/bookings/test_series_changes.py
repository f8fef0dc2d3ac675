"""Changing one date, this and the following, or all: a booking stays the booking it was."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from bookings.domain import placing
from bookings.domain.auditing import audit
from bookings.domain.placing.series import Plan, version
from bookings.enums import BookingStatus, SkipKind, TariffClass
from bookings.models import Booking, BookingSeries, Room, RoomClaim
from fluxus.errors import Refusal
from network.models import Partner, TimelineEntry
from tests.cast import Cast
from tests.factories.bookings import AT, evening, make_booking, make_room, make_tariffs
from tests.factories.network import make_teacher
from tests.factories.series import FIRST, SKIPPED, make_series, on, tuesdays

JANUARY = date(2027, 1, 5)
MARCH, NIGHT = date(2027, 3, 13), date(2027, 3, 27)
"""In the night after the second one the clock goes from two to three."""
LATER = AT + timedelta(days=30)
"""Wednesday 23 December: three lessons have been given."""


@pytest.fixture
def studio(db: None) -> Room:
    make_tariffs()
    return make_room("Studio 1")


@pytest.fixture
def series(studio: Room, cast: Cast) -> BookingSeries:
    return make_series(room=studio, partner=cast.bilal_partner, by=cast.bureau)


@pytest.fixture
def bilal(cast: Cast) -> Partner:
    return cast.bilal_partner


def change(booking: Booking, scope: str, by: Any, **asked: Any) -> BookingSeries:
    return placing.change_series(**{"booking": booking, "scope": scope, "by": by, "at": AT, **asked})


def preview(booking: Booking, scope: str, by: Any, **asked: Any) -> list[Any]:
    return placing.preview_change(**{"booking": booking, "scope": scope, "by": by, "at": AT, **asked})


def refused(booking: Booking, scope: str, by: Any, **asked: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        change(booking, scope, by, **asked)
    return caught.value


def going(series: BookingSeries) -> list[Booking]:
    return list(series.bookings.filter(status=BookingStatus.CONFIRMED).order_by("local_start"))


def identities(rows: list[Booking]) -> list[tuple[object, ...]]:
    return [(row.pk, row.uuid, row.price_cents, row.placed_at) for row in rows]


def claims_fit() -> bool:
    """Every booking that takes time claims exactly its own time, and nothing else claims."""
    claims = sorted(RoomClaim.objects.values_list("booking_id", "local_start", "local_end"))
    return claims == sorted(Booking.objects.claiming().values_list("pk", "local_start", "local_end"))


class TestAll:
    def test_another_hour_moves_the_same_bookings(self, series: BookingSeries, cast: Cast) -> None:
        before = identities(going(series))
        kept = change(on(series, FIRST), "all", cast.bureau, starts=time(20), ends=time(22))
        rows = going(kept)
        assert (kept, identities(rows)) == (series, before)
        assert {(row.local_start.time(), row.sequence) for row in rows} == {(time(20), 1)}
        assert (kept.starts, kept.ends, claims_fit()) == (time(20), time(22), True)

    def test_another_weekday_pairs_the_dates_by_week(self, series: BookingSeries, cast: Cast) -> None:
        before = {row.pk: row.local_start for row in going(series)}
        kept = change(on(series, FIRST), "all", cast.bureau, weekdays=[1])
        after = {row.pk: row.local_start for row in going(kept)}
        assert after == {pk: start - timedelta(days=1) for pk, start in before.items()}
        assert (kept.first_on, kept.last_on, claims_fit()) == (date(2026, 11, 30), date(2027, 2, 22), True)

    def test_a_second_weekday_adds_dates_and_leaves_the_first_alone(self, series: BookingSeries, cast: Cast) -> None:
        before = {row.pk: row.sequence for row in going(series)}
        kept = change(on(series, FIRST), "all", cast.bureau, weekdays=[2, 4])
        rows = going(kept)
        assert {row.pk: row.sequence for row in rows if row.pk in before} == before
        assert sorted({row.original_on.isoweekday() for row in rows if row.original_on}) == [2, 4]
        assert (len(rows), claims_fit()) == (20, True)

    def test_weekdays_that_change_places_do_not_run_into_each_other(
        self, studio: Room, bilal: Partner, cast: Cast
    ) -> None:
        series = make_series(room=studio, partner=bilal, by=cast.bureau, rule=tuesdays(weekdays=(1, 2)))
        kept = change(on(series, FIRST), "all", cast.bureau, weekdays=[2, 3])
        days = [row.local_start.date() for row in going(kept)]
        assert ({day.isoweekday() for day in days}, len(set(days)) == len(days), claims_fit()) == ({2, 3}, True, True)

    def test_every_other_week_ends_the_weeks_between(self, series: BookingSeries, cast: Cast) -> None:
        kept = change(on(series, FIRST), "all", cast.bureau, every_weeks=2)
        ended = kept.bookings.filter(status=BookingStatus.CANCELLED).order_by("original_on")
        assert [row.local_start.date() for row in going(kept)] == [
            FIRST + timedelta(weeks=number) for number in (0, 2, 6, 8, 10)
        ]
        assert ({row.cancel_reason for row in ended}, claims_fit()) == ({"Valt buiten de gewijzigde reeks."}, True)

    def test_a_shorter_series_lengthened_again_gives_the_same_bookings_back(
        self, series: BookingSeries, cast: Cast
    ) -> None:
        before = [(row.pk, row.uuid) for row in going(series)]
        change(on(series, FIRST), "all", cast.bureau, last_on=date(2027, 1, 31))
        assert len(going(series)) == 7
        change(on(series, FIRST), "all", cast.bureau, last_on=date(2027, 2, 23))
        assert ([(row.pk, row.uuid) for row in going(series)], claims_fit()) == (before, True)

    def test_past_sealed_and_attended_dates_are_not_touched(self, series: BookingSeries, cast: Cast) -> None:
        placing.seal(booking=on(series, date(2027, 1, 12)), reason="factuur 2027-0001")
        Booking.objects.filter(pk=on(series, JANUARY).pk).update(
            attendance="arrived", attended_at=AT, attended_by=cast.reception
        )
        days = [FIRST, date(2026, 12, 15), JANUARY, date(2027, 1, 12)]
        before = list(Booking.objects.filter(original_on__in=days).order_by("pk").values())
        found = {each.on: each for each in preview(on(series, FIRST), "all", cast.bureau, starts=time(18), at=LATER)}
        change(on(series, FIRST), "all", cast.bureau, starts=time(18), title="basgitaar", at=LATER)
        assert list(Booking.objects.filter(original_on__in=days).order_by("pk").values()) == before
        assert [(found[day].what, found[day].why) for day in days] == [
            ("stays", "voorbij"), ("stays", "voorbij"), ("stays", "al geweest"), ("stays", "factuur 2027-0001"),
        ]  # fmt: skip
        assert on(series, date(2027, 1, 19)).title == "basgitaar"

    def test_what_somebody_moved_or_ended_by_hand_stays_so(
        self, series: BookingSeries, studio: Room, cast: Cast
    ) -> None:
        other = make_room("Studio 2", building=studio.building)
        moved, ended, skipped = (on(series, JANUARY + timedelta(weeks=number)) for number in (0, 1, 2))
        placing.move(booking=moved, room=other, period=evening(10, 12, JANUARY), by=cast.bureau, at=AT)
        placing.cancel(booking=ended, reason="Ziek.", by=cast.bureau, at=AT)
        placing.skip(booking=skipped, reason="studiedag", by=cast.bureau, at=AT)
        change(on(series, FIRST), "all", cast.bureau, starts=time(20), ends=time(22))
        for row in (moved, ended, skipped):
            row.refresh_from_db()
        assert (moved.room, moved.period) == (other, evening(10, 12, JANUARY))
        assert (ended.status, skipped.status) == (BookingStatus.CANCELLED, BookingStatus.SKIPPED)
        assert skipped.local_start.time() == time(20)

    def test_the_price_changes_only_with_length_or_class(self, series: BookingSeries, studio: Room, cast: Cast) -> None:
        make_tariffs(2000, 9900, valid_from=date(2026, 12, 1))
        like, large = make_room("Studio 2"), make_room("Zaal", tariff_class=TariffClass.LARGE)
        change(on(series, FIRST), "all", cast.bureau, starts=time(20), ends=time(22), room=like)
        assert {(row.price_cents, row.price_explanation) for row in going(series)} == {
            (5200, "Studio 2, overige huurder: 2 uur à € 26,00")
        }
        change(on(series, FIRST), "all", cast.bureau, ends=time(23))
        assert {row.price_cents for row in going(series)} == {29700}
        change(on(series, FIRST), "all", cast.bureau, room=large)
        assert {row.price_explanation for row in going(series)} == {"Zaal, overige huurder: 3 uur à € 99,00"}

    def test_a_lesson_that_comes_to_lie_in_a_holiday_is_skipped(self, series: BookingSeries, cast: Cast) -> None:
        """Friday 26 March 2027 is Goede Vrijdag."""
        change(on(series, FIRST), "all", cast.bureau, last_on=date(2027, 3, 31))
        change(on(series, FIRST), "all", cast.bureau, weekdays=[5])
        row = on(series, date(2027, 3, 26))
        assert (row.status, row.skip_kind, row.skip_reason, row.price_cents) == (
            BookingStatus.SKIPPED, SkipKind.PUBLIC_HOLIDAY, "Goede vrijdag", 0,
        )  # fmt: skip
        assert claims_fit()

    def test_the_same_change_again_changes_nothing(self, series: BookingSeries, cast: Cast) -> None:
        seen = version(series)
        change(on(series, FIRST), "all", cast.bureau, starts=time(20), ends=time(22), seen=seen)
        lines, rows = TimelineEntry.objects.count(), list(Booking.objects.order_by("pk").values())
        change(on(series, FIRST), "all", cast.bureau, starts=time(20), ends=time(22), seen=seen)
        assert (TimelineEntry.objects.count(), list(Booking.objects.order_by("pk").values())) == (lines, rows)


class TestFollowing:
    def test_the_rest_goes_on_as_a_new_series(self, series: BookingSeries, cast: Cast) -> None:
        before = identities(going(series))
        made = change(on(series, JANUARY), "following", cast.bureau, starts=time(20), ends=time(22))
        series.refresh_from_db()
        assert (made.predecessor, made.first_on, series.last_on) == (series, JANUARY, JANUARY - timedelta(days=1))
        assert identities([*going(series), *going(made)]) == before
        assert ({row.sequence for row in going(series)}, {row.sequence for row in going(made)}) == ({0}, {1})
        assert (series.sequence, claims_fit()) == (1, True)

    def test_from_the_first_date_on_it_is_the_whole_series(self, series: BookingSeries, cast: Cast) -> None:
        assert change(on(series, FIRST), "following", cast.bureau, starts=time(20), ends=time(22)) == series

    def test_an_earlier_weekday_starts_in_the_same_week(self, series: BookingSeries, cast: Cast) -> None:
        made = change(on(series, JANUARY), "following", cast.bureau, weekdays=[1])
        series.refresh_from_db()
        assert (made.first_on, going(made)[0].local_start) == (date(2027, 1, 4), datetime(2027, 1, 4, 19))
        assert series.last_on < made.first_on

    def test_every_week_keeps_its_rhythm(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        series = make_series(room=studio, partner=bilal, by=cast.bureau, rule=tuesdays(every_weeks=2))
        before = [row.pk for row in going(series)]
        made = change(on(series, date(2027, 1, 12)), "following", cast.bureau, starts=time(18), ends=time(20))
        assert [row.pk for row in (*going(series), *going(made))] == before

    def test_the_second_send_of_the_form_changes_nothing(self, series: BookingSeries, cast: Cast) -> None:
        booking = on(series, JANUARY)
        made = change(booking, "following", cast.bureau, starts=time(20), ends=time(22))
        booking.refresh_from_db()
        again = change(booking, "following", cast.bureau, starts=time(20), ends=time(22))
        assert (again, BookingSeries.objects.count()) == (made, 2)


class TestOne:
    def test_moves_that_date_alone(self, series: BookingSeries, studio: Room, cast: Cast) -> None:
        other = make_room("Studio 2", building=studio.building)
        kept = change(on(series, JANUARY), "one", cast.bureau, room=other, starts=time(10), ends=time(12))
        row = on(series, JANUARY)
        assert (kept, row.room, row.period, row.sequence) == (series, other, evening(10, 12, JANUARY), 1)
        series.refresh_from_db()
        assert (series.starts, {each.sequence for each in going(series)}) == (time(19), {0, 1})

    def test_to_another_day_of_that_week(self, series: BookingSeries, cast: Cast) -> None:
        change(on(series, JANUARY), "one", cast.bureau, weekdays=[4])
        row = on(series, JANUARY)
        assert (row.local_start, row.original_on, claims_fit()) == (datetime(2027, 1, 7, 19), JANUARY, True)

    def test_a_past_or_skipped_date_is_refused(self, series: BookingSeries, cast: Cast) -> None:
        past = refused(on(series, FIRST), "one", cast.bureau, starts=time(18), at=LATER)
        assert past.sentence == "Deze datum verander je niet meer: voorbij."
        assert refused(on(series, SKIPPED[0]), "one", cast.bureau, starts=time(18)).code == "stale"

    def test_a_loose_booking_has_no_series(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        loose = make_booking(room=studio, partner=bilal, by=cast.bureau)
        assert refused(loose, "one", cast.bureau, starts=time(18)).code == "not_in_series"


class TestNightOfTheClock:
    @pytest.fixture
    def saturdays(self, studio: Room, bilal: Partner, cast: Cast) -> BookingSeries:
        rule = tuesdays(weekdays=(6,), starts=time(20), ends=time(22), first_on=MARCH, last_on=MARCH + timedelta(28))
        return make_series(room=studio, partner=bilal, by=cast.bureau, rule=rule)

    def test_one_date_does_not_end_where_the_clock_skips(self, saturdays: BookingSeries, cast: Cast) -> None:
        nowhere = refused(on(saturdays, NIGHT), "one", cast.bureau, ends=time(2, 30), override_reason="feest")
        assert (nowhere.code, "in die nacht gaat de klok" in nowhere.sentence) == ("clock_change", True)

    def test_all_dates_leave_it_out_whatever_was_chosen(self, saturdays: BookingSeries, cast: Cast) -> None:
        saturdays.bookings.filter(original_on=NIGHT).update(ignores_calendar=True)
        change(on(saturdays, MARCH), "all", cast.bureau, ends=time(2, 30), override_reason="feest")
        night = on(saturdays, NIGHT)
        assert (night.status, night.skip_kind, claims_fit()) == ("skipped", SkipKind.NO_SUCH_TIME, True)


class TestClashes:
    @pytest.fixture
    def taken(self, series: BookingSeries, studio: Room, cast: Cast) -> Booking:
        """Somebody has the Wednesday after the first lesson of January."""
        return make_booking(
            room=studio, partner=make_teacher(), by=cast.bureau, period=evening(day=JANUARY + timedelta(days=1))
        )

    def test_are_shown_beforehand(self, series: BookingSeries, taken: Booking, cast: Cast) -> None:
        found = {each.on: each for each in preview(on(series, FIRST), "all", cast.bureau, weekdays=[3])}
        clash = found[JANUARY + timedelta(days=1)]
        assert (clash.what, [claim.booking for claim in clash.clashes]) == ("clash", [taken])
        assert (clash.before, clash.after) == (
            "Studio 1, di 5 jan 2027 19:00–21:00",
            "Studio 1, wo 6 jan 2027 19:00–21:00",
        )
        assert Booking.objects.filter(series=series, sequence__gt=0).count() == 0

    def test_are_refused_with_nothing_lost(self, series: BookingSeries, taken: Booking, cast: Cast) -> None:
        before = list(Booking.objects.order_by("pk").values())
        refusal = refused(on(series, FIRST), "all", cast.bureau, weekdays=[3])
        assert (refusal.code, list(refusal.extra["clashes"])) == ("series_clashes", [JANUARY + timedelta(days=1)])
        assert (list(Booking.objects.order_by("pk").values()), claims_fit()) == (before, True)

    def test_are_settled_per_date(self, series: BookingSeries, taken: Booking, cast: Cast) -> None:
        day = JANUARY + timedelta(days=1)
        plans = {day: Plan(day, "skip", skip=SkipKind.CLASH, why="bezet")}
        change(on(series, FIRST), "all", cast.bureau, weekdays=[3], plans=plans)
        row = on(series, day)
        assert (row.status, row.skip_kind, claims_fit()) == (BookingStatus.SKIPPED, SkipKind.CLASH, True)
        change(row, "all", cast.bureau, persons=3)
        assert on(series, day).status == BookingStatus.SKIPPED
        placing.cancel(booking=taken, reason="Ziek.", by=cast.bureau, at=AT)
        change(row, "all", cast.bureau, starts=time(18), ends=time(20))
        assert (on(series, day).status, claims_fit()) == (BookingStatus.CONFIRMED, True)

    def test_own_dates_are_not_in_the_way_of_each_other(self, series: BookingSeries, cast: Cast) -> None:
        change(on(series, FIRST), "all", cast.bureau, starts=time(20), ends=time(22))
        assert claims_fit()


class TestStale:
    def test_somebody_changed_the_series_meanwhile(self, series: BookingSeries, cast: Cast) -> None:
        seen = version(series)
        placing.skip(booking=on(series, JANUARY), reason="studiedag", by=cast.expert, at=AT)
        refusal = refused(on(series, FIRST), "all", cast.bureau, starts=time(18), seen=seen)
        assert (refusal.code, refusal.sentence) == (
            "stale",
            "De reeks is intussen veranderd. Bekijk de datums opnieuw.",
        )

    def test_nobody_did(self, series: BookingSeries, cast: Cast) -> None:
        change(on(series, FIRST), "all", cast.bureau, starts=time(18), ends=time(20), seen=version(series))
        assert going(series)[0].local_start == datetime(2026, 12, 1, 18)


def test_a_request_that_grows_stays_one_request(studio: Room, bilal: Partner, cast: Cast) -> None:
    series = make_series(room=studio, partner=bilal, by=cast.bilal)
    change(on(series, FIRST), "all", cast.bureau, weekdays=[2, 4])
    assert set(series.bookings.values_list("status", flat=True)) == {"requested", "skipped"}
    assert RoomClaim.objects.count() == 0


def test_a_partner_changes_no_series_of_a_room_on_request(series: BookingSeries, cast: Cast) -> None:
    assert refused(on(series, FIRST), "all", cast.bilal, starts=time(18)).code == "not_allowed"


def test_a_holiday_that_fell_out_comes_back_as_one(studio: Room, bilal: Partner, cast: Cast) -> None:
    series = make_series(room=studio, partner=bilal, by=cast.bureau)
    for weeks in (2, 1):
        change(on(series, FIRST), "all", cast.bureau, every_weeks=weeks)
    skipped = series.bookings.skipped().order_by("original_on")
    assert [(row.original_on, row.cancelled_at) for row in skipped] == [(day, None) for day in SKIPPED]


def test_an_option_that_ran_out_makes_way_within_its_own_series(studio: Room, bilal: Partner, cast: Cast) -> None:
    """It used to be written back as an option without its time."""
    series, second = make_series(room=studio, partner=bilal, by=cast.bilal), FIRST + timedelta(7)
    placing.approve(booking=on(series, second), by=cast.bureau, at=AT)
    placing.as_option(booking=on(series, FIRST), until=AT + timedelta(hours=1), by=cast.bureau, at=AT)
    plans = {second: Plan(second, "place", period=evening())}
    change(on(series, second), "all", cast.bureau, plans=plans, at=AT + timedelta(hours=2))
    assert (on(series, FIRST).status, on(series, second).local_start.date()) == ("cancelled", FIRST)
    assert audit(at=AT + timedelta(hours=2)).problems == []


def test_another_title_is_a_new_version_in_calendars(series: BookingSeries, cast: Cast) -> None:
    for _ in range(2):
        change(on(series, FIRST), "all", cast.bureau, title="basgitaar")
    assert {(row.title, row.sequence) for row in going(series)} == {("basgitaar", 1)}


def test_one_line_tells_what_became_of_it(series: BookingSeries, cast: Cast) -> None:
    before = TimelineEntry.objects.count()
    change(on(series, FIRST), "all", cast.bureau, weekdays=[3], last_on=date(2027, 2, 10))
    assert TimelineEntry.objects.count() == before + 1
    line = TimelineEntry.objects.latest("pk")
    assert line.title == "Reeks veranderd: Studio 1, gitaarles (9 verplaatst, 1 vervallen)"
