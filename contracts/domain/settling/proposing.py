"""A proposal: what money is for, the reasons in Dutch, and how sure we are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from contracts.domain.settling.allocating import Part
from contracts.domain.settling.claims import Claims
from contracts.domain.settling.limits import goes_its_way
from contracts.enums import Certainty
from contracts.models import BankOrderLine

RANK: dict[str, int] = {Certainty.SURE: 0, Certainty.LIKELY: 1, Certainty.POSSIBLE: 2}


@dataclass(frozen=True)
class Proposal:
    """Parts with the sign of the money; `reasons` are sentences for people."""

    parts: tuple[Part, ...]
    reasons: tuple[str, ...]
    certainty: Certainty

    @property
    def cents(self) -> int:
        return sum(part.cents for part in self.parts)

    @property
    def key(self) -> str:
        """The same in every request, so that a form can say which one was meant: 'i12:2900,p3:-100'."""
        names = ((type(part.subject).__name__[0].lower(), part.subject.pk, part.cents) for part in self.parts)
        return ",".join(f"{kind}{pk}:{cents}" for kind, pk, cents in names)


def best_first(found: Iterable[Proposal]) -> list[Proposal]:
    """Each way to divide once, with the best reasons, the surest first."""
    kept: dict[str, Proposal] = {}
    for each in sorted(found, key=lambda each: RANK[each.certainty]):
        kept.setdefault(each.key, each)
    return list(kept.values())


def of_lines(bank: Any, claims: Claims, *, came_back: bool) -> Iterator[Proposal]:
    """What our own order to the bank says; `came_back` when money went the other way than we asked."""
    lines = claims.lines_of(bank)
    parts = tuple(
        Part(subject, sign * line.amount_cents)
        for line in lines
        if (subject := _subject(line, claims)) is not None and (sign := _way(subject, came_back=came_back))
    )
    if not parts or len(parts) < len(lines) or sum(part.cents for part in parts) != bank.left:
        return
    order = lines[0].order.message_id
    what = "Dit kwam terug van" if came_back else "Dit hoort bij"
    yield Proposal(parts, (f"{what} bankopdracht {order}.", "Het bedrag klopt precies."), Certainty.SURE)


def _subject(line: BankOrderLine, claims: Claims) -> Any:
    rows, pk = (claims.invoices, line.invoice_id) if line.invoice_id else (claims.purchases, line.purchase_id)
    return next((each for each in rows if each.pk == pk), None)


def _way(subject: Any, *, came_back: bool) -> int:
    """1 when the money of this line comes in, -1 when it goes out."""
    asked = 1 if goes_its_way(subject, 1) else -1
    return -asked if came_back else asked
