"""How far a run of invoices is, and whether anybody works on it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, Sum

from contracts.domain.sending import with_sending
from contracts.enums import BillingItemStatus, OrderStatus, Sending
from contracts.models import Invoice, InvoiceRun


@dataclass(frozen=True)
class Progress:
    """Counts of one run. `made` invoices have a number, `printed` a PDF, `einvoices` a UBL; `sent` letters really left."""

    total: int
    made: int
    blocked: int
    failed: int
    nothing: int
    waiting: int
    printed: int
    unprintable: int
    einvoices: int
    wrong_einvoices: int
    sent: int
    queued: int
    undelivered: int
    gross_cents: int
    latest_at: datetime | None

    @property
    def looked_at(self) -> int:
        return self.total - self.waiting

    @property
    def stuck(self) -> int:
        """Partners without an invoice, with the reason on the line."""
        return self.blocked + self.failed + self.nothing

    @property
    def failed_in_all(self) -> int:
        """No invoice, or one without a PDF, by a fault of ours."""
        return self.failed + self.unprintable

    @property
    def unsent(self) -> int:
        """Issued, but no letter left or waits to leave."""
        return self.made - self.sent - self.queued

    @property
    def steps(self) -> tuple[int, int]:
        """Done and all, for one progress bar: issuing and printing each count."""
        done = self.looked_at + self.printed + self.unprintable
        return done, self.looked_at + self.made + 2 * self.waiting


def progress(run: InvoiceRun) -> Progress:
    """In two queries, however large the run is."""
    of_items = run.items.aggregate(
        total=Count("pk"), **{str(each): Count("pk", filter=Q(status=each)) for each in BillingItemStatus.values}
    )
    of_invoices = with_sending(Invoice.objects.filter(run=run)).aggregate(
        printed=Count("pk", filter=Q(document_order__status=OrderStatus.READY)),
        unprintable=Count("pk", filter=Q(document_order__status=OrderStatus.FAILED)),
        einvoices=Count("pk", filter=Q(einvoice__document__isnull=False, einvoice__errors=[])),
        wrong_einvoices=Count("pk", filter=Q(einvoice__isnull=False) & ~Q(einvoice__errors=[])),
        sent=Count("pk", filter=Q(sending=Sending.SENT)),
        queued=Count("pk", filter=Q(sending=Sending.QUEUED)),
        undelivered=Count("pk", filter=Q(sending=Sending.FAILED)),
        issued_at=Max("issued_at"),
        began_at=Max("document_order__started_at"),
        gross_cents=Sum("gross_cents", default=0),
    )
    signs = [each for each in (of_invoices.pop("issued_at"), of_invoices.pop("began_at"), run.started_at) if each]
    return Progress(**of_items, **of_invoices, latest_at=max(signs))
