"""The day sheet goes out once per reader and day, also when beat fires twice and when a worker dies half way."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bookings.domain import day_sheet_mail, placing, reception
from bookings.models import Booking, DaySheetReader
from fluxus.periods import today
from network.domain import outbox
from network.models import OutgoingMail, TimelineEntry
from tests.factories.bookings import AT, TUESDAY
from tests.factories.bookings import evening as hours
from tests.races.rivals import failures, race
from tests.races.scene import Scene, build, evening

pytestmark = pytest.mark.race
SEVEN = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)
READERS = 6
BEATS = 8


def ready() -> Scene:
    """A house with a booking on the Tuesday and six colleagues who want to know."""
    scene = build()
    room = scene.rooms["Studio 1"]
    placing.place(
        room=room, partner=scene.partners[0], period=hours(19, 21), title="Gitaarles", by=scene.users[0], at=AT
    )
    for user in scene.users[:READERS]:
        day_sheet_mail.subscribe(building=room.building, user=user, at=AT)
    OutgoingMail.objects.all().delete()
    return scene


def sheets() -> list[str]:
    return sorted(OutgoingMail.objects.filter(key__startswith="day-sheet:").values_list("to", flat=True))


def test_two_beats_and_more_send_once(committed_db: str) -> None:
    scene = ready()
    results = race(BEATS, lambda rival: day_sheet_mail.send_due(at=SEVEN))
    assert failures(results) == []
    assert sum(results) == READERS
    assert sheets() == sorted(user.email for user in scene.users[:READERS])
    assert set(DaySheetReader.objects.values_list("sent_for_on", flat=True)) == {TUESDAY}


def test_without_the_lock_and_the_mark_it_would_be_sent_twice(committed_db: str) -> None:
    """The race is real: only what stands on the row and the key of the letter keep the second beat away."""
    ready()
    waiting = list(DaySheetReader.objects.select_related("building", "user"))

    def naive(rival: int) -> int:
        for reader in waiting:
            sheet = day_sheet_mail.day_sheet(building=reader.building, day=TUESDAY, at=SEVEN)
            outbox.queue_mail(key=f"naive:{rival}:{reader.pk}", to=reader.user.email, subject=str(sheet.day), body="x")
        return len(waiting)

    assert sum(race(2, naive)) == 2 * READERS
    assert OutgoingMail.objects.filter(key__startswith="naive:").count() == 2 * READERS


def test_a_worker_that_dies_half_way_leaves_the_rest_for_the_next(
    committed_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = ready()
    write, written = day_sheet_mail.write, []

    def dies_at_the_third(reader: Any, sheet: Any) -> None:
        if len(written) == 2:
            raise KeyboardInterrupt
        write(reader, sheet)
        written.append(reader)

    monkeypatch.setattr(day_sheet_mail, "write", dies_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        day_sheet_mail.send_due(at=SEVEN)
    assert (len(sheets()), DaySheetReader.objects.filter(sent_for_on=TUESDAY).count()) == (2, 2)
    monkeypatch.setattr(day_sheet_mail, "write", write)
    assert day_sheet_mail.send_due(at=SEVEN) == READERS - 2
    assert sheets() == sorted(user.email for user in scene.users[:READERS])


def test_rivals_at_two_desks_note_one_thing(committed_db: str) -> None:
    """One says in, the other not come: one of the two stands, and the other hears it."""
    scene = build()
    booking = placing.place(
        room=scene.rooms["Studio 1"],
        partner=scene.partners[0],
        period=evening(0),
        title="Gitaarles",
        by=scene.users[0],
    )
    during = datetime.combine(booking.local_start.date(), booking.local_start.time(), tzinfo=UTC)
    assert booking.local_start.date() > today()
    before = TimelineEntry.objects.count()

    def note(rival: int) -> str:
        act = reception.check_in if rival % 2 else reception.no_show
        return act(booking=booking, by=scene.users[rival], at=during).attendance

    results = race(BEATS, note)
    stands = Booking.objects.get(pk=booking.pk).attendance
    assert stands in {"arrived", "no_show"}
    assert {result for result in results if isinstance(result, str)} == {stands}
    assert {getattr(error, "code", error) for error in failures(results)} <= {"noted"}
    assert TimelineEntry.objects.count() - before == (1 if stands == "no_show" else 0)
