"""Fixtures for all tests."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.cast import Cast, gather
from tests.network_guard import refuse_outside

pytest_plugins = ["tests.live"]


def pytest_configure(config: pytest.Config) -> None:
    """Each process of the test run keeps its own corner of the shared Redis cache."""
    worker = getattr(config, "workerinput", {}).get("workerid", "main")
    settings.CACHES["default"]["KEY_PREFIX"] = f"test-{settings.DATABASES['default']['NAME']}-{worker}"


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Nothing in a test leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        refuse_outside(self.family, address)
        return connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign]  # undone below
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]  # as it was


@pytest.fixture(scope="session", autouse=True)
def own_media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents of tests lie in a folder of their own."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
    return settings.MEDIA_ROOT


@pytest.fixture
def cast(db: None) -> Cast:
    return gather()


@pytest.fixture
def as_bureau(cast: Cast) -> Client:
    """A browser in which the projectbureau is logged in."""
    client = Client()
    client.force_login(cast.bureau)
    return client


@pytest.fixture
def as_bilal(cast: Cast) -> Client:
    """A browser in which the cultuurmaker Bilal is logged in."""
    client = Client()
    client.force_login(cast.bilal)
    return client
