"""Which account of the ledger an amount goes to, by rules that are data."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from contracts.enums import Product, VatChoice
from contracts.models import LedgerAccount, LedgerRule
from fluxus.errors import Refusal


@dataclass
class Ledger:
    """The rules as they are now; `missing` gathers, in Dutch, what no rule says anything about."""

    rules: list[LedgerRule]
    missing: set[str] = field(default_factory=set)

    @classmethod
    def load(cls) -> "Ledger":
        return cls(list(LedgerRule.objects.select_related("account").order_by("pk")))

    def debtors(self) -> LedgerAccount | None:
        return self._answer((rule for rule in self.rules if rule.is_debtors), "debiteuren")

    def income(self, product: str, building: int | None, category: str, percent: Decimal) -> LedgerAccount | None:
        """The account of a line: of the rules that fit the one that says most, the product first, then the building."""
        fitting = (
            rule
            for rule in self.rules
            if _is_income(rule)
            and rule.product in {"", product}
            and rule.building_id in {None, building}
            and _fits_btw(rule, category, percent)
        )
        return self._answer(fitting, f"{Product(product).label} ({btw_word(category, percent)})")

    def btw(self, category: str, percent: Decimal) -> LedgerAccount | None:
        """The account of the btw itself."""
        fitting = (rule for rule in self.rules if _is_btw(rule) and _fits_btw(rule, category, percent))
        return self._answer(fitting, f"de btw zelf ({btw_word(category, percent)})")

    def refuse_gaps(self) -> None:
        """Refuses when something was asked that no rule answers."""
        if self.missing:
            raise Refusal(
                f"Het grootboek heeft nog geen rekening voor: {_listed(self.missing)}.",
                field="target",
                code="ledger",
                missing=sorted(self.missing),
            )

    def _answer(self, fitting: Iterable[LedgerRule], what: str) -> LedgerAccount | None:
        found = max(fitting, key=_weight, default=None)
        if found is None:
            self.missing.add(what)
            return None
        return found.account


def btw_word(category: str, percent: Decimal) -> str:
    """'btw 21%' or 'vrijgesteld'."""
    if category == VatChoice.STANDARD:
        return f"btw {percent.normalize():f}%".replace(".", ",")
    return str(VatChoice(category).label)


def btw_code(category: str, percent: Decimal) -> str:
    """'S21', 'S9', 'E' or 'O'."""
    return f"S{percent.normalize():f}" if category == VatChoice.STANDARD else category


def _is_btw(rule: LedgerRule) -> bool:
    """A category without a product or a building: the btw itself."""
    return not rule.is_debtors and bool(rule.vat_category) and not rule.product and rule.building_id is None


def _is_income(rule: LedgerRule) -> bool:
    return not rule.is_debtors and not _is_btw(rule)


def _fits_btw(rule: LedgerRule, category: str, percent: Decimal) -> bool:
    return rule.vat_category in {"", category} and rule.vat_percent in {None, percent}


def _weight(rule: LedgerRule) -> tuple[bool, bool, bool, bool]:
    return bool(rule.product), rule.building_id is not None, bool(rule.vat_category), rule.vat_percent is not None


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))
