"""The page of a series: what came of each date, what can come back, changing and ending it, and the calendar of holidays."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from bookings.domain import placing
from bookings.domain.placing import Plan
from bookings.domain.recurring import Rule
from bookings.enums import BookingMode, BookingStatus, CalendarKind, SkipKind
from bookings.models import Booking, BookingSeries, Calendar, CalendarPeriod, Room
from tests.cast import Cast
from tests.factories.bookings import AT, evening, make_booking, make_room, make_tariffs
from tests.factories.network import make_teacher
from tests.forms import Form, post_forms

FIRST, SECOND, HOLIDAY, LAST = date(2026, 12, 1), date(2026, 12, 8), date(2026, 12, 22), date(2027, 1, 12)
RULE = Rule((2,), time(19), time(21), FIRST, LAST)


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that stands still on 23 November 2026."""
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    monkeypatch.setattr("bookings.views.holidays.today", now.date)


@pytest.fixture
def studio(db: None) -> Room:
    make_tariffs()
    return make_room("Studio 1", slug="studio-1", booking_mode=BookingMode.DIRECT)


@pytest.fixture
def clash(studio: Room, cast: Cast) -> Booking:
    anna = make_teacher("Anna", "Visser")
    return make_booking(room=studio, partner=anna, by=cast.bureau, period=evening(19, 21, SECOND))


@pytest.fixture
def series(studio: Room, clash: Booking, cast: Cast) -> BookingSeries:
    """Seven Tuesdays for Bilal: one taken by Anna, two in the Christmas holidays."""
    plans = {SECOND: Plan(SECOND, "skip", skip=SkipKind.CLASH, why="bezet")}
    return placing.place_series(
        rule=RULE, room=studio, partner=cast.bilal_partner, title="gitaarles", plans=plans, by=cast.bureau, at=AT
    )


def date_of(series: BookingSeries, on: date) -> Booking:
    return Booking.objects.get(series=series, original_on=on)


def page_of(series: BookingSeries, part: str = "") -> str:
    return f"/ruimtes/reeksen/{series.pk}/{part}"


def the_form(page: Any, address: str, name: str) -> Form:
    return next(form for form in post_forms(page.text, address) if name in form.names)


class TestPage:
    def test_tells_the_rule_the_sums_and_every_date(self, series: BookingSeries, as_bureau: Client) -> None:
        page = as_bureau.get(page_of(series))
        assertContains(page, "Elke dinsdag van 19:00 tot 21:00, van 1 december 2026 tot en met 12 januari 2027")
        assertContains(page, "0 van 4")
        assertContains(page, "€ 208,00")
        assertContains(page, "Kerstvakantie", count=2)
        assert page.text.count('class="series-date-when"') == 7

    def test_a_partner_sees_his_own_and_nobody_elses(self, series: BookingSeries, as_bilal: Client, cast: Cast) -> None:
        assertNotContains(as_bilal.get(page_of(series)), "Wijzigen")
        BookingSeries.objects.filter(pk=series.pk).update(partner=make_teacher("Anna", "Bos"))
        assert as_bilal.get(page_of(series)).status_code == 404

    def test_strangers_find_nothing(self, series: BookingSeries, cast: Cast) -> None:
        client = Client()
        client.force_login(cast.stranger)
        for part in ("", "agenda.ics", "wijzigen/", "vervallen/"):
            assert client.get(page_of(series, part)).status_code == 404

    def test_finance_looks_and_does_not_touch(self, series: BookingSeries, cast: Cast) -> None:
        client = Client()
        client.force_login(cast.finance)
        assert client.get(page_of(series)).status_code == 200
        assert [client.get(page_of(series, part)).status_code for part in ("wijzigen/", "vervallen/")] == [403, 403]

    def test_a_date_that_the_clock_skips_can_be_looked_at(
        self, studio: Room, as_bureau: Client, as_bilal: Client, cast: Cast
    ) -> None:
        rule = Rule((7,), time(2, 15), time(3), date(2027, 3, 14), date(2027, 4, 11))
        nights = placing.place_series(
            rule=rule,
            room=studio,
            partner=cast.bilal_partner,
            title="nacht",
            by=cast.bureau,
            at=AT,
            override_reason="feest",
        )
        page = date_of(nights, date(2027, 3, 28)).get_absolute_url()
        looks = (page, f"{page}verplaatsen/", page_of(nights), "/mijn/seizoen/")
        assert [as_bureau.get(look).status_code for look in looks[:3]] == [200] * 3
        assert [as_bilal.get(look).status_code for look in (page, *looks[2:])] == [200] * 3
        placing.cancel_following(booking=date_of(nights, rule.first_on), reason="stop", by=cast.bureau, at=AT)
        assert as_bureau.get(page).status_code == 200
        assertContains(as_bureau.post(f"{page}terugzetten/"), "in die nacht gaat de klok", status_code=409)

    def test_calendar_of_the_series(self, series: BookingSeries, as_bilal: Client) -> None:
        answer = as_bilal.get(page_of(series, "agenda.ics"))
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert b"RRULE" in answer.content

    def test_as_many_queries_for_four_dates_as_for_forty(
        self, series: BookingSeries, as_bureau: Client, cast: Cast, studio: Room
    ) -> None:
        wednesdays = Rule((3,), time(19), time(21), date(2026, 12, 2), date(2027, 11, 30))
        long = placing.place_series(
            rule=wednesdays, room=studio, partner=cast.bilal_partner, title="les", by=cast.bureau, at=AT
        )
        counts = []
        for each in (series, long):
            with CaptureQueriesContext(connection) as seen:
                as_bureau.get(page_of(each))
            counts.append(len(seen))
        assert counts[0] == counts[1]


