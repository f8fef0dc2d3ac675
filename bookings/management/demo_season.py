"""A season of weekly lessons, rehearsals and evenings in the rooms of the demo world, and what came in between.

Written in bulk, because twelve thousand bookings one by one would take minutes.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from bookings.domain import recurring
from bookings.enums import BookingStatus, SkipKind
from bookings.management import demo_rows, demo_weeks
from bookings.management.demo_rows import Plan, Stay
from bookings.management.demo_weeks import Week, Weekly
from bookings.models import Room, Season
from fluxus.demo import World
from fluxus.periods import Period, monday

SEASON_TURNS_IN = 7
SHOWN_IN_SMALL = timedelta(days=21)
SEEN_WEEKS = 8
PRODUCTION = ("vlakkevloertheater", "Voorstelling De Zaanse Droom: opbouw en première")
REPAIRS = ("keramiekatelier", "onderhoud van de oven")


def build(world: World) -> None:
    """The season of today, with the rooms that a production and a repair keep to themselves."""
    rooms = rooms_of_world()
    week = Week(rooms)
    lessons = [*demo_weeks.own(world, rooms, week)]
    lessons += demo_weeks.more(world, rooms, week, wanted=world.scale(small=24, house=312))
    first, last = bounds(world)
    days_off = recurring.DaysOff.between(first, last)
    plan = Plan(
        season=seasons(world.today)[1],
        first=first,
        last=last,
        lessons=lessons,
        days_off=days_off,
        random=Random(f"dates {world.random.random()}"),  # noqa: S311  # invented data, repeatable on purpose
        seen_since=world.today - timedelta(weeks=SEEN_WEEKS),
        stays=stays(world),
        special=dict(stories(world, lessons, days_off)),
    )
    demo_rows.write(world, plan)


def rooms_of_world() -> list[Room]:
    found = Room.objects.select_related("building").prefetch_related("building__opening_hours", "room_units")
    return list(found.order_by("position", "pk"))


def season(today: date) -> list[date]:
    """The Mondays from mid-August to mid-July around today."""
    year = today.year if today.month >= SEASON_TURNS_IN else today.year - 1
    return mondays(year)


def mondays(year: int) -> list[date]:
    """The Mondays of the season that begins in a year."""
    first, last = monday(date(year, 8, 17)), date(year + 1, 7, 12)
    return [first + timedelta(days=7 * number) for number in range((last - first).days // 7 + 1)]


def seasons(today: date) -> list[Season]:
    """Last season, the one of today and the next."""
    year = season(today)[0].year
    return [season_of(start) for start in (year - 1, year, year + 1)]


def season_of(year: int) -> Season:
    weeks = mondays(year)
    made, _ = Season.objects.get_or_create(
        name=f"{year}/{year + 1}",
        defaults={"starts_on": weeks[0], "ends_on": weeks[-1] + timedelta(days=6)},
    )
    return made


def bounds(world: World) -> tuple[date, date]:
    """The first and the last day with lessons; a small world shows only the weeks around today."""
    weeks = season(world.today)
    first, last = weeks[0], weeks[-1] + timedelta(days=6)
    if world.size != "small":
        return first, last
    here = monday(world.today)
    first, last = max(first, here - SHOWN_IN_SMALL), min(last, here + SHOWN_IN_SMALL + timedelta(days=6))
    return (first, last) if first < last else (weeks[0], weeks[5])


def stays(world: World) -> list[Stay]:
    """A production that takes the theatre for most of a week, and a day without the kiln."""
    here = monday(world.today)
    week = Period(at(here, days=15, hour=9), at(here, days=20, hour=23))
    day = Period(at(here, days=8, hour=8), at(here, days=9, hour=8))
    return [Stay(room, period, why) for (room, why), period in zip((PRODUCTION, REPAIRS), (week, day), strict=True)]


def at(day: date, *, days: int, hour: int) -> datetime:
    return datetime.combine(day + timedelta(days=days), datetime.min.time()) + timedelta(hours=hour)


def stories(
    world: World, lessons: Sequence[Weekly], days_off: recurring.DaysOff
) -> Iterator[tuple[tuple[int, date], dict[str, Any]]]:
    """What Bilal and the choir see in their season: a date that fell out, one that is free again, one he did himself."""
    told: tuple[tuple[str, int, dict[str, Any]], ...] = (
        ("bilal", 1, free_again()),
        ("bilal", 2, by_himself(world, "bilal_user", "ik speel die dag zelf")),
        ("koor", 2, skipped_by_choice()),
    )
    for who, nth, fate in told:
        place = next((at for at, lesson in enumerate(lessons) if lesson.partner.pk == world.shared[who].pk), None)
        if place is None:
            continue
        lesson = lessons[place]
        coming = [day for day in days_after(world.today, lesson.weekday) if not is_off(day, days_off)]
        yield (place, coming[nth]), fate


def days_after(today: date, weekday: int) -> Iterator[date]:
    """That weekday in the coming weeks, never today."""
    first = today + timedelta(days=(weekday - today.isoweekday() - 1) % 7 + 1)
    return (first + timedelta(weeks=number) for number in range(12))


def is_off(day: date, days_off: recurring.DaysOff) -> bool:
    return any(off.first <= day <= off.last for off in days_off.periods)


def free_again() -> dict[str, Any]:
    """Skipped because somebody else was in, who has left since."""
    return unclaimed(BookingStatus.SKIPPED, skip_kind=SkipKind.CLASH, skip_reason="bezet door een ander")


def skipped_by_choice() -> dict[str, Any]:
    return unclaimed(BookingStatus.SKIPPED, skip_kind=SkipKind.CHOICE, skip_reason="de dirigent is op reis")


def by_himself(world: World, account: str, reason: str) -> dict[str, Any]:
    by = world.shared.get(account) or world.shared["bureau"]
    at = demo_rows.moment(world.today - timedelta(days=4))
    return unclaimed(**demo_rows.cancelled(at, by=by, reason=reason))


def unclaimed(status: str, **parts: Any) -> dict[str, Any]:
    """Whatever fate had decided for this date no longer holds."""
    blank = {"skip_kind": "", "skip_reason": "", "cancelled_at": None, "cancelled_by_id": None, "cancel_reason": ""}
    return {"status": status, **blank, **parts}
