"""Makes series of dates with sensible values; say only what the test is about."""

from datetime import date, time
from typing import Any

from bookings.domain import placing
from bookings.domain.recurring import Rule
from bookings.models import Booking, BookingSeries, Room, Tariff
from network.models import Partner
from tests.factories.bookings import AT, make_tariffs

FIRST, LAST = date(2026, 12, 1), date(2027, 2, 23)
"""Thirteen Tuesdays: two of them in the Kerstvakantie, the last one in the Voorjaarsvakantie."""
SKIPPED = (date(2026, 12, 22), date(2026, 12, 29), date(2027, 2, 23))


def tuesdays(**fields: Any) -> Rule:
    """Tuesday evenings from seven to nine."""
    values = {"weekdays": (2,), "starts": time(19), "ends": time(21), "first_on": FIRST, "last_on": LAST, **fields}
    return Rule(**values)


def make_series(
    *, room: Room, partner: Partner, by: Any, rule: Rule | None = None, title: str = "gitaarles", **fields: Any
) -> BookingSeries:
    """Placed by the domain, tariffs made when there are none."""
    if not Tariff.objects.exists():
        make_tariffs()
    values = {"rule": rule or tuesdays(), "room": room, "partner": partner, "title": title, "by": by, "at": AT}
    return placing.place_series(**{**values, **fields})


def on(series: BookingSeries, day: date) -> Booking:
    """The row of a day of the rule."""
    return Booking.objects.select_related("room", "partner", "series").get(series=series, original_on=day)
