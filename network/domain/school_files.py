"""Reading school registers: our own layout, and the files of DUO as they are published (`;`, cp1252)."""

import csv
import gzip
import io
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from fluxus.errors import Refusal
from fluxus.text import tidy
from network.domain.wijken import city_of
from network.enums import SchoolSector

SECTORS = {
    "PO": SchoolSector.PO,
    "SBO": SchoolSector.SBO,
    "SO": SchoolSector.SO,
    "SO/VSO": SchoolSector.SO_VSO,
    "VO": SchoolSector.VO,
    "VSO": SchoolSector.VSO,
}
ZAANSTAD = "0479"
HOUSE_NUMBER = re.compile(r"^\s*(\d{1,5})\s*[-\s]?\s*(.*)$")
MOST_BYTES = 50_000_000
GZIP = b"\x1f\x8b"
YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


@dataclass(frozen=True, kw_only=True)
class SchoolRow:
    """One site as a register has it; '' and None are what the register does not say. `line` as a spreadsheet counts."""

    line: int
    site_code: str
    name: str
    sector: str
    street: str
    house_number: str
    suffix: str
    postcode: str
    city: str
    denomination: str
    website: str
    phone: str
    pupils: str
    latitude: float | None
    longitude: float | None
    board: str


def read(path: Path) -> list[SchoolRow]:
    """The school sites of Zaanstad in a file. Raises Refusal when the file is no register we know."""
    try:
        with path.open("rb") as stream:
            return read_bytes(stream.read(MOST_BYTES + 1))
    except OSError as error:
        raise Refusal(f"Het bestand {path.name} is niet te lezen.", code="file") from error


def read_bytes(raw: bytes) -> list[SchoolRow]:
    """As `read`, for a file that somebody uploads."""
    text = decoded(raw)
    header = text.partition("\n")[0]
    lines = csv.DictReader(io.StringIO(text), delimiter=";" if header.count(";") > header.count(",") else ",")
    columns = set(lines.fieldnames or ())
    rows = [{key: tidy(value or "") for key, value in row.items() if isinstance(value, str) and key} for row in lines]
    numbered = list(enumerate(rows, start=2))
    if {"vestigingscode", "naam", "soort", "postcode"} <= columns:
        return [from_ours(line, row) for line, row in numbered]
    if {"VESTIGINGSNUMMER", "VESTIGINGSNAAM", "GEMEENTENUMMER"} <= columns:
        sector = SchoolSector.VO if "ONDERWIJSSTRUCTUUR" in columns else SchoolSector.PO
        return [
            from_duo(line, row, sector) for line, row in numbered if row.get("GEMEENTENUMMER", "").zfill(4) == ZAANSTAD
        ]
    raise Refusal(
        "Dit bestand heeft niet de kolommen van het scholenregister (onze opmaak of die van DUO).", code="layout"
    )


def decoded(raw: bytes) -> str:
    """The text of a file, also gzipped: UTF-8 when it is that, else cp1252, as DUO writes."""
    if raw.startswith(GZIP):
        try:
            with gzip.open(io.BytesIO(raw)) as stream:
                raw = stream.read(MOST_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise Refusal("Dit gezipte bestand is beschadigd.", code="file") from error
    if len(raw) > MOST_BYTES:
        raise Refusal("Dit bestand is te groot.", code="size")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def year_of(source: str) -> int | None:
    """The year of a register, as the name of its file says it."""
    found = YEAR.search(source)
    return int(found[1]) if found else None


def source_of(name: str, year: int | None = None) -> str:
    """What we write down as the source; `year` where the name of the file does not say it."""
    known = year is None or year_of(name) == year
    return (f"DUO, {name}" if known else f"DUO {year}, {name}")[:120]


def from_ours(line: int, row: dict[str, str]) -> SchoolRow:
    return SchoolRow(
        line=line,
        site_code=row["vestigingscode"].upper(),
        name=row["naam"],
        sector=SECTORS.get(row["soort"].upper(), ""),
        street=row.get("straat", ""),
        house_number=row.get("huisnummer", ""),
        suffix="-".join(part for part in (row.get("huisletter", ""), row.get("toevoeging", "")) if part),
        postcode=row["postcode"],
        city=row.get("plaats", ""),
        denomination=row.get("denominatie", ""),
        website=row.get("website", ""),
        phone=row.get("telefoon", row.get("telefoon_2020", "")),
        pupils=row.get("leerlingen", ""),
        latitude=degrees(row.get("lat", "")),
        longitude=degrees(row.get("lon", "")),
        board=row.get("bevoegd_gezag_nr", row.get("bevoegd_gezag_nr_2020", "")),
    )


def from_duo(line: int, row: dict[str, str], sector: str) -> SchoolRow:
    number = HOUSE_NUMBER.match(row.get("HUISNUMMER-TOEVOEGING", ""))
    postcode = row.get("POSTCODE", "")
    return SchoolRow(
        line=line,
        site_code=row["VESTIGINGSNUMMER"].upper(),
        name=row["VESTIGINGSNAAM"],
        sector=sector,
        street=row.get("STRAATNAAM", ""),
        house_number=number[1] if number else "",
        suffix=number[2] if number else "",
        postcode=postcode,
        city=city_of(postcode) or row.get("PLAATSNAAM", "").capitalize(),
        denomination=row.get("DENOMINATIE", ""),
        website=row.get("INTERNETADRES", ""),
        phone=row.get("TELEFOONNUMMER", ""),
        pupils="",
        latitude=None,
        longitude=None,
        board=row.get("BEVOEGD GEZAG NUMMER", ""),
    )


def degrees(value: str) -> float | None:
    try:
        return float(value) if value else None
    except ValueError:
        return None
