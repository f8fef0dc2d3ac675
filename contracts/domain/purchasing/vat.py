"""Which btw a cultuurmaker puts on his invoice, by the status that we know of him."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from contracts.enums import VatChoice
from fluxus.errors import Refusal
from fluxus.money import Amount
from fluxus.vat import rate_on
from network.enums import VatStatus

HIGH, LOW, NONE = "high", "low", "none"


@dataclass(frozen=True)
class TheirVat:
    """Category (EN 16931) and percentage of the whole invoice, and why, in Dutch."""

    category: VatChoice
    percent: Decimal
    why: str

    def amount(self, net_cents: int) -> Amount:
        return Amount.of(net_cents, self.percent)


def rates_for(status: str, on: date) -> list[tuple[str, str]]:
    """What he may choose from, with the percentage of that day: only who is liable has a choice."""
    if status != VatStatus.LIABLE:
        return [(NONE, their_vat(status, NONE, on).why)] if status != VatStatus.UNKNOWN else []
    words = {rate: f"{rate_on(rate, on):f}% btw" for rate in (HIGH, LOW)}
    return [(HIGH, words[HIGH]), (LOW, words[LOW]), (NONE, "vrijgesteld, zoals kunstles tot 21 jaar")]


def their_vat(status: str, rate: str, on: date) -> TheirVat:
    """The btw that fits the status. Refuses btw of somebody who is not liable, and a status that nobody knows."""
    if status == VatStatus.UNKNOWN:
        raise Refusal("We weten nog niet of je btw rekent. Vraag FluXus om je btw-status in te vullen.", code="unknown")
    if rate in (HIGH, LOW):
        if status != VatStatus.LIABLE:
            raise Refusal(
                "Volgens onze gegevens reken je geen btw. Klopt dat niet meer? Laat het FluXus weten.", field="rate"
            )
        percent = rate_on(rate, on)
        return TheirVat(VatChoice.STANDARD, percent, f"{percent:f}% btw")
    if status == VatStatus.SMALL_BUSINESS:
        return TheirVat(VatChoice.EXEMPT, Decimal(0), "geen btw: kleineondernemersregeling")
    if status == VatStatus.NO_ENTREPRENEUR:
        return TheirVat(VatChoice.OUTSIDE_SCOPE, Decimal(0), "geen btw: geen ondernemer")
    return TheirVat(VatChoice.EXEMPT, Decimal(0), "geen btw: vrijgesteld")
