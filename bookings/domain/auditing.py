"""An independent second look at the promise that no room is double booked.

Looks at every row with its own arithmetic: plain Python on the wall-clock columns, neither the generated range nor the
exclusion constraint is used. Rows come in pieces, by unit and by number, so memory does not grow with the bookings.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from bookings.enums import BookingStatus, ClaimKind
from bookings.models import Booking, BookingSeries, Closure, RoomClaim, RoomUnit, Unit
from fluxus.periods import to_utc

CHUNK = 2000
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
    """Lets rows, or pieces of rows, through and counts the rows."""

    def __init__(self, rows: Iterable[T]) -> None:
        self.rows, self.number = rows, 0

    def __iter__(self) -> Iterator[T]:
        for row in self.rows:
            self.number += len(row) if isinstance(row, list) else 1
            yield row


def audit(*, at: datetime | None = None) -> Audit:
    """Check all claims, bookings, closures and dates of series as they are at one moment. Reads only."""
    moment = at or timezone.now()
    is_ours = not connection.in_atomic_block
    with transaction.atomic():
        if is_ours:
            see_one_moment()
        claims, bookings = Counted(claims_by_unit()), Counted(pieces(Row, Booking.objects.all()))
        problems = [*overlapping(claims), *mismatched(bookings, moment)]
        closures = list(Closure.objects.order_by("pk").prefetch_related("units"))
        problems += [*left_open(closures), *misdated()]
    return Audit(claims.number, bookings.number, problems, len(closures))


def see_one_moment() -> None:
    """Bookings that are placed meanwhile are not half seen."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def pieces[T: NamedTuple](kind: Callable[..., T], rows: Any) -> Iterator[list[T]]:
    """The rows as `kind`, a few thousand at a time in order of their number; works behind a pooler, without a cursor."""
    fields, last = kind._fields, 0  # type: ignore[attr-defined]  # a NamedTuple
    while piece := [kind(*values) for values in rows.filter(pk__gt=last).order_by("pk").values_list(*fields)[:CHUNK]]:
        yield piece
        last = piece[-1][0]


def claims_by_unit() -> Iterator[Claim]:
    """All claims, one unit after the other."""
    fields = ("pk", "unit_id", "pk", "local_start", "local_end", "turnaround_minutes")
    for unit in Unit.objects.order_by("pk").values_list("pk", flat=True):
        for values in RoomClaim.objects.filter(unit=unit).values_list(*fields):
            yield Claim(*values)


def owned(kind: ClaimKind, first: int, last: int) -> dict[int, list[Claim]]:
    """The claims of the bookings, or of the closures, with these numbers; each in order of unit."""
    owner = f"{kind}_id"
    fields = ("pk", "unit_id", owner, "local_start", "local_end", "turnaround_minutes")
    among = {f"{owner}__gte": first, f"{owner}__lte": last}
    found: dict[int, list[Claim]] = {}
    for values in RoomClaim.objects.filter(kind=kind, **among).order_by(owner, "unit_id", "pk").values_list(*fields):
        found.setdefault(values[2], []).append(Claim(*values))
    return found


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


def mismatched(bookings: Iterable[list[Row]], at: datetime) -> Iterator[Problem]:
    """A booking that owns time claims exactly the units of its room for exactly its time; any other claims nothing."""
    units = units_of_rooms()
    for piece in bookings:
        claims = owned(ClaimKind.BOOKING, piece[0].pk, piece[-1].pk)
        for booking in piece:
            yield from faults(booking, claims.get(booking.pk, []), units.get(booking.room_id, []), at)


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


def left_open(closures: Sequence[Closure]) -> Iterator[Problem]:
    """A closure claims exactly its units for exactly its time; a lifted one nothing. In order of their number."""
    claims = owned(ClaimKind.CLOSURE, closures[0].pk, closures[-1].pk) if closures else {}
    for closure in closures:
        own = claims.get(closure.pk, [])
        wanted = [] if closure.lifted_at else sorted(unit.pk for unit in closure.units.all())
        if [claim.unit_id for claim in own] != wanted:
            yield Problem("closure_units", f"closure {closure.pk} does not claim exactly its units")
        if any((claim.local_start, claim.local_end) != (closure.local_start, closure.local_end) for claim in own):
            yield Problem("closure_times", f"closure {closure.pk} claims another time than its own")


class Renter(NamedTuple):
    """Of a series."""

    pk: int
    partner_id: int


def misdated() -> Iterator[Problem]:
    """Every date of a series is of its renter, and stands there once."""
    for piece in pieces(Renter, BookingSeries.objects.all()):
        renters = {series.pk: series.partner_id for series in piece}
        dates = Booking.objects.filter(series__gte=piece[0].pk, series__lte=piece[-1].pk)
        before: tuple[int, date | None] | None = None
        ordered = dates.order_by("series", "original_on", "pk")
        for series, day, booking, partner in ordered.values_list("series_id", "original_on", "pk", "partner_id"):
            if partner != renters[series]:
                yield Problem("series_partner", f"booking {booking} is of another renter than series {series}")
            if before == (series, day):
                yield Problem("series_twice", f"{day} stands twice in series {series}: booking {booking}")
            before = (series, day)
