"""What monitors and load balancers ask."""

import json
import time
import urllib.error
import urllib.request

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from fluxus import health, heartbeat
from tests.houses import MakeHouse

FINE = {"database": "ok", "redis": "ok", "worker": "ok", "migrations": "ok"}


@pytest.fixture
def living_worker() -> None:
    heartbeat.beat()


def test_alive_answers_without_a_database(client: Client) -> None:
    """No database fixture: a query would fail this test."""
    response = client.get("/gezond/")
    assert (response.status_code, response.content) == (200, b"gezond\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_every_part_works(client: Client, living_worker: None) -> None:
    response = client.get("/gereed/")
    assert (response.status_code, response.json()) == (200, {"ready": True, "checks": FINE})


@pytest.mark.django_db
def test_not_ready_when_no_worker_lives(client: Client) -> None:
    cache.delete(heartbeat.KEY)
    response = client.get("/gereed/")
    assert (response.status_code, response.json()) == (503, {"ready": False, "checks": FINE | {"worker": "silent"}})


@pytest.mark.django_db
def test_not_ready_when_a_migration_waits(client: Client, living_worker: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations WHERE app = 'network')"
        )
    response = client.get("/gereed/")
    assert (response.status_code, response.json()["checks"]) == (503, FINE | {"migrations": "pending"})


def test_a_part_that_fails_says_nothing_of_the_inside(caplog: pytest.LogCaptureFixture) -> None:
    def breaks() -> str:
        raise RuntimeError("password=geheim")

    assert health.judge("database", breaks) == "unreachable"
    assert "Readiness check database failed" in caplog.text


@pytest.mark.parametrize("path", ["/gezond/", "/gereed/"])
@pytest.mark.django_db
def test_health_pages_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


def test_beat_is_forgotten_when_the_worker_stays_silent() -> None:
    heartbeat.beat()
    age = heartbeat.seconds_since_beat()
    assert age is not None
    assert 0 <= age < 5
    cache.set(heartbeat.KEY, time.time(), timeout=0)
    assert heartbeat.seconds_since_beat() is None


@pytest.mark.worker
def test_a_real_worker_makes_the_house_ready(make_house: MakeHouse) -> None:
    with make_house(web=1) as house:
        assert ask(house.url) == (503, FINE | {"worker": "silent"})
        house.start_worker()
        assert ask(house.url) == (200, FINE)


def ask(url: str) -> tuple[int, dict[str, str]]:
    try:
        with urllib.request.urlopen(f"{url}/gereed/", timeout=10) as response:
            return response.status, json.load(response)["checks"]
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)["checks"]
