"""Is this somebody we know? Points for what two partners share, with the reasons in Dutch; warns, never decides.

Points come from what was measured on Dutch names: one shared value is a hint, two are a suggestion, and a name alone never is.
"""

from network.domain.matching.finding import Candidate, Probe, candidates_for, known_like
from network.domain.matching.scoring import SUGGEST, Evidence

__all__ = ["SUGGEST", "Candidate", "Evidence", "Probe", "candidates_for", "known_like"]
