"""Calendars read back by two libraries: the same local times, in the odd nights too, and what Google, Apple and Outlook ask.

Demands: RFC 5545 (folding, escaping, no floating times, VTIMEZONE for every TZID), RFC 7986 (NAME, REFRESH-INTERVAL), and
the lines that the three read besides: METHOD:PUBLISH, X-WR-CALNAME, X-PUBLISHED-TTL.
"""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bookings.domain import calendar_text, feeds, placing
from bookings.enums import BookingStatus
from bookings.models import Booking, Building, Room
from fluxus.periods import AMSTERDAM, Period, exists, to_utc
from network.models import Partner
from tests.cast import Cast
from tests.factories.bookings import AT, evening, make_booking, make_room

HARD_TEXT = "Gitaar, zang; \\ “samen”\nen 🎸🎻 Zoë"
SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)


def row(start: datetime, end: datetime, **fields: object) -> Booking:
    """A booking that was never saved."""
    house = Building(name="De Fluxus", street_line="Westzijde 148", city="Zaandam")
    values: dict[str, object] = {
        "pk": 7,
        "uuid": UUID(int=7),
        "title": "gitaarles",
        "partner": Partner(name="Bilal Amrani"),
        "room": Room(name="Studio 1", building=house),
        "placed_at": AT,
        **fields,
    }
    return Booking(local_start=start, local_end=end, **values)


def written(*bookings: Booking, tell: feeds.Tell = feeds.own, base_url: str = "https://fluxus.test") -> bytes:
    return feeds.calendar(name="FluXus, Bilal; en co", bookings=bookings, tell=tell, base_url=base_url)


def local(moment: datetime) -> datetime:
    return moment.astimezone(AMSTERDAM).replace(tzinfo=None)


