"""What a partner is to the network, from when until when."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from fluxus.db import explain, lock
from fluxus.errors import Refusal
from network.domain.search_text import refresh
from network.domain.timeline import record
from network.enums import EntryKind, PartnerRole
from network.models import Partner, RoleAssignment


@transaction.atomic
def assign(*, partner: Partner, role: str, from_day: date | None, by: Any) -> RoleAssignment:
    """Give `partner` a role from a day (None: always had it). Refuses a role he already has."""
    try:
        with transaction.atomic():
            assignment = RoleAssignment.objects.create(partner=partner, role=role, started_on=from_day)
    except IntegrityError as error:
        raise explain(RoleAssignment, error, field="roles") from error
    refresh(partner)
    record(partners=[partner], kind=EntryKind.PARTNER, title=f"Rol erbij: {PartnerRole(role).label}", by=by)
    return assignment


@transaction.atomic
def end(*, assignment: RoleAssignment, on: date, by: Any) -> RoleAssignment | None:
    """The role holds until (not including) `on`; an end that is known stays. One that would never have held is removed: None."""
    rows = lock(RoleAssignment.objects.filter(pk=assignment.pk))
    if not rows or rows[0].ended_on:
        raise Refusal("Deze rol is al beëindigd.", field="ended_on", code="ended")
    if assignment.started_on and on < assignment.started_on:
        raise Refusal(f"Deze rol begon op {assignment.started_on:%d-%m-%Y}. Kies een latere dag.", field="ended_on")
    never_held = assignment.started_on == on
    if never_held:
        assignment.delete()
    else:
        assignment.ended_on = on
        assignment.save(update_fields=["ended_on"])
    refresh(assignment.partner)
    record(
        partners=[assignment.partner],
        kind=EntryKind.PARTNER,
        title=f"Rol beëindigd: {assignment.get_role_display()}",
        by=by,
    )
    return None if never_held else assignment


def known_roles(roles: Iterable[str]) -> set[str]:
    """`roles` when all of them exist."""
    wanted = set(roles)
    if wanted.difference(PartnerRole.values):
        raise Refusal("Deze rol bestaat niet.", field="roles", code="role")
    return wanted


def write_roles(partner: Partner, roles: Iterable[str], *, today: date) -> bool:
    """Make `roles` the ones that hold from today; ends the others. True when that changed something."""
    wanted = known_roles(roles)
    present = {row.role: row for row in partner.role_assignments.filter(ended_on__isnull=True)}
    for role in present.keys() - wanted:
        row = present[role]
        if row.started_on and row.started_on >= today:
            row.delete()
        else:
            row.ended_on = today
            row.save(update_fields=["ended_on"])
    add_roles(partner, wanted - present.keys(), today=today)
    return present.keys() != wanted


def add_roles(partner: Partner, roles: Iterable[str], *, today: date) -> None:
    """Roles that the partner does not have yet, from today."""
    RoleAssignment.objects.bulk_create(
        RoleAssignment(partner=partner, role=role, started_on=today) for role in sorted(roles)
    )
