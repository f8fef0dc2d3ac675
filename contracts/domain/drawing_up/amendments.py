"""When the planning changed after an agreement was issued: what differs, and a new agreement that says so.

The new one `amends` the old one under a number of its own. The old one keeps holding its appointments until the new one
takes over (`contracts.domain.drawing_up.holds`).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone

from bookings.enums import BookingStatus
from bookings.models import Booking
from contracts.domain.drawing_up.agreement_lines import (
    HIRES,
    VISITS,
    as_planned,
    line_of,
    origin_of,
    with_origins,
)
from contracts.domain.drawing_up.changes import Difference, compare
from contracts.domain.drawing_up.composing import compose, unheld
from contracts.domain.texts.editions import current
from contracts.enums import AT_THE_SIGNERS, IN_FORCE, NO_LONGER, AgreementStatus
from contracts.models import Agreement, AgreementLine
from fluxus.db import lock
from fluxus.errors import Refusal
from programmes.enums import CourseStatus, DeliveryStatus
from programmes.models import Delivery

AMENDABLE = (AgreementStatus.ISSUED, *AT_THE_SIGNERS, *IN_FORCE)


def differences(agreement: Agreement) -> list[Difference]:
    """How the planning differs from what an agreement says; nothing for a draft or what has ended."""
    return differences_of([agreement])[agreement.pk]


def differences_of(agreements: Iterable[Agreement]) -> dict[int, list[Difference]]:
    """The same for many, in a fixed number of queries."""
    issued = [each for each in agreements if each.status in AMENDABLE]
    found: dict[int, list[Difference]] = defaultdict(list)
    lines = _lines_of(issued)
    added = _added_to(issued, lines)
    for agreement in issued:
        own = lines[agreement.pk]
        planned = [line for each in own if (line := as_planned(each))]
        found[agreement.pk] = compare(own, [*planned, *added[agreement.pk]])
    return found


def changed(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Those of which the planning differs from what they say, found by the database in one query."""
    held = AgreementLine.objects.filter(agreement=OuterRef("pk"), holds=True)
    of_outer = AgreementLine.objects.filter(agreement=OuterRef(OuterRef("pk")), holds=True)
    return agreements.filter(status__in=AMENDABLE).filter(
        Exists(held.filter(_other_visit() | _other_lesson() | _other_hire()))
        | Exists(_free_visits(of_outer).filter(planned_at__gt=OuterRef("issued_at")))
        | Exists(_free_hires(of_outer).filter(placed_at__gt=OuterRef("issued_at")))
    )


def amend(*, agreement: Agreement, by: Any, today: date) -> Agreement:
    """A draft that takes the place of an agreement once it is signed, as the planning is now, in one transaction.

    What was typed by hand stays as it was, and so do fees. Refuses a draft and what has ended, when an amendment is in
    the making already, and when nothing of it goes on.
    """
    with transaction.atomic():
        (old,) = lock(Agreement.objects.filter(pk=agreement.pk))
        _refuse_unamendable(old)
        own = _lines_of([old])[old.pk]
        planned = [line for each in own if (line := as_planned(each))]
        for line in planned:
            line.holds = origin_of(line) is None
        planned += _added_to([old], {old.pk: own})[old.pk]
        if not planned:
            what = "Zeg haar op" if old.status in IN_FORCE else "Trek haar in"
            raise Refusal(f"Er gaat niets meer door van deze overeenkomst. {what} in plaats van haar te wijzigen.")
        return compose(
            partner=old.partner,
            lines=planned,
            subject=old.subject,
            by=by,
            today=today,
            template_version=current(old.template_version.template.slug),
            amends=old,
            remarks=old.remarks,
            travel_cents=old.travel_cents,
            with_minors=old.with_minors,
            work_kind=old.work_kind,
            pay_explanation=old.pay_explanation,
            funding=old.funding,
        )


def running(agreement: Agreement) -> Agreement | None:
    """The amendment of this agreement that is in the making or at the signers."""
    alive = agreement.amendments.exclude(status__in=[*NO_LONGER, *IN_FORCE])
    return alive.order_by("-pk").first()


