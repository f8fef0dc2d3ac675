"""Closing rooms for maintenance, productions and holidays of the house, and opening them again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bookings.domain import conditions
from bookings.domain.placing.claims import LOCK_SECONDS, lock_units, refuse_standing, reopen, shut
from bookings.enums import ClosureKind
from bookings.models import Closure, Unit
from fluxus.db import lock, persevering, wait_at_most
from fluxus.errors import Refusal
from fluxus.periods import Period


@persevering
def close(
    *,
    units: Iterable[Unit],
    period: Period,
    reason: str,
    by: Any,
    kind: ClosureKind = ClosureKind.CLOSED,
    at: datetime | None = None,
) -> Closure:
    """Close units for maintenance, a production and the like; longer than a day is fine. Refuses while bookings stand there.

    Closing belongs to no partner, so no timeline; `by` must be a colleague.
    """
    parts = list(units)
    reason = checked(parts, period, reason, by=by)
    with transaction.atomic():
        locked = lock_units(units=parts)
        refuse_standing(locked, period, at=at)
        return lay(locked, period, reason, kind=kind, by=by, at=at)


def checked(units: Iterable[Unit], period: Period, reason: str, *, by: Any) -> str:
    """The reason, tidied; refuses what can't be a closure."""
    if not by.is_colleague:
        raise Refusal("Alleen medewerkers sluiten een ruimte.", code="not_allowed")
    if not reason.strip():
        raise Refusal("Vul in waarom de ruimte dicht is.", field="reason", code="no_reason")
    if not list(units):
        raise Refusal("Kies wat er dicht gaat.", field="units", code="no_units")
    conditions.check_grid(period)
    return reason.strip()


def lay(locked: list[Unit], period: Period, reason: str, *, kind: ClosureKind, by: Any, at: datetime | None) -> Closure:
    """The row and its claims, on units that are locked and free."""
    closure = Closure.objects.create(
        kind=kind,
        reason=reason,
        local_start=period.start,
        local_end=period.end,
        made_at=at or timezone.now(),
        made_by=by,
    )
    closure.units.set(locked)
    shut(closure, locked)
    return closure


@persevering
def lift(*, closure: Closure, by: Any, at: datetime | None = None) -> Closure:
    """Open again: the claims go, the row stays with who lifted it and when."""
    if not by.is_colleague:
        raise Refusal("Alleen medewerkers openen een ruimte weer.", code="not_allowed")
    with transaction.atomic():
        wait_at_most(LOCK_SECONDS)
        (held,) = lock(Closure.objects.filter(pk=closure.pk))
        if held.lifted_at is not None:
            raise Refusal("Deze sluiting is al opgeheven.", code="lifted")
        lock_units(units=held.units.all())
        reopen(held)
        held.lifted_at, held.lifted_by = at or timezone.now(), by
        held.save(update_fields=["lifted_at", "lifted_by"])
    return held
