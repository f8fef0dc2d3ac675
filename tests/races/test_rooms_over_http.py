"""Sixteen people press the button at the same moment, in two web processes: one gets the room, the rest a sentence."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse

from bookings.models import Booking, RoomClaim
from fluxus.periods import Period
from network.forms.fields import option
from tests.houses import MakeHouse
from tests.http import Answer, surfers
from tests.live import House
from tests.races.rivals import failures, race
from tests.races.scene import RIVALS, Scene, build, evening

pytestmark = [pytest.mark.race, pytest.mark.timeout(170)]
ROUNDS = 50


@pytest.fixture(scope="module")
def house(make_house: MakeHouse) -> Iterator[House]:
    with make_house(web=2) as house:
        yield house


@pytest.fixture(scope="module")
def scene(house: House) -> Scene:
    return build()


def booking(scene: Scene, room: str, period: Period, rival: int, token: str = "") -> dict[str, str | list[str]]:
    return {
        "partner": option(scene.partners[rival]),
        "title": f"Rivaal {rival}",
        "room": str(scene.rooms[room].pk),
        "day": f"{period.start:%Y-%m-%d}",
        "start": f"{period.start:%H:%M}",
        "end": f"{period.end:%H:%M}",
        "request_token": token or str(uuid4()),
    }


def test_one_winner_in_every_round(house: House, scene: Scene) -> None:
    path = reverse("bookings:booking-add")
    losers: list[Answer] = []
    with surfers(house.url, scene.users) as people:
        for number in range(ROUNDS):
            forms = [booking(scene, "Studio 1", evening(number), rival) for rival in range(RIVALS)]
            answers = race(RIVALS, lambda rival, forms=forms: people[rival].post(path, forms[rival]))
            assert failures(answers) == []
            assert Counter(answer.status for answer in answers) == {303: 1, 422: RIVALS - 1}, f"round {number}"
            losers += [answer for answer in answers if answer.status == 422]
    assert Booking.objects.filter(room=scene.rooms["Studio 1"]).count() == ROUNDS
    assert RoomClaim.objects.filter(unit__in=scene.rooms["Studio 1"].units.all()).count() == ROUNDS
    assert [answer.body[-2000:] for answer in losers if not says_who_is_in(answer)] == []


def says_who_is_in(answer: Answer) -> bool:
    """'Studio 1 is op dinsdag 1 december van 19:00 tot 21:00 bezet door …'"""
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.body)).split())
    return bool(
        re.search(r"Studio 1 is op \w+ \d+ \w+ van \d\d:\d\d tot \d\d:\d\d (bezet door Rivaal\d+ Jansen|zojuist)", text)
    )


def test_a_double_click_books_once(house: House, scene: Scene) -> None:
    """The very same form, posted twice at once."""
    path, room = reverse("bookings:booking-add"), scene.rooms["Zaal links"]
    with surfers(house.url, [scene.users[0]] * 2) as clicks:
        for number in range(10):
            sent = booking(scene, "Zaal links", evening(number), 0, token=str(uuid4()))
            answers = race(2, lambda click, sent=sent: clicks[click].post(path, sent))
            assert failures(answers) == []
            assert [answer.status for answer in answers] == [303, 303]
            assert len({answer.location for answer in answers}) == 1
    assert Booking.objects.filter(room=room).count() == 10


def test_both_web_processes_took_part(house: House) -> None:
    """Gunicorn's own processes below its master: the races above ran through more than one."""
    master = house.processes.running["web"].pid
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    assert len(children) == 2
