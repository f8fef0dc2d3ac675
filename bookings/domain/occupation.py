"""What stands in rooms over a stretch of time, as one reader may see it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet

from bookings.domain import opening
from bookings.enums import CalendarKind, ClaimKind
from bookings.models import CalendarPeriod, Room, RoomClaim, RoomUnit
from fluxus.periods import Period
from network.models import Partner

TAKEN = "Bezet"
COLUMNS = (
    "unit_id", "kind", "closure_id", "closure__reason", "local_start", "local_end", "turnaround_minutes", "booking_id", "booking__title",
    "booking__room_id", "booking__room__name", "booking__partner_id", "booking__partner__name",
    "booking__partner__disciplines",
)  # fmt: skip


@dataclass(frozen=True)
class Occupation:
    """A room is taken from `start` to `end`, and being cleared until `until`, wall-clock.

    Without `booking_id` the reader may not open it (or it is a closure). `elsewhere` names the room that was booked
    when that is another one with a part in common.
    """

    kind: str
    start: datetime
    end: datetime
    until: datetime
    who: str
    what: str = ""
    booking_id: int | None = None
    discipline: str = ""
    elsewhere: str = ""


@dataclass(frozen=True)
class Holiday:
    """A school holiday or public holiday that touches the days shown."""

    name: str
    is_public: bool
    starts_on: date
    ends_on: date

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


def with_parts(rooms: QuerySet[Room]) -> list[Room]:
    """The rooms with building, opening hours and units, in the order of the houses: three queries."""
    units = Prefetch("room_units", RoomUnit.objects.order_by("unit_id"))
    return list(
        rooms.select_related("building")
        .prefetch_related("building__opening_hours", units)
        .order_by("building__position", "building_id", "position", "name")
    )


def occupations(rooms: Iterable[Room], period: Period, reader: Any) -> dict[int, list[Occupation]]:
    """Per room (primary key) what stands there within the period, soonest first. At most two queries."""
    parts = {room.pk: {part.unit_id for part in room.room_units.all()} for room in rooms}
    units = {unit for own in parts.values() for unit in own}
    rows = RoomClaim.objects.filter(unit__in=units).overlapping(period).order_by("local_start", "pk").values(*COLUMNS)
    per_unit: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        per_unit.setdefault(row["unit_id"], []).append(row)
    knows = known_partners(reader)
    return {
        room: seen_from(room, (per_unit.get(unit, []) for unit in sorted(own)), knows) for room, own in parts.items()
    }


def known_partners(reader: Any) -> set[int] | None:
    """Whose bookings the reader may know about; None for all of them."""
    if getattr(reader, "is_colleague", False):
        return None
    if not getattr(reader, "is_authenticated", False):
        return set()
    return set(Partner.objects.visible_to(reader).values_list("pk", flat=True))


def seen_from(room: int, units: Iterable[Sequence[dict[str, Any]]], knows: set[int] | None) -> list[Occupation]:
    """The claims on the units of one room, each booking once."""
    owners: dict[object, Occupation] = {}
    for rows in units:
        for row in rows:
            key = row["booking_id"] or (row["closure_id"], "closure")
            if key not in owners:
                owners[key] = occupation(row, room, knows)
    return sorted(owners.values(), key=lambda found: (found.start, found.end))


def occupation(row: dict[str, Any], room: int, knows: set[int] | None) -> Occupation:
    until = row["local_end"] + timedelta(minutes=row["turnaround_minutes"])
    if row["kind"] == ClaimKind.CLOSURE:
        return Occupation(
            row["kind"], row["local_start"], row["local_end"], until, who="Gesloten", what=row["closure__reason"]
        )
    elsewhere = "" if row["booking__room_id"] == room else row["booking__room__name"]
    if knows is not None and row["booking__partner_id"] not in knows:
        return Occupation(row["kind"], row["local_start"], row["local_end"], until, who=TAKEN)
    return Occupation(
        row["kind"],
        row["local_start"],
        row["local_end"],
        until,
        who=row["booking__partner__name"],
        what=row["booking__title"],
        booking_id=row["booking_id"],
        discipline=next(iter(row["booking__partner__disciplines"]), ""),
        elsewhere=elsewhere,
    )


def free_stretches(room: Room, taken: Sequence[Occupation], period: Period) -> list[opening.Window]:
    """Where the room is open and neither used nor being cleared, within the period."""
    free: list[opening.Window] = []
    for start, end in opening.windows(room.building.opening_hours.all(), period.start.date(), period.end.date()):
        begin, close = max(start, period.start), min(end, period.end)
        for used in taken:
            if used.until <= begin or used.start >= close:
                continue
            if used.start > begin:
                free.append((begin, used.start))
            begin = max(begin, used.until)
        if begin < close:
            free.append((begin, close))
    return free


def holidays(first: date, last: date) -> list[Holiday]:
    """School and public holidays with a day in `first`..`last`. One query."""
    periods = (
        CalendarPeriod.objects.touching(first, last)
        .exclude(calendar__kind=CalendarKind.CLOSURE)
        .select_related("calendar")
        .order_by("starts_on", "calendar_id")
    )
    return [
        Holiday(found.name, found.calendar.kind == CalendarKind.PUBLIC_HOLIDAY, found.starts_on, found.ends_on)
        for found in periods
    ]
