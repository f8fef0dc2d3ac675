"""Bookings out of a spreadsheet: read, judged row by row, placed by the same door as all others."""

from bookings.domain.importing.judging import Judged, judge
from bookings.domain.importing.lines import COLUMNS, Column, Line, guess, is_complete, lines_of, refuse_too_long
from bookings.domain.importing.placing_rows import Outcome, carry_out

__all__ = [
    "COLUMNS",
    "Column",
    "Judged",
    "Line",
    "Outcome",
    "carry_out",
    "guess",
    "is_complete",
    "judge",
    "lines_of",
    "refuse_too_long",
]
