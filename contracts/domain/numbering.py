"""Numbers without holes or doubles, and the audit that proves it from the issued rows."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from django.db import connection
from django.db.transaction import TransactionManagementError

from contracts.enums import AgreementKind, InvoiceKind, SeriesKind
from contracts.models import Agreement, Invoice, NumberSeries
from fluxus.errors import Refusal
from fluxus.periods import dutch_date

FORMS = {
    SeriesKind.AGREEMENT: "OVO-{year}-{number:04d}",
    SeriesKind.RENTAL: "HUUR-{year}-{number:04d}",
    SeriesKind.INVOICE: "{year}-{number:05d}",
    SeriesKind.CREDIT: "C{year}-{number:05d}",
}
HOLDERS: dict[str, Any] = {
    SeriesKind.AGREEMENT: Agreement.objects.filter(kind=AgreementKind.OVO),
    SeriesKind.RENTAL: Agreement.objects.filter(kind=AgreementKind.RENTAL),
    SeriesKind.INVOICE: Invoice.objects.exclude(kind=InvoiceKind.CREDIT),
    SeriesKind.CREDIT: Invoice.objects.filter(kind=InvoiceKind.CREDIT),
}


def next_number(*, kind: str, on: date) -> str:
    """The next number of the year of `on`: 'OVO-2026-0001', '2026-00001' or 'C2026-00001'.

    Only inside the issuing transaction (TransactionManagementError otherwise): the row of the series stays locked until
    that commits, so rivals wait, and a rollback gives the number back. Refuses a date before the last issued one,
    because numbers and dates go up together (Wet OB 1968 art. 35a lid 1 onder b: opeenvolgend).
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("a number belongs to the transaction that issues")
    NumberSeries.objects.bulk_create([NumberSeries(kind=kind, year=on.year)], ignore_conflicts=True)
    series = NumberSeries.objects.select_for_update(no_key=True).get(kind=kind, year=on.year)
    if series.last_issued_on and on < series.last_issued_on:
        last = dutch_date(series.last_issued_on)
        raise Refusal(f"De vorige in de reeks is van {last}; een eerdere datum kan niet meer.", field="issued_on")
    series.last_number += 1
    series.last_issued_on = on
    series.save(update_fields=["last_number", "last_issued_on"])
    return written(kind, on.year, series.last_number)


def written(kind: str, year: int, number: int) -> str:
    """How a number of a series is written."""
    return FORMS[SeriesKind(kind)].format(year=year, number=number)


@dataclass(frozen=True)
class SeriesAudit:
    """What the issued rows of one series say, and every finding as a Dutch sentence."""

    kind: str
    year: int
    count: int
    findings: list[str]


class Issued(NamedTuple):
    """An issued row, in the order of its rank in the series."""

    rank: int
    number: str
    issued_on: date


def audit() -> list[SeriesAudit]:
    """Every series checked from its issued rows alone: 1..n without holes or doubles, dates that never go back."""
    return [
        _audit_year(kind, year, rows)
        for kind, holder in HOLDERS.items()
        for year, rows in sorted(_issued_by_year(kind, holder).items())
    ]


def _issued_by_year(kind: str, holder: Any) -> dict[int, list[Issued]]:
    """The issued rows of each year, lowest number first; a series without any has none."""
    years = NumberSeries.objects.filter(kind=kind).values_list("year", flat=True)
    by_year: dict[int, list[Issued]] = defaultdict(list, {year: [] for year in years})
    for number, issued_on in holder.exclude(number=None).values_list("number", "issued_on"):
        if number and issued_on:
            year, rank = _parts(number)
            by_year[year].append(Issued(rank, number, issued_on))
    return {year: sorted(rows) for year, rows in by_year.items()}


def _parts(number: str) -> tuple[int, int]:
    """Year and rank of a written number; (0, 0) when it has another form."""
    parts = number.removeprefix("C").split("-")[-2:]
    return (int(parts[0]), int(parts[1])) if len(parts) == 2 and all(part.isdecimal() for part in parts) else (0, 0)


def _audit_year(kind: str, year: int, rows: list[Issued]) -> SeriesAudit:
    found = [*_holes_and_doubles(kind, year, rows), *_odd_rows(kind, year, rows), *_dates_that_go_back(rows)]
    last = NumberSeries.objects.filter(kind=kind, year=year).values_list("last_number", flat=True).first() or 0
    highest = rows[-1].rank if rows else 0
    if last != highest:
        found.append(f"de reeks staat op {last}, het hoogste nummer is {highest}")
    return SeriesAudit(kind=kind, year=year, count=len(rows), findings=found)


def _holes_and_doubles(kind: str, year: int, rows: list[Issued]) -> Iterator[str]:
    times = Counter(row.rank for row in rows)
    for rank in range(1, max(times, default=0) + 1):
        if times[rank] == 0:
            yield f"{written(kind, year, rank)} ontbreekt"
        elif times[rank] > 1:
            yield f"{written(kind, year, rank)} komt {times[rank]} keer voor"


def _odd_rows(kind: str, year: int, rows: list[Issued]) -> Iterator[str]:
    for row in rows:
        if row.number != written(kind, year, row.rank):
            yield f"{row.number} heeft een andere vorm dan de reeks"
        if row.issued_on.year != year:
            yield f"{row.number} is van {dutch_date(row.issued_on)}, een ander jaar"


def _dates_that_go_back(rows: list[Issued]) -> Iterator[str]:
    for earlier, later in pairwise(rows):
        if later.issued_on < earlier.issued_on:
            yield f"{later.number} is van een eerdere dag dan {earlier.number}"
