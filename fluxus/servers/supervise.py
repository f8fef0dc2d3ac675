"""Run one command to its end, pass on what should end it, and leave none of its processes behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from fluxus.servers.place import process_name, read

# Ctrl-C reaches the command through the terminal; when it reached only us, we hand it on after this long.
GRACE_SECONDS = 8
PR_SET_CHILD_SUBREAPER = 36
# These are stopped by name and place, and may be in use by others.
SERVERS = ("postgres", "redis-server", "valkey-server")


class Supervised:
    """A command that ends when it is done, when we are told to stop, or when whoever started us is gone."""

    def __init__(self) -> None:
        self.child: subprocess.Popen[bytes] | None = None
        self.asked_at: float | None = None
        self.asked_with = 0
        self.parent = os.getppid()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask)
        adopt_orphans()

    def ask(self, number: int, _frame: object) -> None:
        """Remember that we were asked to stop; only Ctrl-C may wait."""
        self.asked_with = number
        self.asked_at = time.monotonic() - (0 if number == signal.SIGINT else GRACE_SECONDS)

    def run(self, command: list[str], environment: dict[str, str]) -> int:
        """Run the command and return its exit code as a shell would tell it."""
        if self.asked_at is not None:
            return 128 + self.asked_with
        self.child = subprocess.Popen(command, env=environment)
        told = False
        while True:
            try:
                code = self.child.wait(timeout=0.5)
            except subprocess.TimeoutExpired:
                reap(besides=self.child.pid)
                if not told and self.must_stop():
                    self.child.terminate()
                    told = True
            else:
                end_orphans()
                return code if code >= 0 else 128 - code

    def must_stop(self) -> bool:
        """Tell whether the command has to be stopped by us."""
        if self.asked_at is not None:
            return time.monotonic() - self.asked_at >= GRACE_SECONDS
        return os.getppid() != self.parent


def adopt_orphans() -> None:
    """Become the parent of grandchildren whose parent dies (Linux only), so that none is lost sight of."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_orphans(patience_seconds: float = 5) -> None:
    """End what the command left running, the servers aside."""
    deadline = time.monotonic() + patience_seconds
    number = signal.SIGTERM
    while left := [pid for pid in children() if process_name(pid) and process_name(pid) not in SERVERS]:
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        time.sleep(0.2)
        reap()
        if time.monotonic() > deadline:
            number = signal.SIGKILL
    reap()


def reap(*, besides: int = 0) -> None:
    """Let go of children that have ended; a zombie looks alive to PostgreSQL."""
    for pid in children():
        if pid != besides:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)


def children() -> list[int]:
    """Return the processes that have us as their parent."""
    known = Path(f"/proc/self/task/{os.getpid()}/children")
    return [int(pid) for pid in read(known).split()]
