"""Closing a month and issuing in it, and taking invoices out, all at the same moment."""

import time
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from contracts.domain.billing import invoices
from contracts.domain.bookkeeping import closing, exporting
from contracts.domain.bookkeeping.columns import USUAL
from contracts.enums import ExportTarget
from contracts.models import ExportBatch, ExportItem, Invoice, MonthClosing
from fluxus.errors import Refusal
from tests.cast import gather
from tests.factories.contracts import DAY, make_draft_invoice, make_invoice
from tests.races.rivals import failures, race

pytestmark = pytest.mark.race
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OCTOBER, IN_OCTOBER = date(2026, 10, 1), date(2026, 10, 20)
RIVALS = 6
A_WHILE = 0.5


def test_who_closes_waits_for_who_is_issuing_in_that_month(committed_db: str) -> None:
    by, began = gather().finance, Event()
    draft = make_draft_invoice(by)

    def act(number: int) -> Any:
        if number == 0:
            with transaction.atomic():
                invoices.issue(invoice=draft, by=by, today=IN_OCTOBER)
                began.set()
                time.sleep(A_WHILE)
            return None
        began.wait(timeout=30)
        closing.close(month=OCTOBER, by=by, at=NOW, today=DAY)
        return Invoice.objects.filter(issued_on=IN_OCTOBER).count()

    assert race(2, act) == [None, 1]


def test_who_issues_waits_for_who_is_closing_and_is_refused(committed_db: str) -> None:
    """The look of Python alone would let it through: it is the trigger that refuses."""
    by, began = gather().finance, Event()
    draft = make_draft_invoice(by)

    def act(number: int) -> Any:
        if number == 0:
            with transaction.atomic():
                closing.close(month=OCTOBER, by=by, at=NOW, today=DAY)
                began.set()
                time.sleep(A_WHILE)
            return None
        began.wait(timeout=30)
        return invoices.issue(invoice=draft, by=by, today=IN_OCTOBER)

    _, refused = race(2, act)
    assert isinstance(refused, Refusal)
    assert refused.code == "contracts_month_is_open"
    assert not Invoice.objects.issued().exists()


def test_month_is_closed_once_by_many(committed_db: str) -> None:
    by = gather().finance
    results = race(RIVALS, lambda _: closing.close(month=OCTOBER, by=by, at=NOW, today=DAY))
    assert failures(results) == []
    assert MonthClosing.objects.count() == 1


def test_each_invoice_leaves_once_whoever_takes_it(committed_db: str, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    by = gather().finance
    made = [make_invoice(by) for _ in range(3)]

    def take(_: int) -> ExportBatch:
        return exporting.make(
            target=ExportTarget.JOURNAL,
            from_on=date(2026, 1, 1),
            until_on=DAY,
            columns=USUAL,
            request_token=uuid4(),
            by=by,
            at=NOW,
        )

    results = race(RIVALS, take)
    assert failures(results, Refusal) == []
    assert ExportBatch.objects.count() == 1
    assert ExportItem.objects.count() == len(made)
