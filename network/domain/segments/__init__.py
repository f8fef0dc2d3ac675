"""Lists of partners by whitelisted filters: `cleaned` checks them, `apply` finds the partners, `describe` says it in Dutch.

A filter is JSON, so that it can be kept with a name; an unknown name or a value that cannot be gives a `Refusal`.
"""

from network.domain.segments.keeping import change, keep, remove
from network.domain.segments.narrowing import apply
from network.domain.segments.values import FOR_AGREEMENT, MOST_MONTHS, PARTNER_FILTERS, Missing, cleaned
from network.domain.segments.words import Names, chips, describe, names_in, sentence

__all__ = [
    "FOR_AGREEMENT",
    "MOST_MONTHS",
    "PARTNER_FILTERS",
    "Missing",
    "Names",
    "apply",
    "change",
    "chips",
    "cleaned",
    "describe",
    "keep",
    "names_in",
    "remove",
    "sentence",
]
