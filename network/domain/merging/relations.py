"""Every key in the house that points to a partner, and what a merge does with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

from network.models import Partner

type Rule = tuple[list[str], models.Q]
"""The other fields of a unique constraint on a partner, and for which rows it holds."""

POLICIES = frozenset({"move", "follow", "unite", "choose", "gather", "renew"})


@dataclass(frozen=True)
class Relation:
    """One key to a partner: 'network.Task.partner' → move. `by` is the field after the colon of its policy."""

    model: type[models.Model]
    field: str
    policy: str
    by: str = ""

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.field}"

    def rows(self, partner_key: int) -> models.QuerySet[Any]:
        """The rows that point to a partner, in order of key."""
        return self.model._base_manager.filter(**{f"{self.field}_id": partner_key}).order_by("pk")

    def amount(self, number: int) -> str:
        """'1 boeking', '12 boekingen'."""
        meta = self.model._meta
        return f"{number} {meta.verbose_name if number == 1 else meta.verbose_name_plural}"


def keys_to_partners() -> Iterator[tuple[type[models.Model], str]]:
    """Found in the model registry, through tables that Django made itself included."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.remote_field is not None and field.related_model is Partner:
                yield model, field.name


@cache
def relations() -> tuple[Relation, ...]:
    """All of them, in the order in which they are handled."""
    found = []
    for model, field in keys_to_partners():
        policy, _colon, by = settings.MERGE_POLICIES[f"{model._meta.label}.{field}"].partition(":")
        if policy not in POLICIES:
            raise ValueError(f"unknown merge policy {policy} of {model._meta.label}.{field}")
        found.append(Relation(model, field, policy, by))
    return tuple(found)


def keys_within(model: type[models.Model]) -> list[str]:
    """The columns of a model that point to a partner."""
    return [f"{relation.field}_id" for relation in relations() if relation.model is model]


def same_constraints(relation: Relation) -> Iterator[Rule]:
    """Each rule 'once per partner': a second row would say the same."""
    if relation.by:
        yield [relation.by], models.Q()
    for constraint in unique_constraints(relation):
        if not is_about_the_first(constraint):
            yield rule_of(constraint, relation)
    for together in relation.model._meta.unique_together:
        if relation.field in together:
            yield [name for name in together if name != relation.field], models.Q()
    if isinstance(relation.model._meta.get_field(relation.field), models.OneToOneField):
        yield [], models.Q()


def first_constraints(relation: Relation) -> Iterator[Rule]:
    """Each rule 'one first per partner': a second row is welcome, but is not first."""
    for constraint in unique_constraints(relation):
        if is_about_the_first(constraint):
            yield rule_of(constraint, relation)


def unique_constraints(relation: Relation) -> Iterator[models.UniqueConstraint]:
    for constraint in relation.model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and relation.field in constraint.fields:
            yield constraint


def rule_of(constraint: models.UniqueConstraint, relation: Relation) -> Rule:
    others = [name for name in constraint.fields if name != relation.field]
    return others, constraint.condition or models.Q()


def is_about_the_first(constraint: models.UniqueConstraint) -> bool:
    return constraint.condition is not None and "is_primary" in constraint.condition.referenced_base_fields


def key_of(row: models.Model, fields: list[str]) -> tuple[Any, ...]:
    """What must differ between rows of one partner; text in whatever capitals."""
    values = (row.serializable_value(name) for name in fields)
    return tuple(value.lower() if isinstance(value, str) else value for value in values)


def twins(relation: Relation, *, winner: int, loser: int) -> list[tuple[Any, Any]]:
    """Rows of the loser that the winner has as well: (the loser's, the winner's)."""
    found: dict[Any, tuple[Any, Any]] = {}
    for others, condition in same_constraints(relation):
        known = {key_of(row, others): row for row in relation.rows(winner).filter(condition)}
        for row in relation.rows(loser).filter(condition):
            if key_of(row, others) in known:
                found.setdefault(row.pk, (row, known[key_of(row, others)]))
    return list(found.values())
