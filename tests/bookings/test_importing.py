"""Bookings out of a spreadsheet: what every row becomes, and that none becomes two."""

from datetime import date, datetime, time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.domain import importing, placing
from bookings.domain.importing import Line
from bookings.models import Booking, Building, Room
from fluxus.periods import Period
from network.models import EmailAddress, Partner
from tests.cast import Cast
from tests.factories.bookings import AT, make_booking, make_building, make_hall, make_room, make_tariffs
from tests.factories.network import make_organisation, make_person

pytestmark = pytest.mark.django_db
FILE, ROWS = "/ruimtes/inlezen/", "/ruimtes/inlezen/rijen/"
HEAD = "Zaal;Naam huurder;Datum;Begintijd;Eindtijd;Omschrijving;Aantal"
GOOD = "Studio 1;Bilal Amrani;1-12-2027;19:00;21:00;gitaarles;2"


@pytest.fixture
def studio(cast: Cast) -> Room:
    """Studio 1, and Bilal as the domain would have written his name."""
    Partner.objects.filter(pk=cast.bilal_partner.pk).update(match_name="bilal amrani")
    make_tariffs()
    return make_room("Studio 1", building=make_building("Muziekschool"))


def line(number: int = 2, **cells: str) -> Line:
    good = {
        "room": "Studio 1",
        "partner": "Bilal Amrani",
        "day": "1-12-2026",
        "start": "19:00",
        "end": "21:00",
        "title": "gitaarles",
        "persons": "",
    }
    return Line(number, good | cells)


def problems(cast: Cast, *lines: Line) -> list[str]:
    return [each.problem for each in importing.judge(lines=lines, by=cast.bureau, at=AT)]


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (HEAD.split(";"), ["Zaal", "Naam huurder", "Datum", "Begintijd", "Eindtijd", "Omschrijving", "Aantal"]),
        (
            ["Van", "Tot", "Wie", "Ruimte", "Dag", "Activiteit", "Naam"],
            ["Ruimte", "Naam", "Dag", "Van", "Tot", "Activiteit", None],
        ),
        (["x", "y"], [None] * 7),
    ],
)
def test_headings_are_guessed(headings: list[str], expected: list[str | None]) -> None:
    found = importing.guess(headings)
    assert [found.get(column.key) for column in importing.COLUMNS] == expected


def test_a_good_row_becomes_a_booking(studio: Room, cast: Cast) -> None:
    (found,) = importing.carry_out(lines=[line(persons="2")], by=cast.bureau, at=AT)
    assert found.booking is not None
    assert (found.booking.room, found.booking.partner, found.booking.persons) == (studio, cast.bilal_partner, 2)
    assert found.booking.period == Period(datetime(2026, 12, 1, 19), datetime(2026, 12, 1, 21))
    assert found.booking.claims.count() == 1


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"room": ""}, "De ruimte ontbreekt."),
        ({"room": "Kelder"}, "De ruimte “Kelder” kennen we niet, of ze is niet te huur."),
        ({"partner": ""}, "De huurder ontbreekt."),
        ({"partner": "Jan Onbekend"}, "De huurder “Jan Onbekend” staat niet in het netwerk."),
        ({"day": "morgen"}, "“morgen” is geen datum, zoals 1-12-2026."),
        ({"day": "31-11-2026"}, "“31-11-2026” is geen datum, zoals 1-12-2026."),
        ({"day": ""}, "De datum ontbreekt."),
        ({"start": "25:00"}, "“25:00” is geen tijd, zoals 19:30."),
        ({"start": "24:00"}, "“24:00” is geen tijd, zoals 19:30."),
        ({"start": ""}, "De tijd “van” ontbreekt."),
        ({"title": ""}, "De activiteit ontbreekt."),
        ({"title": "x" * 121}, "De activiteit is te lang: hoogstens 120 tekens."),
        ({"persons": "veel"}, "“veel” is geen aantal personen."),
        ({"persons": "7"}, "Studio 1 is voor hoogstens 6 personen."),
        ({"start": "19:10"}, "Begin en eind liggen op een heel kwartier, zoals 19:15."),
        (
            {"day": "28-3-2027", "start": "2:15", "end": "2:45"},
            "Dit tijdstip bestaat niet: in die nacht gaat de klok van 02:00 naar 03:00.",
        ),
    ],
)
def test_a_bad_row_says_why(studio: Room, cast: Cast, cells: dict[str, str], sentence: str) -> None:
    assert problems(cast, line(**cells)) == [sentence]


