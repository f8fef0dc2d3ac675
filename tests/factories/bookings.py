"""Makes places and bookings with sensible values; say only what the test is about."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from bookings.domain import placing
from bookings.enums import Audience, PriceListStatus, RoomKind, TariffClass
from bookings.models import (
    Booking,
    Building,
    CancellationRule,
    OpeningHours,
    PriceList,
    Room,
    RoomUnit,
    Supplement,
    Tariff,
    Unit,
)
from fluxus.periods import Period
from network.models import Partner

NUMBERS = count(1)
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""Now, for tests of bookings: Monday 23 November 2026, 10:00 in Amsterdam."""
TUESDAY = date(2026, 12, 1)


def make_building(name: str = "", *, opens: time = time(8), closes: time = time(23), **fields: Any) -> Building:
    """A house that is open every day."""
    number = next(NUMBERS)
    values = {
        "slug": f"huis-{number}",
        "street_line": "Westzijde 148",
        "postcode": "1506EK",
        "city": "Zaandam",
        "position": number,
        **fields,
    }
    made = Building.objects.create(name=name or f"Huis {number}", **values)
    OpeningHours.objects.bulk_create(
        OpeningHours(building=made, weekday=weekday, opens=opens, closes=closes) for weekday in range(1, 8)
    )
    return made


def make_room(name: str = "", *, building: Building | None = None, units: Sequence[Unit] = (), **fields: Any) -> Room:
    """A room on a unit of its own, or on the given units."""
    number = next(NUMBERS)
    house = building or make_building()
    values = {
        "kind": RoomKind.STUDIO,
        "capacity": 6,
        "tariff_class": TariffClass.SMALL,
        "slug": f"ruimte-{number}",
        "position": number,
        **fields,
    }
    made = Room.objects.create(building=house, name=name or f"Studio {number}", **values)
    parts = units or [Unit.objects.create(building=house, name=made.name)]
    RoomUnit.objects.bulk_create(RoomUnit(room=made, unit=unit) for unit in parts)
    return made


def make_hall() -> tuple[Room, Room, Room]:
    """Zaal A, Zaal B and Zaal A+B, which is both."""
    house = make_building("Muziekschool")
    first, second = (make_room(name, building=house, kind=RoomKind.HALL, capacity=50) for name in ("Zaal A", "Zaal B"))
    both = make_room(
        "Zaal A+B", building=house, kind=RoomKind.HALL, capacity=100, units=[*first.units.all(), *second.units.all()]
    )
    return first, second, both


def make_tariffs(cultuurmaker: int = 1450, other: int = 2600, valid_from: date = date(2020, 1, 1)) -> None:
    """The same two rates for every class of room."""
    make_price_list(
        *(
            Tariff(tariff_class=tariff_class, audience=audience, amount_cents=cents)
            for tariff_class in TariffClass
            for audience, cents in ((Audience.CULTUURMAKER, cultuurmaker), (Audience.OTHER, other))
        ),
        valid_from=valid_from,
    )


def make_price_list(
    *parts: Tariff | Supplement | CancellationRule, valid_from: date = date(2020, 1, 1), published: bool = True
) -> PriceList:
    """A price list with these unsaved parts."""
    made = PriceList.objects.create(name=f"Prijzen {valid_from}", valid_from=valid_from)
    for part in parts:
        part.price_list = made
        part.save()
    if published:
        made.status, made.published_at = PriceListStatus.PUBLISHED, AT
        made.save()
    return made


def evening(start: int = 19, end: int = 21, day: date = TUESDAY) -> Period:
    """Whole hours on a day; an end at or before the start is past midnight."""
    return Period.on(day, time(start % 24), time(end % 24))


def make_booking(
    *, room: Room, partner: Partner, by: Any, period: Period | None = None, title: str = "gitaarles", **fields: Any
) -> Booking:
    """Placed by the domain, tariffs made when there are none."""
    if not Tariff.objects.exists():
        make_tariffs()
    return placing.place(
        **{
            "room": room,
            "partner": partner,
            "period": period or evening(),
            "title": title,
            "by": by,
            "at": AT,
            **fields,
        }
    )


def make_request(
    *, room: Room, partner: Partner, by: Any, period: Period | None = None, title: str = "gitaarles", **fields: Any
) -> Booking:
    """Asked by the domain: it takes nothing and may compete."""
    if not Tariff.objects.exists():
        make_tariffs()
    asked = {"room": room, "partner": partner, "period": period or evening(), "title": title, "by": by, "at": AT}
    return placing.ask(**{**asked, **fields})


def make_option(
    *, room: Room, partner: Partner, by: Any, until: datetime, period: Period | None = None, **fields: Any
) -> Booking:
    """Kept by the domain until an aware moment."""
    if not Tariff.objects.exists():
        make_tariffs()
    kept = {"room": room, "partner": partner, "period": period or evening(), "title": "proefles", "by": by, "at": AT}
    return placing.option(**{**kept, "until": until, **fields})
