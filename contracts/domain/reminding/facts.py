"""Everything that decides about reminding, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Greatest

from contracts.domain.reminding.costs import billed_costs
from contracts.domain.settling.settlement import late, with_open
from contracts.enums import AllocationKind, BankOrderStatus, InvoiceStatus, Product
from contracts.models import (
    Allocation,
    BankOrderLine,
    BankStatement,
    BankTransaction,
    Invoice,
    InvoiceLine,
    ReminderLine,
    ReminderPause,
    ReminderStep,
    SepaMandate,
)
from network.enums import IdentifierKind

FRESH_DAYS = 4
"""The bank was read up to this many days ago at most: a long weekend, and who paid on Friday is not reminded."""


@dataclass
class Facts:
    """What is late on a day, and what keeps a letter from going; by the key of its invoice or partner.

    `billed` are the costs of a letter that were put on an invoice, by the key of the letter.
    """

    on: date
    invoices: list[Any]
    steps: dict[str, list[ReminderStep]] = field(default_factory=lambda: defaultdict(list))
    pauses: dict[int, list[ReminderPause]] = field(default_factory=lambda: defaultdict(list))
    lines: dict[int, list[ReminderLine]] = field(default_factory=lambda: defaultdict(list))
    letters: dict[int, date] = field(default_factory=dict)
    orders: dict[int, BankOrderLine] = field(default_factory=dict)
    mandates: set[int] = field(default_factory=set)
    balances: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    billed: dict[int, int] = field(default_factory=dict)
    unsettled: dict[int, int] = field(default_factory=lambda: defaultdict(int))


def read(*, on: date, partner_ids: Iterable[int] | None = None) -> Facts:
    """Of everybody who has something late, or of these partners only."""
    found = late_invoices(on=on, partner_ids=partner_ids)
    facts = Facts(on=on, invoices=found)
    partners = {each.partner_id for each in found}
    for step in ReminderStep.objects.filter(is_active=True).order_by("buyer_kind", "position"):
        facts.steps[step.buyer_kind].append(step)
    for pause in running_pauses(on).filter(partner__in=partners).prefetch_related("terms").order_by("pk"):
        facts.pauses[pause.partner_id].append(pause)
    lines = ReminderLine.objects.filter(invoice__in=[each.pk for each in found])
    for line in lines.select_related("step", "letter__mail", "letter__step").order_by("pk"):
        facts.lines[line.invoice_id].append(line)
    facts.billed = billed_costs(line.letter for rows in facts.lines.values() for line in rows)
    add_letters(facts, partners)
    add_bank(facts, partners)
    return facts


def late_invoices(*, on: date, partner_ids: Iterable[int] | None = None) -> list[Any]:
    rows: QuerySet[Any] = Invoice.objects.all()
    if partner_ids is not None:
        rows = rows.filter(partner__in=partner_ids)
    returned = Allocation.objects.filter(invoice=OuterRef("pk"), kind=AllocationKind.RETURN, reversed_by=None)
    costs = InvoiceLine.objects.filter(invoice=OuterRef("pk"), product=Product.COLLECTION_COSTS)
    drafts = Invoice.objects.drafts().filter(credits=OuterRef("pk"))
    found = late(rows, on=on).annotate(
        is_collected=KT("snapshot__is_collected"),
        was_returned=Exists(returned.filter(reverses=None)),
        is_costs=Exists(costs),
        has_credit_draft=Exists(drafts),
    )
    found = found.defer("snapshot", "note").select_related("partner__billing_profile").order_by("due_on", "pk")
    return list(found.prefetch_related("partner__emails", "partner__addresses", "partner__identifiers"))


def running_pauses(on: date) -> QuerySet[ReminderPause]:
    """Not lifted, and the last day is not over."""
    return ReminderPause.objects.filter(Q(until_on=None) | Q(until_on__gte=on), lifted_at=None)


def read_until() -> date | None:
    """Up to which day we know what the bank did; None when it was never read."""
    found = BankStatement.objects.aggregate(day=Greatest(Max("until_on"), Max("transactions__booked_on")))
    day: date | None = found["day"]
    return day


def is_fresh(*, on: date) -> bool:
    """Whether the bank was read lately enough to remind anybody."""
    day = read_until()
    return day is not None and day >= on - timedelta(days=FRESH_DAYS)


def add_letters(facts: Facts, partners: set[int]) -> None:
    found = ReminderLine.objects.filter(letter__partner__in=partners).values("letter__partner")
    facts.letters = dict(found.annotate(day=Max("letter__written_on")).values_list("letter__partner", "day"))


def add_bank(facts: Facts, partners: set[int]) -> None:
    """Batches, mandates, what partners have coming, and money that nobody said yet what it is for."""
    held = BankOrderLine.objects.filter(invoice__in=[each.pk for each in facts.invoices], holds=True)
    held = held.exclude(order__status=BankOrderStatus.WITHDRAWN).select_related("order")
    facts.orders = {each.invoice_id: each for each in held if each.invoice_id}
    mandates = SepaMandate.objects.filter(partner__in=partners, revoked_at=None).values_list("partner_id", "iban")
    facts.mandates = {partner for partner, _ in mandates}
    has_coming: QuerySet[Any] = with_open(Invoice.objects.filter(partner__in=partners, status=InvoiceStatus.ISSUED))
    for partner, cents in has_coming.filter(open_cents__lt=0).values_list("partner_id", "open_cents"):
        facts.balances[partner] -= cents
    add_unsettled(facts, list(mandates))


def add_unsettled(facts: Facts, mandates: list[tuple[int, str]]) -> None:
    """Money on our account from somebody's own account or with the reference of his invoice, not settled yet."""
    accounts = {iban: partner for partner, iban in mandates}
    references: dict[str, int] = {}
    for invoice in facts.invoices:
        if invoice.payment_reference:
            references[invoice.payment_reference] = invoice.partner_id
        for each in invoice.partner.identifiers.all():
            if each.kind == IdentifierKind.IBAN:
                accounts[each.value] = invoice.partner_id
    rows: Any = BankTransaction.objects.to_settle().filter(amount_cents__gt=0)
    rows = rows.filter(Q(counter_iban__in=accounts) | Q(reference__in=references))
    for iban, reference, left in rows.values_list("counter_iban", "reference", "left"):
        partner = references.get(reference) or accounts.get(iban)
        if partner:
            facts.unsettled[partner] += left
