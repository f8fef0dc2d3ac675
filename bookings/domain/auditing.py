"""An independent second look at the promise that no room is double booked.

Looks at every row with its own arithmetic: plain Python on the wall-clock columns, neither the generated range nor the
exclusion constraint is used.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from bookings.enums import BookingStatus, ClaimKind
from bookings.models import Booking, RoomClaim, RoomUnit
from fluxus.periods import to_utc

CLAIM = (
    "pk", "unit_id", "kind", "booking_id", "local_start", "local_end", "turnaround_minutes",
)  # fmt: skip


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


def audit() -> Audit:
    """Check all claims and bookings. Reads only; three queries."""
    claims = list(RoomClaim.objects.order_by("unit_id", "local_start", "pk").values(*CLAIM))
    bookings = list(Booking.objects.order_by("pk").values("pk", "status", "room_id", "local_start", "local_end"))
    problems = [*overlapping(claims), *mismatched(claims, bookings)]
    return Audit(len(claims), len(bookings), problems)


def overlapping(claims: list[dict[str, Any]]) -> Iterator[Problem]:
    """Two claims on one unit at one moment, turnaround included."""
    for unit, own in groupby(claims, key=lambda claim: claim["unit_id"]):
        latest: tuple[datetime, Any] | None = None
        for start, end, claim in sorted((*moments(claim), claim["pk"]) for claim in own):
            if end <= start:
                yield Problem("empty", f"claim {claim} on unit {unit} takes no time")
            if latest and start < latest[0]:
                yield Problem("overlap", f"claims {latest[1]} and {claim} overlap on unit {unit}")
            if latest is None or end > latest[0]:
                latest = (end, claim)


def moments(claim: dict[str, Any]) -> tuple[datetime, datetime]:
    until = claim["local_end"] + timedelta(minutes=claim["turnaround_minutes"])
    return to_utc(claim["local_start"]), to_utc(until)


def mismatched(claims: Sequence[dict[str, Any]], bookings: Iterable[Any]) -> Iterator[Problem]:
    """A standing booking claims exactly the units of its room for exactly its time; a cancelled one nothing."""
    units: dict[int, set[int]] = {}
    for room, unit in RoomUnit.objects.values_list("room_id", "unit_id"):
        units.setdefault(room, set()).add(unit)
    owned: dict[int, list[dict[str, Any]]] = {}
    for claim in claims:
        if claim["kind"] == ClaimKind.BOOKING:
            owned.setdefault(claim["booking_id"], []).append(claim)
    for booking in bookings:
        yield from faults(booking, owned.get(booking["pk"], []), units.get(booking["room_id"], set()))


def faults(booking: dict[str, Any], claims: list[dict[str, Any]], units: set[int]) -> Iterator[Problem]:
    if booking["status"] == BookingStatus.CANCELLED:
        if claims:
            yield Problem("cancelled", f"cancelled booking {booking['pk']} still has {len(claims)} claims")
        return
    if sorted(claim["unit_id"] for claim in claims) != sorted(units) or not units:
        yield Problem("units", f"booking {booking['pk']} does not claim exactly the units of its room")
    if any(
        (claim["local_start"], claim["local_end"]) != (booking["local_start"], booking["local_end"]) for claim in claims
    ):
        yield Problem("times", f"booking {booking['pk']} claims another time than its own")
