"""Drafts from lessons of a course or typed by hand, and mending a draft before it is issued."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypedDict

from django.db import transaction
from django.db.models import QuerySet

from contracts.domain.drawing_up.agreement_lines import (
    LESSONS,
    copy_of,
    extent,
    fitting,
    hold_origins,
    keep,
    line_of,
    named,
)
from contracts.domain.drawing_up.composing import compose, locked_draft, refuse_amounts, refuse_taken, unheld
from contracts.domain.drawing_up.issuing import weigh
from contracts.domain.snapshots import canonical
from contracts.models import Agreement, AgreementLine, AgreementRun, Funding, TemplateVersion, WorkKind
from fluxus.db import lock
from fluxus.errors import Refusal
from fluxus.periods import Period
from network.models import Partner
from programmes.enums import CourseStatus
from programmes.models import Course, CourseDate

MOST_LINES = 200
GROWN_UP = 18


@dataclass(frozen=True)
class Appointment:
    """One row that somebody typed: when (wall-clock), what, where and for how many cents."""

    period: Period
    what: str
    where: str
    fee_cents: int
    detail: str = ""

    def line(self) -> AgreementLine:
        return AgreementLine(
            local_start=self.period.start,
            local_end=self.period.end,
            what=self.what,
            where=self.where,
            detail=self.detail,
            fee_cents=self.fee_cents,
        )


class Terms(TypedDict):
    """What a colleague fills in on a draft; amounts in cents."""

    subject: str
    remarks: str
    travel_cents: int
    with_minors: bool
    work_kind: WorkKind | None
    pay_explanation: str
    funding: Funding | None


def published_lessons() -> QuerySet[CourseDate]:
    """Lessons that everybody can see and that will be given as they stand."""
    return CourseDate.objects.filter(course__status=CourseStatus.PUBLISHED)


def with_minors(course: Course) -> bool:
    """Whether a course is open to somebody under 18; without a lowest age it is."""
    return course.age_from is None or course.age_from < GROWN_UP


def agreeable_lessons(partner: Partner, today: date) -> Any:
    """Lessons from `today` on of a partner's courses that are not withdrawn and that no agreement holds, soonest first."""
    lessons = CourseDate.objects.filter(course__maker=partner, local_start__gte=datetime.combine(today, time()))
    lessons = unheld(lessons.exclude(course__status=CourseStatus.WITHDRAWN))
    return lessons.select_related("course", *(f"course__{name}" for name in ("room__building",))).order_by(
        "local_start", "pk"
    )


def from_lessons(
    *,
    partner: Partner,
    lessons: Iterable[CourseDate],
    fee_cents: int,
    by: Any,
    today: date,
    template_version: TemplateVersion | None = None,
    run: AgreementRun | None = None,
) -> Agreement:
    """A draft for these lessons at `fee_cents` each, with a line on the timeline, in one transaction.

    With minors when a course is open to somebody under 18. Refuses what `agreements.draft` refuses.
    """
    with transaction.atomic():
        held = lock(CourseDate.objects.filter(pk__in=[each.pk for each in lessons]))
        chosen = list(CourseDate.objects.filter(pk__in=[each.pk for each in held]).select_related(*LESSONS))
        _refuse_unfit(partner, chosen)
        lines = [line_of(each) for each in chosen]
        for line in lines:
            line.fee_cents = fee_cents
        return compose(
            partner=partner,
            lines=lines,
            subject=named(each.course.title for each in sorted(chosen, key=lambda each: each.local_start)),
            by=by,
            today=today,
            template_version=template_version,
            run=run,
            with_minors=any(with_minors(each.course) for each in chosen),
        )


def by_hand(
    *,
    partner: Partner,
    lines: Sequence[Appointment],
    subject: str,
    by: Any,
    today: date,
    template_version: TemplateVersion | None = None,
    **terms: Any,
) -> Agreement:
    """A draft of what somebody typed, such as a workshop or an event, with a line on the timeline, in one transaction.

    The same draft sent twice is one draft.
    """
    with transaction.atomic():
        lock(Partner.objects.filter(pk=partner.pk))
        typed = [each.line() for each in lines]
        _refuse_many(typed)
        twin = _twin(partner, subject, typed)
        return twin or compose(
            partner=partner,
            lines=typed,
            subject=subject,
            by=by,
            today=today,
            template_version=template_version,
            **terms,
        )


