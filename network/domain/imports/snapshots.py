"""What we know of partners at one moment, as plain data: to see what changed, and to put it back."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models

from network.domain.search_text import refresh_all, refresh_people
from network.models import (
    Address,
    Affiliation,
    EmailAddress,
    Identifier,
    Partner,
    PartnerTag,
    PhoneNumber,
    RoleAssignment,
)

OWN = (
    "name",
    "sort_name",
    "given_name",
    "infix",
    "family_name",
    "initials",
    "gender",
    "trade_name",
    "disciplines",
    "vat_status",
    "website",
)
NAMES = ("name", "trade_name")
SECTIONS: dict[str, type[models.Model]] = {
    "emails": EmailAddress,
    "phones": PhoneNumber,
    "addresses": Address,
    "numbers": Identifier,
    "roles": RoleAssignment,
    "ties": Affiliation,
    "tags": PartnerTag,
}
LABELS = {
    "own": "naam of eigen gegevens",
    "emails": "e-mail",
    "phones": "telefoon",
    "addresses": "adres",
    "numbers": "nummers",
    "roles": "rollen",
    "ties": "verbindingen",
}

type Snapshot = dict[str, Any]
"""`own` holds the fields of the partner, every other section a list of rows with their keys."""


def take(pks: Collection[int]) -> dict[int, Snapshot]:
    """By partner; eight queries however many partners."""
    taken: dict[int, Snapshot] = {
        row.pop("pk"): {"own": row, **{section: [] for section in SECTIONS}}
        for row in Partner.objects.filter(pk__in=pks).values("pk", *OWN)
    }
    for section, model in SECTIONS.items():
        for row in model._default_manager.filter(partner__in=taken).order_by("pk").values():
            taken[row.pop("partner_id")][section].append({name: plain(value) for name, value in row.items()})
    return taken


def plain(value: Any) -> Any:
    """As JSON gives it back."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def changed_since(kept: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """The Dutch names of what is not as it was. Labels come and go and do not count."""
    for section, label in LABELS.items():
        if kept.get(section) != now.get(section):
            yield label


def restore(partner: Partner, before: Snapshot) -> None:
    """Put a partner and all that belongs to him back as it was, under the same keys."""
    is_renamed = any(getattr(partner, name) != before["own"][name] for name in NAMES)
    for name in OWN:
        setattr(partner, name, before["own"][name])
    partner.save(update_fields=OWN)
    for section, model in SECTIONS.items():
        restore_section(model, partner, before[section])
    refresh_all([partner])
    if is_renamed and not partner.is_person:
        refresh_people(partner)


def restore_section(model: type[models.Model], partner: Partner, rows: list[dict[str, Any]]) -> None:
    """Changed rows are removed before any is put back, so that no two are in each other's way."""
    present = {row.pop("id"): row for row in model._default_manager.filter(partner=partner).values()}
    wanted = {row["id"]: row for row in rows}
    stale = [
        pk
        for pk, row in present.items()
        if pk not in wanted or any(plain(row[name]) != value for name, value in wanted[pk].items() if name != "id")
    ]
    model._default_manager.filter(pk__in=stale).delete()
    missing = [row for pk, row in wanted.items() if pk not in present or pk in stale]
    model._default_manager.bulk_create([model(partner_id=partner.pk, **row) for row in missing])
