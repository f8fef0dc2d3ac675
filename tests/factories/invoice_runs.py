"""Makes runs of invoices over October 2026, and what there is to bill in it."""

from datetime import date, datetime, timedelta
from typing import Any

from bookings.models import Booking
from contracts.models import InvoiceRun, InvoiceRunItem
from network.models import Partner, User
from tests.factories.contracts import DAY, make_booking, make_house
from tests.factories.network import make_teacher

MONTH = date(2026, 10, 1)


def make_rent(by: User, partner: Partner | None = None, *, day: int = 6, **fields: Any) -> Booking:
    """Two hours on an evening in October that were agreed and that nobody billed yet."""
    make_house()
    start = datetime(2026, 10, day, 19)
    return make_booking(by, partner=partner, local_start=start, local_end=start + timedelta(hours=2), **fields)


def make_invoice_run(by: User, *, items: int = 1, **fields: Any) -> InvoiceRun:
    """A run over October with so many partners that wait, each with one booking."""
    make_house()
    rented = [make_rent(by, make_teacher()) for _ in range(items)]
    values = {"month": MONTH, "issued_on": DAY, "started_by": by, **fields}
    run = InvoiceRun.objects.create(**values)
    InvoiceRunItem.objects.bulk_create(
        InvoiceRunItem(run=run, position=position, partner=booking.partner)
        for position, booking in enumerate(rented, start=1)
    )
    return run
