"""Screens in the houses: who makes them, and what a passer-by may read there.

A screen hangs where anybody looks. Unless the house shows names, a booking is "Bezet" and nothing more: also the activity
may be the name of a person. An option is never more than "Bezet", for it may still lapse.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from bookings.enums import BookingStatus, ClaimKind, ClosureKind, DisplayKind
from bookings.models import Building, Display, Room, RoomClaim
from fluxus import tokens
from fluxus.db import lock
from fluxus.errors import Refusal
from fluxus.periods import Period, dutch_day, wall_clock

TOKEN = "display"  # noqa: S105  # the kind of a token, not a secret
TAKEN = "Bezet"
NIGHT_ENDS = time(6)
"""What is over before this hour belongs to the evening before."""
COMFORTABLE = 7
MOST_OF_A_KIND, MOST_LINES = 15, 24
"""What fits on a screen, lying or upright."""
MOST_ROOMS = 3


@dataclass(frozen=True)
class Use:
    """Rooms are taken from `start` to `end` (wall-clock), being cleared until `until`, in words that anybody may read."""

    rooms: tuple[str, ...]
    start: datetime
    end: datetime
    until: datetime
    what: str
    who: str
    is_closed: bool

    @property
    def where(self) -> str:
        """'Studio 1', 'Zaal A, Zaal B en 4 andere'."""
        shown, more = self.rooms[:MOST_ROOMS], len(self.rooms) - MOST_ROOMS
        return ", ".join(shown) + (f" en {more} andere" if more > 0 else "")

    @property
    def ends(self) -> str:
        """'21:00', or the day as well when that is another one than a night on."""
        if self.end - self.start < timedelta(hours=24):
            return f"{self.end:%H:%M}"
        return f"{dutch_day(self.end.date(), short=True)} {self.end:%H:%M}"


@dataclass(frozen=True)
class Showing:
    """What a screen shows at `now` (wall-clock). `more_now` and `more` are the lines that do not fit.

    At a door `clearing_until` is the end of the clearing up that goes on, and `free_until` the next use; None when
    nothing comes any more.
    """

    display: Display
    now: datetime
    current: list[Use]
    following: list[Use]
    more_now: int = 0
    more: int = 0
    clearing_until: datetime | None = None

    @property
    def is_full(self) -> bool:
        """More lines than fit in large type."""
        return max(len(self.current), len(self.following)) > COMFORTABLE

    @property
    def free_until(self) -> datetime | None:
        return self.following[0].start if self.following else None


def make(
    *, building: Building, by: Any, room: Room | None = None, name: str = "", at: datetime | None = None
) -> Display:
    """A screen in the foyer, or at the door of a room. Without a name it is called after its place."""
    if room and room.building_id != building.pk:
        raise Refusal(f"{room.name} is niet in {building.name}.", field="place")
    kind = DisplayKind.DOOR if room else DisplayKind.FOYER
    place = f"Deur {room.name}" if room else f"Foyer {building.name}"
    return Display.objects.create(
        building=building,
        room=room,
        kind=kind,
        name=name.strip() or place[:80],
        made_at=at or timezone.now(),
        made_by=by,
    )


@transaction.atomic
def revoke(*, display: Display, by: Any, at: datetime | None = None) -> Display:
    """The address stops working at once and for good. Harmless when it did already."""
    (held,) = lock(Display.objects.filter(pk=display.pk))
    if held.revoked_at is None:
        held.revoked_at, held.revoked_by = at or timezone.now(), by
        held.save(update_fields=["revoked_at", "revoked_by"])
    return held


@transaction.atomic
def renew(*, display: Display) -> Display:
    """A new address; the one that went out stops working. Refuses a screen that was withdrawn."""
    (held,) = lock(Display.objects.filter(pk=display.pk))
    if held.revoked_at:
        raise Refusal("Dit scherm is ingetrokken. Maak een nieuw scherm.", code="revoked")
    held.key = uuid4()
    held.save(update_fields=["key"])
    return held


def token_of(display: Display) -> str:
    return tokens.sign(TOKEN, display.pk, display.key)


def behind(token: str) -> Display | None:
    """The screen of a token that we signed, also when it was withdrawn; None for any other text or an old key."""
    found = tokens.read(TOKEN, token)
    if found is None:
        return None
    pk, key = found
    return Display.objects.select_related("building", "room").filter(pk=pk, key=key).first()


def showing(*, display: Display, at: datetime) -> Showing:
    """What there is now and later today. One query, however full the house is."""
    now = wall_clock(at).replace(second=0, microsecond=0)
    found = uses(display, Period(now, end_of_day(now)))
    current = [use for use in found if use.start <= now < use.end]
    following = [use for use in found if use.start > now]
    if display.kind == DisplayKind.DOOR:
        clearing = max((use.until for use in found if use.end <= now < use.until), default=None)
        return Showing(display, now, current, following[:3], clearing_until=clearing)
    current.sort(key=lambda use: use.where)
    fits = min(MOST_OF_A_KIND, max(MOST_LINES - len(current), COMFORTABLE))
    return Showing(
        display,
        now,
        current[:MOST_OF_A_KIND],
        following[:fits],
        more_now=max(0, len(current) - MOST_OF_A_KIND),
        more=max(0, len(following) - fits),
    )


def end_of_day(now: datetime) -> datetime:
    """Six in the morning: the night belongs to the evening before it."""
    day = now.date() if now.time() < NIGHT_ENDS else now.date() + timedelta(days=1)
    return datetime.combine(day, NIGHT_ENDS)


def uses(display: Display, period: Period) -> list[Use]:
    """What takes the rooms of the screen within the period, soonest first, each booking and closure once."""
    place = Q(unit__room_units__room=display.room_id) if display.room_id else Q(unit__building=display.building_id)
    claims = (
        RoomClaim.objects.overlapping(period)
        .filter(place)
        .select_related("unit", "closure", "booking__partner", "booking__room")
        .order_by("unit__name")
    )
    owners: dict[object, list[RoomClaim]] = {}
    for claim in claims:
        owners.setdefault(claim.booking_id or (claim.closure_id, "closure"), []).append(claim)
    found = (use_of(own, display.building.shows_names) for own in owners.values())
    return sorted(found, key=lambda use: (use.start, use.where))


def use_of(claims: list[RoomClaim], shows_names: bool) -> Use:
    first = claims[0]
    until = first.local_end + timedelta(minutes=first.turnaround_minutes)
    rooms, what, who = words(claims, shows_names)
    return Use(rooms, first.local_start, first.local_end, until, what, who, first.kind == ClaimKind.CLOSURE)


def words(claims: list[RoomClaim], shows_names: bool) -> tuple[tuple[str, ...], str, str]:
    """Rooms, what and who of the claims of one booking or closure."""
    closure, booking = claims[0].closure, claims[0].booking
    if closure:
        kind = "Gesloten" if closure.kind == ClosureKind.CLOSED else f"{closure.get_kind_display().capitalize()}"
        return names_of(claims), kind, closure.reason if shows_names else ""
    if booking is None:
        raise ValueError("a claim belongs to a booking or to a closure")
    if not shows_names or booking.status != BookingStatus.CONFIRMED:
        return (booking.room.name,), TAKEN, ""
    return (booking.room.name,), booking.title, booking.partner.name


def names_of(claims: Iterable[RoomClaim]) -> tuple[str, ...]:
    return tuple(claim.unit.name for claim in claims)
