"""Adding and changing persons and organisations, each with all that is known of them in one transaction."""

from datetime import date
from typing import Any, Unpack

from django.db import transaction

from fluxus.db import lock
from fluxus.errors import Refusal
from fluxus.text import tidy
from network.domain import matching, names, newcomers
from network.domain.details import (
    Details,
    add_identifiers,
    checked,
    write_address,
    write_email,
    write_identifiers,
    write_phone,
)
from network.domain.roles import write_roles
from network.domain.search_text import refresh, refresh_people
from network.domain.timeline import record
from network.enums import EntryKind, PartnerKind
from network.models import Identifier, Partner

OWN_FIELDS = {
    "initials": "voorletters",
    "gender": "aanspreken als",
    "trade_name": "handelsnaam",
    "disciplines": "disciplines",
    "vat_status": "btw-status",
    "website": "website",
}


@transaction.atomic
def add_person(
    *,
    given_name: str,
    family_name: str,
    by: Any,
    today: date,
    infix: str = "",
    despite_duplicates: bool = False,
    **details: Unpack[Details],
) -> Partner:
    """Add a person with roles (from `today`), address, numbers; one transaction and one line on the timeline.

    Raises Refusal on the first detail that does not hold (`field` names it), with code "duplicate" and `duplicates`
    (Candidates) when somebody like this is known and `despite_duplicates` was not said.
    """
    partner = Partner(kind=PartnerKind.PERSON)
    name_person(partner, given_name=given_name, infix=infix, family_name=family_name)
    return add(partner, details, by=by, today=today, despite_duplicates=despite_duplicates)


@transaction.atomic
def add_organisation(
    *, name: str, by: Any, today: date, despite_duplicates: bool = False, **details: Unpack[Details]
) -> Partner:
    """Add an organisation; as `add_person`."""
    partner = Partner(kind=PartnerKind.ORGANISATION)
    name_organisation(partner, name)
    return add(partner, details, by=by, today=today, despite_duplicates=despite_duplicates)


@transaction.atomic
def change_person(
    *,
    partner: Partner,
    given_name: str,
    family_name: str,
    by: Any,
    today: date,
    infix: str = "",
    **details: Unpack[Details],
) -> Partner:
    """Change a person; details that are left out stay. Writes a line on the timeline when something changed."""
    lock(Partner.objects.filter(pk=partner.pk))
    old = partner.name
    name_person(partner, given_name=given_name, infix=infix, family_name=family_name)
    return change(partner, details, renamed=partner.name != old, by=by, today=today)


@transaction.atomic
def change_organisation(*, partner: Partner, name: str, by: Any, today: date, **details: Unpack[Details]) -> Partner:
    """Change an organisation; as `change_person`."""
    lock(Partner.objects.filter(pk=partner.pk))
    old = partner.name
    name_organisation(partner, name)
    return change(partner, details, renamed=partner.name != old, by=by, today=today)


def name_person(partner: Partner, *, given_name: str, infix: str, family_name: str) -> None:
    parts = {"given_name": tidy(given_name), "infix": tidy(infix), "family_name": tidy(family_name)}
    if not parts["family_name"]:
        raise Refusal("Vul een achternaam in.", field="family_name", code="required")
    for field, value in parts.items():
        setattr(partner, field, value)
    partner.name, partner.sort_name = names.person_name(**parts)[:200], names.sort_name(**parts)[:200]


def name_organisation(partner: Partner, name: str) -> None:
    partner.name = partner.sort_name = tidy(name)
    if not partner.name:
        raise Refusal("Vul een naam in.", field="name", code="required")


def add(partner: Partner, details: Details, *, by: Any, today: date, despite_duplicates: bool) -> Partner:
    details = checked(details, person=partner.is_person)
    if not despite_duplicates and (known := matching.known_like(kind=partner.kind, name=partner.name, details=details)):
        raise Refusal("Deze partner lijkt op iemand die we al kennen.", code="duplicate", duplicates=known)
    write_new(partner, details, today=today)
    record(partners=[partner], kind=EntryKind.PARTNER, title="Toegevoegd aan het netwerk", by=by)
    return partner


def change(partner: Partner, details: Details, *, renamed: bool, by: Any, today: date) -> Partner:
    changed = write(partner, checked(details, person=partner.is_person), today=today)
    if renamed:
        changed.insert(0, "naam")
    if changed:
        title = f"Gewijzigd: {', '.join(changed)}"
        record(partners=[partner], kind=EntryKind.PARTNER, title=title, by=by)
    return partner


def take_over(partner: Partner, details: Details) -> list[str]:
    """Set the partner's own fields. Gives the Dutch names of what changed; raises ValidationError on what cannot be."""
    changed = []
    for field, label in OWN_FIELDS.items():
        if field in details:
            value: Any = details[field]  # type: ignore[literal-required]  # the keys of OWN_FIELDS are keys of Details
            value = sorted(value) if field == "disciplines" else tidy(value)
            if getattr(partner, field) != value:
                setattr(partner, field, value)
                changed.append(label)
    partner.clean_fields(exclude=["search_text"])
    return changed


def write_new(partner: Partner, details: Details, *, today: date) -> None:
    """Save a new partner with checked details; nothing is looked up that cannot be there yet."""
    take_over(partner, details)
    newcomer = newcomers.ready(partner, details, today=today)
    numbers = [row for row in newcomer.belongings if isinstance(row, Identifier)]
    newcomer.belongings = [row for row in newcomer.belongings if row not in numbers]
    newcomers.write([newcomer])
    add_identifiers(partner, {row.kind: row.value for row in numbers})


def write(partner: Partner, details: Details, *, today: date) -> list[str]:
    """Save a known partner with checked details. Gives the Dutch names of the details that changed."""
    named = partner.name_text
    changed = take_over(partner, details)
    partner.save()
    if "email" in details and write_email(partner, details["email"].strip().lower()):
        changed.append("e-mailadres")
    if "phone" in details and write_phone(partner, details["phone"]):
        changed.append("telefoonnummer")
    if "address" in details and write_address(partner, details["address"]):
        changed.append("adres")
    changed += write_identifiers(partner, details.get("identifiers", {}))
    if "roles" in details and write_roles(partner, details["roles"], today=today):
        changed.append("rollen")
    refresh(partner)
    if partner.name_text != named and not partner.is_person:
        refresh_people(partner)
    return changed
