"""The page of a booking in every state, and what can be done there."""

import re
from datetime import UTC, date, datetime, time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from bookings.domain import incidents, placing
from bookings.domain.recurring import Rule
from bookings.models import Booking, Room
from tests.bookings.test_bookings import browser, offers
from tests.cast import Cast
from tests.factories.bookings import AT, evening, make_booking, make_option, make_request, make_room, make_tariffs
from tests.factories.network import make_teacher
from tests.forms import Form, post_forms

ACTIONS = (
    "Goedkeuren", "Bevestigen", "Optie maken", "Verlengen", "Afwijzen", "Terugzetten", "Toch door laten gaan",
    "Verplaatsen", "Laat vervallen",
)  # fmt: skip


@pytest.fixture
def studio(db: None, monkeypatch: pytest.MonkeyPatch) -> Room:
    """Studio 1 with tariffs, on a clock that stands still on 23 November 2026."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    make_tariffs()
    return make_room("Studio 1", slug="studio-1")


def actions(page: str) -> list[str]:
    """The buttons and links in the head of the page that change the booking, in their order."""
    head = page.split('<header class="page-header', 1)[-1].split("</header>", 1)[0]
    words = re.sub(r"<[^>]+>", "\n", head).splitlines()
    return [word.strip() for word in words if word.strip() in ACTIONS]


def move_form(page: str, address: str) -> Form:
    (form,) = [form for form in post_forms(page, address) if "room" in form.names]
    return form


def make_series(room: Room, cast: Cast) -> list[Booking]:
    """Three Tuesdays of which the second is skipped."""
    rule = Rule(weekdays=(2,), starts=time(19), ends=time(21), first_on=date(2026, 12, 1), last_on=date(2026, 12, 15))
    series = placing.place_series(
        rule=rule, room=room, partner=cast.bilal_partner, title="gitaarles", by=cast.bureau, at=AT
    )
    first, second, third = series.bookings.order_by("local_start")
    return [first, placing.skip(booking=second, reason="docent op cursus", by=cast.bureau, at=AT), third]


class TestPage:
    @pytest.fixture
    def booking(self, studio: Room, cast: Cast) -> Booking:
        return make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)

    def test_colleague(self, booking: Booking, as_bureau: Client) -> None:
        page = as_bureau.get(booking.get_absolute_url())
        assertContains(page, "di 1 dec 2026 19:00–21:00")
        assertContains(page, "Studio 1, overige huurder: 2 uur à € 26,00")
        assertContains(page, "Verplaatsen")

    def test_partner_sees_his_own_and_can_change_nothing(self, booking: Booking, as_bilal: Client) -> None:
        page = as_bilal.get(booking.get_absolute_url())
        assertContains(page, "€ 52,00")
        assertNotContains(page, "Verplaatsen")
        for what in ("verplaatsen", "vervallen"):
            assert as_bilal.get(f"{booking.get_absolute_url()}{what}/").status_code == 404

    def test_partner_does_not_see_others(self, studio: Room, as_bilal: Client, cast: Cast) -> None:
        other = make_booking(room=studio, partner=make_teacher(), by=cast.bureau)
        for address in (other.get_absolute_url(), f"{other.get_absolute_url()}agenda.ics"):
            assert as_bilal.get(address).status_code == 404

    def test_a_sealed_one_offers_no_changes(self, booking: Booking, as_bureau: Client) -> None:
        placing.seal(booking=booking, reason="factuur 2026-0012")
        page = as_bureau.get(booking.get_absolute_url())
        assertContains(page, "laten vervallen kan niet meer: factuur 2026-0012")
        assert actions(page.text) == []

    def test_request_shows_its_rivals_and_who_is_in(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        mine = make_request(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        make_request(room=studio, partner=make_teacher("Anna", "Visser"), by=cast.bureau, period=evening(20, 22))
        page = as_bureau.get(mine.get_absolute_url())
        assertContains(page, "Anderen willen deze tijd ook")
        assertContains(page, "Anna Visser")
        assert actions(page.text) == ["Goedkeuren", "Optie maken", "Afwijzen", "Verplaatsen"]
        make_booking(room=studio, partner=make_teacher("Piet", "Prins"), by=cast.bureau)
        page = as_bureau.get(mine.get_absolute_url())
        assertContains(page, "bezet door Piet Prins", count=1)
        assert actions(page.text) == ["Goedkeuren", "Afwijzen", "Verplaatsen"]

    def test_option_counts_down(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        until = datetime(2026, 11, 26, 16, tzinfo=UTC)
        kept = make_option(room=studio, partner=cast.bilal_partner, by=cast.bureau, until=until)
        page = as_bureau.get(kept.get_absolute_url())
        assertContains(page, "do 26 nov 2026 17:00</b></time> (nog 3 dagen)")
        assert actions(page.text) == ["Bevestigen", "Verlengen", "Verplaatsen", "Laat vervallen"]

    def test_rejected_and_cancelled_say_why(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        refused = make_request(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        placing.reject(booking=refused, reason="te veel geluid", by=cast.bureau)
        page = as_bureau.get(refused.get_absolute_url())
        assertContains(page, "te veel geluid")
        assert actions(page.text) == []

    def test_series_shows_its_place_and_skipped_dates_their_reason(
        self, studio: Room, as_bureau: Client, cast: Cast
    ) -> None:
        first, skipped, last = make_series(studio, cast)
        assertContains(as_bureau.get(first.get_absolute_url()), "les 1 van 2")
        assertContains(as_bureau.get(last.get_absolute_url()), "les 2 van 2")
        page = as_bureau.get(skipped.get_absolute_url())
        assertContains(page, "docent op cursus")
        assertNotContains(page, "van 2")
        assert actions(page.text) == ["Toch door laten gaan"]

    def test_history_and_incidents(self, booking: Booking, as_bureau: Client, as_bilal: Client, cast: Cast) -> None:
        moved = placing.move(booking=booking, room=booking.room, period=evening(18, 20), by=cast.bureau, at=AT)
        incidents.note(building=booking.room.building, booking=moved, text="De versterker bromt.", by=cast.bureau)
        page = as_bureau.get(booking.get_absolute_url())
        assertContains(page, "Boeking verplaatst")
        assertContains(page, "De versterker bromt.")
        inside = ("Boeking verplaatst", "De versterker bromt.", "Bureau")
        for word in inside:
            assertNotContains(as_bilal.get(booking.get_absolute_url()), word)

    def test_who_may_do_what(self, studio: Room, cast: Cast) -> None:
        asked = make_request(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        offered = {
            name: actions(browser(getattr(cast, name)).get(asked.get_absolute_url()).text)
            for name in ("admin", "bureau", "reception", "finance", "bilal")
        }
        assert offered == {
            "admin": ["Goedkeuren", "Optie maken", "Afwijzen", "Verplaatsen"],
            "bureau": ["Goedkeuren", "Optie maken", "Afwijzen", "Verplaatsen"],
            "reception": ["Verplaatsen"],
            "finance": [],
            "bilal": ["Laat vervallen"],
        }

    def test_the_same_number_of_queries_however_long_the_story(
        self, booking: Booking, as_bureau: Client, cast: Cast
    ) -> None:
        address = booking.get_absolute_url()
        as_bureau.get(address)
        with CaptureQueriesContext(connection) as short:
            as_bureau.get(address)
        for number in range(20):
            incidents.note(building=booking.room.building, booking=booking, text=f"Kras {number}", by=cast.bureau)
        with CaptureQueriesContext(connection) as long:
            as_bureau.get(address)
        assert len(long) == len(short)


class TestRestore:
    def test_stands_again_when_free(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        placing.cancel(booking=booking, reason="ziek", by=cast.bureau)
        page = as_bureau.get(booking.get_absolute_url())
        assertContains(page, "ziek")
        assert actions(page.text) == ["Terugzetten"]
        assert as_bureau.post(f"{booking.get_absolute_url()}terugzetten/").status_code == 303
        booking.refresh_from_db()
        assert (booking.status, booking.claims.count()) == ("confirmed", 1)

    def test_otherwise_says_who_is_in_and_what_is_free(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        placing.cancel(booking=booking, reason="ziek", by=cast.bureau)
        make_booking(room=studio, partner=make_teacher("Anna", "Visser"), by=cast.bureau)
        assertContains(as_bureau.get(booking.get_absolute_url()), "Terugzetten kan nu niet")
        page = as_bureau.post(f"{booking.get_absolute_url()}terugzetten/")
        assertContains(page, "bezet door Anna Visser", count=1, status_code=409)
        assertContains(page, "?ruimte=studio-1&amp;dag=2026-12-01&amp;van=21%3A00", status_code=409)

    def test_is_not_for_partners_nor_finance(self, studio: Room, as_bilal: Client, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        address = f"{booking.get_absolute_url()}terugzetten/"
        assert (as_bilal.post(address).status_code, browser(cast.finance).post(address).status_code) == (404, 403)
        assert as_bilal.get(address).status_code == 404


class TestMove:
    def test_moves(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        address = f"{booking.get_absolute_url()}verplaatsen/"
        form = move_form(as_bureau.get(address).text, address)
        assert as_bureau.post(address, form.data(start="18:00", end="20:00")).status_code == 303
        booking.refresh_from_db()
        assert booking.local_start == datetime(2026, 12, 1, 18)

    def test_clash_offers_alternatives_that_move_it(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        make_booking(room=studio, partner=make_teacher("Anna", "Visser"), by=cast.bureau, period=evening(9, 11))
        address = f"{booking.get_absolute_url()}verplaatsen/"
        answer = as_bureau.post(address, {"room": studio.pk, "day": "2026-12-01", "start": "10:00", "end": "12:00"})
        assertContains(answer, "bezet door Anna Visser", status_code=422)
        again = move_form(answer.text, address).data(instead=offers(answer.text)[0])
        assert as_bureau.post(address, again).status_code == 303
        booking.refresh_from_db()
        assert booking.sequence == 1

    def test_sealed_says_why(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        placing.seal(booking=booking, reason="factuur 2026-0012")
        data = {"room": studio.pk, "day": "2026-12-01", "start": "10:00", "end": "12:00"}
        answer = as_bureau.post(f"{booking.get_absolute_url()}verplaatsen/", data)
        assertContains(answer, "niet te verplaatsen: factuur 2026-0012", status_code=422)


class TestCancel:
    def test_cancels_with_a_reason(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        address = f"{booking.get_absolute_url()}vervallen/"
        assert as_bureau.get(address).status_code == 200
        assert as_bureau.post(address, {"reason": ""}).status_code == 422
        assert as_bureau.post(address, {"reason": "ziek"}).status_code == 303
        assertContains(as_bureau.post(address, {"reason": "ziek"}), "is vervallen", status_code=422)

    def test_this_and_the_following_of_a_series(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        first, _, last = make_series(studio, cast)
        address = f"{first.get_absolute_url()}vervallen/"
        assertContains(as_bureau.get(address), "Deze en alle volgende van de reeks")
        assert as_bureau.post(address, {"reason": "gestopt", "scope": "following"}).status_code == 303
        last.refresh_from_db()
        assert last.status == "cancelled"

    def test_only_this_one_of_a_series(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        first, _, last = make_series(studio, cast)
        assert as_bureau.post(f"{first.get_absolute_url()}vervallen/", {"reason": "ziek"}).status_code == 303
        last.refresh_from_db()
        assert last.status == "confirmed"

    def test_unknown_booking(self, as_bureau: Client) -> None:
        for what in ("", "verplaatsen/", "vervallen/", "agenda.ics"):
            assert as_bureau.get(f"/ruimtes/boekingen/999999/{what}").status_code == 404
