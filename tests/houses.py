"""Fixtures that give a running house, or a database in which everything is really committed."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from tests.demo_extra import complete
from tests.live import (
    House,
    Processes,
    copy_database,
    drop_database,
    free_port,
    looking_into,
    start_redis,
    start_web,
    surroundings,
)


@pytest.fixture(scope="session")
def pristine_database(request: pytest.FixtureRequest, django_db_setup: None) -> str:
    """The name of a database as the migrations leave it, untouched by any test."""
    return f"{settings.DATABASES['default']['NAME']}_pristine"


@pytest.fixture(scope="session")
def demo_database(
    pristine_database: str, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[str]:
    """The name of a database with the small demo world and more, made once in each process of the test run."""
    name = pristine_database.replace("_pristine", "_demo")
    folder = tmp_path_factory.mktemp("demo")
    copy_database(pristine_database, name)
    processes = Processes(folder)
    environment = surroundings(name, start_redis(processes, folder), demo_media(tmp_path_factory), 8000)
    try:
        House("", environment, processes).manage("demo", "--size", "small")
        media = override_settings(MEDIA_ROOT=demo_media(tmp_path_factory))
        with django_db_blocker.unblock(), looking_into(name), media:
            complete()
        yield name
    finally:
        processes.end_all()
        drop_database(name)


def demo_media(factory: pytest.TempPathFactory) -> Path:
    """Where the documents of the demo world lie."""
    folder = factory.getbasetemp() / "demo-media"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def committed_db(pristine_database: str, django_db_blocker: Any) -> Iterator[str]:
    """A database of this test's own in which everything is really committed; gone afterwards.

    For threads that race each other. `transactional_db` will not do: what is issued or published refuses TRUNCATE too.
    """
    name = pristine_database.replace("_pristine", "_committed")
    copy_database(pristine_database, name)
    with django_db_blocker.unblock(), looking_into(name):
        yield name
    drop_database(name)


@pytest.fixture(scope="module")
def demo_world(demo_database: str, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[None]:
    """The tests of this file look into a copy of the small demo world; what they write there is seen by all of them."""
    name = demo_database.replace("_demo", "_world")
    copy_database(demo_database, name)
    media = override_settings(MEDIA_ROOT=demo_media(tmp_path_factory))
    with django_db_blocker.unblock(), looking_into(name), media:
        yield
    drop_database(name)


type MakeHouse = Callable[..., contextlib.AbstractContextManager[House]]


@pytest.fixture(scope="session")
def make_house(pristine_database: str, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> MakeHouse:
    """A context manager that runs a house: `make_house(template=…, worker=True)`."""

    @contextlib.contextmanager
    def make(*, template: str = pristine_database, worker: bool = False, web: int = 2) -> Iterator[House]:
        name = template.removesuffix("_pristine").removesuffix("_demo") + "_live"
        folder, port = tmp_path_factory.mktemp("house"), free_port()
        media = folder / "media"
        shutil.copytree(demo_media(tmp_path_factory), media) if template.endswith("_demo") else media.mkdir()
        processes = Processes(folder)
        copy_database(template, name)
        try:
            environment = surroundings(name, start_redis(processes, folder), media, port)
            house = House(f"http://127.0.0.1:{port}", environment, processes)
            if web:
                start_web(processes, environment, port, web)
            if worker:
                house.start_worker()
            with django_db_blocker.unblock(), looking_into(name):
                yield house
        finally:
            processes.end_all()
            drop_database(name)

    return make