class TestAddBack:
    def test_a_date_that_is_free_again_is_offered_and_comes_back_with_one_click(
        self, series: BookingSeries, clash: Booking, as_bureau: Client, cast: Cast
    ) -> None:
        assertNotContains(as_bureau.get(page_of(series)), "Weer vrij")
        placing.cancel(booking=clash, reason="ziek", by=cast.bureau, at=AT)
        page = as_bureau.get(page_of(series))
        assertContains(page, "Een overgeslagen datum kan nu wel.")
        booking = date_of(series, SECOND)
        action = f"/ruimtes/boekingen/{booking.pk}/toch/"
        assert action in page.text
        assertRedirects(as_bureau.post(action), page_of(series), status_code=303)
        assert date_of(series, SECOND).status == BookingStatus.CONFIRMED

    def test_a_partner_does_it_himself(
        self, series: BookingSeries, clash: Booking, as_bilal: Client, cast: Cast
    ) -> None:
        placing.cancel(booking=clash, reason="ziek", by=cast.bureau, at=AT)
        as_bilal.post(f"/ruimtes/boekingen/{date_of(series, SECOND).pk}/toch/")
        assert date_of(series, SECOND).status == BookingStatus.CONFIRMED

    def test_still_taken_is_said_and_changes_nothing(self, series: BookingSeries, as_bureau: Client) -> None:
        page = as_bureau.post(f"/ruimtes/boekingen/{date_of(series, SECOND).pk}/toch/", follow=True)
        assertContains(page, "bezet door Anna Visser")
        assert date_of(series, SECOND).status == BookingStatus.SKIPPED

    def test_a_second_click_is_harmless(self, series: BookingSeries, as_bureau: Client) -> None:
        action = f"/ruimtes/boekingen/{date_of(series, HOLIDAY).pk}/toch/"
        assert [as_bureau.post(action).status_code for _ in range(2)] == [303, 303]
        assert date_of(series, HOLIDAY).status == BookingStatus.CONFIRMED

    def test_not_with_a_get_and_not_for_others(self, series: BookingSeries, as_bilal: Client) -> None:
        Booking.objects.filter(series=series).update(partner=make_teacher("Anna", "Bos"))
        action = f"/ruimtes/boekingen/{date_of(series, HOLIDAY).pk}/toch/"
        assert [as_bilal.get(action).status_code, as_bilal.post(action).status_code] == [405, 404]

    def test_the_start_page_offers_what_came_free(
        self, series: BookingSeries, clash: Booking, as_bureau: Client, cast: Cast
    ) -> None:
        assertNotContains(as_bureau.get("/werk/"), "Weer vrij")
        placing.cancel(booking=clash, reason="ziek", by=cast.bureau, at=AT)
        page = as_bureau.get("/werk/")
        assertContains(page, "Weer vrij")
        assertContains(page, f"/ruimtes/boekingen/{date_of(series, SECOND).pk}/toch/")


