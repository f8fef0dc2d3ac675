"""How a partner is reached and by which numbers he is known: checked first, then written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from django.db import IntegrityError, transaction

from fluxus.db import explain
from fluxus.errors import Refusal
from fluxus.text import tidy
from network.domain import identifiers
from network.domain.wijken import wijk_at
from network.enums import AddressKind, IdentifierKind
from network.models import Address, EmailAddress, Identifier, Partner, PhoneNumber, Wijk

MOST_HOUSE_NUMBER = 99999


@dataclass(frozen=True, kw_only=True)
class AddressLines:
    """An address as typed. Without a wijk it is looked up by coordinates or postcode."""

    street: str
    house_number: int
    postcode: str
    city: str
    suffix: str = ""
    latitude: float | None = None
    longitude: float | None = None
    wijk: Wijk | None = None


class Details(TypedDict, total=False):
    """What may be said of a partner next to his name; what is left out stays as it is, '' and None clear it."""

    initials: str
    gender: str
    trade_name: str
    disciplines: Iterable[str]
    vat_status: str
    website: str
    roles: Iterable[str]
    email: str
    phone: str
    address: AddressLines | None
    identifiers: Mapping[str, str]


def checked(details: Details, *, person: bool) -> Details:
    """The same details, normalised. Raises Refusal for the first that does not hold."""
    result = details.copy()
    if "identifiers" in details:
        result["identifiers"] = {
            kind: identifiers.normalise(kind, value, person=person) if value.strip() else ""
            for kind, value in details["identifiers"].items()
        }
    if details.get("phone"):
        identifiers.phone(details["phone"])
    address = details.get("address")
    if address:
        result["address"] = checked_address(address)
    return result


def checked_address(lines: AddressLines) -> AddressLines:
    """With the postcode as '1506EK' and a house number that exists."""
    if not 0 < lines.house_number <= MOST_HOUSE_NUMBER:
        raise Refusal("Vul een huisnummer in, zoals 148.", field="house_number", code="house_number")
    return AddressLines(
        street=tidy(lines.street),
        house_number=lines.house_number,
        suffix=tidy(lines.suffix),
        postcode=identifiers.postcode(lines.postcode),
        city=tidy(lines.city),
        latitude=lines.latitude,
        longitude=lines.longitude,
        wijk=lines.wijk,
    )


def new_address(lines: AddressLines) -> Address:
    """The visiting address with its wijk, not saved and of nobody yet."""
    address = Address(
        kind=AddressKind.VISIT,
        street=lines.street,
        house_number=lines.house_number,
        suffix=lines.suffix,
        postcode=lines.postcode,
        city=lines.city,
        latitude=lines.latitude,
        longitude=lines.longitude,
        wijk=lines.wijk or wijk_at(lines.postcode, latitude=lines.latitude, longitude=lines.longitude),
    )
    address.clean_fields(exclude=["partner", "wijk"])
    return address


def add_identifiers(partner: Partner, numbers: Mapping[str, str]) -> None:
    """Give a new partner his normalised numbers at once; only when one is somebody else's each on its own, to name it."""
    rows = [Identifier(partner=partner, kind=kind, value=value) for kind, value in numbers.items() if value]
    try:
        with transaction.atomic():
            Identifier.objects.bulk_create(rows)
    except IntegrityError:
        for row in rows:
            write_identifier(Identifier(partner=partner, kind=row.kind), row.value)


def write_email(partner: Partner, address: str) -> bool:
    """Make `address` the first e-mail address in the place of the present one, which goes. True when that changed something.

    '' only takes the present one away; the oldest of the others is first then.
    """
    present = partner.emails.filter(is_primary=True).first()
    if (present.address if present else "") == address:
        return False
    partner.emails.filter(is_primary=True).delete()
    others = partner.emails.order_by("pk")
    following = others.filter(address__iexact=address).first() if address else others.first()
    if following is not None:
        put_first(following)
    elif address:
        EmailAddress.objects.create(partner=partner, address=address)
    return True


def write_phone(partner: Partner, number: str) -> bool:
    """Make `number` the first phone number, kept as typed and as E.164; as `write_email`."""
    number = tidy(number)
    present = partner.phones.filter(is_primary=True).first()
    if (present.number if present else "") == number:
        return False
    partner.phones.filter(is_primary=True).delete()
    others, e164 = partner.phones.order_by("pk"), identifiers.phone(number) if number else ""
    following = others.filter(e164=e164).first() if number else others.first()
    if following is not None:
        put_first(following)
    elif number:
        PhoneNumber.objects.create(partner=partner, number=number, e164=e164)
    return True


def put_first(row: EmailAddress | PhoneNumber) -> None:
    row.is_primary = True
    row.save(update_fields=["is_primary"])


def write_address(partner: Partner, lines: AddressLines | None) -> bool:
    """The visiting address, with its wijk. A wijk chosen by hand stays while the address stays."""
    present = partner.addresses.filter(kind=AddressKind.VISIT).first()
    if lines is None:
        return bool(present and present.delete())
    wanted: dict[str, Any] = {
        name: getattr(lines, name) for name in ("street", "house_number", "suffix", "postcode", "city")
    }
    is_same = present is not None and all(getattr(present, name) == value for name, value in wanted.items())
    if lines.latitude is not None or not is_same:
        wanted |= {"latitude": lines.latitude, "longitude": lines.longitude}
    if lines.wijk or not is_same or lines.latitude is not None:
        wanted["wijk"] = lines.wijk or wijk_at(lines.postcode, latitude=lines.latitude, longitude=lines.longitude)
    if present and all(getattr(present, name) == value for name, value in wanted.items()):
        return False
    address = present or Address(partner=partner, kind=AddressKind.VISIT)
    for name, value in wanted.items():
        setattr(address, name, value)
    address.clean_fields(exclude=["partner", "wijk"])
    address.save()
    return True


def write_identifiers(partner: Partner, numbers: Mapping[str, str]) -> list[str]:
    """Write normalised numbers; '' removes one. Gives the Dutch names of what changed; refuses a number of somebody else."""
    present = {row.kind: row for row in partner.identifiers.all()}
    changed = []
    for kind, value in numbers.items():
        row = present.get(kind)
        if (row.value if row else "") == value:
            continue
        if value:
            write_identifier(row or Identifier(partner=partner, kind=kind), value)
        elif row:
            row.delete()
        changed.append(str(IdentifierKind(kind).label))
    return changed


def write_identifier(row: Identifier, value: str) -> None:
    row.value = value
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise explain(Identifier, error, field=row.kind) from error
