"""What a cultuurmaker has done for an agreement and has not billed yet."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Sum

from contracts.enums import AgreementKind, PurchaseStatus
from contracts.models import Agreement, AgreementLine, PurchaseLine
from fluxus.periods import wall_clock
from network.models import Partner
from programmes.enums import DeliveryStatus

COUNTING = (PurchaseStatus.SUBMITTED, PurchaseStatus.APPROVED)


@dataclass
class Work:
    """One agreement with the appointments that can be billed now, and what is left of its travel costs. Cents."""

    agreement: Agreement
    lines: list[AgreementLine] = field(default_factory=list)
    travel_cents: int = 0
    to_come: int = 0

    @property
    def cents(self) -> int:
        return sum(line.fee_cents for line in self.lines)


def work_of(partner: Partner, *, at: datetime) -> list[Work]:
    """Agreements in force with something to bill, oldest first: appointments that are over, were not cancelled and
    stand on no other invoice. Three queries."""
    agreements = agreements_of(partner)
    billed_travel = travel_billed(agreement.pk for agreement in agreements)
    found = {
        agreement.pk: Work(agreement, travel_cents=max(0, agreement.travel_cents - billed_travel.get(agreement.pk, 0)))
        for agreement in agreements
    }
    now = wall_clock(at)
    for line in unbilled(agreements):
        if line.local_end <= now:
            found[line.agreement_id].lines.append(line)
        else:
            found[line.agreement_id].to_come += 1
    return [work for work in found.values() if work.lines or (work.travel_cents and not work.to_come)]


def agreements_of(partner: Partner) -> list[Agreement]:
    """Orders signed by both, and those that ended early: what was done before that is owed."""
    signed = Agreement.objects.in_force() | Agreement.objects.filter(status="terminated")
    return list(signed.filter(partner=partner, kind=AgreementKind.OVO).order_by("starts_on", "pk"))


def unbilled(agreements: Iterable[Agreement]) -> QuerySet[AgreementLine]:
    """Appointments with a fee that still hold, were not cancelled, and stand on no invoice that counts."""
    billed = PurchaseLine.objects.filter(agreement_line=OuterRef("pk"), holds=True)
    lines = AgreementLine.objects.filter(agreement__in=list(agreements), fee_cents__gt=0).exclude(Exists(billed))
    lines = lines.exclude(delivery__status=DeliveryStatus.CANCELLED)
    return lines.order_by("local_start", "pk")


def travel_billed(agreements: Iterable[int]) -> dict[int, int]:
    """Expenses that were billed per agreement, in cents; what was sent back does not count."""
    rows = PurchaseLine.objects.filter(
        is_expense=True, purchase__agreement__in=list(agreements), purchase__status__in=COUNTING
    )
    summed = rows.values("purchase__agreement").annotate(cents=Sum("net_cents")).order_by()
    return {row["purchase__agreement"]: row["cents"] for row in summed}
