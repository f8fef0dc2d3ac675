"""A calendar that changed after the season was booked."""

from datetime import date, timedelta
from typing import Any

import pytest

from bookings.domain import calendar_changes, placing
from bookings.domain.calendar_changes import Proposal
from bookings.enums import BookingStatus, CalendarKind, SkipKind
from bookings.models import BookingSeries, Calendar, CalendarPeriod, Room, RoomClaim
from fluxus.errors import Refusal
from network.models import EmailAddress, OutgoingMail, TimelineEntry
from tests.cast import Cast
from tests.factories.bookings import AT, evening, make_booking, make_room, make_tariffs
from tests.factories.network import make_teacher
from tests.factories.series import FIRST, SKIPPED, make_series, on, tuesdays

TODAY = date(2026, 11, 23)
EIGHTH, JANUARY = date(2026, 12, 8), date(2027, 1, 5)


@pytest.fixture
def studio(db: None) -> Room:
    make_tariffs()
    return make_room("Studio 1")


@pytest.fixture
def series(studio: Room, cast: Cast) -> BookingSeries:
    return make_series(room=studio, partner=cast.bilal_partner, by=cast.bureau)


def school_is_off(first: date, last: date, name: str = "Extra vakantie") -> CalendarPeriod:
    calendar = Calendar.objects.get(kind=CalendarKind.SCHOOL_HOLIDAY)
    return CalendarPeriod.objects.create(calendar=calendar, name=name, starts_on=first, ends_on=last)


def no_christmas() -> None:
    CalendarPeriod.objects.filter(name="Kerstvakantie", starts_on__year=2026).delete()


def proposed() -> Proposal:
    (found,) = calendar_changes.proposals(today=TODAY)
    return found


def test_nothing_changed_nothing_proposed(series: BookingSeries) -> None:
    assert calendar_changes.proposals(today=TODAY) == []


def test_a_new_holiday_proposes_to_skip(series: BookingSeries) -> None:
    school_is_off(EIGHTH, EIGHTH)
    found = proposed()
    assert (found.series, found.ends, found.returns) == (series, [on(series, EIGHTH)], [])
    assert found.news == {on(series, EIGHTH).pk: "Extra vakantie"}
    assert on(series, EIGHTH).status == BookingStatus.CONFIRMED


def test_a_holiday_that_is_gone_proposes_to_go_on(series: BookingSeries) -> None:
    no_christmas()
    found = proposed()
    assert (found.ends, [row.original_on for row in found.returns]) == ([], [SKIPPED[0], SKIPPED[1]])
    assert set(found.news.values()) == {"geen Kerstvakantie meer"}


def test_who_does_not_follow_the_holidays_hears_nothing(studio: Room, cast: Cast) -> None:
    free = tuesdays(follows_school_holidays=False, follows_public_holidays=False)
    made = make_series(room=studio, partner=cast.bilal_partner, by=cast.bureau, rule=free)
    school_is_off(EIGHTH, EIGHTH)
    assert calendar_changes.proposals(today=TODAY) == []
    closing = Calendar.objects.create(name="Sluiting", kind=CalendarKind.CLOSURE, source="bestuur")
    CalendarPeriod.objects.create(calendar=closing, name="Inventaris", starts_on=EIGHTH, ends_on=EIGHTH)
    assert proposed().ends == [on(made, EIGHTH)]


def test_past_and_sealed_dates_and_other_series_are_left_alone(series: BookingSeries, cast: Cast) -> None:
    school_is_off(FIRST, JANUARY)
    placing.seal(booking=on(series, EIGHTH), reason="factuur 2027-0001")
    (found,) = calendar_changes.proposals(today=FIRST + timedelta(days=1), series=series)
    assert [row.original_on for row in found.ends] == [date(2026, 12, 15), JANUARY]
    other = make_series(room=make_room(), partner=make_teacher(), by=cast.bureau, rule=tuesdays(weekdays=(3,)))
    assert calendar_changes.proposals(today=TODAY, series=other) == []


def test_a_date_moved_out_of_the_holiday_is_no_lesson_in_it(series: BookingSeries, cast: Cast) -> None:
    placing.move(
        booking=on(series, EIGHTH),
        room=series.room,
        period=evening(day=EIGHTH + timedelta(days=2)),
        by=cast.bureau,
        at=AT,
    )
    school_is_off(EIGHTH, EIGHTH)
    assert calendar_changes.proposals(today=TODAY) == []


def test_looking_takes_the_same_queries_for_many_series(
    series: BookingSeries, cast: Cast, django_assert_num_queries: Any
) -> None:
    school_is_off(EIGHTH, EIGHTH)
    with django_assert_num_queries(2):
        calendar_changes.proposals(today=TODAY)
    for _ in range(5):
        make_series(room=make_room(), partner=make_teacher(), by=cast.bureau)
    no_christmas()
    with django_assert_num_queries(2):
        assert len(calendar_changes.proposals(today=TODAY)) == 6


def test_following_the_calendar_skips_and_gives_the_time_back(series: BookingSeries, cast: Cast) -> None:
    school_is_off(EIGHTH, EIGHTH)
    lines = TimelineEntry.objects.count()
    applied = calendar_changes.apply(bookings=proposed().ends, by=cast.bureau, at=AT)
    row = on(series, EIGHTH)
    assert (applied.skipped, applied.returned, applied.refused) == ([row], [], [])
    assert (row.status, row.skip_kind, row.skip_reason, row.price_cents, row.sequence) == (
        BookingStatus.SKIPPED, SkipKind.SCHOOL_HOLIDAY, "Extra vakantie", 0, 1,
    )  # fmt: skip
    assert RoomClaim.objects.filter(booking=row).count() == 0
    line = TimelineEntry.objects.latest("pk")
    assert (TimelineEntry.objects.count(), line.title) == (lines + 1, "Vakanties bijgewerkt: 1 overgeslagen")
    assert calendar_changes.proposals(today=TODAY) == []


