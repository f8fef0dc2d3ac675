"""The register as a spreadsheet."""

from collections.abc import Callable, Iterable
from typing import Any

import tablib

from contracts.models import Agreement
from network.resources import harmless

COLUMNS: dict[str, Callable[[Agreement], Any]] = {
    "Nummer": lambda agreement: agreement.number or "concept",
    "Soort": lambda agreement: agreement.get_kind_display(),
    "Wederpartij": lambda agreement: agreement.partner.name,
    "Opdracht": lambda agreement: agreement.subject,
    "Eerste dag": lambda agreement: agreement.starts_on,
    "Laatste dag": lambda agreement: agreement.ends_on,
    "Stand": lambda agreement: agreement.get_status_display(),
    "Honorarium of huur (euro, zonder btw)": lambda agreement: agreement.fee_cents / 100,
    "Reiskosten (euro)": lambda agreement: agreement.travel_cents / 100,
    "Samen (euro, zonder btw)": lambda agreement: (agreement.fee_cents + agreement.travel_cents) / 100,
    "Financiering": lambda agreement: agreement.funding.name if agreement.funding else "",
    "Soort werk": lambda agreement: agreement.work_kind.name if agreement.work_kind else "",
    "Disciplines": lambda agreement: told(line.get_discipline_display() for line in agreement.lines.all()),
    "Wijken": lambda agreement: told(line.wijk.name for line in agreement.lines.all() if line.wijk),
    "Model": lambda agreement: str(agreement.template_version),
    "Datum": lambda agreement: agreement.issued_on or "",
    "Bewaren tot en met": lambda agreement: agreement.keep_until_on or "",
}


def told(words: Iterable[str]) -> str:
    """Each word once, in the order of the alphabet."""
    return ", ".join(sorted({word for word in words if word}))


def register_table(agreements: Any) -> Any:
    """The agreements as a table (`tablib.Dataset`), a row each, in a handful of queries."""
    rows = agreements.select_related("partner", "funding", "work_kind", "template_version")
    table = tablib.Dataset(headers=list(COLUMNS), title="Overeenkomsten")
    for agreement in rows.prefetch_related("lines__wijk"):
        cells = (value(agreement) for value in COLUMNS.values())
        table.append([harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    return table
