"""The database speaks Dutch: named violations become sentences, rows are locked in one order."""

import functools
import time
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, OperationalError, connection, models

from fluxus.errors import Refusal

EXCLUDED = "23P01"
POINTS_TO_NOBODY = "23503"
"""A foreign key to a row that is not there, or a row that is still pointed to."""
PASSING = frozenset({"40P01", "40001", "55P03"})
"""Deadlock, serialization failure, lock timeout: faults that pass when the whole transaction is tried again."""
ATTEMPTS = 3
PAUSE_SECONDS = 0.05


def lock[M: models.Model](queryset: models.QuerySet[M]) -> list[M]:
    """The rows, locked for this transaction in order of primary key.

    `FOR NO KEY UPDATE` so that rows that only point here do not wait, `OF SELF` so that joined rows stay free. One
    order for everybody means no deadlocks. `select_related` is left out: when a rival changed the foreign key while we
    waited, PostgreSQL checks the old join again and the row would be missing from the answer.
    """
    return list(queryset.select_related(None).order_by("pk").select_for_update(no_key=True, of=("self",)))


REFUSED_BY_TRIGGER = "23F01"  # our own triggers, with a message meant for people


def wait_at_most(seconds: float) -> None:
    """Give up waiting for a lock after `seconds`, until the end of this transaction (works behind PgBouncer)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{seconds}s"])


def one_at_a_time(key: str) -> None:
    """Wait until nobody else's transaction works on `key`; held until the end of this one (works behind PgBouncer)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def persevering[**P, T](act: Callable[P, T]) -> Callable[P, T]:
    """Try a domain function again, three times in all, when the database broke off its whole transaction for another.

    After that a `Refusal` with code `busy`. The function opens its own transaction.
    """

    @functools.wraps(act)
    def keep_trying(*args: P.args, **kwargs: P.kwargs) -> T:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return act(*args, **kwargs)
            except OperationalError as error:
                if sqlstate(error) not in PASSING:
                    raise
            time.sleep(PAUSE_SECONDS * attempt)
        raise Refusal("Iemand anders is hier net mee bezig. Probeer het zo nog eens.", code="busy")

    return keep_trying


def sqlstate(error: DatabaseError) -> str:
    """PostgreSQL's five characters for what went wrong, or ''."""
    return getattr(error.__cause__, "sqlstate", None) or ""


def violation(error: DatabaseError) -> str:
    """The name of the constraint that was broken, or ''."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def explain(model: type[models.Model], error: DatabaseError, *, field: str | None = None) -> Refusal:
    """The Dutch sentence of the constraint of `model` or of our trigger that `error` broke; re-raises anything else."""
    name = violation(error)
    if getattr(error.__cause__, "sqlstate", None) == REFUSED_BY_TRIGGER:
        return Refusal(error.__cause__.diag.message_primary, field=field, code=name)  # type: ignore[union-attr]  # a psycopg error
    for constraint in model._meta.constraints:
        if constraint.name == name:
            return Refusal(str(constraint.get_violation_error_message()), field=field, code=name)
    raise error


def paired(at: str, by: str, *, name: str, optional_actor: bool = False) -> models.CheckConstraint:
    """`x_at` goes with `x_by`: both or neither (an optional actor may lack when the system did it)."""
    neither = models.Q(**{f"{at}__isnull": True, f"{by}__isnull": True})
    both: dict[str, Any] = {f"{at}__isnull": False}
    if not optional_actor:
        both[f"{by}__isnull"] = False
    return models.CheckConstraint(
        condition=neither | models.Q(**both),
        name=name,
        violation_error_message="Een moment hoort bij een persoon.",
    )
