"""Writing down what went wrong in a house."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from bookings.models import Booking, Building, Incident, Room
from fluxus.db import one_at_a_time
from fluxus.errors import Refusal
from network.domain.timeline import record
from network.enums import EntryKind

SECOND_CLICK = timedelta(minutes=1)
LONGEST = 2000


@transaction.atomic
def note(
    *,
    building: Building,
    text: str,
    by: Any,
    room: Room | None = None,
    booking: Booking | None = None,
    at: datetime | None = None,
) -> Incident:
    """Note what happened; with a booking also on the timeline of its partner. An incident is never changed.

    The room of a booking is taken along. The same by the same person within a minute is a second click, and gives the
    incident that stands. Refuses an empty text, and a room of another house.
    """
    moment, text = at or timezone.now(), text.strip()
    room = booking.room if booking and room is None else room
    check(building, text, room)
    one_at_a_time(f"incident {by.pk}")
    said = {"building": building, "room": room, "booking": booking, "text": text, "noted_by": by}
    earlier = Incident.objects.filter(**said, noted_at__gt=moment - SECOND_CLICK).first()
    if earlier:
        return earlier
    incident = Incident.objects.create(**said, noted_at=moment)
    if booking:
        tell(booking, text, by)
    return incident


def check(building: Building, text: str, room: Room | None) -> None:
    if not text:
        raise Refusal("Schrijf op wat er is gebeurd.", field="text")
    if len(text) > LONGEST:
        raise Refusal(f"Dit is te lang: hoogstens {LONGEST} tekens.", field="text")
    if room and room.building_id != building.pk:
        raise Refusal(f"{room.name} is niet in {building.name}.", field="room")


def tell(booking: Booking, text: str, by: Any) -> None:
    record(
        partners=[booking.partner],
        kind=EntryKind.BOOKING,
        title=f"Incident: {booking.room.name} {booking.period} ({booking.title})",
        detail=text,
        by=by,
        path=booking.get_absolute_url(),
    )
