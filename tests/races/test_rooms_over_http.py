"""Sixteen people press the button at the same moment, in two and in four web processes: one gets the room, the rest an answer.

Fifty rounds for each number of processes, spread over what takes a room. `RACE_ROUNDS=50` gives every kind its own fifty.
"""

import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse

from bookings.domain import placing
from bookings.domain.auditing import audit
from bookings.enums import BookingStatus, ClosureKind
from bookings.models import Booking, BookingSeries, Closure, Room, RoomClaim
from fluxus.periods import Period, monday, today
from network.forms.fields import option
from tests.houses import MakeHouse
from tests.http import Answer, Surfer, surfers
from tests.live import House
from tests.races.rivals import failures, race
from tests.races.scene import RIVALS, Scene, build, evening

pytestmark = pytest.mark.race
PATIENCE_SECONDS = 3
"""Within which everybody has an answer, also who loses, on a machine that does nothing else."""
ROUNDS = {"same": 14, "overlap": 10, "hall": 8, "approve": 6, "move": 5, "closure": 4, "series": 3}
EVERY_ROUND = int(os.environ.get("RACE_ROUNDS", "0"))
CROWD = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
"""How many others wanted each core before we began: then everything takes that much longer."""
FIRST_SLOT = {kind: 100 * number for number, kind in enumerate(ROUNDS)}
WEEKS = 8
type Sent = dict[str, str | list[str]]
type Press = Callable[[Surfer], Answer]


@pytest.fixture(scope="module", params=[2, 4], ids=["two-processes", "four-processes"])
def house(request: pytest.FixtureRequest, make_house: MakeHouse) -> Iterator[House]:
    with make_house(web=request.param) as house:
        yield house


@pytest.fixture(scope="module")
def scene(house: House) -> Scene:
    return build()


@pytest.fixture(scope="module")
def people(house: House, scene: Scene) -> Iterator[list[Surfer]]:
    with surfers(house.url, scene.users) as people:
        warm_up(people)
        yield people


def warm_up(people: list[Surfer]) -> None:
    """A process that has just started still has to read its pages; a house that runs has done so long ago."""
    for name in ("booking-add", "requests", "closure-add", "series-add") * 3:
        path = reverse(f"bookings:{name}")
        assert failures(race(RIVALS, lambda rival, path=path: people[rival].get(path))) == []


@pytest.fixture(autouse=True)
def nothing_doubly_taken(house: House) -> Iterator[None]:
    """After every kind of race all claims are looked at again, without the constraint."""
    yield
    assert audit().problems == []


def rounds(kind: str) -> list[Period]:
    """An evening for every round of a kind, none of them near another."""
    first, number = FIRST_SLOT[kind], EVERY_ROUND or ROUNDS[kind]
    return [evening(first + 2 * each) for each in range(number)]


def press(people: list[Surfer], presses: list[Press]) -> list[Answer]:
    """All at once; everybody has an answer in time, and nobody a fault of ours."""

    def timed(rival: int) -> tuple[Answer, float]:
        started = time.monotonic()
        answer = presses[rival](people[rival])
        return answer, time.monotonic() - started

    results = race(len(presses), timed)
    assert failures(results) == []
    assert [answer.body[-2000:] for answer, _ in results if answer.status not in (303, 409, 422)] == []
    assert max(seconds for _, seconds in results) < PATIENCE_SECONDS * CROWD
    return [answer for answer, _ in results]


def book(scene: Scene, room: str, period: Period, rival: int, token: str = "") -> Press:
    sent: Sent = {
        "partner": option(scene.partners[rival]),
        "title": f"Rivaal {rival}",
        "room": str(scene.rooms[room].pk),
        "day": f"{period.start:%Y-%m-%d}",
        "start": f"{period.start:%H:%M}",
        "end": f"{period.end:%H:%M}",
        "request_token": token or str(uuid4()),
    }
    return lambda surfer: surfer.post(reverse("bookings:booking-add"), sent)


def approve(asked: Booking) -> Press:
    sent: Sent = {"action": "approve", "booking": str(asked.pk), "confirmed": "1"}
    return lambda surfer: surfer.post(reverse("bookings:requests-decide"), sent)


