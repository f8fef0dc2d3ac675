"""The rooms and the season of the demo world."""

from dataclasses import replace
from datetime import date, datetime
from random import Random

import pytest
from django.db import transaction

from bookings.domain import availability, placing, recurring
from bookings.domain.auditing import audit
from bookings.enums import Attendance, BookingMode, BookingStatus, ClosureKind, SkipKind
from bookings.management import demo, demo_days
from bookings.management.demo_rows import Plan, Stay, fate
from bookings.management.demo_season import season
from bookings.models import (
    Booking,
    BookingSeries,
    CalendarPeriod,
    Closure,
    DaySheetReader,
    Display,
    Incident,
    NoiseNeighbours,
    Room,
    RoomSet,
    SwapRequest,
)
from fluxus.demo import World
from fluxus.periods import Period
from network.enums import Discipline
from tests.cast import Cast
from tests.factories.network import make_organisation, make_person

TODAY = date(2026, 11, 23)


def small_world(cast: Cast, today: date = TODAY) -> World:
    koor = make_organisation("Popkoor Zaanzang", roles=("amateur_association",), disciplines=["music"])
    shared = {
        "beheer": cast.admin,
        "bureau": cast.bureau,
        "bilal": cast.bilal_partner,
        "koor": koor,
        "amateurs": [koor],
        "cultuurmakers": [make_person(roles=("teacher",), disciplines=[found]) for found in Discipline.values],
    }
    return World(size="small", random=Random(1), today=today, shared=shared)


@pytest.fixture
def world(cast: Cast) -> World:
    made = small_world(cast)
    demo.build(made)
    return made


def test_sixty_rooms_in_four_houses_without_a_clash(world: World) -> None:
    assert (len(world.shared["rooms"]), len(world.shared["buildings"])) == (60, 4)
    found = audit()
    assert found.bookings > 100
    assert found.problems == []


def test_the_story_can_be_told(world: World) -> None:
    """Studio 1 is free next Tuesday evening, and Bilal has something to see."""
    studio = Room.objects.get(name="Studio 1")
    assert availability.is_free(studio, Period(datetime(2026, 12, 1, 19), datetime(2026, 12, 1, 22)))
    assert Booking.objects.filter(partner=world.shared["bilal"], local_start__gt=datetime(2026, 11, 24)).exists()


def test_lessons_keep_the_holidays(cast: Cast) -> None:
    """Nothing stands in the Christmas holiday, but every date of a series is a row that says why."""
    demo.build(small_world(cast, today=date(2026, 12, 21)))
    holiday = {"local_start__gt": datetime(2026, 12, 19), "local_start__lt": datetime(2027, 1, 4)}
    dates = Booking.objects.filter(series__isnull=False)
    assert dates.standing().exists()
    assert not dates.standing().filter(**holiday).exists()
    assert set(dates.filter(**holiday).values_list("skip_reason", flat=True)) == {"Kerstvakantie"}


def test_a_date_that_gives_way_to_a_production_is_no_day_off(world: World) -> None:
    """Else the house proposes to let it go on while the production still stands."""
    series = BookingSeries.objects.select_related("season").first()
    assert series
    assert series.season
    period = Period(datetime(2026, 12, 8, 19), datetime(2026, 12, 8, 21))
    plan = Plan(series.season, TODAY, TODAY, (), recurring.DaysOff(), Random(1), TODAY)
    occasion = recurring.Occasion(period.start.date(), period, "", "")
    found = fate(world, plan, occasion, series, [Stay(series.room.slug, period, "première")], period)
    assert (found["skip_kind"], found["skip_reason"]) == (SkipKind.CLASH, "première")


def test_every_date_of_a_rule_is_a_row(world: World) -> None:
    for series in BookingSeries.objects.all():
        expected = [each.on for each in recurring.occasions(recurring.Rule.of(series), recurring.DaysOff())]
        assert sorted(series.bookings.values_list("original_on", flat=True)) == expected


def test_the_desk_has_something_of_everything(world: World) -> None:
    """Rivals for one evening, an option that ends tomorrow, a production, a date that is free again, a wish to swap."""
    asked = list(Booking.objects.filter(status=BookingStatus.REQUESTED))
    assert any(found for found in placing.rivals_of(asked).values())
    assert Booking.objects.filter(status=BookingStatus.OPTION, option_ends_at__date=date(2026, 11, 24)).exists()
    assert Closure.objects.filter(kind=ClosureKind.PRODUCTION).exists()
    free_again = Booking.objects.get(skip_kind=SkipKind.CLASH, partner=world.shared["bilal"])
    assert availability.is_free(free_again.room, free_again.period)
    assert {each.booking.partner for each in SwapRequest.objects.all()} == {world.shared["bilal"], world.shared["koor"]}
    assert Booking.objects.filter(attendance=Attendance.ARRIVED).exists()
    assert set(Room.objects.values_list("booking_mode", flat=True)) == set(BookingMode.values)
    assert [Model.objects.exists() for Model in (Display, Incident, RoomSet, NoiseNeighbours, DaySheetReader)] == [
        True
    ] * 5


def test_the_same_seed_gives_the_same_world(cast: Cast) -> None:
    """Also the calendar numbers, so that a feed read yesterday is the feed of today."""
    shown = []
    made = small_world(cast)
    for _ in range(2):
        with transaction.atomic():
            demo.build(replace(made, random=Random(1)))
            shown.append(
                list(Booking.objects.filter(series__isnull=False).order_by("pk").values_list("uuid", "status"))
            )
            transaction.set_rollback(True)
    assert shown[0] == shown[1] != []


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 31)])
def test_season_lies_around_every_day(day: date) -> None:
    weeks = season(day)
    assert weeks[0].weekday() == 0
    assert 45 <= len(weeks) <= 49
    assert abs((weeks[0] - day).days) < 330


@pytest.mark.django_db
@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026, 2027, 2028, 2029, 2030])
def test_reckoned_public_holidays_are_those_of_the_source(year: int) -> None:
    stored = CalendarPeriod.objects.filter(calendar__kind="public_holiday", starts_on__year=year)
    assert sorted(demo_days.public_holidays(year)) == sorted(stored.values_list("name", "starts_on"))


@pytest.mark.django_db
def test_days_off_beyond_the_source_say_so() -> None:
    demo_days.complete(date(2018, 8, 13), date(2028, 7, 16))
    early = CalendarPeriod.objects.filter(starts_on__lt=date(2019, 12, 1))
    assert {each.calendar.name for each in early.select_related("calendar")} == {
        "Feestdagen (berekend)",
        "Schoolvakanties (geschat)",
    }
    autumn = early.get(name="Herfstvakantie", starts_on__year=2018)
    assert (autumn.starts_on.isoweekday(), (autumn.ends_on - autumn.starts_on).days) == (6, 8)
