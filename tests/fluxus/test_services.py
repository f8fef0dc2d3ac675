"""The private PostgreSQL and Redis, with real servers in a folder of the test's own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from redis import Redis

from fluxus import services
from fluxus.servers import postgres, redis
from fluxus.servers.place import Place, ServiceError

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Clone:
    """A checkout with an empty `var/`, seen from the command line."""

    var: Path

    @property
    def environment(self) -> dict[str, str]:
        given = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        return given | {"FLUXUS_VAR": str(self.var), "DEBUG": "1"}

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "fluxus.services", *words]

    def call(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words), env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )

    def say(self, *words: str) -> str:
        done = self.call(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @property
    def home(self) -> Path:
        return Path(json.loads((self.var / "services.json").read_text())["home"])

    @property
    def postgres_pid(self) -> int:
        return int((self.home / "postgres/postmaster.pid").read_text().splitlines()[0])

    @property
    def redis_pid(self) -> int:
        return int((self.home / "redis.pid").read_text())

    def is_down(self) -> bool:
        return self.call("status").stdout == "postgres: stopped\nredis: stopped\n"


@pytest.fixture
def clone(tmp_path: Path) -> Iterator[Clone]:
    made = Clone(tmp_path / "var")
    yield made
    made.call("reset")


def test_start_twice_gives_the_same_servers_and_keeps_the_data(clone: Clone) -> None:
    clone.say("start")
    pids = clone.postgres_pid, clone.redis_pid
    with psycopg.connect(clone.say("url"), autocommit=True) as line:
        line.execute("CREATE TABLE kept (note text)")
    clone.say("start")
    assert (clone.postgres_pid, clone.redis_pid) == pids
    clone.say("stop")
    assert clone.is_down()
    with psycopg.connect(clone.say("url")) as line:
        assert line.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_servers_listen_on_sockets_only_and_sort_as_the_dutch_do(clone: Clone) -> None:
    with psycopg.connect(clone.say("url")) as line:
        assert line.execute("SHOW listen_addresses").fetchone() == ("",)
        assert line.execute("SHOW fsync").fetchone() == ("on",)
        words = line.execute("SELECT n FROM unnest(ARRAY['zee', 'Élan', 'eb', 'Fa']) n ORDER BY n").fetchall()
    assert [word for (word,) in words] == ["eb", "Élan", "Fa", "zee"]
    with Redis.from_url(clone.say("url", "--redis")) as line:
        assert line.config_get("port") == {"port": "0"}


def test_many_starts_at_once_make_one_cluster(clone: Clone) -> None:
    starts = [subprocess.Popen(clone.command("start"), env=clone.environment, cwd=ROOT) for _ in range(4)]
    assert [start.wait(timeout=60) for start in starts] == [0, 0, 0, 0]
    assert clone.say("status") == "postgres: running\nredis: running"


def test_start_recovers_from_a_crash(clone: Clone) -> None:
    clone.say("start")
    for pid in (clone.postgres_pid, clone.redis_pid):
        os.kill(pid, signal.SIGKILL)
    clone.say("start")
    assert clone.say("status") == "postgres: running\nredis: running"


def test_start_recovers_when_another_program_got_the_old_pid(clone: Clone) -> None:
    clone.say("start")
    left_behind = (clone.home / "postgres/postmaster.pid").read_text().splitlines()
    clone.say("stop")
    ours = [str(os.getpid()), *left_behind[1:]]
    (clone.home / "postgres/postmaster.pid").write_text("\n".join(ours) + "\n")
    assert clone.is_down()
    clone.say("start")
    assert clone.say("status") == "postgres: running\nredis: running"


def test_createdb_makes_a_database_once_and_refuses_odd_names(clone: Clone) -> None:
    address = clone.say("createdb", "side_room")
    assert clone.say("createdb", "side_room") == address == clone.say("url", "--database", "side_room")
    with psycopg.connect(address) as line:
        assert line.execute("SELECT current_database()").fetchone() == ("side_room",)
    refused = clone.call("createdb", "Robert'); DROP TABLE")
    assert refused.returncode == 1
    assert refused.stderr.startswith("fluxus: 'Robert')")


def test_with_runs_a_command_and_stops_the_servers_after_it(clone: Clone) -> None:
    look = "import os, sys; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL']); sys.exit(7)"
    done = clone.call("with", "--", sys.executable, "-c", look)
    assert done.returncode == 7
    assert done.stdout.split() == [clone.say("url"), clone.say("url", "--redis")]
    clone.say("stop")
    clone.call("with", "--", "true")
    assert clone.is_down()


def test_with_is_ended_by_a_signal_and_takes_the_servers_along(clone: Clone) -> None:
    wrapped = subprocess.Popen(clone.command("with", "--", "sleep", "60"), env=clone.environment, cwd=ROOT)
    wait_until_up(clone)
    wrapped.terminate()
    assert wrapped.wait(timeout=20) == 143
    assert clone.is_down()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_before_its_command_has_begun_it_never_begins(number: signal.Signals) -> None:
    asked = f"""
