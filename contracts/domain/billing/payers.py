"""Who gets the invoice of a partner, and on which terms."""

from collections.abc import Iterable

from contracts.models import BillingProfile, House, SepaMandate
from network.models import Partner


def profile_of(partner: Partner) -> BillingProfile:
    """What was noted about billing this partner; without it an empty one, so the terms of the house hold."""
    return BillingProfile.objects.select_related("payer").filter(partner=partner).first() or BillingProfile(
        partner=partner
    )


def payer_of(partner: Partner) -> Partner:
    """Who pays for this partner: himself, or somebody else (a board for its school)."""
    return profile_of(partner).payer or partner


def payers_of(partners: Iterable[Partner]) -> dict[int, int]:
    """The key of the payer for each of these partners, in one query."""
    wanted = [partner.pk for partner in partners]
    others = BillingProfile.objects.filter(partner__in=wanted, payer__isnull=False).values_list(
        "partner_id", "payer_id"
    )
    return {pk: pk for pk in wanted} | {partner: payer for partner, payer in others if payer}


def payment_days(profile: BillingProfile, house: House) -> int:
    return profile.payment_days or house.payment_days


def mandate_of(partner: Partner) -> SepaMandate | None:
    """The mandate to collect by which this partner pays, when he signed one and did not revoke it."""
    return SepaMandate.objects.filter(partner=partner, revoked_at__isnull=True).first()
