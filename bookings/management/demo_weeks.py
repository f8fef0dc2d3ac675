"""What goes on every week in the rooms of the demo world: who, where, at what hour, and what they do there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from bookings.domain import opening
from bookings.enums import RoomKind
from bookings.models import Room
from fluxus.demo import World
from fluxus.periods import Period
from network.enums import Discipline
from network.models import Partner

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
SOME_MONDAY = date(2026, 1, 5)


@dataclass
class Weekly:
    """One partner in one room at one time of the week."""

    room: Room
    partner: Partner
    weekday: int
    start: time
    minutes: int
    title: str
    persons: int
    follows_school_holidays: bool = True

    def on(self, week: date) -> Period:
        begin = datetime.combine(week + timedelta(days=self.weekday - 1), self.start)
        return Period(begin, begin + timedelta(minutes=self.minutes))

    @property
    def ends(self) -> time:
        return self.on(SOME_MONDAY).end.time()


class Week:
    """Which minutes of the week are taken, per unit and per person; turnaround included."""

    def __init__(self, rooms: Sequence[Room]) -> None:
        self.units = {room.pk: [part.unit_id for part in room.room_units.all()] for room in rooms}
        self.taken: dict[tuple[str, int, int], list[tuple[int, int]]] = {}

    def take(self, *lessons: Weekly) -> bool:
        """Take the time of lessons one after the other in one room, if all of it is free."""
        first, last = lessons[0], lessons[-1]
        start = minute(first)
        end = minute(last) + last.minutes + last.room.turnaround_minutes
        takers = [("unit", unit) for unit in self.units[first.room.pk]] + [("partner", first.partner.pk)]
        slots = [self.taken.setdefault((*taker, first.weekday), []) for taker in takers]
        if any(other < end and start < until for slot in slots for other, until in slot):
            return False
        for slot in slots:
            slot.append((start, end))
        return True


def minute(lesson: Weekly) -> int:
    return lesson.start.hour * 60 + lesson.start.minute


def own(world: World, rooms: Sequence[Room], week: Week) -> Iterator[Weekly]:
    """What the demo accounts have."""
    by_slug = {room.slug: room for room in rooms}
    for slug, who, weekday, start, minutes, title, persons in (
        ("studio-2", "bilal", 1, time(15, 30), 180, "gitaarles", 2),
        ("studio-1", "bilal", 3, time(16), 150, "gitaarles", 2),
        ("ensemblelokaal", "bilal", 5, time(19), 120, "gitaarensemble", 10),
        ("zaal-a", "koor", 4, time(20), 120, "koorrepetitie", 42),
    ):
        made = Weekly(by_slug[slug], world.shared[who], weekday, start, minutes, title, persons)
        if week.take(made):
            yield made


def more(world: World, rooms: Sequence[Room], week: Week, *, wanted: int) -> list[Weekly]:
    """Random weekly use that fits, open and without a clash; the popular hours fill up first."""
    found: list[Weekly] = []
    makers, clubs = by_discipline(world.shared["cultuurmakers"]), by_discipline(world.shared["amateurs"])
    for _ in range(wanted * 6):
        if len(found) == wanted:
            break
        room = world.random.choice(rooms)
        is_club = room.kind == RoomKind.HALL and world.random.random() < HALLS_FOR_CLUBS
        made = some(world.random, room, clubs if is_club else makers)
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


def discipline_for(pick: Random, kind: RoomKind, renters: dict[str, list[Partner]]) -> str:
    """What goes on in this kind of room among those who rent."""
    return str(pick.choice([found for found in LESSONS[kind] if found in renters] or list(renters)))


def some(pick: Random, room: Room, renters: dict[str, list[Partner]]) -> Weekly:
    kind = RoomKind(room.kind)
    discipline = discipline_for(pick, kind, renters)
    return Weekly(
        room=room,
        partner=pick.choice(renters[discipline]),
        weekday=pick.choices(range(1, 8), weights=(16, 17, 18, 16, 12, 9, 3))[0],
        start=pick.choices([start for start, _ in STARTS], weights=[weight for _, weight in STARTS])[0],
        minutes=pick.choice(MINUTES[kind]),
        title=pick.choice(LESSONS[kind].get(discipline, ("vrij gebruik",))),
        persons=pick.randint(1, max(1, min(room.capacity, 45) * 3 // 4)),
    )


def is_possible(lesson: Weekly) -> bool:
    """The house is open, and the story of the demo keeps its room."""
    slug, weekday, from_time = KEPT_FREE
    period = lesson.on(SOME_MONDAY)
    in_the_way = lesson.room.slug == slug and lesson.weekday == weekday and period.end.time() > from_time
    return not in_the_way and opening.is_open(lesson.room.building.opening_hours.all(), period)
