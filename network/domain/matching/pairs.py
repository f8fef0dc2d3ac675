"""The list of pairs: who looks like whom, and what somebody decided about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from fluxus.db import lock
from fluxus.errors import Refusal
from network.domain.matching.facts import facts_of
from network.domain.matching.finding import candidates_among
from network.domain.matching.nightly import is_listed, reasons
from network.enums import PairStatus
from network.models import DuplicatePair, Partner


@dataclass(frozen=True)
class LooksLike:
    """Another partner who may be the same, with points and reasons, for a notice on a partner page."""

    pair: DuplicatePair
    partner: Partner

    @property
    def score(self) -> int:
        return self.pair.score

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(str(reason) for reason, _points in self.pair.reasons)


def open_pairs_of(partner: Partner) -> list[LooksLike]:
    """Who looks like this partner and was not called different, best first; one question."""
    pairs = pairs_of(partner).filter(status=PairStatus.OPEN).select_related("first", "second").order_by("-score", "pk")
    return [LooksLike(pair, pair.second if pair.first_id == partner.pk else pair.first) for pair in pairs]


@transaction.atomic
def call_different(*, pair: DuplicatePair, by: Any, at: datetime) -> DuplicatePair:
    """ "Geen duplicaat": the pair is not listed again, whatever the night finds."""
    return decide(pair, PairStatus.DIFFERENT, by=by, at=at)


@transaction.atomic
def reopen(*, pair: DuplicatePair) -> DuplicatePair:
    """Undo "geen duplicaat"."""
    return decide(pair, PairStatus.OPEN, by=None, at=None)


def decide(pair: DuplicatePair, status: str, *, by: Any, at: datetime | None) -> DuplicatePair:
    rows = lock(DuplicatePair.objects.filter(pk=pair.pk))
    if not rows:
        raise Refusal("Dit paar staat niet meer in de lijst.", code="gone")
    pair = rows[0]
    pair.status, pair.decided_by, pair.decided_at = status, by, at
    pair.save(update_fields=["status", "decided_by", "decided_at"])
    return pair


def look_again(partner: Partner, *, at: datetime) -> None:
    """Bring the open pairs of one partner up to date at once; call it inside the transaction of what changed."""
    found = {
        (min(partner.pk, other.partner.pk), max(partner.pk, other.partner.pk)): other
        for other in candidates_among([facts_of([partner])[partner.pk]], exclude=[partner.pk])[0]
        if other.partner.kind == partner.kind and is_listed(other.evidence)
    }
    known = {(pair.first_id, pair.second_id): pair for pair in pairs_of(partner)}
    gone = [pair.pk for key, pair in known.items() if key not in found and pair.status == PairStatus.OPEN]
    DuplicatePair.objects.filter(pk__in=gone).delete()
    for key, other in found.items():
        pair = known.get(key) or DuplicatePair(first_id=key[0], second_id=key[1], found_at=at)
        pair.score, pair.reasons = other.score, reasons(other.evidence)
        pair.save()


def pairs_of(partner: Partner) -> QuerySet[DuplicatePair]:
    return DuplicatePair.objects.filter(Q(first=partner) | Q(second=partner))
