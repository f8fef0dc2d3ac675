"""Price lists: made, copied, filled, published."""

from collections.abc import Iterable

from bookings.domain.windows import has_hours
from bookings.enums import Audience, TariffClass
from bookings.models import Tariff

CLASSES = list(TariffClass)
AUDIENCES = list(Audience)


def in_order(tariffs: Iterable[Tariff]) -> list[Tariff]:
    """By class of room and kind of renter; what holds always first, then by days and hours."""
    return sorted(
        tariffs,
        key=lambda each: (
            CLASSES.index(TariffClass(each.tariff_class)), AUDIENCES.index(Audience(each.audience)),
            bool(each.weekdays), has_hours(each), each.weekdays, str(each.from_time or ""),
        ),
    )  # fmt: skip
