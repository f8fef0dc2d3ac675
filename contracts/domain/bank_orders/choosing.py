"""What can be collected and what is to be paid now: open, in no other batch, and not disputed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from contracts.domain.settling.settlement import with_open
from contracts.enums import InvoiceKind
from contracts.models import (
    Allocation,
    BankOrderLine,
    Invoice,
    PurchaseInvoice,
    ReminderPause,
    SepaMandate,
)
from network.enums import IdentifierKind
from network.models import Identifier


@dataclass(frozen=True)
class Account:
    """Where money goes back to, and how we know that account."""

    iban: str
    name: str
    why: str


def collectable(*, on: date) -> QuerySet[Any]:
    """Open invoices of partners with a mandate that are in no batch, each with `open_cents`, the first due first."""
    rows: QuerySet[Any] = with_open(Invoice.objects.issued().exclude(kind=InvoiceKind.CREDIT))
    mandate = SepaMandate.objects.running().filter(partner=OuterRef("partner"))
    found = rows.filter(Exists(mandate), open_cents__gt=0).exclude(Exists(_held("invoice"))).exclude(paused(on))
    return found.order_by("due_on", "pk")


def payable() -> QuerySet[Any]:
    """Approved invoices of cultuurmakers that are open and in no batch, the first due first."""
    rows: QuerySet[Any] = with_open(PurchaseInvoice.objects.approved())
    return rows.filter(open_cents__gt=0).exclude(Exists(_held("purchase"))).order_by("due_on", "pk")


def refundable() -> QuerySet[Any]:
    """Credit notes that settle nothing more, and invoices that were paid too much: each with a negative `open_cents`."""
    rows: QuerySet[Any] = with_open(Invoice.objects.issued())
    return rows.filter(open_cents__lt=0).exclude(Exists(_held("invoice"))).order_by("issued_on", "pk")


def paused(on: date) -> Exists:
    """An invoice about which an objection, a payment plan or something else runs on that day."""
    runs = Q(until_on__isnull=True) | Q(until_on__gte=on)
    about = Q(invoice=OuterRef("pk")) | Q(invoice__isnull=True, partner=OuterRef("partner"))
    return Exists(ReminderPause.objects.filter(about, runs, lifted_at__isnull=True))


def mandates_of(invoices: list[Any]) -> dict[int, SepaMandate]:
    """The running mandate of each partner."""
    wanted = {invoice.partner_id for invoice in invoices}
    return {each.partner_id: each for each in SepaMandate.objects.running().filter(partner__in=wanted)}


def accounts_for(invoices: list[Any]) -> dict[int, Account]:
    """Where to give back, by key of the invoice: the account it was paid from, else of the mandate, else what we know."""
    paid = _paid_from({key for each in invoices for key in (each.pk, each.credits_id) if key})
    mandates = mandates_of(invoices)
    known = _known({each.partner_id for each in invoices})
    found: dict[int, Account] = {}
    for each in invoices:
        account = paid.get(each.pk) or paid.get(each.credits_id or 0)
        if account is None and (mandate := mandates.get(each.partner_id)):
            account = Account(mandate.iban, mandate.holder, f"van machtiging {mandate.reference}")
        if account is None and each.partner_id in known:
            account = Account(known[each.partner_id], each.partner.name, "bekend van deze partner")
        if account:
            found[each.pk] = account
    return found


def _paid_from(keys: set[int]) -> dict[int, Account]:
    """The account of the newest payment that still counts, by invoice."""
    payments = Allocation.objects.filter(
        invoice__in=keys, amount_cents__gt=0, transaction__isnull=False, reverses=None, reversed_by=None
    ).exclude(transaction__counter_iban="")
    rows = payments.order_by("pk").values_list(
        "invoice_id", "transaction__counter_iban", "transaction__counter_name", "transaction__booked_on"
    )
    return {key: Account(iban, name, f"waarvan op {day:%d-%m-%Y} is betaald") for key, iban, name, day in rows}


def _known(partners: set[int]) -> dict[int, str]:
    rows = Identifier.objects.filter(kind=IdentifierKind.IBAN, partner__in=partners).values_list("partner_id", "value")
    return dict(rows)


def _held(field: str) -> QuerySet[BankOrderLine]:
    return BankOrderLine.objects.filter(**{field: OuterRef("pk")}, holds=True)
