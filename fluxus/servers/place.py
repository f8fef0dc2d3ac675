"""What both servers need: the place of one clone, the unprivileged user, and running a program as that user."""

from __future__ import annotations

import contextlib
import os
import pwd
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE_SECONDS = 60


class ServiceError(Exception):
    """A service cannot be started; the message says what to do about it."""


@dataclass(frozen=True)
class Place:
    """Where the data and the sockets of one clone lie, and who owns the processes (None: whoever calls)."""

    home: Path
    sockets: Path
    owner: pwd.struct_passwd | None

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @property
    def redis_socket(self) -> Path:
        return self.sockets / "redis.sock"

    @property
    def redis_pid(self) -> Path:
        return self.home / "redis.pid"


def server_user() -> pwd.struct_passwd | None:
    """Return the unprivileged user for the servers when we are root; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "_postgres", "redis", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise ServiceError(
        "Running as root, but there is no unprivileged user (postgres or nobody) to start PostgreSQL as."
    )


def may_enter(folder: Path, owner: pwd.struct_passwd | None) -> bool:
    """Tell whether the server user can work in `folder`; makes it when needed."""
    if owner is None:
        return True
    own(folder, owner)
    entered = run(["/bin/sh", "-c", 'cd "$1" && test -w .', "sh", str(folder)], owner).returncode == 0
    if not entered:
        with contextlib.suppress(OSError):
            folder.rmdir()
    return entered


def process_name(pid: int) -> str:
    """Return the name of a living process, and nothing for one that is gone or a zombie."""
    if Path("/proc/self/stat").exists():
        # "pid (name) state …"; the name itself may hold brackets
        name, _, rest = read(Path(f"/proc/{pid}/stat")).partition("(")[2].rpartition(")")
        state = rest.strip()
    else:
        shown = subprocess.run(["ps", "-o", "stat=,comm=", "-p", str(pid)], capture_output=True, text=True, check=False)
        state, _, name = shown.stdout.strip().partition(" ")
    return "" if state.startswith("Z") else name.strip()


def own(folder: Path, owner: pwd.struct_passwd | None) -> None:
    """Make a folder that only the server user may enter; refuse one that somebody else put there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    expected = {os.geteuid()} | ({owner.pw_uid} if owner else set())
    if folder.is_symlink() or folder.stat().st_uid not in expected:
        raise ServiceError(f"{folder} belongs to somebody else; remove it or choose another FLUXUS_VAR.")
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    folder.chmod(0o700)


def run(
    command: list[str], owner: pwd.struct_passwd | None, *, capture: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run a program as the server user, away from the caller's folder, terminal and locale."""
    extra: dict[str, Any] = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    # A server that stays must not hold our pipes open, so its start is not captured.
    output = subprocess.PIPE if capture else subprocess.DEVNULL
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
        cwd="/",
        start_new_session=True,
        env=environment | {"LC_ALL": "C", "HOME": "/"},
        stdout=output,
        stderr=output,
        **extra,
    )


def until(condition: Callable[[], bool]) -> bool:
    """Wait until a condition holds; tell whether it came to hold in time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


def read(path: Path) -> str:
    """Return the text of a file, and nothing when there is none."""
    try:
        return path.read_text()
    except OSError:
        return ""


def tail(path: Path) -> str:
    """Return the last lines of a log."""
    return "\n".join(read(path).splitlines()[-8:])
