"""Late payments: who gets which letter and why not, letters that are frozen, pauses and payment plans."""

from contracts.domain.reminding.pausing import agree, kept, lift, pause
from contracts.domain.reminding.planning import plan
from contracts.domain.reminding.sending import follow, send_again, send_waiting
from contracts.domain.reminding.writing import bill_costs, write

__all__ = ["agree", "bill_costs", "follow", "kept", "lift", "pause", "plan", "send_again", "send_waiting", "write"]
