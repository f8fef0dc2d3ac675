"""One task for each partner on a list, for one colleague or team, or for the accounthouder of each partner's wijk."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from fluxus.db import one_at_a_time
from fluxus.errors import Refusal
from fluxus.text import tidy
from network.domain import tasks
from network.models import Address, Partner, Task, User, WijkAccount
from network.models.partners import PartnerQuerySet

MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Outcome:
    """How many tasks were made, and who was passed over because this task waits for him already."""

    made: int
    waiting: int


@transaction.atomic
def add(
    *,
    partners: PartnerQuerySet,
    title: str,
    by: Any,
    today: date,
    due_on: date | None = None,
    detail: str = "",
    assigned_to: User | None = None,
    team: str = "",
    to_accounts: bool = False,
) -> Outcome:
    """A task for each partner, with a line on his timeline; sent twice it makes nothing twice.

    With `to_accounts` each task is for the first accounthouder of the wijk, or for `by` where nobody is. Passes over partners
    for whom a task with this title is open. Refuses nobody, more than 200 partners, and what `tasks.add` refuses.
    """
    many = sized(partners)
    one_at_a_time(f"tasks:{by.pk}")
    waiting = set(
        Task.objects.open().filter(title__iexact=tidy(title), partner__in=many).values_list("partner_id", flat=True)
    )
    accounts = accounts_of(many, today) if to_accounts else {}
    for partner in many:
        if partner.pk not in waiting:
            who = accounts.get(partner.pk, by) if to_accounts else assigned_to
            tasks.add(title=title, by=by, due_on=due_on, detail=detail, assigned_to=who, team=team, partner=partner)
    return Outcome(made=len(many) - len(waiting), waiting=len(waiting))


def sized(partners: PartnerQuerySet) -> list[Partner]:
    many = list(partners.order_by("sort_name", "pk")[: MOST_AT_ONCE + 1])
    if not many:
        raise Refusal("Er staat niemand op deze lijst.", code="empty")
    if len(many) > MOST_AT_ONCE:
        raise Refusal(
            f"Taken maak je voor hooguit {MOST_AT_ONCE} partners tegelijk. Maak de lijst kleiner.", code="too-many"
        )
    return many


def accounts_of(partners: list[Partner], today: date) -> dict[int, User]:
    """By key of the partner: the first accounthouder of the wijk of his address who still works here."""
    wijken = dict(
        Address.objects.filter(partner__in=partners, wijk__isnull=False).order_by("kind").values_list("partner", "wijk")
    )
    rows = WijkAccount.objects.on(today).filter(wijk__in=set(wijken.values()))
    holders = {
        row.wijk_id: row.user
        for row in rows.select_related("user").order_by("is_primary", "-pk")
        if row.user.is_colleague
    }
    return {partner: holders[wijk] for partner, wijk in wijken.items() if wijk in holders}
