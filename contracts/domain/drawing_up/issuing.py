"""From a draft to a numbered agreement whose content never changes again."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from contracts.domain import documents, evidence
from contracts.domain.drawing_up.agreement_lines import (
    as_planned,
    extent,
    hold_origins,
    in_order,
    keep,
    kept_until,
    minutes,
    with_origins,
)
from contracts.domain.drawing_up.agreement_snapshots import freeze
from contracts.domain.drawing_up.changes import compare
from contracts.domain.drawing_up.composing import locked_draft, refuse_amounts, tell
from contracts.domain.numbering import next_number
from contracts.domain.readiness import fair_pay
from contracts.domain.readiness.readiness import readiness, refuse_blockers
from contracts.domain.snapshots import fingerprint, house_on
from contracts.enums import NO_LONGER, AgreementKind, AgreementStatus, EventKind, SeriesKind
from contracts.models import Agreement, AgreementLine
from fluxus.db import lock
from fluxus.errors import Refusal

SERIES: dict[str, SeriesKind] = {
    AgreementKind.OVO: SeriesKind.AGREEMENT,
    AgreementKind.RENTAL: SeriesKind.RENTAL,
}


def issue(*, agreement: Agreement, by: Any, today: date) -> Agreement:
    """Number the draft, freeze its content as the planning has it now, and order the PDF, in one transaction.

    The planning stays free: what changes later becomes a proposed amendment. Refuses when the partner misses data
    (`extra["blockers"]`), when an appointment fell out since, when pay under the advice is not explained, when the text
    of the template uses a word that is not known, and a second time.
    """
    with transaction.atomic():
        held = locked_draft(agreement)
        lines = keep(held, _as_planned_now(held))
        for name, value in extent(lines).items():
            setattr(held, name, value)
        refuse_amounts(lines)
        _refuse_unready(held)
        old_lines = _refuse_lost_cause(held)
        weigh(held, lines, on=today)
        _refuse_unexplained(held)
        held.issued_on, held.issued_at, held.issued_by = today, timezone.now(), by
        held.keep_until_on = kept_until(held)
        held.number = next_number(kind=SERIES[held.kind], on=today)
        changes = [each.sentence for each in compare(old_lines, lines)] if held.amends else []
        held.snapshot = freeze(held, house=house_on(today), lines=lines, changes=changes)
        held.data_hash = fingerprint(held.snapshot)
        held.status = AgreementStatus.ISSUED
        held.save()
        _settle(held, by)
    return held


def weigh(agreement: Agreement, lines: Sequence[AgreementLine], *, on: date) -> None:
    """Note on the agreement what the fee is per paid hour against the advice of that day; a hire has none. Not saved."""
    if agreement.kind != AgreementKind.OVO:
        return
    weighed = fair_pay.weigh(
        fee_cents=agreement.fee_cents, minutes=minutes(lines), work_kind=agreement.work_kind, on=on
    )
    agreement.paid_minutes, agreement.rate_table = weighed.paid_minutes, weighed.table
    agreement.agreed_hourly_cents = weighed.agreed_hourly_cents
    agreement.advised_hourly_cents = weighed.advised_hourly_cents


def _settle(agreement: Agreement, by: Any) -> None:
    """What follows from a number: the first link of the evidence, the timeline, the order for the PDF."""
    evidence.add(
        agreement=agreement,
        kind=EventKind.ISSUED,
        at=agreement.issued_at or timezone.now(),
        by=by,
        data={
            "number": agreement.number,
            "data_hash": agreement.data_hash,
            "template": str(agreement.template_version),
            "template_version": agreement.template_version_id,
        },
    )
    tell(agreement, f"Overeenkomst {agreement.number} opgesteld", by, detail=agreement.subject)
    documents.order(agreement=agreement)


def _as_planned_now(agreement: Agreement) -> list[AgreementLine]:
    lines = hold_origins(agreement)
    planned = [as_planned(each) for each in lines]
    if None in planned:
        gone = lines[planned.index(None)]
        raise Refusal(
            f"{gone.what} op {gone.period} is vervallen. Haal deze regel weg of gooi dit concept weg.", code="lapsed"
        )
    return in_order(each for each in planned if each)


def _refuse_unready(agreement: Agreement) -> None:
    refuse_blockers(
        readiness(
            agreement.partner,
            template_version=agreement.template_version,
            with_minors=agreement.with_minors,
            ends_on=agreement.ends_on,
        )
    )


def _refuse_lost_cause(agreement: Agreement) -> list[AgreementLine]:
    """The lines of the agreement that this one amends (none when it does not); refuses when that one ended."""
    if agreement.amends is None:
        return []
    (old,) = lock(Agreement.objects.filter(pk=agreement.amends.pk))
    if old.status in NO_LONGER:
        raise Refusal(f"Overeenkomst {old.number} is {old.get_status_display()}; daar is niets aan te wijzigen.")
    return list(with_origins(old.lines.all()))


def _refuse_unexplained(agreement: Agreement) -> None:
    agreed, advised = agreement.agreed_hourly_cents, agreement.advised_hourly_cents
    is_low = agreed is not None and advised is not None and agreed < advised
    if is_low and not agreement.pay_explanation.strip():
        raise Refusal(
            "Het honorarium is lager dan het advies. Leg in een concept uit waarom.",
            field="pay_explanation",
            code="low_pay",
        )
