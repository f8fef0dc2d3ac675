"""Agreements of the demo world, in bulk: the same rows as the domain would have left, a few queries in all."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.db import models

from contracts.domain.agreement_snapshots import freeze
from contracts.domain.agreements import extent, kept_until, line_of, subject
from contracts.domain.editions import current
from contracts.domain.readiness import readiness
from contracts.domain.snapshots import fingerprint
from contracts.enums import AgreementStatus, SeriesKind
from contracts.management.demo_numbers import number_in_order
from contracts.models import Agreement, AgreementLine, DocumentOrder, House
from fluxus.demo import World
from fluxus.periods import AMSTERDAM
from network.enums import EntryKind
from network.models import Partner, TimelineEntry
from programmes.models import Delivery

DAYS_BEFORE = 21
ORDERED = 10
ISSUED_FIELDS = ["status", "number", "issued_on", "issued_at", "issued_by", "snapshot", "data_hash", "keep_until_on"]


def build_agreements(world: World, house: House) -> list[Agreement]:
    """Issued agreements for most visits; the last visits of each maker wait for one, two drafts wait to be issued."""
    bundles = bundled(world)
    drafts = store_drafts(world, bundles)
    issued, waiting = drafts[:-2], drafts[-2:]
    issue(world, house, issued)
    tell(world, issued, waiting)
    return [agreement for agreement, _ in issued]


def bundled(world: World) -> list[tuple[Partner, list[Delivery]]]:
    """Visits of one maker that follow each other, oldest first: about 500 bundles in the house world."""
    of_maker: dict[Partner, list[Delivery]] = defaultdict(list)
    for delivery in standing():
        of_maker[delivery.activity.maker].append(delivery)
    of_maker = {maker: visits for maker, visits in of_maker.items() if not readiness(maker)}
    agreed = {maker: visits[: -max(1, len(visits) // 12)] for maker, visits in of_maker.items() if len(visits) > 1}
    size = sum(len(visits) for visits in agreed.values()) / world.scale(small=6, house=502)
    bundles = [
        (maker, bundle)
        for maker, visits in agreed.items()
        for bundle in split(visits, max(1, round(len(visits) / size)))
    ]
    return sorted(bundles, key=lambda bundle: (bundle[1][0].local_start, bundle[0].pk))


def split(visits: list[Delivery], parts: int) -> list[list[Delivery]]:
    """In so many parts of nearly the same length, in order; never an empty one."""
    parts = min(parts, len(visits))
    edges = [len(visits) * part // parts for part in range(parts + 1)]
    return [visits[first:last] for first, last in pairwise(edges)]


def standing() -> Iterable[Delivery]:
    makers = ("identifiers", "addresses", "emails", "phones")
    return (
        Delivery.objects.standing()
        .select_related("activity__maker", "activity__school_year", "school")
        .prefetch_related("groups", "school__addresses__wijk", *(f"activity__maker__{name}" for name in makers))
        .order_by("local_start", "pk")
    )


def store_drafts(world: World, bundles: list[tuple[Partner, list[Delivery]]]) -> list[tuple[Agreement, list[Delivery]]]:
    version, bureau = current(), world.shared["bureau"]
    made = Agreement.objects.bulk_create(
        Agreement(
            partner=maker,
            template_version=version,
            subject=subject(visits),
            drafted_by=bureau,
            drafted_at=at,
            **extent([line_of(visit) for visit in visits]),
        )
        for (maker, visits), at in zip(bundles, moments(world, bundles), strict=True)
    )
    drafts = [(agreement, visits) for agreement, (_, visits) in zip(made, bundles, strict=True)]
    AgreementLine.objects.bulk_create(
        placed(agreement, visit, position)
        for agreement, visits in drafts
        for position, visit in enumerate(visits, start=1)
    )
    return drafts


def placed(agreement: Agreement, visit: Delivery, position: int) -> AgreementLine:
    """A visit at its place in an agreement."""
    line = line_of(visit)
    line.agreement, line.position = agreement, position
    return line


def issue(world: World, house: House, drafts: list[tuple[Agreement, list[Delivery]]]) -> None:
    """Number, freeze and seal; then ask for the PDFs of the newest."""
    models.prefetch_related_objects([drafts[0][0].template_version], "clauses__clause_version__clause", "template")
    for agreement, _ in drafts:
        agreement.issued_on = agreement.drafted_at.date()
        agreement.keep_until_on = kept_until(agreement)
        agreement.issued_at, agreement.issued_by = agreement.drafted_at, world.shared["bureau"]
    number_in_order([agreement for agreement, _ in drafts], kind=SeriesKind.AGREEMENT)
    for agreement, visits in drafts:
        agreement.snapshot = freeze(agreement, house=house, lines=[line_of(visit) for visit in visits])
        agreement.data_hash = fingerprint(agreement.snapshot)
        agreement.status = AgreementStatus.ISSUED
    made = [agreement for agreement, _ in drafts]
    Agreement.objects.bulk_create(
        made, batch_size=100, update_conflicts=True, unique_fields=["id"], update_fields=ISSUED_FIELDS
    )
    DocumentOrder.objects.bulk_create(DocumentOrder(agreement=agreement) for agreement in made[-ORDERED:])


def tell(
    world: World, issued: list[tuple[Agreement, list[Delivery]]], waiting: list[tuple[Agreement, list[Delivery]]]
) -> None:
    def line(agreement: Agreement, title: str) -> TimelineEntry:
        return TimelineEntry(
            partner=agreement.partner,
            kind=EntryKind.AGREEMENT,
            at=agreement.drafted_at,
            by=world.shared["bureau"],
            title=title,
            path=agreement.get_absolute_url(),
            amount_cents=agreement.fee_cents,
        )

    lines = [line(agreement, f"Overeenkomst {agreement.number} opgesteld") for agreement, _ in issued]
    lines += [line(agreement, f"Concept voor een overeenkomst: {agreement.subject}") for agreement, _ in waiting]
    TimelineEntry.objects.bulk_create(lines)


def moments(world: World, bundles: Sequence[tuple[Partner, list[Delivery]]]) -> list[datetime]:
    """When each bundle was agreed: on working days from before the first visit until today, never going back."""
    if not bundles:
        return []
    first_visits = [visits[0].local_start.date() for _, visits in bundles]
    first = min(first_visits[0] - timedelta(days=DAYS_BEFORE), world.today)
    span = (world.today - first).days
    evenly = (first + timedelta(days=span * place // len(bundles)) for place in range(1, len(bundles) + 1))
    days = (min(day, visit - timedelta(days=DAYS_BEFORE // 3)) for day, visit in zip(evenly, first_visits, strict=True))
    return [datetime.combine(working_day(day), time(11, 20), AMSTERDAM) for day in days]


def working_day(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
