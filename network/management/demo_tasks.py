"""What is still to be done in the demo world: mine, my team's, late, today, later, and done."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from fluxus.demo import World
from network.domain import tasks
from network.enums import Role
from network.management import demo_stories as stories
from network.management.demo_moments import working_hour
from network.management.demo_time import backdate, newest_line
from network.models import ContactMoment, Partner, Task, User, Wijk


def build_tasks(world: World, staff: list[User]) -> None:
    """Tasks of every stand, with the demo accounts first in line."""
    random, shared = Random(f"tasks {world.size}"), world.shared  # noqa: S311  # invented data, repeatable on purpose
    account_names = ("bureau", "expert", "financien", "beheer")
    main = [shared[name] for name in account_names]
    keepers = [*main, *(user for user in staff if user.has_role(Role.PROJECTBUREAU, Role.EXPERT))]
    partners = [shared["bilal"], shared["koor"], *shared["schools"], *shared["cultuurmakers"], *shared["amateurs"]]
    for at in range(world.scale(small=20, house=150)):
        title, days, team = stories.TASKS[at % len(stories.TASKS)]
        who = {"team": team} if team else {"assigned_to": keepers[at % len(keepers)]}
        partner = partners[at] if at < len(partners) // 2 else random.choice(partners)
        add(world, title=title, days=days + at // 20, partner=partner, by=random.choice(keepers), **who)
    for wijk in world.shared["wijken"][:: world.scale(small=9, house=2)]:
        title, days, _team = random.choice(stories.WIJK_TASKS)
        add(world, title=title, days=days, wijk=wijk, by=shared["bureau"], assigned_to=holder(wijk, world))
    follow_up(world, random)
    tick_off(world, random)


def add(world: World, *, title: str, days: int, by: User, moment: ContactMoment | None = None, **about: Any) -> None:
    """A task that somebody thought of a while ago."""
    line = newest_line()
    made_at = moment.noted_at if moment else working_hour(world, days=40)
    task = tasks.add(title=title, due_on=world.today + timedelta(days=days), by=by, moment=moment, **about)
    Task.objects.filter(pk=task.pk).update(created_at=made_at)
    backdate(line, made_at)


def holder(wijk: Wijk, world: World) -> User:
    """The accounthouder of a wijk."""
    account = wijk.accounts.on(world.today).filter(is_primary=True).select_related("user").get()
    return account.user


def follow_up(world: World, random: Random) -> None:
    """Out of the latest moments follows something to do."""
    latest = (
        ContactMoment.objects.order_by("-occurred_at", "pk").select_related("noted_by").prefetch_related("partners")
    )
    for moment in latest[: world.scale(small=6, house=40)]:
        partner: Partner | None = moment.partners.order_by("pk").first()
        about = {"partner": partner, "assigned_to": moment.noted_by, "moment": moment}
        add(world, title=random.choice(stories.FOLLOW_UPS), days=random.randrange(1, 14), by=moment.noted_by, **about)


def tick_off(world: World, random: Random) -> None:
    """One in three is done already, most of them by who had to."""
    for task in Task.objects.order_by("pk").select_related("assigned_to", "created_by")[2::3]:
        line = newest_line()
        tasks.done(task=task, by=task.assigned_to or task.created_by)
        done_at = min(task.created_at + timedelta(days=random.randrange(1, 20)), yesterday(world))
        Task.objects.filter(pk=task.pk).update(done_at=done_at)
        backdate(line, done_at)


def yesterday(world: World) -> datetime:
    return working_hour(world, days=2)
