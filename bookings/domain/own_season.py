"""The season of one partner: what comes, in what state, and what it costs. A fixed number of queries, however long it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Q

from bookings.domain import own_bookings
from bookings.domain.placing.skipping import free_again
from bookings.enums import CLAIMING, BookingStatus, SwapStatus
from bookings.models import Booking, SwapRequest
from bookings.models.bookings import BookingQuerySet
from fluxus.periods import MONTHS, dutch_day, wall_clock
from network.models import Partner

RECENT = timedelta(days=14)
"""How long an answer to a request for another room or time is shown."""


@dataclass(frozen=True)
class OwnDate:
    """A date as the partner sees it. `until` is his last chance (wall-clock) to let it lapse himself."""

    booking: Booking
    until: datetime
    may_lapse: bool
    may_swap: bool
    is_free_again: bool
    was: str = ""
    swap: SwapRequest | None = None

    @property
    def is_off(self) -> bool:
        return self.booking.status in (BookingStatus.CANCELLED, BookingStatus.REJECTED, BookingStatus.SKIPPED)

    @property
    def has_choices(self) -> bool:
        return self.may_lapse or self.may_swap or self.is_free_again


@dataclass(frozen=True)
class Month:
    """'december 2026' with its dates; `going` is how many lessons go on in it."""

    name: str
    first: date
    dates: Sequence[OwnDate]

    @property
    def going(self) -> int:
        return sum(1 for each in self.dates if each.booking.status in CLAIMING)


def coming(partner: Partner, *, at: datetime, after: date | None = None, limit: int) -> list[OwnDate]:
    """What is not over yet, from the day `after` on, soonest first. Three queries."""
    bookings = Booking.objects.filter(partner=partner).upcoming(at)
    if after:
        bookings = bookings.filter(local_start__gte=datetime.combine(after, datetime.min.time()))
    found = list(bookings.order_by("local_start", "pk").select_related("room__building", "series__room")[:limit])
    free = {booking.pk for booking in free_again(found, at=at)}
    swaps = swaps_of(found, at)
    return [own_date(booking, at=at, is_free=booking.pk in free, swap=swaps.get(booking.pk)) for booking in found]


def swaps_of(bookings: Iterable[Booking], at: datetime) -> dict[int, SwapRequest]:
    """The last request for another room or time of each booking that is open, or was answered lately."""
    asked = SwapRequest.objects.filter(booking__in=[booking.pk for booking in bookings])
    told = asked.exclude(status=SwapStatus.WITHDRAWN).select_related("room").order_by("asked_at", "pk")
    return {swap.booking_id: swap for swap in told if swap.decided_at is None or swap.decided_at > at - RECENT}


def own_date(booking: Booking, *, at: datetime, is_free: bool = False, swap: SwapRequest | None = None) -> OwnDate:
    has_begun = booking.local_start <= wall_clock(at)
    is_asked = swap is not None and swap.status == SwapStatus.OPEN
    return OwnDate(
        booking=booking,
        until=wall_clock(own_bookings.last_chance(booking)),
        may_lapse=own_bookings.may_lapse(booking, at=at),
        may_swap=booking.status in CLAIMING and not (has_begun or is_asked or booking.sealed_reason),
        is_free_again=is_free,
        was=moved_from(booking),
        swap=swap,
    )


def moved_from(booking: Booking) -> str:
    """Where the series had it: 'di 1 dec 19:00, Studio 1'; '' when it stands where the series puts it."""
    series, day = booking.series, booking.original_on
    if series is None or day is None or booking.status not in (*CLAIMING, BookingStatus.REQUESTED):
        return ""
    by_rule = (datetime.combine(day, series.starts), series.room_id)
    if (booking.local_start, booking.room_id) == by_rule:
        return ""
    where = f", {series.room.name}" if series.room_id != booking.room_id else ""
    return f"{dutch_day(day, short=True)} {series.starts:%H:%M}{where}"


def by_month(dates: Iterable[OwnDate]) -> list[Month]:
    months = groupby(dates, key=lambda each: each.booking.local_start.date().replace(day=1))
    return [Month(f"{MONTHS[first.month - 1]} {first.year}", first, list(own)) for first, own in months]


def next_up(dates: Iterable[OwnDate]) -> OwnDate | None:
    """The first that is agreed."""
    return next((each for each in dates if each.booking.status == BookingStatus.CONFIRMED), None)


def been(partner: Partner, *, at: datetime) -> BookingQuerySet:
    """What is over, the latest first."""
    over = Booking.objects.filter(partner=partner, local_end__lte=wall_clock(at))
    return over.select_related("room__building").order_by("-local_start", "-pk")


def older_than(over: BookingQuerySet, pk: int) -> BookingQuerySet:
    """What comes after the booking with this key in `been`; all of it when there is no such booking."""
    last = over.filter(pk=pk).values_list("local_start", "pk").first()
    if last is None:
        return over
    start, key = last
    return over.filter(Q(local_start__lt=start) | Q(local_start=start, pk__lt=key))


def days_until(next_up: OwnDate, at: datetime) -> str:
    """'nu bezig', 'vandaag', 'morgen', 'over 5 dagen'."""
    now, start = wall_clock(at), next_up.booking.local_start
    if start <= now:
        return "nu bezig"
    days = (start.date() - now.date()).days
    return ("vandaag", "morgen")[days] if days < 2 else f"over {days} dagen"
