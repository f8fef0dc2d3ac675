"""The question of the closing wizard: it comes back as it was typed, and too much is refused before the long search."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains

from bookings.domain import closing
from bookings.models import Room
from fluxus.periods import monday, today
from tests.cast import Cast
from tests.factories.bookings import evening, make_booking, make_room
from tests.forms import forms_on

ADD = "/ruimtes/sluitingen/nieuw/"
DAY = monday(today()) + timedelta(days=15)
ASKED = {
    "ruimte": "studio-1",
    "van_dag": f"{DAY}",
    "van": "12:00",
    "tot_dag": f"{DAY + timedelta(days=6)}",
    "tot": "22:00",
    "soort": "production",
    "reden": "Opera & dans, ‘Zee’",
}


@pytest.fixture
def studio(db: None) -> Room:
    return make_room("Studio 1", slug="studio-1")


def lesson(room: Room, cast: Cast, start: int, end: int) -> None:
    make_booking(
        room=room, partner=cast.bilal_partner, by=cast.bureau, period=evening(start, end, DAY), at=timezone.now()
    )


def look(client: Client) -> Any:
    return client.get(ADD, {**ASKED, "stap": "bekijk"})


def test_back_to_the_question_keeps_all_that_was_typed(studio: Room, cast: Cast, as_bureau: Client) -> None:
    lesson(studio, cast, 19, 21)
    found = re.search(r'href="([^"]*)">Andere tijd of ruimtes', look(as_bureau).text)
    assert found
    again = as_bureau.get(unescape(found[1]))
    (form,) = [form for form in forms_on(again.text, ADD) if "reden" in form.names]
    assert {name: values[-1] for name, values in form.data().items() if name in ASKED} == ASKED


def test_too_many_are_refused_before_the_search_for_places(
    studio: Room, cast: Cast, as_bureau: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "MOST_IN_THE_WAY", 1)
    lesson(studio, cast, 19, 21)
    assert look(as_bureau).status_code == 200
    lesson(studio, cast, 14, 15)
    with CaptureQueriesContext(connection) as asked:
        page = look(as_bureau)
    assertContains(page, "Hier staan 2 boekingen. Sluit een kortere tijd", status_code=422)
    assert not any("openinghours" in query["sql"] for query in asked), "no room was looked at"