def revise(
    *,
    agreement: Agreement,
    terms: Terms,
    fees: Mapping[int, int],
    dropped: Collection[int],
    typed: Sequence[Appointment],
    seen: str,
    by: Any,
    today: date,
) -> Agreement:
    """Mend a draft, in one transaction: its terms, the fee per line, lines that leave (both by position), and the rows
    that were typed by hand, which take the place of those it had.

    `seen` is the `state` of the draft that the person looked at: refuses when somebody changed it since. What leaves is
    free for another agreement. The price of a hire is that of the booking and stays.
    """
    with transaction.atomic():
        held = locked_draft(agreement)
        if state(held) != seen:
            raise Refusal("Iemand heeft dit concept intussen veranderd. Open het opnieuw en kijk het na.", code="stale")
        lines = [_with_fee(each, fees) for each in hold_origins(held) if key_of(each) and each.position not in dropped]
        lines += [each.line() for each in typed]
        _refuse_many(lines)
        refuse_amounts(lines)
        for name, value in {**terms, **extent(lines)}.items():
            setattr(held, name, value)
        kept = keep(held, lines)
        weigh(held, kept, on=today)
        held.save()
    return held


def key_of(line: AgreementLine) -> int | None:
    """The key of what a line came from; None when it was typed by hand."""
    return line.delivery_id or line.course_date_id or line.booking_id


def state(agreement: Agreement) -> str:
    """A hash of all that `revise` can change, to see whether somebody else did."""
    names = ("subject", "remarks", "travel_cents", "with_minors", "work_kind_id", "pay_explanation", "funding_id")
    columns = (
        "position",
        "local_start",
        "local_end",
        "what",
        "where",
        "fee_cents",
        "delivery",
        "course_date",
        "booking",
    )
    said = {name: getattr(agreement, name) for name in names}
    said["lines"] = [[str(each) for each in row] for row in agreement.lines.order_by("position").values_list(*columns)]
    return hashlib.sha256(canonical(said)).hexdigest()


def _with_fee(line: AgreementLine, fees: Mapping[int, int]) -> AgreementLine:
    """A new line for the same origin, with the fee that was typed."""
    fresh = copy_of(line)
    fresh.delivery_id, fresh.course_date_id, fresh.booking_id = line.delivery_id, line.course_date_id, line.booking_id
    if not line.booking_id:
        fresh.fee_cents = fees.get(line.position, line.fee_cents)
    return fresh


def _twin(partner: Partner, subject: str, lines: Sequence[AgreementLine]) -> Agreement | None:
    """The draft that says exactly this already."""
    said = sorted((each.local_start, each.local_end, each.what, each.where, each.fee_cents) for each in lines)
    drafts = Agreement.objects.drafts().filter(partner=partner, subject=fitting(subject), amends=None)
    columns = ("local_start", "local_end", "what", "where", "fee_cents")
    return next((each for each in drafts if sorted(each.lines.values_list(*columns)) == said), None)


def _refuse_many(lines: Sequence[AgreementLine]) -> None:
    if len(lines) > MOST_LINES:
        raise Refusal(f"Een overeenkomst heeft hoogstens {MOST_LINES} regels. Maak er twee van.", field="lines")


def _refuse_unfit(partner: Partner, lessons: Sequence[CourseDate]) -> None:
    if not lessons:
        raise Refusal("Kies minstens één les.", field="lessons")
    if len(lessons) > MOST_LINES:
        raise Refusal(f"Kies hoogstens {MOST_LINES} lessen voor één overeenkomst.", field="lessons")
    if any(each.course.maker_id != partner.pk for each in lessons):
        raise Refusal(f"Deze les is niet van {partner}.", field="lessons")
    if any(each.course.status == CourseStatus.WITHDRAWN for each in lessons):
        raise Refusal("Deze cursus is teruggetrokken. Kies opnieuw.", field="lessons")
    refuse_taken(lessons, "course_date", "lessons", "Een van deze lessen")
