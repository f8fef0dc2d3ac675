"""Collection costs by the statutory scale, as dated data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from contracts.models import Invoice, ReminderLetter
from fluxus.errors import Refusal


@dataclass(frozen=True)
class Scale:
    """From a day on: so many per mille of each band of the principal, between a least and a most; euro cents."""

    valid_from: date
    bands: tuple[tuple[int | None, int], ...]
    least_cents: int
    most_cents: int


# Besluit vergoeding voor buitengerechtelijke incassokosten, art. 2 (Stb. 2012, 141), in force since 1 July 2012
SCALES = (
    Scale(
        valid_from=date(2012, 7, 1),
        bands=((250_000, 150), (250_000, 100), (500_000, 50), (19_000_000, 10), (None, 5)),
        least_cents=4_000,
        most_cents=677_500,
    ),
)


def collection_costs(principal_cents: int, *, on: date) -> int:
    """What the law lets us ask for collecting this sum, in cents and without btw; several claims count as one sum.

    Fractions of a cent are left to the debtor. Nothing over nothing.
    """
    scale = next((each for each in reversed(SCALES) if each.valid_from <= on), None)
    if scale is None:
        raise Refusal("Voor deze dag is geen tarief voor incassokosten bekend.", code="no_scale")
    if principal_cents <= 0:
        return 0
    left, per_mille = principal_cents, 0
    for width, rate in scale.bands:
        taken = left if width is None else min(left, width)
        per_mille += taken * rate
        left -= taken
    return max(scale.least_cents, min(scale.most_cents, per_mille // 1000))


def token_of(letter_id: int) -> UUID:
    """The draft of the costs of one letter carries this, so that it is made once."""
    return uuid5(NAMESPACE_URL, f"fluxus:reminder-costs:{letter_id}")


def billed_costs(letters: Iterable[ReminderLetter]) -> dict[int, int]:
    """What was put on invoices as costs of these letters, by the key of the letter; one query."""
    tokens = {token_of(letter.pk): letter.pk for letter in letters if letter.costs_cents}
    found = Invoice.objects.filter(request_token__in=tokens).values_list("request_token", "gross_cents")
    return {tokens[token]: cents for token, cents in found if token}


def costs_invoice(letter: ReminderLetter) -> Invoice | None:
    """The invoice of the costs of this letter, when somebody made it."""
    return Invoice.objects.filter(request_token=token_of(letter.pk)).first()
