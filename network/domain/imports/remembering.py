"""How headings were understood last time. A list that got one more column is still recognised by the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from fluxus.text import fold
from network.domain.imports import mapping
from network.domain.imports.fields import FIELDS
from network.models import Import, ImportMapping

MOST_COMPARED = 200
LEAST_IN_COMMON = 0.6


@dataclass(frozen=True)
class Remembered:
    """By heading the field, and by field what the words of that list mean."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


def recall(headings: Sequence[str]) -> Remembered:
    """What was chosen for just these headings, else for the list that has most of them."""
    exact = ImportMapping.objects.filter(fingerprint=mapping.fingerprint(headings)).first()
    saved = exact or most_alike(headings)
    if saved is None:
        return Remembered()
    chosen = {fold(heading): target for heading, target in saved.mapping.items()}
    known = {heading: chosen[fold(heading)] for heading in headings if fold(heading) in chosen}
    return Remembered({heading: target for heading, target in known.items() if is_field(target)}, saved.values)


def is_field(target: str) -> bool:
    return not target or target in FIELDS


def most_alike(headings: Sequence[str]) -> ImportMapping | None:
    """The remembered list of which most headings are here too, and nearly all."""
    here = {fold(heading) for heading in headings}
    best, share = None, LEAST_IN_COMMON
    for saved in ImportMapping.objects.order_by("-saved_at", "-pk")[:MOST_COMPARED]:
        there = {fold(heading) for heading in saved.mapping}
        alike = len(here & there) / max(len(there), 1)
        if alike > share:
            best, share = saved, alike
    return best


def remember(batch: Import, *, by: Any) -> None:
    """Keep the choice of columns and words for the next list with these headings."""
    ImportMapping.objects.update_or_create(
        fingerprint=mapping.fingerprint(batch.mapping),
        defaults={"mapping": batch.mapping, "values": batch.values, "saved_at": timezone.now(), "saved_by": by},
    )
