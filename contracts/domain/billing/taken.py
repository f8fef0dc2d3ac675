"""How much of a line was taken back, by credit notes or by deducting an advance: the same sum as the trigger makes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from contracts.enums import InvoiceStatus
from contracts.models import InvoiceLine


def left_of(lines: Sequence[InvoiceLine]) -> dict[int, int]:
    """The cents of each line that can still be taken back, without sign; drafts count too. Two queries."""
    taken = taken_back([line.pk for line in lines])
    return {line.pk: abs(line.net_cents) - taken[line.pk] for line in lines}


def taken_back(lines: Iterable[int], *, only_issued: bool = False) -> dict[int, int]:
    """The cents that other lines take back of these. What was itself taken back again by issued ones does not count."""
    backs = InvoiceLine.objects.filter(credits_line__in=list(lines))
    if only_issued:
        backs = backs.filter(invoice__status=InvoiceStatus.ISSUED)
    rows = list(backs.values_list("pk", "credits_line", "net_cents"))
    again: dict[int | None, int] = defaultdict(int)
    undone = InvoiceLine.objects.filter(credits_line__in=[pk for pk, _, _ in rows])
    for origin, cents in undone.filter(invoice__status=InvoiceStatus.ISSUED).values_list("credits_line", "net_cents"):
        again[origin] += abs(cents)
    found: dict[int, int] = defaultdict(int)
    for pk, origin, cents in rows:
        found[origin or 0] += abs(cents) - again[pk]
    return found
