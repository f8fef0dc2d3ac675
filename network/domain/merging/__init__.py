"""Two partners become one, and can become two again.

The loser leaves the table: everything that pointed to him points to the winner, and `Merge.record` keeps him whole with
every row that moved (docs/adr/0005-merge.md). Which keys point to a partner is read from Django's model registry; what
happens to each stands in `settings.MERGE_POLICIES`, one word per key, and a house test fails when one has none:

move      the row goes along. Rows that would then be there twice refuse the whole merge, with the sentence of the constraint.
follow    the row goes along, and back at an undo even when it changed since: lines in a log, letters, rows of a list.
unite     as `move`, but of two rows that say the same (one label, one role, one membership) the winner's stays; it takes over
          what it lacked and the earlier start, and the other is kept in the record. A link between the two themselves goes too.
choose    one per kind (the address, the KvK number): who merges chooses which one stays, the other is kept in the record.
gather    all rows stay (e-mail addresses, phone numbers), the same one once; who merges chooses which is the first. The word
          after the colon is the field by which two are the same.
renew     found anew by looking again (pairs that look alike); what somebody decided goes along.

Everything that changes is on the record, by key and with its old value, so that `undo` takes back exactly that: only rows
that still stand as the merge left them. What was edited, removed or added since stays with the winner and is named.
"""

from network.domain.merging.comparison import Choice, Comparison, compare
from network.domain.merging.joining import merge
from network.domain.merging.places import winner_of
from network.domain.merging.relations import Relation, relations
from network.domain.merging.remainders import Remainder, moved_in_words
from network.domain.merging.separating import later_merge, plan, undo

__all__ = [
    "Choice",
    "Comparison",
    "Relation",
    "Remainder",
    "compare",
    "later_merge",
    "merge",
    "moved_in_words",
    "plan",
    "relations",
    "undo",
    "winner_of",
]
