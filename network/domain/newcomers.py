"""New partners with all that belongs to them: made ready first, then written, one at the desk or thousands from a list."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import models

from fluxus.text import tidy
from network.domain import identifiers
from network.domain.details import Details, new_address
from network.domain.roles import known_roles
from network.domain.search_text import SEARCHABLE, Known, places_of, write_texts
from network.models import Address, EmailAddress, Identifier, Partner, PhoneNumber, RoleAssignment

type Belonging = EmailAddress | PhoneNumber | Address | Identifier | RoleAssignment


@dataclass
class Newcomer:
    """A partner and what belongs to him, none of it saved."""

    partner: Partner
    belongings: list[Belonging] = field(default_factory=list)


def ready(
    partner: Partner,
    details: Details,
    *,
    today: date,
    extra_emails: Iterable[str] = (),
    extra_phones: Iterable[str] = (),
    ties: Sequence[str] = (),
) -> Newcomer:
    """From a partner with his own fields set and checked details. `ties` are words of organisations he belongs to."""
    emails = new_emails([details.get("email", ""), *extra_emails])
    phones = new_phones([details.get("phone", ""), *extra_phones])
    numbers = {kind: value for kind, value in details.get("identifiers", {}).items() if value}
    roles = sorted(known_roles(details.get("roles", ())))
    lines = details.get("address")
    address = new_address(lines) if lines else None
    known = Known(
        roles=roles,
        places=places_of(address),
        emails=[row.address for row in emails],
        phones=[row.e164 for row in phones],
        numbers=[value for kind, value in numbers.items() if kind in SEARCHABLE],
        ties=list(ties),
    )
    write_texts(partner, known)
    belongings: list[Belonging] = [*emails, *phones, *([address] if address else [])]
    belongings += [Identifier(kind=kind, value=value) for kind, value in numbers.items()]
    belongings += [RoleAssignment(role=role, started_on=today) for role in roles]
    return Newcomer(partner, belongings)


def new_emails(addresses: Iterable[str], *, has_primary: bool = False) -> list[EmailAddress]:
    """Each address once; the first is the one to write to when there is none yet."""
    different = dict.fromkeys(address.strip().lower() for address in addresses if address.strip())
    return [
        EmailAddress(address=address, is_primary=not at and not has_primary) for at, address in enumerate(different)
    ]


def new_phones(numbers: Iterable[str], *, has_primary: bool = False) -> list[PhoneNumber]:
    """Each number once, as typed and as E.164; the first is the one to call when there is none yet."""
    different: dict[str, str] = {}
    for number in filter(None, numbers):
        different.setdefault(identifiers.phone(number), tidy(number))
    return [
        PhoneNumber(number=number, e164=e164, is_primary=not at and not has_primary)
        for at, (e164, number) in enumerate(different.items())
    ]


def write(newcomers: Sequence[Newcomer]) -> None:
    """Save all of them in a few statements. Raises IntegrityError when a number is somebody else's."""
    Partner.objects.bulk_create([newcomer.partner for newcomer in newcomers])
    for newcomer in newcomers:
        for belonging in newcomer.belongings:
            belonging.partner = newcomer.partner
    save_all(belonging for newcomer in newcomers for belonging in newcomer.belongings)


def save_all(rows: Iterable[models.Model]) -> None:
    """Add rows of different tables, one statement per table."""
    per_model: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for row in rows:
        per_model[type(row)].append(row)
    for model, added in per_model.items():
        model._default_manager.bulk_create(added)
