"""Taking an import back: who was added goes, who was changed is as he was; what was touched since stays and is named."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import ForeignObjectRel

from network.domain.imports import snapshots
from network.domain.timeline import record
from network.enums import EntryKind, RowOutcome
from network.models import (
    DuplicatePair,
    Import,
    ImportRow,
    Partner,
    TimelineEntry,
)

CHUNK = 200
# What goes with a partner without anybody missing it: his history, and what was only asked about him.
UNIMPORTANT = (TimelineEntry, ImportRow, DuplicatePair)


def waiting(batch: Import) -> models.QuerySet[ImportRow]:
    """Rows that changed something and were not taken back or refused, the last first."""
    written = batch.rows.filter(outcome__in=(RowOutcome.CREATED, RowOutcome.UPDATED), is_undone=False, undo_refused="")
    return written.exclude(after__isnull=True).order_by("-turn", "-line")


def undo_chunk(batch: Import, *, by: Any, at: datetime) -> int:
    """Take the next rows back in the present transaction; gives how many were looked at."""
    rows = one_per_partner(next_rows(batch))
    partners = held([row.partner_id for row in rows if row.partner_id])
    now = snapshots.take(partners)
    created = [row for row in rows if row.outcome == RowOutcome.CREATED]
    used = uses([row.partner_id for row in created if row.partner_id])
    going = []
    for row in rows:
        row.undo_refused = why_not(row, now, used)
        if row.partner_id and row.before and not row.undo_refused:
            row.undo_refused = put_back(partners[row.partner_id], row, batch, by)
        row.is_undone = not row.undo_refused
        if row.is_undone and row.partner_id and not row.before:
            going.append(row.partner_id)
    ImportRow.objects.bulk_update(rows, ["is_undone", "undo_refused"], batch_size=100)
    Partner.objects.filter(pk__in=going).delete()
    remove_made(rows)
    return len(rows)


def next_rows(batch: Import) -> models.QuerySet[ImportRow]:
    """Of one turn: people go before the organisations where they work, else those would still be in use."""
    left = waiting(batch)
    return left.filter(turn=left.aggregate(last=models.Max("turn"))["last"])[:CHUNK]


def held(pks: Collection[int]) -> dict[int, Partner]:
    """Locked in order of key, also against who wants to point to them: what is not in use now will not be when they go."""
    rows = Partner.objects.filter(pk__in=pks).order_by("pk").select_for_update(of=("self",))
    return {partner.pk: partner for partner in rows}


def one_per_partner(rows: Iterable[ImportRow]) -> list[ImportRow]:
    """Of rows about one partner only the last; the one before it is compared after that was taken back."""
    last: dict[int, ImportRow] = {}
    for row in rows:
        last.setdefault(row.partner_id or -row.pk, row)
    return list(last.values())


def why_not(row: ImportRow, now: dict[int, snapshots.Snapshot], used: dict[int, list[str]]) -> str:
    """'' when this row can be taken back."""
    if row.partner_id not in now:
        return "deze partner is er niet meer, of is samengevoegd"
    if changes := list(snapshots.changed_since(row.after or {}, now[row.partner_id])):
        return f"sindsdien gewijzigd: {', '.join(changes)}"[:300]
    if row.outcome == RowOutcome.CREATED and used.get(row.partner_id):
        return f"in gebruik: {', '.join(used[row.partner_id])}"[:300]
    return ""


def put_back(partner: Partner, row: ImportRow, batch: Import, by: Any) -> str:
    """As before; labels that came since stay, labels and notes of the import go. '' or why it could not be done."""
    try:
        with transaction.atomic():
            restore(partner, row)
    except IntegrityError:
        return "wat er stond is intussen van een ander"
    title = "Import teruggedraaid"
    record(partners=[partner], kind=EntryKind.PARTNER, title=title, detail=batch.name, by=by)
    return ""


def restore(partner: Partner, row: ImportRow) -> None:
    before = dict(row.before or {})
    came = {link["id"] for link in (row.after or {}).get("tags", [])} - {link["id"] for link in before["tags"]}
    present = snapshots.take([partner.pk])[partner.pk]["tags"]
    before["tags"] = [link for link in present if link["id"] not in came]
    snapshots.restore(partner, before)
    TimelineEntry.objects.filter(pk__in=(row.after or {}).get("notes", []), partner=partner).delete()


def remove_made(rows: Sequence[ImportRow]) -> None:
    """Organisations that came in only because somebody works there go when nobody is left and nothing was done with them."""
    made = {pk for row in rows if row.is_undone for pk in (row.after or {}).get("made", [])}
    if not made:
        return
    now, used = snapshots.take(held(made)), uses(made)
    bare = [pk for pk, known in now.items() if not used.get(pk) and not any(known[part] for part in snapshots.SECTIONS)]
    Partner.objects.filter(pk__in=bare).delete()


def uses(pks: Collection[int]) -> dict[int, list[str]]:
    """By partner the Dutch names of what hangs on him outside his own data, over all apps; one query for each kind."""
    found: dict[int, list[str]] = defaultdict(list)
    for relation in relations():
        model, name = relation.related_model, relation.field.name
        pointing = model._default_manager.filter(**{f"{name}__in": pks}).values_list(name, flat=True).distinct()
        for pk in pointing.order_by():
            found[pk].append(str(model._meta.verbose_name_plural))
    return found


def relations() -> Iterable[ForeignObjectRel]:
    """Everything that points at a partner, apart from his own data and what is unimportant."""
    own = {(model, "partner") for model in snapshots.SECTIONS.values()}
    for relation in Partner._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and not relation.many_to_many:
            model = relation.related_model
            if model not in UNIMPORTANT and (model, relation.field.name) not in own:
                yield relation
