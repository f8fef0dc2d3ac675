"""How far a run is, and whether anybody works on it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Sum

from contracts.enums import AgreementStatus, ItemStatus, OrderStatus
from contracts.models import Agreement, AgreementRun


@dataclass(frozen=True)
class Progress:
    """Counts of one run. `made` agreements have a number, `printed` a PDF, `sent` went out to be signed; `cents` is
    what they come to, travel included."""

    total: int
    made: int
    blocked: int
    failed: int
    dropped: int
    waiting: int
    printed: int
    unprintable: int
    sent: int
    cents: int
    latest_at: datetime | None

    @property
    def stuck(self) -> int:
        """Lines without an agreement that wait for nobody."""
        return self.blocked + self.failed + self.dropped

    @property
    def failed_in_all(self) -> int:
        """Not drawn up, or drawn up without a PDF, by a fault of ours."""
        return self.failed + self.unprintable

    @property
    def done(self) -> int:
        """Agreements with nothing left to do here: their PDF is there, or we know why it is not."""
        return self.stuck + self.printed + self.unprintable


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
        cents=Sum(F("fee_cents") + F("travel_cents"), default=0),
    )
    signs = [each for each in (of_agreements.pop("drawn_at"), of_agreements.pop("began_at"), run.started_at) if each]
    return Progress(**of_items, **of_agreements, latest_at=max(signs))


def cents() -> Subquery:
    """What the agreements of the outer run come to, travel included."""
    of_run = Agreement.objects.filter(run=OuterRef("pk")).order_by().values("run")
    return Subquery(of_run.annotate(cents=Sum(F("fee_cents") + F("travel_cents"))).values("cents"))
