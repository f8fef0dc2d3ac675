"""The pages of a partner on his phone: his season, what lapses, what he asks for, what he books."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from bookings.domain import placing, swaps
from bookings.enums import BookingMode, BookingStatus, SwapStatus
from bookings.models import Booking, Room, SwapRequest
from fluxus.periods import to_utc
from network.models import Membership
from tests.bookings.test_own_season import make_series, skipped
from tests.cast import Cast
from tests.factories.bookings import AT, TUESDAY, evening, make_booking, make_building, make_room, make_tariffs
from tests.factories.network import make_teacher

SEASON = "/mijn/seizoen/"
BOOK = "/mijn/boeken/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """It is Monday 23 November 2026, 10:00, until somebody sets the clock."""

    def put(moment: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    put(AT)
    return put


@pytest.fixture
def studio(db: None, clock: Any) -> Room:
    make_tariffs()
    house = make_building("De Fluxus", phone="075 123 45 67")
    return make_room("Studio 1", building=house, slug="studio-1", booking_mode=BookingMode.DIRECT)


@pytest.fixture
def booking(studio: Room, cast: Cast) -> Booking:
    return make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)


@pytest.fixture
def of_another(studio: Room, cast: Cast) -> Booking:
    partner = make_teacher("Anna", "Visser")
    return make_booking(room=studio, partner=partner, by=cast.bureau, period=evening(9, 10), title="geheim van Anna")


def addresses(booking: Booking) -> list[str]:
    return [f"{SEASON}{booking.pk}/{verb}/" for verb in ("vervalt", "ruilen", "toevoegen")]


class TestSeason:
    def test_next_lesson_with_the_way_there_and_the_price(self, booking: Booking, as_bilal: Client) -> None:
        page = as_bilal.get(SEASON)
        for text in ("over 8 dagen", "di 1 dec", "19:00–21:00", "Studio 1", "Westzijde 148, Zaandam", "€ 52,00"):
            assertContains(page, text)
        assertContains(page, "https://www.google.com/maps/dir/?api=1&amp;destination=Westzijde+148%2C+Zaandam")

    def test_shows_nothing_of_others(self, booking: Booking, of_another: Booking, as_bilal: Client) -> None:
        assertNotContains(as_bilal.get(SEASON), "geheim van Anna")

    def test_every_state_has_its_word(self, booking: Booking, studio: Room, cast: Cast, as_bilal: Client) -> None:
        partner = cast.bilal_partner
        asked = {"room": studio, "partner": partner, "title": "les", "at": AT}
        placing.ask(**asked, period=evening(9, 10), by=cast.bilal)
        until = AT + timedelta(days=3)
        placing.option(**asked, period=evening(11, 12), until=until, by=cast.bureau)
        off = make_booking(room=studio, partner=partner, by=cast.bureau, period=evening(13, 14))
        placing.cancel(booking=off, reason="docent ziek", by=cast.bureau, at=AT)
        skipped(make_series(studio, partner, cast.bureau), TUESDAY + timedelta(weeks=4), reason="kerstvakantie")
        page = as_bilal.get(SEASON)
        for word in ("bevestigd", "aanvraag", "optie", "tot do 26 nov", "docent ziek", "overgeslagen", "kerstvakantie"):
            assertContains(page, word)

    def test_who_speaks_for_two_chooses(self, booking: Booking, cast: Cast, as_bilal: Client) -> None:
        other = make_teacher("Zeger", "Zwart")
        Membership.objects.create(user=cast.bilal, partner=other, started_on=date(2020, 1, 1))
        assertContains(as_bilal.get(SEASON), "Je kijkt namens")
        answer = as_bilal.post("/mijn/namens/", {"partner": other.pk, "next": SEASON})
        assertRedirects(answer, SEASON, status_code=303)
        assertContains(as_bilal.get(SEASON), "Nog niets gepland")
        assertNotContains(as_bilal.get(SEASON), 'id="laat-vervallen"')

    def test_who_no_longer_speaks_for_anybody_finds_nothing(self, booking: Booking, as_bilal: Client) -> None:
        Membership.objects.update(ended_on=date(2026, 11, 23))
        for path in (SEASON, f"{SEASON}geweest/", BOOK, "/mijn/agenda/", *addresses(booking)[:2]):
            assert as_bilal.get(path).status_code == 404
        assert as_bilal.post(addresses(booking)[0]).status_code == 404

    def test_longer_than_a_page(self, studio: Room, cast: Cast, as_bilal: Client, monkeypatch: Any) -> None:
        monkeypatch.setattr("bookings.views.mine.MOST_COMING", 2)
        for day in range(3):
            period = evening(day=TUESDAY + timedelta(days=day))
            make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=period, title=f"les {day}")
        first = as_bilal.get(SEASON)
        assertNotContains(first, "les 2")
        assertContains(first, "?vanaf=2026-12-03")
        assertContains(as_bilal.get(f"{SEASON}?vanaf=2026-12-03"), "les 2")

    def test_the_months_after_the_next_are_folded(self, studio: Room, cast: Cast, as_bilal: Client) -> None:
        for weeks in (0, 6, 12):
            period = evening(day=TUESDAY + timedelta(weeks=weeks))
            make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=period)
        page = as_bilal.get(SEASON)
        assertContains(page, '<details class="month" open>', count=2)
        assertContains(page, '<details class="month">', count=1)

    @pytest.mark.parametrize("query", ["?vanaf=morgen", "?vanaf=2026-02-31", "?vanaf=%00"])
    def test_nonsense_in_the_address(self, booking: Booking, as_bilal: Client, query: str) -> None:
        assertContains(as_bilal.get(SEASON + query), "Volgende keer")

    def test_the_old_address_leads_here(self, booking: Booking, as_bilal: Client) -> None:
        assertRedirects(as_bilal.get("/mijn/boekingen/"), SEASON, status_code=303)

    def test_the_past_a_page_at_a_time(self, studio: Room, cast: Cast, as_bilal: Client, clock: Any) -> None:
        for day in range(31):
            period = evening(day=TUESDAY + timedelta(days=day))
            make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=period, title=f"les {day}.")
        clock(to_utc(datetime(2027, 2, 1)))
        last = Booking.objects.earliest("local_start")
        Booking.objects.filter(title="les 30.").update(attendance="no_show", attended_at=AT, attended_by=cast.reception)
        page = as_bilal.get(f"{SEASON}geweest/")
        assertContains(page, "niet gekomen")
        assertNotContains(page, "les 0.")
        older = Booking.objects.order_by("-local_start")[29]
        assertContains(page, f"?voor={older.pk}")
        assertContains(as_bilal.get(f"{SEASON}geweest/?voor={older.pk}"), last.title)
        assert as_bilal.get(f"{SEASON}geweest/?voor=x").status_code == 200


class TestLapse:
    def test_the_button_on_the_season_does_it(self, booking: Booking, as_bilal: Client, cast: Cast) -> None:
        assertContains(as_bilal.get(SEASON), f'formaction="{SEASON}{booking.pk}/vervalt/"')
        for _ in range(2):  # a double tap
            assertRedirects(as_bilal.post(addresses(booking)[0]), SEASON, status_code=303)
        booking.refresh_from_db()
        assert (booking.status, booking.cancelled_by, booking.sequence) == (BookingStatus.CANCELLED, cast.bilal, 1)
        assertContains(as_bilal.get(addresses(booking)[0]), "Deze keer gaat al niet door")

    def test_with_a_reason(self, booking: Booking, as_bilal: Client) -> None:
        as_bilal.post(addresses(booking)[0], {"reason": "ik ben ziek"})
        booking.refresh_from_db()
        assert booking.cancel_reason == "ik ben ziek"

    def test_too_late_says_whom_to_call(self, booking: Booking, as_bilal: Client, clock: Any) -> None:
        clock(to_utc(datetime(2026, 11, 29, 19)) + timedelta(seconds=1))
        assertNotContains(as_bilal.get(SEASON), "Laat vervallen")
        for answer in (as_bilal.get(addresses(booking)[0]), as_bilal.post(addresses(booking)[0])):
            assertContains(answer, "kon tot zondag 29 november 19:00", status_code=answer.status_code)
            assertContains(answer, 'href="tel:0751234567"', status_code=answer.status_code)
        assert answer.status_code == 422
        booking.refresh_from_db()
        assert booking.status == BookingStatus.CONFIRMED

    def test_a_request_is_taken_back(self, studio: Room, cast: Cast, as_bilal: Client) -> None:
        asked = placing.ask(
            room=studio, partner=cast.bilal_partner, period=evening(), title="les", by=cast.bilal, at=AT
        )
        assertContains(as_bilal.get(SEASON), "Trek aanvraag in")
        as_bilal.post(addresses(asked)[0])
        asked.refresh_from_db()
        assert asked.status == BookingStatus.CANCELLED


class TestAccess:
    @pytest.mark.parametrize("verb", ["vervalt", "ruilen", "toevoegen"])
    def test_of_another_there_is_nothing(self, of_another: Booking, as_bilal: Client, verb: str) -> None:
        path = f"{SEASON}{of_another.pk}/{verb}/"
        assert as_bilal.post(path, {"wish": "anders", "reason": "x"}).status_code == 404
        assert as_bilal.get(path).status_code == (405 if verb == "toevoegen" else 404)

    def test_swaps_of_another(self, of_another: Booking, cast: Cast, as_bilal: Client) -> None:
        swap = swaps.ask(booking=of_another, reason="x", by=cast.bureau, at=AT)
        assert as_bilal.post(f"/mijn/ruilverzoeken/{swap.pk}/intrekken/").status_code == 404

    def test_colleagues_and_visitors_have_no_season(self, booking: Booking, as_bureau: Client, client: Client) -> None:
        for path in (SEASON, f"{SEASON}geweest/", BOOK, "/mijn/boeken/controle/", *addresses(booking)[:2]):
            assert as_bureau.get(path).status_code == 403
            assert client.get(path).status_code == 302

    def test_who_is_a_colleague_too_touches_only_his_own(
        self, booking: Booking, of_another: Booking, cast: Cast, as_bilal: Client
    ) -> None:
        cast.bilal.roles = [*cast.bilal.roles, "projectbureau"]
        cast.bilal.save()
        assert as_bilal.post(addresses(of_another)[0]).status_code == 404
        assert as_bilal.post(addresses(booking)[0]).status_code == 303


class TestAddBack:
    def test_a_skipped_date_goes_on_after_all(self, studio: Room, cast: Cast, as_bilal: Client) -> None:
        lost = skipped(make_series(studio, cast.bilal_partner, cast.bureau), TUESDAY)
        assertContains(as_bilal.get(SEASON), "Weer vrij")
        assertRedirects(as_bilal.post(f"{SEASON}{lost.pk}/toevoegen/"), SEASON, status_code=303)
        lost.refresh_from_db()
        assert (lost.status, lost.price_cents) == (BookingStatus.CONFIRMED, 5200)

    def test_a_second_tap_hears_that_it_goes_on(self, studio: Room, cast: Cast, as_bilal: Client) -> None:
        lost = skipped(make_series(studio, cast.bilal_partner, cast.bureau), TUESDAY)
        for _ in range(2):
            page = as_bilal.post(f"{SEASON}{lost.pk}/toevoegen/", follow=True)
            assertContains(page, "di 1 dec 2026 19:00–21:00 gaat toch door.")

    def test_somebody_was_faster(self, studio: Room, cast: Cast, as_bilal: Client) -> None:
        lost = skipped(make_series(studio, cast.bilal_partner, cast.bureau), TUESDAY)
        make_booking(room=studio, partner=make_teacher(), by=cast.bureau)
        page = as_bilal.post(f"{SEASON}{lost.pk}/toevoegen/", follow=True)
        assertContains(page, "bezet")
        assertNotContains(page, "gaat toch door")
        lost.refresh_from_db()
        assert lost.status == BookingStatus.SKIPPED


class TestSwap:
    def path(self, booking: Booking) -> str:
        return f"{SEASON}{booking.pk}/ruilen/"

    def test_one_of_the_free_rooms(self, booking: Booking, cast: Cast, as_bilal: Client) -> None:
        other = make_room("Studio 2", building=booking.room.building)
        wish = f"{other.pk} 2026-12-01T19:00 2026-12-01T21:00"
        assertContains(as_bilal.get(self.path(booking)), f'value="{wish}"')
        answer = as_bilal.post(self.path(booking), {"wish": wish, "reason": "te klein"})
        assertRedirects(answer, SEASON, status_code=303)
        swap = SwapRequest.objects.get()
        assert (swap.room, swap.local_start, swap.reason, swap.asked_by) == (other, None, "te klein", cast.bilal)
        assertContains(as_bilal.get(SEASON), "We kijken ernaar")

    def test_another_moment(self, booking: Booking, as_bilal: Client) -> None:
        page = as_bilal.get(f"{self.path(booking)}?dag=2026-12-02&van=14:00&tot=16:00")
        wish = f"{booking.room_id} 2026-12-02T14:00 2026-12-02T16:00"
        assertContains(page, f'value="{wish}"')
        as_bilal.post(self.path(booking), {"wish": wish, "reason": "liever woensdag"})
        swap = SwapRequest.objects.get()
        assert (swap.room, swap.local_start) == (None, datetime(2026, 12, 2, 14))

    def test_left_to_the_projectbureau(self, booking: Booking, as_bilal: Client) -> None:
        as_bilal.post(self.path(booking), {"wish": "anders", "reason": "iets met een piano"})
        swap = SwapRequest.objects.get()
        assert (swap.room, swap.local_start, swap.reason) == (None, None, "iets met een piano")

    @pytest.mark.parametrize(
        "wish", ["", "x", "1 2 3", "999999 2026-12-01T19:00 2026-12-01T21:00", "9" * 30 + " a b", "\x00 \x00 \x00"]
    )
    def test_nonsense_keeps_what_was_typed(self, booking: Booking, as_bilal: Client, wish: str) -> None:
        answer = as_bilal.post(self.path(booking), {"wish": wish, "reason": "met een piano"})
        assertContains(answer, "met een piano", status_code=422)
        assert not SwapRequest.objects.exists()

    @pytest.mark.parametrize(
        "query", ["?dag=x&van=y&tot=z", "?dag=2026-11-01&van=10:00&tot=11:00", "?dag=2027-03-28&van=02:00&tot=03:00"]
    )
    def test_odd_moments(self, booking: Booking, as_bilal: Client, query: str) -> None:
        assert as_bilal.get(self.path(booking) + query).status_code == 200

    def test_asking_twice_and_withdrawing(self, booking: Booking, as_bilal: Client) -> None:
        as_bilal.post(self.path(booking), {"wish": "anders", "reason": "eerst"})
        again = as_bilal.post(self.path(booking), {"wish": "anders", "reason": "nog eens"})
        assertContains(again, "ligt er al een verzoek", status_code=422)
        swap = SwapRequest.objects.get()
        for _ in range(2):
            assert as_bilal.post(f"/mijn/ruilverzoeken/{swap.pk}/intrekken/").status_code == 303
        swap.refresh_from_db()
        assert swap.status == SwapStatus.WITHDRAWN


class TestPanels:
    def test_start_page_says_what_waits(self, booking: Booking, studio: Room, cast: Cast, as_bilal: Client) -> None:
        placing.ask(room=studio, partner=cast.bilal_partner, period=evening(9, 10), title="x", by=cast.bilal, at=AT)
        skipped(make_series(studio, cast.bilal_partner, cast.bureau), TUESDAY + timedelta(weeks=1))
        page = as_bilal.get("/mijn/")
        assertContains(page, "1 keer wacht op een besluit.")
        assertContains(page, "1 overgeslagen keer kan nu wel")
        assertContains(page, 'data-key="b"')

    def test_partner_page_tells_how_he_rents(self, booking: Booking, cast: Cast, as_bureau: Client, clock: Any) -> None:
        series = make_series(booking.room, cast.bilal_partner, cast.bureau)
        booking.series, booking.original_on = series, TUESDAY
        booking.save()
        past = make_booking(room=booking.room, partner=cast.bilal_partner, by=cast.bureau, period=evening(9, 10))
        Booking.objects.filter(pk=past.pk).update(attendance="no_show", attended_at=AT, attended_by=cast.reception)
        page = as_bureau.get(f"/netwerk/partners/{cast.bilal_partner.pk}/")
        assertContains(page, "elke dinsdag van 19:00 tot 21:00")
        assertContains(page, "nog 1")
        assertContains(page, "1 van de 1 keer dat de receptie keek")
