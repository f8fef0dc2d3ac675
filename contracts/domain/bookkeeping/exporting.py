"""Taking invoices out for the bookkeeper: each invoice in one batch per target, and a batch is as it was."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from contracts.domain import documents
from contracts.domain.bookkeeping.columns import as_csv, chosen
from contracts.domain.bookkeeping.journal import Transaction, transactions
from contracts.domain.bookkeeping.ledger import Ledger
from contracts.domain.bookkeeping.signs import signed
from contracts.domain.bookkeeping.xaf import auditfile
from contracts.domain.snapshots import house_on
from contracts.enums import ExportTarget, OrderStatus
from contracts.models import Document, ExportBatch, ExportItem, Invoice, InvoiceLine, InvoiceVat, LedgerAccount
from fluxus.db import explain, one_at_a_time
from fluxus.errors import Refusal

MADE_WITH = "FluXus boekhouding 1"
MOST = 20_000
"""More invoices than this in one file no bookkeeping programme takes in one go."""


@dataclass(frozen=True)
class Preview:
    """What a batch would hold: how many invoices, their sum (credit notes counted down) and what stands in the way."""

    count: int
    gross_cents: int
    unready: int
    taken: int
    missing: list[str] = field(default_factory=list)

    @property
    def can_be_made(self) -> bool:
        return bool(self.count) and not self.missing


def waiting(target: str, *, from_on: date, until_on: date) -> QuerySet[Invoice]:
    """The issued invoices of these days that are in no batch of this target."""
    issued = Invoice.objects.issued().filter(issued_on__range=(from_on, until_on))
    return issued.exclude(export_items__in=ExportItem.objects.filter(target=target))


def ready(target: str, found: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """For a zip only those of which the PDF is in the archive and the e-invoice is right, or never comes."""
    if target != ExportTarget.DOCUMENTS:
        return found
    return found.filter(document_order__status=OrderStatus.READY, einvoice__isnull=False, einvoice__errors=[])


def preview(target: str, *, from_on: date, until_on: date) -> Preview:
    """Nothing happens yet; a fixed number of queries."""
    found = waiting(target, from_on=from_on, until_on=until_on)
    here = ready(target, found)
    issued = Invoice.objects.issued().filter(issued_on__range=(from_on, until_on))
    count, every = here.count(), found.count()
    return Preview(
        count=count,
        gross_cents=here.aggregate(sum=Sum(signed("gross_cents"), default=0))["sum"],
        unready=every - count,
        taken=issued.count() - every,
        missing=[] if target == ExportTarget.DOCUMENTS else _gaps(here),
    )


def make(
    *,
    target: str,
    from_on: date,
    until_on: date,
    columns: Sequence[str],
    request_token: UUID,
    by: Any,
    at: datetime,
) -> ExportBatch:
    """Take out what is waiting, in one transaction; the same form sent twice gives the same batch.

    Refuses days that are reversed or still to come, an auditfile over two years, an empty batch and gaps in the ledger.
    """
    _refuse_days(target, from_on, until_on, timezone.localdate(at))
    names = chosen(columns) if target == ExportTarget.JOURNAL else []
    with transaction.atomic():
        one_at_a_time(f"contracts export {target}")
        made = ExportBatch.objects.filter(request_token=request_token).first()
        if made:
            return made
        invoices = ready(target, waiting(target, from_on=from_on, until_on=until_on))
        keys = list(invoices.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
        _refuse_number(len(keys))
        batch = ExportBatch(target=target, from_on=from_on, until_on=until_on, columns=names, made_at=at, made_by=by)
        batch.request_token = request_token
        batch.document = _file(batch, Invoice.objects.filter(pk__in=keys))
        _store(batch, keys)
    return batch


def filename(batch: ExportBatch) -> str:
    """'journaal-2026-10-01-2026-10-31-7.csv'; the key tells batches of the same days apart."""
    name, ending = {
        ExportTarget.JOURNAL: ("journaal", "csv"),
        ExportTarget.XAF: ("auditfile", "xaf"),
        ExportTarget.DOCUMENTS: ("facturen", "zip"),
    }[ExportTarget(batch.target)]
    return f"{name}-{batch.from_on:%Y-%m-%d}-{batch.until_on:%Y-%m-%d}-{batch.pk}.{ending}"


def _refuse_days(target: str, from_on: date, until_on: date, today: date) -> None:
    if until_on < from_on:
        raise Refusal("De laatste dag ligt voor de eerste.", field="until_on", code="reversed")
    if until_on > today:
        raise Refusal("Kies dagen tot en met vandaag.", field="until_on", code="future")
    if target == ExportTarget.XAF and from_on.year != until_on.year:
        raise Refusal("Een auditfile gaat over één kalenderjaar.", field="until_on", code="two_years")


def _refuse_number(count: int) -> None:
    if not count:
        raise Refusal("In deze dagen is er niets dat nog niet is meegenomen.", field="from_on", code="nothing")
    if count > MOST:
        raise Refusal("Dit zijn te veel facturen voor één bestand. Kies minder dagen.", field="until_on", code="many")


def _file(batch: ExportBatch, invoices: QuerySet[Invoice]) -> Document | None:
    """The bytes of a journal or auditfile in the archive; a zip is packed when somebody asks for it."""
    if batch.target == ExportTarget.DOCUMENTS:
        return None
    ledger = Ledger.load()
    whole = list(transactions(invoices, ledger))
    ledger.refuse_gaps()
    _refuse_imbalance(whole)
    if batch.target == ExportTarget.JOURNAL:
        content, media_type, name = as_csv(whole, batch.columns), "text/csv", "journaal.csv"
    else:
        content, media_type, name = _auditfile(batch, whole), "application/xml", "auditfile.xaf"
    return documents.store(content, filename=name, renderer=MADE_WITH, media_type=media_type)


def _auditfile(batch: ExportBatch, whole: list[Transaction]) -> bytes:
    return auditfile(
        whole,
        house=house_on(batch.until_on),
        accounts=list(LedgerAccount.objects.order_by("code")),
        from_on=batch.from_on,
        until_on=batch.until_on,
        made_on=timezone.localdate(batch.made_at),
    )


def _refuse_imbalance(whole: list[Transaction]) -> None:
    wrong = [str(each.invoice.number) for each in whole if not each.is_balanced]
    if wrong:
        raise Refusal(f"Deze facturen tellen niet op: {', '.join(wrong[:5])}.", field="target", code="imbalance")


def _store(batch: ExportBatch, keys: list[int]) -> None:
    try:
        batch.save()
        items = [ExportItem(batch=batch, target=batch.target, invoice_id=pk) for pk in keys]
        ExportItem.objects.bulk_create(items, batch_size=1000)
    except IntegrityError as error:
        raise explain(ExportItem, error) from error


def _gaps(invoices: QuerySet[Invoice]) -> list[str]:
    """What the ledger lacks for these invoices, asked per kind of line rather than per invoice."""
    ledger, keys = Ledger.load(), invoices.order_by().values("pk")
    ledger.debtors()
    lines = InvoiceLine.objects.filter(invoice__in=keys).order_by()
    for kind in lines.values_list("product", "booking__room__building", "vat_category", "vat_percent").distinct():
        ledger.income(*kind)
    vats = InvoiceVat.objects.filter(invoice__in=keys).exclude(vat_cents=0).order_by()
    for category, percent in vats.values_list("category", "percent").distinct():
        ledger.btw(category, percent)
    return sorted(ledger.missing)
