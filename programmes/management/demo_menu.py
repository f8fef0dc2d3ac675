"""The Cultuurmenu of the demo world: activities of 26 makers, and visits spread over the school days of the year."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import batched, groupby
from pathlib import Path
from typing import Any

from fluxus.demo import World
from fluxus.periods import AMSTERDAM, Period
from network.enums import EntryKind
from network.models import Partner, TimelineEntry
from programmes.domain.deliveries import planned_title
from programmes.domain.lessons import free_days
from programmes.models import Activity, Delivery, DeliveryGroup, SchoolGroup, SchoolYear

DATA = Path(__file__).resolve().parent.parent / "data"
STARTS = (time(8, 45), time(10, 30), time(13, 0))
WEDNESDAY, SATURDAY = 2, 5
PER_GROUP, PER_SCHOOL = 3, 17
TERM_ENDS = 45


def build_menu(world: World, year: SchoolYear, groups: list[SchoolGroup]) -> tuple[list[Activity], list[Delivery]]:
    """Activities with their visits; no maker and no group is anywhere twice."""
    activities = build_activities(world, year)
    visits = list(spread(world, wanted(world, activities, groups), school_days(year)))
    return activities, store(world, visits)


def build_activities(world: World, year: SchoolYear) -> list[Activity]:
    """The first activities are Bilal's; the others go to cultuurmakers of the same discipline."""
    rows = json.loads((DATA / "activities.json").read_text())
    makers = makers_for(world, rows)
    return Activity.objects.bulk_create(
        Activity(school_year=year, maker=makers[row.pop("maker")], **row) for row in rows
    )


def makers_for(world: World, rows: list[dict[str, Any]]) -> dict[int, Partner]:
    """A partner per number in the data; in a small world makers carry more than one number."""
    pool = [partner for partner in world.shared["cultuurmakers"] if partner != world.shared["bilal"]]
    makers = {0: world.shared["bilal"]}
    for row in rows:
        if row["maker"] in makers:
            continue
        fitting = [partner for partner in pool if row["discipline"] in partner.disciplines] or pool
        chosen = world.random.choice(fitting) if fitting else world.shared["bilal"]
        makers[row["maker"]] = chosen
        pool = [partner for partner in pool if partner != chosen]
    return makers


def school_days(year: SchoolYear) -> list[date]:
    """Weekdays in term; the last weeks before summer stay free."""
    free = free_days(year.starts_on, year.ends_on)
    length = (year.ends_on - year.starts_on).days - TERM_ENDS
    days = (year.starts_on + timedelta(days=offset) for offset in range(21, length))
    return [day for day in days if day.weekday() < SATURDAY and day not in free]


def wanted(
    world: World, activities: list[Activity], groups: list[SchoolGroup]
) -> Iterator[tuple[Activity, list[SchoolGroup]]]:
    """Three activities for every group out of those that its school chose, groups together where the activity takes more."""
    for _, of_school in groupby(groups, key=lambda group: group.school_id):
        chosen = world.random.sample(activities, min(PER_SCHOOL, len(activities)))
        asked: dict[Activity, list[SchoolGroup]] = defaultdict(list)
        for group in of_school:
            fitting = [activity for activity in chosen if group.fits(activity.grades)]
            for activity in world.random.sample(fitting, min(PER_GROUP, len(fitting))):
                asked[activity].append(group)
        for activity, taking_part in asked.items():
            yield from (
                (activity, list(some)) for some in batched(taking_part, activity.groups_per_delivery, strict=False)
            )


def spread(
    world: World, asked: Iterator[tuple[Activity, list[SchoolGroup]]], days: list[date]
) -> Iterator[tuple[Activity, list[SchoolGroup], Period]]:
    """A free slot for each, from a random day on; who finds none is left out."""
    slots = [datetime.combine(day, start) for day in days for start in STARTS if fits_the_day(day, start)]
    taken: set[tuple[str, int, datetime]] = set()
    for activity, groups in asked:
        first = world.random.randrange(len(slots))
        keys = [("maker", activity.maker_id), *(("group", group.pk) for group in groups)]
        for slot in slots[first:] + slots[:first]:
            if not any((*key, slot) in taken for key in keys):
                taken.update((*key, slot) for key in keys)
                yield activity, groups, Period(slot, slot + timedelta(minutes=activity.minutes))
                break


def fits_the_day(day: date, start: time) -> bool:
    """No Wednesday afternoon."""
    return day.weekday() != WEDNESDAY or start < time(12)


def store(world: World, visits: list[tuple[Activity, list[SchoolGroup], Period]]) -> list[Delivery]:
    """All rows at once: visits, their groups, and a line on the timeline of maker and school."""
    deliveries = Delivery.objects.bulk_create(
        Delivery(
            activity=activity,
            school=groups[0].school,
            local_start=period.start,
            local_end=period.end,
            fee_cents=activity.fee_cents,
            planned_at=planned_at(world, period),
            planned_by=world.shared["bureau"],
        )
        for activity, groups, period in visits
    )
    pairs = list(zip(deliveries, visits, strict=True))
    DeliveryGroup.objects.bulk_create(
        DeliveryGroup(delivery=delivery, group=group) for delivery, (_, groups, _) in pairs for group in groups
    )
    TimelineEntry.objects.bulk_create(
        TimelineEntry(
            partner=partner,
            kind=EntryKind.MENU,
            at=delivery.planned_at,
            by=world.shared["bureau"],
            title=planned_title(delivery.activity, delivery.school, groups, period),
            path=delivery.get_absolute_url(),
            amount_cents=delivery.fee_cents,
        )
        for delivery, (_, groups, period) in pairs
        for partner in (delivery.activity.maker, delivery.school)
    )
    return deliveries


def planned_at(world: World, period: Period) -> datetime:
    """Some weeks before the visit, and never in the future."""
    day = min(period.start.date() - timedelta(days=world.random.randint(30, 75)), world.today - timedelta(days=1))
    minutes = world.random.randrange(9 * 60, 17 * 60)
    return datetime.combine(day, time(minutes // 60, minutes % 60), AMSTERDAM)
