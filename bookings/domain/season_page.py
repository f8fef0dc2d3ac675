"""What the page of a series tells: how far it is, each date with its state, and what could come back."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Sum

from bookings.domain.placing import free_again
from bookings.enums import CLAIMING, ENDED, BookingStatus, SkipKind
from bookings.models import Booking, BookingSeries
from fluxus.periods import MONTHS, wall_clock

GOING = (*CLAIMING, BookingStatus.REQUESTED)


@dataclass(frozen=True)
class SeriesDate:
    """One date. `moved` says in what it differs from the rule; `is_free_again`: skipped, and it could go on now."""

    booking: Booking
    is_past: bool
    is_free_again: bool
    moved: str

    @property
    def on(self) -> date:
        return self.booking.local_start.date()

    @property
    def is_going(self) -> bool:
        return self.booking.status in GOING

    @property
    def is_skipped(self) -> bool:
        return self.booking.status == BookingStatus.SKIPPED

    @property
    def can_return(self) -> bool:
        """Of a date that was taken only when it is free again; of a holiday or a choice whenever somebody wants."""
        return self.is_skipped and not self.is_past and (self.is_free_again or self.booking.skip_kind != SkipKind.CLASH)

    @property
    def reason(self) -> str:
        if self.is_skipped:
            return self.booking.skip_reason or self.booking.get_skip_kind_display()
        return self.booking.cancel_reason if self.booking.status in ENDED else ""


@dataclass(frozen=True)
class SeriesStory:
    """All dates of a series, and the sums."""

    series: BookingSeries
    dates: list[SeriesDate]

    @property
    def going(self) -> list[SeriesDate]:
        return [each for each in self.dates if each.is_going]

    @property
    def done(self) -> list[SeriesDate]:
        return [each for each in self.going if each.is_past]

    @property
    def coming(self) -> list[SeriesDate]:
        return [each for each in self.going if not each.is_past]

    @property
    def skipped(self) -> list[SeriesDate]:
        return [each for each in self.dates if not each.is_going]

    @property
    def asked(self) -> list[SeriesDate]:
        return [each for each in self.going if each.booking.status == BookingStatus.REQUESTED]

    @property
    def free_again(self) -> list[SeriesDate]:
        return [each for each in self.dates if each.is_free_again]

    @property
    def total_cents(self) -> int:
        """Rent and supplements of what goes on, and what lapsing late cost."""
        rent = sum(each.booking.price_cents for each in self.going)
        return rent + self.extras_cents + self.charges_cents

    @property
    def extras_cents(self) -> int:
        return sum(getattr(each.booking, "extras_cents", None) or 0 for each in self.going)

    @property
    def charges_cents(self) -> int:
        return sum(each.booking.charge_cents for each in self.dates)

    def months(self) -> list[tuple[str, list[SeriesDate]]]:
        """'september 2026' with its dates, in order."""
        grouped = groupby(self.dates, key=lambda each: (each.on.year, each.on.month))
        return [(f"{MONTHS[month - 1]} {year}", list(dates)) for (year, month), dates in grouped]


def story(series: BookingSeries, *, at: datetime) -> SeriesStory:
    """The dates of the series in order of time. Two queries."""
    bookings = series.bookings.select_related("room__building").annotate(extras_cents=Sum("supplements__price_cents"))
    rows = list(bookings.order_by("local_start", "pk"))
    back = {booking.pk for booking in free_again(rows, at=at)}
    now = wall_clock(at)
    return SeriesStory(series, [told(series, row, row.pk in back, now) for row in rows])


def told(series: BookingSeries, row: Booking, is_free_again: bool, now: datetime) -> SeriesDate:
    return SeriesDate(row, is_past=row.local_end <= now, is_free_again=is_free_again, moved=moved(series, row))


def moved(series: BookingSeries, row: Booking) -> str:
    """'in Studio 3, van 18:00 tot 19:30': only what differs from the rule."""
    parts = [f"in {row.room.name}"] if row.room_id != series.room_id else []
    if (row.local_start.time(), row.local_end.time()) != (series.starts, series.ends):
        parts.append(f"van {row.local_start:%H:%M} tot {row.local_end:%H:%M}")
    if row.original_on is not None and row.original_on != row.local_start.date():
        parts.append("op een andere dag")
    return ", ".join(parts)


def returning(*, user: Any, at: datetime) -> list[Booking]:
    """Skipped dates that this user may add back because their room is free now, soonest first. Two queries."""
    skipped = Booking.objects.visible_to(user).skipped().filter(skip_kind=SkipKind.CLASH)
    return free_again(list(skipped.filter(local_start__gt=wall_clock(at), series__isnull=False).only("pk")), at=at)
