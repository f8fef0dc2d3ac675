"""The demo world: believable, free of clashes, and the same every time."""

from datetime import date
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from fluxus.demo import World
from programmes.domain.lessons import free_days
from programmes.management.demo import build
from programmes.models import Activity, Course, Delivery, DeliveryGroup, SchoolGroup
from tests.cast import Cast
from tests.factories.network import make_school, make_teacher

TODAY = date(2026, 11, 23)
DISCIPLINES = ("music", "visual", "theatre_dance", "digital", "amateur")

pytestmark = pytest.mark.django_db


def world(cast: Cast, *, schools: list[Any], size: Any = "house") -> World:
    makers = [make_teacher(f"Maker{n}", disciplines=[DISCIPLINES[n % 5]]) for n in range(30)]
    shared = {
        "bureau": cast.bureau,
        "bilal": cast.bilal_partner,
        "bilal_user": cast.bilal,
        "cultuurmakers": [cast.bilal_partner, *makers],
        "schools": schools,
    }
    return World(size=size, random=Random(1), today=TODAY, shared=shared)


@pytest.fixture
def built(cast: Cast) -> World:
    schools = [make_school(pupils=number) for number in (345, 264, 62)] + [
        make_school(pupils=None),
        make_school(pupils=91, sector="sbo"),
    ]
    made = world(cast, schools=schools)
    build(made)
    return made


def test_every_pupil_of_every_school(built: World) -> None:
    pupils = {school.pk: school.school.pupils for school in built.shared["schools"] if school.school.pupils}
    counted = {pk: sum(SchoolGroup.objects.filter(school=pk).values_list("pupils", flat=True)) for pk in pupils}
    assert counted == pupils
    assert len(built.shared["groups"]) == SchoolGroup.objects.count()


def test_the_menu_has_the_size_of_the_jaarplan(built: World) -> None:
    assert Activity.objects.count() == 37
    assert Activity.objects.values("maker").distinct().count() == 26
    assert Activity.objects.filter(maker=built.shared["bilal"]).count() == 2


def test_nobody_is_anywhere_twice(built: World) -> None:
    busy: dict[Any, list[Any]] = {}
    for row in DeliveryGroup.objects.select_related("delivery__activity"):
        busy.setdefault(("group", row.group_id), []).append(row.delivery.period)
    for delivery in Delivery.objects.select_related("activity"):
        busy.setdefault(("maker", delivery.activity.maker_id), []).append(delivery.period)
    clashes = [one for periods in busy.values() for one, other in pairwise(sorted(periods)) if one.overlaps(other)]
    assert len(busy) > 40
    assert clashes == []


def test_groups_fit_and_days_are_school_days(built: World) -> None:
    year = built.shared["school_year"]
    free = free_days(year.starts_on, year.ends_on)
    for row in DeliveryGroup.objects.select_related("group", "delivery__activity"):
        assert row.group.fits(row.delivery.activity.grades)
        assert row.group.school_id == row.delivery.school_id
        assert row.delivery.local_start.weekday() < 5
        assert row.delivery.local_start.date() not in free


def test_catalogue_is_filled(built: World) -> None:
    assert Course.objects.on_offer(TODAY).count() >= 35
    assert Course.objects.filter(status="submitted").count() == 5
    own = Course.objects.filter(maker=built.shared["bilal"])
    assert {"published", "submitted"} <= set(own.values_list("status", flat=True))


def test_nothing_was_planned_in_the_future(built: World) -> None:
    assert not Delivery.objects.filter(planned_at__date__gte=TODAY).exists()


def test_small_world(cast: Cast) -> None:
    made = world(cast, schools=[make_school(pupils=120) for _ in range(4)], size="small")
    build(made)
    assert SchoolGroup.objects.values("school").distinct().count() == 2


def test_who_has_no_groups_gives_no_visits(cast: Cast) -> None:
    made = world(cast, schools=[make_school(pupils=None)])
    build(made)
    assert made.shared["deliveries"] == []


@pytest.mark.parametrize("today", [date(2026, 8, 1), date(2028, 2, 29), date(2027, 7, 31)])
def test_any_day_can_be_the_day_of_the_demo(cast: Cast, today: date) -> None:
    made = world(cast, schools=[make_school(pupils=120)])
    made.today = today
    build(made)
    assert len(made.shared["deliveries"]) > 5
