"""What people type in one cell, and what spreadsheets make of it: repaired where that is sure, left out with a reason otherwise.

Each function gives what it read and Dutch remarks. A burgerservicenummer never comes through, and is never repeated in a remark.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from fluxus.errors import Refusal
from fluxus.text import fold, tidy
from network.domain import identifiers

LIKE_QUOTES = str.maketrans(
    {"‘": "'", "’": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " ", "\u00ad": ""}
)
# What programs write where nothing was filled in.
FILLERS = frozenset(
    """
    0-0-00 0.0.00 00-00-0000 0-0-0000 1899-12-30 1900-01-00 niet-gespecificeerd unspecified null none nan n/a #n/a #n/b n.v.t.
    nvt #ref! #value! #waarde! #name? #naam? #div/0! #deel/0! - -- --- ? . x@x.nl geen
    """.split()
)
HYPERLINK = re.compile(r'=\s*HYPERLINK\s*\(\s*"([^"]*)"\s*(?:[;,]\s*"([^"]*)")?\s*\)', re.IGNORECASE)
QUOTED_VALUE = re.compile(r'=\s*"([^"]*)"')
EMAIL = re.compile(r"[^\s<>;,:|\"'()\[\]{}=]+@[^\s<>;,:|\"()\[\]{}=]*")
DISPLAY_NAME = re.compile(r"[\"']?([^\"<>@]*[^\W\d_][^\"<>@]*?)[\"']?\s*<[^<>\s]+@[^<>\s]+>")
AT = re.compile(r"\s*[(\[{]\s*(?:at|apenstaartje)\s*[)\]}]\s*", re.IGNORECASE)
ROUNDED = re.compile(r"[0-9]([.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
NINE_DIGITS = re.compile(r"(?<![0-9A-Za-z+])[0-9](?:[ .\-]?[0-9]){8}(?![0-9])")
OLD_BTW = re.compile(
    r"(?<![0-9A-Za-z])(?:NL[ .\-]?)?([0-9](?:[ .\-]?[0-9]){8})[ .\-]?B[ .\-]?[0-9]{2}(?![0-9])", re.IGNORECASE
)
HOUSE = re.compile(r"(\d{1,5})\s*[-–/,]?\s*(.{0,20})")
ADDRESS_LINE = re.compile(r"(?P<street>.*[^\W\d_].*)[\s,]+(?P<number>\d{1,5})(?P<suffix>(?:\s*[-/]?\s*\w{1,6}){0,2})")
# 'Westzijde 148 2', but not 'Plein 1945 12'
NUMBER_APART = re.compile(r"(.*[^\W\d_]\S*)\s(\d{1,3})")
POSTCODE = re.compile(r"[,\s]*\b([1-9]\d{3}\s?[A-Za-z]{2})\b[,\s]*")
DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
ISO_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[ T].*)?")
SERIAL = re.compile(r"[2-5]\d{4}")
EXCEL_DAY_ZERO = date(1899, 12, 30)
DUTCH, AMERICAN = "dmy", "mdy"
REMOVED = "[nummer weggehaald]"
LONGEST_SHOWN = 40


@dataclass
class Read:
    """What came out of a cell, and what to tell about it."""

    found: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def clean(cell: str) -> str:
    """Plain quotes and spaces, and '' for what a program writes where nothing was filled in."""
    text = tidy(cell.translate(LIKE_QUOTES))
    return "" if text.lower() in FILLERS else text


def clean_lines(cell: str) -> str:
    """As `clean`, with its line ends."""
    lines = [tidy(line) for line in re.split(r"\r\n|\r|\n", cell.translate(LIKE_QUOTES))]
    text = "\n".join(lines).strip()
    return "" if text.lower() in FILLERS else text


def shown(cell: str) -> str:
    """A cell as it is named in a remark: short, and without a number that could be a BSN."""
    text = without_bsn(tidy(cell))[0]
    return f"“{text[:LONGEST_SHOWN]}{'…' if len(text) > LONGEST_SHOWN else ''}”"


def without_formula(cell: str, *, wants_link: bool = False) -> tuple[str, list[str]]:
    """The text of a formula: what HYPERLINK shows (or where it leads), what stands between quotes, else nothing."""
    text = cell.strip()
    if not text.startswith("="):
        return cell, []
    if link := HYPERLINK.fullmatch(text):
        target = re.sub(r"(?i)^mailto:|\?subject=.*$", "", link[1])
        kept = target if wants_link else link[2] or target
        return kept, [f"De formule in deze cel is gelezen als {shown(kept)}."]
    if value := QUOTED_VALUE.fullmatch(text):
        return value[1], []
    return "", [f"Een formule is niet overgenomen: {shown(text)}."]


def without_bsn(text: str) -> tuple[str, bool]:
    """The text without numbers that could be a burgerservicenummer (UAVG art. 46), and whether there was one.

    The btw number that a self-employed person had before 2020 is one too.
    """
    scrubbed = OLD_BTW.sub(lambda at: REMOVED if identifiers.looks_like_bsn(at[1]) else at[0], text)
    scrubbed = NINE_DIGITS.sub(lambda at: REMOVED if identifiers.looks_like_bsn(at[0]) else at[0], scrubbed)
    return scrubbed, scrubbed != text


def emails(cell: str) -> Read:
    """Every address in a cell, in order: 'a@x.nl; b@y.nl', 'Jan <jan@x.nl>', 'mailto:jan@x.nl', 'jan (at) x.nl'."""
    read = Read()
    text = AT.sub("@", cell)
    for word in EMAIL.findall(re.sub(r"(?i)\bmailto:", " ", text).partition("?subject")[0]):
        address = word.strip(".'/*").lower()
        try:
            validate_email(address)
        except ValidationError:
            read.remarks.append(f"E-mailadres {shown(word)} klopt niet; niet overgenomen.")
            continue
        if len(address) <= 254 and address not in read.found:
            read.found.append(address)
    if text != cell and read.found:
        read.remarks.append(f"E-mailadres {shown(cell)} is gelezen als {read.found[0]}.")
    if not read.found and not read.remarks:
        read.remarks.append(f"{shown(cell)} is geen e-mailadres; niet overgenomen.")
    return read


def display_name(cell: str) -> str:
    """The name in 'Jan Smit <jan@x.nl>'; '' when there are more addresses or no name."""
    match = DISPLAY_NAME.fullmatch(cell.strip())
    return tidy(match[1]) if match else ""


def phones(cell: str) -> Read:
    """Every number in a cell. The zero that a spreadsheet dropped comes back, a rounded number is lost for good."""
    if ROUNDED.fullmatch(cell.strip()):
        return Read(
            remarks=[f"Telefoonnummer {shown(cell)} is afgerond door een rekenprogramma; de echte cijfers zijn weg."]
        )
    bare = re.sub(r"[\s.\-]", "", cell)
    if re.fullmatch(r"[1-9][0-9]{8}", bare):
        return phone_without_zero(bare)
    matches = phonenumbers.PhoneNumberMatcher(cell, "NL")
    found = list(dict.fromkeys(identifiers.shown_phone(e164(match.number)) for match in matches))
    if is_phone(cell) and len(found) < 2:
        found = [tidy(cell)[:40]]
    return Read(found, [] if found else [f"{shown(cell)} is geen telefoonnummer; niet overgenomen."])


def phone_without_zero(digits: str) -> Read:
    """Nine digits that could be a BSN are only taken for a mobile number, which starts with a 6."""
    number = f"0{digits}"
    if is_phone(number) and (digits[0] == "6" or not identifiers.looks_like_bsn(digits)):
        return Read([number], [f"Bij telefoonnummer {number} is de 0 vooraan teruggezet."])
    return Read(
        remarks=["Een nummer van negen cijfers is niet overgenomen: het is geen telefoonnummer of lijkt een BSN."]
    )


def e164(number: phonenumbers.PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def is_phone(text: str) -> bool:
    try:
        identifiers.phone(text)
    except Refusal:
        return False
    return True


def number(kind: str, label: str, cell: str, *, person: bool) -> Read:
    """An official number as it is kept. Wrong ones and those with a BSN in them are left out with the reason."""
    try:
        value = identifiers.normalise(kind, cell, person=person)
    except Refusal as refusal:
        said = "" if refusal.code == "bsn" else f" {shown(cell)}"
        return Read(remarks=[f"{label}{said} niet overgenomen: {refusal.sentence}"])
    digits = re.sub(r"\D", "", cell)
    was_short = kind in {"kvk", "board"} and len(digits) < len(value)
    return Read([value], [f"Bij {label} {value} zijn de nullen vooraan teruggezet."] if was_short else [])


def postcode(cell: str) -> Read:
    try:
        return Read([identifiers.postcode(cell)])
    except Refusal:
        return Read(remarks=[f"Postcode {shown(cell)} klopt niet; zo hoort het: 1506 EK."])


def house(cell: str) -> tuple[int, str]:
    """'148-2' → (148, '2'), '148 hs' → (148, 'hs'), '12-14' → (12, '14'); (0, '') for what is no house number."""
    if is_date(cell) or not (match := HOUSE.fullmatch(cell.strip())):
        return 0, ""
    return int(match[1]), tidy(match[2])


def address_line(cell: str) -> tuple[str, int, str]:
    """'Westzijde 148a' → ('Westzijde', 148, 'a'), 'Plein 1945 12' → ('Plein 1945', 12, ''); without a number (cell, 0, '')."""
    text = re.sub(r"(\d)\s*[-–/]\s*(\d)", r"\1-\2", tidy(cell))
    if match := ADDRESS_LINE.fullmatch(text):
        street, number, suffix = match["street"].strip(" ,"), match["number"], match["suffix"].strip(" -/")
        if apart := NUMBER_APART.fullmatch(street):
            street, number, suffix = apart[1], apart[2], f"{number}{suffix}"
        return street, int(number), suffix
    return tidy(cell), 0, ""


def split_address(cell: str) -> tuple[str, str, str]:
    """'Westzijde 148a, 1506 EK Zaandam' → ('Westzijde 148a', '1506 EK', 'Zaandam'); what is not there is ''."""
    text = " , ".join(filter(None, (tidy(line) for line in cell.splitlines())))
    if match := POSTCODE.search(text):
        city = text[match.end() :].split(",")[0].strip()
        return text[: match.start()].strip(" ,"), match[1], city
    return text.split(" , ")[0], "", ""


def website(cell: str) -> Read:
    """With https:// in front where nothing stands; '' is nothing."""
    address = cell.split(maxsplit=1)[0].rstrip(",;")
    address = address if "://" in address else f"https://{address}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        return Read(remarks=[f"Website {shown(cell)} klopt niet; niet overgenomen."])
    if len(address) > 200:
        return Read(remarks=["Het adres van de website is te lang; niet overgenomen."])
    return Read([address])


