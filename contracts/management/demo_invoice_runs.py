"""Runs of invoices of the demo world: one per past month, and the letters with which their invoices left."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings

from contracts.domain.billing_runs.months import month_before
from contracts.domain.sending.dispatching import FIRST, PREFIX, TEMPLATE
from contracts.domain.snapshots import primary_email
from contracts.enums import BillingItemStatus, Channel, RunStatus
from contracts.models import Dispatch, House, Invoice, InvoiceRun, InvoiceRunItem
from fluxus.demo import World
from network.domain.outbox import plain_text
from network.enums import MailStatus
from network.models import OutgoingMail

LEFT_AFTER = timedelta(minutes=4)
FAULT = "SMTPRecipientsRefused: 550 5.1.1 mailbox unavailable"


def open_runs(world: World, invoices: list[Invoice]) -> None:
    """A run for each month, on the day of its invoices; before they are stored, for what is issued does not change."""
    days: dict[date, Invoice] = {each.issued_on: each for each in invoices if each.issued_on}
    runs = InvoiceRun.objects.bulk_create(
        InvoiceRun(
            month=month_before(day),
            issued_on=day,
            status=RunStatus.FINISHED,
            started_at=first.drafted_at,
            started_by=world.shared["financien"],
            finished_at=first.drafted_at + LEFT_AFTER,
        )
        for day, first in sorted(days.items())
    )
    of_day = {run.issued_on: run for run in runs}
    for invoice in invoices:
        if invoice.issued_on:
            invoice.run = of_day[invoice.issued_on]


def close_runs(world: World, house: House, invoices: list[Invoice]) -> None:
    """A line of the run for each invoice, and its letter; of the newest two one failed and one never went."""
    places: dict[int, int] = {}
    items = []
    for invoice in invoices:
        run_id = invoice.run_id or 0
        places[run_id] = places.get(run_id, 0) + 1
        made = {"status": BillingItemStatus.MADE, "attempts": 1, "invoice": invoice}
        items.append(InvoiceRunItem(run_id=run_id, partner=invoice.partner, position=places[run_id], **made))
    InvoiceRunItem.objects.bulk_create(items, batch_size=1000)
    send_all(world, house, [invoice for invoice in invoices[:-1] if primary_email(invoice.partner)])


def send_all(world: World, house: House, invoices: list[Invoice]) -> None:
    letters = OutgoingMail.objects.bulk_create(
        [letter(house, invoice, failed=invoice is invoices[-1]) for invoice in invoices], batch_size=500
    )
    Dispatch.objects.bulk_create(
        Dispatch(
            invoice=invoice,
            channel=Channel.MAIL,
            mail=mail,
            ordered_at=mail.queued_at,
            ordered_by=world.shared["financien"],
        )
        for invoice, mail in zip(invoices, letters, strict=True)
    )


def letter(house: House, invoice: Invoice, *, failed: bool) -> OutgoingMail:
    context: dict[str, Any] = {
        "invoice": invoice,
        "doc": invoice.snapshot,
        "partner": invoice.partner,
        "house": house,
        "has_ubl": False,
        "base_url": settings.BASE_URL,
    }
    subject, _, body = plain_text(template=TEMPLATE, context=context).partition("\n")
    at = invoice.drafted_at + LEFT_AFTER
    outcome = (
        {"status": MailStatus.FAILED, "attempts": 5, "last_error": FAULT}
        if failed
        else {"status": MailStatus.SENT, "attempts": 1, "sent_at": at}
    )
    return OutgoingMail(
        key=f"{PREFIX}:{invoice.pk}:{FIRST}",
        to=primary_email(invoice.partner),
        partner=invoice.partner,
        subject=subject.strip()[:200],
        body=body.strip(),
        queued_at=at,
        **outcome,
    )
