"""Makes what the bank and its files are about; say only what the test is about."""

from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone

from contracts.domain.billing.invoices import reference
from contracts.enums import (
    AllocationKind,
    BankOrderKind,
    BankOrderStatus,
    InvoiceKind,
    InvoiceStatus,
    PurchaseStatus,
    VatChoice,
)
from contracts.models import (
    Allocation,
    BankFile,
    BankOrder,
    BankOrderLine,
    BankStatement,
    BankTransaction,
    Document,
    Invoice,
    PurchaseInvoice,
    SepaMandate,
)
from network.models import Partner, User
from tests.factories.network import make_teacher

NUMBERS = count(1)
DAY = date(2026, 11, 23)
OUR_IBAN = "NL49FLXS0148150600"


def make_claim(by: User, *, gross: int = 12100, partner: Partner | None = None, **fields: Any) -> Invoice:
    """An issued invoice of so many cents, all btw-free, without lines: for what only asks what is open."""
    number = next(NUMBERS)
    is_credit = "credits" in fields
    name = f"{'C' if is_credit else ''}2099-{number:05}"
    values: dict[str, Any] = {
        "kind": InvoiceKind.CREDIT if is_credit else InvoiceKind.INVOICE,
        "credit_reason": "Verkeerd berekend" if is_credit else "",
        "status": InvoiceStatus.ISSUED,
        "number": name,
        "payment_reference": reference(name.removeprefix("C")),
        "net_cents": gross,
        "gross_cents": gross,
        "issued_on": DAY,
        "due_on": date(2026, 12, 23),
        "issued_at": timezone.now(),
        "issued_by": by,
        "snapshot": {},
        "data_hash": f"{number:064x}",
        **fields,
    }
    return Invoice.objects.create(partner=partner or make_teacher(), drafted_by=by, **values)


def make_credit(by: User, invoice: Invoice, *, gross: int | None = None) -> Invoice:
    """An issued credit note on that invoice."""
    return make_claim(by, gross=gross or invoice.gross_cents, partner=invoice.partner, credits=invoice)


def make_purchase(by: User, *, gross: int = 10000, partner: Partner | None = None, **fields: Any) -> PurchaseInvoice:
    """An approved invoice of a cultuurmaker."""
    values: dict[str, Any] = {
        "their_number": f"W{next(NUMBERS)}",
        "their_date_on": DAY,
        "due_on": date(2026, 12, 23),
        "net_cents": gross,
        "gross_cents": gross,
        "vat_category": VatChoice.EXEMPT,
        "status": PurchaseStatus.APPROVED,
        "iban": "NL91ABNA0417164300",
        "decided_at": timezone.now(),
        "decided_by": by,
        **fields,
    }
    return PurchaseInvoice.objects.create(partner=partner or make_teacher(), submitted_by=by, **values)


def make_statement(by: User | None = None, **fields: Any) -> BankStatement:
    """An empty statement of our account, in a file of its own."""
    number = next(NUMBERS)
    document = Document.objects.create(
        filename=f"{number}.xml", media_type="application/xml", size=1, sha256=f"{number:064x}", renderer="bank"
    )
    file = BankFile.objects.create(
        sha256=document.sha256,
        filename=document.filename,
        format="camt053",
        version="camt.053.001.02",
        document=document,
        imported_by=by,
    )
    return BankStatement.objects.create(file=file, account=OUR_IBAN, identification=str(number), **fields)


def make_transaction(cents: int, *, statement: BankStatement | None = None, **fields: Any) -> BankTransaction:
    """So many cents in (or out, when negative) on our account."""
    number = next(NUMBERS)
    values = {
        "position": number,
        "fingerprint": f"{number:064x}",
        "booked_on": DAY,
        "counter_name": "J. de Vries",
        **fields,
    }
    return BankTransaction.objects.create(
        statement=statement or make_statement(), account=OUR_IBAN, amount_cents=cents, **values
    )


def make_allocation(cents: int, *, kind: str = AllocationKind.PAYMENT, **fields: Any) -> Allocation:
    """An amount that counts, past the domain and its checks; from a transaction of its own where one is needed."""
    if kind in {AllocationKind.PAYMENT, AllocationKind.RETURN, AllocationKind.REFUND} and "transaction" not in fields:
        fields["transaction"] = make_transaction(cents)
    if kind == AllocationKind.WRITE_OFF:
        fields.setdefault("reason", "Failliet")
    return Allocation.objects.create(kind=kind, amount_cents=cents, allocated_on=DAY, **fields)


def make_order(
    by: User, *lines: tuple[Any, int], kind: str = BankOrderKind.COLLECT, first: Any = None, **fields: Any
) -> BankOrder:
    """A batch that is at the bank, with so many cents for each invoice; `first` is the one whose mandate is new."""
    number = next(NUMBERS)
    document = Document.objects.create(
        filename="pain.xml", media_type="application/xml", size=1, sha256=f"{number:063x}f", renderer="pain"
    )
    order = BankOrder.objects.create(
        kind=kind,
        status=BankOrderStatus.DRAFT,
        carried_out_on=DAY,
        message_id=f"ORDER-{number}",
        drafted_by=by,
    )
    for position, (subject, cents) in enumerate(lines, start=1):
        about = {"invoice": subject} if isinstance(subject, Invoice) else {"purchase": subject}
        BankOrderLine.objects.create(
            order=order,
            position=position,
            name="J. de Vries",
            iban="NL91ABNA0417164300",
            amount_cents=cents,
            end_to_end=f"E{number}-{position}",
            is_first=subject == first,
            mandate=make_mandate(by, subject.partner) if kind == BankOrderKind.COLLECT else None,
            **about,
        )
    at = timezone.now()
    made = {"status": BankOrderStatus.MADE, "document": document, "made_at": at, "made_by": by, "is_alone": True}
    announced = {"announced_at": at, "announced_by": by} if kind == BankOrderKind.COLLECT else {}
    BankOrder.objects.filter(pk=order.pk).update(**{**made, **announced, **fields})
    BankOrder.objects.filter(pk=order.pk).update(status=BankOrderStatus.DELIVERED, delivered_at=at, delivered_by=by)
    order.refresh_from_db()
    return order


def make_mandate(by: User, partner: Partner) -> SepaMandate:
    """The running mandate of a partner."""
    found = SepaMandate.objects.filter(partner=partner, revoked_at=None).first()
    return found or SepaMandate.objects.create(
        partner=partner,
        reference=f"M{next(NUMBERS)}",
        iban="NL91ABNA0417164300",
        holder="J. de Vries",
        text="Ik geef toestemming.",
        sha256="0" * 64,
        signed_by=by,
    )
