"""The columns of the journal as a file: each bookkeeping programme wants its own, so people choose."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from contracts.domain.bookkeeping.journal import Entry, Transaction
from contracts.domain.keeping.dossier import plain
from contracts.enums import Product
from fluxus.errors import Refusal

type Cell = Callable[[Transaction, Entry], str]


@dataclass(frozen=True)
class Column:
    label: str
    cell: Cell
    is_usual: bool = True


def amount(cents: int) -> str:
    """1250 → '12,50': a Dutch spreadsheet counts with it."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100},{abs(cents) % 100:02d}"


def _buyer(transaction: Transaction, name: str) -> str:
    """What the invoice itself says of the buyer, as it was frozen."""
    return str(((transaction.invoice.snapshot or {}).get("buyer") or {}).get(name) or "")


def _product(entry: Entry) -> str:
    return str(Product(entry.product).label) if entry.product else ""


COLUMNS: dict[str, Column] = {
    "number": Column("factuurnummer", lambda whole, _: plain(str(whole.invoice.number))),
    "kind": Column("soort", lambda whole, _: str(whole.invoice.get_kind_display())),
    "issued_on": Column("factuurdatum", lambda whole, _: f"{whole.invoice.issued_on:%Y-%m-%d}"),
    "due_on": Column("vervaldatum", lambda whole, _: f"{whole.invoice.due_on:%Y-%m-%d}"),
    "period": Column("periode", lambda whole, _: f"{whole.invoice.issued_on:%Y-%m}"),
    "partner": Column("relatienummer", lambda whole, _: str(whole.invoice.partner_id)),
    "name": Column("relatie", lambda whole, _: plain(whole.invoice.partner.name)),
    "kvk": Column("KvK-nummer", lambda whole, _: plain(_buyer(whole, "kvk")), is_usual=False),
    "account": Column("rekening", lambda _, entry: plain(entry.account.code)),
    "account_name": Column("naam van de rekening", lambda _, entry: plain(entry.account.name)),
    "rgs": Column("RGS-code", lambda _, entry: plain(entry.account.rgs)),
    "description": Column("omschrijving", lambda _, entry: plain(entry.description)),
    "debit": Column("debet", lambda _, entry: amount(entry.debit_cents)),
    "credit": Column("credit", lambda _, entry: amount(entry.credit_cents)),
    "amount": Column("bedrag", lambda _, entry: amount(entry.cents), is_usual=False),
    "btw": Column("btw-code", lambda _, entry: entry.btw_code),
    "building": Column("kostenplaats", lambda _, entry: plain(entry.building)),
    "product": Column("product", lambda _, entry: _product(entry), is_usual=False),
    "reference": Column("betalingskenmerk", lambda whole, _: whole.invoice.payment_reference, is_usual=False),
    "credits": Column(
        "corrigeert factuur",
        lambda whole, _: str(whole.invoice.credits.number) if whole.invoice.credits else "",
        is_usual=False,
    ),
}
USUAL = [name for name, column in COLUMNS.items() if column.is_usual]


def chosen(names: Sequence[str]) -> list[str]:
    """The columns in the order of the house. Refuses none, an unknown one, and a file without amounts or accounts."""
    if not names or set(names) - set(COLUMNS):
        raise Refusal("Kies minstens één kolom uit de lijst.", field="columns", code="columns")
    if "account" not in names or not ({"debit", "credit"} <= set(names) or "amount" in names):
        sentence = "Zonder rekening en bedrag (of debet én credit) kan een boekhouder er niets mee."
        raise Refusal(sentence, field="columns", code="columns")
    return [name for name in COLUMNS if name in names]


def as_csv(whole: Iterable[Transaction], names: Sequence[str]) -> bytes:
    """The journal as a file that a Dutch spreadsheet opens."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([COLUMNS[name].label for name in names])
    for transaction in whole:
        writer.writerows([COLUMNS[name].cell(transaction, entry) for name in names] for entry in transaction.entries)
    return stream.getvalue().encode("utf-8-sig")
