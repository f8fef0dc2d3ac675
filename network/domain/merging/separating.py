"""Making two partners of one again: what can go back goes back, the rest stays and is named."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, transaction

from fluxus.db import lock, persevering
from fluxus.errors import Refusal
from network.domain.merging.comparison import NAME
from network.domain.merging.joining import begin_merging, derive, end_merging
from network.domain.merging.record import Change, Kept, Record
from network.domain.merging.relations import Relation, relations
from network.domain.merging.remainders import (
    Remainder,
    belongs_elsewhere,
    edited,
    gone,
    kept_away,
    new_rows,
    overwritten,
)
from network.domain.merging.rows import as_text, column_of, restored, snapshot, stamps, target_of
from network.domain.timeline import record as tell
from network.enums import EntryKind
from network.models import Merge, Partner


@dataclass
class Plan:
    """What an undo would do now: per key to a partner the rows that go back, the winner's own columns, and what stays."""

    back: dict[str, list[int]] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)
    remainder: list[Remainder] = field(default_factory=list)


def plan(merge: Merge) -> Plan:
    """Look at everything on the record as it is now; writes nothing."""
    record, winner, found = Record.from_json(merge.record), merge.winner, Plan()
    for relation in relations():
        plan_rows(relation, record, winner, found)
    plan_own(record, winner, found)
    plan_changes(record, winner, found)
    for relation in relations():
        found.remainder += new_rows(relation, winner, above=record.newest.get(relation.model._meta.label))
    return found


def plan_rows(relation: Relation, record: Record, winner: Partner, found: Plan) -> None:
    """Of the rows that moved: those that still stand as the merge left them go back."""
    keys = record.moved.get(relation.label, [])
    label = relation.model._meta.label
    rows = relation.model._base_manager.in_bulk(keys)
    now = {} if relation.policy == "follow" else stamps(relation.model, rows, record.columns.get(label))
    then = record.stamps.get(label, {})
    for key in keys:
        row = rows.get(key)
        if row is None:
            continue
        if getattr(row, f"{relation.field}_id") != winner.pk:
            found.remainder.append(belongs_elsewhere(relation, row))
        elif now.get(str(key)) != then.get(str(key)) and relation.policy != "follow":
            found.remainder.append(edited(row, winner))
        else:
            found.back.setdefault(relation.label, []).append(key)
    found.remainder += gone(relation, len(keys) - len(rows))


def plan_own(record: Record, winner: Partner, found: Plan) -> None:
    """Of the winner's own columns: those that nobody changed since; the parts of a name go together."""
    changed = {
        name for name, (_before, after) in record.own.items() if as_text(column_of(Partner, name), winner) != after
    }
    if changed & set(NAME):
        changed |= set(NAME) & record.own.keys()
    found.own = {name: before for name, (before, _after) in record.own.items() if name not in changed}
    found.remainder += overwritten(changed, winner)


def plan_changes(record: Record, winner: Partner, found: Plan) -> None:
    """Columns of other rows that the merge wrote and somebody changed since keep what they say now."""
    last = {(change.model, change.key, change.column): change.after for change in record.changed}
    for (label, key, column), after in last.items():
        model = apps.get_model(label)
        row = model._base_manager.filter(pk=key).first()
        if row is not None and as_text(column_of(model, column), row) != after:
            found.remainder.append(edited(row, winner))
    found.remainder = list(dict.fromkeys(found.remainder))


@persevering
def undo(*, merge: Merge, by: Any, at: datetime) -> Merge:
    """Bring the loser back under his old key with everything that still stands as the merge left it; one transaction.

    What was edited, removed or added since stays, and is named in `merge.remainder`. Refuses a merge that was undone
    already (code "undone"), and one that a later merge builds on (code "later", with that `merge`).
    """
    with transaction.atomic():
        merge, winner = held(merge)
        refuse_later(merge)
        begin_merging()
        record, found = Record.from_json(merge.record), plan(merge)
        loser = bring_back(record)
        send_back(found, loser.pk)
        found.remainder += [*restore_changes(record), *restore_rows(record)]
        restore_own(winner, found)
        derive([winner, loser], at=at)
        close(merge, found, by=by, at=at)
        title = f"Samenvoeging ongedaan gemaakt: {winner.name} en {merge.loser_name}"
        path = merge.get_absolute_url()
        tell(partners=[winner, loser], kind=EntryKind.PARTNER, title=title, by=by, path=path, at=at)
        connection.check_constraints()
        end_merging()
    return merge