import os, sys
from fluxus.servers.supervise import Supervised
waiting = Supervised()
os.kill(os.getpid(), {int(number)})
sys.exit(waiting.run(["echo", "begun"], {{}}))
"""
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (128 + number, "")


def test_throwaway_servers_leave_nothing_behind(clone: Clone) -> None:
    look = "import os; print(os.environ['FLUXUS_VAR'])"
    folder = Path(clone.say("with", "--throwaway", "--", sys.executable, "-c", look))
    assert folder.name.startswith("fluxus-test-")
    assert not folder.exists()
    assert not clone.var.exists()


def test_manage_borrows_the_servers_and_gives_them_back(clone: Clone) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], env=clone.environment, cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert clone.is_down()


def test_manage_leaves_servers_of_others_alone(clone: Clone) -> None:
    clone.say("start")
    subprocess.run(
        [sys.executable, "manage.py", "check"], env=clone.environment, cwd=ROOT, capture_output=True, check=True
    )
    assert clone.say("status") == "postgres: running\nredis: running"


def test_reset_removes_data_that_had_to_lie_elsewhere(tmp_path: Path) -> None:
    """A socket path is limited to about 100 bytes, and root's closed folders are closed to the server user as well."""
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    tmp_path.chmod(0o700)
    clone = Clone(deep / "var")
    try:
        clone.say("start")
        known = json.loads((clone.var / "services.json").read_text())
        assert len(known["sockets"]) < services.LONGEST_SOCKET_FOLDER
        with psycopg.connect(clone.say("url")) as line:
            assert line.execute("SELECT 1").fetchone() == (1,)
    finally:
        clone.say("reset")
    assert not Path(known["home"]).exists()
    assert not Path(known["sockets"]).exists()


def test_given_addresses_are_used_and_nothing_is_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FLUXUS_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/fluxus")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    given = services.Addresses("postgresql://elsewhere/fluxus", "redis://elsewhere/0")
    assert (services.ensure(), services.borrow(), services.keep()) == (given, given, given)
    assert not (tmp_path / "var").exists()


def test_missing_programs_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgres, "POSTGRES_FOLDERS", ())
    postgres._folders.cache_clear()
    place = Place(tmp_path / "home", tmp_path / "sockets", None)
    try:
        with pytest.raises(ServiceError, match="PostgreSQL 15 or newer was not found"):
            postgres.start(place, database="fluxus", throwaway=False)
        with pytest.raises(ServiceError, match="redis-server was not found"):
            redis.start(place)
    finally:
        postgres._folders.cache_clear()


def test_data_of_another_postgres_version_is_not_touched(tmp_path: Path) -> None:
    place = Place(tmp_path / "home", tmp_path / "sockets", None)
    place.data.mkdir(parents=True)
    (place.data / "PG_VERSION").write_text("99\n")
    with pytest.raises(ServiceError, match="made by PostgreSQL 99"):
        postgres.start(place, database="fluxus", throwaway=False)
    assert (place.data / "PG_VERSION").exists()


def wait_until_up(clone: Clone) -> None:
    deadline = time.monotonic() + 30
    while clone.call("status").returncode != 0:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_with_leaves_no_process_of_its_command_behind(clone: Clone) -> None:
    """The command goes down without its child, which has a session of its own, as honcho's children have."""
    leave = "import subprocess as s; print(s.Popen(['sleep', '61'], start_new_session=True, stdout=s.DEVNULL).pid)"
    orphan = int(clone.say("with", "--", sys.executable, "-c", leave))
    with pytest.raises(ProcessLookupError):
        os.kill(orphan, 0)
