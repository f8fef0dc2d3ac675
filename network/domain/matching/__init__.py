"""Is this somebody we know? Points for what two partners share, with the reasons in Dutch; warns, never decides.

Points come from what was measured on Dutch names: one shared value is a hint, two are a suggestion, and a name alone never is.
"""

from network.domain.matching.finding import Candidate, Probe, candidates_for, known_like
from network.domain.matching.nightly import find_duplicates
from network.domain.matching.pairs import LooksLike, call_different, look_again, open_pairs_of, reopen
from network.domain.matching.scoring import SUGGEST, Evidence

__all__ = [
    "SUGGEST",
    "Candidate",
    "Evidence",
    "LooksLike",
    "Probe",
    "call_different",
    "candidates_for",
    "find_duplicates",
    "known_like",
    "look_again",
    "open_pairs_of",
    "reopen",
]
