"""What some bookings of the demo world have besides their rent: supplements, a price of its own, costs of a late cancellation."""

from datetime import datetime, time, timedelta

from bookings.domain import placing, supplements
from bookings.domain.placing import own_price
from bookings.enums import RoomKind
from bookings.models import Booking, PriceList
from bookings.models.bookings import BookingQuerySet
from fluxus.demo import World
from fluxus.periods import AMSTERDAM, to_utc

HIRED = ({"Geluid en licht": 1, "Technicus": 1}, {"Vleugel, gestemd": 1}, {"Gastheer": 1})
BIG = (RoomKind.HALL, RoomKind.STAGE)
MOST_HIRED, EVERY, LATE = 45, 7, 3
RECENT = timedelta(days=60)
BEFORE = timedelta(hours=20)


def build(world: World) -> None:
    """Around today, so that the invoices of last month and the pages of the coming weeks show them."""
    hire(world)
    own_prices(world)
    lapse_late(world)


def around(world: World) -> BookingQuerySet:
    """Agreed, not of Bilal, of two months around today but not before this season's list."""
    since = PriceList.objects.holding(world.today).values_list("valid_from", flat=True)[0]
    start = max(datetime.combine(since, time()), datetime.combine(world.today - RECENT, time()))
    found = Booking.objects.standing().filter(
        local_start__gte=start, local_start__lt=datetime.combine(world.today + RECENT, time()), sealed_reason=""
    )
    return found.exclude(partner=world.shared["bilal"]).select_related("room", "partner").order_by("local_start", "pk")


def hire(world: World) -> None:
    for at, booking in enumerate(around(world).filter(room__kind__in=BIG)[::EVERY][:MOST_HIRED]):
        supplements.put([booking], HIRED[at % len(HIRED)])


def own_prices(world: World) -> None:
    ahead = around(world).filter(local_start__gt=datetime.combine(world.today, time()), price_cents__gt=2000)
    for booking in ahead[3:4]:
        own_price.set_price(
            booking=booking,
            cents=booking.price_cents * 3 // 4,
            reason="open repetitie voor publiek",
            by=world.shared["bureau"],
            at=datetime.combine(world.today, time(9), AMSTERDAM),
        )


def lapse_late(world: World) -> None:
    """Cancelled the evening before, so half or all of the price is due."""
    past = around(world).filter(local_end__lt=datetime.combine(world.today, time()), attendance="", price_cents__gt=0)
    for booking in past[:LATE]:
        placing.cancel(
            booking=booking,
            reason="te weinig deelnemers",
            by=world.shared["bureau"],
            at=to_utc(booking.local_start) - BEFORE,
        )
