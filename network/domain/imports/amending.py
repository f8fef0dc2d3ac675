"""What a row changes of a partner we know: only what the row says, never emptying anything."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models

from fluxus.text import fold, tidy
from network.domain import partners
from network.domain.details import Details, checked, new_address
from network.domain.imports.drafts import Draft
from network.domain.imports.policies import FILL, UPDATE, Policy
from network.domain.imports.snapshots import OWN, Snapshot
from network.domain.newcomers import new_emails, new_phones, save_all
from network.enums import Discipline, Gender, IdentifierKind, PartnerRole, VatStatus
from network.models import Address, EmailAddress, Identifier, Partner, PhoneNumber, RoleAssignment

NAME_PARTS = {"given_name": "voornaam", "infix": "tussenvoegsel", "family_name": "achternaam"}
UNKNOWN = {"", Gender.UNKNOWN.value, VatStatus.UNKNOWN.value}
SINGLE = ("initials", "gender", "trade_name", "vat_status", "website")
ADDRESS_PARTS = ("street", "house_number", "suffix", "postcode", "city")


@dataclass
class Amendment:
    """A partner with changes that are not saved: rows to add, rows to change, e-mail and phone that step back."""

    partner: Partner
    added: list[models.Model] = field(default_factory=list)
    changed: list[models.Model] = field(default_factory=list)
    stepping_back: list[models.Model] = field(default_factory=list)
    differences: list[dict[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def tell(self, label: str, old: Any, new: Any) -> None:
        self.differences.append({"label": label, "old": str(old), "new": str(new)})


def amend(partner: Partner, draft: Draft, known: Snapshot, *, policy: Policy, today: date) -> Amendment:
    """The changes that `policy` allows; sets the own fields of `partner` without saving. Raises Refusal."""
    amendment = Amendment(partner)
    if policy.known not in (FILL, UPDATE):
        return amendment
    details = checked(draft.details, person=draft.is_person)
    is_update = policy.known == UPDATE
    amend_name(amendment, draft, is_update)
    amend_own(amendment, details, is_update)
    amend_reach(amendment, draft, details, known, is_update)
    amend_address(amendment, details, known, is_update)
    amend_numbers(amendment, details, known, is_update)
    amend_roles(amendment, details, known, today)
    return amendment


def amend_name(amendment: Amendment, draft: Draft, is_update: bool) -> None:
    """Of a person it is only made more complete: initials never replace a given name. An update renames an organisation."""
    partner, old = amendment.partner, amendment.partner.name
    if partner.is_person:
        parts = {name: getattr(partner, name) for name in NAME_PARTS}
        for name in NAME_PARTS:
            typed = tidy(getattr(draft, name))
            if typed and (not parts[name] or (is_update and says_more(typed, parts[name]))):
                parts[name] = typed
        partners.name_person(partner, **parts)
    elif is_update and draft.name and says_more(draft.name, partner.name, shorter=True):
        partners.name_organisation(partner, draft.name)
    if partner.name != old:
        amendment.tell("naam", old, partner.name)


def says_more(typed: str, have: str, *, shorter: bool = False) -> bool:
    """Whether a name may replace the one we have: not when it only lost its accents, a person's not when it is shorter."""
    only_accents = fold(typed) == fold(have) and typed.isascii() and not have.isascii()
    return not only_accents and (shorter or len(typed) >= len(have))


def amend_own(amendment: Amendment, details: Details, is_update: bool) -> None:
    """The fields of the partner himself; disciplines are added to those he has."""
    partner = amendment.partner
    wanted: dict[str, Any] = {name: value for name, value in details.items() if name in SINGLE}
    wanted = {name: tidy(str(value)) for name, value in wanted.items() if str(value) not in UNKNOWN}
    wanted = {name: value for name, value in wanted.items() if may_replace(partner, name, is_update)}
    if more := set(details.get("disciplines", ())) - set(partner.disciplines):
        wanted["disciplines"] = sorted({*partner.disciplines, *more})
    before = {name: getattr(partner, name) for name in wanted}
    partners.take_over(partner, Details(**wanted))  # type: ignore[typeddict-item]  # keys of Details
    for name, old in before.items():
        if old != getattr(partner, name):
            amendment.tell(partners.OWN_FIELDS[name], said(name, old), said(name, getattr(partner, name)))


def may_replace(partner: Partner, name: str, is_update: bool) -> bool:
    """What is unknown is filled; initials that we have are not made shorter by a list."""
    return getattr(partner, name) in UNKNOWN or (is_update and name != "initials")


def said(name: str, value: Any) -> str:
    """A value as it stands on the screen."""
    if name == "disciplines":
        return ", ".join(str(Discipline(each).label) for each in value)
    if name == "vat_status":
        return str(VatStatus(value).label)
    return str(Gender(value).label) if name == "gender" else str(value)


