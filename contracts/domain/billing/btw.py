"""Which btw a line bears, and btw totals as EN 16931 wants them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from contracts.enums import VatChoice
from fluxus.money import Amount
from fluxus.vat import EXEMPTIONS


@dataclass(frozen=True)
class VatRule:
    """Category (EN 16931), percentage and, without btw, the reason that stands on the invoice (BR-E-10)."""

    category: VatChoice
    percent: Decimal
    reason: str


def for_room_rental() -> VatRule:
    """Renting out a room is exempt: verhuur van onroerende zaken, Wet OB 1968 art. 11 lid 1 onder b.

    Taxed rental (onder b, sub 5°) needs a tenant who deducts at least 90% of the btw. A teacher with exempt lessons and
    an amateur association cannot, so this house does not opt for it. An exempt line still needs our btw-id (BR-E-02);
    `House.btw` is never empty.
    """
    return VatRule(VatChoice.EXEMPT, Decimal(0), EXEMPTIONS["room_rental"])


def totals(lines: Iterable[tuple[str, Decimal, int]]) -> dict[tuple[str, Decimal], Amount]:
    """Lines of (category, percentage, net cents) → amount per category and percentage.

    Nets are summed first, btw is rounded once per total (EN 16931, BR-CO-17), so the order of lines does not matter.
    """
    nets: dict[tuple[str, Decimal], int] = defaultdict(int)
    for category, percent, net_cents in lines:
        nets[category, percent] += net_cents
    return {key: Amount.of(net_cents, key[1]) for key, net_cents in sorted(nets.items())}