def move(moving: Booking, room: Room, period: Period) -> Press:
    sent: Sent = {
        "room": str(room.pk),
        "day": f"{period.start:%Y-%m-%d}",
        "start": f"{period.start:%H:%M}",
        "end": f"{period.end:%H:%M}",
    }
    return lambda surfer: surfer.post(reverse("bookings:booking-move", args=[moving.pk]), sent)


def close(room: Room, period: Period) -> Press:
    sent: Sent = {
        "ruimte": room.slug,
        "van_dag": f"{period.start:%Y-%m-%d}",
        "van": f"{period.start:%H:%M}",
        "tot_dag": f"{period.end:%Y-%m-%d}",
        "tot": f"{period.end:%H:%M}",
        "soort": ClosureKind.MAINTENANCE,
        "reden": "verf",
        "stap": "uitvoeren",
    }
    return lambda surfer: surfer.post(reverse("bookings:closure-add"), sent)


def book_series(scene: Scene, room: str, first: Period, rival: int) -> Press:
    last_on = first.start.date() + timedelta(weeks=WEEKS - 1)
    sent: Sent = {
        "huurder": option(scene.partners[rival]),
        "activiteit": f"Reeks {rival}",
        "ruimte": scene.rooms[room].slug,
        "dagen": [str(first.start.isoweekday())],
        "van": f"{first.start:%H:%M}",
        "tot": f"{first.end:%H:%M}",
        "om": "1",
        "eerste": f"{first.start:%Y-%m-%d}",
        "laatste": f"{last_on:%Y-%m-%d}",
        "stap": "boeken",
        "request_token": str(uuid4()),
    }
    return lambda surfer: surfer.post(reverse("bookings:series-add"), sent)


def owners(room: Room, period: Period) -> list[RoomClaim]:
    """Who has a part of the room at a part of that time; one claim per booking or closure."""
    found = RoomClaim.objects.filter(unit__room_units__room=room).overlapping(period).select_related("booking__room")
    return list({(claim.booking_id, claim.closure_id): claim for claim in found}.values())


def test_one_winner_at_the_same_time(people: list[Surfer], scene: Scene) -> None:
    losers: list[Answer] = []
    for period in rounds("same"):
        answers = press(people, [book(scene, "Studio 1", period, rival) for rival in range(RIVALS)])
        assert Counter(answer.status for answer in answers) == {303: 1, 422: RIVALS - 1}
        assert len(owners(scene.rooms["Studio 1"], period)) == 1
        losers += [answer for answer in answers if answer.status == 422]
    assert [answer.body[-2000:] for answer in losers if not says_who_is_in(answer)] == []


def says_who_is_in(answer: Answer) -> bool:
    """'Studio 1 is op dinsdag 1 december van 19:00 tot 21:00 bezet door …', or that somebody is busy with it."""
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.body)).split())
    taken = r"Studio 1 is op \w+ \d+ \w+ van \d\d:\d\d tot \d\d:\d\d (bezet door Rivaal\d+ Jansen|zojuist)"
    return bool(re.search(rf"{taken}|Iemand anders is hier net mee bezig", text))


def test_one_winner_at_times_that_overlap_in_part(people: list[Surfer], scene: Scene) -> None:
    for period in rounds("overlap"):
        wanted = [period.moved(timedelta(minutes=15 * (rival % 5))) for rival in range(RIVALS)]
        answers = press(people, [book(scene, "Studio 1", each, rival) for rival, each in enumerate(wanted)])
        assert Counter(answer.status for answer in answers) == {303: 1, 422: RIVALS - 1}
        whole = Period(wanted[0].start, wanted[4].end)
        assert len(owners(scene.rooms["Studio 1"], whole)) == 1


def test_the_hall_or_its_halves(people: list[Surfer], scene: Scene) -> None:
    names = ("Grote zaal", "Zaal links", "Grote zaal", "Zaal rechts")
    for period in rounds("hall"):
        press(people, [book(scene, names[rival % 4], period, rival) for rival in range(RIVALS)])
        won = sorted(claim.booking.room.name for claim in owners(scene.rooms["Grote zaal"], period) if claim.booking)
        assert won in (["Grote zaal"], ["Zaal links", "Zaal rechts"])


