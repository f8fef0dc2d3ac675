"""The desk: who came, who did not, and what went wrong."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from bookings.domain import incidents, placing, reception
from bookings.enums import Attendance
from bookings.models import Booking, Incident, Room
from fluxus.errors import Refusal
from fluxus.periods import now
from network.models import TimelineEntry
from tests.cast import Cast
from tests.factories.bookings import evening, make_booking, make_building, make_room

THAT_EVENING = datetime(2026, 12, 1, 18, 5, tzinfo=UTC)
"""19:05 in Amsterdam on the Tuesday of the bookings in these tests, which begin at 19:00."""


@pytest.fixture
def studio(db: None) -> Room:
    return make_room("Studio 1", slug="studio-1", building=make_building("Muziekschool", slug="muziekschool"))


@pytest.fixture
def lesson(studio: Room, cast: Cast) -> Booking:
    return make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)


def standing_today(room: Room, cast: Cast, *, hours: int = -1, **fields: Any) -> Booking:
    """A confirmed booking that began `-hours` ago and lasts two hours, put straight in the table."""
    start = now().replace(minute=0, second=0) + timedelta(hours=hours)
    values = {
        "partner": cast.bilal_partner,
        "placed_by": cast.bureau,
        "title": "gitaarles",
        "price_cents": 0,
        "price_explanation": "",
        "local_start": start,
        "local_end": start + timedelta(hours=2),
        **fields,
    }
    return Booking.objects.create(room=room, **values)


def refused(act: Any, booking: Booking, by: Any, at: datetime) -> str:
    with pytest.raises(Refusal) as caught:
        act(booking=booking, by=by, at=at)
    return caught.value.code


class TestAttendance:
    def test_check_in(self, lesson: Booking, cast: Cast) -> None:
        reception.check_in(booking=lesson, by=cast.reception, at=THAT_EVENING)
        lesson.refresh_from_db()
        assert (lesson.attendance, lesson.attended_at, lesson.attended_by) == ("arrived", THAT_EVENING, cast.reception)

    def test_second_click_changes_nothing(self, lesson: Booking, cast: Cast) -> None:
        reception.check_in(booking=lesson, by=cast.reception, at=THAT_EVENING)
        reception.check_in(booking=lesson, by=cast.bureau, at=THAT_EVENING + timedelta(minutes=1))
        lesson.refresh_from_db()
        assert (lesson.attended_at, lesson.attended_by) == (THAT_EVENING, cast.reception)

    def test_no_show_stands_on_the_timeline_and_undo_too(self, lesson: Booking, cast: Cast) -> None:
        reception.no_show(booking=lesson, by=cast.reception, at=THAT_EVENING)
        reception.no_show(booking=lesson, by=cast.reception, at=THAT_EVENING)
        undone = reception.undo(booking=lesson, by=cast.reception, at=THAT_EVENING)
        assert (undone.attendance, undone.attended_at, undone.attended_by) == ("", None, None)
        lines = TimelineEntry.objects.filter(partner=cast.bilal_partner, title__startswith="Niet gekomen")
        assert list(lines.order_by("pk").values_list("title", flat=True)) == [
            "Niet gekomen: Studio 1 di 1 dec 2026 19:00–21:00 (gitaarles)",
            "Niet gekomen, teruggedraaid: Studio 1 di 1 dec 2026 19:00–21:00 (gitaarles)",
        ]

    def test_coming_leaves_no_line(self, lesson: Booking, cast: Cast) -> None:
        before = TimelineEntry.objects.count()
        reception.check_in(booking=lesson, by=cast.reception, at=THAT_EVENING)
        reception.undo(booking=lesson, by=cast.reception, at=THAT_EVENING)
        assert TimelineEntry.objects.count() == before

    def test_undo_of_nothing_is_harmless(self, lesson: Booking, cast: Cast) -> None:
        assert reception.undo(booking=lesson, by=cast.reception, at=THAT_EVENING).attendance == ""

    def test_the_other_word_needs_undo_first(self, lesson: Booking, cast: Cast) -> None:
        reception.check_in(booking=lesson, by=cast.reception, at=THAT_EVENING)
        assert refused(reception.no_show, lesson, cast.reception, THAT_EVENING) == "noted"

    @pytest.mark.parametrize(
        ("moment", "works"),
        [
            (datetime(2026, 11, 30, 22, 59, tzinfo=UTC), False),  # the evening before, 23:59
            (datetime(2026, 11, 30, 23, 0, tzinfo=UTC), True),  # midnight
            (datetime(2026, 12, 2, 20, 0, tzinfo=UTC), True),  # a day after the end
            (datetime(2026, 12, 2, 20, 1, tzinfo=UTC), False),
        ],
    )
    def test_only_on_the_day_and_shortly_after(
        self, lesson: Booking, cast: Cast, moment: datetime, works: bool
    ) -> None:
        assert reception.is_due(lesson, moment) is works
        if not works:
            assert refused(reception.check_in, lesson, cast.reception, moment) == "other_day"

    def test_who_plays_after_midnight_comes_in_the_evening(self, cast: Cast) -> None:
        room = make_room("Zaal", building=make_building(opens=evening(8).start.time(), closes=evening(4).start.time()))
        night = make_booking(room=room, partner=cast.bilal_partner, by=cast.bureau, period=evening(0, 2))
        half_past_ten = datetime(2026, 11, 30, 21, 30, tzinfo=UTC)
        assert reception.check_in(booking=night, by=cast.reception, at=half_past_ten).attendance == "arrived"

    def test_nobody_is_missed_before_the_beginning(self, lesson: Booking, cast: Cast) -> None:
        assert refused(reception.no_show, lesson, cast.reception, THAT_EVENING - timedelta(hours=1)) == "not_begun"

    def test_only_what_is_confirmed(self, lesson: Booking, cast: Cast) -> None:
        placing.cancel(booking=lesson, reason="ziek", by=cast.bureau)
        for act in (reception.check_in, reception.no_show):
            assert refused(act, lesson, cast.reception, THAT_EVENING) == "status"


class TestAttendView:
    def test_check_in_and_undo_from_the_sheet(self, studio: Room, cast: Cast) -> None:
        booking = standing_today(studio, cast)
        client = logged_in(cast.reception)
        sheet = "/ruimtes/daglijst/muziekschool/"
        for word, stored in (("arrived", "arrived"), ("arrived", "arrived"), ("", ""), ("no_show", "no_show")):
            answer = client.post(f"/ruimtes/boekingen/{booking.pk}/gezien/", {"gezien": word, "next": sheet})
            booking.refresh_from_db()
            assert (answer.status_code, answer["Location"], booking.attendance) == (303, sheet, stored)

    def test_htmx_gets_the_list(self, studio: Room, cast: Cast) -> None:
        booking = standing_today(studio, cast)
        answer = logged_in(cast.reception).post(
            f"/ruimtes/boekingen/{booking.pk}/gezien/",
            {"gezien": "arrived", "dag": f"{now():%Y-%m-%d}"},
            headers={"HX-Request": "true"},
        )
        assertContains(answer, f'id="arrived-{booking.pk}"')
        assertContains(answer, "binnen")
        assertNotContains(answer, "<html")

    def test_refusal_is_said_and_nothing_changes(self, studio: Room, cast: Cast) -> None:
        booking = standing_today(studio, cast, hours=72)
        answer = logged_in(cast.reception).post(
            f"/ruimtes/boekingen/{booking.pk}/gezien/", {"gezien": "arrived"}, follow=True
        )
        assertContains(answer, "Noteren wie er was kan op de dag zelf")
        booking.refresh_from_db()
        assert booking.attendance == ""

    def test_nonsense(self, lesson: Booking, cast: Cast) -> None:
        client = logged_in(cast.reception)
        assert client.post(f"/ruimtes/boekingen/{lesson.pk}/gezien/", {"gezien": "misschien"}).status_code == 409
        assert client.post(f"/ruimtes/boekingen/{lesson.pk}/gezien/").status_code == 409
        assert client.post("/ruimtes/boekingen/999999/gezien/", {"gezien": "arrived"}).status_code == 404

    def test_never_away_to_another_site(self, studio: Room, cast: Cast) -> None:
        booking = standing_today(studio, cast)
        answer = logged_in(cast.reception).post(
            f"/ruimtes/boekingen/{booking.pk}/gezien/", {"gezien": "arrived", "next": "https://evil.example/"}
        )
        assert answer["Location"] == booking.get_absolute_url()

    def test_by_role(self, studio: Room, cast: Cast) -> None:
        booking = standing_today(studio, cast)
        path = f"/ruimtes/boekingen/{booking.pk}/gezien/"
        answers = {
            name: logged_in(getattr(cast, name)).post(path, {"gezien": "arrived"}).status_code
            for name in ("reception", "bureau", "expert", "admin", "finance", "marketing", "bilal", "stranger")
        }
        assert answers == {
            "reception": 303,
            "bureau": 303,
            "expert": 303,
            "admin": 303,
            "finance": 403,
            "marketing": 403,
            "bilal": 404,
            "stranger": 404,
        }
        assert Client().post(path, {"gezien": "arrived"}).status_code == 302
        assert logged_in(cast.reception).get(path).status_code == 405


class TestIncidents:
    def test_in_a_house(self, studio: Room, cast: Cast) -> None:
        incident = incidents.note(building=studio.building, text=" Versterker stuk. ", by=cast.reception)
        assert (incident.text, incident.room, incident.booking) == ("Versterker stuk.", None, None)
        assert not TimelineEntry.objects.filter(title__startswith="Incident").exists()

    def test_of_a_booking_stands_on_the_timeline(self, lesson: Booking, cast: Cast) -> None:
        building = lesson.room.building
        incident = incidents.note(building=building, text="Ruit kapot.", booking=lesson, by=cast.reception)
        assert incident.room == lesson.room
        entry = TimelineEntry.objects.get(partner=cast.bilal_partner, title__startswith="Incident")
        assert (entry.detail, entry.by) == ("Ruit kapot.", cast.reception)

    def test_second_click_is_one_incident(self, lesson: Booking, cast: Cast) -> None:
        building = lesson.room.building
        first, second = (
            incidents.note(building=building, text="Ruit kapot.", booking=lesson, by=cast.reception) for _ in range(2)
        )
        assert first == second
        assert TimelineEntry.objects.filter(title__startswith="Incident").count() == 1

    def test_the_same_later_is_another(self, studio: Room, cast: Cast) -> None:
        for minutes in (0, 2):
            at = THAT_EVENING + timedelta(minutes=minutes)
            incidents.note(building=studio.building, text="Alarm ging af.", by=cast.reception, at=at)
        assert Incident.objects.count() == 2

    def test_refuses_nothing_and_a_room_elsewhere(self, studio: Room, cast: Cast) -> None:
        with pytest.raises(Refusal) as empty:
            incidents.note(building=studio.building, text="  ", by=cast.reception)
        assert empty.value.field == "text"
        with pytest.raises(Refusal) as elsewhere:
            incidents.note(building=make_building(), text="Stuk", room=studio, by=cast.reception)
        assert elsewhere.value.field == "room"

    def test_from_the_day_sheet(self, studio: Room, cast: Cast) -> None:
        sheet = "/ruimtes/daglijst/muziekschool/"
        client = logged_in(cast.reception)
        answer = client.post(f"{sheet}incidenten/nieuw/", {"text": "Deur open", "room": studio.pk, "next": sheet})
        assert (answer.status_code, answer["Location"]) == (303, sheet)
        assertContains(client.get(sheet), "Deur open")
        assertContains(client.get(f"{sheet}incidenten/"), "Deur open")

    def test_mistake_keeps_what_was_typed(self, studio: Room, cast: Cast) -> None:
        other = make_room("Elders")
        answer = logged_in(cast.reception).post(
            "/ruimtes/daglijst/muziekschool/incidenten/nieuw/", {"text": "Deur open", "room": other.pk}
        )
        assertContains(answer, "Deur open", status_code=422)
        assert not Incident.objects.exists()

    def test_of_a_booking_by_its_address(self, lesson: Booking, cast: Cast) -> None:
        path = f"/ruimtes/daglijst/muziekschool/incidenten/nieuw/?boeking={lesson.pk}"
        client = logged_in(cast.reception)
        assertContains(client.get(path), "Bilal Amrani")
        client.post(path, {"text": "Te laat weg"})
        assert Incident.objects.get().booking == lesson
        for nonsense in ("abc", "999999", "1" * 30):
            answer = client.get(f"/ruimtes/daglijst/muziekschool/incidenten/nieuw/?boeking={nonsense}")
            assertNotContains(answer, "Bilal Amrani")

    def test_list_is_paged_and_asks_the_same(self, studio: Room, cast: Cast) -> None:
        path, client = "/ruimtes/daglijst/muziekschool/incidenten/", logged_in(cast.finance)
        note_many(studio, cast, 1)
        few = queries_of(client, path)
        note_many(studio, cast, 60)
        assert queries_of(client, path) == few
        page = client.get(path)
        assertContains(page, "incident 59")
        assertNotContains(page, "incident 9<")
        assertContains(client.get(path, {"voor": Incident.objects.get(text="incident 10").pk}), "incident 9<")

    def test_by_role(self, studio: Room, cast: Cast) -> None:
        path = "/ruimtes/daglijst/muziekschool/incidenten/"
        for name, reads, notes in (("reception", 200, 200), ("finance", 200, 403), ("bilal", 404, 404)):
            client = logged_in(getattr(cast, name))
            assert (client.get(path).status_code, client.get(f"{path}nieuw/").status_code) == (reads, notes)


def note_many(room: Room, cast: Cast, count: int) -> None:
    Incident.objects.bulk_create(
        Incident(building=room.building, room=room, text=f"incident {number}", noted_by=cast.reception)
        for number in range(count)
    )


def queries_of(client: Client, path: str) -> int:
    """How many questions the second visit asks the database."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def logged_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_words_of_attendance() -> None:
    """The buttons of the sheet send these words."""
    assert Attendance.values == ["arrived", "no_show"]
