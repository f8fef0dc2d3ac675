"""Seller and buyer of an e-invoice."""

from contracts.domain.einvoicing.content import Party
from contracts.domain.einvoicing.elements import Element, add, branch

COUNTRY = "NL"
"""All our partners have an address in the Netherlands; an address of another country has no place in the network yet."""


def add_party(root: Element, name: str, party: Party, *, names_btw_id: bool, collects: bool = False) -> None:
    """A party with its electronic address, names, address, numbers and how to reach it; who collects says as whom."""
    number, scheme = party.official_number
    element = branch(branch(root, name), "cac:Party")
    add(element, "cbc:EndpointID", number, schemeID=scheme)
    if collects and party.creditor_id:
        add(branch(element, "cac:PartyIdentification"), "cbc:ID", party.creditor_id, schemeID="SEPA")
    if party.trade_name:
        add(branch(element, "cac:PartyName"), "cbc:Name", party.trade_name)
    _address(element, party)
    if party.btw and names_btw_id:
        _btw_id(element, party.btw)
    legal = branch(element, "cac:PartyLegalEntity")
    add(legal, "cbc:RegistrationName", party.name)
    add(legal, "cbc:CompanyID", number, schemeID=scheme)
    if party.phone or party.email:
        contact = branch(element, "cac:Contact")
        add(contact, "cbc:Telephone", party.phone)
        add(contact, "cbc:ElectronicMail", party.email)


def _address(element: Element, party: Party) -> None:
    address = branch(element, "cac:PostalAddress")
    add(address, "cbc:StreetName", party.street)
    add(address, "cbc:CityName", party.city)
    add(address, "cbc:PostalZone", party.postcode)
    add(branch(address, "cac:Country"), "cbc:IdentificationCode", COUNTRY)


def _btw_id(element: Element, btw: str) -> None:
    scheme = branch(element, "cac:PartyTaxScheme")
    add(scheme, "cbc:CompanyID", btw)
    add(branch(scheme, "cac:TaxScheme"), "cbc:ID", "VAT")
