"""Fixtures for all tests."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from hypothesis import settings as hypothesis

from tests.cast import Cast, gather
from tests.live import copy_database, drop_database
from tests.network_guard import refuse_outside

pytest_plugins = ["tests.houses"]


def pytest_configure(config: pytest.Config) -> None:
    """Each process of the test run keeps its own corner of the shared Redis cache."""
    worker = getattr(config, "workerinput", {}).get("workerid", "main")
    settings.CACHES["default"]["KEY_PREFIX"] = f"test-{settings.DATABASES['default']['NAME']}-{worker}"
    hypothesis.register_profile("house", deadline=None)  # a property is true or not, however busy the machine is
    hypothesis.load_profile("house")


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
    """Documents of tests lie in a folder of their own, and so does the key they are sealed with."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
    settings.OWN_SIGNING_CERTIFICATE = tmp_path_factory.mktemp("seal") / "seal.p12"
    return settings.MEDIA_ROOT


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_keepdb: bool,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """The test database, and beside it a copy that no test writes in (only where a test asks for it).

    Replaces the fixture of pytest-django, which makes no database when only tests with a database of their own run.
    """
    wants_copy = any("pristine_database" in getattr(item, "fixturenames", ()) for item in request.session.items)
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, keepdb=django_db_keepdb)
        name = settings.DATABASES["default"]["NAME"]
        if wants_copy:
            connections.close_all()
            copy_database(name, f"{name}_pristine")
    yield
    with django_db_blocker.unblock():
        if wants_copy:
            drop_database(f"{name}_pristine")
        if not django_db_keepdb:
            teardown_databases(made, verbosity=0)


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