def test_outside_opening_hours_is_said(studio: Room, cast: Cast) -> None:
    (problem,) = problems(cast, line(start="6:00", end="7:00"))
    assert problem.startswith("Muziekschool is op dinsdag 1 december open van 08:00")


def test_who_is_in_is_said(studio: Room, cast: Cast) -> None:
    make_booking(room=studio, partner=make_organisation("Popkoor"), by=cast.bureau, title="repetitie")
    (problem,) = problems(cast, line(start="20:00", end="22:00"))
    assert problem == "Studio 1 is op dinsdag 1 december van 19:00 tot 21:00 bezet door Popkoor (repetitie)."


def test_two_rows_of_one_file_can_be_in_each_others_way(studio: Room, cast: Cast) -> None:
    Room.objects.update(turnaround_minutes=15)
    found = problems(cast, line(2), line(3, start="21:00", end="22:00"), line(4, start="21:15", end="22:00"))
    assert found == ["", "Regel 2 van dit bestand wil Studio 1 in dezelfde tijd.", ""]


def test_the_same_name_twice_asks_for_more(studio: Room, cast: Cast) -> None:
    make_room("Studio 1", building=make_building("De Pelikaan"))
    first = make_person("Bilal", "Amrani")
    EmailAddress.objects.create(partner=first, address="Bilal@Voorbeeld.test")
    assert problems(cast, line()) == [
        "“Studio 1” is er in meer huizen (Muziekschool, De Pelikaan). Zet het huis erachter."
    ]
    (problem,) = problems(cast, line(room="Studio 1 (Muziekschool)"))
    assert problem == "“Bilal Amrani” staat 2 keer in het netwerk. Gebruik het e-mailadres van de huurder."
    assert problems(cast, line(room="Muziekschool, Studio 1", partner="bilal@voorbeeld.test")) == [""]


@pytest.mark.parametrize(("start", "end"), [("19.30", "22u"), ("19:30:00", "22 uur"), ("9u30", "24:00")])
def test_times_as_people_type_them(studio: Room, cast: Cast, start: str, end: str) -> None:
    (judged,) = importing.judge(lines=[line(start=start, end=end)], by=cast.bureau, at=AT)
    assert judged.wanted is not None
    assert judged.wanted.period.start.minute == 30
    assert judged.wanted.period.end.time() in (time(22), time(0))


def test_the_same_file_twice_places_nothing_double(studio: Room, cast: Cast) -> None:
    lines = [line(2), line(3, day="2-12-2026")]
    first = importing.carry_out(lines=lines, by=cast.bureau, at=AT)
    second = importing.carry_out(lines=lines[::-1], by=cast.admin, at=AT)
    assert {each.booking for each in first} == {each.booking for each in second}
    assert Booking.objects.count() == 2
    assert [each.stands for each in importing.judge(lines=lines, by=cast.bureau, at=AT)] == [True, True]


def test_what_was_let_go_can_come_back(studio: Room, cast: Cast) -> None:
    (first,) = importing.carry_out(lines=[line()], by=cast.bureau, at=AT)
    assert first.booking is not None
    placing.cancel(booking=first.booking, reason="vergissing", by=cast.bureau, at=AT)
    (second,) = importing.carry_out(lines=[line()], by=cast.bureau, at=AT)
    assert second.booking is not None
    assert second.booking != first.booking


def test_halves_of_a_hall_clash_only_when_placed(studio: Room, cast: Cast) -> None:
    """The preview looks per room; the door through which all bookings go has the last word."""
    Building.objects.update(name="Oude school")
    make_hall()
    found = importing.carry_out(
        lines=[line(2, room="Zaal A"), line(3, room="Zaal A+B"), line(4, room="Zaal B")], by=cast.bureau, at=AT
    )
    assert [each.booking is None for each in found] == [False, True, False]
    assert "Zaal A is op dinsdag 1 december van 19:00 tot 21:00 bezet" in found[1].problem


def test_the_same_number_of_queries_for_many_rows(studio: Room, cast: Cast) -> None:
    def count(rows: int) -> int:
        lines = [line(2 + at, day=f"{1 + at}-12-2026") for at in range(rows)]
        with CaptureQueriesContext(connection) as asked:
            importing.judge(lines=lines, by=cast.bureau, at=AT)
        return len(asked)

    assert count(30) == count(1)