def parts(cell: str) -> list[str]:
    """The words of a list in one cell: 'a|b', 'a; b', '* myContacts ::: Docenten'."""
    words = [tidy(word).lstrip("* ") for word in re.split(r":::|[;|,\n/+]|\s&\s|\sen\s", cell)]
    return [word for word in dict.fromkeys(words) if word]


def is_date(cell: str) -> bool:
    text = fold(cell)
    return bool(
        ISO_DATE.fullmatch(cell.strip())
        or re.fullmatch(r"\d{1,2} (jan|feb|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec)", text)
    )


def day_order(column: Iterable[str]) -> tuple[str, list[str]]:
    """Whether a whole column is day-month-year or month/day/year; a column that does not tell is Dutch, with a warning."""
    found = [match for cell in column if (match := DATE.fullmatch(cell.strip()))]
    first = any(int(match[1]) > 12 for match in found)
    second = any(int(match[2]) > 12 for match in found)
    if second and not first:
        return AMERICAN, ["Deze datums zijn gelezen als maand/dag/jaar."]
    if first and second:
        return DUTCH, ["In deze kolom staan datums door elkaar (dag-maand en maand-dag). Gelezen als dag-maand-jaar."]
    if found and not first:
        return DUTCH, [f"Gelezen als dag-maand-jaar ({found[0][0]}). Kijk of dat klopt."]
    return DUTCH, []


def day(cell: str, order: str = DUTCH) -> date | None:
    """A date in the order of its column, year-month-day, or the day number of a spreadsheet; None when it is none."""
    text = cell.strip()
    try:
        if SERIAL.fullmatch(text):
            return EXCEL_DAY_ZERO + timedelta(days=int(text))
        if match := ISO_DATE.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := DATE.fullmatch(text):
            first, second, year = (int(part) for part in match.groups())
            year += (2000 if year < 50 else 1900) if year < 100 else 0
            return date(year, second, first) if order == DUTCH else date(year, first, second)
    except ValueError:
        return None
    return None
