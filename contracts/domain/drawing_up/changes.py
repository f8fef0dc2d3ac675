"""How the appointments of an agreement differ from others, in Dutch sentences."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from contracts.domain.drawing_up.agreement_lines import in_order, key
from contracts.models import AgreementLine
from fluxus.money import euros
from fluxus.periods import dutch_period

GONE, ADDED, MOVED, RENAMED, PLACE, FEE = "gone", "added", "moved", "renamed", "place", "fee"


@dataclass(frozen=True)
class Difference:
    """What kind of difference, and the sentence that says it."""

    kind: str
    sentence: str


def compare(before: Iterable[AgreementLine], after: Sequence[AgreementLine]) -> list[Difference]:
    """From `before` to `after`, in order of time; the same sentence once."""
    now = {key(line): line for line in after}
    known = {key(line) for line in before}
    found = [difference for line in in_order(before) for difference in _of_line(line, now.get(key(line)))] + [
        Difference(ADDED, f"{line.what} komt erbij op {moment(line)}, voor {euros(line.fee_cents)}.")
        for line in in_order(after)
        if key(line) not in known
    ]
    return list(dict.fromkeys(found))


def moment(line: AgreementLine) -> str:
    """'di 1 dec 2026 19:00–21:00'."""
    return dutch_period(line.local_start, line.local_end)


def _of_line(old: AgreementLine, new: AgreementLine | None) -> Iterator[Difference]:
    if new is None:
        yield Difference(GONE, f"{old.what} op {moment(old)} vervalt.")
        return
    if old.what != new.what:
        yield Difference(RENAMED, f"‘{old.what}’ heet nu ‘{new.what}’.")
    if (old.local_start, old.local_end) != (new.local_start, new.local_end):
        yield Difference(MOVED, f"{new.what} gaat van {moment(old)} naar {moment(new)}.")
    # a school that moves is told by the school; a room or place that changes is ours to agree on
    if old.where != new.where and not old.delivery_id:
        was = f" (was: {old.where})" if old.where else ""
        yield Difference(PLACE, f"{new.what} op {moment(new)} is nu in {new.where or 'overleg'}{was}.")
    if old.fee_cents != new.fee_cents:
        amounts = f"{euros(new.fee_cents)} (was: {euros(old.fee_cents)})"
        yield Difference(FEE, f"Het bedrag voor {new.what} op {moment(new)} is nu {amounts}.")
