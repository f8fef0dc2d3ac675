"""What reception sees at the door: who came, and who did not."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from bookings.enums import Attendance, BookingStatus
from bookings.models import Booking
from fluxus.db import lock
from fluxus.errors import Refusal
from fluxus.periods import wall_clock
from network.domain.timeline import record
from network.enums import EntryKind

EARLY = timedelta(hours=2)
"""Who plays just after midnight comes in the evening before."""
AFTERWARDS = timedelta(days=1)
"""So long after the end what was forgotten can still be noted."""


def check_in(*, booking: Booking, by: Any, at: datetime | None = None) -> Booking:
    """They are in. The same said twice is one notation; nothing on the timeline, for coming is what was agreed.

    Refuses what is not confirmed, another day than that of the booking, and what was already noted as not come.
    """
    return note(booking=booking, attendance=Attendance.ARRIVED, by=by, at=at or timezone.now())


def no_show(*, booking: Booking, by: Any, at: datetime | None = None) -> Booking:
    """They did not come; a line on the timeline. Refuses the same as `check_in`, and before the beginning."""
    moment = at or timezone.now()
    if wall_clock(moment) < booking.local_start:
        raise Refusal(f"Dit begint pas om {booking.local_start:%H:%M}.", code="not_begun")
    return note(booking=booking, attendance=Attendance.NO_SHOW, by=by, at=moment)


@transaction.atomic
def undo(*, booking: Booking, by: Any, at: datetime | None = None) -> Booking:
    """It was a slip: nothing is noted any more. Harmless when nothing was."""
    (held,) = lock(Booking.objects.filter(pk=booking.pk).select_related("partner", "room"))
    if not held.attendance:
        return held
    refuse_other_day(held, at or timezone.now())
    if held.attendance == Attendance.NO_SHOW:
        remember(held, "Niet gekomen, teruggedraaid", by)
    return write(held, "", None, None)


@transaction.atomic
def note(*, booking: Booking, attendance: Attendance, by: Any, at: datetime) -> Booking:
    (held,) = lock(Booking.objects.filter(pk=booking.pk).select_related("partner", "room"))
    if held.attendance == attendance:
        return held
    refuse_unfit(held, at)
    if attendance == Attendance.NO_SHOW:
        remember(held, "Niet gekomen", by)
    return write(held, attendance, at, by)


def refuse_unfit(booking: Booking, at: datetime) -> None:
    if booking.status != BookingStatus.CONFIRMED:
        raise Refusal(f"Dit is {booking.get_status_display()}; alleen wat bevestigd is kan binnenkomen.", code="status")
    refuse_other_day(booking, at)
    if booking.attendance:
        seen = booking.get_attendance_display()
        raise Refusal(f"Er is al genoteerd: {seen}. Maak dat eerst ongedaan.", code="noted")


def refuse_other_day(booking: Booking, at: datetime) -> None:
    if not is_due(booking, at):
        raise Refusal("Noteren wie er was kan op de dag zelf, en tot een dag erna.", code="other_day")


def is_due(booking: Booking, at: datetime) -> bool:
    """From the morning of the day (a while before, when it begins in the night) until a day after the end."""
    morning = datetime.combine(booking.local_start, time())
    opens = min(morning, booking.local_start - EARLY)
    return opens <= wall_clock(at) <= booking.local_end + AFTERWARDS


def write(booking: Booking, attendance: str, at: datetime | None, by: Any) -> Booking:
    booking.attendance, booking.attended_at, booking.attended_by = attendance, at, by
    booking.save(update_fields=["attendance", "attended_at", "attended_by"])
    return booking


def remember(booking: Booking, what: str, by: Any) -> None:
    record(
        partners=[booking.partner],
        kind=EntryKind.BOOKING,
        title=f"{what}: {booking.room.name} {booking.period} ({booking.title})",
        by=by,
        path=booking.get_absolute_url(),
    )
