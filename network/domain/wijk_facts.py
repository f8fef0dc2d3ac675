"""What is to be known of wijken: who is there, who was not spoken to, what waits. Each a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Min, Q

from network.domain.local_networks import PER_AREA
from network.domain.segments.narrowing import silent
from network.domain.wijk_kinds import white_spots
from network.enums import PartnerRole
from network.models import Address, LocalNetwork, Partner, RoleAssignment, SchoolProfile, Task, Wijk, WijkAccount
from network.models.partners import PartnerQuerySet

# Longer than this without contact is silence (jaarplan 3.2: "regelmatig overleg"; the plan gives no number of months).
SILENCE_MONTHS = 6


@dataclass
class Facts:
    """One wijk in figures. `late` are open tasks past their day."""

    wijk: Wijk
    accounts: list[WijkAccount] = field(default_factory=list)
    partners: int = 0
    silent: int = 0
    schools: int = 0
    pupils: int = 0
    networks: int = 0
    tasks: int = 0
    late: int = 0
    roles: dict[str, int] = field(default_factory=dict)

    @property
    def white_spots(self) -> list[PartnerRole]:
        return white_spots(self.roles)

    @property
    def networks_missing(self) -> int:
        return max(0, PER_AREA - self.networks)


def facts(*, wijken: Iterable[Wijk], user: Any, on: date) -> list[Facts]:
    """The figures of these wijken, in their order, with the tasks that `user` may see."""
    found = {wijk.pk: Facts(wijk) for wijk in wijken}
    keys = list(found)
    for account in (
        WijkAccount.objects.on(on).filter(wijk__in=keys).select_related("user").order_by("-is_primary", "pk")
    ):
        found[account.wijk_id].accounts.append(account)
    for key, number in partners_per_wijk(Partner.objects.all(), keys):
        found[key].partners = number
    for key, number in partners_per_wijk(silent(Partner.objects.all(), SILENCE_MONTHS, on), keys):
        found[key].silent = number
    for key, role, number in roles_per_wijk(keys, on):
        found[key].roles[role] = number
    for key, schools, pupils in schools_per_wijk(keys):
        found[key].schools, found[key].pupils = schools, pupils
    for key, number in (
        LocalNetwork.objects.on(on).filter(wijken__in=keys).values_list("wijken").annotate(n=Count("pk"))
    ):
        found[key].networks = number
    for key, number, late in tasks_per_wijk(keys, user=user, on=on):
        found[key].tasks, found[key].late = number, late
    return list(found.values())


def partners_per_wijk(partners: PartnerQuerySet, keys: list[int]) -> Iterable[tuple[int, int]]:
    counted = partners.filter(addresses__wijk__in=keys).values_list("addresses__wijk")
    return counted.annotate(number=Count("pk", distinct=True)).order_by()


def roles_per_wijk(keys: list[int], on: date) -> Iterable[tuple[int, str, int]]:
    held = RoleAssignment.objects.on(on).filter(partner__addresses__wijk__in=keys)
    counted = held.values_list("partner__addresses__wijk", "role")
    return counted.annotate(number=Count("partner", distinct=True)).order_by()


def schools_per_wijk(keys: list[int]) -> list[tuple[int, int, int]]:
    """Schools of each wijk with their pupils: key, number, pupils. One with its post in the same wijk counts once."""
    there = SchoolProfile.objects.filter(partner__addresses__wijk__in=keys)
    rows = set(there.values_list("partner__addresses__wijk", "pk", "pupils"))
    per_wijk = {key: [pupils or 0 for wijk, _school, pupils in rows if wijk == key] for key in keys}
    return [(key, len(schools), sum(schools)) for key, schools in per_wijk.items()]


def tasks_per_wijk(keys: list[int], *, user: Any, on: date) -> list[tuple[int, int, int]]:
    """Open tasks of each wijk and of its partners: key, number, and how many of them are late."""
    waiting = Task.objects.visible_to(user).open()
    rows = waiting.filter(Q(wijk__in=keys) | Q(partner__addresses__wijk__in=keys))
    where = rows.values_list("pk", "due_on", "wijk", "partner__addresses__wijk").order_by().distinct()
    per_wijk: dict[int, dict[int, bool]] = {key: {} for key in keys}
    for task, due_on, own, of_partner in where:
        for key in {own, of_partner} & per_wijk.keys():
            per_wijk[key][task] = bool(due_on and due_on < on)
    return [(key, len(tasks), sum(tasks.values())) for key, tasks in per_wijk.items()]


def tasks_of(wijk: Wijk, *, user: Any) -> Any:
    """Open tasks of a wijk and of its partners, the first due first."""
    waiting = Task.objects.visible_to(user).open().in_wijk(wijk)
    rows = waiting.select_related("assigned_to", "partner", "wijk").defer("wijk__boundary")
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def silent_in(wijk: Wijk, *, on: date) -> PartnerQuerySet:
    """Partners of a wijk without contact for `SILENCE_MONTHS`: those never spoken to first, then the longest ago."""
    here = Partner.objects.filter(pk__in=Address.objects.filter(wijk=wijk).values("partner"))
    return silent(here, SILENCE_MONTHS, on).order_by(F("last_contact_at").asc(nulls_first=True), "sort_name", "pk")


def people_of(wijk: Wijk, *, on: date) -> Any:
    """Partners of a wijk with `role_names`, `postcode` and whether they stand `on_map` with their own address."""
    held = Q(role_assignments__started_on__isnull=True) | Q(role_assignments__started_on__lte=on)
    held &= Q(role_assignments__ended_on__isnull=True) | Q(role_assignments__ended_on__gt=on)
    here = Partner.objects.filter(addresses__wijk=wijk)
    return here.annotate(
        role_names=ArrayAgg("role_assignments__role", filter=held, distinct=True, default=[]),
        postcode=Min("addresses__postcode"),
        latitude=Min("addresses__latitude"),
        longitude=Min("addresses__longitude"),
    )
