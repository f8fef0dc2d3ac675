"""The text by which a partner is found: folded name first, then places, roles and numbers."""

from collections.abc import Iterable

from fluxus.text import fold
from network.enums import Discipline, IdentifierKind, PartnerRole
from network.models import Partner

SEARCHABLE = (IdentifierKind.KVK, IdentifierKind.BTW, IdentifierKind.BRIN, IdentifierKind.BOARD)


def compose(
    partner: Partner,
    *,
    roles: Iterable[str] = (),
    places: Iterable[str] = (),
    emails: Iterable[str] = (),
    phones: Iterable[str] = (),
    numbers: Iterable[str] = (),
) -> str:
    """`phones` are E.164; digits stand in it as dialled at home and from abroad."""
    digits = [form for e164 in phones for form in (e164.removeprefix("+"), e164.replace("+31", "0", 1))]
    words = [
        partner.name,
        partner.trade_name,
        *places,
        *(str(PartnerRole(role).label) for role in roles),
        *(str(Discipline(discipline).label) for discipline in partner.disciplines),
        *emails,
        *digits,
        *numbers,
    ]
    return " ".join(folded for folded in map(fold, words) if folded)


def refresh(partner: Partner) -> None:
    """Write the search text anew from what is in the database."""
    address = partner.addresses.select_related("wijk").first()
    places = (
        [address.postcode, address.city, address.street, address.wijk.name if address.wijk else ""] if address else []
    )
    partner.search_text = compose(
        partner,
        roles=partner.role_assignments.filter(ended_on__isnull=True).values_list("role", flat=True).order_by("role"),
        places=places,
        emails=partner.emails.values_list("address", flat=True),
        phones=partner.phones.values_list("e164", flat=True),
        numbers=partner.identifiers.filter(kind__in=SEARCHABLE).values_list("value", flat=True),
    )
    partner.save(update_fields=["search_text"])
