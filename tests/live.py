"""A house that really runs: its own database and Redis, web processes behind Gunicorn and a Celery worker.

The fixtures are in tests/houses.py. Everything that is started here ends with the test, by process id.
"""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connection, connections
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PATIENCE_SECONDS = 90
LIBC = ctypes.CDLL(None)


@dataclass
class Processes:
    """What was started, ended in reverse order."""

    logs: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        with (self.logs / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                env=environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_parent,  # noqa: PLW1509  # one system call, safe between fork and exec
            )
        self.running[name] = process
        return process

    def log(self, name: str) -> str:
        return (self.logs / f"{name}.log").read_text(errors="replace")

    def end(self, name: str, *, by: signal.Signals = signal.SIGTERM) -> None:
        """End one process with all its children (it leads its own group)."""
        process = self.running.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, by)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=10)

    def end_all(self) -> None:
        for name in reversed(list(self.running)):
            self.end(name, by=signal.SIGKILL if name.startswith("worker") else signal.SIGTERM)


def end_with_parent() -> None:
    """On Linux a process of ours ends when the test run is killed and cannot end it any more."""
    if sys.platform == "linux":
        LIBC.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


@dataclass
class House:
    """A running house and the way to it."""

    url: str
    environment: dict[str, str]
    processes: Processes

    def start_worker(self, name: str = "worker", **extra: str) -> subprocess.Popen[bytes]:
        """A Celery worker with one process for all queues, without beat."""
        command = [str(BIN / "celery"), "--app", "fluxus", "worker", "--pool", "prefork", "--concurrency", "1"]
        command += [
            "--queues",
            "default,documents,mail,planning,runs",
            "--without-gossip",
            "--without-mingle",
            "--loglevel",
            "INFO",
        ]
        process = self.processes.start(name, [*command, "--hostname", f"{name}@test"], {**self.environment, **extra})
        wait_for(lambda: "ready." in self.processes.log(name), f"worker {name}", lambda: self.processes.log(name))
        return process

    @property
    def mail(self) -> Path:
        """Where sent letters lie, one file per connection."""
        return Path(self.environment["MEDIA_ROOT"]).parent / "mail"

    def manage(self, *arguments: str) -> str:
        """Run a management command in the surroundings of this house."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def wait_for(
    happened: Callable[[], Any], what: str, explain: Callable[[], str] = str, seconds: float = PATIENCE_SECONDS
) -> Any:
    """The first true answer of `happened`; fails with `explain()` when it takes too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := happened():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"{what} did not come within {seconds} s\n{explain()[-4000:]}")


def free_port() -> int:
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        return int(plug.getsockname()[1])


def database_url(name: str) -> str:
    """The address of database `name` on the server of the tests."""
    given = settings.DATABASES["default"]
    user = quote(given["USER"], safe="") + (f":{quote(given['PASSWORD'], safe='')}" if given["PASSWORD"] else "")
    port = f":{given['PORT']}" if given["PORT"] else ""
    return f"postgresql://{user}@{quote(given['HOST'], safe='')}{port}/{name}"


def server() -> psycopg.Connection:
    """A connection from which databases can be made."""
    return psycopg.connect(database_url("postgres"), autocommit=True)


def drop_database(name: str) -> None:
    with server() as link:
        link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def copy_database(template: str, name: str) -> None:
    """A new database `name`, equal to `template`."""
    drop_database(name)
    with server() as link:
        link.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


@contextlib.contextmanager
def looking_into(name: str) -> Iterator[None]:
    """Points the default connection of this process, and of threads it starts, at database `name`."""
    before = settings.DATABASES["default"]["NAME"]
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = before


def surroundings(database: str, redis_url: str, media: Path, port: int) -> dict[str, str]:
    """The environment of the processes of a house."""
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV_"))}
    return {
        **keep,
        "DATABASE_URL": database_url(database),
        "REDIS_URL": redis_url,
        "MEDIA_ROOT": str(media),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "DEBUG": "1",
        # letters lie as files beside the documents
        "MAIL_URL": f"file:///{media.parent / 'mail'}",
        "LOG_LEVEL": "INFO",
        "PYTHONUNBUFFERED": "1",
    }


def start_redis(processes: Processes, folder: Path) -> str:
    """A Redis of our own on a socket, with nothing on disk; the address."""
    plug = folder / "redis.sock"
    command = [
        "redis-server",
        "--port",
        "0",
        "--unixsocket",
        str(plug),
        "--save",
        "",
        "--appendonly",
        "no",
        "--daemonize",
        "no",
    ]
    processes.start("redis", [*command, "--dir", str(folder)], dict(os.environ))
    wait_for(plug.exists, "Redis", lambda: processes.log("redis"))
    return f"unix://{plug}?db=0"


def start_web(processes: Processes, environment: dict[str, str], port: int, workers: int = 2) -> None:
    """Gunicorn with `workers` processes, ready to answer."""
    command = [
        str(BIN / "gunicorn"),
        "fluxus.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        str(workers),
        "--threads",
        "4",
    ]
    processes.start(
        "web", [*command, "--timeout", "60", "--access-logfile", "-", "--graceful-timeout", "5"], environment
    )
    wait_for(lambda: answers(f"http://127.0.0.1:{port}/account/login/"), "the web server", lambda: processes.log("web"))


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False
