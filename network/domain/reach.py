"""All the ways to reach a partner: more than one e-mail address and phone number, one of each first; a postal address."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from fluxus.db import lock
from fluxus.errors import Refusal
from fluxus.text import tidy
from network.domain import identifiers
from network.domain.details import AddressLines, checked_address, new_address
from network.domain.search_text import refresh
from network.domain.timeline import record
from network.enums import AddressKind, EntryKind
from network.models import Address, EmailAddress, Partner, PhoneNumber

type Way = EmailAddress | PhoneNumber

NAMES: dict[type, str] = {EmailAddress: "e-mailadres", PhoneNumber: "telefoonnummer"}


@transaction.atomic
def add_email(*, partner: Partner, address: str, by: Any) -> EmailAddress:
    """One more e-mail address; the first one there is, is first. Refuses one that is there."""
    address = tidy(address).lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refusal("Vul een e-mailadres in, zoals naam@voorbeeld.nl.", field="address") from error
    lock(Partner.objects.filter(pk=partner.pk))
    if partner.emails.filter(address__iexact=address).exists():
        raise Refusal("Dit e-mailadres staat er al.", field="address", code="twice")
    row = EmailAddress(partner=partner, address=address, is_primary=not partner.emails.filter(is_primary=True).exists())
    return written(row, "erbij", by=by)


@transaction.atomic
def add_phone(*, partner: Partner, number: str, by: Any) -> PhoneNumber:
    """One more phone number, kept as typed and as E.164; the first one there is, is first. Refuses one that is there."""
    number = tidy(number)
    e164 = identifiers.phone(number)
    lock(Partner.objects.filter(pk=partner.pk))
    if partner.phones.filter(e164=e164).exists():
        raise Refusal("Dit telefoonnummer staat er al.", field="number", code="twice")
    is_first = not partner.phones.filter(is_primary=True).exists()
    return written(PhoneNumber(partner=partner, number=number, e164=e164, is_primary=is_first), "erbij", by=by)


def written[W: (EmailAddress, PhoneNumber)](row: W, what: str, *, by: Any) -> W:
    row.save()
    tell(row.partner, f"{NAMES[type(row)]} {what}", by=by)
    return row


@transaction.atomic
def put_first[W: (EmailAddress, PhoneNumber)](*, row: W, by: Any) -> W:
    """The one that is called or mailed from now on. Nothing happens when it is that already."""
    row = held(row)
    if row.is_primary:
        return row
    type(row)._default_manager.filter(partner=row.partner, is_primary=True).update(is_primary=False)
    row.is_primary = True
    return written(row, "vooraan", by=by)


@transaction.atomic
def remove[W: (EmailAddress, PhoneNumber)](*, row: W, by: Any) -> None:
    """Take one away. When it was the first, the oldest of the others is first."""
    row = held(row)
    row.delete()
    if row.is_primary:
        following = type(row)._default_manager.filter(partner=row.partner).order_by("pk").first()
        if following is not None:
            following.is_primary = True
            following.save(update_fields=["is_primary"])
    tell(row.partner, f"{NAMES[type(row)]} eraf", by=by)


def held[W: (EmailAddress, PhoneNumber)](row: W) -> W:
    """The row as it is now; its partner is locked, so that there is one first at a time."""
    lock(Partner.objects.filter(pk=row.partner_id))
    now = type(row)._default_manager.select_related("partner").filter(pk=row.pk).first()
    if now is None:
        raise Refusal(f"Dit {NAMES[type(row)]} is er niet meer.", code="gone")
    return now


@transaction.atomic
def write_post_address(*, partner: Partner, lines: AddressLines | None, by: Any) -> Address | None:
    """Where letters go when that is elsewhere; None takes it away."""
    lock(Partner.objects.filter(pk=partner.pk))
    present = partner.addresses.filter(kind=AddressKind.POST)
    if lines is None:
        if present.delete()[0]:
            tell(partner, "postadres eraf", by=by)
        return None
    address = new_address(replace(checked_address(lines), wijk=lines.wijk))
    present.delete()
    address.partner, address.kind = partner, AddressKind.POST
    address.save()
    tell(partner, "postadres", by=by)
    return address


def tell(partner: Partner, what: str, *, by: Any) -> None:
    refresh(partner)
    record(partners=[partner], kind=EntryKind.PARTNER, title=f"Gewijzigd: {what}", by=by)
