"""Reads what a bank says happened: ISO 20022 messages camt.052, camt.053 and camt.054, versions 1 to 8.

Pure: bytes in, facts out. Who may read which file and what the amounts are for is up to the caller.
"""

from fluxus.camt.facts import Balance, Entry, Message, Money, Movement, Statement
from fluxus.camt.reading import MOST_BYTES, read

__all__ = ["MOST_BYTES", "Balance", "Entry", "Message", "Money", "Movement", "Statement", "read"]
