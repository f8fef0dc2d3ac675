"""Drafting and issuing an overeenkomst van opdracht."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from contracts.domain import documents
from contracts.domain.agreement_snapshots import freeze
from contracts.domain.editions import current
from contracts.domain.numbering import next_number
from contracts.domain.readiness import readiness, refuse_blockers
from contracts.domain.snapshots import fingerprint, house_on
from contracts.enums import AgreementStatus, SeriesKind
from contracts.models import Agreement, AgreementLine
from fluxus.db import lock
from fluxus.errors import Refusal
from network.domain.timeline import record
from network.enums import EntryKind
from network.models import Partner
from programmes.models import Delivery


def agreeable(partner: Partner) -> Any:
    """Planned deliveries of a partner that no agreement holds yet, soonest first."""
    deliveries = Delivery.objects.standing().filter(activity__maker=partner).exclude(agreement_lines__holds=True)
    return deliveries.select_related("activity", "school").order_by("local_start", "pk")


def draft(*, partner: Partner, deliveries: Iterable[Delivery], by: Any, today: date) -> Agreement:
    """A draft for these deliveries with a line on the timeline, in one transaction. A delivery is agreed once.

    Refuses when there is nothing to agree, when a delivery is not the partner's, is cancelled, or stands in another
    agreement.
    """
    with transaction.atomic():
        chosen = lock(_deliveries().filter(pk__in=[each.pk for each in deliveries]))
        _refuse_unfit(partner, chosen)
        lines = [line_of(each) for each in _in_order(chosen)]
        agreement = Agreement.objects.create(
            partner=partner, template_version=current(), drafted_by=by, subject=subject(chosen), **extent(lines)
        )
        keep(agreement, lines)
        record(
            partners=[partner],
            kind=EntryKind.AGREEMENT,
            title=f"Concept voor een overeenkomst: {agreement.subject}",
            by=by,
            path=agreement.get_absolute_url(),
            amount_cents=agreement.fee_cents,
        )
    return agreement


def discard(*, agreement: Agreement, by: Any) -> None:
    """Throw a draft away; its deliveries are free for another agreement."""
    with transaction.atomic():
        held = _locked_draft(agreement)
        partner, title = held.partner, f"Concept weggegooid: {held.subject}"
        held.delete()
        record(partners=[partner], kind=EntryKind.AGREEMENT, title=title, by=by)


def issue(*, agreement: Agreement, by: Any, today: date) -> Agreement:
    """Number the draft, freeze its content, seal its deliveries and order the PDF, in one transaction.

    Refuses when the partner misses data (`extra["blockers"]`), when a delivery was cancelled since, when the text of the
    template uses a word that is not known, and a second time.
    """
    with transaction.atomic():
        held = _locked_draft(agreement)
        refuse_blockers(readiness(held.partner))
        deliveries = lock(_deliveries().filter(agreement_lines__agreement=held))
        _refuse_cancelled(deliveries)
        lines = keep(held, [line_of(each) for each in _in_order(deliveries)])
        for name, value in extent(lines).items():
            setattr(held, name, value)
        held.issued_on, held.issued_at, held.issued_by = today, timezone.now(), by
        held.keep_until_on = kept_until(held)
        held.number = next_number(kind=SeriesKind.AGREEMENT, on=today)
        held.snapshot = freeze(held, house=house_on(today), lines=lines)
        held.data_hash = fingerprint(held.snapshot)
        held.status = AgreementStatus.ISSUED
        held.save()
        _tell(held, by)
        documents.order(agreement=held)
    return held


def _tell(agreement: Agreement, by: Any) -> None:
    record(
        partners=[agreement.partner],
        kind=EntryKind.AGREEMENT,
        title=f"Overeenkomst {agreement.number} opgesteld",
        detail=agreement.subject,
        by=by,
        path=agreement.get_absolute_url(),
        amount_cents=agreement.fee_cents,
    )


def _deliveries() -> Any:
    visits = Delivery.objects.select_related("activity__school_year", "school")
    return visits.prefetch_related("groups", "school__addresses__wijk")


def _locked_draft(agreement: Agreement) -> Agreement:
    held = next(
        iter(lock(Agreement.objects.filter(pk=agreement.pk).select_related("partner", "template_version"))), None
    )
    if held is None:
        raise Refusal("Dit concept bestaat niet meer.", code="gone")
    if held.status != AgreementStatus.DRAFT:
        raise Refusal(f"Overeenkomst {held.number} is al opgesteld en verandert niet meer.", code="issued")
    return held


def _refuse_unfit(partner: Partner, deliveries: list[Delivery]) -> None:
    if not deliveries:
        raise Refusal("Kies minstens één uitvoering.", field="deliveries")
    if any(each.activity.maker_id != partner.pk for each in deliveries):
        raise Refusal(f"Deze uitvoering is niet van {partner}.", field="deliveries")
    _refuse_cancelled(deliveries)
    taken = AgreementLine.objects.filter(delivery__in=deliveries, holds=True).select_related("agreement").first()
    if taken:
        raise Refusal(
            f"Een van deze uitvoeringen staat al in overeenkomst {taken.agreement}.", field="deliveries", code="taken"
        )


def _refuse_cancelled(deliveries: list[Delivery]) -> None:
    standing = set(
        Delivery.objects.standing().filter(pk__in=[each.pk for each in deliveries]).values_list("pk", flat=True)
    )
    if any(each.pk not in standing for each in deliveries):
        raise Refusal(
            "Een van de uitvoeringen is vervallen. Gooi dit concept weg en maak een nieuw.", field="deliveries"
        )


def _in_order(deliveries: list[Delivery]) -> list[Delivery]:
    return sorted(deliveries, key=lambda each: (each.local_start, each.pk))


def line_of(delivery: Delivery) -> AgreementLine:
    """The appointment that a delivery is, as it is planned now; not stored yet."""
    groups = sorted(delivery.groups.all(), key=lambda group: group.name)
    pupils = sum(group.pupils for group in groups)
    address = next((each for each in delivery.school.addresses.all() if each.kind == "visit"), None)
    place = f", {address.line}, {address.city}" if address else ""
    return AgreementLine(
        delivery=delivery,
        local_start=delivery.local_start,
        local_end=delivery.local_end,
        what=delivery.activity.title,
        where=f"{delivery.school.name}{place}"[:240],
        detail=f"{', '.join(group.name for group in groups)} ({pupils} leerlingen)"[:240] if groups else "",
        fee_cents=delivery.fee_cents,
        discipline=delivery.activity.discipline,
        wijk=address.wijk if address else None,
    )


def keep(agreement: Agreement, lines: list[AgreementLine]) -> list[AgreementLine]:
    """Put these lines in a draft in the place of those it had."""
    agreement.lines.all().delete()
    for position, line in enumerate(lines, start=1):
        line.agreement, line.position = agreement, position
    return AgreementLine.objects.bulk_create(lines)


def kept_until(agreement: Agreement) -> date:
    """The last day of the term that its template sets, after its own last day."""
    years = agreement.template_version.template.keep_years
    return date(agreement.ends_on.year + years, 12, 31)


def extent(lines: list[AgreementLine]) -> dict[str, Any]:
    """First day, last day and fee of these appointments."""
    return {
        "starts_on": min(each.local_start for each in lines).date(),
        "ends_on": max(each.local_end for each in lines).date(),
        "fee_cents": sum(each.fee_cents for each in lines),
    }


def subject(deliveries: list[Delivery]) -> str:
    """What they are together: 'Cultuurmenu 2026-2027: Klankreis en Verhalen op doek', cut to what fits."""
    titles = list(dict.fromkeys(each.activity.title for each in _in_order(deliveries)))
    named = " en ".join(part for part in (", ".join(titles[:-1]), titles[-1]) if part)
    subject = f"Cultuurmenu {deliveries[0].activity.school_year}: {named}"
    return subject if len(subject) <= 200 else f"{subject[:199].rstrip()}…"
