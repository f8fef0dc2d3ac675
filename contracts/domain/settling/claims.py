"""All that a bank transaction could be for, fetched in a fixed number of queries however many transactions there are."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q
from stdnum.iso7064 import mod_97_10

from contracts.domain.settling.settlement import with_open, with_settlement
from contracts.enums import BankOrderStatus
from contracts.models import Allocation, BankOrderLine, BankTransaction, Invoice, PurchaseInvoice, SepaMandate
from fluxus.sepa import FIRST, RECURRENT
from network.enums import IdentifierKind
from network.models import Identifier

OUR_NUMBER = re.compile(r"(?<![A-Z0-9])(C?)(20\d\d)[-./ ]?(\d{5,6})(?!\d)")
LEFT_OUT = ("snapshot", "note", "data_hash")


@dataclass
class Claims:
    """Open invoices (and those that a transaction names), invoices of cultuurmakers, lines of our own bank orders, and
    whose account is whose. Amounts as `open_cents` of contracts.domain.settling.settlement.
    """

    invoices: list[Any] = field(default_factory=list)
    purchases: list[Any] = field(default_factory=list)
    lines: list[BankOrderLine] = field(default_factory=list)
    partners: dict[str, set[int]] = field(default_factory=dict)

    def named_in(self, bank: BankTransaction) -> list[Any]:
        """The invoices whose number or reference somebody wrote, those that were due first before others."""
        numbers, references = marks(bank)
        found = {each.pk: each for mark in numbers | references for each in self._by_mark.get(mark, [])}
        return sorted(found.values(), key=first_due)

    def of_account(self, bank: BankTransaction) -> list[Any]:
        """Open invoices of whoever has the account of the other, those that were due first before others."""
        owners = self.partners.get(bank.counter_iban, set())
        found = [each for partner in owners for each in self._by_partner.get(partner, []) if each.open_cents]
        return sorted(found, key=first_due)

    def of_amount(self, cents: int) -> list[Any]:
        """Invoices with exactly this open."""
        return self._by_amount.get(cents, [])

    @cached_property
    def _by_mark(self) -> dict[str, list[Any]]:
        both = [(mark, each) for each in self.invoices for mark in (each.number, each.payment_reference) if mark]
        return _grouped(both)

    @cached_property
    def _by_partner(self) -> dict[int, list[Any]]:
        return _grouped([(each.partner_id, each) for each in self.invoices])

    @cached_property
    def _by_amount(self) -> dict[int, list[Any]]:
        return _grouped([(each.open_cents, each) for each in self.invoices])

    def lines_of(self, bank: BankTransaction) -> list[BankOrderLine]:
        """The line of our order that this is, or all lines of the order that the bank booked in one amount."""
        if bank.end_to_end and (own := [each for each in self.lines if each.end_to_end == bank.end_to_end]):
            return own
        return [each for each in self.lines if bank.batch and bank.batch in batches_of(each)]


def first_due(invoice: Any) -> tuple[Any, int]:
    return invoice.due_on, invoice.pk


def _grouped[K](pairs: Iterable[tuple[K, Any]]) -> dict[K, list[Any]]:
    found: dict[K, list[Any]] = defaultdict(list)
    for key, each in pairs:
        found[key].append(each)
    return found


def marks(bank: BankTransaction) -> tuple[set[str], set[str]]:
    """Numbers of our invoices and creditor references that the payer wrote, however he spaced them."""
    return _marks(f"{bank.reference} {bank.remittance} {bank.end_to_end}")


def gather(banks: Sequence[BankTransaction]) -> Claims:
    """Everything these transactions could be for."""
    numbers: set[str] = set()
    references: set[str] = set()
    for bank in banks:
        written, structured = marks(bank)
        numbers |= written
        references |= structured
    sales: Any = with_settlement(Invoice.objects.issued())
    wanted = ~Q(open_cents=0) | Q(number__in=numbers) | Q(payment_reference__in=references)
    purchases: Any = with_open(PurchaseInvoice.objects.approved())
    lines = list(_lines(banks))
    return Claims(
        invoices=_with_those_of(lines, sales, list(sales.filter(wanted).select_related("partner").defer(*LEFT_OUT))),
        purchases=list(
            purchases.filter(Q(open_cents__gt=0) | Q(pk__in=[line.purchase_id for line in lines])).select_related(
                "partner"
            )
        ),
        lines=lines,
        partners=owners({bank.counter_iban for bank in banks} - {""}),
    )


def owners(ibans: set[str]) -> dict[str, set[int]]:
    """Whose accounts these are: as we know them, by mandate, and from what was paid before."""
    found: dict[str, set[int]] = defaultdict(set)
    known = Identifier.objects.filter(kind=IdentifierKind.IBAN, value__in=ibans)
    mandates = SepaMandate.objects.filter(iban__in=ibans, revoked_at__isnull=True)
    before = Allocation.objects.filter(transaction__counter_iban__in=ibans, invoice__isnull=False, reverses=None)
    pairs: Iterable[tuple[str, int]] = [
        *known.values_list("value", "partner_id"),
        *mandates.values_list("iban", "partner_id"),
        *before.filter(reversed_by=None).values_list("transaction__counter_iban", "invoice__partner_id").distinct(),
    ]
    for iban, partner in pairs:
        found[iban].add(partner)
    return found


def batches_of(line: BankOrderLine) -> tuple[str, str]:
    """How the bank may name the amount that a line is part of: the whole file, or its first or its other collections."""
    name = line.order.message_id
    return name, f"{name}-{FIRST if line.is_first else RECURRENT}"


def _lines(banks: Sequence[BankTransaction]) -> Iterable[BankOrderLine]:
    ends = {bank.end_to_end for bank in banks} - {""}
    batches = {bank.batch for bank in banks} | {bank.batch.rpartition("-")[0] for bank in banks}
    ours = Q(end_to_end__in=ends) | Q(order__message_id__in=batches - {""})
    out = (BankOrderStatus.MADE, BankOrderStatus.DELIVERED)
    return (
        BankOrderLine.objects.filter(ours, order__status__in=out, taken_out_reason="")
        .select_related("order")
        .order_by("pk")
    )


def _with_those_of(lines: Iterable[BankOrderLine], sales: Any, found: list[Any]) -> list[Any]:
    """With the invoices of the lines that are settled already: what comes back was paid."""
    absent = {line.invoice_id for line in lines if line.invoice_id} - {each.pk for each in found}
    return found + list(sales.filter(pk__in=absent).select_related("partner").defer(*LEFT_OUT))


def _marks(words: str) -> tuple[set[str], set[str]]:
    upper = words.upper()
    numbers = {f"{credit}{year}-{number}" for credit, year, number in OUR_NUMBER.findall(upper)}
    bare = re.sub(r"[^A-Z0-9]", "", upper)
    references = set()
    for found in re.finditer(r"(?=(RF\d{2}[A-Z0-9]{5,21}))", bare):
        text = found.group(1)
        references |= {text[:length] for length in range(9, len(text) + 1) if _is_reference(text[:length])}
    return numbers, references


def _is_reference(text: str) -> bool:
    return bool(mod_97_10.is_valid(text[4:] + text[:4]))
