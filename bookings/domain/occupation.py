"""What stands in rooms over a stretch of time, as one reader may see it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet

from bookings.domain import opening
from bookings.enums import BookingStatus, CalendarKind, ClosureKind
from bookings.models import Booking, CalendarPeriod, Room, RoomClaim, RoomUnit
from fluxus.periods import Period, dutch_moment
from network.models import Partner

TAKEN = "Bezet"
HOUSE = {
    ClosureKind.CLOSED: "Gesloten",
    ClosureKind.MAINTENANCE: "Onderhoud",
    ClosureKind.PRODUCTION: "Productie",
}


class Look(StrEnum):
    """What something on the board is; each has a colour, a pattern and a word."""

    BOOKING = "booking"
    OPTION = "option"
    REQUEST = "request"
    CLOSURE = "closure"
    PRODUCTION = "production"


class Occupation(NamedTuple):
    """A room is taken from `start` to `end`, and being cleared until `until`, wall-clock.

    Without `booking_id` the reader may not open it (or it is a closure). `elsewhere` names the room that was booked
    when that is another one with a part in common. A request claims nothing; `number` requests that overlap are one.
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
    note: str = ""
    number: int = 1


class Claimed(NamedTuple):
    """One claim with what the board tells about its owner; the names are the paths of the query."""

    unit_id: int
    closure_id: int | None
    closure__kind: str | None
    closure__reason: str | None
    local_start: datetime
    local_end: datetime
    turnaround_minutes: int
    booking_id: int | None
    booking__status: str | None
    booking__option_ends_at: datetime | None
    booking__title: str | None
    booking__room_id: int | None
    booking__room__name: str | None
    booking__partner_id: int | None
    booking__partner__name: str | None
    booking__partner__disciplines: list[str] | None


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


def occupations(
    rooms: Iterable[Room], period: Period, reader: Any, *, with_requests: bool = True
) -> dict[int, list[Occupation]]:
    """Per room (primary key) what stands there within the period, soonest first. At most three queries."""
    parts = {room.pk: {part.unit_id for part in room.room_units.all()} for room in rooms}
    units = {unit for own in parts.values() for unit in own}
    rows = RoomClaim.objects.filter(unit__in=units).overlapping(period).order_by("local_start", "pk")
    per_unit: dict[int, list[Claimed]] = {}
    for row in rows.values_list(*Claimed._fields):
        per_unit.setdefault(row[0], []).append(Claimed._make(row))
    knows = known_partners(reader)
    asked = requests_within(units, period, knows) if with_requests else []
    return {
        room: sorted(
            seen_from(room, (per_unit.get(unit, []) for unit in sorted(own)), knows) + stacked(asked, room, own),
            key=lambda found: (found.start, found.end),
        )
        for room, own in parts.items()
    }


def known_partners(reader: Any) -> set[int] | None:
    """Whose bookings the reader may know about; None for all of them."""
    if getattr(reader, "is_colleague", False):
        return None
    if not getattr(reader, "is_authenticated", False):
        return set()
    return set(Partner.objects.visible_to(reader).values_list("pk", flat=True))


def seen_from(room: int, units: Iterable[Sequence[Claimed]], knows: set[int] | None) -> list[Occupation]:
    """The claims on the units of one room, each booking once."""
    owners: dict[object, Occupation] = {}
    for rows in units:
        for row in rows:
            key = row.booking_id or (row.closure_id, "closure")
            if key not in owners:
                owners[key] = occupation(row, room, knows)
    return list(owners.values())


def occupation(row: Claimed, room: int, knows: set[int] | None) -> Occupation:
    start, end = row.local_start, row.local_end
    until = end + timedelta(minutes=row.turnaround_minutes) if row.turnaround_minutes else end
    if row.booking_id is None:
        return closed_for(row, until, knows)
    if knows is not None and row.booking__partner_id not in knows:
        return Occupation(Look.BOOKING, start, end, until, who=TAKEN)
    is_option = row.booking__status == BookingStatus.OPTION and row.booking__option_ends_at
    return Occupation(
        Look.OPTION if is_option else Look.BOOKING,
        start,
        end,
        until,
        who=row.booking__partner__name or "",
        what=row.booking__title or "",
        booking_id=row.booking_id,
        discipline=next(iter(row.booking__partner__disciplines or ()), ""),
        elsewhere="" if row.booking__room_id == room else row.booking__room__name or "",
        note=f"optie tot {short_moment(row.booking__option_ends_at)}"
        if row.booking__option_ends_at and is_option
        else "",
    )


