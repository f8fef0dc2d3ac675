"""E-invoices of the demo world: who wants them, and the files of the newest invoices."""

from datetime import timedelta

from contracts.domain import einvoicing
from contracts.enums import EInvoiceProfile
from contracts.models import BillingProfile, Invoice
from fluxus.demo import World
from network.enums import IdentifierKind
from network.models import Identifier

PROFILES = (EInvoiceProfile.PEPPOL, EInvoiceProfile.NLCIUS, EInvoiceProfile.NONE)
NEWEST = 25
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


def build_einvoices(world: World) -> None:
    """Files, or why there are none, of the newest that were issued."""
    for invoice in Invoice.objects.issued().order_by("-issued_on", "-pk")[:NEWEST]:
        if invoice.issued_at:
            einvoicing.make(invoice=invoice, at=invoice.issued_at + timedelta(minutes=1))