ODD_DAYS = st.sampled_from([SPRING - timedelta(1), SPRING, AUTUMN - timedelta(1), AUTUMN])
DAYS = st.one_of(ODD_DAYS, st.dates(date(2020, 1, 1), date(2035, 12, 31)))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Any period on the quarter, past midnight and in the nights that the clock changes too."""
    start = datetime.combine(draw(DAYS), time(draw(st.integers(0, 23)), draw(st.sampled_from([0, 15, 30, 45]))))
    end = start + timedelta(minutes=15 * draw(st.integers(1, 96)))
    ok = exists(start) and exists(end) and to_utc(end) > to_utc(start)
    return Period(start, end) if ok else Period.on(draw(DAYS), time(19), time(21))


@given(period=periods())
def test_two_libraries_read_the_same_moments_as_the_database(period: Period) -> None:
    text = written(row(period.start, period.end))
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    (again,) = recurring_ical_events.of(Calendar.from_ical(text)).between(
        to_utc(period.start) - timedelta(days=2), to_utc(period.end) + timedelta(days=2)
    )
    for read in (event, again):
        assert (read["DTSTART"].dt.astimezone(UTC), read["DTEND"].dt.astimezone(UTC)) == (
            to_utc(period.start),
            to_utc(period.end),
        )


@pytest.mark.parametrize(
    ("day", "start", "end", "minutes"),
    [
        (SPRING - timedelta(1), 22, 4, 300),
        (AUTUMN - timedelta(1), 22, 4, 420),
        (AUTUMN, 1, 2, 120),
        (AUTUMN, 2, 3, 60),
        (date(2026, 12, 31), 22, 3, 300),
    ],
)
def test_odd_nights_and_past_midnight_last_as_long_as_they_are_booked(
    day: date, start: int, end: int, minutes: int
) -> None:
    period = Period.on(day, time(start), time(end))
    (event,) = Calendar.from_ical(written(row(period.start, period.end))).walk("VEVENT")
    assert event["DTEND"].dt.astimezone(UTC) - event["DTSTART"].dt.astimezone(UTC) == timedelta(minutes=minutes)
    assert (local(event["DTSTART"].dt), local(event["DTEND"].dt)) == (period.start, period.end)


@given(title=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200).map(lambda text: text + HARD_TEXT))
def test_any_text_comes_back_whole_and_no_line_is_too_long(title: str) -> None:
    text = written(row(datetime(2026, 12, 1, 19), datetime(2026, 12, 1, 21), title=title))
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert str(event["SUMMARY"]) == title
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    assert all(line.decode() for line in text.split(b"\r\n")[:-1])  # no letter was cut in two


def test_what_no_calendar_takes_is_left_out() -> None:
    text = written(row(datetime(2026, 12, 1, 19), datetime(2026, 12, 1, 21), title="a\x00b\x1bc\r\nd\re"))
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert str(event["SUMMARY"]) == "abc\nd\ne"
    assert b"\r" not in text.replace(b"\r\n", b"")


def test_nobody_writes_lines_of_his_own_into_a_calendar() -> None:
    text = written(row(datetime(2026, 12, 1, 19), datetime(2026, 12, 1, 21), title="x\r\nEND:VEVENT\r\nBEGIN:VALARM"))
    assert (text.count(b"\r\nEND:VEVENT"), b"\r\nBEGIN:VALARM" in text) == (1, False)


def test_the_head_has_what_google_apple_and_outlook_read() -> None:
    text = written(row(datetime(2026, 12, 1, 19), datetime(2026, 12, 1, 21)))
    read = Calendar.from_ical(text)
    assert {name: str(read[name]) for name in ("VERSION", "PRODID", "CALSCALE", "METHOD")} == {
        "VERSION": "2.0",
        "PRODID": "-//FluXus//Ruimtes//NL",
        "CALSCALE": "GREGORIAN",
        "METHOD": "PUBLISH",
    }
    assert [line for line in text.decode().split("\r\n") if "NAME:Flu" in line] == [
        r"NAME:FluXus\, Bilal\; en co",
        r"X-WR-CALNAME:FluXus\, Bilal\; en co",
    ]
    assert read["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert str(read["X-PUBLISHED-TTL"]) == "PT1H"
    assert "X-WR-TIMEZONE" not in read
    assert [str(zone["TZID"]) for zone in read.walk("VTIMEZONE")] == ["Europe/Amsterdam"]


def test_no_time_floats() -> None:
    text = written(
        row(datetime(2026, 12, 1, 19), datetime(2026, 12, 1, 21)),
        row(datetime(2026, 10, 25, 2), datetime(2026, 10, 25, 4)),
    )
    times = [line for line in text.decode().split("\r\n") if line.startswith(("DTSTART", "DTEND", "DTSTAMP"))]
    floating = [line for line in times[:] if "TZID" not in line and not line.endswith("Z")]
    zone = ["DTSTART:19960331T020000", "DTSTART:19961027T030000"]  # in VTIMEZONE these are local by definition
    assert floating == zone


def test_zone_is_described_and_right_on_both_sides_of_the_change() -> None:
    zone = calendar_text.zone().to_tz()
    summer, winter = datetime(2026, 7, 1, 12), datetime(2026, 12, 1, 12)
    for day in (summer, winter, datetime(2027, 3, 28, 4), datetime(2026, 10, 25, 4)):
        assert day.replace(tzinfo=zone).utcoffset() == day.replace(tzinfo=AMSTERDAM).utcoffset()


@pytest.mark.parametrize(
    ("status", "tell", "said"),
    [
        (BookingStatus.CONFIRMED, feeds.own, ("CONFIRMED", "OPAQUE", "gitaarles")),
        (BookingStatus.OPTION, feeds.own, ("TENTATIVE", "OPAQUE", "Optie: gitaarles")),
        (BookingStatus.CANCELLED, feeds.own, ("CANCELLED", "TRANSPARENT", "Vervallen: gitaarles")),
        (BookingStatus.CANCELLED, feeds.named, ("CANCELLED", "TRANSPARENT", "Vervallen: gitaarles · Bilal Amrani")),
        (BookingStatus.OPTION, feeds.public, ("CONFIRMED", "OPAQUE", "Bezet")),
        (BookingStatus.CANCELLED, feeds.public, ("CANCELLED", "TRANSPARENT", "Vervallen")),
    ],
)
def test_state_is_told_in_the_words_of_the_standard_and_in_dutch(
    status: str, tell: feeds.Tell, said: tuple[str, str, str]
) -> None:
    text = written(row(datetime(2026, 12, 1, 19), datetime(2026, 12, 1, 21), status=status), tell=tell)
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert (str(event["STATUS"]), str(event["TRANSP"]), str(event["SUMMARY"])) == said


class TestLife:
    """One booking from its first day to its end, as a calendar sees it."""

    def seen(self, partner: Partner, at: datetime = AT) -> dict[str, tuple[int, str, datetime]]:
        text = feeds.calendar(name="FluXus", bookings=feeds.partner_bookings(partner, at), tell=feeds.own)
        return {
            str(event["UID"]): (int(event["SEQUENCE"]), str(event["STATUS"]), local(event["DTSTART"].dt))
            for event in Calendar.from_ical(text).walk("VEVENT")
        }

    def test_one_uid_and_a_sequence_that_grows(self, cast: Cast) -> None:
        room, other = make_room("Studio 1"), make_room("Studio 2")
        booking = make_booking(room=room, partner=cast.bilal_partner, by=cast.bureau)
        uid = f"{booking.uuid}@fluxus"
        assert self.seen(cast.bilal_partner) == {uid: (0, "CONFIRMED", datetime(2026, 12, 1, 19))}
        booking = placing.move(booking=booking, room=other, period=evening(18, 20), by=cast.bureau, at=AT)
        assert self.seen(cast.bilal_partner) == {uid: (1, "CONFIRMED", datetime(2026, 12, 1, 18))}
        placing.cancel(booking=booking, reason="ziek", by=cast.bureau, at=AT)
        assert self.seen(cast.bilal_partner) == {uid: (2, "CANCELLED", datetime(2026, 12, 1, 18))}

    def test_no_change_no_other_byte(self, cast: Cast) -> None:
        room = make_room("Studio 1")
        for hour in (9, 11, 13):
            make_booking(room=room, partner=cast.bilal_partner, by=cast.bureau, period=evening(hour, hour + 1))
        texts = {
            feeds.calendar(name="FluXus", bookings=feeds.partner_bookings(cast.bilal_partner, at), tell=feeds.own)
            for at in (AT, AT + timedelta(hours=3), AT + timedelta(days=1))
        }
        assert len(texts) == 1
