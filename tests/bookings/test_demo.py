"""The rooms and the season of the demo world."""

from datetime import date, datetime
from random import Random

import pytest

from bookings.domain import availability
from bookings.domain.auditing import audit
from bookings.management import demo
from bookings.management.demo_season import season
from bookings.models import Booking, Room
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
    demo.build(small_world(cast, today=date(2026, 12, 21)))
    holidays = {"local_start__gt": datetime(2026, 12, 19), "local_start__lt": datetime(2027, 1, 4)}
    assert Booking.objects.exists()
    assert not Booking.objects.filter(**holidays).exists()


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 31)])
def test_season_lies_around_every_day(day: date) -> None:
    weeks = season(day)
    assert weeks[0].weekday() == 0
    assert 45 <= len(weeks) <= 49
    assert abs((weeks[0] - day).days) < 330