def test_approving_against_booking(people: list[Surfer], scene: Scene) -> None:
    """Eight requests for the room are approved while eight others book it."""
    room = scene.rooms["Studio 1"]
    for period in rounds("approve"):
        asked = [
            placing.ask(room=room, partner=scene.partners[rival], period=period, title="les", by=scene.users[rival])
            for rival in range(0, RIVALS, 2)
        ]
        presses = [
            book(scene, "Studio 1", period, rival) if rival % 2 else approve(asked[rival // 2])
            for rival in range(RIVALS)
        ]
        press(people, presses)
        (winner,) = owners(room, period)
        standing = Booking.objects.standing().filter(room=room).within(period)
        assert [booking.pk for booking in standing] == [winner.booking_id]
        assert Booking.objects.undecided().filter(pk__in=[each.pk for each in asked]).count() >= len(asked) - 1


def test_moving_against_booking(people: list[Surfer], scene: Scene) -> None:
    """Eight bookings of a hall are moved to the room while eight others book it."""
    room, start = scene.rooms["Studio 1"], FIRST_SLOT["move"] + 99
    moving = [
        placing.place(
            room=scene.rooms["Zaal links"],
            partner=scene.partners[rival],
            period=evening(start - rival),
            title="les",
            by=scene.users[rival],
        )
        for rival in range(0, RIVALS, 2)
    ]
    for period in rounds("move"):
        presses = [
            book(scene, "Studio 1", period, rival) if rival % 2 else move(moving[rival // 2], room, period)
            for rival in range(RIVALS)
        ]
        answers = press(people, presses)
        assert Counter(answer.status for answer in answers) == {303: 1, 422: RIVALS - 1}
        assert len(owners(room, period)) == 1


def test_closing_against_booking(people: list[Surfer], scene: Scene) -> None:
    """A quarter closes one half of the hall while the rest books the whole of it."""
    before = Closure.objects.count()
    for period in rounds("closure"):
        presses = [
            book(scene, "Grote zaal", period, rival) if rival % 4 else close(scene.rooms["Zaal links"], period)
            for rival in range(RIVALS)
        ]
        answers = press(people, presses)
        assert [answer.status for answer in answers].count(303) == 1
        assert len(owners(scene.rooms["Grote zaal"], period)) == 1
    assert Closure.objects.count() - before <= len(rounds("closure"))


def test_series_against_series_and_against_single_bookings(people: list[Surfer], scene: Scene) -> None:
    """Half of the rivals wants eight weeks, the rest one evening of them: nobody gets a week that somebody else has."""
    room, far = scene.rooms["Zaal rechts"], monday(today()) + timedelta(weeks=30)
    for number in range(EVERY_ROUND or ROUNDS["series"]):
        day = far + timedelta(days=number % 7, weeks=WEEKS * (number // 7))
        first = Period(datetime.combine(day, evening(3).start.time()), datetime.combine(day, evening(3).end.time()))
        weeks = [first.moved(timedelta(weeks=week)) for week in range(WEEKS)]
        before = BookingSeries.objects.count()
        presses = [
            book(scene, "Zaal rechts", weeks[WEEKS // 2], rival)
            if rival % 2
            else book_series(scene, room.name, first, rival)
            for rival in range(RIVALS)
        ]
        answers = press(people, presses)
        assert [answer.status for answer in answers].count(303) in (1, 2)
        assert BookingSeries.objects.count() - before <= 1
        assert [len(owners(room, week)) for week in weeks][WEEKS // 2] == 1
        assert max(len(owners(room, week)) for week in weeks) == 1


def test_a_double_click_books_once(house: House, scene: Scene) -> None:
    """The very same form, posted twice at once."""
    with surfers(house.url, [scene.users[0]] * 2) as clicks:
        for number in range(10):
            both = [book(scene, "Zaal links", evening(800 + number), 0, token=str(uuid4()))] * 2
            answers = press(clicks, both)
            assert [answer.status for answer in answers] == [303, 303]
            assert len({answer.location for answer in answers}) == 1


def test_all_web_processes_took_part(house: House, request: pytest.FixtureRequest) -> None:
    """Gunicorn's own processes below its master: the races above ran through more than one."""
    master = house.processes.running["web"].pid
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    assert len(children) == request.node.callspec.params["house"]
    assert Booking.objects.filter(status=BookingStatus.CONFIRMED).exists()
