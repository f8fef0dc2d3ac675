"""What stays behind when a merge is undone, in words and with a link."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from network.domain.merging.comparison import NAME
from network.domain.merging.record import Record
from network.domain.merging.relations import Relation, relations
from network.domain.merging.rows import address_of, column_of, title_of
from network.models import Merge, Partner

MOST_NAMED = 20


@dataclass(frozen=True)
class Remainder:
    """One thing that does not go back."""

    text: str
    href: str = ""


def edited(row: models.Model, winner: Partner) -> Remainder:
    return Remainder(f"{capital(title_of(row))} is daarna gewijzigd en blijft bij {winner.name}.", address_of(row))


def belongs_elsewhere(relation: Relation, row: Any) -> Remainder:
    other = getattr(row, relation.field)
    text = f"{capital(title_of(row))} is daarna aan {other.name if other else 'niemand'} gegeven en blijft daar."
    return Remainder(text, address_of(row))


def gone(relation: Relation, number: int) -> list[Remainder]:
    """Rows that were removed since; only their number is known."""
    if not number:
        return []
    verbs = ("is", "komt") if number == 1 else ("zijn", "komen")
    return [Remainder(f"{relation.amount(number)} {verbs[0]} daarna verwijderd en {verbs[1]} niet terug.")]


def new_rows(relation: Relation, winner: Partner, *, above: int | None) -> Iterator[Remainder]:
    """What was added for the winner since the merge; lines of a log only by number."""
    if above is None or relation.policy == "renew":
        return
    rows = relation.rows(winner.pk).filter(pk__gt=above)
    named = [] if relation.policy == "follow" else list(rows[:MOST_NAMED])
    for row in named:
        yield Remainder(f"{capital(title_of(row))} is nieuw en blijft bij {winner.name}.", address_of(row))
    rest = rows.count() - len(named)
    if rest:
        verbs = ("is", "blijft") if rest == 1 else ("zijn", "blijven")
        text = f"{relation.amount(rest)} {verbs[0]} nieuw en {verbs[1]} bij {winner.name}."
        yield Remainder(f"Nog {text}" if named else text, winner.get_absolute_url())


def overwritten(names: Iterable[str], winner: Partner) -> list[Remainder]:
    """Own columns of the winner that somebody changed since; the parts of a name count as one."""
    fields = {"name" if name in NAME else name for name in names}
    labels = sorted(str(column_of(Partner, name).verbose_name) for name in fields)
    return [
        Remainder(f"{capital(label)} van {winner.name} is daarna gewijzigd en blijft zo.", winner.get_absolute_url())
        for label in labels
    ]


def kept_away(row: models.Model) -> Remainder:
    """A row whose place is taken, or that points to what is gone."""
    return Remainder(f"{capital(title_of(row))} kon niet terug: die plaats is nu bezet, of waar het bij hoort is weg.")


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def moved_in_words(merge: Merge) -> list[str]:
    """'12 boekingen', '1 label van een partner': what went along in a merge."""
    moved = Record.from_json(merge.record).moved
    return [relation.amount(len(moved[relation.label])) for relation in relations() if moved.get(relation.label)]