def closed_for(row: Claimed, until: datetime, knows: set[int] | None) -> Occupation:
    """A closure says why to everybody; what a production is about is for colleagues."""
    kind = ClosureKind(row.closure__kind or ClosureKind.CLOSED)
    is_production = kind == ClosureKind.PRODUCTION
    return Occupation(
        Look.PRODUCTION if is_production else Look.CLOSURE,
        row.local_start,
        row.local_end,
        until,
        who=HOUSE[kind],
        what="" if is_production and knows is not None else row.closure__reason or "",
    )


def short_moment(moment: datetime) -> str:
    """'vr 27 nov 12:00'."""
    day, _, clock = dutch_moment(moment).rpartition(" ")
    return f"{day.rpartition(' ')[0]} {clock}"


class Asked(NamedTuple):
    """A request, with the units that it would take."""

    pk: int
    room_id: int
    room__name: str
    local_start: datetime
    local_end: datetime
    title: str
    partner__name: str
    units: list[int]


def requests_within(units: set[int], period: Period, knows: set[int] | None) -> list[Asked]:
    """Requests for these units that wait for a decision, soonest first; of others a partner sees none. One query."""
    parts = ArraySubquery(RoomUnit.objects.filter(room=OuterRef("room")).values("unit_id"))
    waiting = (
        Booking.objects.filter(status=BookingStatus.REQUESTED)
        .within(period)
        .filter(room__in=RoomUnit.objects.filter(unit__in=units).values("room"))
        .order_by("local_start", "pk")
    )
    if knows is not None:
        waiting = waiting.filter(partner__in=knows)
    return [Asked._make(row) for row in waiting.annotate(units=parts).values_list(*Asked._fields)]


def stacked(asked: Sequence[Asked], room: int, own: set[int]) -> list[Occupation]:
    """The requests for one room; those that overlap compete, and stand as one with their number."""
    stacks: list[list[Asked]] = []
    for wish in (wish for wish in asked if own.intersection(wish.units)):
        if stacks and wish.local_start < max(rival.local_end for rival in stacks[-1]):
            stacks[-1].append(wish)
        else:
            stacks.append([wish])
    return [stack(wishes, room) for wishes in stacks]


def stack(wishes: Sequence[Asked], room: int) -> Occupation:
    first, end = wishes[0], max(wish.local_end for wish in wishes)
    only = len(wishes) == 1
    return Occupation(
        Look.REQUEST,
        first.local_start,
        end,
        end,
        who=first.partner__name if only else f"{len(wishes)} aanvragen",
        what=first.title if only else ", ".join(wish.partner__name for wish in wishes),
        booking_id=first.pk,
        elsewhere=first.room__name if only and first.room_id != room else "",
        note="aanvraag" if only else "",
        number=len(wishes),
    )


def fingerprint(rooms: QuerySet[Room], period: Period) -> str:
    """A short text that differs as soon as something on the board of these rooms does. Two narrow queries."""
    units = RoomUnit.objects.filter(room__in=rooms.order_by().values("pk")).values("unit")
    claims = RoomClaim.objects.filter(unit__in=units).overlapping(period)
    taken = claims.order_by("pk").values_list("pk", "booking__sequence", "booking__status", "booking__option_ends_at")
    asked = Booking.objects.filter(status=BookingStatus.REQUESTED).within(period).order_by("pk")
    facts = (list(taken), list(asked.values_list("pk", "sequence")))
    return sha256(repr(facts).encode()).hexdigest()[:16]


def shown_in_public(booking: Booking) -> tuple[str, str]:
    """Who and what a screen in the house or a public calendar shows of a booking, by the choice of its house.

    For every public display and feed: the names and the activity, or 'Bezet' and nothing. Needs partner and
    `room__building` at hand.
    """
    return (booking.partner.name, booking.title) if booking.room.building.shows_names else (TAKEN, "")


def free_stretches(room: Room, taken: Sequence[Occupation], period: Period) -> list[opening.Window]:
    """Where the room is open and neither used nor being cleared, within the period."""
    free: list[opening.Window] = []
    claims = [used for used in taken if used.kind != Look.REQUEST]
    for start, end in opening.windows(room.building.opening_hours.all(), period.start.date(), period.end.date()):
        begin, close = max(start, period.start), min(end, period.end)
        for used in claims:
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
