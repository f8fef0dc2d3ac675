"""A run of invoices is killed again and again: no hole, nothing twice, and nothing says sent that did not leave."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from celery import Celery
from django.db import connections
from django.db.models import F
from django.utils import timezone

from contracts.domain import billing_runs, documents, turns
from contracts.domain.billing_runs import advancing, carrying
from contracts.domain.numbering import audit
from contracts.enums import BillingItemStatus, OrderStatus, RunStatus
from contracts.models import Dispatch, DocumentOrder, EInvoice, Invoice, InvoiceLine, InvoiceRun, InvoiceRunItem
from network.enums import MailStatus, Role
from network.models import OutgoingMail
from tests.factories.invoice_runs import make_invoice_run
from tests.factories.network import make_user
from tests.houses import MakeHouse
from tests.live import ROOT, House, wait_for

pytestmark = pytest.mark.worker
SIZE = 9


@pytest.fixture
def house(make_house: MakeHouse) -> Iterator[House]:
    with make_house(web=0) as house:
        yield house


def new_run() -> InvoiceRun:
    by = make_user("Geld", Role.FINANCE)
    return make_invoice_run(by, items=SIZE, issued_on=timezone.localdate(), started_at=timezone.now())


def made() -> int:
    return Invoice.objects.exclude(number=None).count()


def assert_each_once(run: InvoiceRun) -> None:
    """Exactly so many, every one numbered, with both its files and one letter."""
    run.refresh_from_db()
    assert run.status == RunStatus.FINISHED
    assert list(run.items.values_list("status", flat=True).distinct()) == [BillingItemStatus.MADE]
    numbers = sorted(str(number) for number in Invoice.objects.values_list("number", flat=True))
    assert [number[-6:] for number in numbers] == [f"-{number:05d}" for number in range(1, SIZE + 1)]
    assert [series.findings for series in audit() if series.findings] == []
    orders = DocumentOrder.objects.filter(status=OrderStatus.READY)
    assert (orders.count(), orders.values("document").distinct().count()) == (SIZE, SIZE)
    assert EInvoice.objects.count() == SIZE
    assert InvoiceLine.objects.values("booking").distinct().count() == InvoiceLine.objects.count() == SIZE
    letters = OutgoingMail.objects.values("partner").distinct().count()
    assert (Dispatch.objects.count(), OutgoingMail.objects.count(), letters) == (SIZE, SIZE, SIZE)


def assert_only_what_left_says_sent(house: House) -> None:
    """Every letter that says sent lies in the mailbox of its reader."""
    left = Counter(line for file in house.mail.glob("*") for line in file.read_text(errors="replace").splitlines())
    for address in OutgoingMail.objects.filter(status=MailStatus.SENT).values_list("to", flat=True):
        assert left[f"To: {address}"] >= 1


def age() -> None:
    """Time passes: what a killed worker had in hand is free again."""
    past = documents.LEASE + timedelta(seconds=1)
    DocumentOrder.objects.filter(status=OrderStatus.RUNNING).update(started_at=F("started_at") - past)


def command(house: House) -> subprocess.Popen[bytes]:
    """`invoice_run` in a process group of its own, so that its workers die with it."""
    asked = ["--month", "2026-10", "--workers", "2", "--json"]
    return subprocess.Popen(
        [sys.executable, "manage.py", "invoice_run", *asked],
        cwd=ROOT,
        env=house.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def test_a_command_that_is_killed_three_times_bills_everybody_once(house: House) -> None:
    run = new_run()
    for least in (1, SIZE // 3, SIZE // 2):
        process = command(house)
        wait_for(lambda least=least: made() >= least, f"{least} invoices")
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        run.refresh_from_db()
        assert run.status == RunStatus.RUNNING
        assert made() == run.items.filter(status=BillingItemStatus.MADE).count()
        age()
    assert made() < SIZE, "the run was too quick to be killed in the middle"

    last = command(house)
    told, _ = last.communicate(timeout=240)
    assert last.returncode == 0
    assert f'"made": {SIZE},' in told.decode()
    assert f'-{SIZE:05d}"' in told.decode()
    assert_each_once(run)
    assert not OutgoingMail.objects.filter(status=MailStatus.SENT).exists()
    assert billing_runs.progress(run).sent == 0


def test_a_killed_celery_worker_leaves_a_run_that_the_next_one_finishes(house: House) -> None:
    run = new_run()
    house.start_worker()
    nudge(house, advancing.TASK, "runs", run_id=run.pk)
    wait_for(lambda: made() >= 2, "two invoices", lambda: house.processes.log("worker"))
    house.processes.end("worker", by=signal.SIGKILL)
    assert 2 <= made() < SIZE
    assert_only_what_left_says_sent(house)
    age()
    house.start_worker("worker-2")
    nudge(house, advancing.TASK, "runs", run_id=run.pk)
    wait_for(lambda: is_over(run), "the end of the run", lambda: house.processes.log("worker-2"), seconds=240)
    assert_each_once(run)
    for letter in OutgoingMail.objects.filter(status=MailStatus.QUEUED):
        nudge(house, "network.send_mail", "mail", mail_id=letter.pk)
    wait_for(lambda: billing_runs.progress(run).sent == SIZE, "the letters", lambda: house.processes.log("worker-2"))
    assert_only_what_left_says_sent(house)


def is_over(run: InvoiceRun) -> bool:
    return InvoiceRun.objects.get(pk=run.pk).status == RunStatus.FINISHED


def nudge(house: House, name: str, queue: str, **kwargs: Any) -> None:
    broker = house.environment["REDIS_URL"].replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
    with Celery(broker=broker) as app:
        app.send_task(name, kwargs=kwargs, queue=queue)


def work(run: InvoiceRun) -> None:
    try:
        billing_runs.advance_here(run_id=run.pk)
    finally:
        connections.close_all()


def test_rivals_on_one_run_bill_everybody_once(committed_db: str) -> None:
    run = new_run()
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, [run] * 3))
    assert_each_once(run)


def test_without_holding_its_line_a_partner_is_taken_twice(committed_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shows that the race is real: two workers on one line that nobody locks."""
    item = new_run().items.order_by("position")[0]
    both = threading.Barrier(2, timeout=30)
    taken: list[int] = []

    def anybody(items: Any) -> Any:
        found = list(items.filter(status=BillingItemStatus.WAITING))
        both.wait()
        return InvoiceRunItem.objects.filter(pk__in=[each.pk for each in found])

    def issued(item: InvoiceRunItem, _at: Any) -> Invoice:
        taken.append(item.pk)
        raise ArithmeticError

    monkeypatch.setattr(turns, "free", anybody)
    monkeypatch.setattr(carrying, "issued", issued)
    monkeypatch.setattr(carrying, "_settle", lambda *_: None)

    def carry(_number: int) -> None:
        try:
            billing_runs.carry_out(item_id=item.pk, at=timezone.now())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(carry, range(2)))
    assert taken == [item.pk, item.pk]
