"""Euro arithmetic in whole cents. Net + btw = gross, or the amount does not exist."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError

AMOUNT = re.compile(r"^-?\d{1,3}(\.\d{3})*(,\d{1,2})?$|^-?\d+([.,]\d{1,2})?$")
MOST_CENTS = 99_999_999_99


def euros(cents: int | None) -> str:
    """1250 → '€ 12,50'; negative with a minus sign before the figure; None → '–'."""
    if cents is None:
        return "–"
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"€ {sign}{whole:,}".replace(",", ".") + f",{rest:02d}"


def parse_euros(text: str) -> int:
    """'€ 1.234,50' or '12.5' → cents. Raises ValidationError with a Dutch sentence."""
    bare = text.replace("€", "").replace("\xa0", "").replace(" ", "")
    if not AMOUNT.match(bare) or not bare.isascii():
        raise ValidationError("Vul een bedrag in, zoals 12,50.", code="amount")
    if "," in bare or re.fullmatch(r"-?\d{1,3}(\.\d{3})+", bare):
        bare = bare.replace(".", "").replace(",", ".")
    cents = int(Decimal(bare) * 100)
    if abs(cents) > MOST_CENTS:
        raise ValidationError("Dit bedrag is te groot.", code="amount")
    return cents


def half_up(value: Decimal) -> int:
    """Round to whole cents, halves away from zero, as EN 16931 does."""
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True)
class Amount:
    """Net, btw and gross in cents of one btw category."""

    net: int
    vat: int
    gross: int

    def __post_init__(self) -> None:
        if self.net + self.vat != self.gross:
            raise ValueError(f"net {self.net} + btw {self.vat} is not gross {self.gross}")

    @classmethod
    def of(cls, net_cents: int, rate_percent: Decimal) -> "Amount":
        """Btw is rounded once over the sum of nets (EN 16931, BR-CO-17)."""
        vat = half_up(Decimal(net_cents) * rate_percent / 100)
        return cls(net_cents, vat, net_cents + vat)


def per_hour(hourly_cents: int, minutes: int) -> int:
    """Price of `minutes` at an hourly rate, rounded to cents once."""
    return half_up(Decimal(hourly_cents) * minutes / 60)
