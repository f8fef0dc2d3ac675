"""Two partners side by side: where they differ, what is chosen unless somebody says otherwise, and what will move."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from network.domain import identifiers
from network.domain.merging.policies import BOTH, LOSER, WINNER, choice_key, there_twice
from network.domain.merging.relations import Relation, relations, twins
from network.domain.merging.rows import stamp
from network.enums import IdentifierKind
from network.models import Identifier, Membership, Partner

NAME = ("name", "sort_name", "given_name", "infix", "family_name")
NOT_CHOSEN = ("uuid", "kind", *NAME[1:])
NOTHING = "–"


@dataclass(frozen=True)
class Choice:
    """One thing in which the two differ. `options` are value and words, the winner's first."""

    key: str
    label: str
    options: tuple[tuple[str, str], ...]
    default: str

    @property
    def stamp(self) -> str:
        return stamp(self.options)

    def in_words(self, value: str) -> dict[str, str]:
        """What is kept of a choice: its label, what stayed and what did not."""
        options = dict(self.options)
        left = options[LOSER if value == WINNER else WINNER]
        return {"label": self.label, "stayed": options[value], "left": "" if value == BOTH or left == NOTHING else left}

    def chosen(self, value: str) -> str:
        """`value` when it is one of the options, else the default."""
        return value if value in dict(self.options) else self.default


@dataclass(frozen=True)
class Comparison:
    """What the page of a merge shows, and what the merge itself looks at again."""

    winner: Partner
    loser: Partner
    choices: tuple[Choice, ...]
    moves: tuple[str, ...]
    notes: tuple[str, ...]
    blocks: tuple[str, ...]

    @property
    def stamps(self) -> dict[str, str]:
        """By which is seen that somebody changed one of the two meanwhile."""
        names = stamp([self.winner.name, self.loser.name])
        return {"partners": names} | {choice.key: choice.stamp for choice in self.choices}


def compare(winner: Partner, loser: Partner) -> Comparison:
    """Look at both; writes nothing."""
    return Comparison(
        winner=winner,
        loser=loser,
        choices=(*own_choices(winner, loser), *choices_between_rows(winner, loser)),
        moves=tuple(amounts(loser)),
        notes=tuple(notes(winner, loser)),
        blocks=tuple(blocks(winner, loser)),
    )


def own_choices(winner: Partner, loser: Partner) -> Iterator[Choice]:
    """Of the partners' own columns; the name counts as one."""
    for field in Partner._meta.concrete_fields:
        if field.primary_key or not field.editable or field.name in NOT_CHOSEN:
            continue
        mine, yours = getattr(winner, field.name), getattr(loser, field.name)
        if mine == yours:
            continue
        is_list = isinstance(field, ArrayField)
        mixed = ((BOTH, shown(field, sorted({*mine, *yours}))),) if is_list and mine and yours else ()
        is_empty = mine in ("", [], None, field.get_default())
        yield Choice(
            key=field.name,
            label=str(field.verbose_name).capitalize(),
            options=((WINNER, shown(field, mine)), (LOSER, shown(field, yours)), *mixed),
            default=BOTH if mixed else LOSER if is_empty else WINNER,
        )


def shown(field: "models.Field[Any, Any]", value: Any) -> str:
    """A value in the words of its field."""
    spec = field.base_field if isinstance(field, ArrayField) else field
    words = {key: str(label) for key, label in spec.flatchoices}
    values = value if isinstance(value, list) else [value]
    return ", ".join(words.get(each, str(each)) for each in values if each) or NOTHING


def choices_between_rows(winner: Partner, loser: Partner) -> Iterator[Choice]:
    for relation in relations():
        if relation.policy == "choose":
            for row, rival in twins(relation, winner=winner.pk, loser=loser.pk):
                if words_of(row) != words_of(rival):
                    yield between(relation, choice_key(relation, row), label_of(row), rival, row)
        elif relation.policy == "gather":
            first, second = (relation.rows(partner.pk).filter(is_primary=True).first() for partner in (winner, loser))
            if first and second and words_of(first) != words_of(second):
                label = f"Eerste {relation.model._meta.verbose_name}"
                yield between(relation, relation.label, label, first, second)


def between(relation: Relation, key: str, label: str, mine: Any, yours: Any) -> Choice:
    return Choice(key, label, ((WINNER, words_of(mine)), (LOSER, words_of(yours))), WINNER)


def label_of(row: Any) -> str:
    kind = row.get_kind_display() if hasattr(row, "get_kind_display") else row._meta.verbose_name
    return str(kind)[:1].upper() + str(kind)[1:]


def words_of(row: Any) -> str:
    if isinstance(row, Identifier):
        return identifiers.shown_iban(row.value) if row.kind == IdentifierKind.IBAN else row.value
    return str(row)


def amounts(loser: Partner) -> Iterator[str]:
    """'12 boekingen': what points to the loser now."""
    for relation in relations():
        number = relation.rows(loser.pk).count() if relation.policy != "renew" else 0
        if number:
            yield relation.amount(number)


def notes(winner: Partner, loser: Partner) -> Iterator[str]:
    """What else somebody should know before he says yes."""
    logins = {
        partner.pk: list(
            Membership.objects.filter(partner=partner, ended_on__isnull=True)
            .order_by("user__name")
            .values_list("user__name", flat=True)
        )
        for partner in (winner, loser)
    }
    both = sorted({*logins[winner.pk], *logins[loser.pk]})
    if logins[winner.pk] and logins[loser.pk] and len(both) > 1:
        yield f"{', '.join(both[:-1])} en {both[-1]} kunnen daarna allebei namens {winner.name} inloggen."
    elif logins[loser.pk]:
        yield f"{', '.join(logins[loser.pk])} logt daarna in namens {winner.name}."


def blocks(winner: Partner, loser: Partner) -> Iterator[str]:
    """Why these two cannot be merged as they are now."""
    if winner.pk == loser.pk:
        yield "Dit is twee keer dezelfde partner."
        return
    if winner.kind != loser.kind:
        yield "Een persoon en een organisatie kunnen niet samen. Leg een verbinding tussen de twee."
        return
    if are_two_schools(winner, loser):
        yield "Dit zijn twee scholen met elk een eigen BRIN. Die voegen we niet samen."
    for relation in relations():
        if relation.policy == "move":
            for row, _twin in twins(relation, winner=winner.pk, loser=loser.pk):
                yield there_twice(row)


def are_two_schools(winner: Partner, loser: Partner) -> bool:
    codes = [
        {row.value for row in partner.identifiers.filter(kind=IdentifierKind.BRIN)}
        | ({partner.school.site_code} if hasattr(partner, "school") else set())
        for partner in (winner, loser)
    ]
    return all(codes) and not any(a.startswith(b) or b.startswith(a) for a in codes[0] for b in codes[1])
