"""Start and stop one private PostgreSQL; `fluxus.services` decides when and where."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from functools import cache
from pathlib import Path

from fluxus.servers.place import PATIENCE_SECONDS, Place, ServiceError, own, process_name, read, run, tail

OLDEST_POSTGRES = 15
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


def start(place: Place, *, database: str, throwaway: bool) -> None:
    """Start PostgreSQL (making the cluster the first time) and wait until it takes connections."""
    if answers(place):
        return
    for folder in (place.home, place.sockets):
        own(folder, place.owner)
    if not (place.data / "PG_VERSION").exists():
        _make_cluster(place)
    _drop_stale_locks(place)
    _write_settings(place, POSTGRES_SETTINGS | (THROWAWAY_SETTINGS if throwaway else {}))
    log = place.home / "postgres.log"
    command = [_binary(place, "pg_ctl"), "start", "-s", "-w", "-t", str(PATIENCE_SECONDS)]
    command += ["-D", str(place.data), "-l", str(log)]
    # After a crash the old backends may need a moment to notice that their master is gone.
    for pause in (1, 3, 0):
        if run(command, place.owner, capture=False).returncode == 0:
            break
        time.sleep(pause)
    else:
        raise ServiceError(f"PostgreSQL did not start. Its last words in {log}:\n{tail(log)}")
    create_database(place, database)


def stop(place: Place) -> None:
    """Stop PostgreSQL, breaking off open connections."""
    if _pid(place) is None:
        return
    command = [_binary(place, "pg_ctl"), "stop", "-s", "-w", "-t", str(PATIENCE_SECONDS), "-m", "fast"]
    run([*command, "-D", str(place.data)], place.owner)


def answers(place: Place) -> bool:
    """Tell whether our PostgreSQL is up and ready."""
    if _pid(place) is None:
        return False
    lines = read(place.data / "postmaster.pid").splitlines()
    ready = len(lines) > 7 and lines[7].strip() == "ready"
    return ready and _connects(place.sockets / ".s.PGSQL.5432")


def create_database(place: Place, name: str) -> None:
    """Create an empty database unless it exists."""
    psql = [_binary(place, "psql"), "-X", "-q", "-h", str(place.sockets), "-U", "fluxus", "-d", "postgres"]
    sought = f"SELECT 1 FROM pg_database WHERE datname = '{name}'"
    if run([*psql, "-At", "-c", sought], place.owner).stdout.strip() == "1":
        return
    done = run([*psql, "-c", f'CREATE DATABASE "{name}"'], place.owner)
    if done.returncode != 0:
        raise ServiceError(f"Database {name} could not be made: {done.stderr.strip()}")


def _make_cluster(place: Place) -> None:
    shutil.rmtree(place.data, ignore_errors=True)  # what an interrupted initdb left
    command = [_binary(place, "initdb"), "-D", str(place.data), "-U", "fluxus", "-A", "trust", "-E", "UTF8"]
    # Dutch sorting where the build has ICU; plain code points otherwise.
    attempts = (
        ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=nl-NL"],
        ["--locale=C", "--locale-provider=icu", "--icu-locale=nl-NL"],
        ["--locale=C.UTF-8"],
        ["--locale=C"],
    )
    for locale in attempts:
        done = run([*command, *locale], place.owner)
        if done.returncode == 0:
            return
        shutil.rmtree(place.data, ignore_errors=True)
    raise ServiceError(f"PostgreSQL could not make a cluster in {place.data}:\n{done.stderr.strip()}")


def _write_settings(place: Place, settings: dict[str, str]) -> None:
    folders = '"' + str(place.sockets) + '"'
    chosen = settings | {"unix_socket_directories": folders}
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in chosen.items()]
    (place.data / "postgresql.conf").write_text("".join(lines))


def _pid(place: Place) -> int | None:
    """Return the pid of the PostgreSQL that serves our data, None for a stale or missing pid file."""
    lines = read(place.data / "postmaster.pid").splitlines()
    if len(lines) < 2 or not lines[0].strip().isdigit() or lines[1] != str(place.data):
        return None
    pid = int(lines[0])
    return pid if "postgres" in process_name(pid) else None


def _drop_stale_locks(place: Place) -> None:
    """After a crash or restart the pid in a lock may be a zombie or another program, which PostgreSQL takes for itself."""
    if _pid(place) is not None:
        return
    socket_lock = place.sockets / ".s.PGSQL.5432.lock"
    holder = read(socket_lock).partition("\n")[0].strip()
    if not holder.isdigit() or "postgres" not in process_name(int(holder)):
        socket_lock.unlink(missing_ok=True)
    (place.data / "postmaster.pid").unlink(missing_ok=True)


@cache
def _folders() -> dict[int, Path]:
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


def _binary(place: Place, name: str) -> str:
    folders = _folders()
    made_by = read(place.data / "PG_VERSION").strip()
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


def _connects(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            line.connect(str(path))
            return True
    except OSError:
        return False
