"""What is compared of partners, read in a fixed number of queries however many they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from network.domain.matching.likeness import PersonName
from network.domain.matching.scoring import Facts, Key
from network.domain.names import comparable
from network.enums import PartnerKind
from network.models import Address, Affiliation, EmailAddress, Identifier, Partner, PhoneNumber


def place(postcode: str, house_number: int) -> Key:
    return ("place", f"{postcode} {house_number}")


def facts_of(partners: Iterable[Partner]) -> dict[int, Facts]:
    """Of each of these partners, by key; five queries."""
    known = {partner.pk: partner for partner in partners}
    keys, postcodes = keys_of(known)
    organisations = organisations_of(known)
    return {
        pk: Facts(
            kind=partner.kind,
            person=person_of(partner),
            match_name=comparable(partner.name, is_person=partner.is_person),
            names=names_of(partner),
            keys=frozenset(keys[pk]),
            postcodes=frozenset(postcodes[pk]),
            organisations=frozenset(organisations[pk]),
        )
        for pk, partner in known.items()
    }


def person_of(partner: Partner) -> PersonName | None:
    if partner.kind != PartnerKind.PERSON:
        return None
    return PersonName.of(given_name=partner.given_name, family_name=partner.family_name, initials=partner.initials)


def names_of(partner: Partner) -> tuple[str, ...]:
    return tuple(comparable(name) for name in (partner.name, partner.trade_name) if name)


def keys_of(pks: Collection[int]) -> tuple[dict[int, set[Key]], dict[int, set[str]]]:
    """What each partner could have in common with others, and his postcodes."""
    keys: dict[int, set[Key]] = defaultdict(set)
    postcodes: dict[int, set[str]] = defaultdict(set)
    for pk, address in EmailAddress.objects.filter(partner__in=pks).values_list("partner", "address"):
        keys[pk].add(("email", address.lower()))
    for pk, e164 in PhoneNumber.objects.filter(partner__in=pks).values_list("partner", "e164"):
        keys[pk].add(("phone", e164))
    for pk, kind, value in Identifier.objects.filter(partner__in=pks).values_list("partner", "kind", "value"):
        keys[pk].add((kind, value))
    rows = Address.objects.filter(partner__in=pks).values_list("partner", "postcode", "house_number")
    for pk, postcode, house_number in rows:
        keys[pk].add(place(postcode, house_number))
        postcodes[pk].add(postcode)
    return keys, postcodes


def organisations_of(pks: Collection[int]) -> dict[int, set[str]]:
    """Comparable names of the organisations a partner stands or stood with."""
    found: dict[int, set[str]] = defaultdict(set)
    links = Affiliation.objects.filter(partner__in=pks).values_list("partner", "organisation__name")
    for pk, name in links:
        found[pk].add(comparable(name))
    return found
