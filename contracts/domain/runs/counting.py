"""How far a run is, and whether anybody works on it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, Sum

from contracts.enums import AgreementStatus, ItemStatus, OrderStatus
from contracts.models import Agreement, AgreementRun


@dataclass(frozen=True)
class Progress:
    """Counts of one run. `made` agreements have a number, `printed` a PDF, `sent` went out to be signed."""

    total: int
    made: int
    blocked: int
    failed: int
    dropped: int
    waiting: int
    printed: int
    unprintable: int
    sent: int
    fee_cents: int
    latest_at: datetime | None

    @property
    def looked_at(self) -> int:
        return self.total - self.waiting

    @property
    def stuck(self) -> int:
        """Lines without an agreement that wait for nobody."""
        return self.blocked + self.failed + self.dropped

    @property
    def failed_in_all(self) -> int:
        """Not drawn up, or drawn up without a PDF, by a fault of ours."""
        return self.failed + self.unprintable

    @property
    def steps(self) -> tuple[int, int]:
        """Done and all, for one progress bar: drawing up and printing each count."""
        done = self.looked_at + self.printed + self.unprintable
        return done, self.looked_at + self.made + 2 * self.waiting


def progress(run: AgreementRun) -> Progress:
    """In two queries, however large the run is."""
    of_items = run.items.aggregate(
        total=Count("pk"), **{str(each): Count("pk", filter=Q(status=each)) for each in ItemStatus.values}
    )
    of_agreements = Agreement.objects.filter(run=run).aggregate(
        printed=Count("pk", filter=Q(document_order__status=OrderStatus.READY)),
        unprintable=Count("pk", filter=Q(document_order__status=OrderStatus.FAILED)),
        sent=Count("pk", filter=~Q(status=AgreementStatus.ISSUED)),
        drawn_at=Max("issued_at"),
        began_at=Max("document_order__started_at"),
        fee_cents=Sum("fee_cents", default=0),
    )
    signs = [each for each in (of_agreements.pop("drawn_at"), of_agreements.pop("began_at"), run.started_at) if each]
    return Progress(**of_items, **of_agreements, latest_at=max(signs))
