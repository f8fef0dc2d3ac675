"""Start and stop one private Redis; `fluxus.services` decides when and where."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket

from fluxus.servers.place import Place, ServiceError, own, process_name, read, run, tail, until


def start(place: Place) -> None:
    """Start Redis and wait until it answers."""
    if answers(place):
        return
    for folder in (place.home, place.sockets):
        own(folder, place.owner)
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
    done = run([_binary(), *options], place.owner)
    if done.returncode != 0 or not until(lambda: answers(place)):
        raise ServiceError(f"Redis did not start. {done.stderr.strip()} Its last words in {log}:\n{tail(log)}")


def stop(place: Place) -> None:
    """Stop Redis after it has saved."""
    pid = read(place.redis_pid).strip()
    if not answers(place) or not pid.isdigit() or "server" not in process_name(int(pid)):
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(int(pid), signal.SIGTERM)
    until(lambda: not process_name(int(pid)))


def answers(place: Place) -> bool:
    """Tell whether our Redis is up."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            line.connect(str(place.redis_socket))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _binary() -> str:
    for name in ("redis-server", "valkey-server"):
        if (found := shutil.which(name)) is not None:
            return found
    raise ServiceError(
        "redis-server was not found. Install it (Debian and Ubuntu: redis-server; brew: redis), or set REDIS_URL."
    )
