"""An independent second look at the promise that no room is double booked.

Looks at every row with its own arithmetic: plain Python on the wall-clock columns, neither the generated range nor the
exclusion constraint is used. Rows stream by in two orders, so memory does not grow with the number of bookings.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from bookings.enums import BookingStatus, ClaimKind
from bookings.models import Booking, Closure, RoomClaim, RoomUnit
from fluxus.periods import to_utc

CHUNK = 5000
OVERDUE = timedelta(hours=1)
"""An option that ran out is ended when somebody wants its time, and otherwise by the clock within minutes."""
OWNS_TIME = (BookingStatus.CONFIRMED, BookingStatus.OPTION)


class Claim(NamedTuple):
    pk: int
    unit_id: int
    owner: int
    local_start: datetime
    local_end: datetime
    turnaround_minutes: int


class Row(NamedTuple):
    """A booking, as far as it matters here."""

    pk: int
    status: str
    room_id: int
    local_start: datetime
    local_end: datetime
    option_ends_at: datetime | None


@dataclass(frozen=True)
class Problem:
    """What is wrong, where: `kind` for programs, `detail` for people."""

    kind: str
    detail: str


@dataclass(frozen=True)
class Audit:
    claims: int
    bookings: int
    problems: list[Problem]
    closures: int = 0


class Counted[T]:
    """Lets rows through and counts them."""

    def __init__(self, rows: Iterable[T]) -> None:
        self.rows, self.number = rows, 0

    def __iter__(self) -> Iterator[T]:
        for row in self.rows:
            self.number += 1
            yield row


def audit(*, at: datetime | None = None) -> Audit:
    """Check all claims, bookings, closures and dates of series as they are at one moment. Reads only."""
    moment = at or timezone.now()
    is_ours = not connection.in_atomic_block
    with transaction.atomic():
        if is_ours:
            see_one_moment()
        claims, bookings = Counted(claims_by_unit()), Counted(stream(Row, Booking.objects.order_by("pk")))
        problems = [*overlapping(claims), *mismatched(bookings, owned(ClaimKind.BOOKING), moment)]
        closures = list(Closure.objects.order_by("pk").prefetch_related("units"))
        problems += [*left_open(closures), *misdated()]
    return Audit(claims.number, bookings.number, problems, len(closures))


def see_one_moment() -> None:
    """Bookings that are placed meanwhile are not half seen."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def stream[T: NamedTuple](kind: Callable[..., T], rows: Any) -> Iterator[T]:
    fields = kind._fields  # type: ignore[attr-defined]  # a NamedTuple
    return (kind(*values) for values in rows.values_list(*fields).iterator(CHUNK))


def claims_by_unit() -> Iterator[Claim]:
    fields = ("pk", "unit_id", "pk", "local_start", "local_end", "turnaround_minutes")
    rows = RoomClaim.objects.order_by("unit_id", "local_start", "pk").values_list(*fields)
    return (Claim(*values) for values in rows.iterator(CHUNK))


def owned(kind: ClaimKind) -> Iterator[Claim]:
    """The claims of bookings, or of closures, in order of owner."""
    owner = f"{kind}_id"
    fields = ("pk", "unit_id", owner, "local_start", "local_end", "turnaround_minutes")
    rows = RoomClaim.objects.filter(kind=kind).order_by(owner, "unit_id", "pk").values_list(*fields)
    return (Claim(*values) for values in rows.iterator(CHUNK))


def overlapping(claims: Iterable[Claim]) -> Iterator[Problem]:
    """Two claims on one unit at one moment, turnaround included. Takes them in order of unit."""
    for unit, own in groupby(claims, key=attrgetter("unit_id")):
        latest: tuple[datetime, int] | None = None
        for start, end, claim in sorted((*moments(claim), claim.pk) for claim in own):
            if end <= start:
                yield Problem("empty", f"claim {claim} on unit {unit} takes no time")
            if latest and start < latest[0]:
                yield Problem("overlap", f"claims {latest[1]} and {claim} overlap on unit {unit}")
            if latest is None or end > latest[0]:
                latest = (end, claim)


