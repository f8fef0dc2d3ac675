"""What a merge changed, row by row: written while it happens, read when it is undone."""

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import models

from network.domain.merging.relations import Relation
from network.domain.merging.rows import Snapshot, as_text, column_of, columns_of, snapshot, stamps


@dataclass(frozen=True)
class Kept:
    """A row that is gone, whole."""

    model: str
    row: Snapshot


@dataclass(frozen=True)
class Change:
    """One column of a row that stayed."""

    model: str
    key: int
    column: str
    before: Any
    after: Any


@dataclass
class Record:
    """`picked` says in words what was chosen, `own` what became of the winner's own columns.

    `moved` holds per key to a partner the rows that went from loser to winner, `stamps` how each of them read when the
    merge was done, and `newest` the highest key of every model at that time.
    """

    winner: Snapshot
    loser: Snapshot
    choices: dict[str, str] = field(default_factory=dict)
    picked: list[dict[str, str]] = field(default_factory=list)
    own: dict[str, list[Any]] = field(default_factory=dict)
    moved: dict[str, list[int]] = field(default_factory=dict)
    dropped: list[Kept] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    added: list[Kept] = field(default_factory=list)
    stamps: dict[str, dict[str, str]] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    newest: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Record":
        lists = {"dropped": Kept, "changed": Change, "added": Kept}
        parts = {name: [kind(**each) for each in kept[name]] for name, kind in lists.items()}
        return cls(**{**kept, **parts})

    def move(self, relation: Relation, rows: "models.QuerySet[Any]", *, to: int) -> None:
        """Point these rows to another partner and remember which they were."""
        keys = list(rows.values_list("pk", flat=True))
        if keys:
            self.moved.setdefault(relation.label, []).extend(keys)
            relation.model._base_manager.filter(pk__in=keys).update(**{f"{relation.field}_id": to})

    def drop(self, row: models.Model) -> None:
        """Remove one row and keep it whole."""
        self.dropped.append(Kept(row._meta.label, snapshot(row)))
        # only this row: what points to it must not silently go along, the database refuses that
        type(row)._base_manager.filter(pk=row.pk)._raw_delete(using="default")

    def change(self, row: Any, **values: Any) -> None:
        """Set columns of a row and remember what stood there."""
        for column, value in values.items():
            spec = column_of(type(row), column)
            before = as_text(spec, row)
            setattr(row, column, value)
            self.changed.append(Change(row._meta.label, row.pk, spec.attname, before, as_text(spec, row)))
        row.save(update_fields=list(values))

    def add(self, row: models.Model) -> None:
        """Save a new row and remember that it came from the merge."""
        row.save()
        self.added.append(Kept(row._meta.label, snapshot(row)))

    def seal(self, relations: tuple[Relation, ...]) -> None:
        """Remember how everything stands now that the merge is done."""
        keys: dict[type[models.Model], set[int]] = defaultdict(set)
        for relation in relations:
            keys[relation.model].update(self.moved.get(relation.label, ()) if relation.policy != "follow" else ())
        for model, moved in keys.items():
            label = model._meta.label
            self.newest[label] = model._base_manager.aggregate(top=models.Max("pk"))["top"] or 0
            if moved:
                self.stamps[label] = stamps(model, moved)
                self.columns[label] = columns_of(model)
