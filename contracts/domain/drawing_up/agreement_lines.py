"""The appointments of an agreement: copied from the planning, typed by hand, and looked at again."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import models

from bookings.enums import BookingStatus
from bookings.models import Booking
from contracts.models import Agreement, AgreementLine
from fluxus.db import lock
from programmes.enums import CourseStatus, DeliveryStatus
from programmes.models import CourseDate, Delivery

type Origin = Delivery | CourseDate | Booking

ORIGINS: tuple[type[models.Model], ...] = (Delivery, CourseDate, Booking)
VISITS = ("activity__school_year", "school"), ("groups", "school__addresses__wijk")
LESSONS = ("course__room__building",)
HIRES = ("room__building",)


def line_of(origin: Origin) -> AgreementLine:
    """The appointment that a visit, a lesson or a booking is, as it is planned now; not stored yet."""
    if isinstance(origin, Delivery):
        return _of_visit(origin)
    return _of_lesson(origin) if isinstance(origin, CourseDate) else _of_hire(origin)


def origin_of(line: AgreementLine) -> Origin | None:
    """Where a line came from; None when it was typed by hand."""
    return line.delivery or line.course_date or line.booking


def stands(origin: Origin) -> bool:
    """Whether it still goes on."""
    if isinstance(origin, Delivery):
        return origin.status == DeliveryStatus.PLANNED
    if isinstance(origin, Booking):
        return origin.status == BookingStatus.CONFIRMED
    return origin.course.status != CourseStatus.WITHDRAWN


def as_planned(line: AgreementLine) -> AgreementLine | None:
    """A new line for the same appointment as the planning has it now; None when it fell out.

    The price of a hire follows the booking; a fee is what people agreed, so it stays.
    """
    origin = origin_of(line)
    if origin is None:
        return copy_of(line)
    if not stands(origin):
        return None
    fresh = line_of(origin)
    fresh.holds = line.holds
    if not isinstance(origin, Booking):
        fresh.fee_cents = line.fee_cents
    return fresh


def copy_of(line: AgreementLine) -> AgreementLine:
    """The same appointment, not stored yet."""
    kept = ("local_start", "local_end", "what", "where", "detail", "fee_cents", "discipline", "wijk_id", "holds")
    return AgreementLine(**{name: getattr(line, name) for name in kept})


def with_origins(lines: models.QuerySet[AgreementLine]) -> models.QuerySet[AgreementLine]:
    """In order, with all that `as_planned` looks at, in a handful of queries."""
    related = [f"delivery__{name}" for name in VISITS[0]]
    related += [f"course_date__{name}" for name in LESSONS] + [f"booking__{name}" for name in HIRES]
    visits = [f"delivery__{name}" for name in VISITS[1]]
    return lines.select_related("wijk", *related).prefetch_related(*visits).order_by("agreement", "position")


def hold_origins(agreement: Agreement) -> list[AgreementLine]:
    """The lines of a draft, with what they came from locked against changes in this transaction."""
    for model in ORIGINS:
        lock(model._default_manager.filter(agreement_lines__agreement=agreement))
    return list(with_origins(agreement.lines.all()))


def keep(agreement: Agreement, lines: Sequence[AgreementLine]) -> list[AgreementLine]:
    """Put these lines in a draft, in order of time, in the place of those it had.

    A hire or a typed line has the discipline of its partner, when he has only one.
    """
    agreement.lines.all().delete()
    ordered = in_order(lines)
    disciplines = agreement.partner.disciplines
    for position, line in enumerate(ordered, start=1):
        line.agreement, line.position = agreement, position
        if len(disciplines) == 1:
            line.discipline = line.discipline or disciplines[0]
    return AgreementLine.objects.bulk_create(ordered)


def in_order(lines: Iterable[AgreementLine]) -> list[AgreementLine]:
    """By time; what begins together by what it came from, so that the order is always the same."""
    return sorted(lines, key=lambda each: (each.local_start, each.local_end, key(each)))


def key(line: AgreementLine) -> tuple[Any, ...]:
    """What makes it the same appointment in another agreement: its origin, or by hand its name and moment."""
    for name in ("delivery_id", "course_date_id", "booking_id"):
        if getattr(line, name):
            return (name, getattr(line, name))
    return ("hand", line.what, line.local_start, line.local_end)


def extent(lines: Sequence[AgreementLine]) -> dict[str, Any]:
    """First day, last day and fee of these appointments."""
    return {
        "starts_on": min(each.local_start for each in lines).date(),
        "ends_on": max(each.local_end for each in lines).date(),
        "fee_cents": sum(each.fee_cents for each in lines),
    }


def minutes(lines: Iterable[AgreementLine]) -> int:
    """How long they are together on the clock."""
    return sum(each.period.wall_minutes for each in lines)


def named(titles: Iterable[str]) -> str:
    """Each once: 'Klankreis, Stop-motion en Verhalen op doek'."""
    words = list(dict.fromkeys(titles))
    return " en ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def fitting(text: str, most: int = 200) -> str:
    """Cut to what fits in a column."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def kept_until(agreement: Agreement) -> date:
    """The last day of the term that its template sets, after its own last day."""
    years = agreement.template_version.template.keep_years
    return date(agreement.ends_on.year + years, 12, 31)


def _of_visit(visit: Delivery) -> AgreementLine:
    groups = sorted(visit.groups.all(), key=lambda group: group.name)
    pupils = sum(group.pupils for group in groups)
    address = next((each for each in visit.school.addresses.all() if each.kind == "visit"), None)
    place = f", {address.line}, {address.city}" if address else ""
    return AgreementLine(
        delivery=visit,
        local_start=visit.local_start,
        local_end=visit.local_end,
        what=visit.activity.title,
        where=fitting(f"{visit.school.name}{place}", 240),
        detail=fitting(f"groep {named(group.name for group in groups)} ({pupils} leerlingen)", 240) if groups else "",
        fee_cents=visit.fee_cents,
        discipline=visit.activity.discipline,
        wijk=address.wijk if address else None,
    )


def _of_lesson(lesson: CourseDate) -> AgreementLine:
    course = lesson.course
    return AgreementLine(
        course_date=lesson,
        local_start=lesson.local_start,
        local_end=lesson.local_end,
        what=course.title,
        where=course.where,
        detail=f"{course.ages}, hoogstens {course.capacity} deelnemers",
        fee_cents=0,
        discipline=course.discipline,
        wijk_id=course.room.building.wijk_id if course.room else None,
    )


def _of_hire(booking: Booking) -> AgreementLine:
    room = booking.room
    return AgreementLine(
        booking=booking,
        local_start=booking.local_start,
        local_end=booking.local_end,
        what=booking.title,
        where=fitting(f"{room.name}, {room.building.name}", 240),
        detail=fitting(booking.price_explanation, 240),
        fee_cents=booking.price_cents,
        wijk_id=room.building.wijk_id,
    )