class TestPages:
    def upload(self, client: Client, *rows: str, name: str = "lijst.csv") -> Any:
        data = "\n".join([HEAD, *rows]).encode()
        return client.post(FILE, {"file": SimpleUploadedFile(name, data)})

    def sent_on(self, answer: Any, **more: str) -> dict[str, str]:
        form = answer.context["form"]
        return {name: form[name].value() or "" for name in form.fields} | more

    def test_from_file_to_board(self, studio: Room, cast: Cast, client: Client) -> None:
        client.force_login(cast.bureau)
        seen = self.upload(client, GOOD, GOOD.replace("Bilal Amrani", "Niemand"))
        html = seen.content.decode()
        assert ("Boek 1 rij" in html, "De huurder “Niemand” staat niet in het netwerk." in html) == (True, True)
        assert not Booking.objects.exists()
        done = client.post(ROWS, self.sent_on(seen, wat="boek"))
        assert Booking.objects.get().local_start == datetime(2027, 12, 1, 19)
        rest = client.post(ROWS, self.sent_on(done, wat="download"))
        assert rest.content.decode("utf-8-sig").splitlines()[1:] == [
            "Studio 1;Niemand;1-12-2027;19:00;21:00;gitaarles;2;De huurder “Niemand” staat niet in het netwerk."
        ]

    def test_sent_twice_is_one_booking(self, studio: Room, cast: Cast, client: Client) -> None:
        client.force_login(cast.bureau)
        again = self.sent_on(self.upload(client, GOOD), wat="boek")
        client.post(ROWS, again)
        client.post(ROWS, again)
        assert Booking.objects.count() == 1

    def test_a_column_that_is_missing_is_asked_for(self, studio: Room, cast: Cast, client: Client) -> None:
        client.force_login(cast.bureau)
        seen = client.post(
            FILE, {"file": SimpleUploadedFile("x.csv", b"Zaal;Wie dan;Datum\nStudio 1;Bilal;1-12-2027\n")}
        )
        sentence = "Kies nog welke kolom dit is: huurder, van, tot, activiteit."
        assert sentence in seen.content.decode()
        for action in ("boek", "download", "kijk"):
            assert sentence in client.post(ROWS, self.sent_on(seen, wat=action)).content.decode()

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (b"%PDF-1.7", "Dit is een pdf, geen lijst."),
            (b"", "Dit bestand is leeg."),
            (
                (HEAD + "\n" + (GOOD + "\n") * 401).encode(),
                "Deze lijst heeft 401 rijen. Lees er hoogstens 400 tegelijk in.",
            ),
        ],
    )
    def test_a_file_that_is_no_list_is_refused(
        self, studio: Room, cast: Cast, client: Client, data: bytes, sentence: str
    ) -> None:
        client.force_login(cast.bureau)
        answer = client.post(FILE, {"file": SimpleUploadedFile("lijst.csv", data)})
        assert sentence in answer.content.decode()

    def test_a_list_that_somebody_changed_is_not_read(self, studio: Room, cast: Cast, client: Client) -> None:
        client.force_login(cast.bureau)
        answer = client.post(ROWS, {"kept": "abc:def", "wat": "boek"}, follow=True)
        assert "We konden de lijst niet meer lezen." in answer.content.decode()
        assert not Booking.objects.exists()

    @pytest.mark.parametrize(("who", "status"), [("reception", 403), ("bilal", 404), ("bureau", 200)])
    def test_only_who_decides(self, cast: Cast, client: Client, who: str, status: int) -> None:
        client.force_login(getattr(cast, who))
        assert client.get(FILE).status_code == status
        if status != 200:
            assert client.post(ROWS).status_code == status


def test_days_in_the_american_order_are_seen(studio: Room, cast: Cast) -> None:
    """A column with 12/14 in it is month first, for all of its rows."""
    lines = [line(2, day="12/14/2026"), line(3, day="12/1/2026")]
    days = [
        each.wanted.period.start.date() for each in importing.judge(lines=lines, by=cast.bureau, at=AT) if each.wanted
    ]
    assert days == [date(2026, 12, 14), date(2026, 12, 1)]
