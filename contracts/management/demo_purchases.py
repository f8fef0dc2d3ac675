"""Invoices of cultuurmakers in the demo world: last year's work billed, checked and paid; a few that wait."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from contracts.domain.purchasing import deciding, submitting
from contracts.domain.purchasing.delivered import Work, work_of
from contracts.enums import PurchaseStatus
from contracts.management.demo_camt import Line
from contracts.models import PurchaseInvoice
from fluxus import uploads
from fluxus.demo import World
from fluxus.periods import AMSTERDAM, wall_clock
from network.enums import VatStatus
from network.models import Partner

MOST_BILLED = 40
WAITING = 4
"""So many of the newest still wait for a look; the first of them is sent back."""
PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n% "
)


def build_purchases(world: World) -> None:
    """Each maker bills what he did; the projectbureau approves it within a week, all but the newest."""
    at = datetime.combine(world.today, time(9), AMSTERDAM)
    bureau = world.shared["bureau"]
    made = [bill(world, work, at) for work in billable(world, at)]
    made = sorted((each for each in made if each), key=lambda each: each.submitted_at)
    for purchase in made[:-WAITING]:
        deciding.approve(purchase=purchase, by=bureau, at=min(purchase.submitted_at + timedelta(days=5), at))
    for purchase in made[-WAITING : -WAITING + 1]:
        reason = "Het nummer van de overeenkomst staat niet op je factuur."
        deciding.reject(purchase=purchase, reason=reason, by=bureau, at=at)


def billable(world: World, at: datetime) -> Iterator[Work]:
    """One agreement of each maker whose btw is known; Bilal still has to bill his."""
    keys = {maker.pk for maker in world.shared["cultuurmakers"]} - {world.shared["bilal"].pk}
    makers = Partner.objects.filter(pk__in=keys)
    for maker in (
        makers.exclude(vat_status=VatStatus.UNKNOWN).filter(identifiers__kind="iban").order_by("pk")[:MOST_BILLED]
    ):
        yield from work_of(maker, at=at)[:1]


def bill(world: World, work: Work, at: datetime) -> PurchaseInvoice:
    """All of what was done, a week after the last of it."""
    agreement = work.agreement
    agreement.partner = Partner.objects.get(pk=agreement.partner_id)
    liable = agreement.partner.vat_status == VatStatus.LIABLE
    last = max((line.local_end for line in work.lines), default=wall_clock(at))
    moment = min(datetime.combine(last.date() + timedelta(days=7), time(20, 15), AMSTERDAM), at)
    number = f"{moment.year}-{world.random.randint(1, 99):03d}"
    return submitting.submit(
        partner=agreement.partner,
        agreement=agreement,
        amounts={line.pk: line.fee_cents for line in work.lines},
        travel_cents=work.travel_cents,
        their_number=number,
        their_date_on=moment.date(),
        rate="high" if liable else "none",
        gross_cents=_gross(work, liable=liable),
        upload=uploads.Upload(f"factuur-{number}.pdf", PAPER + f"{number} {agreement.pk}".encode(), uploads.PDF),
        by=world.shared["beheer"],
        at=moment,
    )


def payments_to_makers(world: World) -> Iterator[Line]:
    """What the house paid on approved invoices, about three weeks after they were approved."""
    approved = PurchaseInvoice.objects.filter(status=PurchaseStatus.APPROVED).select_related("partner").order_by("pk")
    for purchase in approved:
        day = wall_clock(purchase.decided_at or purchase.submitted_at).date() + timedelta(days=18)
        day += timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)
        if day <= world.today:
            yield Line(-purchase.gross_cents, day, purchase.partner.name, purchase.iban, purchase.their_number)


def _gross(work: Work, *, liable: bool) -> int:
    net = work.cents + work.travel_cents
    return (net * 121 + 50) // 100 if liable else net
