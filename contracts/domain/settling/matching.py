"""What a bank transaction is probably for, and why we think so. Only what is sure is settled without a click."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import combinations
from typing import Any

from contracts.domain.settling import outgoing
from contracts.domain.settling.allocating import Part, allocate
from contracts.domain.settling.claims import Claims, first_due, gather
from contracts.domain.settling.proposing import Proposal, best_first, of_lines
from contracts.enums import Certainty
from contracts.models import BankTransaction
from fluxus.errors import Refusal
from fluxus.text import fold

MOST_TOGETHER = 4
MOST_CONSIDERED = 14
LIKE_A_NAME = 3
"""Letters that a word needs to tell people apart: 'de' and 'van' do not."""

type Way = Callable[[Any, Claims], Iterable[Proposal]]


def proposals(bank: BankTransaction) -> list[Proposal]:
    """What this transaction could be for, the surest first."""
    return proposals_for([bank])[bank.pk]


def proposals_for(banks: Sequence[BankTransaction]) -> dict[int, list[Proposal]]:
    """The same for many, in a fixed number of queries."""
    rows: Any = BankTransaction.objects.filter(pk__in=[bank.pk for bank in banks]).to_settle()
    left = list(rows)
    claims = gather(left)
    found = {row.pk: best_first(_propose(row, claims)) for row in left}
    return {bank.pk: found.get(bank.pk, []) for bank in banks}


def settle_sure(banks: Sequence[BankTransaction], *, at: datetime) -> list[BankTransaction]:
    """Settle what is sure by itself, each in its own transaction of the database; gives those that were settled.

    Oldest first, and money that came before money that went back. What turns out to be settled meanwhile is left alone:
    the same invoice paid twice, or a rival who was first.
    """
    found = proposals_for(banks)
    done = []
    for bank in sorted(banks, key=lambda each: (each.booked_on, bool(each.return_code), each.pk)):
        sure = [each for each in found[bank.pk] if each.certainty == Certainty.SURE]
        if len(sure) != 1:
            continue
        try:
            allocate(bank=bank, parts=sure[0].parts, by=None, at=at, reason=" ".join(sure[0].reasons))
        except Refusal:
            continue
        done.append(bank)
    return done


def settle_file(*, file_id: int, at: datetime) -> list[BankTransaction]:
    """The same for all of one file that is still to settle."""
    rows = BankTransaction.objects.filter(statement__file=file_id).to_settle()
    return settle_sure(list(rows), at=at)


def _propose(bank: Any, claims: Claims) -> Iterator[Proposal]:
    incoming: list[Way] = [_batch, _named, _account, _look_alikes]
    for way in incoming if bank.left > 0 else outgoing.WAYS:
        yield from way(bank, claims)


def _batch(bank: Any, claims: Claims) -> Iterator[Proposal]:
    yield from of_lines(bank, claims, came_back=bool(bank.return_code))


def _named(bank: Any, claims: Claims) -> Iterator[Proposal]:
    """Who wrote a number or a reference of ours."""
    named = [each for each in claims.named_in(bank) if each.open_cents > 0]
    if not named:
        return
    total = sum(each.open_cents for each in named)
    names = ", ".join(each.number for each in named)
    written = f"De betaler noemt {names}."
    if total == bank.left:
        yield Proposal(_all(named), (written, "Het bedrag klopt precies."), Certainty.SURE)
    elif total < bank.left:
        yield Proposal(_all(named), (written, "Er blijft iets over."), Certainty.LIKELY)
    else:
        yield Proposal(_fill(named, bank.left), (written, "Het is een deel van wat open staat."), Certainty.LIKELY)


def _account(bank: Any, claims: Claims) -> Iterator[Proposal]:
    """Who paid from an account that we know."""
    open_ones = [each for each in claims.of_account(bank) if each.open_cents > 0]
    if not open_ones:
        return
    why = f"De rekening is van {open_ones[0].partner}."
    exact = [each for each in open_ones if each.open_cents == bank.left]
    for each in exact:
        yield Proposal(_all([each]), (why, "Het bedrag klopt precies."), Certainty.LIKELY)
    together = None if exact else _sum_to(open_ones, bank.left)
    if together:
        yield Proposal(_all(together), (why, f"Samen is het precies {len(together)} facturen."), Certainty.LIKELY)
    elif not exact and bank.left < sum(each.open_cents for each in open_ones):
        yield Proposal(_fill(open_ones, bank.left), (why, "De oudste factuur gaat voor."), Certainty.POSSIBLE)


def _look_alikes(bank: Any, claims: Claims) -> Iterator[Proposal]:
    """Who owes exactly this; with his name in it likely, without it only possible, and only when there is one."""
    exact = claims.of_amount(bank.left)
    named = [each for each in exact if _is_named(bank.counter_name, each.partner.search_text)]
    if len({each.partner_id for each in named}) == 1:
        oldest = min(named, key=first_due)
        why = f"De naam lijkt op {oldest.partner}."
        many = "Het bedrag klopt precies; de oudste factuur gaat voor."
        yield Proposal(
            _all([oldest]), (why, "Het bedrag klopt precies." if len(named) == 1 else many), Certainty.LIKELY
        )
    elif len(exact) == 1:
        yield Proposal(_all(exact), ("Alleen op deze factuur staat precies dit bedrag open.",), Certainty.POSSIBLE)


def _is_named(name: str, search_text: str) -> bool:
    words = [word for word in fold(name).split() if len(word) > LIKE_A_NAME]
    return bool(words) and any(word in search_text.split() for word in words)


def _all(invoices: Iterable[Any]) -> tuple[Part, ...]:
    return tuple(Part(each, each.open_cents) for each in invoices)


def _fill(invoices: Iterable[Any], cents: int) -> tuple[Part, ...]:
    """The first ones wholly, the last as far as the money goes."""
    parts = []
    for each in invoices:
        if cents > 0:
            parts.append(Part(each, min(cents, each.open_cents)))
            cents -= each.open_cents
    return tuple(parts)


def _sum_to(invoices: list[Any], cents: int) -> list[Any] | None:
    """The only handful of invoices that together is exactly this, or all of them; None when there is none or doubt."""
    if sum(each.open_cents for each in invoices) == cents:
        return invoices
    few = invoices[:MOST_CONSIDERED]
    fitting = [
        list(some)
        for size in range(2, MOST_TOGETHER + 1)
        for some in combinations(few, size)
        if sum(each.open_cents for each in some) == cents
    ]
    return fitting[0] if len(fitting) == 1 else None


def remarks(bank: BankTransaction) -> list[str]:
    """What the payer names that is settled already: perhaps he paid twice. Sentences in Dutch."""
    paid = [each for each in gather([bank]).named_in(bank) if each.open_cents == 0]
    return [f"Factuur {each.number} is al voldaan. Misschien is er twee keer betaald." for each in paid]
