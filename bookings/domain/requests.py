"""Who else wants the room: undecided bookings that can't all be agreed to."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bookings.models import Booking, RoomUnit
from bookings.models.bookings import BookingQuerySet


def rivals(booking: Booking) -> BookingQuerySet:
    """The other undecided bookings that want a part of the same room at a part of the same time, who asked first first."""
    found = rivals_of([booking])[booking.pk]
    return Booking.objects.filter(pk__in=[rival.pk for rival in found]).order_by("placed_at", "pk")


def rivals_of(bookings: Iterable[Booking]) -> dict[int, list[Booking]]:
    """The rivals of each of the bookings. Two queries, however many there are."""
    asked = list(bookings)
    if not asked:
        return {}
    first, last = min(each.local_start for each in asked), max(used_until(each) for each in asked)
    others = list(
        Booking.objects.undecided()
        .filter(local_start__lt=last, local_end__gt=first - timedelta(hours=4))
        .select_related("partner", "room")
        .order_by("placed_at", "pk")
    )
    rooms = {each.room_id for each in asked} | {each.room_id for each in others}
    units: dict[int, set[int]] = {}
    for room, unit in RoomUnit.objects.filter(room__in=rooms).values_list("room_id", "unit_id"):
        units.setdefault(room, set()).add(unit)
    return {each.pk: [other for other in others if compete(each, other, units)] for each in asked}


def compete(one: Booking, other: Booking, units: dict[int, set[int]]) -> bool:
    """The same unit at the same moment, the clearing up after each included."""
    return (
        one.pk != other.pk
        and one.local_start < used_until(other)
        and other.local_start < used_until(one)
        and bool(units.get(one.room_id, set()) & units.get(other.room_id, set()))
    )


def used_until(booking: Booking) -> datetime:
    return booking.local_end + timedelta(minutes=booking.room.turnaround_minutes)
