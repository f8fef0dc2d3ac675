"""Taking in a file: kept as it was, read, and its columns understood as well as we can."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction

from fluxus.db import lock
from fluxus.errors import Refusal
from fluxus.tables import Reading, Table, read
from fluxus.text import tidy
from network.domain.imports import drafts, mapping, remembering
from network.domain.imports.cells import without_bsn
from network.domain.imports.fields import BSN
from network.domain.imports.policies import Policy
from network.enums import ImportStatus
from network.models import Import

SHOWN_ROWS = 12
MOST_DIFFERENT = 40
REASON = "reden"
"""The column that our own file of refused rows adds; it comes back unread."""


def receive(*, data: bytes, name: str, by: Any, at: datetime, policy: Policy | None = None) -> Import:
    """Keep a list and read it as it seems to be. Raises Refusal, with nothing kept, when it is no list.

    `by` is None on the command line. The file itself lies in the private store under a name that says nothing.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    table = read(data, name)
    batch = Import(name=tidy(name)[:200] or "lijst", sha256=sha256, uploaded_by=by, uploaded_at=at)
    batch.policy = (policy or Policy()).as_dict()
    understand(batch, table, Reading())
    with transaction.atomic():
        batch.original.save(uuid4().hex, ContentFile(data), save=False)
        batch.save()
    return batch


def same_before(batch: Import) -> list[Import]:
    """Earlier imports of exactly this file, newest first."""
    earlier = Import.objects.filter(sha256=batch.sha256, pk__lt=batch.pk).exclude(status=ImportStatus.MAPPING)
    return list(earlier.select_related("uploaded_by").order_by("-uploaded_at", "-pk")[:3])


@transaction.atomic
def read_again(*, batch: Import, reading: Reading) -> Import:
    """Read the kept file in another way. Raises Refusal when that gives no list, or when the import has gone on."""
    batch = held(batch)
    refuse_gone_on(batch)
    table = read(content(batch), batch.name, reading)
    understand(batch, table, reading)
    batch.save()
    return batch


def held(batch: Import) -> Import:
    return lock(Import.objects.filter(pk=batch.pk))[0]


def has_begun(batch: Import) -> bool:
    """Whether a row of it was carried out, so that there is something to take back."""
    return batch.rows.exclude(after__isnull=True).exists()


def refuse_gone_on(batch: Import) -> None:
    """What has been carried out must stay known, else nobody can take it back."""
    open_to_choice = (ImportStatus.MAPPING, ImportStatus.CHECKED, ImportStatus.FAILED)
    if batch.status not in open_to_choice or has_begun(batch):
        raise Refusal("Deze import loopt of is klaar; er valt niets meer te kiezen.", code="gone-on")


def content(batch: Import) -> bytes:
    """The file as it came. Raises Refusal when it has been removed."""
    if not batch.original:
        raise Refusal("Het bestand is opgeruimd. Lees het opnieuw in.", code="wiped")
    try:
        with batch.original.open("rb") as file:
            return bytes(file.read())
    except FileNotFoundError:
        raise Refusal("Het bestand is niet meer te vinden. Lees het opnieuw in.", code="wiped") from None


def forget_file(batch: Import) -> None:
    """Remove the kept file itself; the row still has to say so."""
    if batch.original and batch.original.name:
        batch.original.storage.delete(batch.original.name)


def understand(batch: Import, table: Table, chosen: Reading) -> None:
    """Write on the import how it is read and what its columns seem to be; a remembered choice goes first."""
    guesses = mapping.guess(table.headings, table.samples())
    remembered = remembering.recall(table.headings)
    batch.mapping = {
        heading: "" if heading.strip().lower() == REASON else remembered.mapping.get(heading, guesses[heading].field)
        for heading in table.headings
    }
    batch.values = remembered.values
    batch.total, batch.done, batch.status = len(table.rows), 0, ImportStatus.MAPPING
    batch.reading = {
        "chosen": chosen.as_dict(),
        "used": table.reading.as_dict(),
        "kind": table.kind,
        "sheets": table.sheets,
        "notes": table.notes,
        "headings": table.headings,
        "confidence": {heading: guess.confidence for heading, guess in guesses.items()},
        "remembered": [heading for heading in table.headings if heading in remembered.mapping],
        "sample": [[row.line, *drafts.scrubbed(row.cells, batch.mapping).values()] for row in table.rows[:SHOWN_ROWS]],
        "different": different(table, batch.mapping),
    }


def different(table: Table, mapping: Mapping[str, str]) -> dict[str, list[str]]:
    """Of every column that holds a few words again and again, which words."""
    found: dict[str, dict[str, None]] = {heading: {} for heading in table.headings}
    for row in table.rows:
        for heading, cell in row.cells.items():
            if mapping.get(heading) != BSN and len(found[heading]) <= MOST_DIFFERENT and cell.strip():
                found[heading].setdefault(without_bsn(tidy(cell))[0][:120])
    return {heading: list(values) for heading, values in found.items() if len(values) <= MOST_DIFFERENT}


def samples(batch: Import) -> dict[str, list[str]]:
    """By heading the first things that stand under it."""
    headings: Sequence[str] = batch.reading.get("headings", [])
    rows: Sequence[Sequence[Any]] = batch.reading.get("sample", [])
    columns: Mapping[str, list[str]] = {
        heading: [str(row[at + 1]) for row in rows if len(row) > at + 1 and row[at + 1]]
        for at, heading in enumerate(headings)
    }
    return {heading: list(dict.fromkeys(cells))[:3] for heading, cells in columns.items()}
