"""What is free: the friendly side of the claims. The database keeps the last word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, islice, zip_longest
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q

from bookings.domain import opening
from bookings.enums import BookingMode
from bookings.models import Booking, Room, RoomClaim, RoomUnit, Unit
from fluxus.periods import GRID_MINUTES, Period, to_utc

NEARBY_DAYS = 14
STEP = timedelta(minutes=GRID_MINUTES)


@dataclass(frozen=True)
class Alternative:
    """A room and a period that are free, and in Dutch how it differs from what was asked."""

    room: Room
    period: Period
    difference: str


def clashes(room: Room, period: Period, *, ignoring: Booking | None = None) -> list[RoomClaim]:
    """Claims in the way of using `room` in `period` and clearing it up, soonest first, one per booking or closure.

    Nothing is in the way of an hour that the clock skips.
    """
    if not period.is_real:
        return []
    claims = (
        RoomClaim.objects.filter(unit__room_units__room=room)
        .overlapping(period, turnaround_minutes=room.turnaround_minutes)
        .select_related("booking__partner", "booking__room", "closure")
        .order_by("local_start", "pk")
    )
    if ignoring is not None:
        claims = claims.exclude(booking=ignoring)
    return one_per_owner(claims)


def clashes_of(
    where: Room | Iterable[Unit], periods: Iterable[Period], *, ignoring: Iterable[Booking] = ()
) -> dict[Period, list[RoomClaim]]:
    """What is in the way of each of the periods, soonest first, one claim per booking or closure; free ones are left out.

    For a room its turnaround counts, for loose units none. One query, however many periods.
    """
    wanted = sorted(set(periods))
    if not wanted:
        return {}
    minutes = where.turnaround_minutes if isinstance(where, Room) else 0
    on = Q(unit__room_units__room=where) if isinstance(where, Room) else Q(unit__in=list(where))
    claims = list(
        RoomClaim.objects.filter(on)
        .overlapping_any(wanted, turnaround_minutes=minutes)
        .exclude(booking__in=[booking.pk for booking in ignoring])
        .select_related("booking__partner", "booking__room", "closure")
        .order_by("local_start", "pk")
    )
    found = {period: in_the_way(claims, period, minutes) for period in wanted}
    return {period: owners for period, owners in found.items() if owners}


def in_the_way(claims: Iterable[RoomClaim], period: Period, turnaround_minutes: int) -> list[RoomClaim]:
    """Those that touch the period, in the arithmetic of the database; one per booking or closure."""
    start, end = to_utc(period.start), to_utc(period.end + timedelta(minutes=turnaround_minutes))
    return one_per_owner(claim for claim in claims if claim.during.lower < end and start < claim.during.upper)


def one_per_owner(claims: Iterable[RoomClaim]) -> list[RoomClaim]:
    owners: dict[tuple[int | None, int | None], RoomClaim] = {}
    for claim in claims:
        owners.setdefault((claim.booking_id, claim.closure_id), claim)
    return list(owners.values())


def is_free(room: Room, period: Period) -> bool:
    return not clashes(room, period)


def alternatives(
    *,
    room: Room,
    period: Period,
    limit: int = 3,
    persons: int | None = None,
    not_before: datetime | None = None,
    by: Any = None,
) -> list[Alternative]:
    """At most `limit` that are really free: like rooms at that time, this room at other times, this room on other days.

    The kinds take turns, best first; none starts before the wall-clock time `not_before`. With `by` only rooms that he may
    have. A handful of queries, however many rooms there are.
    """
    rooms = [other for other in candidates(room, persons) if by is None or may_have(other, by)]
    calendar = Calendar(rooms, asked=room, period=period)
    kinds = (
        other_rooms(calendar, room, period, rooms),
        other_times(calendar, room, period),
        other_days(calendar, room, period),
    )
    turns = chain.from_iterable(zip_longest(*kinds))
    taking_turns = (found for found in turns if found and (not_before is None or found.period.start >= not_before))
    return list(islice(taking_turns, limit))


def may_have(room: Room, by: Any) -> bool:
    """Some rooms are only for colleagues to give out."""
    return bool(by.is_colleague) or room.booking_mode != BookingMode.INTERNAL


def candidates(room: Room, persons: int | None) -> list[Room]:
    """Rooms for the same use, best fit first; `room` itself included."""
    fits = Q(kind=room.kind) | Q(features__contains=room.features) if room.features else Q(kind=room.kind)
    rooms = (
        Room.objects.bookable()
        .filter(Q(pk=room.pk) | fits & Q(capacity__gte=persons or 1))
        .select_related("building")
        .prefetch_related("building__opening_hours", Prefetch("room_units", RoomUnit.objects.order_by("unit_id")))
    )
    return sorted(rooms, key=lambda other: unlikeness(room, other))


def unlikeness(room: Room, other: Room) -> tuple[bool, int, bool, bool, int, int, str]:
    """Smaller is more alike: kind, missing features, too small, other building, difference in size."""
    missing = len(set(room.features) - set(other.features))
    return (
        other.kind != room.kind,
        missing,
        other.capacity < room.capacity,
        other.building_id != room.building_id,
        abs(other.capacity - room.capacity),
        other.position,
        other.name,
    )


class Calendar:
    """What is taken and when it is open, for some rooms around a period; read once, asked often."""

    def __init__(self, rooms: Iterable[Room], *, asked: Room, period: Period) -> None:
        self.rooms = {room.pk: room for room in rooms}
        self.taken: dict[int, list[tuple[datetime, datetime]]] = {}
        near = spread(period, timedelta(days=1))
        far = spread(period, timedelta(days=NEARBY_DAYS + 1))
        units = {part.unit_id for room in self.rooms.values() for part in room.room_units.all()}
        own = {part.unit_id for part in self.rooms.get(asked.pk, asked).room_units.all()}
        claims = RoomClaim.objects.filter(
            Q(unit__in=own, during__overlap=far) | Q(unit__in=units, during__overlap=near)
        ).values_list("unit_id", "during")
        for unit, during in claims:
            self.taken.setdefault(unit, []).append((during.lower, during.upper))

    def is_free(self, room: Room, period: Period) -> bool:
        """Open, and no unit taken during use and turnaround; the same arithmetic as the database's."""
        known = self.rooms.get(room.pk, room)
        if not opening.is_open(known.building.opening_hours.all(), period):
            return False
        start = to_utc(period.start)
        end = to_utc(period.end + timedelta(minutes=known.turnaround_minutes))
        return not any(taken_from < end and start < taken_until for taken_from, taken_until in self.busy(known))

    def is_shut(self, room: Room, day: date) -> bool:
        """Taken by one thing from midnight to midnight, so that nobody need look for an hour in it."""
        start, end = (to_utc(datetime.combine(day + timedelta(days=more), time())) for more in (0, 1))
        known = self.rooms.get(room.pk, room)
        return any(taken_from <= start and end <= taken_until for taken_from, taken_until in self.busy(known))

    def busy(self, room: Room) -> Iterator[tuple[datetime, datetime]]:
        """What takes a part of the room."""
        return chain.from_iterable(self.taken.get(part.unit_id, ()) for part in room.room_units.all())


