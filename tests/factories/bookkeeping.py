"""Makes batches for the bookkeeper and closed months."""

from datetime import date
from typing import Any

from django.utils import timezone

from contracts.enums import ExportTarget
from contracts.models import ExportBatch, ExportItem, Invoice, MonthClosing
from network.models import User
from tests.factories.contracts import DAY


def make_batch(by: User, *invoices: Invoice, **fields: Any) -> ExportBatch:
    """A zip over the year of the tests with these invoices."""
    values = {"target": ExportTarget.DOCUMENTS, "from_on": date(DAY.year, 1, 1), "until_on": DAY, "made_by": by}
    batch = ExportBatch.objects.create(**{**values, **fields})
    for invoice in invoices:
        ExportItem.objects.create(batch=batch, target=batch.target, invoice=invoice)
    return batch


def make_closing(by: User, month: date = date(2026, 9, 1), **fields: Any) -> MonthClosing:
    """September is closed."""
    return MonthClosing.objects.create(**{"month": month, "closed_at": timezone.now(), "closed_by": by, **fields})
