"""The chain of evidence of an agreement: events are only added, each with the hash of the one before.

Whoever changes, removes, adds or reorders a row by hand leaves a chain that does not close; the last position and hash stand
on the agreement too, so that nothing can be cut off. Who can write in both can forge both: for that the evidence report,
which leaves the house with the copies, prints the head.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from contracts.domain.snapshots import canonical
from contracts.enums import EventKind
from contracts.models import Agreement, AgreementEvent


@dataclass(frozen=True)
class ChainCheck:
    """What a look at the whole chain gave; `faults` are Dutch sentences, `head` the last hash that is there."""

    is_whole: bool
    faults: list[str]
    length: int
    head: str


def add(
    *,
    agreement: Agreement,
    kind: EventKind,
    at: datetime,
    by: Any = None,
    data: dict[str, Any] | None = None,
) -> AgreementEvent:
    """Add an event at the end of the chain, in the present transaction; locks the agreement when the caller did not.

    `data` holds texts, whole numbers and lists of them. The agreement that was passed knows its new end afterwards.
    """
    rows = Agreement.objects.select_for_update(no_key=True, of=("self",)).filter(pk=agreement.pk)
    length, head = rows.values_list("chain_length", "chain_head").get()
    event = AgreementEvent(
        agreement=agreement,
        position=length + 1,
        kind=kind,
        happened_at=at,
        happened_by=by,
        data=data or {},
        previous=head,
    )
    event.hash = fingerprint_of(event)
    event.save(force_insert=True)
    agreement.chain_length, agreement.chain_head = event.position, event.hash
    Agreement.objects.filter(pk=agreement.pk).update(chain_length=event.position, chain_head=event.hash)
    return event


def fingerprint_of(event: AgreementEvent) -> str:
    """SHA-256 over everything that the event says, its place and the hash before it, in canonical JSON."""
    said = {
        "agreement": event.agreement_id,
        "position": event.position,
        "kind": str(event.kind),
        "happened_at": event.happened_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "happened_by": event.happened_by_id,
        "data": event.data,
        "previous": event.previous,
    }
    return hashlib.sha256(canonical(said)).hexdigest()


def check(agreement: Agreement) -> ChainCheck:
    """Count and hash the whole chain again, in two queries."""
    events = list(AgreementEvent.objects.filter(agreement=agreement).order_by("position"))
    length, head = Agreement.objects.values_list("chain_length", "chain_head").get(pk=agreement.pk)
    last = events[-1].hash if events else ""
    faults = [*_faults_inside(events), *_faults_at_the_end(events, length, head)]
    return ChainCheck(is_whole=not faults, faults=faults, length=len(events), head=last)


def _faults_inside(events: Iterable[AgreementEvent]) -> Iterable[str]:
    position, previous = 0, ""
    for event in events:
        for missing in range(position + 1, event.position):
            yield f"Gebeurtenis {missing} ontbreekt."
        if event.hash != fingerprint_of(event):
            yield f"Gebeurtenis {event.position} ({event.get_kind_display()}) is veranderd."
        elif event.previous != previous and event.position == position + 1:
            yield f"Gebeurtenis {event.position} ({event.get_kind_display()}) sluit niet aan op de vorige."
        position, previous = event.position, event.hash


def _faults_at_the_end(events: list[AgreementEvent], length: int, head: str) -> Iterable[str]:
    last = events[-1] if events else None
    if (last.position if last else 0) != length:
        yield f"De keten hoort te eindigen bij gebeurtenis {length}, maar eindigt bij {last.position if last else 0}."
    elif (last.hash if last else "") != head:
        yield "De laatste gebeurtenis is niet de gebeurtenis die bij de overeenkomst is vastgelegd."
