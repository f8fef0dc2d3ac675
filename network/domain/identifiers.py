"""Official numbers, postcodes and phone numbers: repaired where that is sure, refused with a clear sentence otherwise.

A burgerservicenummer may not be processed here at all (UAVG art. 46); the btw number that a self-employed person had
before 2020 was one, so it is refused too.
"""

import re
from collections.abc import Callable
from functools import lru_cache

import phonenumbers
from stdnum import iban as stdnum_iban
from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError
from stdnum.nl import bsn as stdnum_bsn
from stdnum.nl import btw as stdnum_btw
from stdnum.nl import postcode as stdnum_postcode

from fluxus.errors import Refusal
from fluxus.text import tidy
from network.enums import IdentifierKind

REFUSES_BSN = "Dit lijkt een burgerservicenummer. Dat mogen we niet bewaren (UAVG, artikel 46)."
# Banks in the Netherlands with a code of their own in an IBAN; one that is not here is asked after, not refused.
BANKS = """
    ABNA ABNC ADYB AEGO AGBK AKBK ANDL ARBN ARSN ASNB ATBA BBRU BCDM BCIT BICK BINK BITS BKCH BKMG BLGW
    BMEU BNDA BNGH BNPA BOFA BOFS BOTK BUNQ BUUT CHAS CITC CITI COBA DELE DEUT DHBN DNIB EBPB FBHL FLOR
    FNOM FRBK FROM FVLB FXBB GILL HHBA HIFX HSBC ICBC ICBK INGB INSI ISAE ISBK KABA KNAB KOEX KRED LOCY
    LOYD LPLN MHCB MOYO MODR NNBA NTSB NWAB PNOW QNTO RABO RBRB RBSS REVO RGRB SAXO SBOS SNSB SOGE SWNB
    TRIO UGBI VOPA VPAY VTPS YOUR ZWLB
"""
BANK_CODES = frozenset(BANKS.split())


def looks_like_bsn(value: str) -> bool:
    """Nine digits that pass the eleven test, however they are spaced."""
    digits = re.sub(r"[\s.\-]", "", value)
    return bool(re.fullmatch(r"[0-9]{9}", digits)) and digits != "000000000" and stdnum_bsn.is_valid(digits)


def refuse_bsn(value: str, field: str) -> None:
    if looks_like_bsn(value):
        raise Refusal(REFUSES_BSN, field=field, code="bsn")


def kvk(value: str) -> str:
    """Eight digits. Spreadsheets drop leading zeros, so seven digits get theirs back. There is no check digit."""
    refuse_bsn(value, "kvk")
    digits = re.sub(r"(?i)^kvk[\s:]*|[\s.\-]", "", value)
    if re.fullmatch(r"[0-9]{12}", digits):
        raise Refusal(
            "Dit is een vestigingsnummer (12 cijfers). Vul het KvK-nummer van 8 cijfers in.", field="kvk", code="kvk"
        )
    if not re.fullmatch(r"[0-9]{7,8}", digits) or not int(digits):
        raise Refusal("Een KvK-nummer heeft 8 cijfers, zoals 12345678.", field="kvk", code="kvk")
    return digits.zfill(8)


def btw(value: str, *, person: bool = True) -> str:
    """'NL001234567B01'. The eleven test tells the number of a legal person, and a BSN in the old number of a person."""
    refuse_bsn(value, "btw")
    bare = re.sub(r"[\s.\-]", "", value).upper()
    if re.match(r"[A-MO-Z][A-Z]|N[A-KM-Z]", bare):
        raise Refusal(
            "Dit is een btw-nummer van een ander land. Vul een Nederlands btw-id in, zoals NL001234567B01.",
            field="btw",
            code="btw",
        )
    if not bare.isascii() or not re.fullmatch(r"(NL)?[0-9]{6,9}B[0-9]{2}", bare):
        raise Refusal("Een btw-id ziet eruit als NL001234567B01.", field="btw", code="btw")
    try:
        number: str = stdnum_btw.validate(bare)
    except ValidationError:
        raise Refusal(
            "Dit btw-id klopt niet; er staat waarschijnlijk een tikfout in.", field="btw", code="btw"
        ) from None
    if person and looks_like_bsn(number[:9]):
        raise Refusal(
            "Dit is het oude omzetbelastingnummer, en daar zit een burgerservicenummer in. Dat mogen we niet bewaren"
            " (UAVG, artikel 46). Vul het btw-id in dat sinds 2020 op facturen staat.",
            field="btw",
            code="bsn",
        )
    return f"NL{number}"


