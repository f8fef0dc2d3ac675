"""What somebody still has to do: added, taken, passed on, done and sometimes not done after all."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from fluxus.db import lock, one_at_a_time
from fluxus.errors import Refusal
from fluxus.text import tidy
from network.domain.timeline import record
from network.enums import COLLEAGUE_ROLES, Confidentiality, EntryKind, Role
from network.models import ContactMoment, Partner, Task, User, Wijk

LONGEST_TITLE = 200
LONGEST_DETAIL = 5000
SECOND_CLICK = timedelta(minutes=1)
WORDS = {
    "title": "wat",
    "detail": "toelichting",
    "due_on": "uiterlijk",
    "assigned_to": "voor wie",
    "team": "voor wie",
    "partner": "partner",
    "wijk": "wijk",
}

CLEANED: dict[str, Callable[[str], str]] = {"title": tidy, "detail": str.strip}


class Changes(TypedDict, total=False):
    """What may be changed of a task; what is left out stays as it is."""

    title: str
    detail: str
    due_on: date | None
    assigned_to: User | None
    team: str
    partner: Partner | None
    wijk: Wijk | None


@transaction.atomic
def add(
    *,
    title: str,
    by: Any,
    due_on: date | None = None,
    assigned_to: User | None = None,
    team: str = "",
    partner: Partner | None = None,
    wijk: Wijk | None = None,
    moment: ContactMoment | None = None,
    detail: str = "",
) -> Task:
    """A task for one colleague or for a team (a role of colleagues), with a line on the timeline of its partner.

    The same asked again by the same person within a minute is a second click, and gives the task that stands already.
    Refuses a task without words, for nobody, for a colleague and a team at once, and for who does not work here.
    """
    task = Task(
        title=tidy(title),
        detail=detail.strip(),
        due_on=due_on,
        assigned_to=assigned_to,
        team=team,
        partner=partner,
        wijk=wijk,
        moment=moment,
        created_by=by,
    )
    check(task)
    one_at_a_time(f"task {by.pk} {task.title}")
    if earlier := asked_before(task):
        return earlier
    task.save()
    tell(task, f"Taak voor {waits_for(task)}: {task.title}", by=by)
    return task


def asked_before(task: Task) -> Task | None:
    """The very same task, open and just made."""
    same = {name: getattr(task, name) for name in (*WORDS, "moment", "created_by")}
    return Task.objects.open().filter(created_at__gt=timezone.now() - SECOND_CLICK, **same).first()


@transaction.atomic
def change(*, task: Task, by: Any, **changes: Unpack[Changes]) -> Task:
    """Change what is said of an open task. Says on the timeline what changed; nothing changed, nothing said."""
    task = open_one(task)
    wanted: dict[str, Any] = {**changes}
    wanted |= {name: clean(wanted[name]) for name, clean in CLEANED.items() if name in wanted}
    changed = [name for name, value in wanted.items() if getattr(task, name) != value]
    if not changed:
        return task
    for name in changed:
        setattr(task, name, wanted[name])
    check(task)
    task.save(update_fields=changed)
    words = ", ".join(dict.fromkeys(WORDS[name] for name in changed))
    tell(task, f"Taak gewijzigd ({words}): {task.title}", by=by)
    return task


@transaction.atomic
def pass_on(*, task: Task, by: Any, to: User | None = None, team: str = "") -> Task:
    """Give an open task to another colleague or team. Refuses who has it already."""
    task = open_one(task)
    if (task.assigned_to, task.team) == (to, team):
        raise Refusal(f"Deze taak is al voor {waits_for(task)}.", field="assigned_to", code="same")
    task.assigned_to, task.team = to, team
    check(task)
    task.save(update_fields=["assigned_to", "team"])
    tell(task, f"Taak doorgegeven aan {waits_for(task)}: {task.title}", by=by)
    return task


@transaction.atomic
def take(*, task: Task, by: Any) -> Task:
    """Somebody of the team takes a task of the team upon himself. Refuses what another took first."""
    task = open_one(task)
    if not task.team:
        raise Refusal(f"Deze taak is al van {waits_for(task)}.", code="taken")
    if not by.has_role(task.team):
        raise Refusal(f"Deze taak is voor het team {team_name(task.team)}.", code="team")
    task.assigned_to, task.team = by, ""
    task.save(update_fields=["assigned_to", "team"])
    return task


@transaction.atomic
def done(*, task: Task, by: Any) -> Task:
    """The task is done, by whoever says so. Refuses one that was done already."""
    task = open_one(task)
    task.done_at, task.done_by = timezone.now(), by
    task.save(update_fields=["done_at", "done_by"])
    tell(task, f"Taak gedaan: {task.title}", by=by)
    return task


@transaction.atomic
def reopen(*, task: Task, by: Any) -> Task:
    """The task is to be done after all. Refuses one that is open."""
    task = held(task)
    if task.done_at is None:
        raise Refusal("Deze taak staat al open.", code="open")
    task.done_at = task.done_by = None
    task.save(update_fields=["done_at", "done_by"])
    tell(task, f"Taak weer open: {task.title}", by=by)
    return task


def held(task: Task) -> Task:
    """The task as it is now, locked until the end of this transaction."""
    rows = lock(Task.objects.filter(pk=task.pk))
    if not rows:
        raise Refusal("Deze taak is er niet meer.", code="gone")
    return rows[0]


def open_one(task: Task) -> Task:
    """The same, when it is not done yet."""
    now = held(task)
    if now.done_at is not None:
        raise Refusal(f"Deze taak is al gedaan door {now.done_by}.", code="done")
    return now


def check(task: Task) -> None:
    """Raises Refusal for a task that cannot be."""
    if not task.title:
        raise Refusal("Schrijf op wat er moet gebeuren.", field="title")
    if len(task.title) > LONGEST_TITLE:
        raise Refusal(f"Houd het kort: hooguit {LONGEST_TITLE} tekens. De rest past in de toelichting.", field="title")
    if len(task.detail) > LONGEST_DETAIL:
        raise Refusal(f"De toelichting is te lang: hooguit {LONGEST_DETAIL} tekens.", field="detail")
    if bool(task.assigned_to) == bool(task.team):
        raise Refusal("Kies een collega of een team.", field="assigned_to")
    if task.assigned_to and not task.assigned_to.is_colleague:
        raise Refusal(f"{task.assigned_to} werkt hier niet. Kies een collega.", field="assigned_to")
    if task.team and task.team not in COLLEAGUE_ROLES:
        raise Refusal("Dit team bestaat niet.", field="team")


def waits_for(task: Task) -> str:
    """Who has to do it: 'Noor Visser', 'team projectbureau'."""
    return str(task.assigned_to) if task.assigned_to else f"team {team_name(task.team)}"


def team_name(team: str) -> str:
    return str(Role(team).label)


def tell(task: Task, title: str, *, by: Any) -> None:
    """A line on the timeline of the partner, as confidential as the moment from which the task follows."""
    if task.partner is None:
        return
    level = task.moment.confidentiality if task.moment else Confidentiality.OPEN
    record(
        partners=[task.partner],
        kind=EntryKind.TASK,
        title=title,
        path=task.get_absolute_url(),
        by=by,
        confidentiality=level,
        moment=task.moment,
    )
