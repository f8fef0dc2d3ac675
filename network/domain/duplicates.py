"""Whom a new partner may turn out to be: the same address, number or name and postcode. Warns, never decides."""

from dataclasses import dataclass

from django.db.models import Q

from network.domain import identifiers
from network.domain.details import Details
from network.enums import IdentifierKind
from network.models import Partner

MOST_SHOWN = 5
TELLING = (IdentifierKind.KVK, IdentifierKind.BTW, IdentifierKind.IBAN, IdentifierKind.BRIN, IdentifierKind.BOARD)


@dataclass(frozen=True)
class Candidate:
    """A partner we already have, and in what he is the same."""

    partner: Partner
    reasons: tuple[str, ...]


def find(*, name: str, details: Details) -> list[Candidate]:
    """Partners with the same e-mail, phone, KvK, btw, IBAN, or name and postcode as these checked details."""
    tests: dict[str, Q] = {}
    if details.get("email"):
        tests["hetzelfde e-mailadres"] = Q(emails__address__iexact=details["email"])
    if details.get("phone"):
        tests["hetzelfde telefoonnummer"] = Q(phones__e164=identifiers.phone(details["phone"]))
    for kind in TELLING:
        if value := details.get("identifiers", {}).get(kind):
            tests[f"hetzelfde nummer ({kind.label})"] = Q(identifiers__kind=kind, identifiers__value=value)
    if address := details.get("address"):
        tests["dezelfde naam en postcode"] = Q(name__iexact=name, addresses__postcode=address.postcode)
    reasons: dict[int, list[str]] = {}
    for reason, test in tests.items():
        for pk in Partner.objects.filter(test).order_by("pk").values_list("pk", flat=True)[:MOST_SHOWN]:
            reasons.setdefault(pk, []).append(reason)
    partners = Partner.objects.in_bulk(list(reasons)[:MOST_SHOWN])
    return [Candidate(partners[pk], tuple(reasons[pk])) for pk in reasons if pk in partners]
