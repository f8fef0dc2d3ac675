"""The database speaks Dutch: named violations become sentences, rows are locked in one order."""

from typing import Any

from django.db import DatabaseError, models

from fluxus.errors import Refusal


def lock[M: models.Model](queryset: models.QuerySet[M]) -> list[M]:
    """The rows, locked for this transaction in order of primary key.

    `FOR NO KEY UPDATE` so that rows that only point here do not wait, `OF SELF` so that joined rows stay free. One order
    for everybody means no deadlocks.
    """
    return list(queryset.order_by("pk").select_for_update(no_key=True, of=("self",)))


REFUSED_BY_TRIGGER = "23F01"  # our own triggers, with a message meant for people


def violation(error: DatabaseError) -> str:
    """The name of the constraint that was broken, or ''."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def explain(model: type[models.Model], error: DatabaseError, *, field: str | None = None) -> Refusal:
    """The Dutch sentence of the constraint of `model` that `error` broke, or of a trigger of ours; re-raises anything else."""
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
