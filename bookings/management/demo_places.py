"""Locations, rooms, opening hours and tariffs of the demo world."""

import csv
from datetime import time
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from bookings.enums import BookingMode, RoomKind, Weekday
from bookings.management import demo_prices
from bookings.models import Building, NoiseNeighbours, OpeningHours, Room, RoomUnit, Unit
from fluxus.demo import World
from network.models import Wijk

ROOMS = Path(__file__).resolve().parent.parent / "data" / "demo_rooms.csv"
BUILDINGS = (
    ("muziekschool", "Muziekschool", "Westzijde 148", "1506EK", "Zaandam", "WK047922"),
    ("verkadefabriek", "Verkadefabriek", "Westzijde 168", "1506EK", "Zaandam", "WK047922"),
    ("de-pelikaan", "De Pelikaan", "Rosariumlaan 20", "1561SX", "Krommenie", "WK047961"),
    ("podium-de-flux", "Podium de Flux", "Hemkade 48", "1506PR", "Zaandam", "WK047921"),
)
WEEKDAYS = (Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY)
USUAL_HOURS = {
    **dict.fromkeys(WEEKDAYS, (time(8, 30), time(23))),
    Weekday.SATURDAY: (time(9), time(18)),
    Weekday.SUNDAY: (time(10), time(17)),
}
HOURS = {
    "de-pelikaan": {**dict.fromkeys(WEEKDAYS, (time(9), time(22, 30))), Weekday.SATURDAY: (time(9), time(17))},
    "podium-de-flux": {
        **dict.fromkeys(WEEKDAYS[:3], (time(12), time(0))),
        **dict.fromkeys((Weekday.THURSDAY, Weekday.FRIDAY, Weekday.SATURDAY), (time(12), time(2))),
        Weekday.SUNDAY: (time(12), time(22)),
    },
}
DIRECT = (RoomKind.STUDIO, RoomKind.CLASSROOM)
ON_REQUEST = ("Opnamestudio",)
INTERNAL = ("Digilab", "Vergaderkamer Zaan", "Vergaderkamer Voorn", "Expositieruimte")
NOISE = (
    ("Drumstudio 1", "Theorielokaal", "drums klinken door de muur"),
    ("Drumstudio 2", "Opnamestudio", "drums klinken door in een opname"),
    ("Zaal A", "Zaal B", "de schuifwand houdt weinig geluid tegen"),
    ("Danszaal 3", "Vergaderkamer Zaan", "muziek en springen boven je hoofd"),
    ("Grote zaal", "Oefenruimte 1", "bas van de grote zaal"),
)
SHOWS_NAMES = {"podium-de-flux"}
"""A pop venue wants it known who plays; the houses where people have lessons do not."""


def build(world: World) -> None:
    buildings = {slug: building(position, *facts) for position, (slug, *facts) in enumerate(BUILDINGS)}
    with ROOMS.open(encoding="utf-8", newline="") as lines:
        rooms = [room(position, buildings, facts) for position, facts in enumerate(csv.DictReader(lines))]
    set_neighbours(rooms)
    demo_prices.build(world)
    world.shared["buildings"] = buildings
    world.shared["rooms"] = rooms


def building(position: int, name: str, street_line: str, postcode: str, city: str, wijk_code: str) -> Building:
    made = Building.objects.create(
        name=name,
        slug=slugify(name),
        street_line=street_line,
        postcode=postcode,
        city=city,
        wijk=Wijk.objects.get(code=wijk_code),
        position=position,
        shows_names=slugify(name) in SHOWS_NAMES,
        phone=f"075 100 00 {11 + position}",
    )
    OpeningHours.objects.bulk_create(
        OpeningHours(building=made, weekday=weekday, opens=opens, closes=closes)
        for weekday, (opens, closes) in HOURS.get(made.slug, USUAL_HOURS).items()
    )
    return made


def room(position: int, buildings: dict[str, Building], facts: dict[str, Any]) -> Room:
    """A room on units of its own name, or on the units it lists."""
    house = buildings[facts["building"]]
    made = Room.objects.create(
        building=house,
        name=facts["name"],
        slug=slugify(facts["name"].replace("+", " ")),
        kind=facts["kind"],
        capacity=int(facts["capacity"]),
        area_m2=int(facts["area_m2"]),
        turnaround_minutes=int(facts["turnaround_minutes"]),
        tariff_class=facts["tariff_class"],
        features=[feature for feature in facts["features"].split("|") if feature],
        position=position,
        **limits(facts),
    )
    for name in (facts["units"] or facts["name"]).split("|"):
        unit, _ = Unit.objects.get_or_create(building=house, name=name)
        RoomUnit.objects.create(room=made, unit=unit)
    return made


def limits(facts: dict[str, Any]) -> dict[str, Any]:
    """What partners may do with the room themselves, and how far."""
    if facts["name"] in INTERNAL:
        return {"booking_mode": BookingMode.INTERNAL}
    if facts["kind"] in DIRECT and facts["name"] not in ON_REQUEST:
        return {
            "booking_mode": BookingMode.DIRECT,
            "least_minutes": 30,
            "most_minutes": 300,
            "notice_hours": 4,
            "ahead_days": 548,
            "weekly_hours": 12,
        }
    return {"booking_mode": BookingMode.REQUEST, "least_minutes": 60, "notice_hours": 48}


def set_neighbours(rooms: list[Room]) -> None:
    """Who hears whom through the wall."""
    by_name = {room.name: room for room in rooms}
    for one, other, why in NOISE:
        first, second = sorted((by_name[one], by_name[other]), key=lambda room: room.pk)
        NoiseNeighbours.objects.create(first=first, second=second, reason=why)
