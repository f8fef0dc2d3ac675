"""A season of weekly lessons, rehearsals and evenings in the rooms of the demo world.

Written in bulk, because twelve thousand bookings one by one would take minutes; the claims follow from the bookings
here as `bookings.domain.placing` makes them, the exclusion constraint judges them, and `audit_claims` checks them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from bookings.domain import opening, placing, pricing
from bookings.enums import CalendarKind, ClaimKind, RoomKind
from bookings.models import Booking, CalendarPeriod, Room, RoomClaim, Tariff
from fluxus.demo import World
from fluxus.periods import AMSTERDAM, Period, dutch_period, monday
from network.enums import Discipline, EntryKind
from network.models import Partner, RoleAssignment, TimelineEntry

SEASON_TURNS_IN = 7
REMEMBERED_DAYS = 21
BATCH = 2000
HALLS_FOR_CLUBS = 0.6
MUSIC, VISUAL, STAGE, WORDS = Discipline.MUSIC, Discipline.VISUAL, Discipline.THEATRE_DANCE, Discipline.DIGITAL
LESSONS = {
    RoomKind.STUDIO: {
        MUSIC: ("gitaarles", "pianoles", "zangles", "vioolles", "bandcoaching", "saxofoonles", "slagwerkles"),
    },
    RoomKind.CLASSROOM: {
        MUSIC: ("theorieles", "kinderkoor", "taal en muziek"),
        STAGE: ("toneelles", "improvisatie", "spelles"),
        WORDS: ("schrijfgroep", "podcast maken", "animatie"),
    },
    RoomKind.ATELIER: {
        VISUAL: ("schilderen", "tekenen naar model", "keramiek", "kinderatelier", "grafiek", "beeldhouwen"),
    },
    RoomKind.DANCE: {
        STAGE: ("moderne dans", "klassiek ballet", "streetdance", "dans 55+", "kleuterdans", "salsa"),
    },
    RoomKind.HALL: {
        MUSIC: ("koorrepetitie", "orkestrepetitie", "big band", "voorspeelavond"),
        STAGE: ("repetitie musical", "toneelrepetitie"),
    },
    RoomKind.MEETING: dict.fromkeys((MUSIC, VISUAL, STAGE), ("overleg", "werkoverleg", "les voorbereiden")),
    RoomKind.STAGE: {
        MUSIC: ("repetitie", "bandavond", "open podium"),
        STAGE: ("dansvoorstelling", "try-out"),
    },
}
"""What people do in a kind of room, by their discipline."""
MINUTES = {
    RoomKind.STUDIO: (60, 90, 120, 180),
    RoomKind.CLASSROOM: (90, 120, 150),
    RoomKind.ATELIER: (120, 150, 180),
    RoomKind.DANCE: (60, 75, 90, 120),
    RoomKind.HALL: (120, 150, 180),
    RoomKind.MEETING: (60, 90, 120),
    RoomKind.STAGE: (180, 240, 300),
}
STARTS = (
    (time(9), 2), (time(10), 3), (time(13), 3), (time(14), 3), (time(15, 30), 5), (time(16), 5), (time(17), 4),
    (time(18, 30), 6), (time(19), 9), (time(19, 30), 7), (time(20), 6), (time(20, 30), 3),
)  # fmt: skip
KEPT_FREE = ("studio-1", 2, time(17, 30))
"""Studio 1 on Tuesday from half past five: there the story of the demo is told."""


@dataclass
class Series:
    """One partner in one room at one time of the week."""

    room: Room
    partner: Partner
    weekday: int
    start: time
    minutes: int
    title: str
    persons: int

    def on(self, week: date) -> Period:
        begin = datetime.combine(week + timedelta(days=self.weekday - 1), self.start)
        return Period(begin, begin + timedelta(minutes=self.minutes))


class Week:
    """Which minutes of the week are taken, per unit and per person; turnaround included."""

    def __init__(self, rooms: Sequence[Room]) -> None:
        self.units = {room.pk: [part.unit_id for part in room.room_units.all()] for room in rooms}
        self.taken: dict[tuple[str, int, int], list[tuple[int, int]]] = {}

    def take(self, series: Series) -> bool:
        """Take the time if it is free."""
        start = series.start.hour * 60 + series.start.minute
        end = start + series.minutes + series.room.turnaround_minutes
        takers = [("unit", unit) for unit in self.units[series.room.pk]] + [("partner", series.partner.pk)]
        slots = [self.taken.setdefault((*taker, series.weekday), []) for taker in takers]
        if any(other < end and start < until for slot in slots for other, until in slot):
            return False
        for slot in slots:
            slot.append((start, end))
        return True


def build(world: World) -> None:
    rooms = list(Room.objects.select_related("building").prefetch_related("building__opening_hours", "room_units"))
    weeks = season(world.today)
    week = Week(rooms)
    series = [*own_series(world, rooms, week)]
    series += more_series(world, rooms, week, wanted=world.scale(small=24, house=312))
    shown = weeks if world.size == "house" else [found for found in weeks if near(found, world.today)]
    write(world, list(dated(series, shown, holidays(weeks), world.random)))
    close_for_christmas(world, rooms)


def season(today: date) -> list[date]:
    """The Mondays from mid-August to mid-July around today."""
    year = today.year if today.month >= SEASON_TURNS_IN else today.year - 1
    first, last = monday(date(year, 8, 17)), date(year + 1, 7, 12)
    return [first + timedelta(days=7 * number) for number in range((last - first).days // 7 + 1)]


def near(week: date, today: date) -> bool:
    return abs((week - monday(today)).days) <= 21


def own_series(world: World, rooms: Sequence[Room], week: Week) -> Iterator[Series]:
    """What the demo accounts have."""
    by_slug = {room.slug: room for room in rooms}
    for slug, who, weekday, start, minutes, title, persons in (
        ("studio-2", "bilal", 1, time(15, 30), 180, "gitaarles", 2),
        ("studio-1", "bilal", 3, time(16), 150, "gitaarles", 2),
        ("ensemblelokaal", "bilal", 5, time(19), 120, "gitaarensemble", 10),
        ("zaal-a", "koor", 4, time(20), 120, "koorrepetitie", 42),
    ):
        made = Series(by_slug[slug], world.shared[who], weekday, start, minutes, title, persons)
        if week.take(made):
            yield made


def more_series(world: World, rooms: Sequence[Room], week: Week, *, wanted: int) -> list[Series]:
    """Random series that fit, open and without a clash; the popular hours fill up first."""
    found: list[Series] = []
    makers, clubs = by_discipline(world.shared["cultuurmakers"]), by_discipline(world.shared["amateurs"])
    for _ in range(wanted * 6):
        if len(found) == wanted:
            break
        room = world.random.choice(rooms)
        is_club = room.kind == RoomKind.HALL and world.random.random() < HALLS_FOR_CLUBS
        made = some_series(world.random, room, clubs if is_club else makers)
        if is_possible(made) and week.take(made):
            found.append(made)
    return found


def by_discipline(partners: Sequence[Partner]) -> dict[str, list[Partner]]:
    """Those who rent, under each of their disciplines."""
    found: dict[str, list[Partner]] = {}
    for partner in partners:
        for discipline in partner.disciplines:
            found.setdefault(discipline, []).append(partner)
    return found


def some_series(pick: Random, room: Room, renters: dict[str, list[Partner]]) -> Series:
    kind = RoomKind(room.kind)
    discipline = pick.choice([found for found in LESSONS[kind] if found in renters] or list(renters))
    return Series(
        room=room,
        partner=pick.choice(renters[discipline]),
        weekday=pick.choices(range(1, 8), weights=(16, 17, 18, 16, 12, 9, 3))[0],
        start=pick.choices([start for start, _ in STARTS], weights=[weight for _, weight in STARTS])[0],
        minutes=pick.choice(MINUTES[kind]),
        title=pick.choice(LESSONS[kind].get(discipline, ("vrij gebruik",))),
        persons=pick.randint(1, max(1, min(room.capacity, 45) * 3 // 4)),
    )


def is_possible(series: Series) -> bool:
    slug, weekday, from_time = KEPT_FREE
    period = series.on(date(2026, 1, 5))
    in_the_way = series.room.slug == slug and series.weekday == weekday and period.end.time() > from_time
    return not in_the_way and opening.is_open(series.room.building.opening_hours.all(), period)


def holidays(weeks: Sequence[date]) -> set[date]:
    """Days without lessons."""
    found = CalendarPeriod.objects.touching(weeks[0], weeks[-1] + timedelta(days=6)).exclude(
        calendar__kind=CalendarKind.CLOSURE
    )
    return {
        period.starts_on + timedelta(days=number)
        for period in found
        for number in range((period.ends_on - period.starts_on).days + 1)
    }


def dated(
    series: Sequence[Series], weeks: Sequence[date], off: set[date], pick: Random
) -> Iterator[tuple[Series, Period]]:
    """Every week of every series, holidays skipped; a series starts and stops a few weeks inside the season."""
    for found in series:
        late = 0 if found.partner.name == "Bilal Amrani" else pick.randint(0, 3)
        for week in weeks[late : len(weeks) - pick.randint(0, 2)]:
            period = found.on(week)
            if period.start.date() not in off:
                yield found, period


def write(world: World, planned: Sequence[tuple[Series, Period]]) -> None:
    """Bookings, their claims, and the newest of them on the timelines."""
    bureau, at = world.shared["bureau"], as_moment(world.today - timedelta(days=120))
    quotes = Quotes()
    bookings = Booking.objects.bulk_create(
        (booking(series, period, quotes.of(series, period), bureau, at) for series, period in planned), batch_size=BATCH
    )
    units = {series.room.pk: series.room.room_units.all() for series, _ in planned}
    RoomClaim.objects.bulk_create(
        (
            RoomClaim(
                unit_id=part.unit_id,
                kind=ClaimKind.BOOKING,
                booking=made,
                local_start=made.local_start,
                local_end=made.local_end,
                turnaround_minutes=made.room.turnaround_minutes,
            )
            for made in bookings
            for part in units[made.room_id]
        ),
        batch_size=BATCH,
    )
    TimelineEntry.objects.bulk_create(
        (line(made) for made in bookings if is_recent(made, world.today)), batch_size=BATCH
    )


def booking(series: Series, period: Period, price: pricing.Quote, bureau: Any, at: datetime) -> Booking:
    return Booking(
        room=series.room,
        partner=series.partner,
        title=series.title,
        persons=series.persons,
        local_start=period.start,
        local_end=period.end,
        price_cents=price.cents,
        price_explanation=price.explanation,
        placed_at=at,
        placed_by=bureau,
    )


class Quotes:
    """Prices by the same arithmetic as `bookings.domain.pricing`, with tariffs and roles read once."""

    def __init__(self) -> None:
        self.hourly = {(tariff.tariff_class, tariff.audience): tariff.hourly_cents for tariff in Tariff.objects.all()}
        self.roles: dict[int, list[str]] = {}
        for partner, role in RoleAssignment.objects.on(timezone.localdate()).values_list("partner_id", "role"):
            self.roles.setdefault(partner, []).append(role)

    def of(self, series: Series, period: Period) -> pricing.Quote:
        who = pricing.renter_with(self.roles.get(series.partner.pk, []))
        return pricing.calculate(
            room_name=series.room.name,
            who=who,
            hourly_cents=self.hourly[series.room.tariff_class, who.audience],
            minutes=period.wall_minutes,
        )


def is_recent(made: Booking, today: date) -> bool:
    return abs((made.local_start.date() - today).days) <= REMEMBERED_DAYS


def line(made: Booking) -> TimelineEntry:
    return TimelineEntry(
        partner_id=made.partner_id,
        kind=EntryKind.BOOKING,
        at=made.placed_at,
        by_id=made.placed_by_id,
        title=f"{made.room.name} geboekt: {dutch_period(made.local_start, made.local_end)} ({made.title})",
        path=made.get_absolute_url(),
        amount_cents=made.price_cents,
    )


def as_moment(day: date) -> datetime:
    return datetime.combine(day, time(10), tzinfo=AMSTERDAM)


def close_for_christmas(world: World, rooms: Sequence[Room]) -> None:
    """Everything is shut on the two days of Christmas, and one atelier for repairs."""
    year = season(world.today)[0].year
    units = {part.unit_id: part.unit for room in rooms for part in room.room_units.select_related("unit")}
    christmas = Period(datetime(year, 12, 25), datetime(year, 12, 27))
    placing.close(units=units.values(), period=christmas, reason="kerst", by=world.shared["beheer"])
