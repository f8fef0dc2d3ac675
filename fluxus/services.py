"""A private PostgreSQL and Redis for one clone, so that `make run` and `make test` need no set-up.

Both listen on Unix sockets only, in a folder nobody else may enter, and never touch a server that already runs.
Where DATABASE_URL or REDIS_URL is set, this module leaves that service alone. Standard library only: it works
before the dependencies are installed.

    python -m fluxus.services start | stop | status | reset
    python -m fluxus.services url [--database NAME] [--redis]
    python -m fluxus.services createdb NAME
    python -m fluxus.services with [--throwaway] -- COMMAND …

Run as root, the servers drop to an unprivileged user. When that user cannot enter the clone, the data lies in
/var/tmp; `var/services.json` remembers where. The addresses are `postgresql://fluxus@%2Fpath/name` and
`unix:///path/redis.sock?db=0`.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from fluxus.servers import postgres, redis
from fluxus.servers.place import Place, ServiceError, may_enter, process_name, server_user
from fluxus.servers.supervise import Supervised, reap

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "fluxus"
# sun_path holds 108 bytes; PostgreSQL adds "/.s.PGSQL.5432" and while locking ".lock".
LONGEST_SOCKET_FOLDER = 85


@dataclass(frozen=True)
class Addresses:
    """Where Django and Celery find their database and Redis."""

    database_url: str
    redis_url: str


def var() -> Path:
    """Return the folder for everything that is made at run time (FLUXUS_VAR, relative to the clone)."""
    return ROOT / (os.environ.get("FLUXUS_VAR") or "var")


def ensure(*, throwaway: bool = False) -> Addresses:
    """Start what is down, wait until it answers and return the addresses. Safe to call from many processes."""
    if given := _given():
        return given
    with _locked("lock"):
        place = _place()
        if not os.environ.get("DATABASE_URL"):
            postgres.start(place, database=DATABASE, throwaway=throwaway)
        if not os.environ.get("REDIS_URL"):
            redis.start(place)
    return _addresses()


def borrow() -> Addresses:
    """Like `ensure`, but what this call started ends when the last borrower ends, unless `keep` was called."""
    if given := _given():
        return given
    _membership()
    addresses = ensure()
    atexit.register(_leave)
    return addresses


def keep() -> Addresses:
    """Like `ensure`, and the services stay up until `stop`."""
    addresses = ensure()
    if not _given():
        (var() / "services.keep").touch()
    return addresses


def stop() -> None:
    """Stop what runs for this clone; the data stays."""
    with _locked("lock"):
        place = _place()
        redis.stop(place)
        postgres.stop(place)
        (var() / "services.keep").unlink(missing_ok=True)


def reset() -> None:
    """Stop the services and remove their data, wherever it lies."""
    stop()
    place = _place()
    for folder in (place.home, place.sockets):
        shutil.rmtree(folder, ignore_errors=True)
    (var() / "services.json").unlink(missing_ok=True)


def status() -> dict[str, str]:
    """Return per service `running`, `stopped` or `elsewhere` (its address is in the environment)."""
    place = _place()
    found = {
        "postgres": postgres.answers(place),
        "redis": redis.answers(place),
    }
    given = {"postgres": os.environ.get("DATABASE_URL"), "redis": os.environ.get("REDIS_URL")}
    return {
        name: "elsewhere" if given[name] else "running" if answers else "stopped" for name, answers in found.items()
    }


def createdb(name: str) -> str:
    """Create database `name` in the private cluster when it is not there yet, and return its address."""
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", name):
        raise ServiceError(f"'{name}' is no database name: use lower-case letters, digits and underscores.")
    with _locked("lock"):
        postgres.create_database(_place(), name)
    return database_url(name)


def database_url(name: str = DATABASE) -> str:
    """Return the address of database `name` in the private cluster (it need not exist)."""
    return f"postgresql://fluxus@{quote(str(_place().sockets), safe='')}/{name}"


def redis_url() -> str:
    """Return the address of the private Redis."""
    return f"unix://{quote(str(_place().redis_socket))}?db=0"


def run_with(command: list[str], *, throwaway: bool = False) -> int:
    """Run a command with both addresses in its environment; stop the services when it ends, however it ends."""
    supervised = Supervised()
    if throwaway:
        _sweep_throwaways()
        os.environ["FLUXUS_VAR"] = tempfile.mkdtemp(prefix=f"fluxus-test-{os.getpid()}-")
    try:
        _membership()
        addresses = ensure(throwaway=throwaway)
        known = {"DATABASE_URL": addresses.database_url, "REDIS_URL": addresses.redis_url}
        return supervised.run(command, os.environ | known)
    finally:
        if throwaway:
            reset()
            shutil.rmtree(var(), ignore_errors=True)
        else:
            (var() / "services.keep").unlink(missing_ok=True)
            _leave()
        reap()


def _given() -> Addresses | None:
    database, broker = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    return Addresses(database, broker) if database and broker else None


def _addresses() -> Addresses:
    return Addresses(
        os.environ.get("DATABASE_URL") or database_url(),
        os.environ.get("REDIS_URL") or redis_url(),
    )


def _place() -> Place:
    """Find or choose where data and sockets lie; the choice is remembered per folder."""
    folder = var()
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    record = folder / "services.json"
    owner = server_user()
    with contextlib.suppress(OSError, ValueError, KeyError):
        known = json.loads(record.read_text())
        if known["var"] == str(folder):
            return Place(Path(known["home"]), Path(known["sockets"]), owner)
    token = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    home = folder / "services"
    if not may_enter(home, owner):
        home = Path("/var/tmp") / f"fluxus-{token}"
    sockets = home / "run"
    if len(os.fsencode(sockets)) > LONGEST_SOCKET_FOLDER:
        sockets = Path("/tmp") / f"fluxus-{token}"
    record.write_text(json.dumps({"var": str(folder), "home": str(home), "sockets": str(sockets)}) + "\n")
    return Place(home, sockets, owner)


@contextlib.contextmanager
def _locked(name: str) -> Iterator[None]:
    var().mkdir(parents=True, exist_ok=True)
    with (var() / f"services.{name}").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@cache
def _membership() -> int:
    """Hold a shared lock for as long as this process lives: the kernel counts the borrowers."""
    var().mkdir(parents=True, exist_ok=True)
    handle = os.open(var() / "services.users", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


def _leave() -> None:
    """Stop the services unless someone keeps them or still uses them."""
    if (var() / "services.keep").exists():
        return
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(_membership(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        stop()


def _sweep_throwaways() -> None:
    """Clean up after a test run that was killed before it could."""
    for folder in Path(tempfile.gettempdir()).glob("fluxus-test-*-*"):
        pid = folder.name.split("-")[2]
        if pid.isdigit() and not process_name(int(pid)) and os.access(folder, os.W_OK):
            command = [sys.executable, "-m", "fluxus.services", "reset"]
            environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
            subprocess.run(command, env=environment | {"FLUXUS_VAR": str(folder)}, cwd=ROOT, check=False)
            shutil.rmtree(folder, ignore_errors=True)


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m fluxus.services", description="Private PostgreSQL and Redis.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("start", "stop", "status", "reset"):
        commands.add_parser(name)
    url = commands.add_parser("url")
    url.add_argument("--database", default=DATABASE)
    url.add_argument("--redis", action="store_true")
    commands.add_parser("createdb").add_argument("name")
    wrap = commands.add_parser("with")
    wrap.add_argument("--throwaway", action="store_true")
    wrap.add_argument("words", nargs=argparse.REMAINDER)
    return parser.parse_args(argv)


def main(argv: list[str]) -> int:
    """Carry out one command line and return its exit code."""
    given = _arguments(argv)
    match given.command:
        case "start":
            keep()
        case "stop":
            stop()
        case "reset":
            reset()
        case "status":
            for name, state in (found := status()).items():
                print(f"{name}: {state}")
            return 0 if "stopped" not in found.values() else 3
        case "url":
            addresses = keep()
            named = given.database != DATABASE
            print(
                addresses.redis_url
                if given.redis
                else database_url(given.database)
                if named
                else addresses.database_url
            )
        case "createdb":
            keep()
            print(createdb(given.name))
        case "with":
            return run_with([word for word in given.words if word != "--"], throwaway=given.throwaway)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except ServiceError as error:
        sys.exit(f"fluxus: {error}")
