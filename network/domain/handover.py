"""A colleague hands his wijken and tasks to another: everything he holds on one screen, moved in one go."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from fluxus.db import lock
from fluxus.errors import Refusal
from network.domain import tasks, wijken
from network.models import Task, User, Wijk, WijkAccount

STALE = "Intussen is er iets veranderd aan wat {name} heeft. Kijk de overdracht nog eens na."


@dataclass(frozen=True)
class Holdings:
    """What waits for one colleague: wijken he answers for, the ones he is first of before the others, and open tasks."""

    accounts: list[WijkAccount]
    tasks: list[Task]


@dataclass(frozen=True)
class Step:
    """What happens to one wijk. `stays_first`: who gets it is its first already, so a second account just ends."""

    account: WijkAccount
    receiver: User
    was_second: bool
    stays_first: bool


@dataclass(frozen=True)
class Plan:
    """Who gets what: what the preview shows is what `hand_over` does."""

    steps: list[Step]
    tasks: list[tuple[Task, User]]


def holders() -> QuerySet[User]:
    """Colleagues, and who left and still holds a wijk or a task."""
    with_wijk = WijkAccount.objects.filter(ended_on=None).values("user")
    with_task = Task.objects.open().filter(assigned_to__isnull=False).values("assigned_to")
    still = Q(pk__in=with_wijk) | Q(pk__in=with_task)
    return User.objects.filter(still | Q(pk__in=User.objects.colleagues())).order_by("name", "pk")


def holdings(*, user: User) -> Holdings:
    """All that can be handed over; a wijk that somebody else gets on a coming day is his no more."""
    accounts = (
        WijkAccount.objects.filter(user=user, ended_on=None).select_related("wijk", "user").defer("wijk__boundary")
    )
    waiting = Task.objects.open().filter(assigned_to=user).select_related("partner", "wijk").defer("wijk__boundary")
    soonest_first = waiting.order_by(F("due_on").asc(nulls_last=True), "pk")
    return Holdings(list(accounts.order_by("-is_primary", "wijk__name")), list(soonest_first))


def plan(
    *, giver: User, receiver: User, receivers: Mapping[int, User], wijk_ids: Collection[int], task_ids: Collection[int]
) -> Plan:
    """Who gets which of the wijken and tasks (by key); `receivers` names another colleague for a wijk.

    A task of a wijk that goes along goes to whoever gets that wijk. Refuses what the giver does not hold (any more),
    nothing at all, and a receiver who is the giver or no colleague.
    """
    held = holdings(user=giver)
    accounts = [account for account in held.accounts if account.wijk_id in set(wijk_ids)]
    waiting = [task for task in held.tasks if task.pk in set(task_ids)]
    if len(accounts) < len(set(wijk_ids)) or len(waiting) < len(set(task_ids)):
        raise Refusal(STALE.format(name=giver.name), code="stale")
    if not accounts and not waiting:
        raise Refusal("Vink aan wat je wilt overdragen.", code="nothing")
    to = {account.wijk_id: receivers.get(account.wijk_id, receiver) for account in accounts}
    for user in {receiver, *to.values()}:
        check(giver, user)
    return Plan(
        steps_of(accounts, to),
        [(task, to.get(task.wijk_id, receiver) if task.wijk_id else receiver) for task in waiting],
    )


def check(giver: User, receiver: User) -> None:
    if giver.pk == receiver.pk:
        raise Refusal("Kies een andere collega om aan over te dragen.", field="receiver", code="same")
    if not receiver.is_colleague:
        raise Refusal(f"{receiver.name} werkt hier niet (meer). Kies een collega.", field="receiver", code="colleague")


def steps_of(accounts: list[WijkAccount], to: Mapping[int, User]) -> list[Step]:
    """The steps, knowing what the receivers hold in these wijken already."""
    open_accounts = WijkAccount.objects.filter(wijk__in=to, ended_on=None, user__in=set(to.values()))
    held = {(row.wijk_id, row.user_id): row.is_primary for row in open_accounts}
    return [
        Step(
            account,
            to[account.wijk_id],
            was_second=held.get((account.wijk_id, to[account.wijk_id].pk)) is False,
            stays_first=held.get((account.wijk_id, to[account.wijk_id].pk)) is True,
        )
        for account in accounts
    ]


@transaction.atomic
def hand_over(
    *,
    giver: User,
    receiver: User,
    from_day: date,
    receivers: Mapping[int, User],
    wijk_ids: Collection[int],
    task_ids: Collection[int],
    by: Any,
) -> Plan:
    """Do what `plan` says, in one transaction: the wijken from `from_day`, the tasks at once and told on the timeline.

    The history of a wijk keeps its dates. A receiver who was second becomes first; one who is first and gets the place
    of a second stays first. Handing back from the same day undoes it. Refuses as `plan`, and a day before a wijk's
    present accounthouder began; then nothing has moved.
    """
    lock(Wijk.objects.filter(pk__in=set(wijk_ids)))
    lock(Task.objects.filter(pk__in=set(task_ids)))
    doing = plan(giver=giver, receiver=receiver, receivers=receivers, wijk_ids=wijk_ids, task_ids=task_ids)
    for step in doing.steps:
        move(step, from_day=from_day, by=by)
    for task, user in doing.tasks:
        tasks.pass_on(task=task, to=user, by=by)
    return doing


def move(step: Step, *, from_day: date, by: Any) -> None:
    """Only a first account is taken over by appointing; the place of a second ends by itself."""
    account = step.account
    if not account.is_primary:
        wijken.end(account=account, on=from_day)
        if step.was_second or step.stays_first:
            return
    wijken.appoint(wijk=account.wijk, user=step.receiver, from_day=from_day, by=by, is_primary=account.is_primary)
