"""The text by which a partner is found: folded name first, then places, roles and numbers."""

from collections.abc import Iterable

from fluxus.text import fold
from network.domain.names import comparable
from network.enums import Discipline, IdentifierKind, PartnerRole
from network.models import Address, Partner

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


def places_of(address: Address | None) -> list[str]:
    """The words of an address that people look for."""
    if address is None:
        return []
    return [address.postcode, address.city, address.street, address.wijk.name if address.wijk else ""]


def write_names(partner: Partner) -> None:
    """Write the forms of the name by which a partner is found and compared."""
    partner.name_text = fold(f"{partner.name} {partner.trade_name}")
    partner.match_name = comparable(partner.name)


def refresh(partner: Partner) -> None:
    """Write the search text anew from what is in the database."""
    write_names(partner)
    partner.search_text = compose(
        partner,
        roles=partner.role_assignments.filter(ended_on__isnull=True).values_list("role", flat=True).order_by("role"),
        places=places_of(partner.addresses.select_related("wijk").first()),
        emails=partner.emails.values_list("address", flat=True),
        phones=partner.phones.values_list("e164", flat=True),
        numbers=partner.identifiers.filter(kind__in=SEARCHABLE).order_by("pk").values_list("value", flat=True),
    )
    partner.save(update_fields=["name_text", "match_name", "search_text"])
