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
    TimelineEntry.objects.bulk_create(changes + notes_of(works, by))
    organisations = [work.tie.organisation for work in works if work.tie]
    title = "Mensen verbonden uit een lijst"
    record(partners=organisations, kind=EntryKind.PARTNER, title=title, detail=batch.name, by=by)


def labels_of(work: Any) -> str:
    return ", ".join(dict.fromkeys(difference["label"] for difference in work.verdict.row.differences))


def entry(pk: int, title: str, detail: str, by: Any, kind: str = EntryKind.PARTNER) -> TimelineEntry:
    return TimelineEntry(partner_id=pk, kind=kind, title=title[:300], detail=detail, by=by)


def notes_of(works: Sequence[Any], by: Any) -> list[TimelineEntry]:
    """Notes of the list, as contact: only for who reads notes. The same note is not written twice."""
    notes = {(work.partner.pk, work.verdict.draft.note) for work in works if work.verdict.draft.note}
    present = TimelineEntry.objects.filter(partner__in={pk for pk, _note in notes}, title=NOTE)
    fresh = notes - set(present.values_list("partner", "detail"))
    return [entry(pk, NOTE, note, by, EntryKind.CONTACT) for pk, note in sorted(fresh)]
