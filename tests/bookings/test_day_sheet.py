"""The sheet of a house and a day, and the same by mail at seven."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from bookings.domain import day_sheet_mail, incidents, placing, reception
from bookings.domain.day_sheet import DaySheet, day_sheet
from bookings.enums import ClosureKind
from bookings.models import Booking, Building, DaySheetReader, Room
from fluxus.celery import app as celery
from fluxus.periods import Period, now
from network.enums import AffiliationKind
from network.models import Affiliation, OutgoingMail, User
from tests.cast import Cast
from tests.factories.bookings import AT, TUESDAY, evening, make_booking, make_building, make_room, make_tariffs
from tests.factories.network import make_organisation, make_teacher

SEVEN = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)
"""Seven in the morning in Amsterdam on the Tuesday of these tests."""
EIGHT_PM = datetime(2026, 12, 1, 19, 0, tzinfo=UTC)


@pytest.fixture
def studio(db: None) -> Room:
    return make_room("Studio 1", building=make_building("Muziekschool", slug="muziekschool", closes=time(3)))


def sheet_of(room: Room, *, day: date = TUESDAY, at: datetime = EIGHT_PM) -> DaySheet:
    return day_sheet(building=room.building, day=day, at=at)


def told(sheet: DaySheet) -> list[tuple[str, str]]:
    return [(line.booking.title, line.moment) for line in sheet.lines]


class TestLines:
    def test_in_the_order_of_the_clock_with_where_they_stand(self, studio: Room, cast: Cast) -> None:
        for title, start, end in (("nu", 19, 21), ("geweest", 9, 10), ("straks", 21, 22), ("later", 22, 23)):
            make_booking(
                room=studio, partner=cast.bilal_partner, by=cast.bureau, title=title, period=evening(start, end)
            )
        other = make_room("Elders", building=make_building())
        make_booking(room=other, partner=cast.bilal_partner, by=cast.bureau, title="elders")
        sheet = sheet_of(studio)
        assert told(sheet) == [("geweest", "gone"), ("nu", "now"), ("straks", "soon"), ("later", "later")]
        assert sheet.counts == {"now": 1, "soon": 1, "later": 1, "past": 1}

    def test_what_goes_on_from_last_night(self, studio: Room, cast: Cast) -> None:
        monday = TUESDAY - timedelta(days=1)
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(22, 2, monday))
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(20, 22, monday))
        sheet = sheet_of(studio)
        assert [(line.booking.local_start.hour, line.is_from_before) for line in sheet.lines] == [(22, True)]

    def test_unticked_stays_in_sight_for_an_hour(self, studio: Room, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(17, 19))
        half_past_seven = EIGHT_PM - timedelta(minutes=30)
        assert told(sheet_of(studio, at=half_past_seven)) == [("gitaarles", "past")]
        reception.check_in(booking=booking, by=cast.reception, at=half_past_seven)
        assert told(sheet_of(studio, at=half_past_seven)) == [("gitaarles", "gone")]

    def test_first_time_ever(self, studio: Room, cast: Cast) -> None:
        choir = make_organisation("Koor")
        for period in (evening(9, 10), evening(11, 12)):
            make_booking(room=studio, partner=choir, by=cast.bureau, period=period)
        lapsed = make_booking(
            room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(day=TUESDAY - timedelta(days=1))
        )
        placing.cancel(booking=lapsed, reason="ziek", by=cast.bureau)
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        assert [line.is_first for line in sheet_of(studio).lines] == [True, False, True]

    def test_lapsed_and_requested_stand_apart(self, studio: Room, cast: Cast) -> None:
        lapsed = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        placing.cancel(booking=lapsed, reason="ziek", by=cast.bureau)
        Booking.objects.create(
            room=studio,
            partner=cast.bilal_partner,
            title="vraag",
            status="requested",
            local_start=evening().start,
            local_end=evening().end,
            price_cents=0,
            placed_by=cast.bureau,
        )
        sheet = sheet_of(studio)
        assert (sheet.lines, sheet.cancelled, sheet.requested) == ([], [lapsed], 1)

    def test_a_request_that_was_withdrawn_never_stood_on_it(self, studio: Room, cast: Cast) -> None:
        make_tariffs()
        period, partner = evening(), cast.bilal_partner
        asked = placing.ask(room=studio, partner=partner, period=period, title="vraag", by=cast.bureau, at=AT)
        placing.cancel(booking=asked, reason="toch niet", by=cast.bureau, at=AT)
        assert sheet_of(studio).cancelled == []

    def test_whom_to_ring(self, studio: Room, cast: Cast) -> None:
        teacher = make_teacher("Hanna", "Bouzid")
        choir, band = make_organisation("Koor"), make_organisation("Band")
        Affiliation.objects.create(
            partner=teacher,
            organisation=choir,
            kind=AffiliationKind.CONTACT,
            is_primary=True,
            started_on=date(2020, 1, 1),
        )
        for partner, hour in ((choir, 9), (teacher, 11), (band, 13)):
            make_booking(room=studio, partner=partner, by=cast.bureau, period=evening(hour, hour + 1))
        contacts = [(line.contact.name, line.contact.number) for line in sheet_of(studio).lines]
        assert contacts == [("Hanna Bouzid", "06 12345678"), ("", "06 12345678"), ("", "")]

    def test_closures_and_notes(self, studio: Room, cast: Cast) -> None:
        closed = make_room("Zaal", building=studio.building)
        period = Period(evening().start - timedelta(days=3), evening().end + timedelta(days=3))
        lifted = placing.close(
            units=studio.units.all(), period=period, reason="toch niet", by=cast.bureau, kind=ClosureKind.CLOSED
        )
        placing.lift(closure=lifted, by=cast.bureau)
        placing.close(
            units=closed.units.all(), period=period, reason="premiere", by=cast.bureau, kind=ClosureKind.PRODUCTION
        )
        for days, text in ((0, "vandaag"), (1, "gisteren"), (2, "eergisteren")):
            incidents.note(building=studio.building, text=text, by=cast.reception, at=EIGHT_PM - timedelta(days=days))
        sheet = sheet_of(studio)
        assert [(closure.reason, [unit.name for unit in closure.here]) for closure in sheet.closures] == [
            ("premiere", ["Zaal"])
        ]
        assert [incident.text for incident in sheet.incidents] == ["vandaag", "gisteren"]


class TestPage:
    ADDRESS = "/ruimtes/daglijst/muziekschool/"

    def test_says_it_all(self, studio: Room, cast: Cast) -> None:
        partner = make_teacher("Hanna", "Bouzid")
        make_booking(room=studio, partner=partner, by=cast.bureau, note="Sleutel <b>12</b>", persons=4, title="zangles")
        page = logged_in(cast.reception).get(self.ADDRESS, {"dag": "2026-12-01"})
        for text in ("dinsdag 1 december 2026", "19:00–21:00", "Hanna Bouzid", "06 12345678", "zangles", "eerste keer"):
            assertContains(page, text)
        assertContains(page, "Sleutel &lt;b&gt;12&lt;/b&gt;")
        assertNotContains(page, 'name="gezien"')  # not on another day

    def test_today_lives_and_can_be_ticked(self, studio: Room, cast: Cast) -> None:
        standing(studio, cast, now().replace(minute=0, second=0))
        page = logged_in(cast.reception).get(self.ADDRESS)
        assertContains(page, 'hx-trigger="every 30s"')
        assertContains(page, 'value="arrived"')
        fragment = logged_in(cast.reception).get(self.ADDRESS, headers={"HX-Request": "true"})
        assertNotContains(fragment, "<html")
        assertContains(fragment, 'id="lijst"')

    def test_left_open_overnight_it_shows_the_new_day(
        self, studio: Room, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client, htmx = logged_in(cast.reception), {"HX-Request": "true"}
        chosen = {"dag": f"{now():%Y-%m-%d}"}
        looks = [client.get(self.ADDRESS, query).text for query in ({}, chosen)]
        of_today, of_a_day = (re.findall(r'hx-get="([^"]*daglijst[^"]*)"', look)[0] for look in looks)
        assert [client.get(url, headers=htmx).status_code for url in (of_today, of_a_day)] == [200, 200]
        later = now() + timedelta(days=1)
        monkeypatch.setattr("bookings.views.board.now", lambda: later)
        assert client.get(of_today, headers=htmx).headers["HX-Refresh"] == "true"
        assert "HX-Refresh" not in client.get(of_a_day, headers=htmx).headers

    def test_who_may_only_look_gets_no_buttons(self, studio: Room, cast: Cast) -> None:
        standing(studio, cast, now().replace(minute=0, second=0))
        page = logged_in(cast.finance).get(self.ADDRESS)
        assertContains(page, "Bilal Amrani")
        for absent in ('name="gezien"', "Incident noteren", "Mail mij"):
            assertNotContains(page, absent)

    @pytest.mark.parametrize("day", ["", "onzin", "9999-12-31", "2026-02-30", "1600-01-01"])
    def test_nonsense_is_today(self, studio: Room, cast: Cast, day: str) -> None:
        assertContains(logged_in(cast.reception).get(self.ADDRESS, {"dag": day}), 'hx-trigger="every 30s"')

    def test_by_role(self, studio: Room, cast: Cast) -> None:
        answers = {
            name: logged_in(getattr(cast, name)).get(self.ADDRESS).status_code
            for name in ("reception", "bureau", "finance", "marketing", "bilal", "stranger")
        }
        assert answers == dict.fromkeys(("reception", "bureau", "finance", "marketing"), 200) | {
            "bilal": 404,
            "stranger": 404,
        }
        assert logged_in(cast.reception).get("/ruimtes/daglijst/nergens/").status_code == 404

    def test_the_door_leads_to_the_house_of_ones_mail(self, studio: Room, cast: Cast) -> None:
        second = make_building("Pelikaan", slug="pelikaan")
        client = logged_in(cast.reception)
        assert client.get("/ruimtes/daglijst/")["Location"] == "/ruimtes/daglijst/muziekschool/"
        day_sheet_mail.subscribe(building=second, user=cast.reception, at=SEVEN)
        assert client.get("/ruimtes/daglijst/")["Location"] == "/ruimtes/daglijst/pelikaan/"

    def test_without_a_house(self, cast: Cast) -> None:
        assert logged_in(cast.reception).get("/ruimtes/daglijst/")["Location"] == "/ruimtes/"

    def test_asks_the_same_of_thirty(self, studio: Room, cast: Cast) -> None:
        client, today = logged_in(cast.reception), now().replace(hour=8, minute=0, second=0)
        standing(studio, cast, today)
        few = queries_of(client, self.ADDRESS)
        for number in range(30):
            room = make_room(building=studio.building)
            partner = make_teacher() if number % 2 else make_organisation()
            standing(room, cast, today + timedelta(minutes=15 * number), partner=partner)
            incidents.note(building=studio.building, text=f"stuk {number}", room=room, by=cast.reception)
        assert queries_of(client, self.ADDRESS) == few
        with CaptureQueriesContext(connection) as captured:
            sheet_of(studio, day=today.date())
        assert len(captured) <= 10


class TestMail:
    def test_letter_at_seven(self, studio: Room, cast: Cast) -> None:
        partner = make_teacher("Hanna", "Bouzid")
        make_booking(room=studio, partner=partner, by=cast.bureau, note="Sleutel 12", persons=4, title="zang & dans")
        subscribed(studio, cast.reception)
        assert day_sheet_mail.send_due(at=SEVEN) == 1
        letter = OutgoingMail.objects.get(to=cast.reception.email)
        assert letter.subject == "Daglijst Muziekschool, di 1 dec"
        assert letter.is_secret
        for text in ("19:00–21:00  Studio 1", "Hanna Bouzid – EERSTE KEER", "zang & dans, 4 personen", "Sleutel 12"):
            assert text in letter.body

    def test_once_however_often_beat_fires(self, studio: Room, cast: Cast) -> None:
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        subscribed(studio, cast.reception)
        assert [day_sheet_mail.send_due(at=SEVEN + timedelta(minutes=10 * n)) for n in range(3)] == [1, 0, 0]
        assert OutgoingMail.objects.filter(to=cast.reception.email).count() == 1

    def test_each_reader_and_house_has_its_own(self, studio: Room, cast: Cast) -> None:
        other = make_room("Elders", building=make_building("Pelikaan"))
        for room in (studio, other):
            make_booking(room=room, partner=cast.bilal_partner, by=cast.bureau)
            subscribed(room, cast.reception)
        subscribed(studio, cast.bureau)
        assert day_sheet_mail.send_due(at=SEVEN) == 3

    @pytest.mark.parametrize(
        ("at", "sent"),
        [
            (SEVEN - timedelta(seconds=1), 0),
            (SEVEN, 1),
            (datetime(2026, 12, 1, 10, 59, tzinfo=UTC), 1),
            (datetime(2026, 12, 1, 11, 0, tzinfo=UTC), 0),  # noon in Amsterdam
            (datetime(2026, 12, 1, 23, 30, tzinfo=UTC), 0),  # half past midnight, on the next day
        ],
    )
    def test_a_late_beat_makes_up_until_noon(self, studio: Room, cast: Cast, at: datetime, sent: int) -> None:
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        subscribed(studio, cast.reception)
        assert day_sheet_mail.send_due(at=at) == sent

    def test_seven_in_summer_too(self, studio: Room, cast: Cast) -> None:
        summer = date(2027, 7, 6)
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(day=summer))
        subscribed(studio, cast.reception)
        assert day_sheet_mail.send_due(at=datetime(2027, 7, 6, 4, 59, tzinfo=UTC)) == 0
        assert day_sheet_mail.send_due(at=datetime(2027, 7, 6, 5, 0, tzinfo=UTC)) == 1

    def test_no_letter_on_an_empty_day(self, studio: Room, cast: Cast) -> None:
        reader = subscribed(studio, cast.reception)
        assert day_sheet_mail.send_due(at=SEVEN) == 0
        reader.refresh_from_db()
        assert (reader.sent_for_on, OutgoingMail.objects.count()) == (TUESDAY, 0)

    def test_not_to_who_left(self, studio: Room, cast: Cast) -> None:
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        subscribed(studio, cast.reception)
        User.objects.filter(pk=cast.reception.pk).update(is_active=False)
        assert day_sheet_mail.send_due(at=SEVEN) == 0

    def test_subscribing_during_the_day_begins_tomorrow(self, studio: Room, cast: Cast) -> None:
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        day_sheet_mail.subscribe(building=studio.building, user=cast.reception, at=SEVEN + timedelta(hours=1))
        assert day_sheet_mail.send_due(at=SEVEN + timedelta(hours=2)) == 0

    def test_on_and_off_from_the_page(self, studio: Room, cast: Cast) -> None:
        client, address = logged_in(cast.reception), "/ruimtes/daglijst/muziekschool/"
        assertContains(client.get(address), "Mail mij deze lijst")
        for _ in range(2):
            assert client.post(f"{address}mail/", {"mail": "ja"}).status_code == 303
        assert DaySheetReader.objects.filter(user=cast.reception).count() == 1
        assertContains(client.get(address), "Stop met mailen")
        client.post(f"{address}mail/", {"mail": "nee"})
        assert not DaySheetReader.objects.exists()
        assert logged_in(cast.finance).post(f"{address}mail/", {"mail": "ja"}).status_code == 403

    def test_beat_asks_from_seven_until_noon_in_amsterdam(self) -> None:
        entry = celery.conf.beat_schedule["bookings.send_day_sheets"]
        assert (entry["task"], celery.conf.timezone) == ("bookings.send_day_sheets", "Europe/Amsterdam")
        assert (min(entry["schedule"].hour), max(entry["schedule"].hour)) == (7, 11)
        assert 0 in entry["schedule"].minute


class TestDoors:
    """Reception reaches the sheet from everywhere."""

    def test_start_panel_counts_per_house_and_leads_there(self, studio: Room, cast: Cast) -> None:
        start = now().replace(minute=0, second=0)
        standing(studio, cast, start, attendance="arrived", attended_at=AT, attended_by=cast.reception)
        page = logged_in(cast.reception).get("/werk/")
        assertContains(page, '<a href="/ruimtes/daglijst/muziekschool/">Daglijst Muziekschool</a>', html=True)
        assertContains(page, "binnen, Studio 1")

    def test_only_reception_has_it_in_the_navigation(self, studio: Room, cast: Cast) -> None:
        for user, times in ((cast.reception, 1), (cast.bureau, 0)):
            assertContains(logged_in(user).get("/werk/"), 'data-key="d"', count=times)

    def test_booking_page_can_tick_and_note(self, studio: Room, cast: Cast) -> None:
        booking = standing(studio, cast, now().replace(minute=0, second=0))
        address = f"/ruimtes/boekingen/{booking.pk}/"
        page = logged_in(cast.reception).get(address)
        assertContains(page, f'action="{address}gezien/"')
        assertContains(page, f"/ruimtes/daglijst/muziekschool/incidenten/nieuw/?boeking={booking.pk}")
        for user in (cast.finance, cast.bilal):
            assertNotContains(logged_in(user).get(address), "gezien/")


def subscribed(room: Room, user: User) -> DaySheetReader:
    return day_sheet_mail.subscribe(building=room.building, user=user, at=AT - timedelta(hours=6))


def standing(room: Room, cast: Cast, start: datetime, **fields: Any) -> Booking:
    """Confirmed, an hour long, put straight in the table."""
    values = {"partner": cast.bilal_partner, "title": "les", "price_cents": 0, "placed_by": cast.bureau, **fields}
    return Booking.objects.create(room=room, local_start=start, local_end=start + timedelta(hours=1), **values)


def queries_of(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_every_house_has_a_sheet(cast: Cast) -> None:
    """Also a house without rooms or hours."""
    bare = Building.objects.create(name="Leeg", slug="leeg", street_line="Dam 1", postcode="1506BD", city="Zaandam")
    assert day_sheet(building=bare, day=TUESDAY, at=AT).is_empty
    assertContains(logged_in(cast.reception).get("/ruimtes/daglijst/leeg/"), "huis dicht")
