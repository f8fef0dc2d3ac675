"""The invoices of a month in one go: look beforehand, start, carry out, stop and go on."""

from contracts.domain.billing_runs.advancing import advance, advance_here, sweep
from contracts.domain.billing_runs.carrying import carry_out
from contracts.domain.billing_runs.counting import Progress, progress
from contracts.domain.billing_runs.months import first_day, last_day, month_before, month_name, read_month
from contracts.domain.billing_runs.previewing import Preview, preview
from contracts.domain.billing_runs.starting import go_on, start, stop, unfinished

__all__ = [
    "Preview",
    "Progress",
    "advance",
    "advance_here",
    "carry_out",
    "first_day",
    "go_on",
    "last_day",
    "month_before",
    "month_name",
    "preview",
    "progress",
    "read_month",
    "start",
    "stop",
    "sweep",
    "unfinished",
]
