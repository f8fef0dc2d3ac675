"""The finder: from when and how many to a room, with everything filled in for the next form."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from bookings.models import Room, Season
from tests.cast import Cast
from tests.factories.bookings import make_booking, make_room, make_tariffs
from tests.factories.network import make_teacher
from tests.forms import forms_on

FINDER = "/ruimtes/zoeken/"


@pytest.fixture
def season(db: None, monkeypatch: pytest.MonkeyPatch) -> Season:
    """A season that runs, on a clock that stands still on 23 November 2026."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))
    monkeypatch.setattr("bookings.forms.series.today", lambda: datetime(2026, 11, 23).date())
    make_tariffs()
    return Season.objects.create(name="Seizoen 2026", starts_on="2026-09-01", ends_on="2027-07-03")


@pytest.fixture
def studio(season: Season) -> Room:
    return make_room("Studio 1", slug="studio-1")


def asked(season: Season, **changes: Any) -> dict[str, Any]:
    return {
        "hoe": "reeks",
        "dagen": ["2"],
        "van": "19:00",
        "tot": "21:00",
        "om": "1",
        "seizoen": season.pk,
        "schoolvakanties": "on",
        "feestdagen": "on",
        **changes,
    }


def way_on(page: str) -> dict[str, list[str]]:
    """The address of the first room that was found."""
    start = page.index('class="hit-room-go"')
    href = page[start:].split('href="')[1].split('"', maxsplit=1)[0].replace("&amp;", "&")
    return {"path": [urlsplit(href).path], **parse_qs(urlsplit(href).query)}


def test_an_empty_search_asks_when(studio: Room, as_bureau: Client, season: Season) -> None:
    page = as_bureau.get(FINDER)
    assertContains(page, "Waar en wanneer?")
    (form,) = [form for form in forms_on(page.text, FINDER) if "van" in form.names]
    assert (form["seizoen"].value, form["schoolvakanties"].is_on) == (str(season.pk), True)


def test_a_season_leads_into_the_wizard_with_everything_filled_in(
    studio: Room, as_bureau: Client, season: Season, cast: Cast
) -> None:
    query = asked(season, personen="4", huurder=str(cast.bilal_partner.pk), activiteit="gitaarles")
    page = as_bureau.get(FINDER, query)
    assertContains(page, "<strong>28/28</strong> vrij")
    assert way_on(page.text) == {
        "path": ["/ruimtes/reeks/"],
        "ruimte": ["studio-1"],
        "dagen": ["2"],
        "van": ["19:00"],
        "tot": ["21:00"],
        "om": ["1"],
        "eerste": ["2026-11-23"],
        "laatste": ["2027-07-03"],
        "schoolvakanties": ["on"],
        "feestdagen": ["on"],
        "seizoen": [str(season.pk)],
        "personen": ["4"],
        "huurder": [str(cast.bilal_partner.pk)],
        "activiteit": ["gitaarles"],
    }


def test_one_day_leads_into_the_form_for_one_booking(studio: Room, as_bureau: Client, season: Season) -> None:
    page = as_bureau.get(FINDER, asked(season, hoe="dag", dag="2026-12-01", dagen=[]))
    found = way_on(page.text)
    assert {name: found[name] for name in ("path", "ruimte", "dag", "van", "tot")} == {
        "path": ["/ruimtes/boeken/"],
        "ruimte": ["studio-1"],
        "dag": ["2026-12-01"],
        "van": ["19:00"],
        "tot": ["21:00"],
    }


def test_a_partner_goes_on_to_his_own_form_and_sees_no_names(
    studio: Room, as_bilal: Client, season: Season, cast: Cast
) -> None:
    make_booking(room=studio, partner=make_teacher("Anna", "Visser"), by=cast.bureau)
    page = as_bilal.get(FINDER, asked(season))
    assertContains(page, "bezet op 1 datum<")
    assertContains(page, "di 1 dec")
    assertNotContains(page, "Visser")
    once = as_bilal.get(FINDER, asked(season, hoe="dag", dag="2026-12-02", dagen=[]))
    assert way_on(once.text)["path"] == ["/mijn/boeken/"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"van": "25:00"}, "Vul een tijd in, zoals 19:00."),
        ({"van": "21:00", "tot": "19:00"}, "Het einde moet na het begin liggen."),
        ({"dagen": []}, "Kies een of meer dagen van de week."),
        ({"seizoen": "", "eerste": ""}, "Kies een seizoen, of vul een eerste en een laatste dag in."),
        ({"seizoen": "", "eerste": "2027-01-01", "laatste": "2026-12-01"}, "De laatste dag ligt voor de eerste."),
        ({"eerste": "2026-12-02", "laatste": "2026-12-04"}, "In deze periode valt geen enkele dag van de reeks."),
        ({"hoe": "dag", "dag": ""}, "Kies een dag."),
        ({"seizoen": "999999"}, "Selecteer een geldige keuze."),
        ({"personen": "-1"}, "minstens 1 is"),
        ({"van": "\x00", "tot": "\x00"}, "Vul een tijd in"),
    ],
)
def test_bad_input_is_said_next_to_the_field_and_kept(
    studio: Room, as_bureau: Client, season: Season, changes: dict[str, Any], sentence: str
) -> None:
    page = as_bureau.get(FINDER, asked(season, **changes))
    assertContains(page, sentence)
    assertNotContains(page, "hit-room")


def test_nothing_fits(studio: Room, as_bureau: Client, season: Season) -> None:
    assertContains(as_bureau.get(FINDER, asked(season, personen="500")), "Geen ruimte die past")


def test_other_times_lead_into_the_wizard_too(studio: Room, as_bureau: Client, season: Season, cast: Cast) -> None:
    make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
    page = as_bureau.get(FINDER, asked(season)).text
    nearby = page[page.index('class="nearby"') :].split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert parse_qs(urlsplit(nearby).query)["dagen"] == ["1"]


def test_who_may_not_book_finds_no_finder(season: Season, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.finance)
    assert client.get(FINDER).status_code == 403
    client.force_login(cast.stranger)
    assert client.get(FINDER).status_code == 404


def test_the_same_number_of_queries_for_one_room_and_thirty(studio: Room, as_bureau: Client, season: Season) -> None:
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            as_bureau.get(FINDER, asked(season))
        counts.append(len(seen))
        for _ in range(29):
            make_room()
    assert counts[0] == counts[1]


def test_a_time_that_is_over_is_said_to_be(studio: Room, as_bureau: Client, season: Season) -> None:
    """It is ten in the morning: nine o'clock today is not free any more."""
    once = asked(season, hoe="dag", dag="2026-11-23", van="09:00", tot="09:45")
    assertContains(as_bureau.get(FINDER, once), "Alles valt uit: al voorbij.")
    assertNotContains(as_bureau.get(FINDER, {**once, "van": "10:00", "tot": "11:00"}), "al voorbij")