class TestChange:
    def changed(self, client: Client, series: BookingSeries, step: str = "bekijk", **changes: Any) -> Any:
        address = page_of(series, "wijzigen/")
        form = the_form(client.get(address), address, "bereik")
        return client.post(address, form.data(stap=step, **changes))

    def carry_out(self, client: Client, series: BookingSeries, page: Any, **choices: str) -> Any:
        address = page_of(series, "wijzigen/")
        return client.post(address, the_form(page, address, "bereik").data(stap="doen", **choices))

    def test_first_shows_the_difference_in_words_and_changes_nothing(
        self, series: BookingSeries, as_bureau: Client
    ) -> None:
        page = self.changed(as_bureau, series, van="18:00", tot="20:00", bereik="all")
        assertContains(page, "19:00–21:00 wordt 18:00–20:00", count=4)
        assertContains(page, "4 verplaatst, 3 blijven")
        assertContains(page, "3 datums blijven zoals ze zijn")
        assert date_of(series, FIRST).local_start.hour == 19

    def test_then_does_it_and_the_bookings_stay_themselves(self, series: BookingSeries, as_bureau: Client) -> None:
        numbers = {row.original_on: row.pk for row in series.bookings.all()}
        page = self.changed(as_bureau, series, van="18:00", tot="20:00", bereik="all")
        assertRedirects(self.carry_out(as_bureau, series, page), page_of(series), status_code=303)
        assert {row.original_on: row.pk for row in series.bookings.all()} == numbers
        assert date_of(series, FIRST).local_start.hour == 18

    def test_only_one_date(self, series: BookingSeries, studio: Room, as_bureau: Client) -> None:
        other = make_room("Studio 2", slug="studio-2", building=studio.building)
        page = self.changed(as_bureau, series, bereik="one", ruimte=str(other.pk))
        assertContains(page, "Studio 1 wordt Studio 2", count=1)
        assertContains(page, "1 verplaatst")
        self.carry_out(as_bureau, series, page)
        assert [row.room for row in series.bookings.order_by("original_on")[:3]] == [other, studio, studio]

    def test_this_and_the_following_go_on_as_a_new_series(self, series: BookingSeries, as_bureau: Client) -> None:
        january = date_of(series, date(2027, 1, 5))
        address = page_of(series, "wijzigen/")
        form = the_form(as_bureau.get(address, {"boeking": january.pk}), address, "bereik")
        page = as_bureau.post(address, form.data(stap="bekijk", bereik="following", van="20:00", tot="22:00"))
        answer = self.carry_out(as_bureau, series, page)
        january.refresh_from_db()
        assert january.series_id != series.pk
        assertRedirects(answer, f"/ruimtes/reeksen/{january.series_id}/", status_code=303)
        assertContains(as_bureau.get(page_of(series)), f"/ruimtes/reeksen/{january.series_id}/")

    def test_a_taken_date_gets_a_choice_and_may_stay_as_it_was(
        self, series: BookingSeries, studio: Room, as_bureau: Client
    ) -> None:
        anna = make_teacher("Anna", "Bos")
        make_booking(room=studio, partner=anna, by=series.placed_by, period=evening(17, 19, FIRST))
        page = self.changed(as_bureau, series, van="18:00", tot="20:00", bereik="all")
        assertContains(page, "17:00–19:00 Anna Bos (gitaarles)")
        self.carry_out(as_bureau, series, page, **{f"op-{FIRST}": "blijft"})
        assert date_of(series, FIRST).local_start.hour == 19
        assert date_of(series, date(2026, 12, 15)).local_start.hour == 18

    def test_a_stale_tab_changes_nothing(self, series: BookingSeries, as_bureau: Client, cast: Cast) -> None:
        page = self.changed(as_bureau, series, van="18:00", tot="20:00", bereik="all")
        placing.cancel(booking=date_of(series, date(2026, 12, 15)), reason="ziek", by=cast.bureau, at=AT)
        answer = self.carry_out(as_bureau, series, page)
        assertContains(answer, "De reeks is intussen veranderd.", status_code=422)
        assert date_of(series, LAST).local_start.hour == 19

    def test_a_date_that_lapsed_meanwhile_is_no_handle(
        self, series: BookingSeries, as_bureau: Client, cast: Cast
    ) -> None:
        page = self.changed(as_bureau, series, van="18:00", tot="20:00", bereik="all")
        placing.cancel(booking=date_of(series, FIRST), reason="ziek", by=cast.bureau, at=AT)
        answer = self.carry_out(as_bureau, series, page)
        assertContains(answer, "Deze datum is intussen vervallen.", status_code=422)

    def test_bad_input_is_said_next_to_its_field(self, series: BookingSeries, as_bureau: Client) -> None:
        page = self.changed(as_bureau, series, van="21:00", tot="19:00")
        assertContains(page, "Het einde moet na het begin liggen.", status_code=422)
        address = page_of(series, "wijzigen/")
        assert as_bureau.post(address, {"boeking": "x"}).status_code == 404

    def test_a_series_that_is_over_has_nothing_to_change(self, series: BookingSeries, as_bureau: Client) -> None:
        series.bookings.all().delete()
        assert as_bureau.get(page_of(series, "wijzigen/")).status_code == 409


