"""What the races are run over: a house with a hall of two halves, and users who book."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bookings.enums import Audience, RoomKind, TariffClass
from bookings.models import Building, OpeningHours, Room, RoomUnit, Tariff, Unit
from fluxus.periods import Period, monday, today
from network.enums import Role
from network.models import Partner, User
from tests.cast import person
from tests.factories.bookings import make_price_list
from tests.factories.network import make_teacher

RIVALS = 16


@dataclass(frozen=True)
class Scene:
    """Rooms by name ('Studio 1', 'Zaal links', 'Zaal rechts', 'Grote zaal' over both); a user and partner per rival."""

    rooms: dict[str, Room]
    users: list[User]
    partners: list[Partner]


def build() -> Scene:
    building = Building.objects.create(
        name="Racehuis", slug="racehuis", street_line="Dam 1", postcode="1506BD", city="Zaandam"
    )
    OpeningHours.objects.bulk_create(
        OpeningHours(building=building, weekday=day, opens=time(8), closes=time(23)) for day in range(1, 8)
    )
    if not Tariff.objects.exists():
        rates = (Tariff(tariff_class=kind, audience=who, amount_cents=1450) for kind in TariffClass for who in Audience)
        make_price_list(*rates, valid_from=date(2001, 1, 1))
    units = {
        name: Unit.objects.create(building=building, name=name) for name in ("Studio 1", "Zaal links", "Zaal rechts")
    }
    made_of = {name: [unit] for name, unit in units.items()} | {
        "Grote zaal": [units["Zaal links"], units["Zaal rechts"]]
    }
    return Scene(
        rooms={name: make_room(building, name, parts) for name, parts in made_of.items()},
        users=[person(f"rivaal{number}", Role.PROJECTBUREAU) for number in range(RIVALS)],
        partners=[make_teacher(f"Rivaal{number}", "Jansen") for number in range(RIVALS)],
    )


def make_room(building: Building, name: str, units: list[Unit]) -> Room:
    room = Room.objects.create(
        building=building,
        name=name,
        slug=f"race-{name.lower().replace(' ', '-')}",
        kind=RoomKind.STUDIO,
        capacity=40,
        tariff_class=TariffClass.SMALL,
        turnaround_minutes=0,
    )
    RoomUnit.objects.bulk_create(RoomUnit(room=room, unit=unit) for unit in units)
    return room


def evening(number: int) -> Period:
    """A free period for round `number`: two hours, some on each of the coming days."""
    days, slot = divmod(number, 6)
    start = datetime.combine(monday(today()) + timedelta(days=7 + days), time(9 + 2 * slot))
    return Period(start, start + timedelta(hours=2))
