"""The private calendar address: who opens it, when it stops, and what it costs."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from bookings import tasks
from bookings.domain import personal_feeds, placing
from bookings.models import Booking, PersonalFeed
from fluxus import tokens
from fluxus.errors import Refusal
from network.domain import merging
from network.models import Membership, Partner, TimelineEntry
from tests.cast import Cast
from tests.factories.bookings import AT, evening, make_booking, make_room
from tests.factories.network import make_teacher

TODAY = date(2026, 11, 23)
PAGE = "/mijn/agenda/"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday 23 November 2026, 10:00."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


@pytest.fixture
def nudges(monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any) -> list[tuple[str, Any]]:
    sent: list[tuple[str, Any]] = []
    monkeypatch.setattr("fluxus.jobs.nudge", lambda name, kwargs: sent.append((name, kwargs)))
    return sent


@pytest.fixture
def feed(cast: Cast) -> PersonalFeed:
    return personal_feeds.make(partner=cast.bilal_partner, by=cast.bilal, today=TODAY)


def address(feed: PersonalFeed) -> str:
    return f"/mijn/agenda/{personal_feeds.token(feed)}.ics"


def summaries(client: Client, feed: PersonalFeed) -> list[str]:
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(client.get(address(feed)).content).walk("VEVENT")]


def test_whoever_has_the_address_reads_along_without_logging_in(feed: PersonalFeed, cast: Cast, client: Client) -> None:
    room = make_room("Studio 1")
    own = make_booking(room=room, partner=cast.bilal_partner, by=cast.bureau)
    make_booking(room=room, partner=make_teacher("Anna"), by=cast.bureau, period=evening(14, 16), title="van Anna")
    off = make_booking(room=room, partner=cast.bilal_partner, by=cast.bureau, period=evening(9, 10))
    placing.cancel(booking=off, reason="ziek", by=cast.bureau, at=AT)
    assert summaries(client, feed) == ["Vervallen: gitaarles", "gitaarles"]
    answer = client.get(address(feed))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert str(own.uuid) in answer.text
    assert client.head(address(feed)).status_code == 200


@pytest.mark.parametrize(
    "spoil",
    [
        lambda feed, cast: PersonalFeed.objects.update(key=uuid4()),
        lambda feed, cast: feed.delete(),
        lambda feed, cast: type(cast.bilal).objects.filter(pk=cast.bilal.pk).update(is_active=False),
        lambda feed, cast: Membership.objects.update(ended_on=TODAY),
        lambda feed, cast: Membership.objects.update(started_on=TODAY + timedelta(days=1)),
        lambda feed, cast: Membership.objects.all().delete(),
    ],
    ids=["renewed", "withdrawn", "user off", "member no more", "member not yet", "member never"],
)
def test_an_address_that_ended_leads_nowhere(feed: PersonalFeed, cast: Cast, client: Client, spoil: Any) -> None:
    old = address(feed)
    assert client.get(old).status_code == 200
    spoil(feed, cast)
    assert client.get(old).status_code == 404


def test_a_token_that_we_did_not_sign_leads_nowhere(feed: PersonalFeed, client: Client) -> None:
    for token in ("x", "1.2.3", tokens.sign("scherm", feed.pk, feed.key), tokens.sign("agenda", feed.pk, uuid4())):
        assert client.get(f"/mijn/agenda/{token}.ics").status_code == 404


def test_nothing_changed_is_told_in_one_line(feed: PersonalFeed, cast: Cast, client: Client) -> None:
    booking = make_booking(room=make_room("Studio 1"), partner=cast.bilal_partner, by=cast.bureau)
    etag = client.get(address(feed)).headers["ETag"]
    again = client.get(address(feed), headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    placing.cancel(booking=booking, reason="ziek", by=cast.bureau, at=AT)
    assert client.get(address(feed), headers={"If-None-Match": etag}).status_code == 200


def test_as_many_questions_for_one_as_for_thirty(feed: PersonalFeed, cast: Cast, client: Client) -> None:
    room = make_room("Studio 1")
    counts = []
    for number in range(30):
        day = date(2026, 12, 1) + timedelta(days=number)
        make_booking(room=room, partner=cast.bilal_partner, by=cast.bureau, period=evening(day=day))
        if number in (0, 29):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address(feed)).text.count("BEGIN:VEVENT") == number + 1
            counts.append(len(asked))
    assert counts == [3, 3]


def test_reading_asks_the_worker_to_remember_the_day_once(
    feed: PersonalFeed, client: Client, nudges: list[tuple[str, Any]], django_capture_on_commit_callbacks: Any
) -> None:
    with CaptureQueriesContext(connection) as asked, django_capture_on_commit_callbacks(execute=True):
        client.get(address(feed))
    assert nudges == [("bookings.note_feed_read", {"feed_id": feed.pk, "on": "2026-11-23"})]
    assert [query["sql"] for query in asked if not query["sql"].startswith("SELECT")] == []
    tasks.note_feed_read(**nudges[0][1])
    feed.refresh_from_db()
    assert feed.read_on == TODAY
    with django_capture_on_commit_callbacks(execute=True):
        client.get(address(feed))
    assert len(nudges) == 1


def test_a_day_is_written_once_and_a_feed_that_went_is_no_fault(feed: PersonalFeed) -> None:
    assert [personal_feeds.note_read(feed_id=feed.pk, on=TODAY) for _ in range(2)] == [True, False]
    assert personal_feeds.note_read(feed_id=feed.pk, on=TODAY + timedelta(days=1))
    assert not personal_feeds.note_read(feed_id=0, on=TODAY)


def test_only_who_speaks_for_the_partner_gets_an_address(cast: Cast) -> None:
    for somebody in (cast.stranger, cast.bureau):
        for verb in (personal_feeds.make, personal_feeds.renew):
            with pytest.raises(Refusal, match="namens deze partner"):
                verb(partner=cast.bilal_partner, by=somebody, today=TODAY)
    assert not PersonalFeed.objects.exists()


class TestPage:
    def test_from_nothing_to_an_address_and_back(self, cast: Cast, as_bilal: Client) -> None:
        assert "Maak mijn agenda-adres" in as_bilal.get(PAGE).text
        for _ in range(2):  # a double tap
            assert as_bilal.post(PAGE, {"action": "make"}).status_code == 303
        first = PersonalFeed.objects.get()
        page = as_bilal.get(PAGE).text
        token = personal_feeds.token(first)
        assert f"/mijn/agenda/{token}.ics" in page
        assert 'href="webcal://' in page
        assert "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F" in page
        assert "https://outlook.live.com/calendar/0/addfromweb?url=http" in page
        as_bilal.post(PAGE, {"action": "renew"})
        assert personal_feeds.token(PersonalFeed.objects.get()) != token
        as_bilal.post(PAGE, {"action": "withdraw"})
        as_bilal.post(PAGE, {"action": "withdraw"})
        assert not PersonalFeed.objects.exists()
        lines = TimelineEntry.objects.order_by("pk").values_list("title", flat=True)
        assert list(lines) == ["Agenda-adres gemaakt", "Agenda-adres vernieuwd", "Agenda-adres ingetrokken"]

    def test_nonsense_does_nothing(self, cast: Cast, as_bilal: Client) -> None:
        assert as_bilal.post(PAGE, {"action": "burn"}).status_code == 303
        assert not PersonalFeed.objects.exists()

    def test_others(self, cast: Cast, as_bureau: Client, client: Client) -> None:
        assert as_bureau.get(PAGE).status_code == 403
        assert client.get(PAGE).status_code == 302


class TestMerge:
    def two(self, cast: Cast) -> tuple[Partner, Partner]:
        other = make_teacher("Bilal", "Amrani Dubbel")
        Membership.objects.create(user=cast.bilal, partner=other, started_on=date(2020, 1, 1))
        return cast.bilal_partner, other

    def test_an_address_of_who_goes_up_in_another_keeps_working(self, cast: Cast, client: Client) -> None:
        winner, loser = self.two(cast)
        feed = personal_feeds.make(partner=loser, by=cast.bilal, today=TODAY)
        make_booking(room=make_room("Studio 1"), partner=winner, by=cast.bureau)
        merging.merge(winner=winner, loser=loser, by=cast.bureau, at=AT)
        assert summaries(client, feed) == ["gitaarles"]

    def test_of_two_addresses_that_of_the_winner_stays(self, cast: Cast, client: Client) -> None:
        winner, loser = self.two(cast)
        kept, gone = (personal_feeds.make(partner=each, by=cast.bilal, today=TODAY) for each in (winner, loser))
        make_booking(room=make_room("Studio 1"), partner=loser, by=cast.bureau)
        merging.merge(winner=winner, loser=loser, by=cast.bureau, at=AT)
        assert summaries(client, kept) == ["gitaarles"]
        assert client.get(address(gone)).status_code == 404
        assert Booking.objects.get().partner == winner