class TestCancel:
    def test_the_rest_lapses_with_a_reason(self, series: BookingSeries, as_bureau: Client) -> None:
        answer = as_bureau.post(page_of(series, "vervallen/"), {"reason": "Bilal verhuist"})
        assertRedirects(answer, page_of(series), status_code=303)
        left = series.bookings.filter(status=BookingStatus.CONFIRMED)
        assert left.count() == 0
        assertContains(as_bureau.get(page_of(series)), "Bilal verhuist")

    def test_not_without_a_reason(self, series: BookingSeries, as_bureau: Client) -> None:
        assert as_bureau.post(page_of(series, "vervallen/"), {"reason": " "}).status_code == 422
        assert series.bookings.filter(status=BookingStatus.CONFIRMED).count() == 4

    def test_a_second_time_there_is_nothing_left(self, series: BookingSeries, as_bureau: Client) -> None:
        for status in (303, 422):
            answer = as_bureau.post(page_of(series, "vervallen/"), {"reason": "Bilal verhuist"})
            assert answer.status_code == status


class TestHolidays:
    ADDRESS = "/ruimtes/vakanties/"

    @pytest.fixture
    def studiedag(self, series: BookingSeries) -> CalendarPeriod:
        """The schools get a day off on 15 December, after the series was booked."""
        school = Calendar.objects.filter(kind=CalendarKind.SCHOOL_HOLIDAY).first()
        assert school is not None
        day = date(2026, 12, 15)
        return CalendarPeriod.objects.create(calendar=school, name="Studiedag", starts_on=day, ends_on=day)

    def test_nothing_changed_nothing_to_do(self, series: BookingSeries, as_bureau: Client) -> None:
        assertContains(as_bureau.get(self.ADDRESS), "Alle reeksen kloppen met de kalender")

    def test_a_new_day_off_is_proposed_and_never_followed_silently(
        self, series: BookingSeries, studiedag: CalendarPeriod, as_bureau: Client
    ) -> None:
        assertContains(as_bureau.get(self.ADDRESS), "Studiedag: valt uit")
        assert date_of(series, studiedag.starts_on).status == BookingStatus.CONFIRMED

    @pytest.mark.parametrize(
        ("decision", "status", "said"),
        [
            ("toepassen", BookingStatus.SKIPPED, "1 datum valt uit."),
            ("laten", BookingStatus.CONFIRMED, "1 datum blijft zoals hij is."),
        ],
    )
    def test_apply_or_keep(
        self, series: BookingSeries, studiedag: CalendarPeriod, as_bureau: Client, decision: str, status: str, said: str
    ) -> None:
        form = the_form(as_bureau.get(self.ADDRESS), self.ADDRESS, "boeking")
        page = as_bureau.post(self.ADDRESS, form.data(besluit=decision), follow=True)
        assert date_of(series, studiedag.starts_on).status == status
        assertContains(page, said)
        assertContains(page, "Alle reeksen kloppen met de kalender")

    def test_one_series_or_all_at_once(
        self, series: BookingSeries, studiedag: CalendarPeriod, as_bureau: Client
    ) -> None:
        form = the_form(as_bureau.get(self.ADDRESS), self.ADDRESS, "boeking")
        as_bureau.post(self.ADDRESS, form.data(besluit=f"toepassen:{series.pk + 1}"))
        assert date_of(series, studiedag.starts_on).status == BookingStatus.CONFIRMED
        as_bureau.post(self.ADDRESS, form.data(besluit=f"toepassen:{series.pk}"))
        assert date_of(series, studiedag.starts_on).status == BookingStatus.SKIPPED

    def test_a_day_off_that_went_away_brings_the_date_back(self, series: BookingSeries, as_bureau: Client) -> None:
        CalendarPeriod.objects.filter(name="Kerstvakantie").delete()
        page = as_bureau.get(self.ADDRESS)
        assertContains(page, "gaat weer door", count=2)
        form = the_form(page, self.ADDRESS, "boeking")
        assertContains(
            as_bureau.post(self.ADDRESS, form.data(besluit="toepassen"), follow=True), "2 datums gaan weer door."
        )
        assert date_of(series, HOLIDAY).status == BookingStatus.CONFIRMED

    @pytest.mark.parametrize("numbers", [[], ["x"], ["9" * 30], ["0"]])
    def test_nonsense_changes_nothing(
        self, series: BookingSeries, studiedag: CalendarPeriod, as_bureau: Client, numbers: list[str]
    ) -> None:
        as_bureau.post(self.ADDRESS, {"besluit": "toepassen", "boeking": numbers})
        assert date_of(series, studiedag.starts_on).status == BookingStatus.CONFIRMED

    def test_not_for_partners(self, series: BookingSeries, as_bilal: Client) -> None:
        assert as_bilal.get(self.ADDRESS).status_code == 404
