"""Buyers who take e-invoices, and those who cannot."""

from typing import Any

from contracts.enums import EInvoiceProfile
from contracts.models import BillingProfile
from network.enums import AddressKind, IdentifierKind
from network.models import Address, Identifier, Partner
from tests.factories.network import make_organisation


def make_buyer(profile: str = EInvoiceProfile.PEPPOL, *, kvk: str = "61234567", **fields: Any) -> Partner:
    """An organisation with an address and, unless '', a KvK-nummer, that wants e-invoices of this profile."""
    partner = make_organisation()
    Address.objects.create(
        partner=partner, kind=AddressKind.VISIT, street="Dam", house_number=2, postcode="1506BC", city="Zaandam"
    )
    if kvk:
        Identifier.objects.create(partner=partner, kind=IdentifierKind.KVK, value=kvk)
    BillingProfile.objects.create(partner=partner, einvoice_profile=profile, **fields)
    return partner
