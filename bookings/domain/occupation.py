"""What stands in rooms over a stretch of time, as one reader may see it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Prefetch, QuerySet

from bookings.domain import opening
from bookings.domain.board_rows import BoardRows, BookingRow, ClaimRow
from bookings.enums import BookingStatus, CalendarKind, ClosureKind
from bookings.models import Booking, CalendarPeriod, Room, RoomUnit
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


def occupations(rooms: Iterable[Room], rows: BoardRows, reader: Any) -> dict[int, list[Occupation]]:
    """Per room (primary key) what stands there, soonest first, as this reader may see it. At most one query."""
    per_unit: dict[int, list[ClaimRow]] = {}
    for claim in rows.claims:
        per_unit.setdefault(claim.unit_id, []).append(claim)
    knows = known_partners(reader)
    asked = [row for row in rows.bookings.values() if row.status == BookingStatus.REQUESTED]
    known = [row for row in asked if knows is None or row.partner_id in knows]
    found: dict[int, list[Occupation]] = {}
    for room in rooms:
        own = {part.unit_id for part in room.room_units.all()}
        claims = (per_unit.get(unit, []) for unit in sorted(own))
        wishes = [row for row in known if own & rows.units.get(row.room_id, set())]
        here = seen_from(room.pk, claims, rows.bookings, knows) + stacked(wishes, room.pk)
        found[room.pk] = sorted(here, key=lambda used: (used.start, used.end))
    return found


def known_partners(reader: Any) -> set[int] | None:
    """Whose bookings the reader may know about; None for all of them."""
    if getattr(reader, "is_colleague", False):
        return None
    if not getattr(reader, "is_authenticated", False):
        return set()
    return set(Partner.objects.visible_to(reader).values_list("pk", flat=True))


def seen_from(
    room: int, units: Iterable[Sequence[ClaimRow]], bookings: Mapping[int, BookingRow], knows: set[int] | None
) -> list[Occupation]:
    """The claims on the units of one room, each booking once."""
    owners: dict[object, Occupation] = {}
    for claims in units:
        for claim in claims:
            key = claim.booking_id or (claim.closure_id, "closure")
            if key not in owners:
                owners[key] = occupation(claim, bookings.get(claim.booking_id or 0), room, knows)
    return list(owners.values())


def occupation(claim: ClaimRow, booking: BookingRow | None, room: int, knows: set[int] | None) -> Occupation:
    """A claim whose booking changed while we read is 'Bezet' until the next look."""
    start, end = claim.local_start, claim.local_end
    until = end + timedelta(minutes=claim.turnaround_minutes) if claim.turnaround_minutes else end
    if claim.booking_id is None:
        return closed_for(claim, until, knows)
    if booking is None or (knows is not None and booking.partner_id not in knows):
        return Occupation(Look.BOOKING, start, end, until, who=TAKEN)
    is_option = booking.status == BookingStatus.OPTION
    return Occupation(
        Look.OPTION if is_option else Look.BOOKING,
        start,
        end,
        until,
        who=booking.partner__name,
        what=booking.title,
        booking_id=booking.pk,
        discipline=booking.partner__disciplines[0] if booking.partner__disciplines else "",
        elsewhere="" if booking.room_id == room else booking.room__name,
        note=f"optie tot {short_moment(booking.option_ends_at)}" if is_option and booking.option_ends_at else "",
    )


def closed_for(row: ClaimRow, until: datetime, knows: set[int] | None) -> Occupation:
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


def stacked(asked: Sequence[BookingRow], room: int) -> list[Occupation]:
    """The requests for one room, soonest first; those that overlap compete, and stand as one with their number."""
    stacks: list[list[BookingRow]] = []
    for wish in asked:
        if stacks and wish.local_start < max(rival.local_end for rival in stacks[-1]):
            stacks[-1].append(wish)
        else:
            stacks.append([wish])
    return [stack(wishes, room) for wishes in stacks]


def stack(wishes: Sequence[BookingRow], room: int) -> Occupation:
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


def shown_in_public(booking: Booking) -> tuple[str, str]:
    """Who and what a screen in the house or a public calendar shows of a booking, by the choice of its house.

    For every public display and feed: the names and the activity, or 'Bezet' and nothing. Needs partner and
    `room__building` at hand.
    """
    return (booking.partner.name, booking.title) if booking.room.building.shows_names else (TAKEN, "")


def free_stretches(
    room: Room, taken: Sequence[Occupation], period: Period, opens: Sequence[opening.Window] | None = None
) -> list[opening.Window]:
    """Where the room is open and neither used nor being cleared, within the period; `opens` when the hours are known."""
    if opens is None:
        opens = opening.windows(room.building.opening_hours.all(), period.start.date(), period.end.date())
    free: list[opening.Window] = []
    claims = [used for used in taken if used.kind != Look.REQUEST]
    for start, end in opens:
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
