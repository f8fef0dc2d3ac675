"""Ten seasons in the same sixty rooms, more than a million bookings: to measure with.

So many fit only when teachers give short lessons one after the other on nearly all days and a third goes on in the
holidays; that is far busier than a real house. Eight seasons lie in the past, the ninth is the one of today.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from bookings.domain import recurring
from bookings.enums import RoomKind
from bookings.management import demo_days, demo_prices, demo_rows, demo_season, demo_weeks
from bookings.management.demo_rows import Plan
from bookings.management.demo_weeks import LESSONS, SOME_MONDAY, Week, Weekly
from bookings.models import PriceList, Room, Tariff
from fluxus.demo import World
from network.models import Partner

SEASONS_BEFORE, SEASONS_AFTER = 8, 1
PARTS = ((time(9), time(12, 30)), (time(13), time(17)), (time(17, 30), time(22, 30)))
FILLED = 0.62
IN_HOLIDAYS = 1 / 3
SHORT = {
    RoomKind.STUDIO: (30, 45),
    RoomKind.CLASSROOM: (45, 60),
    RoomKind.ATELIER: (60, 90),
    RoomKind.DANCE: (45, 60),
    RoomKind.HALL: (60, 90),
    RoomKind.MEETING: (30, 45),
    RoomKind.STAGE: (90, 120),
}
OLD_PRICES = 0.94
"""What the tariffs were before the first ones of the house world, as a part of those."""


def build(world: World) -> None:
    """A season at a time, so that a handful of thousands of rows is in memory at once."""
    this_year = demo_season.season(world.today)[0].year
    years = range(this_year - SEASONS_BEFORE, this_year + SEASONS_AFTER + 1)
    demo_days.complete(demo_season.mondays(years[0])[0], demo_season.mondays(years[-1])[-1])
    older_tariffs(demo_season.mondays(years[0])[0])
    rooms = demo_season.rooms_of_world()
    for year in years:
        demo_rows.write(world, plan(world, rooms, year, is_now=year == this_year))


def plan(world: World, rooms: Sequence[Room], year: int, *, is_now: bool) -> Plan:
    random = Random(f"decade {year} {world.random.random() if is_now else 0}")  # noqa: S311  # invented data, repeatable on purpose
    weeks, week = demo_season.mondays(year), Week(rooms)
    first, last = weeks[0], weeks[-1] + timedelta(days=6)
    days_off = recurring.DaysOff.between(first, last)
    lessons = [*demo_weeks.own(world, rooms, week), *blocks(world, rooms, week, random)]
    return Plan(
        season=demo_season.season_of(year),
        first=first,
        last=last,
        lessons=lessons,
        days_off=days_off,
        random=random,
        seen_since=first,
        stays=demo_season.stays(world),
        special=dict(demo_season.stories(world, lessons, days_off)) if is_now else {},
    )


def blocks(world: World, rooms: Sequence[Room], week: Week, random: Random) -> Iterator[Weekly]:
    """On every part of every day a teacher or a club in most rooms, with lessons that follow each other."""
    makers = demo_weeks.by_discipline([*world.shared["cultuurmakers"], *world.shared["amateurs"]])
    for room in rooms:
        for weekday in range(1, 8):
            for begin, until in PARTS:
                if random.random() < FILLED:
                    yield from taken(week, random, lessons_in(random, room, makers, weekday, begin, until))


def taken(week: Week, random: Random, lessons: Sequence[Weekly]) -> Sequence[Weekly]:
    """The lessons that are possible, when room and teacher are free for all of them."""
    possible = [lesson for lesson in lessons if demo_weeks.is_possible(lesson)]
    return possible if possible and week.take(*possible) else ()


def lessons_in(
    random: Random, room: Room, renters: dict[str, list[Partner]], weekday: int, begin: time, until: time
) -> list[Weekly]:
    """One after the other until the part of the day is over, with the turnaround of the room between them."""
    kind = RoomKind(room.kind)
    discipline = demo_weeks.discipline_for(random, kind, renters)
    partner, minutes = random.choice(renters[discipline]), random.choice(SHORT[kind])
    titles, follows = LESSONS[kind].get(discipline, ("vrij gebruik",)), random.random() > IN_HOLIDAYS
    start, end = (datetime.combine(SOME_MONDAY, clock) for clock in (begin, until))
    lessons = []
    while start + timedelta(minutes=minutes) <= end:
        persons = random.randint(1, max(1, min(room.capacity, 45) * 3 // 4))
        title = random.choice(titles)
        lessons.append(Weekly(room, partner, weekday, start.time(), minutes, title, persons, follows))
        start += timedelta(minutes=minutes + room.turnaround_minutes)
    return lessons


def older_tariffs(since: date) -> None:
    """So that the first seasons have a price of their own."""
    first = PriceList.objects.earliest("valid_from")
    if since < first.valid_from:
        rates = [
            Tariff(
                tariff_class=each.tariff_class,
                audience=each.audience,
                unit=each.unit,
                amount_cents=round(each.amount_cents * OLD_PRICES),
            )
            for each in first.tariffs.all()
        ]
        demo_prices.write(f"Prijslijst {since.year}", since, rates)
