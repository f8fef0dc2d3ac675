"""Start and stop one PostgreSQL and one Redis process in a folder; `fluxus.services` decides when and where."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

OLDEST_POSTGRES = 15
PATIENCE_SECONDS = 60
POSTGRES_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
)
POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": "5432",
    "max_connections": "300",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "default_text_search_config": "pg_catalog.simple",
}
# Only for databases that are thrown away: a power cut may destroy them.
THROWAWAY_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


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
    _own(folder, owner)
    entered = _run(["/bin/sh", "-c", 'cd "$1" && test -w .', "sh", str(folder)], owner).returncode == 0
    if not entered:
        with contextlib.suppress(OSError):
            folder.rmdir()
    return entered


def alive(pid: int) -> bool:
    """Tell whether a process exists and is not a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return not state.stdout.strip().startswith("Z")


def start_postgres(place: Place, *, database: str, throwaway: bool) -> None:
    """Start PostgreSQL (making the cluster the first time) and wait until it takes connections."""
    if postgres_answers(place):
        return
    for folder in (place.home, place.sockets):
        _own(folder, place.owner)
    if not (place.data / "PG_VERSION").exists():
        _make_cluster(place)
    _drop_stale_postgres_pid(place)
    _write_settings(place, POSTGRES_SETTINGS | (THROWAWAY_SETTINGS if throwaway else {}))
    log = place.home / "postgres.log"
    command = [_postgres_binary(place, "pg_ctl"), "start", "-s", "-w", "-t", str(PATIENCE_SECONDS)]
    done = _run([*command, "-D", str(place.data), "-l", str(log)], place.owner, quiet=False)
    if done.returncode != 0:
        raise ServiceError(f"PostgreSQL did not start. Its last words in {log}:\n{_tail(log)}")
    create_database(place, database)


def stop_postgres(place: Place) -> None:
    """Stop PostgreSQL, breaking off open connections."""
    if _postgres_pid(place) is None:
        return
    command = [_postgres_binary(place, "pg_ctl"), "stop", "-s", "-w", "-t", str(PATIENCE_SECONDS), "-m", "fast"]
    _run([*command, "-D", str(place.data)], place.owner)


def postgres_answers(place: Place) -> bool:
    """Tell whether our PostgreSQL is up and ready."""
    if _postgres_pid(place) is None:
        return False
    lines = _read(place.data / "postmaster.pid").splitlines()
    ready = len(lines) > 7 and lines[7].strip() == "ready"
    return ready and _connects(place.sockets / ".s.PGSQL.5432")


def create_database(place: Place, name: str) -> None:
    """Create an empty database unless it exists."""
    psql = [_postgres_binary(place, "psql"), "-X", "-q", "-h", str(place.sockets), "-U", "fluxus", "-d", "postgres"]
    sought = f"SELECT 1 FROM pg_database WHERE datname = '{name}'"
    if _run([*psql, "-At", "-c", sought], place.owner).stdout.strip() == "1":
        return
    done = _run([*psql, "-c", f'CREATE DATABASE "{name}"'], place.owner)
    if done.returncode != 0:
        raise ServiceError(f"Database {name} could not be made: {done.stderr.strip()}")


def start_redis(place: Place) -> None:
    """Start Redis and wait until it answers."""
    if redis_answers(place):
        return
    for folder in (place.home, place.sockets):
        _own(folder, place.owner)
    log = place.home / "redis.log"
    settings = {
        "port": "0",
        "unixsocket": str(place.redis_socket),
        "unixsocketperm": "700",
        "dir": str(place.home),
        "pidfile": str(place.redis_pid),
        "logfile": str(log),
        "daemonize": "yes",
        "save": "60 1",
        "databases": "16",
    }
    options = [word for name, value in settings.items() for word in (f"--{name}", value)]
    done = _run([_redis_binary(), *options], place.owner)
    if done.returncode != 0 or not _until(lambda: redis_answers(place)):
        raise ServiceError(f"Redis did not start. {done.stderr.strip()} Its last words in {log}:\n{_tail(log)}")


def stop_redis(place: Place) -> None:
    """Stop Redis after it has saved."""
    pid = _read(place.redis_pid).strip()
    if not redis_answers(place) or not pid.isdigit():
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(int(pid), signal.SIGTERM)
    _until(lambda: not alive(int(pid)))


