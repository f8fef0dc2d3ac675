"""The frozen content of a document: one canonical writing, one hash, and who is who in it."""

import hashlib
import json
from datetime import date
from typing import Any

from contracts.models import House
from fluxus.errors import Refusal
from network.enums import AddressKind
from network.models import Address, Partner

type Snapshot = dict[str, Any]


def canonical(snapshot: Snapshot) -> bytes:
    """The one way to write a snapshot (texts, whole numbers, lists): UTF-8 JSON, keys sorted, no spaces."""
    return json.dumps(snapshot, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def fingerprint(snapshot: Snapshot) -> str:
    """SHA-256 of the canonical writing."""
    return hashlib.sha256(canonical(snapshot)).hexdigest()


def in_fours(text: str) -> str:
    """'RF32202600001' → 'RF32 2026 0000 1'."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def house_on(day: date) -> House:
    """Who we are on a day. Refuses as long as nobody filled that in."""
    house = House.objects.on(day).first()
    if house is None:
        raise Refusal("De gegevens van het huis (naam, adres, KvK, btw-id, IBAN) zijn nog niet ingevuld in het beheer.")
    return house


def house_party(house: House) -> Snapshot:
    return {
        "name": house.name,
        "legal_name": house.legal_name,
        "street": house.street_line,
        "place": f"{_spaced(house.postcode)} {house.city}",
        "email": house.email,
        "phone": house.phone,
        "website": house.website,
        "kvk": house.kvk,
        "btw": house.btw,
        "iban": house.iban,
        "signatory": house.signatory,
        "signatory_function": house.signatory_function,
    }


def partner_party(partner: Partner) -> Snapshot:
    """Name, letter address and official numbers of a partner as they are now; what is unknown is ''."""
    address = letter_address(partner)
    numbers = {each.kind: each.value for each in partner.identifiers.all()}
    return {
        "name": partner.name,
        "trade_name": partner.trade_name,
        "street": address.line if address else "",
        "place": f"{_spaced(address.postcode)} {address.city}" if address else "",
        "email": primary_email(partner),
        "phone": next((each.number for each in partner.phones.all() if each.is_primary), ""),
        "kvk": numbers.get("kvk", ""),
        "btw": numbers.get("btw", ""),
        "iban": numbers.get("iban", ""),
        "vat_status": partner.vat_status,
        "vat_status_label": partner.get_vat_status_display(),
    }


def letter_address(partner: Partner) -> Address | None:
    """The postal address when there is one, else the visiting address."""
    addresses = {each.kind: each for each in partner.addresses.all()}
    return addresses.get(AddressKind.POST) or addresses.get(AddressKind.VISIT)


def primary_email(partner: Partner) -> str:
    return next((each.address for each in partner.emails.all() if each.is_primary), "")


def _spaced(postcode: str) -> str:
    return f"{postcode[:4]} {postcode[4:]}"