def moments(claim: Claim) -> tuple[datetime, datetime]:
    return moment(claim.local_start), moment(claim.local_end + timedelta(minutes=claim.turnaround_minutes))


def moment(wall: datetime) -> datetime:
    ahead = hours_ahead(wall.date())
    return to_utc(wall) if ahead is None else wall.replace(tzinfo=UTC) - ahead


@lru_cache(maxsize=50_000)
def hours_ahead(day: date) -> timedelta | None:
    """How far Amsterdam is ahead of UTC all that day, or None on the two days on which that changes."""
    midnights = (datetime.combine(day + timedelta(days=number), time.min) for number in (0, 1))
    first, last = (midnight - to_utc(midnight).replace(tzinfo=None) for midnight in midnights)
    return first if first == last else None


def mismatched(bookings: Iterable[Row], claims: Iterator[Claim], at: datetime) -> Iterator[Problem]:
    """A booking that owns time claims exactly the units of its room for exactly its time; any other claims nothing.

    Both come in order of booking, so they are read side by side.
    """
    units = units_of_rooms()
    upcoming = next(claims, None)
    for booking in bookings:
        own: list[Claim] = []
        while upcoming is not None and upcoming.owner <= booking.pk:
            own.append(upcoming)
            upcoming = next(claims, None)
        yield from faults(booking, own, units.get(booking.room_id, []), at)


def units_of_rooms() -> dict[int, list[int]]:
    units: dict[int, list[int]] = {}
    for room, unit in RoomUnit.objects.order_by("unit_id").values_list("room_id", "unit_id"):
        units.setdefault(room, []).append(unit)
    return units


def faults(booking: Row, claims: list[Claim], units: list[int], at: datetime) -> Iterator[Problem]:
    """`claims` in order of unit, `units` too."""
    if booking.status not in OWNS_TIME:
        if claims:
            yield Problem(booking.status, f"{booking.status} booking {booking.pk} still has {len(claims)} claims")
        return
    if [claim.unit_id for claim in claims] != units or not units:
        yield Problem("units", f"booking {booking.pk} does not claim exactly the units of its room")
    if any((claim.local_start, claim.local_end) != (booking.local_start, booking.local_end) for claim in claims):
        yield Problem("times", f"booking {booking.pk} claims another time than its own")
    if booking.option_ends_at is not None and booking.option_ends_at < at - OVERDUE:
        yield Problem("run_out", f"option {booking.pk} ran out at {booking.option_ends_at} and still claims")


def left_open(closures: Iterable[Closure]) -> Iterator[Problem]:
    """A closure claims exactly its units for exactly its time; a lifted one nothing."""
    claims = {owner: list(own) for owner, own in groupby(owned(ClaimKind.CLOSURE), key=attrgetter("owner"))}
    for closure in closures:
        own = claims.get(closure.pk, [])
        wanted = [] if closure.lifted_at else sorted(unit.pk for unit in closure.units.all())
        if [claim.unit_id for claim in own] != wanted:
            yield Problem("closure_units", f"closure {closure.pk} does not claim exactly its units")
        if any((claim.local_start, claim.local_end) != (closure.local_start, closure.local_end) for claim in own):
            yield Problem("closure_times", f"closure {closure.pk} claims another time than its own")


def misdated() -> Iterator[Problem]:
    """Every date of a series is of its renter, and stands there once."""
    fields = ("series_id", "original_on", "pk", "partner_id", "series__partner_id")
    rows = Booking.objects.filter(series__isnull=False).order_by("series_id", "original_on", "pk").values_list(*fields)
    before: tuple[int, date] | None = None
    for series, day, booking, partner, renter in rows.iterator(CHUNK):
        if partner != renter:
            yield Problem("series_partner", f"booking {booking} is of another renter than series {series}")
        if before == (series, day):
            yield Problem("series_twice", f"{day} stands twice in series {series}: booking {booking}")
        before = (series, day)