def iban(value: str) -> str:
    """Without spaces, capitals; the length and check digits of its country fit."""
    refuse_bsn(value, "iban")
    if not value.isascii() or not re.match(r"\s*[A-Za-z]{2}", value):
        raise Refusal("Een IBAN begint met een landcode, zoals NL91 ABNA 0417 1643 00.", field="iban", code="iban")
    try:
        number: str = stdnum_iban.validate(value)
    except InvalidChecksum:
        raise Refusal(
            "Deze IBAN klopt niet; er staat waarschijnlijk een tikfout in.", field="iban", code="iban"
        ) from None
    except InvalidComponent:
        raise Refusal("Dit land kennen we niet in een IBAN.", field="iban", code="iban") from None
    except (ValidationError, ValueError):
        raise Refusal(
            "Een Nederlandse IBAN ziet eruit als NL91 ABNA 0417 1643 00.", field="iban", code="iban"
        ) from None
    if number.startswith("NL") and not re.fullmatch(r"NL[0-9]{2}[A-Z]{4}[0-9]{10}", number):
        raise Refusal("Een Nederlandse IBAN ziet eruit als NL91 ABNA 0417 1643 00.", field="iban", code="iban")
    return number


def bank_is_known(number: str) -> bool:
    """False for a Dutch IBAN of a bank that is not in the register; formally valid, so asked after and not refused."""
    return not number.startswith("NL") or number[4:8] in BANK_CODES


def shown_iban(number: str) -> str:
    """In groups of four, as on a bank card."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def brin(value: str) -> str:
    """Two digits and two letters, with two digits more for a site (DUO)."""
    refuse_bsn(value, "brin")
    bare = re.sub(r"[\s.\-]", "", value).upper()
    if not bare.isascii() or not re.fullmatch(r"[0-9]{2}[A-Z]{2}([0-9]{2})?", bare):
        raise Refusal("Een BRIN ziet eruit als 30AH, of 30AH00 voor een vestiging.", field="brin", code="brin")
    return bare


def board(value: str) -> str:
    """The five digits of a competent authority (DUO)."""
    refuse_bsn(value, "board")
    digits = re.sub(r"\s", "", value)
    if not digits.isascii() or not re.fullmatch(r"[0-9]{1,5}", digits) or not int(digits):
        raise Refusal("Een bestuursnummer heeft 5 cijfers, zoals 41852.", field="board", code="board")
    return digits.zfill(5)


def postcode(value: str) -> str:
    """'1506EK'; the letters SA, SD and SS do not exist."""
    refuse_bsn(value, "postcode")
    if not value.isascii():
        raise Refusal("Vul een postcode in, zoals 1506 EK.", field="postcode", code="postcode")
    try:
        return str(stdnum_postcode.validate(value)).replace(" ", "")
    except ValidationError:
        raise Refusal("Vul een postcode in, zoals 1506 EK.", field="postcode", code="postcode") from None


@lru_cache(maxsize=10_000)
def phone(value: str) -> str:
    """E.164, '+31612345678'. Nine bare digits that could be a BSN are refused: a phone number starts with 0 or +."""
    if looks_like_bsn(value):
        raise Refusal(f"{REFUSES_BSN} Is het een telefoonnummer? Zet er dan een 0 voor.", field="phone", code="bsn")
    try:
        number = phonenumbers.parse(tidy(value), "NL")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise Refusal("Vul een telefoonnummer in, zoals 06 12 34 56 78 of 075 123 45 67.", field="phone", code="phone")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def shown_phone(e164: str) -> str:
    """'06 12345678' for a number in the Netherlands, '+32 …' for others."""
    number = phonenumbers.parse(e164, "NL")
    form = phonenumbers.PhoneNumberFormat
    return str(phonenumbers.format_number(number, form.NATIONAL if number.country_code == 31 else form.INTERNATIONAL))


CHECKS: dict[str, Callable[[str], str]] = {
    IdentifierKind.KVK: kvk,
    IdentifierKind.IBAN: iban,
    IdentifierKind.BRIN: brin,
    IdentifierKind.BOARD: board,
}


def normalise(kind: str, value: str, *, person: bool) -> str:
    """The number of `kind` as it is kept. Raises Refusal on the field of that name; `person` bars a BSN as btw number."""
    value = tidy(value)
    return btw(value, person=person) if kind == IdentifierKind.BTW else CHECKS[kind](value)
