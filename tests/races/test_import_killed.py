"""The worker is killed in the middle of an import: the next one goes on, and every row comes in once."""

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from celery import Celery
from django.core.files.storage import FileSystemStorage
from django.db import connections
from django.db.models import Count, F
from django.utils import timezone

from network.domain.imports import choosing, running, uploading
from network.enums import ImportStatus, Role, RowOutcome
from network.models import EmailAddress, Import, ImportRow, Partner, TimelineEntry, User
from tests.factories.network import make_user
from tests.houses import MakeHouse
from tests.lists import as_csv, contacts
from tests.live import House, wait_for

pytestmark = pytest.mark.worker
ROWS = 1000


@pytest.fixture
def house(make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    with make_house(web=0, worker=True) as house:
        storage = FileSystemStorage(location=house.environment["MEDIA_ROOT"])
        monkeypatch.setattr(Import._meta.get_field("original"), "storage", storage)
        yield house


def nudge(house: House, name: str, **kwargs: int) -> None:
    broker = house.environment["REDIS_URL"].replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
    with Celery(broker=broker) as app:
        app.send_task(name, kwargs=kwargs, queue="default")


def ready_to_run(by: User, rows: int = ROWS) -> Import:
    """A list whose trial run is done; this process has no worker, so nothing happens by itself."""
    batch = uploading.receive(data=as_csv(contacts(rows)), name="leden.csv", by=by, at=timezone.now())
    Import.objects.filter(pk=batch.pk).update(status=ImportStatus.CHECKED)
    return choosing.confirm(batch=Import.objects.get(pk=batch.pk), by=by)


def half_way(batch: Import) -> bool:
    batch.refresh_from_db()
    assert batch.status != ImportStatus.DONE, "the worker was too quick to be killed in the middle"
    return batch.status == ImportStatus.RUNNING and 0 < batch.done < ROWS


def is_done(batch: Import) -> bool:
    batch.refresh_from_db()
    assert batch.status != ImportStatus.FAILED, batch.fault
    return batch.status == ImportStatus.DONE


def assert_each_row_once(batch: Import) -> None:
    rows = ImportRow.objects.filter(batch=batch)
    assert rows.filter(outcome=RowOutcome.CREATED, is_done=True).count() == ROWS
    assert rows.values("partner").distinct().count() == ROWS
    double = EmailAddress.objects.values("address").annotate(times=Count("pk")).filter(times__gt=1)
    assert list(double) == []
    assert Partner.objects.filter(kind="person").count() == ROWS
    told = TimelineEntry.objects.filter(title="Toegevoegd uit een lijst").values("partner").annotate(times=Count("pk"))
    assert (told.count(), list(told.filter(times__gt=1))) == (ROWS, [])


def test_a_killed_worker_brings_no_row_in_twice(house: House) -> None:
    batch = ready_to_run(make_user("Bureau", Role.PROJECTBUREAU))
    nudge(house, running.TASK, import_id=batch.pk)
    wait_for(lambda: half_way(batch), "the middle of the import", lambda: house.processes.log("worker"))
    house.processes.end("worker", by=signal.SIGKILL)
    batch.refresh_from_db()
    done = batch.rows.filter(is_done=True).count()
    assert batch.status == ImportStatus.RUNNING
    assert 0 < done < ROWS
    assert done == batch.done == Partner.objects.filter(kind="person").count()

    house.start_worker("worker-2")
    nudge(house, "network.sweep_imports")  # too soon: somebody may still be at work
    Import.objects.update(beat_at=F("beat_at") - running.QUIET - timedelta(seconds=1))
    nudge(house, "network.sweep_imports")
    wait_for(lambda: is_done(batch), "the whole import", lambda: house.processes.log("worker-2"), seconds=90)
    assert_each_row_once(batch)

    nudge(house, running.TASK, import_id=batch.pk)  # the message of the dead worker comes back late
    wait_for(lambda: house.processes.log("worker-2").count("run_import") >= 4, "the late message")
    assert_each_row_once(batch)


def test_rivals_on_one_import_bring_no_row_in_twice(committed_db: str) -> None:
    batch = ready_to_run(make_user("Bureau", Role.PROJECTBUREAU))

    def work(_number: int) -> None:
        try:
            while Import.objects.filter(pk=batch.pk, status__in=running.BUSY).exists():
                running.advance(import_id=batch.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))
    assert is_done(batch)
    assert_each_row_once(batch)


def test_without_holding_the_import_rows_come_in_twice(committed_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shows that the race is real: the same two workers when nobody holds the import."""
    batch = ready_to_run(make_user("Bureau", Role.PROJECTBUREAU), rows=20)
    running.step(import_id=batch.pk)
    both = threading.Barrier(2, timeout=30)

    def taken_by_anybody(import_id: int, *, waits: bool = False) -> Import:
        both.wait()
        found = Import.objects.get(pk=import_id)
        both.wait()
        return found

    def work(_number: int) -> None:
        try:
            running.step(import_id=batch.pk)
        finally:
            connections.close_all()

    monkeypatch.setattr(running, "taken", taken_by_anybody)
    monkeypatch.setattr(running, "one_at_a_time", lambda _key: None)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    assert Partner.objects.filter(kind="person").count() == 40


def test_one_list_that_two_colleagues_bring_in_at_once_adds_nobody_twice(committed_db: str) -> None:
    by = make_user("Bureau", Role.PROJECTBUREAU)
    batches = [ready_to_run(by, rows=200), ready_to_run(by, rows=200)]
    for batch in batches:
        running.step(import_id=batch.pk)
    both = threading.Barrier(2, timeout=30)

    def work(batch: Import) -> None:
        try:
            both.wait()
            running.advance_here(import_id=batch.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, batches))
    assert all(map(is_done, batches))
    assert Partner.objects.filter(kind="person").count() == 200
    assert Partner.objects.filter(kind="organisation").count() == 2
