"""Closing rooms for maintenance, productions and holidays of the house."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bookings.domain import conditions
from bookings.domain.placing.claims import LOCK_SECONDS, refuse_standing, shut
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
    if not by.is_colleague:
        raise Refusal("Alleen medewerkers sluiten een ruimte.", code="not_allowed")
    if not reason.strip():
        raise Refusal("Vul in waarom de ruimte dicht is.", field="reason", code="no_reason")
    conditions.check_grid(period)
    with transaction.atomic():
        wait_at_most(LOCK_SECONDS)
        locked = lock(Unit.objects.filter(pk__in=[unit.pk for unit in units]))
        refuse_standing(locked, period)
        closure = Closure.objects.create(
            kind=kind,
            reason=reason.strip(),
            local_start=period.start,
            local_end=period.end,
            made_at=at or timezone.now(),
            made_by=by,
        )
        closure.units.set(locked)
        shut(closure, locked)
    return closure