def _refuse_unamendable(agreement: Agreement) -> None:
    if agreement.status == AgreementStatus.DRAFT:
        raise Refusal("Dit is nog een concept. Bewerk het concept zelf.", code="draft")
    if agreement.status not in AMENDABLE:
        raise Refusal(
            f"Overeenkomst {agreement.number} is {agreement.get_status_display()}; daar is niets aan te wijzigen.",
            code="ended",
        )
    other = running(agreement)
    if other:
        raise Refusal(f"Er loopt al een wijziging van {agreement.number}: {other}.", code="amended", amendment=other)


def _lines_of(agreements: Sequence[Agreement]) -> dict[int, list[AgreementLine]]:
    lines: dict[int, list[AgreementLine]] = defaultdict(list)
    for line in with_origins(AgreementLine.objects.filter(agreement__in=agreements, holds=True)):
        lines[line.agreement_id].append(line)
    return lines


def _added_to(agreements: Sequence[Agreement], lines: dict[int, list[AgreementLine]]) -> dict[int, list[AgreementLine]]:
    """What was planned after an agreement was issued and belongs with what it holds: the same activity at the same
    school, or the same series of bookings."""
    held = AgreementLine.objects.filter(agreement__in=agreements, holds=True)
    visits = _free_visits(held).select_related(*VISITS[0]).prefetch_related(*VISITS[1])
    hires = _free_hires(held).select_related(*HIRES)
    added = [(each.planned_at, line_of(each)) for each in visits] + [(each.placed_at, line_of(each)) for each in hires]
    found: dict[int, list[AgreementLine]] = defaultdict(list)
    for agreement in agreements:
        kinds = {_kind(each) for each in lines[agreement.pk]} - {None}
        since = agreement.issued_at or timezone.now()
        found[agreement.pk] = [line for at, line in added if at > since and _kind(line) in kinds]
    return found


def _kind(line: AgreementLine) -> tuple[Any, ...] | None:
    """What a new appointment shares with those it belongs to."""
    if line.delivery:
        return ("visit", line.delivery.activity_id, line.delivery.school_id)
    return ("hire", line.booking.series_id) if line.booking and line.booking.series_id else None


def _free_visits(held: QuerySet[AgreementLine]) -> QuerySet[Delivery]:
    same = held.filter(delivery__activity=OuterRef("activity_id"), delivery__school=OuterRef("school_id"))
    found: QuerySet[Delivery] = unheld(Delivery.objects.standing()).filter(Exists(same)).order_by("local_start", "pk")
    return found


def _free_hires(held: QuerySet[AgreementLine]) -> QuerySet[Booking]:
    same = held.filter(booking__series=OuterRef("series_id"))
    found: QuerySet[Booking] = unheld(Booking.objects.standing()).filter(Exists(same)).order_by("local_start", "pk")
    return found


def _other_visit() -> Q:
    """A line of a visit that fell out, moved or has another name."""
    same = Q(
        delivery__status=DeliveryStatus.PLANNED,
        local_start=F("delivery__local_start"),
        local_end=F("delivery__local_end"),
        what=F("delivery__activity__title"),
    )
    return Q(delivery__isnull=False) & ~same


def _other_lesson() -> Q:
    same = Q(
        local_start=F("course_date__local_start"),
        local_end=F("course_date__local_end"),
        what=F("course_date__course__title"),
    )
    room = "course_date__course__room"
    in_room = Q(**{f"{room}__isnull": False}, where=Concat(f"{room}__name", Value(", "), f"{room}__building__name"))
    elsewhere = Q(**{f"{room}__isnull": True}, where=F("course_date__course__place"))
    is_withdrawn = Q(course_date__course__status=CourseStatus.WITHDRAWN)
    return Q(course_date__isnull=False) & (is_withdrawn | ~same | ~(in_room | elsewhere))


def _other_hire() -> Q:
    same = Q(
        booking__status=BookingStatus.CONFIRMED,
        local_start=F("booking__local_start"),
        local_end=F("booking__local_end"),
        what=F("booking__title"),
        fee_cents=F("booking__price_cents"),
        where=Concat("booking__room__name", Value(", "), "booking__room__building__name"),
    )
    return Q(booking__isnull=False) & ~same
