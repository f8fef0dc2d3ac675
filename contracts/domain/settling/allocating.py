"""Saying what a bank transaction is for. Rows are added, never changed: a mistake is taken back by another row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from contracts.domain.settling.limits import kind_of, number_of, refuse_less_than_came_back, refuse_too_much
from contracts.domain.settling.returns import reason as return_reason
from contracts.domain.settling.settlement import MONEY, open_cents
from contracts.enums import AllocationKind, BankOrderStatus, InvoiceKind, InvoiceStatus
from contracts.models import Allocation, BankOrderLine, BankTransaction, Invoice, PurchaseInvoice
from fluxus.db import lock, persevering
from fluxus.errors import Refusal
from fluxus.money import euros
from network.domain.timeline import record
from network.enums import EntryKind

type Subject = Invoice | PurchaseInvoice

HAPPENED: dict[str, str] = {
    AllocationKind.PAYMENT: "betaald",
    AllocationKind.RETURN: "teruggeboekt",
    AllocationKind.REFUND: "terugbetaald",
}


@dataclass(frozen=True)
class Part:
    """So many cents of a transaction, with its sign, for one invoice or invoice of a cultuurmaker."""

    subject: Subject
    cents: int

    @property
    def name(self) -> str:
        """The number that people know it by."""
        return number_of(self.subject)


@persevering
def allocate(
    *,
    bank: BankTransaction,
    parts: Sequence[Part],
    by: Any,
    at: datetime,
    reason: str = "",
    may_exceed: bool = False,
) -> list[Allocation]:
    """Let parts of a transaction count for invoices, in one transaction of the database; what is left stays to settle.

    A collection that was carried out or came back lets go of its line: its invoice can go in another batch. `by` is None when it was sure
    by itself. Refuses more than the transaction has left, and more than is open unless `may_exceed` (paid twice).
    """
    with transaction.atomic():
        held = lock(BankTransaction.objects.filter(pk=bank.pk))[0]
        _refuse_beyond(held, parts)
        subjects = _locked([part.subject for part in parts])
        made = []
        for part in parts:
            subject = subjects[_key(part.subject)]
            refuse_too_much(held, subject, part.cents, may_exceed=may_exceed)
            made.append(_add(held, subject, part.cents, by=by, at=at, reason=reason))
    return made


def join(
    *, banks: Sequence[BankTransaction], invoice: Invoice, by: Any, at: datetime, may_exceed: bool = False
) -> list[Allocation]:
    """Let all that is left of several transactions count for one invoice (paid in instalments), all or nothing."""
    with transaction.atomic():
        lock(BankTransaction.objects.filter(pk__in=[bank.pk for bank in banks]))
        left = BankTransaction.objects.filter(pk__in=[bank.pk for bank in banks]).to_settle().order_by("booked_on")
        if len(left) < len(banks):
            raise Refusal("Een van deze bankboekingen is al verwerkt. Kijk de lijst nog eens na.", code="done")
        made: list[Allocation] = []
        for bank in left:
            row: Any = bank
            made += allocate(bank=bank, parts=[Part(invoice, row.left)], by=by, at=at, may_exceed=may_exceed)
    return made


def undo(*, allocation: Allocation, by: Any, at: datetime, reason: str) -> Allocation:
    """Take one allocation back with a row of the opposite amount, in one transaction. Refuses a second time."""
    with transaction.atomic():
        if allocation.transaction_id:
            lock(BankTransaction.objects.filter(pk=allocation.transaction_id))
        subject: Subject | None = allocation.invoice or allocation.purchase
        if subject is not None:
            _locked([subject, *([allocation.credit_note] if allocation.credit_note else [])])
        if allocation.reverses_id or Allocation.objects.filter(reverses=allocation).exists():
            raise Refusal("Deze koppeling is al teruggenomen.", code="undone")
        if subject is not None and allocation.kind in MONEY:
            refuse_less_than_came_back(subject, allocation.amount_cents)
        return Allocation.objects.create(
            kind=allocation.kind,
            transaction_id=allocation.transaction_id,
            invoice_id=allocation.invoice_id,
            purchase_id=allocation.purchase_id,
            credit_note_id=allocation.credit_note_id,
            reverses=allocation,
            amount_cents=-allocation.amount_cents,
            reason=reason[:300],
            allocated_on=timezone.localdate(at),
            allocated_at=at,
            allocated_by=by,
        )


def write_off(*, invoice: Invoice, reason: str, by: Any, at: datetime, cents: int | None = None) -> Allocation:
    """Stop asking for what is open on an invoice, all of it or so many cents, with a reason; in one transaction."""
    with transaction.atomic():
        held = lock(Invoice.objects.filter(pk=invoice.pk))[0]
        most = open_cents(held)
        amount = most if cents is None else cents
        if held.kind == InvoiceKind.CREDIT or held.status != InvoiceStatus.ISSUED or most <= 0:
            raise Refusal("Op deze factuur staat niets open.", code="nothing_open")
        if not 0 < amount <= most:
            raise Refusal(f"Er staat {euros(most)} open; meer kun je niet afboeken.", field="amount", code="too_much")
        made = Allocation.objects.create(
            kind=AllocationKind.WRITE_OFF,
            invoice=held,
            amount_cents=amount,
            reason=reason[:300],
            allocated_on=timezone.localdate(at),
            allocated_at=at,
            allocated_by=by,
        )
        _tell(held, f"{euros(amount)} van factuur {held.number} afgeboekt als oninbaar: {reason}", amount, by, at)
    return made


def lay_aside(*, bank: BankTransaction, reason: str, by: Any, at: datetime) -> None:
    """This is for no invoice (rent of the building, a grant): off the list, with the reason."""
    with transaction.atomic():
        held = lock(BankTransaction.objects.filter(pk=bank.pk))[0]
        if left_of(held) == 0:
            raise Refusal("Deze bankboeking is al helemaal gekoppeld.", code="done")
        held.aside_reason, held.aside_at, held.aside_by = reason[:200], at, by
        held.save(update_fields=["aside_reason", "aside_at", "aside_by"])


def take_up(*, bank: BankTransaction) -> None:
    """Back on the list of what is to settle."""
    with transaction.atomic():
        held = lock(BankTransaction.objects.filter(pk=bank.pk))[0]
        held.aside_reason, held.aside_at, held.aside_by = "", None, None
        held.save(update_fields=["aside_reason", "aside_at", "aside_by"])


def left_of(bank: BankTransaction) -> int:
    """The cents of a transaction that are not yet said to be for anything, asked of the database now."""
    row: Any = BankTransaction.objects.filter(pk=bank.pk).with_left().get()
    return int(row.left)


def _refuse_beyond(bank: BankTransaction, parts: Sequence[Part]) -> None:
    left, wanted = left_of(bank), sum(part.cents for part in parts)
    if bank.aside_at is not None:
        raise Refusal("Deze bankboeking is opzij gelegd. Haal haar eerst terug.", code="aside")
    if not parts:
        raise Refusal("Kies waar dit bedrag voor is.", code="empty")
    if any(part.cents * bank.amount_cents <= 0 for part in parts) or abs(wanted) > abs(left):
        sentence = f"Er is nog {euros(abs(left))} van deze bankboeking over; je verdeelt {euros(abs(wanted))}."
        raise Refusal(sentence, field="amount", code="too_much")


def _key(subject: Subject) -> tuple[str, int]:
    return type(subject).__name__, subject.pk


def _locked(subjects: Sequence[Subject]) -> dict[tuple[str, int], Subject]:
    """The subjects, locked in one order: first invoices, then those of cultuurmakers."""
    invoices = Invoice.objects.filter(pk__in=[each.pk for each in subjects if isinstance(each, Invoice)])
    purchases = PurchaseInvoice.objects.filter(
        pk__in=[each.pk for each in subjects if isinstance(each, PurchaseInvoice)]
    )
    found: list[Subject] = [*lock(invoices), *lock(purchases)]
    return {_key(each): each for each in found}


def _add(bank: BankTransaction, subject: Subject, cents: int, *, by: Any, at: datetime, reason: str) -> Allocation:
    kind = kind_of(bank, subject, cents)
    made = Allocation.objects.create(
        kind=kind,
        transaction=bank,
        invoice=subject if isinstance(subject, Invoice) else None,
        purchase=None if isinstance(subject, Invoice) else subject,
        amount_cents=cents,
        reason=reason[:300],
        allocated_on=bank.booked_on,
        allocated_at=at,
        allocated_by=by,
    )
    if kind == AllocationKind.RETURN:
        _let_go(subject)
    elif kind == AllocationKind.PAYMENT:
        _collected(bank, subject, cents)
    why = f": {return_reason(bank.return_code)}" if kind == AllocationKind.RETURN and bank.return_code else ""
    _tell(subject, f"Factuur {number_of(subject)}: {euros(abs(cents))} {HAPPENED[kind]}{why}", abs(cents), by, at)
    return made


def _let_go(subject: Subject) -> None:
    """What came back can be collected or paid again."""
    lines = BankOrderLine.objects.filter(holds=True, order__status=BankOrderStatus.DELIVERED)
    field = "invoice" if isinstance(subject, Invoice) else "purchase"
    lines.filter(**{field: subject}).update(holds=False)


def _collected(bank: BankTransaction, subject: Subject, cents: int) -> None:
    """A collection that the bank carried out wholly holds its invoice no longer: paid twice, it can be given back."""
    batches = {bank.batch, bank.batch.rpartition("-")[0]} - {""}
    ours = Q(end_to_end=bank.end_to_end) if bank.end_to_end else Q(order__message_id__in=batches)
    lines = BankOrderLine.objects.filter(
        ours, holds=True, mandate__isnull=False, order__status=BankOrderStatus.DELIVERED
    )
    if isinstance(subject, Invoice):
        lines.filter(invoice=subject, amount_cents__lte=cents).update(holds=False)


def _tell(subject: Subject, title: str, cents: int, by: Any, at: datetime) -> None:
    record(
        partners=[subject.partner],
        kind=EntryKind.INVOICE,
        title=title,
        by=by,
        at=at,
        path=subject.get_absolute_url(),
        amount_cents=cents,
    )