def redis_answers(place: Place) -> bool:
    """Tell whether our Redis is up."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            line.connect(str(place.redis_socket))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _make_cluster(place: Place) -> None:
    shutil.rmtree(place.data, ignore_errors=True)  # what an interrupted initdb left
    command = [_postgres_binary(place, "initdb"), "-D", str(place.data), "-U", "fluxus", "-A", "trust", "-E", "UTF8"]
    # Dutch sorting where the build has ICU; plain code points otherwise.
    attempts = (
        ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=nl-NL"],
        ["--locale=C", "--locale-provider=icu", "--icu-locale=nl-NL"],
        ["--locale=C.UTF-8"],
        ["--locale=C"],
    )
    for locale in attempts:
        done = _run([*command, *locale], place.owner)
        if done.returncode == 0:
            return
        shutil.rmtree(place.data, ignore_errors=True)
    raise ServiceError(f"PostgreSQL could not make a cluster in {place.data}:\n{done.stderr.strip()}")


def _write_settings(place: Place, settings: dict[str, str]) -> None:
    folders = '"' + str(place.sockets) + '"'
    chosen = settings | {"unix_socket_directories": folders}
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in chosen.items()]
    (place.data / "postgresql.conf").write_text("".join(lines))


def _postgres_pid(place: Place) -> int | None:
    """Return the pid of the PostgreSQL that serves our data, None for a stale or missing pid file."""
    lines = _read(place.data / "postmaster.pid").splitlines()
    if len(lines) < 2 or not lines[0].strip().isdigit() or lines[1] != str(place.data):
        return None
    pid = int(lines[0])
    shown = subprocess.run(["ps", "-o", "stat=,comm=", "-p", str(pid)], capture_output=True, text=True, check=False)
    state = shown.stdout.strip()
    return pid if "postgres" in state and not state.startswith("Z") else None


def _drop_stale_postgres_pid(place: Place) -> None:
    """After a crash or restart the pid may belong to another program, which PostgreSQL takes for itself."""
    if _postgres_pid(place) is None:
        (place.data / "postmaster.pid").unlink(missing_ok=True)


@cache
def _postgres_folders() -> dict[int, Path]:
    """Return the folders with PostgreSQL server programs, by major version."""
    candidates = [path for pattern in POSTGRES_FOLDERS for path in Path("/").glob(pattern.lstrip("/"))]
    if (known := shutil.which("pg_ctl")) is not None:
        candidates.append(Path(known).resolve().parent)
    found: dict[int, Path] = {}
    for folder in candidates:
        if not all((folder / name).exists() for name in ("initdb", "pg_ctl", "psql")):
            continue
        shown = subprocess.run([folder / "pg_ctl", "--version"], capture_output=True, text=True, check=False).stdout
        major = shown.split()[2].split(".")[0] if len(shown.split()) > 2 else ""
        if major.isdigit() and int(major) >= OLDEST_POSTGRES:
            found.setdefault(int(major), folder)
    return found


def _postgres_binary(place: Place, name: str) -> str:
    folders = _postgres_folders()
    made_by = _read(place.data / "PG_VERSION").strip()
    if made_by.isdigit() and int(made_by) not in folders:
        raise ServiceError(
            f"The data in {place.data} was made by PostgreSQL {made_by}, which is not installed. "
            "Install that version, or throw the data away with `make reset`."
        )
    if not folders:
        raise ServiceError(
            f"PostgreSQL {OLDEST_POSTGRES} or newer was not found. Install its server programs "
            "(Debian and Ubuntu: postgresql; brew: postgresql@17), or set DATABASE_URL."
        )
    return str(folders[int(made_by) if made_by.isdigit() else max(folders)] / name)


def _redis_binary() -> str:
    for name in ("redis-server", "valkey-server"):
        if (found := shutil.which(name)) is not None:
            return found
    raise ServiceError(
        "redis-server was not found. Install it (Debian and Ubuntu: redis-server; brew: redis), or set REDIS_URL."
    )


def _own(folder: Path, owner: pwd.struct_passwd | None) -> None:
    """Make a folder that only the server user may enter; refuse one that somebody else put there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    expected = {os.geteuid()} | ({owner.pw_uid} if owner else set())
    if folder.is_symlink() or folder.stat().st_uid not in expected:
        raise ServiceError(f"{folder} belongs to somebody else; remove it or choose another FLUXUS_VAR.")
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    folder.chmod(0o700)


def _run(
    command: list[str], owner: pwd.struct_passwd | None, *, quiet: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run a program as the server user, away from the caller's folder, terminal and locale."""
    extra: dict[str, Any] = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    # A server that stays must not hold our pipes open, so its start is not captured.
    pipes = (
        {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        if quiet
        else {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    )
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
        cwd="/",
        start_new_session=True,
        env=environment | {"LC_ALL": "C", "HOME": "/"},
        **pipes,
        **extra,
    )


def _until(condition: Any) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())


def _connects(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            line.connect(str(path))
            return True
    except OSError:
        return False


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def _tail(path: Path) -> str:
    return "\n".join(_read(path).splitlines()[-8:])
