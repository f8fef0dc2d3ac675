"""Five hundred agreements in one run on a copy of the house world, while people work; and once more, killed three times.

Wall time and memory are of the whole command with two workers, CPU of its workers together, the page is one of four that a
colleague opens over real HTTP meanwhile. Whatever is not there exactly once ends the measurement with an error.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from statistics import median, quantiles

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fluxus.settings")
django.setup()

from django.conf import settings  # noqa: E402  # Django must be set up first
from django.db.models import Count  # noqa: E402  # see above
from django.test import override_settings  # noqa: E402  # see above
from django.urls import reverse  # noqa: E402  # see above
from pypdf import PdfReader  # noqa: E402  # see above

from contracts.domain import documents  # noqa: E402  # see above
from contracts.domain.numbering import audit  # noqa: E402  # see above
from contracts.enums import OrderStatus  # noqa: E402  # see above
from contracts.models import AgreementRun, Document, DocumentOrder  # noqa: E402  # see above
from network.models import Partner, User  # noqa: E402  # see above
from programmes.models import SchoolYear  # noqa: E402  # see above
from tests import live  # noqa: E402  # see above
from tests.bench.measure import Result, keep, table  # noqa: E402  # see above
from tests.bench.rows import children, resident  # noqa: E402  # see above
from tests.http import surfers  # noqa: E402  # see above

SIZE, PAGES, WORKERS = 500, 4, 2
SECONDS, CPU_SECONDS, GROWN_MEGABYTES, PAGE_MS = 240, 0.6, 20, 300
KILLED_AT = (100, 250, 400)
PAUSE_SECONDS = 0.25
PATIENCE_SECONDS = 1200


@dataclass
class House:
    """A copy of the bench world that runs: web processes, a Redis and an archive of its own."""

    url: str
    environment: dict[str, str]


@dataclass
class Watch:
    """What was seen while the run was busy."""

    megabytes: dict[int, list[float]] = field(default_factory=dict)
    page_ms: list[float] = field(default_factory=list)

    def weigh(self, command: int) -> None:
        for pid in children(command):
            with contextlib.suppress(ValueError):  # it ended between the two questions
                self.megabytes.setdefault(pid, []).append(resident(pid))

    @property
    def growth(self) -> float:
        """How much more a worker takes at the end than when it had warmed up, of the one that grew most."""
        return max(median(seen[-20:]) - median(seen[len(seen) // 4 :][:20]) for seen in self.megabytes.values())

    @property
    def peak(self) -> float:
        return max(max(seen) for seen in self.megabytes.values())


@contextlib.contextmanager
def house() -> Iterator[House]:
    template = settings.DATABASES["default"]["NAME"]
    name, port = f"{template}_run", live.free_port()
    with tempfile.TemporaryDirectory(prefix="fluxus-bench-") as folder:
        media, processes = Path(folder) / "media", live.Processes(Path(folder))
        media.mkdir()
        live.copy_database(template, name)
        try:
            environment = live.surroundings(name, live.start_redis(processes, Path(folder)), media, port)
            live.start_web(processes, environment, port)
            with override_settings(MEDIA_ROOT=media), live.looking_into(name):
                yield House(f"http://127.0.0.1:{port}", environment)
        finally:
            processes.end_all()
            live.drop_database(name)


def command(here: House, year: str) -> subprocess.Popen[bytes]:
    """`contract_run` at the head of a process group of its own."""
    asked = ["--menu", year, "--most", str(SIZE), "--workers", str(WORKERS), "--json"]
    return subprocess.Popen(
        [sys.executable, "manage.py", "contract_run", *asked],
        cwd=settings.BASE_DIR,
        env=here.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def busiest_year() -> str:
    """The school year with the most visits."""
    return str(SchoolYear.objects.annotate(size=Count("activities__deliveries")).order_by("-size")[0])


def watched(here: House, year: str) -> tuple[dict[str, float], Watch]:
    """The report of one whole run, and what was seen meanwhile."""
    watch, over = Watch(), threading.Event()
    reader = threading.Thread(target=read_pages, args=(here, watch, over))
    process = command(here, year)
    reader.start()
    try:
        while process.poll() is None:
            watch.weigh(process.pid)
            time.sleep(PAUSE_SECONDS)
    finally:
        over.set()
        reader.join()
    told, _ = process.communicate()
    return json.loads(told), watch


def read_pages(here: House, watch: Watch, over: threading.Event) -> None:
    """A colleague who opens a page about four times a second."""
    partner = Partner.objects.annotate(lines=Count("timeline")).order_by("-lines", "pk")[0]
    pages = [reverse("contracts:agreements"), partner.get_absolute_url(), reverse("bookings:board"), "/"]
    with surfers(here.url, list(User.objects.filter(email="bureau@fluxus.test"))) as (colleague,):
        for page in pages:
            colleague.get(page)
        while not over.is_set():
            for page in pages:
                began = time.perf_counter()
                answer = colleague.get(page)
                watch.page_ms.append((time.perf_counter() - began) * 1000)
                if answer.status != 200:
                    raise RuntimeError(f"{page} gives {answer.status}")
                time.sleep(PAUSE_SECONDS)


def refuse_inexact() -> None:
    """Exactly so many agreements, numbered without a hole, each with one PDF of four pages or more."""
    run = AgreementRun.objects.order_by("-pk")[0]
    orders = DocumentOrder.objects.filter(agreement__run=run, status=OrderStatus.READY)
    counts = run.agreements.count(), orders.count(), orders.values("document").distinct().count()
    holes = [finding for series in audit() for finding in series.findings]
    pages = [
        len(PdfReader(BytesIO(documents.read(each))).pages) for each in Document.objects.filter(orders__in=orders)[:25]
    ]
    if counts != (SIZE, SIZE, SIZE) or holes or min(pages) < PAGES:
        raise RuntimeError(f"{counts} agreements, orders and documents; {holes}; pages {sorted(pages)}")


def whole() -> list[Result]:
    with house() as here:
        told, watch = watched(here, busiest_year())
        refuse_inexact()
    p95 = quantiles(watch.page_ms, n=20)[18]
    middle = round(median(watch.page_ms), 1)
    return [
        Result(f"{SIZE} agreements, {WORKERS} workers", "s", SECONDS, told["seconds"], told["seconds"], 1),
        Result("one of them, CPU", "s", CPU_SECONDS, round(told["cpu_seconds"] / SIZE, 3), 0, SIZE),
        Result("a worker grows", "MB", GROWN_MEGABYTES, round(watch.growth, 1), round(watch.peak, 1), WORKERS),
        Result("a page meanwhile, p95", "ms", PAGE_MS, round(p95, 1), middle, len(watch.page_ms)),
    ]


def killed() -> list[Result]:
    """The same with kill -9 on the command and its workers, three times on the way."""
    began = time.monotonic()
    with house() as here:
        year = busiest_year()
        for least in KILLED_AT:
            process = command(here, year)
            wait_for_made(least, process)
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        last = command(here, year)
        last.communicate(timeout=PATIENCE_SECONDS)
        refuse_inexact()
    took = round(time.monotonic() - began, 1)
    return [Result(f"{SIZE} agreements, killed {len(KILLED_AT)} times", "s", 2 * SECONDS, took, took, 1)]


def wait_for_made(least: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        run = AgreementRun.objects.order_by("-pk").first()
        if run and run.agreements.count() >= least:
            return
        time.sleep(PAUSE_SECONDS)
    raise RuntimeError(f"the run was over before {least} agreements were made")


def main() -> int:
    results = [*whole(), *killed()]
    print(f"contracts\n{table(results)}")
    print(f"\n{keep('contracts', results).relative_to(settings.BASE_DIR)}")
    return 0 if all(row.is_met for row in results) else 1


if __name__ == "__main__":
    sys.exit(main())
