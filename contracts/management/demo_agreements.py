"""The agreements of last year in the demo world, in bulk: the same rows as the domain would have left, a few queries in all.

They were signed on paper, as the house did then. Those of this year come from the domain itself (`demo_signing`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models

from contracts.domain import documents, evidence
from contracts.domain.drawing_up.agreement_lines import extent, kept_until, minutes
from contracts.domain.drawing_up.agreement_snapshots import freeze
from contracts.domain.readiness.fair_pay import weigh
from contracts.domain.readiness.readiness import NEEDED, readiness
from contracts.domain.snapshots import fingerprint
from contracts.domain.texts.editions import current
from contracts.enums import AgreementStatus, EventKind, SeriesKind
from contracts.management.demo_numbers import number_in_order
from contracts.management.demo_words import PERFORMING, PLACES, REASONS, WORKS, Work
from contracts.models import (
    Agreement,
    AgreementEvent,
    AgreementLine,
    Document,
    Funding,
    House,
    PaperSignature,
    WorkKind,
)
from fluxus import pdf
from fluxus.demo import World
from fluxus.periods import AMSTERDAM
from network.enums import EntryKind
from network.models import Partner, TimelineEntry

DAYS_BEFORE, DAYS_TO_SIGN = 12, 5
FUNDINGS = ("Cultuurmenu", "Wijkbudget", "Regeling cultuurparticipatie", "Eigen middelen")
NOT_STORED_AT_FIRST = [
    "status", "number", "issued_on", "issued_at", "issued_by", "snapshot", "data_hash", "keep_until_on", "chain_length",
    "chain_head",
]  # fmt: skip
SCAN = (
    "<html lang=nl><title>Scan</title><main><h1>Voorbeeld</h1><p>Zo ziet een overeenkomst met twee handtekeningen "
    "op papier er in de demowereld uit.</p></main></html>"
)


@dataclass
class Agreed:
    """One agreement of last year with its appointments."""

    agreement: Agreement
    lines: list[AgreementLine]
    signed_on: date


def build_agreements(world: World, house: House) -> list[Agreement]:
    """About five hundred in the house world, by order of date, each with its lines, evidence and scan."""
    prepare(world)
    turns = makers(world)
    agreed = [
        written(world, maker, at, is_last=maker not in turns[place + 1 :])
        for place, (maker, at) in enumerate(zip(turns, moments(world), strict=False))
    ]
    if not agreed:
        return []
    store(agreed)
    finish(world, house, agreed)
    sign(world, agreed)
    tell(world, agreed)
    return [each.agreement for each in agreed]


def prepare(world: World) -> None:
    """Where the money comes from, and what every agreement looks at."""
    first = date(world.today.year - 1, 1, 1)
    world.shared["fundings"] = Funding.objects.bulk_create(Funding(name=name, starts_on=first) for name in FUNDINGS)
    world.shared["work_kinds"] = {kind.slug: kind for kind in WorkKind.objects.all()}
    world.shared["version"] = current()


def makers(world: World) -> list[Partner]:
    """As many as there are agreements, by turns; only who has all that an agreement needs."""
    pool = Partner.objects.filter(pk__in=[maker.pk for maker in world.shared["cultuurmakers"]])
    ready = [maker for maker in pool.prefetch_related(*NEEDED).order_by("pk") if readiness(maker).is_ready]
    wanted = world.scale(small=6, house=502)
    return [ready[place % len(ready)] for place in range(wanted)] if ready else []


def moments(world: World) -> list[datetime]:
    """When each was drawn up: on working days, spread over last year, never going back."""
    count = world.scale(small=6, house=502)
    first = date(world.today.year - 1, 1, 6)
    days = (first + timedelta(days=330 * place // count) for place in range(count))
    return [datetime.combine(working_day(day), time(11, 20), AMSTERDAM) for day in days]


def working_day(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def written(world: World, maker: Partner, at: datetime, *, is_last: bool) -> Agreed:
    """A draft as somebody typed it, with pay beside the advice; not stored yet.

    The last one of a maker is no performance: a next agreement begins with its kind of work, and schools ask for lessons.
    """
    discipline = next(iter(maker.disciplines), world.random.choice(list(WORKS)))
    work = world.random.choice([each for each in WORKS[discipline] if not is_last or each.kind != PERFORMING])
    lines = appointments(world, work, discipline, at.date() + timedelta(days=DAYS_BEFORE))
    agreement = Agreement(
        partner=maker,
        template_version=world.shared["version"],
        subject=work.title,
        funding=world.random.choice(world.shared["fundings"]),
        work_kind=world.shared["work_kinds"].get(work.kind),
        drafted_by=world.shared["bureau"],
        drafted_at=at,
    )
    priced(world, agreement, lines, hourly=world.random.randint(*work.hourly) // 100 * 100)
    signed_on = working_day(at.date() + timedelta(days=DAYS_TO_SIGN))
    return Agreed(agreement, lines, max(signed_on, at.date()))


def appointments(world: World, work: Work, discipline: str, first: date) -> list[AgreementLine]:
    """Once a week at the same place, in the evening or on Saturday."""
    wijk = world.random.choice(world.shared["wijken"])
    where, starts = f"{world.random.choice(PLACES)} {wijk.name}", world.random.choice((time(10), time(14), time(19)))
    days = (first + timedelta(weeks=week) for week in range(world.random.randint(*work.times)))
    return [
        AgreementLine(
            position=position,
            local_start=(start := datetime.combine(day, starts)),
            local_end=start + timedelta(minutes=work.minutes),
            what=work.title,
            where=where,
            fee_cents=0,
            discipline=discipline,
            wijk=wijk,
        )
        for position, day in enumerate(days, start=1)
    ]


def priced(world: World, agreement: Agreement, lines: list[AgreementLine], *, hourly: int) -> None:
    """A fee for each appointment, what that is per paid hour, and the advice of that day."""
    about = {"minutes": minutes(lines), "work_kind": agreement.work_kind, "on": agreement.drafted_at.date()}
    paid = weigh(fee_cents=0, **about).paid_minutes
    for line in lines:
        line.fee_cents = round(hourly * paid / 60 / len(lines) / 500) * 500
    for name, value in extent(lines).items():
        setattr(agreement, name, value)
    weighed = weigh(fee_cents=agreement.fee_cents, **about)
    agreement.paid_minutes, agreement.rate_table = weighed.paid_minutes, weighed.table
    agreement.agreed_hourly_cents = weighed.agreed_hourly_cents
    agreement.advised_hourly_cents = weighed.advised_hourly_cents
    agreement.pay_explanation = world.random.choice(REASONS) if weighed.is_low else ""


def store(agreed: Sequence[Agreed]) -> None:
    Agreement.objects.bulk_create((each.agreement for each in agreed), batch_size=200)
    for each in agreed:
        for line in each.lines:
            line.agreement = each.agreement
    AgreementLine.objects.bulk_create((line for each in agreed for line in each.lines), batch_size=1000)


def finish(world: World, house: House, agreed: Sequence[Agreed]) -> None:
    """Number, freeze and sign; the chain of evidence says so."""
    made = [each.agreement for each in agreed]
    models.prefetch_related_objects([made[0].template_version], "clauses__clause_version__clause", "template")
    scan = documents.store(pdf.render_pdf(SCAN, identifier=b"scan"), filename="scan.pdf", renderer="scanner")
    for agreement in made:
        agreement.template_version = made[0].template_version
        agreement.issued_on = agreement.drafted_at.date()
        agreement.keep_until_on = kept_until(agreement)
        agreement.issued_at, agreement.issued_by = agreement.drafted_at, agreement.drafted_by
    number_in_order(made, kind=SeriesKind.AGREEMENT)
    for each in agreed:
        each.agreement.snapshot = freeze(each.agreement, house=house, lines=each.lines)
        each.agreement.data_hash = fingerprint(each.agreement.snapshot)
        each.agreement.status = AgreementStatus.SIGNED
    events = [event for each in agreed for event in chain(world, each, scan)]
    Agreement.objects.bulk_create(
        made, batch_size=100, update_conflicts=True, unique_fields=["id"], update_fields=NOT_STORED_AT_FIRST
    )
    AgreementEvent.objects.bulk_create(events, batch_size=500)
    world.shared["scan"] = scan


def chain(world: World, each: Agreed, scan: Document) -> list[AgreementEvent]:
    """Drawn up, and signed on paper; the agreement knows the end of it."""
    agreement = each.agreement
    happened = [
        (EventKind.ISSUED, agreement.issued_at, {"number": agreement.number, "data_hash": agreement.data_hash}),
        (EventKind.PAPER, signed_at(each), {"sha256": scan.pk, "signed_on": each.signed_on.isoformat()}),
    ]
    events = []
    for position, (kind, at, data) in enumerate(happened, start=1):
        event = AgreementEvent(
            agreement=agreement,
            position=position,
            kind=kind,
            happened_at=at,
            happened_by=world.shared["bureau"],
            data=data,
            previous=agreement.chain_head,
        )
        event.hash = evidence.fingerprint_of(event)
        agreement.chain_length, agreement.chain_head = position, event.hash
        events.append(event)
    return events


def signed_at(each: Agreed) -> datetime:
    return datetime.combine(each.signed_on, time(15, 10), AMSTERDAM)


def sign(world: World, agreed: Sequence[Agreed]) -> None:
    PaperSignature.objects.bulk_create(
        PaperSignature(
            agreement=each.agreement,
            document=world.shared["scan"],
            signed_on=each.signed_on,
            noted_at=signed_at(each),
            noted_by=world.shared["bureau"],
        )
        for each in agreed
    )


def tell(world: World, agreed: Sequence[Agreed]) -> None:
    def line(agreement: Agreement, title: str, at: datetime) -> TimelineEntry:
        return TimelineEntry(
            partner=agreement.partner,
            kind=EntryKind.AGREEMENT,
            at=at,
            by=world.shared["bureau"],
            title=title,
            path=agreement.get_absolute_url(),
            amount_cents=agreement.fee_cents,
        )

    lines = [
        line(each.agreement, f"Overeenkomst {each.agreement.number} opgesteld", each.agreement.drafted_at)
        for each in agreed
    ]
    lines += [
        line(each.agreement, f"Overeenkomst {each.agreement.number} op papier getekend", signed_at(each))
        for each in agreed
    ]
    TimelineEntry.objects.bulk_create(lines, batch_size=500)
