"""What lies on the desk of who decides on rooms: who else wants the same time, and who is in already.

Everything here is read for a whole list at once; the number of questions to the database does not grow with the list.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from bookings.domain import clashes, letters, swaps
from bookings.domain.requests import rivals_of
from bookings.enums import BookingStatus
from bookings.models import Booking, Room, RoomClaim, SwapRequest
from bookings.models.claims import AmsterdamRange
from fluxus.periods import Period, to_utc, wall_clock
from network.models import OutgoingMail

UNDECIDED = (BookingStatus.REQUESTED, BookingStatus.OPTION)


def requests_for(room: Room, period: Period) -> list[Booking]:
    """Requests that want a part of the room in the period, who asked first first."""
    wanted = Booking.objects.filter(
        status=BookingStatus.REQUESTED, room__room_units__unit__room_units__room=room
    ).within(period)
    return list(wanted.select_related("partner", "room").order_by("placed_at", "pk").distinct())


def blockers_of(bookings: Iterable[Booking]) -> dict[int, RoomClaim]:
    """Per booking (primary key) the first claim of somebody else in its way, turnaround included; free ones are left out."""
    asked = Booking.objects.filter(pk__in=[booking.pk for booking in bookings])
    return claims_in_the_way(asked, names=("room", "local_start", "local_end", "room__turnaround_minutes", "pk"))


def claims_in_the_way(asked: QuerySet[Any], *, names: tuple[str, str, str, str, str]) -> dict[int, RoomClaim]:
    """Per row of `asked` the first claim in its way; `names` are its room, start, end, turnaround and own booking. Two queries."""
    room, start, end, minutes, own = (OuterRef(name) for name in names)
    claims = RoomClaim.objects.filter(unit__room_units__room=room, during__overlap=AmsterdamRange(start, end, minutes))
    first = claims.exclude(booking=own).order_by("local_start", "pk").values("pk")[:1]
    found = dict(asked.order_by().annotate(blocker=Subquery(first)).values_list("pk", "blocker"))
    rows = RoomClaim.objects.select_related("booking__partner", "booking__room", "closure").in_bulk(
        [claim for claim in found.values() if claim]
    )
    return {pk: rows[claim] for pk, claim in found.items() if claim in rows}


@dataclass(frozen=True)
class Weighed:
    """What somebody needs to know to decide on a booking: who is in, and who else wants it."""

    booking: Booking
    blocker: str
    rivals: list[Booking]

    @property
    def is_open(self) -> bool:
        return self.booking.status in UNDECIDED

    @property
    def is_free(self) -> bool:
        """An option has its room already."""
        return not self.blocker


def weigh(bookings: Sequence[Booking], *, by: Any) -> list[Weighed]:
    """Four queries, however many bookings; give them with room and partner."""
    rivals, blockers = rivals_of(bookings), blockers_of(bookings)
    return [
        Weighed(booking, sentence_of(booking, blockers.get(booking.pk), by), rivals.get(booking.pk, []))
        for booking in bookings
    ]


def sentence_of(booking: Booking, blocker: RoomClaim | None, by: Any) -> str:
    if blocker is None:
        return ""
    return clashes.describe(room=booking.room, period=booking.period, blockers=[blocker], by=by)


def losers(weighed: Iterable[Weighed]) -> list[Booking]:
    """Requests of others that stand without a room once the free ones of these are approved, who asked first first."""
    rows = list(weighed)
    chosen = {row.booking.pk for row in rows}
    lost = {
        rival.pk: rival
        for row in rows
        if row.is_open and row.is_free
        for rival in row.rivals
        if rival.pk not in chosen and rival.status == BookingStatus.REQUESTED
    }
    return sorted(lost.values(), key=lambda rival: (rival.placed_at, rival.pk))


@dataclass(frozen=True)
class WeighedSwap:
    """A wish for another room or time. Without a wish `wanted` is '' and whoever decides finds something."""

    swap: SwapRequest
    wanted: str
    blocker: str


def weigh_swaps(*, by: Any, at: datetime) -> list[WeighedSwap]:
    """The open ones, who asked first first, with who is in where they want to go. Three queries."""
    asked = swaps.waiting(at=at)
    blockers = claims_in_the_way(
        SwapRequest.objects.filter(pk__in=asked.values("pk")).annotate(
            wanted_room=Coalesce("room", "booking__room"),
            wanted_start=Coalesce("local_start", "booking__local_start"),
            wanted_end=Coalesce("local_end", "booking__local_end"),
            wanted_minutes=Coalesce("room__turnaround_minutes", "booking__room__turnaround_minutes"),
        ),
        names=("wanted_room", "wanted_start", "wanted_end", "wanted_minutes", "booking"),
    )
    return [
        WeighedSwap(swap, swaps.wish(swap) if is_wish(swap) else "", sentence_of_swap(swap, blockers.get(swap.pk), by))
        for swap in asked
    ]


def is_wish(swap: SwapRequest) -> bool:
    return swap.room_id is not None or swap.local_start is not None


def sentence_of_swap(swap: SwapRequest, blocker: RoomClaim | None, by: Any) -> str:
    if blocker is None or not is_wish(swap):
        return ""
    room, period = swap.room or swap.booking.room, swaps.asked_period(swap)
    return clashes.describe(room=room, period=period, blockers=[blocker], by=by)


@transaction.atomic
def warn_of_options(*, at: datetime) -> list[OutgoingMail]:
    """A letter to each renter with options that end tomorrow, given before today; at most one per renter per day."""
    today = wall_clock(at).date()
    midnight = to_utc(datetime.combine(today, time()))
    tomorrow = (to_utc(datetime.combine(today + timedelta(days=days), time())) for days in (1, 2))
    first, last = tomorrow
    ending = Booking.objects.filter(
        status=BookingStatus.OPTION, option_ends_at__gte=first, option_ends_at__lt=last, placed_at__lt=midnight
    )
    return letters.options_ending(bookings=ending, on=today + timedelta(days=1))
