"""A run is killed again and again: in the end every agreement is there once, numbered without a hole, with one PDF."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from celery import Celery
from django.db import connections
from django.db.models import F
from django.utils import timezone

from contracts.domain import documents, runs
from contracts.domain.numbering import audit
from contracts.domain.runs import advancing, carrying
from contracts.enums import ItemStatus, OrderStatus, RunStatus
from contracts.models import Agreement, AgreementRun, DocumentOrder, RunItem, SignatureRequest
from network.enums import Role
from network.models import TimelineEntry
from tests.factories.contracts import make_run
from tests.factories.network import make_user
from tests.houses import MakeHouse
from tests.live import ROOT, House, wait_for

pytestmark = pytest.mark.worker
SIZE = 9
LAST_NUMBER = f"-{SIZE:04d}"


@pytest.fixture
def house(make_house: MakeHouse) -> Iterator[House]:
    with make_house(web=0) as house:
        yield house


def new_run(**fields: Any) -> AgreementRun:
    by = make_user("Bureau", Role.PROJECTBUREAU)
    return make_run(by, items=SIZE, issued_on=timezone.localdate(), started_at=timezone.now(), **fields)


def made() -> int:
    return Agreement.objects.count()


def assert_each_once(run: AgreementRun) -> None:
    """Exactly so many, every one numbered, printed and sent once."""
    run.refresh_from_db()
    assert run.status == RunStatus.FINISHED
    assert list(run.items.values_list("status", flat=True).distinct()) == [ItemStatus.MADE]
    numbers = sorted(str(number) for number in Agreement.objects.values_list("number", flat=True))
    assert [number[-5:] for number in numbers] == [f"-{number:04d}" for number in range(1, SIZE + 1)]
    assert [series.findings for series in audit() if series.findings] == []
    orders = DocumentOrder.objects.filter(status=OrderStatus.READY)
    assert (orders.count(), orders.values("document").distinct().count()) == (SIZE, SIZE)
    assert SignatureRequest.objects.filter(role="counterparty").count() == SIZE
    told = TimelineEntry.objects.filter(title__endswith="opgesteld").values_list("title", flat=True)
    assert (len(told), len(set(told))) == (SIZE, SIZE)


def age() -> None:
    """Time passes: what a killed worker had in hand is free again."""
    past = documents.LEASE + timedelta(seconds=1)
    DocumentOrder.objects.filter(status=OrderStatus.RUNNING).update(started_at=F("started_at") - past)


def command(house: House, run: AgreementRun) -> subprocess.Popen[bytes]:
    """`contract_run` in a process group of its own, so that its workers die with it."""
    year = ["--menu", "2026-2027", "--workers", "2", "--json"]
    return subprocess.Popen(
        [sys.executable, "manage.py", "contract_run", *year],
        cwd=ROOT,
        env=house.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def test_a_command_that_is_killed_three_times_makes_each_agreement_once(house: House) -> None:
    run = new_run()
    for least in (1, SIZE // 3, SIZE // 2):
        process = command(house, run)
        wait_for(lambda least=least: made() >= least, f"{least} agreements")
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        run.refresh_from_db()
        assert run.status == RunStatus.RUNNING
        assert made() == run.items.filter(status=ItemStatus.MADE).count()
        age()
    assert made() < SIZE, "the run was too quick to be killed in the middle"

    last = command(house, run)
    told, _ = last.communicate(timeout=240)
    assert last.returncode == 0
    assert f'"made": {SIZE},' in told.decode()
    assert f'{LAST_NUMBER}"' in told.decode()
    assert_each_once(run)


def test_a_killed_celery_worker_leaves_a_run_that_the_next_one_finishes(house: House) -> None:
    run = new_run()
    house.start_worker()
    nudge(house, advancing.TASK, run_id=run.pk)
    wait_for(lambda: made() >= 2, "two agreements", lambda: house.processes.log("worker"))
    house.processes.end("worker", by=signal.SIGKILL)
    assert 2 <= made() < SIZE
    age()
    house.start_worker("worker-2")
    nudge(house, advancing.TASK, run_id=run.pk)
    wait_for(lambda: is_over(run), "the end of the run", lambda: house.processes.log("worker-2"), seconds=240)
    assert_each_once(run)


def is_over(run: AgreementRun) -> bool:
    return AgreementRun.objects.get(pk=run.pk).status == RunStatus.FINISHED


def nudge(house: House, name: str, **kwargs: Any) -> None:
    broker = house.environment["REDIS_URL"].replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
    with Celery(broker=broker) as app:
        app.send_task(name, kwargs=kwargs, queue="runs")


def work(run: AgreementRun) -> None:
    try:
        runs.advance_here(run_id=run.pk)
    finally:
        connections.close_all()


def test_rivals_on_one_run_make_each_agreement_once(committed_db: str) -> None:
    run = new_run()
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, [run] * 3))
    assert_each_once(run)


def test_without_holding_its_line_an_agreement_is_made_twice(
    committed_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shows that the race is real: two workers on one line that nobody locks, and planning that nobody holds."""
    run = new_run()
    item = run.items.order_by("position")[0]
    both = threading.Barrier(2, timeout=30)

    def anybody(items: Any) -> Any:
        found = list(items.filter(status=ItemStatus.WAITING))
        both.wait()
        return RunItem.objects.filter(pk__in=[each.pk for each in found])

    drawn_up: list[int] = []

    def issued(_item: RunItem, _at: Any) -> Agreement:
        drawn_up.append(_item.pk)
        raise ArithmeticError

    monkeypatch.setattr(carrying, "_free", anybody)
    monkeypatch.setattr(carrying, "issued", issued)
    monkeypatch.setattr(carrying, "_settle", lambda *_: None)

    def carry(_number: int) -> None:
        try:
            runs.carry_out(item_id=item.pk, at=timezone.now())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(carry, range(2)))
    assert drawn_up == [item.pk, item.pk]
