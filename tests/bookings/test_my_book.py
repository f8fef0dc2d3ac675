"""A partner books or asks one room himself."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from bookings.domain import placing
from bookings.enums import BookingMode, BookingStatus, ClosureKind
from bookings.models import Booking, Room
from tests.cast import Cast
from tests.factories.bookings import AT, evening, make_booking, make_building, make_room, make_tariffs
from tests.factories.network import make_teacher
from tests.forms import post_forms

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
def of_another(studio: Room, cast: Cast) -> Booking:
    partner = make_teacher("Anna", "Visser")
    return make_booking(room=studio, partner=partner, by=cast.bureau, period=evening(9, 10), title="geheim van Anna")


def typed(room: Room, **changes: Any) -> dict[str, Any]:
    return {
        "room": room.pk, "day": "2026-12-01", "start": "19:00", "end": "21:00", "title": "gitaarles",
        "persons": "", "note": "", "request_token": str(uuid4()), **changes,
    }  # fmt: skip


def test_books_at_once_where_the_room_allows_it(studio: Room, cast: Cast, as_bilal: Client) -> None:
    form = typed(studio)
    for _ in range(2):  # a double tap
        assertRedirects(as_bilal.post(BOOK, form), SEASON, status_code=303)
    booking = Booking.objects.get()
    assert (booking.status, booking.partner, booking.placed_by) == ("confirmed", cast.bilal_partner, cast.bilal)
    assertContains(as_bilal.get(SEASON), "gitaarles")


def test_asks_where_the_room_is_on_request(studio: Room, as_bilal: Client) -> None:
    Room.objects.update(booking_mode=BookingMode.REQUEST)
    as_bilal.post(BOOK, typed(studio))
    assert Booking.objects.get().status == BookingStatus.REQUESTED


def test_a_room_for_colleagues_is_no_choice(studio: Room, as_bilal: Client) -> None:
    Room.objects.update(booking_mode=BookingMode.INTERNAL)
    assertNotContains(as_bilal.get(BOOK), "Studio 1")
    assertContains(as_bilal.post(BOOK, typed(studio)), "niet te huur", status_code=422)


@pytest.mark.parametrize(("kind", "is_told"), [(ClosureKind.MAINTENANCE, True), (ClosureKind.PRODUCTION, False)])
def test_what_a_production_is_about_is_for_colleagues(
    studio: Room, cast: Cast, as_bilal: Client, as_bureau: Client, kind: ClosureKind, is_told: bool
) -> None:
    placing.close(
        units=studio.units.all(), period=evening(), reason="het geheim van de opera", kind=kind, by=cast.bureau, at=AT
    )
    rule = {
        "stap": "datums", "activiteit": "les", "ruimte": "studio-1", "dagen": "2", "van": "19:00", "tot": "21:00",
        "eerste": "2026-12-01", "laatste": "2026-12-08",
    }  # fmt: skip
    asks = ((f"{BOOK}controle/", typed(studio)), ("/ruimtes/reeks/", rule))
    assert ["geheim" in as_bilal.get(path, asked).text for path, asked in asks] == [is_told] * 2
    assert ("geheim" in as_bilal.post(BOOK, typed(studio)).text) is is_told
    assertContains(
        as_bureau.get("/ruimtes/boeken/controle/", typed(studio, partner=cast.bilal_partner.pk)),
        "het geheim van de opera",
    )


def test_a_clash_names_nobody_and_offers_what_is_free(studio: Room, of_another: Booking, as_bilal: Client) -> None:
    answer = as_bilal.post(BOOK, typed(studio, start="09:00", end="10:00", note="met versterker"))
    assertContains(answer, "bezet.", status_code=422)
    assertContains(answer, "met versterker", status_code=422)
    assertNotContains(answer, "Anna", status_code=422)
    (form,) = [form for form in post_forms(answer.text, BOOK) if "room" in form.names]
    offers = [value for name, value in form.submits if name == "instead"]
    assert as_bilal.post(BOOK, form.data(instead=offers[0])).status_code == 303
    assert Booking.objects.exclude(pk=of_another.pk).get().note.strip() == "met versterker"


def test_a_clash_offers_no_room_for_colleagues(studio: Room, of_another: Booking, as_bilal: Client) -> None:
    make_room("Kelder", building=studio.building, booking_mode=BookingMode.INTERNAL)
    answer = as_bilal.post(BOOK, typed(studio, start="09:00", end="10:00"))
    assertContains(answer, "een week later", status_code=422)
    assertNotContains(answer, "Kelder", status_code=422)
    assert "Kelder" not in check(as_bilal, studio, start="09:00", end="10:00")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"end": "19:00"}, "Het einde moet na het begin liggen."),
        ({"start": "19:05"}, "Kies een heel kwartier"),
        ({"day": "2026-11-01"}, "in het verleden"),
        ({"persons": "40"}, "voor hoogstens 6 personen"),
        ({"title": ""}, "Dit veld is verplicht."),
        ({"end": "23:30"}, "open van 08:00 tot 23:00"),
    ],
)
def test_what_is_wrong_is_said(studio: Room, as_bilal: Client, changes: dict[str, str], said: str) -> None:
    assertContains(as_bilal.post(BOOK, typed(studio, **changes)), said, status_code=422)


def test_known_from_the_finder(studio: Room, as_bilal: Client) -> None:
    page = as_bilal.get(BOOK, {"ruimte": "studio-1", "dag": "2026-12-01", "van": "19:00", "tot": "21:00"}).text
    (form,) = [form for form in post_forms(page, BOOK) if "room" in form.names]
    assert [form[name].value for name in ("room", "day", "start", "end")] == [
        str(studio.pk), "2026-12-01", "19:00", "21:00",
    ]  # fmt: skip


def check(client: Client, asked_for: Room, **changes: str) -> str:
    asked = {"room": asked_for.pk, "day": "2026-12-01", "start": "19:00", "end": "21:00", **changes}
    return client.get("/mijn/boeken/controle/", asked).text


def test_says_beforehand_what_will_happen(studio: Room, as_bilal: Client) -> None:
    found = check(as_bilal, studio)
    assert "Je boekt meteen" in found
    assert "€ 52,00" in found
    Room.objects.update(booking_mode=BookingMode.REQUEST, notice_hours=24, weekly_hours=1)
    found = check(as_bilal, studio)
    assert "Minstens 24 uur van tevoren." in found
    assert "hoogstens 1 uur per week" in found
    assert "€ 52,00" not in found  # no price for what can't be
    Room.objects.update(weekly_hours=None)
    assert "Vrij, op aanvraag" in check(as_bilal, studio)


def test_says_beforehand_that_it_is_taken_and_by_nobody(studio: Room, of_another: Booking, as_bilal: Client) -> None:
    found = check(as_bilal, studio, start="09:00", end="10:00")
    assert "Niet vrij" in found
    assert "Anna" not in found
    assert "Toch vragen mag" not in found
    Room.objects.update(booking_mode=BookingMode.REQUEST)
    assert "Toch vragen mag" in check(as_bilal, studio, start="09:00", end="10:00")


@pytest.mark.parametrize("changes", [{"room": ""}, {"day": "x"}, {"start": "\x00"}, {"room": "9" * 30}])
def test_half_a_form_is_no_fault(studio: Room, as_bilal: Client, changes: dict[str, str]) -> None:
    assert check(as_bilal, studio, **changes)
