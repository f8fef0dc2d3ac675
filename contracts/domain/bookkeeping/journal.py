"""The sales journal: per invoice what debtors owe, against what account, and the btw. Each transaction balances."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from contracts.domain.bookkeeping.ledger import Ledger, btw_code, btw_word
from contracts.enums import InvoiceKind, Product
from contracts.models import Invoice, InvoiceLine, LedgerAccount

CHUNK = 500


@dataclass(frozen=True)
class Entry:
    """A line of the journal: positive cents are debit, negative ones credit."""

    account: LedgerAccount
    cents: int
    description: str
    btw_code: str = ""
    btw_percent: Decimal | None = None
    is_btw: bool = False
    building: str = ""
    product: str = ""

    @property
    def debit_cents(self) -> int:
        return max(self.cents, 0)

    @property
    def credit_cents(self) -> int:
        return max(-self.cents, 0)


@dataclass(frozen=True)
class Transaction:
    """One invoice or credit note in the journal."""

    invoice: Invoice
    entries: list[Entry]

    @property
    def is_balanced(self) -> bool:
        return sum(entry.cents for entry in self.entries) == 0


def transactions(invoices: QuerySet[Invoice], ledger: Ledger) -> Iterator[Transaction]:
    """The journal of these invoices by day and number; what has no account is noted in `ledger` and left out."""
    ordered = invoices.select_related("partner", "credits").order_by("issued_on", "number")
    for invoice in ordered.prefetch_related("lines__booking__room__building", "vat_totals").iterator(chunk_size=CHUNK):
        yield of_invoice(invoice, ledger)


def of_invoice(invoice: Invoice, ledger: Ledger) -> Transaction:
    """Debtors for the whole, each kind of income for its net amount and the btw per rate; a credit note the other way."""
    sign = -1 if invoice.kind == InvoiceKind.CREDIT else 1
    words = f"{InvoiceKind(invoice.kind).label.capitalize()} {invoice.number} {invoice.partner.name}"
    entries = [_entry(ledger.debtors(), sign * invoice.gross_cents, description=words)]
    entries += _income(invoice.lines.all(), sign, ledger)
    for each in invoice.vat_totals.all():
        if each.vat_cents:
            account = ledger.btw(each.category, each.percent)
            what = btw_word(each.category, each.percent).capitalize()
            code = btw_code(each.category, each.percent)
            entries.append(
                _entry(
                    account,
                    -sign * each.vat_cents,
                    description=what,
                    btw_code=code,
                    btw_percent=each.percent,
                    is_btw=True,
                )
            )
    return Transaction(invoice, [entry for entry in entries if entry is not None and entry.cents])


def _income(lines: Iterable[InvoiceLine], sign: int, ledger: Ledger) -> Iterator[Entry | None]:
    """The lines of one account, product, building and rate as one entry."""
    nets: dict[tuple[str, int | None, str, str, Decimal], int] = defaultdict(int)
    for line in lines:
        building = line.booking.room.building if line.booking else None
        key = (line.product, building.pk if building else None, building.name if building else "")
        nets[*key, line.vat_category, line.vat_percent] += line.net_cents
    for (product, building_id, name, category, percent), cents in sorted(nets.items(), key=lambda item: str(item[0])):
        account = ledger.income(product, building_id, category, percent)
        yield _entry(
            account,
            -sign * cents,
            description=" ".join(filter(None, [str(Product(product).label).capitalize(), name])),
            btw_code=btw_code(category, percent),
            btw_percent=percent,
            building=name,
            product=product,
        )


def _entry(account: LedgerAccount | None, cents: int, *, description: str, **fields: object) -> Entry | None:
    return Entry(account, cents, description, **fields) if account else None  # type: ignore[arg-type]  # fields of Entry
