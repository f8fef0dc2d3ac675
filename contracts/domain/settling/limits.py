"""What a bank transaction can be for one invoice, and how much of it."""

from contracts.domain.settling.settlement import MONEY, open_cents
from contracts.enums import AllocationKind, InvoiceKind, InvoiceStatus, PurchaseStatus
from contracts.models import BankTransaction, Invoice, PurchaseInvoice
from fluxus.errors import Refusal
from fluxus.money import euros

type Subject = Invoice | PurchaseInvoice


def number_of(subject: Subject) -> str:
    """Our number, or that of the cultuurmaker."""
    return (subject.number or "zonder nummer") if isinstance(subject, Invoice) else subject.their_number


def kind_of(bank: BankTransaction, subject: Subject, cents: int) -> AllocationKind:
    """A payment goes the way the invoice wants; the other way it came back, or we gave it back."""
    if goes_its_way(subject, cents):
        is_credit = isinstance(subject, Invoice) and subject.kind == InvoiceKind.CREDIT
        return AllocationKind.REFUND if is_credit else AllocationKind.PAYMENT
    gave_back = isinstance(subject, Invoice) and subject.kind != InvoiceKind.CREDIT and not bank.return_code
    return AllocationKind.REFUND if gave_back else AllocationKind.RETURN


def goes_its_way(subject: Subject, cents: int) -> bool:
    """Money in on an invoice; money out on a credit note or to a cultuurmaker."""
    wants_in = isinstance(subject, Invoice) and subject.kind != InvoiceKind.CREDIT
    return (cents > 0) == wants_in


def refuse_too_much(bank: BankTransaction, subject: Subject, cents: int, *, may_exceed: bool) -> None:
    """Refuses more than is open, more back than was paid, and what is no claim (a draft, a rejected invoice)."""
    name = number_of(subject)
    if subject.status not in {InvoiceStatus.ISSUED, PurchaseStatus.APPROVED}:
        raise Refusal(f"Op factuur {name} kan nog niets worden geboekt.", code="not_issued")
    if goes_its_way(subject, cents):
        if not may_exceed and abs(cents) > (most := abs(_claim(subject))):
            sentence = f"Op factuur {name} staat {euros(most)} open; {euros(abs(cents))} is meer."
            raise Refusal(sentence, field="amount", code="exceeds", most=most)
    elif abs(cents) > (most := _most_back(bank, subject)):
        sentence = f"Van factuur {name} kan {euros(most)} terug; {euros(abs(cents))} is meer."
        raise Refusal(sentence, field="amount", code="exceeds_back", most=most)


def refuse_less_than_came_back(subject: Subject, undone_cents: int) -> None:
    """Refuses to take back a payment of which the money went back already: that comes first."""
    rest = _paid(subject) - undone_cents
    if goes_its_way(subject, undone_cents) and rest and not goes_its_way(subject, rest):
        raise Refusal("Hiervan is al geld teruggegaan. Neem dat eerst terug.", code="came_back")


def _claim(subject: Subject) -> int:
    """What is open in the way the subject wants; nothing when it was settled already."""
    left = open_cents(subject)
    is_credit = isinstance(subject, Invoice) and subject.kind == InvoiceKind.CREDIT
    return min(left, 0) if is_credit else max(left, 0)


def _most_back(bank: BankTransaction, subject: Subject) -> int:
    """What came back is at most what was paid; what we give back of an invoice at most what was paid too much."""
    if kind_of(bank, subject, bank.amount_cents) == AllocationKind.REFUND:
        return max(-open_cents(subject), 0)
    return abs(_paid(subject))


def _paid(subject: Subject) -> int:
    """What came and went for it by the bank, with the sign of the money."""
    return sum(subject.allocations.filter(kind__in=MONEY).values_list("amount_cents", flat=True))
