"""What an import leaves on timelines: one line per partner, one for an organisation that got people, and the notes."""

from collections.abc import Sequence
from typing import Any

from network.domain.timeline import record
from network.enums import EntryKind, RowOutcome
from network.models import Import, TimelineEntry

NOTE = "Notitie uit een lijst"


def write(works: Sequence[Any], *, batch: Import, by: Any) -> None:
    """`works` are the rows that changed something; a few statements for all of them."""
    created = [work.partner for work in works if work.verdict.row.outcome == RowOutcome.CREATED]
    record(partners=created, kind=EntryKind.PARTNER, title="Toegevoegd uit een lijst", detail=batch.name, by=by)
    changes = [
        entry(work.partner.pk, f"Bijgewerkt uit een lijst: {labels_of(work)}", batch.name, by)
        for work in works
        if work.verdict.row.outcome == RowOutcome.UPDATED
    ]
    TimelineEntry.objects.bulk_create(changes)
    write_notes([work for work in works if work.note], by)
    organisations = [work.tie.organisation for work in works if work.tie]
    title = "Mensen verbonden uit een lijst"
    record(partners=organisations, kind=EntryKind.PARTNER, title=title, detail=batch.name, by=by)


def labels_of(work: Any) -> str:
    return ", ".join(dict.fromkeys(difference["label"] for difference in work.verdict.row.differences))


def entry(pk: int, title: str, detail: str, by: Any, kind: str = EntryKind.PARTNER) -> TimelineEntry:
    return TimelineEntry(partner_id=pk, kind=kind, title=title[:300], detail=detail, by=by)


def find_notes(works: Sequence[Any]) -> None:
    """Set on each row the note that is not on the timeline of its partner yet."""
    noted = [work for work in works if work.verdict.draft.note]
    known = {work.partner.pk for work in noted if work.partner.pk}
    present = set(TimelineEntry.objects.filter(partner__in=known, title=NOTE).values_list("partner", "detail"))
    for work in noted:
        if (work.partner.pk, work.verdict.draft.note) not in present:
            work.note = work.verdict.draft.note


def write_notes(works: Sequence[Any], by: Any) -> None:
    """As contact: only for who reads notes. An undo finds them by the row."""
    entries = [entry(work.partner.pk, NOTE, work.note, by, EntryKind.CONTACT) for work in works]
    for work, written in zip(works, TimelineEntry.objects.bulk_create(entries), strict=True):
        work.verdict.row.after["notes"] = [written.pk]