def held(merge: Merge) -> tuple[Merge, Partner]:
    """Both locked, the partner first as a merge does."""
    winner = Partner.objects.select_for_update().filter(pk=merge.winner_id).first()
    row = lock(Merge.objects.filter(pk=merge.pk))[0]
    if winner is None or row.winner_id != winner.pk:
        raise Refusal("Iemand anders voegt deze partner net samen. Probeer het zo nog eens.", code="busy")
    if row.undone_at is not None:
        raise Refusal("Deze samenvoeging is al ongedaan gemaakt.", code="undone")
    row.winner = winner
    return row, winner


def later_merge(merge: Merge) -> Merge | None:
    """The newest merge that must be undone before this one, because it builds on it."""
    return Merge.objects.open().filter(winner=merge.winner_id, pk__gt=merge.pk).order_by("-pk").first()


def refuse_later(merge: Merge) -> None:
    later = later_merge(merge)
    if later is not None:
        raise Refusal(
            f"Daarna is {later.loser_name} samengevoegd met {merge.winner.name}. Maak eerst die samenvoeging ongedaan.",
            code="later",
            merge=later,
        )


def bring_back(record: Record) -> Partner:
    """The loser in the table again, under the key and uuid that he had."""
    loser = restored("network.Partner", record.loser)
    loser.save(force_insert=True)
    return Partner.objects.get(pk=loser.pk)


def send_back(found: Plan, loser: int) -> None:
    for relation in relations():
        keys = found.back.get(relation.label, [])
        relation.model._base_manager.filter(pk__in=keys).update(**{f"{relation.field}_id": loser})


def restore_changes(record: Record) -> Iterator[Remainder]:
    """Columns of rows get their old value back, the last change first; rows that the merge added go."""
    for kept in record.added:
        row = restored(kept.model, kept.row)
        present = type(row)._base_manager.filter(pk=row.pk).first()
        if present is not None and snapshot(present) == kept.row:
            present.delete()
    for change in reversed(record.changed):
        yield from restore_change(change)


def restore_change(change: Change) -> Iterator[Remainder]:
    model = apps.get_model(change.model)
    row = model._base_manager.filter(pk=change.key).first()
    column = column_of(model, change.column)
    if row is None or as_text(column, row) != change.after:
        return
    setattr(row, change.column, None if change.before is None else column.to_python(change.before))
    try:
        with transaction.atomic():
            row.save(update_fields=[column.name])
    except IntegrityError:
        yield kept_away(row)


def restore_rows(record: Record) -> Iterator[Remainder]:
    """Rows that the merge took away come back, as far as what they point to is there and their place is free."""
    for kept in record.dropped:
        yield from restore_row(kept)


def restore_row(kept: Kept) -> Iterator[Remainder]:
    row = restored(kept.model, kept.row)
    for column in row._meta.concrete_fields:
        key = column.value_from_object(row) if column.remote_field is not None else None
        if key is not None and target_of(column, key) is None:
            yield kept_away(row)
            return
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        yield kept_away(row)


def restore_own(winner: Partner, found: Plan) -> None:
    for name, before in found.own.items():
        column = column_of(Partner, name)
        setattr(winner, name, None if before is None else column.to_python(before))
    winner.save(update_fields=list(found.own))


def close(merge: Merge, found: Plan, *, by: Any, at: datetime) -> None:
    merge.undone_at, merge.undone_by = at, by
    merge.remainder = [asdict(each) for each in found.remainder]
    merge.save(update_fields=["undone_at", "undone_by", "remainder"])
