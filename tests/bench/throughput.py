"""How many single bookings a second two web processes take, over real HTTP, from many clients that are logged in."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.urls import reverse

from bookings.models import Room
from fluxus.periods import Period, today
from network.forms.fields import option
from network.models import Partner, User
from tests.bench.rows import ask, free_hours
from tests.http import Surfer, surfers
from tests.live import free_port

LEAST = 40
CLIENTS, PER_CLIENT, ROUNDS = 8, 15, 3
PROCESSES = "2"
ATTEMPTS = 3


def rounds() -> list[float]:
    """Bookings a second in each round. Every booking must really have been made."""
    users = list(User.objects.filter(email__in=("bureau@fluxus.test", "beheer@fluxus.test", "receptie@fluxus.test")))
    hours = free_hours()
    with web() as url, surfers(url, [users[number % len(users)] for number in range(CLIENTS)]) as clients:
        one_round(clients, hours, each=3)
        return [one_round(clients, hours, each=PER_CLIENT) for _ in range(ROUNDS)]


def one_round(clients: list[Surfer], hours: Iterator[tuple[Room, Period]], *, each: int) -> float:
    """All clients at once, each with forms of its own that are ready to be sent."""
    partner = Partner.objects.cultuurmakers(on=today()).order_by("pk")[2]
    piles = [[form(partner, *hour) for hour in islice(hours, each)] for _ in clients]
    with ThreadPoolExecutor(len(clients)) as pool:
        began = time.perf_counter()
        placed = sum(pool.map(send_all, clients, piles))
        took = time.perf_counter() - began
    if placed != each * len(clients):
        raise RuntimeError(f"{placed} of {each * len(clients)} bookings were made")
    return placed / took


def form(partner: Partner, room: Room, period: Period) -> dict[str, str]:
    return {
        "partner": option(partner),
        "title": "Meting",
        "room": str(room.pk),
        "day": f"{period.start:%Y-%m-%d}",
        "start": f"{period.start:%H:%M}",
        "end": f"{period.end:%H:%M}",
        "request_token": str(uuid4()),
    }


def send_all(client: Surfer, pile: list[dict[str, str]]) -> int:
    return sum(is_placed(client, data) for data in pile)


def is_placed(client: Surfer, data: dict[str, str]) -> bool:
    """Who hears that it is too busy sends the same form again, as people do; its token keeps it one booking."""
    path = reverse("bookings:booking-add")
    return any(client.post(path, data).status == 303 for _ in range(ATTEMPTS))


@contextmanager
def web() -> Iterator[str]:
    """Gunicorn as on a server, with two processes, on the database of the bench world."""
    port = free_port()
    process = subprocess.Popen(
        [str(Path(sys.executable).parent / "gunicorn"), "fluxus.wsgi"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "PORT": str(port), "WEB_CONCURRENCY": PROCESSES},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        ask(f"{url}/account/login/")
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)
