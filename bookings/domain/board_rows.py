"""What the board reads from the database: narrow rows, and a short text that differs when they do.

Claims and bookings are read apart. Joined, PostgreSQL looks up three thousand bookings of a week one by one; by their
start they lie together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from bookings.enums import CLAIMING, BookingStatus
from bookings.models import Booking, Room, RoomClaim, RoomUnit
from bookings.models.bookings import LONGEST
from fluxus.periods import Period

LONGEST_TURNAROUND = timedelta(hours=4)
STANDING = (*CLAIMING, BookingStatus.REQUESTED)


class ClaimRow(NamedTuple):
    """One claim; the names are the paths of the query."""

    pk: int
    unit_id: int
    booking_id: int | None
    closure_id: int | None
    closure__kind: str | None
    closure__reason: str | None
    local_start: datetime
    local_end: datetime
    turnaround_minutes: int


class BookingRow(NamedTuple):
    """What the board tells about a booking; the names are the paths of the query."""

    pk: int
    sequence: int
    status: str
    option_ends_at: datetime | None
    local_start: datetime
    local_end: datetime
    title: str
    room_id: int
    room__name: str
    partner_id: int
    partner__name: str
    partner__disciplines: list[str]


@dataclass(frozen=True)
class BoardRows:
    """Claims on the units shown, the bookings behind them and the requests beside them, and the units of their rooms."""

    claims: list[ClaimRow]
    bookings: dict[int, BookingRow]
    units: dict[int, set[int]]

    @property
    def fingerprint(self) -> str:
        """As `fingerprint` has it."""
        keys = [claim.pk for claim in self.claims]
        rows = self.bookings.values()
        asked = sum(row.status == BookingStatus.REQUESTED for row in rows)
        options = sum(row.status == BookingStatus.OPTION for row in rows)
        versions = sum(row.sequence for row in rows)
        return spell(
            len(keys), max(keys, default=0), sum(keys), len(rows), sum(self.bookings), versions, asked, options
        )


def read(rooms: Iterable[Room], period: Period) -> BoardRows:
    """Everything on the units of these rooms that touches the period. Three queries."""
    units = {part.unit_id for room in rooms for part in room.room_units.all()}
    parts: dict[int, set[int]] = {}
    for room, unit in RoomUnit.objects.filter(room__room_units__unit__in=units).values_list("room", "unit").distinct():
        parts.setdefault(room, set()).add(unit)
    claims = claims_on(units, period).order_by("local_start", "pk").values_list(*ClaimRow._fields)
    bookings = bookings_in(parts, period).order_by("local_start", "pk").values_list(*BookingRow._fields)
    return BoardRows(
        [ClaimRow._make(row) for row in claims], {row[0]: BookingRow._make(row) for row in bookings}, parts
    )


def claims_on(units: Any, period: Period) -> QuerySet[RoomClaim]:
    return RoomClaim.objects.filter(unit__in=units).overlapping(period)


def bookings_in(rooms: Any, period: Period) -> QuerySet[Booking]:
    """Also those that are over when only the clearing up after them is left."""
    earliest = period.start - LONGEST - LONGEST_TURNAROUND
    during = Booking.objects.filter(local_start__gt=earliest, local_start__lt=period.end)
    return during.filter(room__in=rooms, status__in=STANDING)


def fingerprint(rooms: QuerySet[Room], period: Period) -> str:
    """Differs as soon as something on these rooms does: a new claim has a higher key, a changed booking a higher version.

    Two queries that send one row each.
    """
    units = RoomUnit.objects.filter(room__in=rooms.order_by().values("pk")).values("unit")
    near = RoomUnit.objects.filter(unit__in=units).values("room")
    taken = claims_on(units, period).aggregate(
        number=Count("pk"), highest=Coalesce(Max("pk"), 0), keys=Coalesce(Sum("pk"), 0)
    )
    booked = bookings_in(near, period).aggregate(
        number=Count("pk"),
        bookings=Coalesce(Sum("pk"), 0),
        versions=Coalesce(Sum("sequence"), 0),
        asked=Count("pk", filter=Q(status=BookingStatus.REQUESTED)),
        options=Count("pk", filter=Q(status=BookingStatus.OPTION)),
    )
    return spell(*map(int, (*taken.values(), *booked.values())))


def spell(*facts: int) -> str:
    return "-".join(f"{fact:x}" for fact in facts)
