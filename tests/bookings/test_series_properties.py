"""Whatever people do to a series, in whatever order: claims, identities, calendars and the past agree."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings.domain import placing, series_feed
from bookings.domain.auditing import audit
from bookings.enums import BookingStatus
from bookings.models import Booking, BookingSeries, Room
from fluxus.errors import Refusal
from fluxus.periods import wall_clock
from tests.bookings.test_series_changes import claims_fit
from tests.cast import Cast
from tests.conformance.test_series_ical import claimed, expanded, moments, read
from tests.factories.bookings import AT, evening, make_booking, make_room, make_tariffs
from tests.factories.network import make_teacher
from tests.factories.series import FIRST, make_series, tuesdays

type Act = Callable[[list[Room], Any, datetime], object]


@contextmanager
def undone_afterwards() -> Iterator[None]:
    """What one example writes is gone for the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def rooms(db: None) -> list[Room]:
    make_tariffs()
    first = make_room("Studio 1")
    return [first, make_room("Studio 2", building=first.building, turnaround_minutes=30)]


def some_booking(place: int, *, after: datetime | None = None) -> Booking:
    """Any date of any series; with `after` one that is still to come, for what one may do to a past one by hand."""
    rows = Booking.objects.filter(series__isnull=False).select_related("room", "partner").order_by("pk")
    coming = rows.filter(local_start__gt=wall_clock(after)) if after else rows
    return coming[place % coming.count()]


@st.composite
def changes(draw: st.DrawFn) -> Act:
    """This, this and the following, or all of them get another day, hour, rhythm, end or room; or a few of these."""
    place, scope = draw(st.integers(0, 40)), draw(st.sampled_from(["one", "following", "all"]))
    hour, room = draw(st.integers(9, 20)), draw(st.integers(0, 1))
    possible: dict[str, Any] = {
        "starts": time(hour),
        "ends": time(hour + draw(st.integers(1, 2))),
        "weekdays": sorted(draw(st.sets(st.integers(1, 7), min_size=1, max_size=3))),
        "every_weeks": draw(st.integers(1, 3)),
        "last_on": FIRST + timedelta(days=draw(st.integers(30, 150))),
        "title": "bandcoaching",
    }
    names = draw(st.sets(st.sampled_from(sorted(possible)), min_size=1, max_size=3))
    asked = {name: possible[name] for name in names}

    def act(rooms: list[Room], by: Any, at: datetime) -> object:
        fields = {**asked, **({"room": rooms[room]} if hour % 2 else {})}
        return placing.change_series(booking=some_booking(place), scope=scope, by=by, at=at, **fields)

    return act


@st.composite
def single_acts(draw: st.DrawFn) -> Act:
    place, verb = draw(st.integers(0, 40)), draw(st.sampled_from(["skip", "cancel", "add_back", "move", "rest"]))

    def act(rooms: list[Room], by: Any, at: datetime) -> object:
        booking = some_booking(place, after=at)
        verbs: dict[str, Callable[[], object]] = {
            "skip": lambda: placing.skip(booking=booking, reason="Ziek.", by=by, at=at),
            "cancel": lambda: placing.cancel(booking=booking, reason="Ziek.", by=by, at=at),
            "add_back": lambda: placing.add_back(booking=booking, by=by, at=at),
            "move": lambda: placing.move(
                booking=booking, room=rooms[1], period=evening(8, 9, booking.local_start.date()), by=by, at=at
            ),
            "rest": lambda: placing.cancel_following(booking=booking, reason="Klaar.", by=by, at=at),
        }
        return verbs[verb]()

    return act


@given(st.lists(st.one_of(changes(), changes(), single_acts()), min_size=1, max_size=6), st.integers(0, 40))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_everything_still_agrees(rooms: list[Room], cast: Cast, acts: list[Act], days_later: int) -> None:
    at = AT + timedelta(days=days_later)
    with undone_afterwards():
        make_booking(room=rooms[0], partner=make_teacher(), by=cast.bureau, period=evening(19, 21, date(2026, 12, 9)))
        make_series(room=rooms[0], partner=cast.bilal_partner, by=cast.bureau, rule=tuesdays())
        past, born = history(at), dict(Booking.objects.values_list("pk", "uuid"))
        for act in acts:
            before = dict(Booking.objects.values_list("pk", "sequence"))
            try_it(act, rooms, cast.bureau, at)
            after = dict(Booking.objects.values_list("pk", "sequence"))
            assert all(after[pk] >= sequence for pk, sequence in before.items())
            assert claims_fit()
        assert history(at)[: len(past)] == past
        assert born.items() <= dict(Booking.objects.values_list("pk", "uuid")).items()
        assert audit().problems == []
        calendars_agree()


def try_it(act: Act, rooms: list[Room], by: Any, at: datetime) -> None:
    """A refusal leaves everything as it was; `claims_fit` looks after each."""
    before = list(Booking.objects.order_by("pk").values())
    with suppress(Refusal):
        act(rooms, by, at)
        return
    assert list(Booking.objects.order_by("pk").values()) == before


def history(at: datetime) -> list[dict[str, object]]:
    """What has begun by `at`. Its series may be another by now, and somebody may note that it lapsed."""
    begun = Booking.objects.filter(
        local_start__lte=wall_clock(at), series__isnull=False, status=BookingStatus.CONFIRMED
    )
    return list(begun.order_by("pk").values("pk", "uuid", "room", "local_start", "local_end", "price_cents", "title"))


def calendars_agree() -> None:
    for series in BookingSeries.objects.select_related("room__building"):
        body = series_feed.calendar(series, AT, "")
        rule = tuesdays(first_on=FIRST - timedelta(days=14), last_on=FIRST + timedelta(days=200))
        assert moments(expanded(read(body), rule)) == claimed(series.bookings.all())
