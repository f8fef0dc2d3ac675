"""What else finance has on the desk: typed invoices, an advance, a deposit, credit notes, a choice of btw and a hold."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from bookings.models import Booking
from contracts.domain.billing import choosing_vat, crediting, drafting, holding, invoices
from contracts.domain.billing.lines import NewLine
from contracts.domain.readiness.readiness import billing_readiness
from contracts.enums import InvoiceKind, LineUnit, Product
from contracts.models import Invoice, VatRule
from fluxus.demo import World
from fluxus.periods import AMSTERDAM
from network.models import Partner

MOST_CREDITED = 3


def build_billing(world: World) -> None:
    """Everything today, so that numbers and dates go on where the months before ended."""
    payers = [partner for partner in world.shared["primary_schools"] if not billing_readiness(partner)][:4]
    if len(payers) == 4:
        desk = Desk(world)
        desk.typed(payers)
        desk.credit()
        desk.choose(payers[3])
        desk.hold()


class Desk:
    """One of finance at work."""

    def __init__(self, world: World) -> None:
        self.today, self.by = world.today, world.shared["financien"]
        self.noon = datetime.combine(world.today, time(12), AMSTERDAM)

    def issue(self, partner: Partner, lines: list[NewLine], *, kind: str, subject: str) -> Invoice:
        draft = drafting.draft(partner=partner, lines=lines, by=self.by, today=self.today, kind=kind, subject=subject)
        return invoices.issue(invoice=draft, by=self.by, today=self.today)

    def typed(self, payers: list[Partner]) -> None:
        """For a school, an advance with the final invoice as a draft, and a deposit."""
        visits = NewLine("Workshop percussie, groep 7 en 8", 14_500, Product.SCHOOL_ACTIVITY, Decimal(4), LineUnit.HOUR)
        tickets = NewLine("Kaarten voor de schoolvoorstelling", 450, Product.ADMISSION, Decimal(52))
        self.issue(payers[0], [visits, tickets], kind=InvoiceKind.INVOICE, subject="Cultuurdag")
        service = NewLine(
            "Licht en geluid bij de eindmusical", 120_000, discount_cents=12_000, discount_reason="Vaste huurder"
        )
        advance = NewLine("Voorschot op licht en geluid", 40_000)
        paid = self.issue(payers[1], [advance], kind=InvoiceKind.ADVANCE, subject="Voorschot eindmusical")
        drafting.draft(
            partner=payers[1], lines=[service], by=self.by, today=self.today, deducts=[paid], subject="Eindmusical"
        )
        deposit = NewLine("Waarborgsom sleutels", 10_000, Product.DEPOSIT)
        self.issue(payers[2], [deposit], kind=InvoiceKind.DEPOSIT, subject="Sleutels van de aula")

    def credit(self) -> None:
        """One month's invoice wholly, one in part, and one that still waits to be issued."""
        rents = Invoice.objects.issued().filter(kind=InvoiceKind.INVOICE, lines__product=Product.ROOM)
        found = list(rents.distinct().order_by("-issued_on", "-pk")[:MOST_CREDITED])
        for turn, invoice in enumerate(found):
            line = invoice.lines.order_by("position")[0]
            amounts = None if turn == 0 else {line.pk: line.net_cents // 2}
            reason = "De huurder had afgezegd." if turn == 0 else "De les begon later door een storing."
            note = crediting.draft(invoice=invoice, by=self.by, reason=reason, amounts=amounts)
            if turn < MOST_CREDITED - 1:
                invoices.issue(invoice=note, by=self.by, today=self.today)

    def choose(self, partner: Partner) -> None:
        choosing_vat.choose(
            partner=partner,
            rule=VatRule.objects.get(product=Product.ROOM, name="Zaal met dienstverlening"),
            reason="Huurt de zaal met techniek en gastheer; zo adviseerde de belastingadviseur.",
            valid_from=self.today.replace(day=1),
            by=self.by,
            at=self.noon,
        )

    def hold(self) -> None:
        """A booking of this month that waits for a subsidy."""
        start = datetime.combine(self.today.replace(day=1), time.min)
        month = Booking.objects.standing().filter(local_start__gte=start, local_start__lt=start + timedelta(days=28))
        booking = month.filter(price_cents__gt=0, invoice_lines=None).order_by("local_start", "pk").first()
        if booking:
            holding.hold_booking(booking=booking, reason="Wacht op de subsidie.", by=self.by, at=self.noon)
