"""Where a booking stands in its series, and what happened to it."""

from dataclasses import dataclass
from typing import Any

from bookings.enums import BookingStatus
from bookings.models import Booking
from network.models import TimelineEntry

MOST_LINES = 30


@dataclass(frozen=True)
class SeriesPlace:
    """The how-manieth lesson of how many, skipped dates left out."""

    number: int
    of: int


def series_place(booking: Booking) -> SeriesPlace | None:
    """None outside a series, and for a date without a lesson."""
    if booking.series_id is None or booking.status in (BookingStatus.SKIPPED, BookingStatus.CANCELLED):
        return None
    lessons = Booking.objects.filter(series=booking.series_id).exclude(
        status__in=(BookingStatus.SKIPPED, BookingStatus.CANCELLED, BookingStatus.REJECTED)
    )
    dates = list(lessons.order_by("local_start", "pk").values_list("pk", flat=True))
    return SeriesPlace(dates.index(booking.pk) + 1, len(dates)) if booking.pk in dates else None


def history(booking: Booking, user: Any) -> list[TimelineEntry]:
    """The lines of the timeline that lead to this booking or to its series, the latest first."""
    paths = [booking.get_absolute_url()]
    if booking.series:
        paths.append(booking.series.get_absolute_url())
    lines = TimelineEntry.objects.visible_to(user).filter(partner=booking.partner_id, path__in=paths)
    return list(lines.select_related("by").order_by("-at", "-pk")[:MOST_LINES])
