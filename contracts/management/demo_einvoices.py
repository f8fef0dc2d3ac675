"""E-invoices of the demo world: who wants them, one invoice of every kind by hand, and the files."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from contracts.domain import einvoicing
from contracts.domain.billing import crediting, drafting, invoices
from contracts.domain.billing.lines import NewLine
from contracts.domain.readiness.readiness import billing_readiness
from contracts.enums import EInvoiceProfile, InvoiceKind, Product
from contracts.models import BillingProfile, Invoice
from fluxus.demo import World
from network.enums import IdentifierKind
from network.models import Identifier, Partner

PROFILES = (EInvoiceProfile.PEPPOL, EInvoiceProfile.NLCIUS, EInvoiceProfile.NONE)
OIN = "00000001003214345000"
"""In form the number of a government body; it belongs to nobody."""


def choose_profiles(world: World) -> None:
    """Renters with a KvK-nummer want e-invoices, by turns of either profile or none; one is a government body."""
    known = Identifier.objects.filter(kind=IdentifierKind.KVK, partner__bookings__isnull=False)
    renters = known.order_by("partner_id").distinct().values_list("partner_id", flat=True)
    BillingProfile.objects.bulk_create(
        [
            BillingProfile(
                partner_id=pk,
                einvoice_profile=PROFILES[turn % len(PROFILES)],
                oin=OIN if turn == 1 else "",
                buyer_reference=f"KP {1000 + turn}" if turn % 2 else "",
            )
            for turn, pk in enumerate(dict.fromkeys(renters))
        ],
        update_conflicts=True,
        unique_fields=["partner"],
        update_fields=["einvoice_profile", "oin"],
    )


SHOW = (
    NewLine("Vijf kaarten voor de kindervoorstelling", 850, Product.ADMISSION, quantity=Decimal(5)),
    NewLine("Technicus", 4750, quantity=Decimal("2.5"), discount_cents=1500, discount_reason="Vaste huurder"),
    NewLine("Foyer tijdens de pauze", 6000, Product.ROOM),
)
WORKSHOP = NewLine("Workshop theater voor volwassenen", 90000, Product.ADULT_LESSON)
KEY = NewLine("Waarborgsom voor een sleutel", 5000, Product.DEPOSIT)
BUYERS = 2


def build_by_hand(world: World) -> None:
    """For two who take e-invoices, of today: mixed btw with a part credited, an advance that is deducted, a deposit."""
    wanted = BillingProfile.objects.exclude(einvoice_profile=EInvoiceProfile.NONE).select_related("partner")
    ready = [each.partner for each in wanted.order_by("pk") if not billing_readiness(each.partner)]
    for partner in ready[:BUYERS]:
        show = issue(world, partner, SHOW, subject="Voorstelling in de herfstvakantie")
        credit(world, show, reason="De technicus was een uur te laat.", amounts={show.lines.get(position=2).pk: 4750})
        advance = issue(world, partner, [WORKSHOP], kind=InvoiceKind.ADVANCE, subject="Voorschot op de workshop")
        issue(world, partner, [WORKSHOP, WORKSHOP], deducts=[advance], subject="Twee workshops")
        credit(world, issue(world, partner, [KEY], kind=InvoiceKind.DEPOSIT), reason="De sleutel is terug.")


def issue(world: World, partner: Partner, lines: Sequence[NewLine], **fields: Any) -> Invoice:
    by = world.shared["financien"]
    draft = drafting.draft(partner=partner, lines=lines, by=by, today=world.today, **fields)
    return invoices.issue(invoice=draft, by=by, today=world.today)


def credit(world: World, invoice: Invoice, *, reason: str, amounts: dict[int, int] | None = None) -> Invoice:
    by = world.shared["financien"]
    note = crediting.draft(invoice=invoice, by=by, reason=reason, amounts=amounts)
    return invoices.issue(invoice=note, by=by, today=world.today)


def build_einvoices(world: World) -> None:
    """Files, or why there are none, of all that was issued."""
    for invoice in Invoice.objects.issued().order_by("issued_on", "pk"):
        if invoice.issued_at:
            einvoicing.make(invoice=invoice, at=invoice.issued_at + timedelta(minutes=1))
