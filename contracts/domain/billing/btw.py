"""Which btw a line bears, and btw totals as EN 16931 wants them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from contracts.enums import Product, VatChoice
from contracts.models import House, VatRule, VatSelection
from fluxus.errors import Refusal
from fluxus.money import Amount
from fluxus.vat import EXEMPTIONS, rate_on
from network.models import Partner

# These bear the btw of the room they belong to; a supplement that is a service asks for `Product.SERVICE` instead.
FOLLOWS: dict[str, str] = {Product.SUPPLEMENT: Product.ROOM, Product.CANCELLATION: Product.ROOM}


@dataclass(frozen=True)
class VatRules:
    """The rules, what was chosen for these partners and who we were: three queries, however many partners there are."""

    rules: Sequence[VatRule]
    chosen: Mapping[int, Sequence[VatSelection]]
    houses: Sequence[House] = ()

    @classmethod
    def of(cls, partners: Iterable[Partner]) -> "VatRules":
        chosen: dict[int, list[VatSelection]] = defaultdict(list)
        selections = VatSelection.objects.filter(partner__in=[partner.pk for partner in partners])
        for selection in selections.select_related("rule").order_by("-valid_from", "-pk"):
            chosen[selection.partner_id].append(selection)
        rules = list(VatRule.objects.filter(is_default=True).order_by("-valid_from", "-pk"))
        return cls(rules, chosen, list(House.objects.order_by("-valid_from")))

    def rule_for(self, partner: Partner, product: str, on: date) -> VatRule:
        """As the function `rule_for`."""
        asked = FOLLOWS.get(product, product)
        if self.is_small_business(on):
            return small_business_rule(asked)
        for selection in self.chosen.get(partner.pk, ()):
            if selection.rule.product == asked and holds(selection, on):
                return selection.rule
        found = next((rule for rule in self.rules if rule.product == asked and rule.valid_from <= on), None)
        if found is None:
            raise Refusal(f"Voor {Product(product).label} is op deze dag geen btw-regel bekend.", code="no_vat_rule")
        return found

    def is_small_business(self, on: date) -> bool:
        """Whether our house used the kleineondernemersregeling on that day."""
        house = next((each for each in self.houses if each.valid_from <= on), None)
        return house is not None and house.is_small_business


def small_business_rule(product: str) -> VatRule:
    """No btw on anything (not stored). EN 16931 has no category for it: outside the btw, so without a btw-id (BR-O-02)."""
    return VatRule(
        product=product,
        name="kleineondernemersregeling",
        category=VatChoice.OUTSIDE_SCOPE,
        reason=EXEMPTIONS["small_business"],
        explanation="Ons huis gebruikt de kleineondernemersregeling: op geen enkele factuur staat btw.",
        legal_basis="Wet OB 1968 art. 25",
    )


def rule_for(partner: Partner, product: str, on: date) -> VatRule:
    """The rule that was chosen for this tenant and product, else the one for everybody. Refuses when there is none."""
    return VatRules.of([partner]).rule_for(partner, product, on)


def holds(selection: VatSelection, on: date) -> bool:
    return selection.valid_from <= on and (selection.ended_on is None or on < selection.ended_on)


def percent_of(rule: VatRule, on: date) -> Decimal:
    """The percentage of a rule on a day; 0 without btw."""
    return rate_on(rule.rate, on) if rule.category == VatChoice.STANDARD else Decimal(0)


def refuse_mixed(categories: Iterable[str]) -> None:
    """What is outside the btw (a deposit, collection costs) stands on an invoice of its own (EN 16931, BR-O-11)."""
    found = set(categories)
    if VatChoice.OUTSIDE_SCOPE in found and len(found) > 1:
        raise Refusal(
            "Een waarborgsom of incassokosten vallen buiten de btw. Zet ze op een eigen factuur.", code="mixed_vat"
        )


def totals(lines: Iterable[tuple[str, Decimal, int]]) -> dict[tuple[str, Decimal], Amount]:
    """Lines of (category, percentage, net cents) → amount per category and percentage.

    Nets are summed first, btw is rounded once per total (EN 16931, BR-CO-17), so the order of lines does not matter.
    """
    nets: dict[tuple[str, Decimal], int] = defaultdict(int)
    for category, percent, net_cents in lines:
        nets[category, percent] += net_cents
    return {key: Amount.of(net_cents, key[1]) for key, net_cents in sorted(nets.items())}
