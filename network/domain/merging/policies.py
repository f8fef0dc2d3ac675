"""What happens to the rows of one key to a partner; `network.domain.merging` explains the words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from fluxus.errors import Refusal
from network.domain.merging.record import Record
from network.domain.merging.relations import Relation, first_constraints, key_of, keys_within, twins
from network.domain.merging.rows import title_of
from network.enums import PairStatus
from network.models import DuplicatePair, Partner

WINNER, LOSER, BOTH = "winner", "loser", "both"


@dataclass(frozen=True)
class Joining:
    """One merge at work: the keys of the two, what was chosen, and the record that grows."""

    winner: int
    loser: int
    choices: Mapping[str, str]
    record: Record

    def chose(self, key: str, default: str = WINNER) -> str:
        return self.choices.get(key, default)


def move(relation: Relation, joining: Joining) -> None:
    refuse_twins(relation, joining)
    empty_links_between(relation, joining)
    joining.record.move(relation, relation.rows(joining.loser), to=joining.winner)


def refuse_twins(relation: Relation, joining: Joining) -> None:
    for own, _other in twins(relation, winner=joining.winner, loser=joining.loser):
        raise Refusal(there_twice(own), code="twice")


def there_twice(row: models.Model) -> str:
    return f"Beide partners hebben {title_of(row)}. Pas er eerst één aan; daarna kun je samenvoegen."


def follow(relation: Relation, joining: Joining) -> None:
    joining.record.move(relation, relation.rows(joining.loser), to=joining.winner)


def unite(relation: Relation, joining: Joining) -> None:
    drop_links_between(relation, joining)
    for row, twin in twins(relation, winner=joining.winner, loser=joining.loser):
        joining.record.drop(row)
        take_over(row, twin, joining.record)
    for row in rival_firsts(relation, joining):
        joining.record.change(row, is_primary=False)
    joining.record.move(relation, relation.rows(joining.loser), to=joining.winner)


def take_over(row: Any, twin: Any, record: Record) -> None:
    """The row that stays takes what it lacked: words, being first, and the earlier start (an unknown one is earliest)."""
    values: dict[str, Any] = {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields
        if is_of_itself(field) and getattr(row, field.name) and not getattr(twin, field.name)
    }
    if getattr(twin, "started_on", None) and (row.started_on is None or row.started_on < twin.started_on):
        values["started_on"] = row.started_on
    if getattr(row, "is_primary", False) and not twin.is_primary and may_be_first(twin):
        values["is_primary"] = True
    if values:
        record.change(twin, **values)


def is_of_itself(field: Any) -> bool:
    """Words, small numbers, and another partner who may be unknown (the payer): not who did something, or when."""
    is_partner = isinstance(field, models.ForeignKey) and field.null and field.related_model is Partner
    return is_partner or isinstance(field, models.CharField | models.TextField | models.PositiveSmallIntegerField)


def may_be_first(row: Any) -> bool:
    """Whether there is no other first beside it."""
    row.is_primary = True
    try:
        row.validate_constraints()
    except ValidationError:
        return False
    finally:
        row.is_primary = False
    return True


def drop_links_between(relation: Relation, joining: Joining) -> None:
    """A link between the two would become a link of the winner with himself, which the checks of its table refuse."""
    for row in links_between(relation, joining):
        joining.record.drop(row)


def empty_links_between(relation: Relation, joining: Joining) -> None:
    """Who pays for the other pays for himself from now on: the row stays, the key that may be empty is emptied."""
    if relation.model._meta.get_field(relation.field).null:
        for row in links_between(relation, joining):
            joining.record.change(row, **{relation.field: None})


def links_between(relation: Relation, joining: Joining) -> list[Any]:
    """The rows of the loser that the checks of their table refuse for the winner."""
    own = f"{relation.field}_id"
    found = []
    for key in keys_within(relation.model):
        for row in relation.rows(joining.loser).filter(**{key: joining.winner}) if key != own else ():
            setattr(row, own, joining.winner)
            if not holds(row):
                setattr(row, own, joining.loser)
                found.append(row)
    return found


def holds(row: models.Model) -> bool:
    """Whether the checks of its table (not: once per partner) let this row stand."""
    checks = [each for each in row._meta.constraints if isinstance(each, models.CheckConstraint)]
    try:
        for check in checks:
            check.validate(type(row), row)
    except ValidationError:
        return False
    return True


def rival_firsts(relation: Relation, joining: Joining) -> list[Any]:
    """The loser's rows that are first where the winner has a first already."""
    found: list[Any] = []
    for others, condition in first_constraints(relation):
        taken = {key_of(row, others) for row in relation.rows(joining.winner).filter(condition)}
        rows = relation.rows(joining.loser).filter(condition)
        found += [row for row in rows if key_of(row, others) in taken]
    return found


def choose(relation: Relation, joining: Joining) -> None:
    for row, rival in twins(relation, winner=joining.winner, loser=joining.loser):
        joining.record.drop(rival if joining.chose(choice_key(relation, row)) == LOSER else row)
    joining.record.move(relation, relation.rows(joining.loser), to=joining.winner)


def choice_key(relation: Relation, row: models.Model) -> str:
    """By which a choice is known in a form: 'network.Address.partner:visit'."""
    return f"{relation.label}:{getattr(row, 'kind', '')}"


def gather(relation: Relation, joining: Joining) -> None:
    first = first_of(relation, joining)
    for row, twin in twins(relation, winner=joining.winner, loser=joining.loser):
        joining.record.drop(row)
        first = twin if first is not None and first.pk == row.pk else first
    for owner in (joining.winner, joining.loser):
        for row in relation.rows(owner).filter(is_primary=True):
            if first is None or row.pk != first.pk:
                joining.record.change(row, is_primary=False)
    if first is not None and not first.is_primary:
        joining.record.change(first, is_primary=True)
    joining.record.move(relation, relation.rows(joining.loser), to=joining.winner)


def first_of(relation: Relation, joining: Joining) -> Any:
    """The row that stays or becomes the first of all."""
    firsts = [relation.rows(owner).filter(is_primary=True).first() for owner in (joining.winner, joining.loser)]
    if joining.chose(relation.label) == LOSER:
        firsts.reverse()
    return next((row for row in firsts if row is not None), None)


def renew(relation: Relation, joining: Joining) -> None:
    """Pairs: what somebody called different stays so for the winner; the rest is found again."""
    for pair in relation.rows(joining.loser):
        other = pair.second_id if relation.field == "first" else pair.first_id
        if pair.status == PairStatus.OPEN:
            pair.delete()
            continue
        joining.record.drop(pair)
        low, high = sorted((joining.winner, other))
        if low != high and not DuplicatePair.objects.filter(first=low, second=high).exists():
            decided = {name: getattr(pair, name) for name in ("score", "reasons", "status", "found_at")}
            joining.record.add(
                DuplicatePair(
                    first_id=low, second_id=high, decided_at=pair.decided_at, decided_by=pair.decided_by, **decided
                )
            )


ACTS: dict[str, Callable[[Relation, Joining], None]] = {
    "move": move,
    "follow": follow,
    "unite": unite,
    "choose": choose,
    "gather": gather,
    "renew": renew,
}
