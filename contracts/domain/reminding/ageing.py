"""Who owes us what, by how long it is late."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from contracts.domain.settling.settlement import with_open
from contracts.models import Invoice
from fluxus.text import fold

BANDS: tuple[tuple[str, int | None], ...] = (
    ("Nog niet te laat", 0),
    ("1 tot en met 30 dagen", 30),
    ("31 tot en met 60 dagen", 60),
    ("61 tot en met 90 dagen", 90),
    ("Langer dan 90 dagen", None),
)


@dataclass
class Debtor:
    """What one partner owes, per band in cents; `credit_cents` is what he has coming, positive."""

    partner_id: int
    name: str
    bands: list[int] = field(default_factory=lambda: [0] * len(BANDS))
    credit_cents: int = 0

    @property
    def open_cents(self) -> int:
        return sum(self.bands)

    @property
    def late_cents(self) -> int:
        return sum(self.bands[1:])


def band_of(days_late: int) -> int:
    """0 for what is not late yet; 1 for 1 to 30 days, and so on."""
    return next(index for index, (_, most) in enumerate(BANDS) if most is None or days_late <= most)


def debtors(*, on: date, query: str = "") -> list[Debtor]:
    """Everybody with something open, who is late with most first; one query."""
    issued: QuerySet[Any] = with_open(Invoice.objects.issued())
    rows = issued.exclude(open_cents=0)
    if fold(query):
        rows = rows.filter(partner__search_text__contains=fold(query))
    found: dict[int, Debtor] = {}
    for pk, name, due_on, cents in rows.values_list("partner_id", "partner__name", "due_on", "open_cents"):
        debtor = found.setdefault(pk, Debtor(pk, name))
        if cents < 0:
            debtor.credit_cents -= cents
        else:
            debtor.bands[band_of((on - due_on).days)] += cents
    return sorted(found.values(), key=lambda each: (-each.late_cents, -each.open_cents, each.partner_id))


def totals(found: list[Debtor]) -> list[tuple[str, int]]:
    """Each band with what is open in it."""
    return [(label, sum(each.bands[index] for each in found)) for index, (label, _) in enumerate(BANDS)]
