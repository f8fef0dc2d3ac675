"""Numbers without holes or doubles, and the audit that proves it from the issued rows."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.transaction import TransactionManagementError

from contracts.enums import SeriesKind
from contracts.models import Agreement, Invoice, NumberSeries
from fluxus.errors import Refusal
from fluxus.periods import dutch_date

FORMS = {SeriesKind.AGREEMENT: "OVO-{year}-{number:04d}", SeriesKind.INVOICE: "{year}-{number:05d}"}
HOLDERS: dict[str, type[Agreement] | type[Invoice]] = {SeriesKind.AGREEMENT: Agreement, SeriesKind.INVOICE: Invoice}


def next_number(*, kind: str, on: date) -> str:
    """The next number of the year of `on`: 'OVO-2026-0001' or '2026-00001'.

    Only inside the issuing transaction (TransactionManagementError otherwise): the row of the series stays locked until
    that commits, so rivals wait, and a rollback gives the number back. Refuses a date before the last issued one, because
    numbers and dates go up together (Wet OB 1968 art. 35a lid 1 onder b: opeenvolgend).
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


def audit() -> list[SeriesAudit]:
    """Every series checked from its issued rows alone: 1..n without holes or doubles, dates that never go back."""
    return [
        _audit_year(kind, year, rows)
        for kind, holder in HOLDERS.items()
        for year, rows in sorted(_issued_by_year(kind, holder).items())
    ]


def _issued_by_year(kind: str, holder: type[Agreement] | type[Invoice]) -> dict[int, list[tuple[str, date]]]:
    rows: dict[int, list[tuple[str, date]]] = defaultdict(list)
    for number, issued_on in holder.objects.exclude(number=None).values_list("number", "issued_on"):  # type: ignore[attr-defined]  # both have objects
        rows[_parts(number)[0]].append((number, issued_on))
    for year in NumberSeries.objects.filter(kind=kind).values_list("year", flat=True):
        rows[year] += []
    return rows


def _parts(number: str) -> tuple[int, int]:
    """Year and rank of a written number; (0, 0) when it has another form."""
    parts = number.split("-")[-2:]
    return (int(parts[0]), int(parts[1])) if len(parts) == 2 and all(part.isdecimal() for part in parts) else (0, 0)


def _audit_year(kind: str, year: int, rows: list[tuple[str, date]]) -> SeriesAudit:
    rows = sorted(rows, key=lambda row: _parts(row[0])[1])
    ranks = [_parts(number)[1] for number, _ in rows]
    findings = [
        f"{written(kind, year, gap)} ontbreekt" for gap in sorted(set(range(1, max(ranks, default=0) + 1)) - set(ranks))
    ]
    findings += [
        f"{number} komt vaker voor" for (number, _), rank in zip(rows, ranks, strict=True) if ranks.count(rank) > 1
    ]
    findings += [
        f"{number} heeft een andere vorm dan de reeks"
        for number, _ in rows
        if number != written(kind, year, _parts(number)[1])
    ]
    findings += [f"{number} ligt in een ander jaar" for number, issued_on in rows if issued_on.year != year]
    findings += [
        f"{later} is van een eerdere dag dan {earlier}"
        for (earlier, first_on), (later, next_on) in zip(rows, rows[1:], strict=False)
        if next_on < first_on
    ]
    last = NumberSeries.objects.filter(kind=kind, year=year).values_list("last_number", flat=True).first() or 0
    if last != max(ranks, default=0):
        findings.append(f"de reeks staat op {last}, het hoogste nummer is {max(ranks, default=0)}")
    return SeriesAudit(kind=kind, year=year, count=len(rows), findings=findings)
