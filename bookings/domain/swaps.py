"""A partner would rather have another room or time; colleagues decide. A request claims nothing, granting moves the booking."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from bookings.domain import letters, placing
from bookings.domain.conditions import check_grid, check_room
from bookings.enums import CLAIMING, SwapStatus
from bookings.models import Booking, Room, SwapRequest
from fluxus.db import explain, lock, persevering
from fluxus.errors import Refusal
from fluxus.periods import Period, wall_clock
from network.domain.timeline import record
from network.enums import EntryKind

DECIDED = "decided"


def waiting(*, at: datetime) -> QuerySet[SwapRequest]:
    """Requests that somebody can still do something about, who asked first first."""
    wanted = SwapRequest.objects.filter(
        status=SwapStatus.OPEN, booking__status__in=CLAIMING, booking__local_start__gt=wall_clock(at)
    )
    known = wanted.select_related("booking__partner", "booking__room__building", "room__building", "asked_by")
    return known.order_by("asked_at", "pk")


@transaction.atomic
def ask(
    *,
    booking: Booking,
    reason: str,
    room: Room | None = None,
    period: Period | None = None,
    by: Any,
    at: datetime | None = None,
) -> SwapRequest:
    """Ask for another room, another time, both, or leave it to who decides. The booking stands as it is meanwhile."""
    moment = at or timezone.now()
    reason = required(reason, "Vertel kort waarom je wilt ruilen.")
    refuse_unswappable(booking, moment)
    if room is not None and room != booking.room:
        check_room(room, by=by)
    if period is not None:
        refuse_odd(period, moment)
    try:
        with transaction.atomic():
            swap = SwapRequest.objects.create(
                booking=booking,
                room=None if room == booking.room else room,
                local_start=period.start if period else None,
                local_end=period.end if period else None,
                reason=reason,
                asked_at=moment,
                asked_by=by,
            )
    except IntegrityError as error:
        raise explain(SwapRequest, error) from error
    remember(swap, f"Ruilverzoek: {booking.room.name} {booking.period}, liever {wish(swap)}", by=by, detail=reason)
    return swap


@persevering
def grant(
    *,
    swap: SwapRequest,
    by: Any,
    at: datetime | None = None,
    room: Room | None = None,
    period: Period | None = None,
    override_reason: str = "",
) -> SwapRequest:
    """Move the booking as asked and answer the partner. `room` and `period` choose for him, where he left it open.

    Refuses with code `room_taken` when somebody is in; then the request stays open.
    """
    moment = at or timezone.now()
    with transaction.atomic():
        held = hold(swap, by)
        where, when = room or held.room or held.booking.room, period or asked_period(held)
        if where == held.booking.room and when == held.booking.period:
            raise Refusal("Kies eerst een andere ruimte of tijd.", field="room", code="no_wish")
        moved = placing.move(
            booking=held.booking,
            room=where,
            period=when,
            by=by,
            at=moment,
            override_reason=override_reason,
            with_letter=False,
        )
        held.booking = moved
        decide(held, SwapStatus.GRANTED, by=by, at=moment)
        letters.swap_decided(swap=held, by=by)
    return held


@persevering
def refuse(*, swap: SwapRequest, answer: str, by: Any, at: datetime | None = None) -> SwapRequest:
    """Everything stays as it is; the partner gets the answer."""
    answer = required(answer, "Vul in waarom het niet kan.", field="answer")
    with transaction.atomic():
        held = hold(swap, by)
        decide(held, SwapStatus.REFUSED, by=by, at=at or timezone.now(), answer=answer)
        remember(held, f"Ruilverzoek afgewezen: {held.booking.room.name} {held.booking.period}", by=by, detail=answer)
        letters.swap_decided(swap=held, by=by)
    return held


@persevering
def withdraw(*, swap: SwapRequest, by: Any, at: datetime | None = None) -> SwapRequest:
    """The partner no longer wants it. A second tap finds it done."""
    with transaction.atomic():
        (held,) = lock(SwapRequest.objects.filter(pk=swap.pk))
        if held.status == SwapStatus.WITHDRAWN:
            return held
        refuse_decided(held)
        decide(held, SwapStatus.WITHDRAWN, by=by, at=at or timezone.now())
    return held


def hold(swap: SwapRequest, by: Any) -> SwapRequest:
    """The request, locked and still open; only colleagues decide."""
    if not by.is_colleague:
        raise Refusal("Alleen medewerkers besluiten hierover.", code="not_allowed")
    (held,) = lock(SwapRequest.objects.filter(pk=swap.pk))
    refuse_decided(held)
    return held


def decide(swap: SwapRequest, status: SwapStatus, *, by: Any, at: datetime, answer: str = "") -> None:
    swap.status, swap.answer, swap.decided_at, swap.decided_by = status, answer, at, by
    swap.save(update_fields=["status", "answer", "decided_at", "decided_by"])


def asked_period(swap: SwapRequest) -> Period:
    """The time that was asked for, or the one it has."""
    if swap.local_start is None or swap.local_end is None:
        return swap.booking.period
    return Period(swap.local_start, swap.local_end)


def wish(swap: SwapRequest) -> str:
    """In words: 'Studio 2 wo 2 dec 2026 19:00–21:00', 'een andere ruimte of tijd'."""
    parts = [swap.room.name] if swap.room else []
    if swap.local_start is not None:
        parts.append(str(asked_period(swap)))
    return " ".join(parts) or "een andere ruimte of tijd"


def refuse_unswappable(booking: Booking, at: datetime) -> None:
    if booking.status not in CLAIMING:
        raise Refusal("Alleen een boeking die staat, kun je ruilen.", code="not_standing")
    if booking.local_start <= wall_clock(at):
        raise Refusal("Deze boeking is al begonnen.", code="past")
    if booking.sealed_reason:
        raise Refusal(f"Deze boeking ligt vast; ruilen kan niet: {booking.sealed_reason}.", code="sealed")


def refuse_odd(period: Period, at: datetime) -> None:
    check_grid(period)
    if period.start <= wall_clock(at):
        raise Refusal("Kies een tijd die nog moet komen.", field="day", code="past")


def refuse_decided(swap: SwapRequest) -> None:
    if swap.status != SwapStatus.OPEN:
        raise Refusal(f"Over dit ruilverzoek is al besloten: {swap.get_status_display()}.", code=DECIDED)


def required(text: str, sentence: str, *, field: str = "reason") -> str:
    if not text.strip():
        raise Refusal(sentence, field=field, code="no_reason")
    return text.strip()


def remember(swap: SwapRequest, title: str, *, by: Any, detail: str = "") -> None:
    booking = swap.booking
    record(
        partners=[booking.partner],
        kind=EntryKind.BOOKING,
        title=title,
        detail=detail,
        by=by,
        path=booking.get_absolute_url(),
    )
