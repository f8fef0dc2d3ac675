"""The booking form: at once, as an option or as a request, with a look at the room while it is filled in."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from bookings.models import Booking, NoiseNeighbours, Room
from network.models import User
from tests.cast import Cast
from tests.factories.bookings import make_booking, make_request, make_room, make_tariffs
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


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
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


def the_form(page: str) -> Form:
    """The form that people fill in."""
    (form,) = [form for form in post_forms(page, ADD) if "room" in form.names and form["room"].kind == "select"]
    return form


def offers(page: str) -> list[str]:
    """What the buttons send that take an alternative with one click."""
    return re.findall(r'name="instead" value="([^"]+)"', page)


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
        assertContains(answer, sentence, count=1, status_code=422)
        assert len(offers(answer.text)) == 3
        kept = the_form(answer.text).data()
        assert (kept["partner"], kept["start"], kept["note"][0].strip()) == (["Anna Visser"], ["20:00"], "trommel mee")

    def test_one_click_takes_an_alternative(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        docent = make_teacher("Anna", "Visser")
        answer = as_bureau.post(ADD, typed(studio, docent, start="20:00", end="22:00", note="trommel mee"))
        again = the_form(answer.text).data(instead=offers(answer.text)[0])
        assert as_bureau.post(ADD, again).status_code == 303
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

    @pytest.mark.parametrize(
        "instead", ["", "x", "1 2", "9 2026-12-01T19:00 2026-12-01T21:00", "x nu later", "\x00 a b"]
    )
    def test_nonsense_instead_books_nothing_else(
        self, studio: Room, as_bureau: Client, cast: Cast, instead: str
    ) -> None:
        as_bureau.post(ADD, typed(studio, cast.bilal_partner, instead=instead))
        assert {booking.local_start for booking in Booking.objects.all()} <= {datetime(2026, 12, 1, 19)}


class TestHow:
    """At once, kept till a moment, or only asked."""

    def test_option_has_a_sensible_end(self, studio: Room, as_bureau: Client) -> None:
        found = the_form(as_bureau.get(ADD, {"dag": "2026-12-10"}).text)
        assert found["until"].value == "2026-11-30T17:00"
        sooner = the_form(as_bureau.get(ADD, {"dag": "2026-11-25"}).text)
        assert sooner["until"].value == "2026-11-24T17:00"
        today = the_form(as_bureau.get(ADD, {"dag": "2026-11-23"}).text)
        assert today["until"].value == "2026-11-23T12:00"

    def test_keeps_an_option(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        form = typed(studio, cast.bilal_partner, how="option", until="2026-11-30T17:00")
        assert as_bureau.post(ADD, form).status_code == 303
        booking = Booking.objects.get()
        assert (booking.status, booking.option_ends_at) == ("option", datetime(2026, 11, 30, 16, tzinfo=UTC))
        assert booking.claims.count() == 1

    def test_asks_without_taking(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        make_booking(room=studio, partner=make_teacher(), by=cast.bureau)
        assert as_bureau.post(ADD, typed(studio, cast.bilal_partner, how="request")).status_code == 303
        asked = Booking.objects.get(partner=cast.bilal_partner)
        assert (asked.status, asked.claims.count()) == ("requested", 0)

    @pytest.mark.parametrize(
        ("until", "said"),
        [
            ("", "Vul in tot wanneer we de ruimte vrijhouden."),
            ("morgen", "Vul een dag en een tijd in, zoals 1-12-2026 17:00."),
            ("0001-01-01T00:00", "Vul een dag en een tijd in, zoals 1-12-2026 17:00."),
            ("2026-11-01T17:00", "Kies een moment dat nog komt."),
            ("2026-12-05T17:00", "De optie loopt af voordat de boeking begint."),
        ],
    )
    def test_an_option_ends_in_time(self, studio: Room, as_bureau: Client, cast: Cast, until: str, said: str) -> None:
        answer = as_bureau.post(ADD, typed(studio, cast.bilal_partner, how="option", until=until))
        assertContains(answer, said, status_code=422)
        assert not Booking.objects.exists()

    def test_reception_gives_no_options(self, studio: Room, cast: Cast) -> None:
        desk = browser(cast.reception)
        assertNotContains(desk.get(ADD), "Optie: we houden")
        answer = desk.post(ADD, typed(studio, cast.bilal_partner, how="option", until="2026-11-30T17:00"))
        assert answer.status_code == 422
        assert not Booking.objects.exists()


class TestOverride:
    """Past a rule of the house with a reason, by who decides; never past somebody who is in."""

    def late(self, studio: Room, cast: Cast, **changes: Any) -> dict[str, Any]:
        return typed(studio, cast.bilal_partner, end="23:30", **changes)

    def test_a_refused_rule_shows_the_way_past_it(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        answer = as_bureau.post(ADD, self.late(studio, cast))
        assertContains(answer, "Dit mag niet volgens de regels van het huis", status_code=422)
        assertContains(answer, "Je wijkt af van de regels van het huis.", status_code=422)

    def test_needs_a_reason(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        answer = as_bureau.post(ADD, self.late(studio, cast, override="on", override_reason=" "))
        assertContains(answer, "Vul in waarom je afwijkt van de regels.", status_code=422)
        assert not Booking.objects.exists()

    def test_books_with_the_reason(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        form = self.late(studio, cast, override="on", override_reason="premièrefeest")
        assert as_bureau.post(ADD, form).status_code == 303
        booking = Booking.objects.get()
        assert booking.override_reason == "premièrefeest"
        assertContains(as_bureau.get(booking.get_absolute_url()), "premièrefeest")

    def test_a_reason_without_the_mode_does_nothing(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        assert as_bureau.post(ADD, self.late(studio, cast, override_reason="zomaar")).status_code == 422

    def test_never_beats_who_is_in(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        make_booking(room=studio, partner=make_teacher("Anna", "Visser"), by=cast.bureau)
        form = self.late(studio, cast, override="on", override_reason="premièrefeest")
        assertContains(as_bureau.post(ADD, form), "bezet door Anna Visser", count=1, status_code=422)

    def test_is_not_for_reception(self, studio: Room, cast: Cast) -> None:
        desk = browser(cast.reception)
        assertNotContains(desk.get(ADD), "Afwijken van de regels")
        form = self.late(studio, cast, override="on", override_reason="premièrefeest")
        assert desk.post(ADD, form).status_code == 422
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

    def test_warns_of_rules_noise_and_who_else_asks(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        neighbour = make_room("Studio 2", building=studio.building)
        NoiseNeighbours.objects.create(first=studio, second=neighbour, reason="drums naast zang")
        make_booking(room=neighbour, partner=cast.bilal_partner, by=cast.bureau)
        make_request(room=studio, partner=make_teacher("Piet", "Prins"), by=cast.bureau)
        page = as_bureau.get(self.CHECK, typed(studio, make_teacher("Anna", "Visser"), end="23:30"))
        for said in ("drums naast zang", "open van 08:00 tot 23:00", "Piet Prins", "Tegen een regel van het huis"):
            assertContains(page, said)

    def test_leads_to_a_series(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        page = as_bureau.get(self.CHECK, typed(studio, cast.bilal_partner))
        query = (
            f"?ruimte=studio-1&amp;dag=2026-12-01&amp;van=19%3A00&amp;tot=21%3A00&amp;huurder={cast.bilal_partner.pk}"
        )
        assertContains(page, f"/ruimtes/reeks/{query}&amp;activiteit=gitaarles")

    def test_half_a_form(self, studio: Room, as_bureau: Client) -> None:
        assertContains(as_bureau.get(self.CHECK), "Kies een ruimte en een tijd.")
        assertContains(as_bureau.get(self.CHECK, {"room": "x", "day": "\x00"}), "Kies een ruimte en een tijd.")

    def test_only_looks(self, studio: Room, as_bureau: Client, as_bilal: Client) -> None:
        assert as_bureau.post(self.CHECK).status_code == 405
        assert as_bilal.get(self.CHECK).status_code == 404
