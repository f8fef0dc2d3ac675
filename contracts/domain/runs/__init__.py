"""Many agreements in one go: choose, look beforehand, start, carry out, stop and go on."""

from contracts.domain.runs.advancing import advance, advance_here, sweep
from contracts.domain.runs.carrying import carry_out
from contracts.domain.runs.choosing import Bundle, Criteria, choose
from contracts.domain.runs.counting import Progress, cents, progress
from contracts.domain.runs.previewing import Judged, Preview, preview
from contracts.domain.runs.starting import go_on, start, stop, unfinished

__all__ = [
    "Bundle",
    "Criteria",
    "Judged",
    "Preview",
    "Progress",
    "advance",
    "advance_here",
    "carry_out",
    "cents",
    "choose",
    "go_on",
    "preview",
    "progress",
    "start",
    "stop",
    "sweep",
    "unfinished",
]
