"""What is measured, each with its budget."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from datetime import time as clock
from itertools import islice
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from bookings.domain import availability, opening
from bookings.models import Room
from contracts.domain.printing import printable
from contracts.models import Agreement, Invoice
from fluxus import pdf
from fluxus.periods import Period, monday, today
from network.forms.fields import option
from network.models import Partner, User

type Act = Callable[[], object]

AHEAD = 60
"""So many free hours are looked up before the first is booked; looking them up is not what is measured."""


def pages(client: Client) -> Iterator[tuple[str, float, Act]]:
    """Name, budget in milliseconds, and one request."""
    client.force_login(User.objects.get(email="bureau@fluxus.test"))
    busiest = Partner.objects.annotate(lines=Count("timeline")).order_by("-lines", "pk")[0]
    places = placements(client)
    yield "board, week", 120, lambda: get(client, reverse("bookings:board") + "?beeld=week")
    yield "board, day", 120, lambda: get(client, reverse("bookings:board"))
    yield "place a booking", 60, lambda: next(places)
    yield "search", 60, lambda: get(client, reverse("network:search") + "?q=zang", HTTP_HX_REQUEST="true")
    yield "partner page", 120, lambda: get(client, reverse("network:partner", args=[busiest.pk]))


def get(client: Client, path: str, **headers: str) -> None:
    response = client.get(path, **headers)
    if response.status_code != 200:
        raise RuntimeError(f"{path} gives {response.status_code}")


def placements(client: Client) -> Iterator[None]:
    """Each step books another free hour over the form; what is booked stays in the bench world."""
    partner, path = Partner.objects.cultuurmakers(on=today()).order_by("pk")[0], reverse("bookings:booking-add")
    for room, period in list(islice(free_hours(), AHEAD)):
        answer = client.post(
            path,
            {
                "partner": option(partner),
                "title": "Meting",
                "room": room.pk,
                "day": f"{period.start:%Y-%m-%d}",
                "start": f"{period.start:%H:%M}",
                "end": f"{period.end:%H:%M}",
                "request_token": str(uuid4()),
            },
        )
        if answer.status_code != 303:
            raise RuntimeError(f"booking {room} {period} gives {answer.status_code}")
        yield


def free_hours() -> Iterator[tuple[Room, Period]]:
    """Free hours of every room of one unit that nobody hears, on the coming weekdays, in the afternoon when every house is open."""
    start = monday(today()) + timedelta(days=7)
    single = Room.objects.bookable().alias(parts=Count("room_units")).filter(parts=1)
    quiet = single.filter(noise_first=None, noise_second=None)
    for day in (start + timedelta(days=number) for number in range(300)):
        for room in quiet.order_by("position", "pk") if day.isoweekday() < 6 else ():
            begin = datetime.combine(day, clock(14))
            period = Period(begin, begin + timedelta(hours=1))
            if not availability.clashes(room, period) and is_open(room, period):
                yield room, period


def is_open(room: Room, period: Period) -> bool:

    return opening.is_open(list(room.building.opening_hours.all()), period)


def documents() -> Iterator[tuple[str, float, int, Act]]:
    """Name, budget in CPU seconds, number of runs, and the making of one PDF from its frozen snapshot."""
    agreement = Agreement.objects.exclude(snapshot=None).annotate(size=Count("lines")).order_by("-size", "pk")[0]
    invoice = Invoice.objects.exclude(snapshot=None).order_by("pk")[0]
    yield "agreement of four pages, CPU", 1.0, 10, lambda: render(agreement)
    yield "invoice of one page, CPU", 0.3, 15, lambda: render(invoice)


def render(subject: Agreement | Invoice) -> bytes:
    page = printable(subject)
    return pdf.render_pdf(page.html(), identifier=page.identifier, attachments=page.attachments)


def memory_of_web_processes() -> list[float]:
    """Resident megabytes of each Gunicorn process after it answered a few dozen requests."""
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        port = int(plug.getsockname()[1])
    command = [str(Path(sys.executable).parent / "gunicorn"), "fluxus.wsgi"]
    web = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env={**os.environ, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for path in warm_up_paths():
            ask(f"http://127.0.0.1:{port}{path}")
        return [resident(pid) for pid in children(web.pid)]
    finally:
        web.terminate()
        web.wait(timeout=20)


def warm_up_paths() -> list[str]:
    return ["/account/login/", "/cursussen/", "/", "/cursussen.json"] * 15


def ask(url: str) -> None:
    """Patient with a server that is still starting."""
    for _ in range(200):
        with suppress(OSError), urllib.request.urlopen(url, timeout=20) as answer:
            answer.read()
            return
        time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer")


def children(pid: int) -> list[int]:
    """The processes below a master, by what Linux or `ps` says."""
    listing = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = (line.split() for line in listing.splitlines())
    return [int(child) for child, parent in pairs if int(parent) == pid]


def resident(pid: int) -> float:
    kilobytes = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True).stdout
    return round(int(kilobytes) / 1024, 1)


def cores() -> list[int]:
    return list(range(os.cpu_count() or 1))