def test_following_the_calendar_goes_on_where_it_is_free(series: BookingSeries, studio: Room, cast: Cast) -> None:
    no_christmas()
    make_booking(room=studio, partner=make_teacher(), by=cast.bureau, period=evening(day=SKIPPED[1]))
    applied = calendar_changes.apply(bookings=proposed().returns, by=cast.bureau, at=AT)
    first, second = (on(series, day) for day in SKIPPED[:2])
    assert (first.status, first.price_cents, first.claims.count(), first.ignores_calendar) == (
        BookingStatus.CONFIRMED, 5200, 1, False,
    )  # fmt: skip
    assert (second.status, applied.refused) == (
        BookingStatus.SKIPPED,
        [(second, "Studio 1 is dinsdag 29 december 19:00 intussen bezet.")],
    )


def test_the_renter_gets_one_letter_for_all_his_series(series: BookingSeries, cast: Cast) -> None:
    bilal = cast.bilal_partner
    EmailAddress.objects.create(partner=bilal, address="bilal@example.nl", is_primary=True)
    make_series(room=make_room("Studio 9"), partner=bilal, by=cast.bureau, rule=tuesdays(weekdays=(4,)))
    before = set(OutgoingMail.objects.values_list("pk", flat=True))
    school_is_off(EIGHTH, EIGHTH + timedelta(days=2))
    no_christmas()
    chosen = [row for found in calendar_changes.proposals(today=TODAY) for row in (*found.ends, *found.returns)]
    calendar_changes.apply(bookings=chosen, by=cast.bureau, at=AT)
    (letter,) = OutgoingMail.objects.exclude(pk__in=before)
    assert letter.subject == "De vakanties zijn veranderd: dit betekent het voor je lessen"
    assert "* dinsdag 8 december 2026: Extra vakantie" in letter.body
    assert letter.body.count("Studio 9") == 2


def test_only_what_is_chosen_changes(series: BookingSeries, cast: Cast) -> None:
    no_christmas()
    calendar_changes.apply(bookings=proposed().returns[:1], by=cast.bureau, at=AT)
    assert [row.original_on for row in proposed().returns] == [SKIPPED[1]]


def test_kept_is_not_proposed_again(series: BookingSeries, cast: Cast) -> None:
    school_is_off(EIGHTH, EIGHTH)
    no_christmas()
    found = proposed()
    assert calendar_changes.keep(bookings=[*found.ends, *found.returns], by=cast.bureau) == 3
    assert calendar_changes.proposals(today=TODAY) == []
    assert on(series, EIGHTH).status == BookingStatus.CONFIRMED


def test_what_changed_meanwhile_is_told(series: BookingSeries, cast: Cast) -> None:
    """A stale page: the calendar was put back, and one date lies in the past by now."""
    extra = school_is_off(FIRST, EIGHTH)
    chosen = proposed().ends
    extra.delete()
    applied = calendar_changes.apply(bookings=chosen, by=cast.bureau, at=AT + timedelta(days=10))
    assert [sentence for _, sentence in applied.refused] == [
        "Dinsdag 1 december 19:00 verandert niet meer: voorbij.",
        "Dinsdag 8 december 19:00 is intussen veranderd.",
    ]
    assert (applied.skipped, applied.returned) == ([], [])


def test_only_colleagues_follow_or_keep(series: BookingSeries, cast: Cast) -> None:
    school_is_off(EIGHTH, EIGHTH)
    for act in (calendar_changes.apply, calendar_changes.keep):
        with pytest.raises(Refusal) as caught:
            act(bookings=proposed().ends, by=cast.bilal)  # type: ignore[operator]  # both take these
        assert caught.value.code == "not_allowed"


def test_a_date_of_a_series_that_waits_for_a_decision_waits_along(studio: Room, cast: Cast) -> None:
    EmailAddress.objects.create(partner=cast.bilal_partner, address="bilal@voorbeeld.test", is_primary=True)
    series = make_series(room=studio, partner=cast.bilal_partner, by=cast.bilal)
    no_christmas()
    calendar_changes.apply(bookings=[on(series, SKIPPED[0])], by=cast.bureau, at=AT)
    assert "horen nu ook bij je aanvraag" in OutgoingMail.objects.get(key__contains="calendar_followed").body
    assert (on(series, SKIPPED[0]).status, RoomClaim.objects.count()) == (BookingStatus.REQUESTED, 0)


def test_two_dates_that_want_one_room_are_refused(series: BookingSeries, studio: Room, cast: Cast) -> None:
    other = make_series(room=make_room("Studio 2"), partner=cast.bilal_partner, by=cast.bureau)
    other.bookings.filter(original_on=SKIPPED[0]).update(room=studio)
    no_christmas()
    with pytest.raises(Refusal, match="Kies er een van"):
        calendar_changes.apply(bookings=[on(series, SKIPPED[0]), on(other, SKIPPED[0])], by=cast.bureau, at=AT)
    assert on(series, SKIPPED[0]).status == BookingStatus.SKIPPED
