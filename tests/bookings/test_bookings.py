"""The booking form, the page of a booking, moving and cancelling."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from bookings.domain import placing
from bookings.models import Booking, Room
from tests.cast import Cast
from tests.factories.bookings import evening, make_booking, make_room, make_tariffs
from tests.factories.network import make_teacher
from tests.forms import Form, post_forms

ADD = "/ruimtes/boeken/"


@pytest.fixture
def studio(db: None, monkeypatch: pytest.MonkeyPatch) -> Room:
    """Studio 1 with tariffs, on a clock that stands still on 23 November 2026."""
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    make_tariffs()
    return make_room("Studio 1", slug="studio-1")


@pytest.fixture
def as_finance(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.finance)
    return client


def typed(room: Room, partner: Any, **changes: Any) -> dict[str, Any]:
    return {
        "partner": partner.name,
        "title": "gitaarles",
        "room": room.pk,
        "day": "2026-12-01",
        "start": "19:00",
        "end": "21:00",
        "persons": "",
        "note": "",
        "request_token": str(uuid4()),
        **changes,
    }


def the_form(page: str, address: str = ADD) -> Form:
    """The form that people fill in."""
    (form,) = [form for form in post_forms(page, address) if "room" in form.names and form["room"].kind == "select"]
    return form


def offers(page: str, address: str = ADD) -> list[Form]:
    """The alternatives that one click takes."""
    return [form for form in post_forms(page, address) if "room" in form.names and form["room"].kind == "hidden"]


class TestAdd:
    def test_prefilled_by_the_board(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        query = {"ruimte": "studio-1", "dag": "2026-12-01", "van": "19:00", "huurder": cast.bilal_partner.pk}
        found = the_form(as_bureau.get(ADD, query).text).data()
        assert {name: found[name] for name in ("room", "day", "start", "end", "partner")} == {
            "room": [str(studio.pk)],
            "day": ["2026-12-01"],
            "start": ["19:00"],
            "end": ["20:00"],
            "partner": [f"Bilal Amrani · {cast.bilal_partner.pk}"],
        }

    @pytest.mark.parametrize(
        "query",
        [
            {"ruimte": "x", "dag": "2026-02-31", "van": "25:00", "tot": "a", "huurder": "9" * 30},
            {"huurder": "999999"},
            {"van": "23:30", "activiteit": "x" * 500},
            {"dag": "\x00", "van": "\x00", "ruimte": "\x00"},
        ],
    )
    def test_nonsense_in_the_address_is_left_out(self, studio: Room, as_bureau: Client, query: dict[str, str]) -> None:
        assert as_bureau.get(ADD, query).status_code == 200

    def test_books_and_shows_the_booking(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        answer = as_bureau.post(ADD, typed(studio, cast.bilal_partner, persons="2", note="graag een tweede stoel"))
        booking = Booking.objects.get()
        assertRedirects(answer, f"/ruimtes/boekingen/{booking.pk}/", status_code=303)
        assert (booking.placed_by, booking.persons, booking.note) == (cast.bureau, 2, "graag een tweede stoel")

    @pytest.mark.parametrize("end", ["18:00", "19:00", "08:15"])
    def test_an_end_before_the_start_is_a_slip_of_the_pen(
        self, studio: Room, as_bureau: Client, cast: Cast, end: str
    ) -> None:
        page = as_bureau.post(ADD, typed(studio, cast.bilal_partner, end=end))
        assertContains(page, "Het einde moet na het begin liggen.", status_code=422)

    def test_double_click_books_once(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        form = typed(studio, cast.bilal_partner)
        addresses = [as_bureau.post(ADD, form).headers["Location"] for _ in range(2)]
        assert addresses[0] == addresses[1]
        assert Booking.objects.count() == 1

    def test_clash_keeps_what_was_typed_and_offers_what_is_free(
        self, studio: Room, as_bureau: Client, cast: Cast
    ) -> None:
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        docent = make_teacher("Anna", "Visser")
        answer = as_bureau.post(ADD, typed(studio, docent, start="20:00", end="22:00", note="trommel mee"))
        sentence = "Studio 1 is op dinsdag 1 december van 19:00 tot 21:00 bezet door Bilal Amrani (gitaarles)."
        assertContains(answer, sentence, status_code=422)
        assert len(offers(answer.text)) == 3
        kept = the_form(answer.text).data()
        assert (kept["partner"], kept["start"], kept["note"][0].strip()) == (["Anna Visser"], ["20:00"], "trommel mee")

    def test_one_click_takes_an_alternative(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        docent = make_teacher("Anna", "Visser")
        answer = as_bureau.post(ADD, typed(studio, docent, start="20:00", end="22:00", note="trommel mee"))
        offer = offers(answer.text)[0]
        assert as_bureau.post(offer.action, offer.data()).status_code == 303
        booking = Booking.objects.get(partner=docent)
        assert (booking.note, booking.title) == ("trommel mee", "gitaarles")
        assert booking.local_start == datetime(2026, 12, 1, 21)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"end": "19:00"}, "Het einde moet na het begin liggen."),
            ({"start": "19:05"}, "Kies een heel kwartier, zoals 19:15."),
            ({"day": "2027-03-28", "start": "02:00", "end": "03:00"}, "in die nacht gaat de klok van 02:00 naar 03:00"),
            ({"day": "2026-11-01"}, "Dit begint langer"),
            ({"end": "23:30"}, "open van 08:00 tot 23:00"),
            ({"persons": "7"}, "Studio 1 is voor hoogstens 6 personen."),
            ({"persons": "-1"}, "persons"),
            ({"partner": "Niemand"}, "We kennen niemand met deze naam."),
            ({"title": ""}, "title"),
            ({"room": "999"}, "Deze ruimte is niet te huur."),
            ({"request_token": "x"}, "request_token"),
            ({"title": "\u202egitaar\x00"}, "title"),
            ({"note": "x" * 3000}, "note"),
        ],
    )
    def test_bad_input_gets_a_sentence(
        self, studio: Room, as_bureau: Client, cast: Cast, changes: dict[str, str], said: str
    ) -> None:
        answer = as_bureau.post(ADD, {**typed(studio, cast.bilal_partner), **changes})
        if answer.status_code != 303:
            assertContains(answer, said, status_code=422)
        assert Booking.objects.count() == (answer.status_code == 303)

    def test_not_for_finance_nor_partners(self, studio: Room, as_finance: Client, as_bilal: Client, cast: Cast) -> None:
        for client, status in ((as_finance, 403), (as_bilal, 404)):
            assert client.get(ADD).status_code == status
            assert client.post(ADD, typed(studio, cast.bilal_partner)).status_code == status
        assert not Booking.objects.exists()


class TestCheck:
    CHECK = "/ruimtes/boeken/controle/"

    def test_free_with_the_price(self, studio: Room, as_bureau: Client) -> None:
        page = as_bureau.get(self.CHECK, typed(studio, make_teacher("Anna", "Visser")))
        assertContains(page, "Vrij")
        assertContains(page, "€ 29,00")
        assertContains(page, "Studio 1, docent: 2 uur à € 14,50")

    def test_taken(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        assertContains(as_bureau.get(self.CHECK, typed(studio, cast.bilal_partner)), "bezet door Bilal Amrani")

    def test_half_a_form(self, studio: Room, as_bureau: Client) -> None:
        assertContains(as_bureau.get(self.CHECK), "Kies een ruimte en een tijd.")
        assertContains(as_bureau.get(self.CHECK, {"room": "x", "day": "\x00"}), "Kies een ruimte en een tijd.")

    def test_only_looks(self, studio: Room, as_bureau: Client, as_bilal: Client) -> None:
        assert as_bureau.post(self.CHECK).status_code == 405
        assert as_bilal.get(self.CHECK).status_code == 404


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
        for what in ("verplaatsen", "annuleren"):
            assert as_bilal.get(f"{booking.get_absolute_url()}{what}/").status_code == 404

    def test_partner_does_not_see_others(self, studio: Room, as_bilal: Client, cast: Cast) -> None:
        other = make_booking(room=studio, partner=make_teacher(), by=cast.bureau)
        for address in (other.get_absolute_url(), f"{other.get_absolute_url()}agenda.ics"):
            assert as_bilal.get(address).status_code == 404

    def test_sealed_and_cancelled_offer_no_changes(self, booking: Booking, as_bureau: Client, cast: Cast) -> None:
        placing.seal(booking=booking, reason="factuur 2026-0012")
        page = as_bureau.get(booking.get_absolute_url())
        assertContains(page, "factuur 2026-0012")
        assertNotContains(page, "Verplaatsen</a>")
        placing.seal(booking=booking, reason="")
        placing.cancel(booking=booking, reason="docent ziek", by=cast.bureau)
        assertContains(as_bureau.get(booking.get_absolute_url()), "docent ziek")


class TestMove:
    def test_moves(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        address = f"{booking.get_absolute_url()}verplaatsen/"
        form = the_form(as_bureau.get(address).text, address)
        assert as_bureau.post(address, form.data(start="18:00", end="20:00")).status_code == 303
        booking.refresh_from_db()
        assert booking.local_start == datetime(2026, 12, 1, 18)

    def test_clash_offers_alternatives_that_move_it(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        make_booking(room=studio, partner=make_teacher("Anna", "Visser"), by=cast.bureau, period=evening(9, 11))
        address = f"{booking.get_absolute_url()}verplaatsen/"
        answer = as_bureau.post(address, {"room": studio.pk, "day": "2026-12-01", "start": "10:00", "end": "12:00"})
        assertContains(answer, "bezet door Anna Visser", status_code=422)
        offer = offers(answer.text, address)[0]
        assert as_bureau.post(offer.action, offer.data()).status_code == 303
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
        address = f"{booking.get_absolute_url()}annuleren/"
        assert as_bureau.get(address).status_code == 200
        assert as_bureau.post(address, {"reason": ""}).status_code == 422
        assert as_bureau.post(address, {"reason": "ziek"}).status_code == 303
        assertContains(as_bureau.post(address, {"reason": "ziek"}), "is vervallen", status_code=422)

    def test_unknown_booking(self, as_bureau: Client) -> None:
        for what in ("", "verplaatsen/", "annuleren/", "agenda.ics"):
            assert as_bureau.get(f"/ruimtes/boekingen/999999/{what}").status_code == 404
