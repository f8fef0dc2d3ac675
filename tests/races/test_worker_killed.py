"""The worker is killed in the middle of a document: the next one finishes it once, and nothing is double."""

import hashlib
import signal
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.db.models import F

from bookings.domain import placing
from contracts.domain import documents
from contracts.domain.billing import invoices
from contracts.enums import OrderStatus
from contracts.models import Document, DocumentOrder, Invoice
from contracts.models import House as Identity
from fluxus.periods import today
from network.models import TimelineEntry
from tests.houses import MakeHouse
from tests.live import House, wait_for
from tests.races.scene import Scene, build, evening

pytestmark = pytest.mark.worker


@pytest.fixture
def house(make_house: MakeHouse) -> Iterator[House]:
    with make_house(web=0, worker=True) as house:
        yield house


def build_with_identity() -> Scene:
    """The scene of the races, and who we are on paper."""
    Identity.objects.create(
        name="FluXus",
        legal_name="Stichting FluXus",
        street_line="Westzijde 148",
        postcode="1506EK",
        city="Zaandam",
        email="info@fluxus.test",
        phone="075 1234567",
        kvk="12345678",
        btw="NL000099998B57",
        iban="NL91ABNA0417164300",
        signatory="D. Recteur",
        signatory_function="directeur",
        valid_from=date(2001, 1, 1),
    )
    return build()


def issued(scene: Scene, number: int) -> Invoice:
    """An invoice with a document to be made; this process has no worker, so nothing happens yet."""
    booking = placing.place(
        room=scene.rooms["Studio 1"],
        partner=scene.partners[0],
        period=evening(number),
        title="Gitaarles",
        by=scene.users[0],
    )
    draft = invoices.draft_for_booking(booking=booking, by=scene.users[0])
    return invoices.issue(invoice=draft, by=scene.users[0], today=today())


def nudge(house: House, name: str, **kwargs: Any) -> None:
    """Put a message in the Redis of the house, as `enqueue` does."""
    broker = house.environment["REDIS_URL"].replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
    queue = "documents" if ".render_" in name else "default"
    with Celery(broker=broker) as app:
        app.send_task(name, kwargs=kwargs, queue=queue)


def stored_files(house: House) -> list[Path]:
    return [path for path in Path(house.environment["MEDIA_ROOT"]).rglob("*") if path.is_file()]


def running(order: DocumentOrder) -> bool:
    order.refresh_from_db()
    assert order.status != OrderStatus.READY, "the worker was too quick to be killed in the middle"
    return order.status == OrderStatus.RUNNING and order.steps_done >= 1


def ready(order: DocumentOrder) -> bool:
    order.refresh_from_db()
    return order.status == OrderStatus.READY


def test_a_killed_worker_leaves_nothing_double(house: House) -> None:
    scene = build_with_identity()
    orders = [issued(scene, number).document_order for number in range(3)]
    lines = TimelineEntry.objects.count()
    for order in orders:
        nudge(house, documents.TASK, document_order_id=order.pk)
    victim = wait_for(lambda: next((order for order in orders if running(order)), None), "a document in the making")

    house.processes.end("worker", by=signal.SIGKILL)
    victim.refresh_from_db()
    assert (victim.status, victim.document, victim.attempts) == (OrderStatus.RUNNING, None, 1)
    assert Document.objects.count() == len(stored_files(house)) == 0

    # time passes: the lease of the dead worker runs out, and the orders behind it count as forgotten
    past = documents.LEASE + documents.NUDGE_LOST_AFTER + timedelta(seconds=1)
    DocumentOrder.objects.update(started_at=F("started_at") - past, ordered_at=F("ordered_at") - past)
    house.start_worker("worker-2")
    nudge(house, "contracts.sweep_documents")
    for order in orders:
        wait_for(lambda order=order: ready(order), f"document {order.pk}", lambda: house.processes.log("worker-2"))

    assert [order.attempts for order in orders if order.pk == victim.pk] == [2]
    assert Document.objects.count() == 3
    assert {path.name for path in stored_files(house)} == {order.document.sha256 for order in orders}
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in stored_files(house))
    assert TimelineEntry.objects.count() == lines

    before = list(DocumentOrder.objects.order_by("pk").values())
    for order in orders:  # the message of the dead worker comes back late
        nudge(house, documents.TASK, document_order_id=order.pk)
    nudge(house, "contracts.sweep_documents")
    wait_for(lambda: house.processes.log("worker-2").count("succeeded") >= 8, "the late messages")
    assert list(DocumentOrder.objects.order_by("pk").values()) == before
    assert len(stored_files(house)) == 3


def test_without_beat_a_lost_nudge_waits_for_the_sweep(house: House) -> None:
    """A message that never came: the sweep finds the order, and only after a while."""
    order = issued(build_with_identity(), 0).document_order
    assert documents.sweep() == 0
    DocumentOrder.objects.update(ordered_at=F("ordered_at") - documents.NUDGE_LOST_AFTER - timedelta(seconds=1))
    nudge(house, "contracts.sweep_documents")
    wait_for(lambda: ready(order), "the document", lambda: house.processes.log("worker"))