def amend_reach(amendment: Amendment, draft: Draft, details: Details, known: Snapshot, is_update: bool) -> None:
    """Addresses and numbers come beside those we have. With an update the first of the row comes first."""
    mails = [details.get("email", ""), *draft.extra_emails]
    step_in(amendment, "e-mail", new_emails(mails), "address", known["emails"], is_update)
    phones = [details.get("phone", ""), *draft.extra_phones]
    step_in(amendment, "telefoon", new_phones(phones), "number", known["phones"], is_update)


def step_in(
    amendment: Amendment,
    label: str,
    wanted: list[EmailAddress] | list[PhoneNumber],
    shown: str,
    present: list[dict[str, Any]],
    is_update: bool,
) -> None:
    key = "e164" if shown == "number" else "address"
    have = {row[key].lower() for row in present}
    first = next((row for row in present if row["is_primary"]), None)
    fresh = [row for row in wanted if getattr(row, key).lower() not in have]
    if not fresh or (first and not is_update):
        return
    leads = first is None or (bool(wanted) and wanted[0] is fresh[0])
    for row in fresh:
        row.partner, row.is_primary = amendment.partner, leads and row is fresh[0]
    if first and leads:
        amendment.stepping_back.append(type(fresh[0])(pk=first["id"]))
    amendment.added += fresh
    old = first[shown] if first else ""
    amendment.tell(label, old if leads else "", ", ".join(str(row) for row in fresh))


def amend_address(amendment: Amendment, details: Details, known: Snapshot, is_update: bool) -> None:
    lines = details.get("address")
    present = next((row for row in known["addresses"] if row["kind"] == "visit"), None)
    if not lines or (present and not is_update):
        return
    told = [name for name in ADDRESS_PARTS if getattr(lines, name)]
    if present and all(present[name] == getattr(lines, name) for name in told):
        return
    address = new_address(lines)
    if present and not address.suffix and is_same_house(present, address):
        address.suffix = present["suffix"]
    address.partner, address.pk = amendment.partner, present["id"] if present else None
    (amendment.changed if present else amendment.added).append(address)
    old = Address(**{name: present[name] for name in ADDRESS_PARTS}) if present else ""
    amendment.tell("adres", old, address)


def is_same_house(present: dict[str, Any], address: Address) -> bool:
    """Only written otherwise, so that an empty cell for the suffix does not wipe it."""
    return (present["postcode"], present["house_number"]) == (address.postcode, address.house_number)


def amend_numbers(amendment: Amendment, details: Details, known: Snapshot, is_update: bool) -> None:
    present = {row["kind"]: row for row in known["numbers"]}
    for kind, value in details.get("identifiers", {}).items():
        have = present.get(kind)
        if not value or (have and (have["value"] == value or not is_update)):
            continue
        if have and kind == IdentifierKind.IBAN:  # a list is no proof of where somebody wants to be paid
            amendment.remarks.append("de IBAN is een andere dan die we hebben: wijzig hem zelf als dat klopt")
            continue
        row = Identifier(pk=have["id"] if have else None, partner=amendment.partner, kind=kind, value=value)
        (amendment.changed if have else amendment.added).append(row)
        amendment.tell(str(IdentifierKind(kind).label), have["value"] if have else "", value)


def amend_roles(amendment: Amendment, details: Details, known: Snapshot, today: date) -> None:
    """Roles are added, never ended."""
    have = {row["role"] for row in known["roles"] if row["ended_on"] is None}
    more = sorted(set(details.get("roles", ())) - have)
    amendment.added += [RoleAssignment(partner=amendment.partner, role=role, started_on=today) for role in more]
    if more:
        amendment.tell("rol erbij", "", ", ".join(str(PartnerRole(role).label) for role in more))


def write(amendments: Sequence[Amendment]) -> None:
    """Save all of them in a few statements. Raises IntegrityError when a number is somebody else's."""
    changed = [amendment for amendment in amendments if amendment.differences]
    Partner.objects.bulk_update([amendment.partner for amendment in changed], OWN, batch_size=200)
    step_back(row for amendment in changed for row in amendment.stepping_back)
    for row in (row for amendment in changed for row in amendment.changed):
        row.save()
    save_all(row for amendment in changed for row in amendment.added)


def step_back(rows: Iterable[models.Model]) -> None:
    """What came first comes second."""
    waiting = list(rows)
    for model in (EmailAddress, PhoneNumber):
        pks = [row.pk for row in waiting if isinstance(row, model)]
        model._default_manager.filter(pk__in=pks).update(is_primary=False)
