"""Wall-clock time in Amsterdam, above all in the two odd nights of the year."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from fluxus import periods
from fluxus.periods import AMSTERDAM, Period, dutch_day, dutch_moment, dutch_period, to_utc, wall_clock

SPRING = date(2027, 3, 28)
AUTUMN = date(2026, 10, 25)
moments = st.datetimes(min_value=datetime(1998, 1, 1), max_value=datetime(2037, 12, 31))
lengths = st.integers(min_value=1, max_value=60 * 24 * 20).map(lambda minutes: timedelta(minutes=minutes))


def quiet(wall: datetime) -> bool:
    """Exists once: not in the skipped hour, not in the doubled one."""
    first, second = (wall.replace(tzinfo=AMSTERDAM, fold=fold).utcoffset() for fold in (0, 1))
    return first == second


class TestPeriod:
    def test_end_comes_after_start(self) -> None:
        at = datetime(2026, 12, 1, 19)
        for end in (at, at - timedelta(minutes=15)):
            with pytest.raises(ValidationError, match="Het einde moet na het begin liggen"):
                Period(at, end)

    def test_takes_naive_times_only(self) -> None:
        with pytest.raises(ValueError, match="wall-clock"):
            Period(datetime(2026, 12, 1, 19, tzinfo=UTC), datetime(2026, 12, 1, 21, tzinfo=UTC))

    @pytest.mark.parametrize(
        ("start", "end"), [("02:00", "03:00"), ("02:30", "04:00"), ("01:00", "02:15"), ("02:00", "02:45")]
    )
    def test_hour_that_is_skipped_does_not_exist(self, start: str, end: str) -> None:
        with pytest.raises(ValidationError, match="gaat de klok van 02:00 naar 03:00"):
            Period.on(SPRING, time.fromisoformat(start), time.fromisoformat(end))

    @pytest.mark.parametrize(
        ("day", "real"), [(date(2027, 3, 27), 5 * 60), (date(2026, 10, 24), 7 * 60), (date(2026, 12, 1), 6 * 60)]
    )
    def test_real_and_clock_minutes_of_a_night(self, day: date, real: int) -> None:
        night = Period.on(day, time(22), time(4))
        assert (night.minutes, night.wall_minutes) == (real, 6 * 60)

    def test_on_goes_past_midnight(self) -> None:
        assert Period.on(date(2026, 12, 31), time(22), time(2)).end == datetime(2027, 1, 1, 2)
        assert Period.on(date(2026, 12, 31), time(22), time(0)).end == datetime(2027, 1, 1)

    @given(moments, lengths, moments, lengths)
    def test_overlap_is_mutual_and_half_open(
        self, start: datetime, length: timedelta, other: datetime, other_length: timedelta
    ) -> None:
        try:
            one, two = Period(start, start + length), Period(other, other + other_length)
        except ValidationError:
            return
        assert one.overlaps(two) == two.overlaps(one)
        assert one.overlaps(one)
        assert one.overlaps(two) == (max(one.start, two.start) < min(one.end, two.end))

    @given(moments, lengths)
    def test_back_to_back_is_no_overlap(self, start: datetime, length: timedelta) -> None:
        middle, end = start + length, start + 2 * length
        if all(map(periods.exists, (start, middle, end))) and to_utc(start) < to_utc(middle) < to_utc(end):
            assert not Period(start, middle).overlaps(Period(middle, end))

    @given(moments, lengths)
    def test_accepted_period_always_takes_time(self, start: datetime, length: timedelta) -> None:
        """An empty range would clash with nothing."""
        try:
            period = Period(start, start + length)
        except ValidationError:
            return
        assert to_utc(period.start) < to_utc(period.end)

    @given(moments, st.integers(min_value=1, max_value=52))
    def test_weekly_lesson_keeps_its_time_on_the_clock(self, start: datetime, weeks: int) -> None:
        try:
            lesson = Period(start, start + timedelta(hours=2)).moved(timedelta(weeks=weeks))
        except ValidationError:
            return
        assert (lesson.start.time(), lesson.start.weekday()) == (start.time(), start.weekday())
        assert lesson.wall_minutes == 120


class TestConversion:
    @given(moments.filter(quiet))
    def test_there_and_back(self, wall: datetime) -> None:
        assert wall_clock(to_utc(wall)) == wall

    @given(moments)
    def test_moments_keep_their_order(self, wall: datetime) -> None:
        later = wall + timedelta(hours=3)
        assert to_utc(wall) < to_utc(later)

    def test_doubled_hour_is_winter_time(self) -> None:
        assert to_utc(datetime(2026, 10, 25, 2, 30)) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    @pytest.mark.django_db
    @settings(deadline=None, max_examples=60)
    @given(moments)
    def test_python_converts_as_postgresql_does(self, wall: datetime) -> None:
        agrees(wall)

    @pytest.mark.django_db
    @pytest.mark.parametrize("day", [SPRING, AUTUMN])
    def test_python_converts_as_postgresql_does_in_odd_nights(self, day: date) -> None:
        for quarter in range(20):
            agrees(datetime.combine(day, time(0)) + timedelta(minutes=15 * quarter))

    def test_exists(self) -> None:
        assert not periods.exists(datetime(2027, 3, 28, 2, 59))
        assert periods.exists(datetime(2027, 3, 28, 3))
        assert periods.exists(datetime(2026, 10, 25, 2, 30))


def agrees(wall: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamp AT TIME ZONE 'Europe/Amsterdam'", [wall])
        assert cursor.fetchone()[0] == to_utc(wall)


class TestDutch:
    def test_day(self) -> None:
        assert dutch_day(date(2026, 12, 1)) == "dinsdag 1 december 2026"
        assert dutch_day(date(2026, 12, 1), year=False) == "dinsdag 1 december"
        assert dutch_day(date(2027, 3, 1), short=True) == "ma 1 mrt"
        assert dutch_day(date(2027, 5, 1), short=True, year=True) == "za 1 mei 2027"
        assert periods.dutch_date(date(2026, 12, 1)) == "1 december 2026"

    def test_moment_is_in_amsterdam(self) -> None:
        assert dutch_moment(datetime(2026, 7, 1, 18, tzinfo=UTC)) == "wo 1 jul 2026 20:00"
        assert dutch_moment(datetime(2026, 7, 1, 18)) == "wo 1 jul 2026 18:00"

    def test_period_names_the_second_day_only_when_needed(self) -> None:
        start = datetime(2026, 12, 1, 22)
        assert dutch_period(start, datetime(2026, 12, 2, 2)) == "di 1 dec 2026 22:00–02:00"
        assert dutch_period(start, datetime(2026, 12, 2, 9)) == "di 1 dec 2026 22:00 – wo 2 dec 2026 09:00"
        assert dutch_period(start, datetime(2026, 12, 3, 2)) == "di 1 dec 2026 22:00 – do 3 dec 2026 02:00"
        assert str(Period(start, datetime(2026, 12, 1, 23))) == "di 1 dec 2026 22:00–23:00"

    def test_monday_and_grid(self) -> None:
        assert periods.monday(date(2026, 12, 6)) == date(2026, 11, 30)
        assert periods.on_grid(datetime(2026, 12, 1, 19, 45))
        assert not periods.on_grid(datetime(2026, 12, 1, 19, 45, 1))

    def test_clock_of_the_house(self) -> None:
        assert periods.now().tzinfo is None
        assert periods.today() == datetime.now(AMSTERDAM).date()


class TestField:
    def test_reads_and_writes_wall_clock(self) -> None:
        field = periods.WallClockField()
        assert field.to_python("2026-12-01T19:00") == datetime(2026, 12, 1, 19)
        assert field.to_python(None) is None
        with pytest.raises(ValidationError):
            field.to_python("2026-12-01T19:00Z")
        with pytest.raises(ValueError, match="naive"):
            field.get_prep_value(datetime(2026, 12, 1, 19, tzinfo=UTC))

    def test_form_field_gives_a_naive_time(self) -> None:
        form_field = periods.WallClockField().formfield()
        assert form_field.clean("2026-12-01T19:00") == datetime(2026, 12, 1, 19)
        assert form_field.prepare_value(datetime(2026, 12, 1, 19)) == "2026-12-01T19:00"
