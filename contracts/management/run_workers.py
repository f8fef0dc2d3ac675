"""Worker processes of a run that is started from the command line: they work whether or not Celery does."""

import gc
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import reset_queries

from contracts.domain import runs

LOOK_SECONDS = 0.5
MOST_DEATHS = 20
"""So many workers may die on the way before the run is left for somebody to look at."""
MOST_MEGABYTES = 400
"""A worker that grew larger than this makes place for a new one."""


class TooManyDeaths(Exception):
    """Something kills every worker that takes up this run."""


@dataclass
class Crew:
    """The processes that work on one run; who dies or makes place is replaced."""

    run_id: int
    count: int
    command: str = "contract_run"
    at_work: list[subprocess.Popen[bytes]] = field(default_factory=list)
    deaths: int = 0

    def work(self, tell: Callable[[], None]) -> None:
        """Until the run is over; `tell` is called about twice a second. Ends its workers when it is interrupted."""
        try:
            self.at_work = [self.hire() for _ in range(self.count)]
            while self.at_work:
                time.sleep(LOOK_SECONDS)
                self.look_around()
                tell()
        finally:
            for worker in self.at_work:
                worker.terminate()
                worker.wait()

    def hire(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), self.command, "--lane", str(self.run_id)]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603  # our own command, no shell

    def look_around(self) -> None:
        """Whoever ended well is done; whoever did not, or made place, is replaced."""
        ended = [worker for worker in self.at_work if worker.poll() is not None]
        for worker in ended:
            self.at_work.remove(worker)
            if worker.returncode == 0:
                continue
            self.deaths += worker.returncode != MAKES_PLACE
            if self.deaths > MOST_DEATHS:
                raise TooManyDeaths
            self.at_work.append(self.hire())


MAKES_PLACE = 75
"""Exit code of a worker that stopped before the run was over (EX_TEMPFAIL)."""


def lane(run_id: int, work: Callable[..., bool] = runs.advance_here) -> int:
    """What one worker does on `work`; the exit code. It ends when the process that started it is gone."""
    parent = os.getppid()
    gc.freeze()  # what is loaded by now stays; the collector need not look at it after every document

    def goes_on() -> bool:
        gc.collect()  # a document that is done is one large cycle; left to itself, several lie about at a time
        reset_queries()  # in development Django keeps the last nine thousand
        return os.getppid() == parent and peak_megabytes() < MOST_MEGABYTES

    is_over = work(run_id=run_id, goes_on=goes_on)
    return 0 if is_over or os.getppid() != parent else MAKES_PLACE


def peak_megabytes(of: int = resource.RUSAGE_SELF) -> float:
    """The most memory that this process, or the largest of its children, ever had."""
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(of).ru_maxrss / unit


def cpu_of_workers() -> float:
    """Seconds of processor time of the children that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
