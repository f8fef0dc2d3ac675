"""What must be known of a partner before an agreement can be drawn up (jaarplan, projectbureau)."""

from collections.abc import Iterable
from dataclasses import dataclass

from network.enums import IdentifierKind, VatStatus
from network.models import Partner


@dataclass(frozen=True)
class Missing:
    """Something that is not known yet; `field` is its place in the partner form."""

    label: str
    field: str


def missing(partner: Partner, *, numbers: Iterable[str], has_address: bool, has_email: bool) -> list[Missing]:
    """What an agreement needs and is not there. `numbers` are the kinds of identifier that are known.

    Only who is an entrepreneur has a KvK number, only who is liable has a btw-id (Wet OB art. 35a lid 1 sub d).
    """
    known = set(numbers)
    lacks = {
        "address": ("adres", "street", not has_address),
        "email": ("e-mailadres", "email", not has_email),
        "iban": ("IBAN", "iban", IdentifierKind.IBAN not in known),
        "vat_status": ("btw-status", "vat_status", partner.vat_status == VatStatus.UNKNOWN),
        "kvk": (
            "KvK-nummer",
            "kvk",
            partner.vat_status in {VatStatus.LIABLE, VatStatus.SMALL_BUSINESS} and IdentifierKind.KVK not in known,
        ),
        "btw": ("btw-id", "btw", partner.vat_status == VatStatus.LIABLE and IdentifierKind.BTW not in known),
    }
    return [Missing(label, field) for label, field, is_missing in lacks.values() if is_missing]


def missing_of(partner: Partner) -> list[Missing]:
    """The same, asked of the database."""
    return missing(
        partner,
        numbers=partner.identifiers.values_list("kind", flat=True),
        has_address=partner.addresses.exists(),
        has_email=partner.emails.exists(),
    )
