"""Run one command to its end and pass on what should end it."""

from __future__ import annotations

import os
import signal
import subprocess
import time

# Ctrl-C reaches the command through the terminal; when it reached only us, we hand it on after this long.
GRACE_SECONDS = 8


class Supervised:
    """A command that ends when it is done, when we are told to stop, or when whoever started us is gone."""

    def __init__(self) -> None:
        self.child: subprocess.Popen[bytes] | None = None
        self.asked_at: float | None = None
        self.parent = os.getppid()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask)

    def ask(self, number: int, _frame: object) -> None:
        """Remember that we were asked to stop; only Ctrl-C may wait."""
        self.asked_at = time.monotonic() - (0 if number == signal.SIGINT else GRACE_SECONDS)

    def run(self, command: list[str], environment: dict[str, str]) -> int:
        """Run the command and return its exit code as a shell would tell it."""
        if self.asked_at is not None:
            return 130
        self.child = subprocess.Popen(command, env=environment)
        told = False
        while True:
            try:
                code = self.child.wait(timeout=0.5)
            except subprocess.TimeoutExpired:
                if not told and self.must_stop():
                    self.child.terminate()
                    told = True
            else:
                return code if code >= 0 else 128 - code

    def must_stop(self) -> bool:
        """Tell whether the command has to be stopped by us."""
        if self.asked_at is not None:
            return time.monotonic() - self.asked_at >= GRACE_SECONDS
        return os.getppid() != self.parent
