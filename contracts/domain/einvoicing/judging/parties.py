"""Rules on seller and buyer: names, addresses, official numbers."""

import re

from contracts.domain.einvoicing.elements import Element, all_of, text_of
from contracts.domain.einvoicing.judging.rule import BUYER, PEPPOL, SELLER, Rule, Test, dutch, has, has_all

FORMS = {"0106": re.compile(r"[0-9]{8}"), "0190": re.compile(r"[0-9]{20}")}
BTW_ID = re.compile(r"[A-Z]{2}.+")
LEGAL_NUMBER = "cac:PartyLegalEntity/cbc:CompanyID"
ADDRESS = ("cbc:StreetName", "cbc:CityName", "cbc:PostalZone")


def _has_official_number(party: str) -> Test:
    """A KvK-nummer or an OIN of its legal entity."""
    return lambda document: any(
        each.get("schemeID") in FORMS and (each.text or "").strip()
        for each in all_of(document, f"{party}/{LEGAL_NUMBER}")
    )


def _numbers_have_form(scheme: str) -> Test:
    """Electronic addresses and legal numbers of this scheme look as they should."""

    def holds(document: Element) -> bool:
        paths = [f"{party}/{name}" for party in (SELLER, BUYER) for name in ("cbc:EndpointID", LEGAL_NUMBER)]
        found = [each for path in paths for each in all_of(document, path) if each.get("schemeID") == scheme]
        return all(FORMS[scheme].fullmatch(each.text or "") for each in found)

    return holds


def _endpoint_has_scheme(party: str) -> Test:
    return lambda document: all(each.get("schemeID") for each in all_of(document, f"{party}/cbc:EndpointID"))


def _schemes_are_dutch(document: Element) -> bool:
    found = [each.get("schemeID") for party in (SELLER, BUYER) for each in all_of(document, f"{party}/cbc:EndpointID")]
    return all(scheme in FORMS for scheme in found if scheme)


def _btw_ids_name_country(document: Element) -> bool:
    found = [
        each for party in (SELLER, BUYER) for each in all_of(document, f"{party}/cac:PartyTaxScheme/cbc:CompanyID")
    ]
    return all(BTW_ID.fullmatch(each.text or "") for each in found)


def _seller_can_be_found(document: Element) -> bool:
    tax, legal = f"{SELLER}/cac:PartyTaxScheme/cbc:CompanyID", f"{SELLER}/{LEGAL_NUMBER}"
    return bool(text_of(document, tax) or text_of(document, legal))


RULES = [
    Rule("BR-06", "Onze statutaire naam ontbreekt.", has(f"{SELLER}/cac:PartyLegalEntity/cbc:RegistrationName")),
    Rule("BR-07", "De naam van de afnemer ontbreekt.", has(f"{BUYER}/cac:PartyLegalEntity/cbc:RegistrationName")),
    Rule("BR-08", "Ons adres ontbreekt.", lambda it: bool(all_of(it, f"{SELLER}/cac:PostalAddress"))),
    Rule(
        "BR-09",
        "Het land in ons adres ontbreekt.",
        has(f"{SELLER}/cac:PostalAddress/cac:Country/cbc:IdentificationCode"),
    ),
    Rule("BR-10", "Het adres van de afnemer ontbreekt.", lambda it: bool(all_of(it, f"{BUYER}/cac:PostalAddress"))),
    Rule(
        "BR-11",
        "Het land in het adres van de afnemer ontbreekt.",
        has(f"{BUYER}/cac:PostalAddress/cac:Country/cbc:IdentificationCode"),
    ),
    Rule("BR-62", "Bij ons e-factuuradres staat niet wat voor nummer het is.", _endpoint_has_scheme(SELLER)),
    Rule(
        "BR-63", "Bij het e-factuuradres van de afnemer staat niet wat voor nummer het is.", _endpoint_has_scheme(BUYER)
    ),
    Rule("BR-CL-25", "Een e-factuuradres is geen KvK-nummer en geen OIN.", _schemes_are_dutch),
    Rule("BR-CO-09", "Een btw-id begint niet met een landcode.", _btw_ids_name_country),
    Rule("BR-CO-26", "Ons KvK-nummer en ons btw-id ontbreken.", _seller_can_be_found),
    Rule("PEPPOL-COMMON-R054", "Een KvK-nummer heeft 8 cijfers.", _numbers_have_form("0106"), profile=PEPPOL),
    Rule("PEPPOL-COMMON-R055", "Een OIN heeft 20 cijfers.", _numbers_have_form("0190"), profile=PEPPOL),
    Rule(
        "PEPPOL-EN16931-R010",
        "Het e-factuuradres van de afnemer ontbreekt.",
        has(f"{BUYER}/cbc:EndpointID"),
        profile=PEPPOL,
    ),
    Rule("PEPPOL-EN16931-R020", "Ons e-factuuradres ontbreekt.", has(f"{SELLER}/cbc:EndpointID"), profile=PEPPOL),
    *dutch(
        "NL-R-002",
        "BR-NL-3",
        "Ons adres is niet compleet: straat, postcode en plaats.",
        has_all(f"{SELLER}/cac:PostalAddress", *ADDRESS),
    ),
    *dutch(
        "NL-R-004",
        "BR-NL-4",
        "Het adres van de afnemer is niet compleet: straat, postcode en plaats.",
        has_all(f"{BUYER}/cac:PostalAddress", *ADDRESS),
    ),
    *dutch("NL-R-003", "BR-NL-1", "Ons KvK-nummer ontbreekt.", _has_official_number(SELLER)),
    *dutch("NL-R-005", "BR-NL-10", "Het KvK-nummer of OIN van de afnemer ontbreekt.", _has_official_number(BUYER)),
]
