"""What lies on the desk of the demo world: requests with rivals, options, a production, screens, incidents, a wish to swap."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from bookings.domain import availability, placing
from bookings.enums import BookingStatus, ClosureKind, DisplayKind
from bookings.management import demo_season
from bookings.management.demo_rows import Stay, moment
from bookings.models import (
    Booking,
    DaySheetReader,
    Display,
    Incident,
    Room,
    RoomSet,
    SwapRequest,
    Unit,
)
from fluxus.demo import World
from fluxus.periods import AMSTERDAM, Period, monday
from network.models import Partner

LOOKED_AHEAD = 70
ASKED = (
    # Which room, weekday, from, to, by whom (rivals ask for the same), and what for.
    ("zaal-a-b", 6, 13, 17, ("koor", "amateur", "maker"), ("voorjaarsconcert", "toernooi voor bands", "presentatie")),
    ("grote-zaal", 5, 19, 23, ("maker", "amateur"), ("albumpresentatie", "muziekquiz")),
    ("danszaal-1-2", 7, 13, 16, ("maker",), ("workshop voor ouders en kinderen",)),
    ("zaal-b", 3, 19, 22, ("bilal",), ("uitvoering van leerlingen",)),
    ("buurtzaal", 4, 13, 16, ("amateur", "maker"), ("middag voor mantelzorgers", "verhalencafé")),
)
OPTIONS = (
    # Which room, weekday, from, to, for whom, what for, and after how many days it ends.
    ("kleine-zaal", 6, 19, 23, "koor", "jubileum, onder voorbehoud", 1),
    ("zaal-b", 7, 11, 15, "maker", "masterclass, wacht op subsidie", 12),
)
INCIDENTS = (
    ("drumstudio-1", 1, "Het vel van de snaredrum is gescheurd. Reserve ligt klaar, nieuw vel besteld."),
    ("zaal-a", 3, "De schuifwand sluit niet goed. Bij een koor naast een band hoor je elkaar."),
    ("atelier-2", 6, "Kraan lekte; hoofdkraan dichtgedraaid en de loodgieter gebeld."),
    ("danszaal-1", 9, "Iemand gleed uit over een natte vloer. EHBO gegeven, niets gebroken."),
    ("lokaal-1", 13, "Beamer sprong uit na een uur. Filter schoongemaakt, daarna goed."),
)
DOORS = ("studio-1", "zaal-a", "danszaal-1", "grote-zaal")
SETS = (
    ("bureau", "Zalen en podia", ("zaal-a", "zaal-b", "zaal-a-b", "buurtzaal", "grote-zaal", "kleine-zaal")),
    ("receptie", "Balie Muziekschool", ("studio-1", "studio-2", "studio-3", "zaal-a", "zaal-b")),
)


def build(world: World) -> None:
    rooms = {room.slug: room for room in demo_season.rooms_of_world()}
    for stay in demo_season.stays(world):
        close(world, rooms[stay.room], stay)
    close_for_christmas(world)
    for wish in ASKED:
        compete(world, rooms[wish[0]], wish)
    for held in OPTIONS:
        hold(world, rooms[held[0]], held)
    ask_to_swap(world, rooms)
    furnish(world, rooms)
    note_incidents(world, rooms)


def noon(world: World) -> datetime:
    """Now, for everything that the demo does today."""
    return datetime.combine(world.today, time(9), tzinfo=AMSTERDAM)


def close(world: World, room: Room, stay: Stay) -> None:
    kind = ClosureKind.PRODUCTION if stay.why == demo_season.PRODUCTION[1] else ClosureKind.MAINTENANCE
    units = list(Unit.objects.filter(room_units__room=room))
    placing.close(
        units=units, period=stay.period, reason=stay.why, kind=kind, by=world.shared["beheer"], at=noon(world)
    )


def close_for_christmas(world: World) -> None:
    """Everything is shut on the two days of Christmas."""
    year = demo_season.season(world.today)[0].year
    christmas = Period(datetime(year, 12, 25), datetime(year, 12, 27))
    placing.close(units=Unit.objects.all(), period=christmas, reason="kerst", by=world.shared["beheer"], at=noon(world))


def compete(world: World, room: Room, wish: Any) -> None:
    """Everybody asks for the same hours of a day on which the room is free; the second an hour later."""
    _slug, weekday, begin, end, askers, titles = wish
    period = free(world, room, weekday, begin, end)
    if period is None:
        return
    for at, (who, title) in enumerate(zip(askers, titles, strict=True)):
        by = world.shared.get(f"{who}_user") or world.shared["bureau"]
        wanted = Period(period.start + timedelta(hours=min(at, 1)), period.end)
        placing.ask(
            room=room,
            partner=somebody(world, who, at),
            period=wanted,
            title=title,
            persons=min(room.capacity, 30 + 5 * at),
            by=by,
            at=noon(world) - timedelta(days=5 - at),
        )


def hold(world: World, room: Room, held: Any) -> None:
    """An option for somebody who has not made up his mind."""
    _slug, weekday, begin, end, who, title, days = held
    period = free(world, room, weekday, begin, end)
    if period is not None:
        placing.option(
            room=room,
            partner=somebody(world, who, 3),
            period=period,
            title=title,
            until=noon(world) + timedelta(days=days, hours=8),
            by=world.shared["bureau"],
            at=noon(world),
        )


def somebody(world: World, who: str, at: int) -> Partner:
    """One of the accounts, or one of the makers or the associations."""
    named: Partner | None = world.shared.get(who)
    if named is not None:
        return named
    many: Sequence[Partner] = world.shared["cultuurmakers" if who == "maker" else "amateurs"]
    return many[(at + 1) % len(many)]


def free(world: World, room: Room, weekday: int, begin: int, end: int) -> Period | None:
    """The first such day in some weeks on which the room is free and the house open."""
    for day in days(world.today + timedelta(days=8), weekday):
        period = Period.on(day, time(begin), time(end % 24))
        if availability.is_free(room, period):
            return period
    return None


def days(first: date, weekday: int) -> Iterator[date]:
    start = monday(first) + timedelta(days=weekday - 1)
    return (start + timedelta(days=number) for number in range(7, LOOKED_AHEAD, 7))


def ask_to_swap(world: World, rooms: dict[str, Room]) -> None:
    """The choir would rather have the other hall, Bilal another time."""
    for who, slug, hours, reason in (
        ("koor", "zaal-b", None, "we zijn die avond met minder en delen de piano graag met de buren"),
        ("bilal", None, 2, "een leerling komt later uit school"),
    ):
        booking = next_of(world, world.shared[who])
        if booking is not None:
            later = timedelta(hours=hours or 0)
            SwapRequest.objects.create(
                booking=booking,
                room=rooms[slug] if slug else None,
                local_start=booking.local_start + later if hours else None,
                local_end=booking.local_end + later if hours else None,
                reason=reason,
                asked_at=noon(world) - timedelta(days=1),
                asked_by=world.shared.get(f"{who}_user") or world.shared["bureau"],
            )


def next_of(world: World, partner: Partner) -> Booking | None:
    """His first booking after the coming week."""
    later = datetime.combine(world.today + timedelta(days=8), time())
    coming = Booking.objects.filter(partner=partner, status=BookingStatus.CONFIRMED, local_start__gt=later)
    return coming.order_by("local_start", "pk").first()


def furnish(world: World, rooms: dict[str, Room]) -> None:
    """Screens in every foyer and at some doors, who gets the day sheet, and the sets on the board."""
    by, at = world.shared["beheer"], moment(world.today - timedelta(days=60))
    houses = world.shared["buildings"].values()
    Display.objects.bulk_create(
        [
            *(
                Display(building=house, kind=DisplayKind.FOYER, name=f"Foyer {house.name}", made_at=at, made_by=by)
                for house in houses
            ),
            *(
                Display(
                    building=rooms[slug].building,
                    room=rooms[slug],
                    kind=DisplayKind.DOOR,
                    name=f"Deur {rooms[slug].name}",
                    made_at=at,
                    made_by=by,
                )
                for slug in DOORS
            ),
        ]
    )
    reader = world.shared.get("receptie") or world.shared["bureau"]
    DaySheetReader.objects.bulk_create(DaySheetReader(building=house, user=reader) for house in list(houses)[:2])
    for who, name, slugs in SETS:
        made = RoomSet.objects.create(owner=world.shared.get(who) or reader, name=name)
        made.rooms.set(rooms[slug] for slug in slugs)


def note_incidents(world: World, rooms: dict[str, Room]) -> None:
    by = world.shared.get("receptie") or world.shared["bureau"]
    Incident.objects.bulk_create(
        Incident(
            building=rooms[slug].building,
            room=rooms[slug],
            text=text,
            noted_at=moment(world.today - timedelta(days=days_ago)) + timedelta(hours=8),
            noted_by=by,
        )
        for slug, days_ago, text in INCIDENTS
    )