def spread(period: Period, margin: timedelta) -> tuple[datetime, datetime]:
    """Aware bounds well around the period."""
    return to_utc(period.start) - margin, to_utc(period.end) + margin


def other_rooms(calendar: Calendar, room: Room, period: Period, rooms: list[Room]) -> Iterator[Alternative]:
    for other in rooms:
        if other.pk != room.pk and calendar.is_free(other, period):
            elsewhere = "" if other.building_id == room.building_id else f", {other.building.name}"
            yield Alternative(other, period, f"zelfde tijd, andere ruimte{elsewhere}")


def other_times(calendar: Calendar, room: Room, period: Period) -> Iterator[Alternative]:
    """This room on the same day, nearest time first, later before earlier."""
    day = period.start.date()
    if calendar.is_shut(room, day):
        return
    for steps in range(1, 24 * 60 // GRID_MINUTES):
        for delta in (STEP * steps, -STEP * steps):
            moved = shifted(period, delta) if (period.start + delta).date() == day else None
            if moved is not None and calendar.is_free(room, moved):
                yield Alternative(room, moved, "later op de dag" if delta > timedelta(0) else "eerder op de dag")


def other_days(calendar: Calendar, room: Room, period: Period) -> Iterator[Alternative]:
    """This room at the same time on the days after, a week later first of all."""
    for days in (7, *(number for number in range(1, NEARBY_DAYS + 1) if number != 7)):
        moved = shifted(period, timedelta(days=days))
        if moved is not None and calendar.is_free(room, moved):
            yield Alternative(room, moved, "een week later" if days == 7 else "andere dag, zelfde tijd")


def shifted(period: Period, delta: timedelta) -> Period | None:
    """The period moved along the clock, or None where the clock skips it."""
    try:
        return period.moved(delta)
    except ValidationError:
        return None
