"""The three-way check: what was agreed, what was delivered, what is billed."""

from dataclasses import dataclass, field
from datetime import date

from contracts.enums import PurchaseStatus
from contracts.models import PurchaseInvoice, PurchaseLine
from fluxus.money import euros
from fluxus.periods import dutch_date
from network.enums import IdentifierKind
from programmes.enums import DeliveryStatus


@dataclass(frozen=True)
class Row:
    """One line, with what was agreed and whether it took place. Cents."""

    line: PurchaseLine
    agreed_cents: int
    delivered: str
    finding: str

    @property
    def billed_cents(self) -> int:
        return self.line.net_cents


@dataclass
class Check:
    """`findings` need an explanation before it is paid, `blockers` stand in the way."""

    rows: list[Row] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    blockers: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not self.findings and not self.blockers

    @property
    def agreed_cents(self) -> int:
        return sum(row.agreed_cents for row in self.rows)


def check(purchase: PurchaseInvoice, *, today: date) -> Check:
    """Compare an invoice with the agreement and the planning as they are now. Three queries, however many lines."""
    lines = purchase.lines.select_related("agreement_line__delivery").order_by("position")
    rows = [_row(line) for line in lines]
    found = Check(rows, findings=[row.finding for row in rows if row.finding])
    found.findings += _about_the_whole(purchase)
    if not iban_of(purchase):
        found.blockers.append("Het IBAN van deze partner ontbreekt.")
    if purchase.their_date_on > today:
        found.blockers.append("De factuurdatum ligt in de toekomst.")
    return found


def iban_of(purchase: PurchaseInvoice) -> str:
    """Where we pay him: the IBAN that we know now."""
    return next((each.value for each in purchase.partner.identifiers.all() if each.kind == IdentifierKind.IBAN), "")


def _row(line: PurchaseLine) -> Row:
    if line.is_expense:
        return Row(line, line.agreed_cents, "", _more(line, line.agreed_cents))
    origin = line.agreement_line
    agreed = origin.fee_cents if origin else 0
    if origin is None:
        return Row(line, 0, "", f"{line.description}: hiervoor is niets afgesproken.")
    delivery = origin.delivery
    when = dutch_date(origin.local_start.date())
    if delivery is not None and delivery.status == DeliveryStatus.CANCELLED:
        return Row(line, agreed, "vervallen", f"{line.description} op {when} is vervallen.")
    return Row(line, agreed, when, _more(line, agreed))


def _more(line: PurchaseLine, agreed: int) -> str:
    if line.net_cents > agreed:
        return f"{line.description}: {euros(line.net_cents - agreed)} meer dan afgesproken."
    return ""


def _about_the_whole(purchase: PurchaseInvoice) -> list[str]:
    """The same number before, and sums that leave the agreement behind."""
    found = []
    agreement = purchase.agreement
    if agreement is not None:
        others = PurchaseLine.objects.filter(
            purchase__agreement=agreement, purchase__status__in=(PurchaseStatus.SUBMITTED, PurchaseStatus.APPROVED)
        )
        billed = sum(others.values_list("net_cents", flat=True))
        most = agreement.fee_cents + agreement.travel_cents
        if billed > most:
            found.append(f"Met alle facturen samen is {euros(billed)} gefactureerd, en {euros(most)} afgesproken.")
    return found
