"""The day sheet by mail: at seven in the morning, once per reader and day."""

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction

from bookings.domain.day_sheet import DaySheet, day_sheet
from bookings.models import Building, DaySheetReader
from fluxus.periods import wall_clock
from network.domain.outbox import queue_letter

FROM, UNTIL = time(7), time(12)
"""At seven; a worker that was away makes up for it until noon. After that the day speaks for itself."""
TEMPLATE = "mail/bookings/day_sheet.txt"


def is_reader(*, building: Building, user: Any) -> bool:
    return DaySheetReader.objects.filter(building=building, user=user).exists()


def subscribe(*, building: Building, user: Any, at: datetime) -> DaySheetReader:
    """From the next seven o'clock on. Who subscribes during the day has the sheet of today before him already."""
    wall = wall_clock(at)
    had_today = wall.date() if wall.time() >= FROM else None
    reader, _ = DaySheetReader.objects.get_or_create(building=building, user=user, defaults={"sent_for_on": had_today})
    return reader


def unsubscribe(*, building: Building, user: Any) -> None:
    DaySheetReader.objects.filter(building=building, user=user).delete()


def send_due(*, at: datetime) -> int:
    """Queue the letter of everybody who has not had today's; the number of letters.

    Every reader is a transaction of his own: what was done when the worker dies stays done, and the next beat goes on
    with the others.
    """
    wall = wall_clock(at)
    if not FROM <= wall.time() < UNTIL:
        return 0
    waiting = DaySheetReader.objects.exclude(sent_for_on=wall.date()).order_by("building", "pk")
    sheets: dict[int, DaySheet] = {}
    return sum(send(reader, wall.date(), at, sheets) for reader in waiting.values_list("pk", flat=True))


@transaction.atomic
def send(pk: int, day: date, at: datetime, sheets: dict[int, DaySheet]) -> bool:
    """Queue one letter and write down that it was, together; False when a rival does it, or there is nothing to tell.

    A day on which the house has no bookings, closures or lapsed bookings gives no letter, and counts as dealt with.
    """
    reader = (
        DaySheetReader.objects.select_for_update(skip_locked=True, of=("self",))
        .exclude(sent_for_on=day)
        .select_related("building", "user")
        .filter(pk=pk)
        .first()
    )
    if reader is None:
        return False
    reader.sent_for_on = day
    reader.save(update_fields=["sent_for_on"])
    if reader.building_id not in sheets:
        sheets[reader.building_id] = day_sheet(building=reader.building, day=day, at=at)
    sheet = sheets[reader.building_id]
    if sheet.is_empty or not reader.user.is_colleague:
        return False
    write(reader, sheet)
    return True


def write(reader: DaySheetReader, sheet: DaySheet) -> None:
    """The text is wiped once it is sent: it is full of names and numbers, and can be made again."""
    queue_letter(
        key=f"day-sheet:{reader.pk}:{sheet.day}",
        to=reader.user.email,
        template=TEMPLATE,
        context={"sheet": sheet, "reader": reader.user, "base_url": settings.BASE_URL},
        is_secret=True,
    )
