"""Makes rows of the network with sensible values; say only what the test is about."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from network.domain.names import person_name, sort_name
from network.domain.search_text import refresh
from network.enums import IdentifierKind, MomentKind, PartnerKind, PartnerRole, SchoolSector
from network.models import (
    Address,
    ContactMoment,
    ContactMomentPartner,
    EmailAddress,
    Identifier,
    Partner,
    PhoneNumber,
    RoleAssignment,
    SchoolProfile,
    TimelineEntry,
    User,
    Wijk,
)

NUMBERS = count(1)
SINCE = date(2020, 1, 1)
SQUARE = {"type": "Polygon", "coordinates": [[[4.8, 52.4], [4.9, 52.4], [4.9, 52.5], [4.8, 52.5], [4.8, 52.4]]]}


def make_user(name: str = "", *roles: str, **fields: Any) -> User:
    number = next(NUMBERS)
    return User.objects.create_user(
        f"user{number}@fluxus.test", "fluxus-demo", name=name or f"User {number}", roles=list(roles), **fields
    )


def make_person(
    given_name: str = "Sanne", family_name: str = "", *, infix: str = "", roles: tuple[str, ...] = (), **fields: Any
) -> Partner:
    """A person with the given roles since 2020."""
    parts = {"given_name": given_name, "infix": infix, "family_name": family_name or f"Bakker{next(NUMBERS)}"}
    partner = Partner.objects.create(
        kind=PartnerKind.PERSON, name=person_name(**parts), sort_name=sort_name(**parts), **parts, **fields
    )
    return with_roles(partner, roles)


def make_organisation(name: str = "", *, roles: tuple[str, ...] = (), **fields: Any) -> Partner:
    """An organisation with the given roles since 2020."""
    name = name or f"Stichting {next(NUMBERS)}"
    return with_roles(Partner.objects.create(kind=PartnerKind.ORGANISATION, name=name, sort_name=name, **fields), roles)


def with_roles(partner: Partner, roles: tuple[str, ...]) -> Partner:
    RoleAssignment.objects.bulk_create(RoleAssignment(partner=partner, role=role, started_on=SINCE) for role in roles)
    refresh(partner)
    return partner


def make_teacher(given_name: str = "Bilal", family_name: str = "", **fields: Any) -> Partner:
    """A docent with all that an agreement needs: address, e-mail, KvK, IBAN, btw status."""
    partner = make_person(given_name, family_name, roles=(PartnerRole.TEACHER,), vat_status="small_business", **fields)
    Address.objects.create(partner=partner, street="Westzijde", house_number=148, postcode="1506EK", city="Zaandam")
    EmailAddress.objects.create(partner=partner, address=f"docent{partner.pk}@fluxus.test")
    PhoneNumber.objects.create(partner=partner, number="06 12345678", e164="+31612345678")
    Identifier.objects.create(partner=partner, kind=IdentifierKind.KVK, value=f"{partner.pk:08d}")
    Identifier.objects.create(partner=partner, kind=IdentifierKind.IBAN, value="NL91ABNA0417164300")
    refresh(partner)
    return partner


def make_school(
    name: str = "", *, wijk: Wijk | None = None, pupils: int | None = 240, sector: str = SchoolSector.PO
) -> Partner:
    """A school site with an address."""
    number = next(NUMBERS)
    partner = make_organisation(name or f"Basisschool {number}", roles=(PartnerRole.SCHOOL,))
    Address.objects.create(
        partner=partner, street="Schoolstraat", house_number=1, postcode="1506EK", city="Zaandam", wijk=wijk
    )
    SchoolProfile.objects.create(
        partner=partner,
        site_code=f"{number % 100:02d}ZZ{number // 100 % 100:02d}",
        sector=sector,
        pupils=pupils,
        source="test",
    )
    refresh(partner)
    return partner


def make_wijk(name: str = "", **fields: Any) -> Wijk:
    number = next(NUMBERS)
    values = {"boundary": SQUARE, "inhabitants": 9000, "inhabitants_under_15": 1500, "reference_year": 2024, **fields}
    return Wijk.objects.create(code=f"WK99{number:04d}", name=name or f"Wijk {number}", slug=f"wijk-{number}", **values)


def make_moment(partner: Partner, by: User, *, summary: str = "Kennisgemaakt.", **fields: Any) -> ContactMoment:
    values = {"kind": MomentKind.PHONE, "occurred_at": datetime(2026, 5, 1, 10, tzinfo=UTC), **fields}
    moment = ContactMoment.objects.create(summary=summary, noted_by=by, **values)
    ContactMomentPartner.objects.create(moment=moment, partner=partner)
    return moment


def make_entry(partner: Partner, *, title: str = "Gebeld", kind: str = "contact", **fields: Any) -> TimelineEntry:
    return TimelineEntry.objects.create(partner=partner, title=title, kind=kind, **fields)
