"""Contact cards, vCard 2.1, 3.0 and 4.0, as rows of a table. Pictures, sounds and keys are left out."""

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fluxus.errors import Refusal
from fluxus.tables.delimited import decoded
from fluxus.tables.shapes import MOST_ROWS, Reading, Row, Table, storable
from fluxus.text import tidy

BEGIN = re.compile(r"^[ \t\ufeff]*BEGIN[ \t]*:[ \t]*VCARD", re.IGNORECASE | re.MULTILINE)
NAME = re.compile(r"(?:[\w-]+\.)?([A-Za-z][A-Za-z0-9-]*)")
NAME_PARTS = ("Achternaam", "Voornaam", "Tussennaam", "Titel", "Achtervoegsel")
ADDRESS_PARTS = ("Postbus", "Adres 2", "Straat", "Plaats", "Provincie", "Postcode", "Land")
SINGLE = {
    "FN": "Weergavenaam",
    "NICKNAME": "Bijnaam",
    "TITLE": "Functie",
    "ROLE": "Beroep",
    "BDAY": "Geboortedatum",
    "NOTE": "Notities",
    "CATEGORIES": "Categorieën",
    "GENDER": "Geslacht",
}
SEVERAL = {"EMAIL": "E-mailadres", "URL": "Website"}
ORDER = (
    *("Weergavenaam", "Titel", "Voornaam", "Tussennaam", "Achternaam", "Achtervoegsel", "Bijnaam", "Soort"),
    *("Bedrijf", "Afdeling", "Functie", "Beroep", "E-mailadres", "Mobiel", "Telefoon", "Telefoon werk"),
    *("Telefoon thuis", "Fax", *ADDRESS_PARTS, "Ander adres", "Website", "Geslacht", "Geboortedatum"),
    *("Categorieën", "Notities"),
)
PHONES = {"cell": "Mobiel", "work": "Telefoon werk", "home": "Telefoon thuis"}
NO_PHONES = {"fax", "pager"}
WIDEST = 10
LONGEST_HEAD = 2000


@dataclass
class Property:
    """One line of a card: its name in capitals, its types in small letters, its value with escapes."""

    name: str
    types: set[str] = field(default_factory=set)
    value: str = ""

    def parts(self, separator: str = ";") -> list[str]:
        """The value split where the separator is not escaped, each part without escapes."""
        return [plain(part) for part in re.split(rf"(?<!\\){separator}", self.value)]


def looks_like_cards(data: bytes) -> bool:
    start = data[:2000]
    return bool(BEGIN.search(start.replace(b"\x00", b"").decode("utf-8", "replace").removeprefix("\ufeff")))


def table(data: bytes, reading: Reading) -> Table:
    """A row for every card, numbered from 1. Raises Refusal when no card holds anything."""
    text, encoding, notes = decoded(data, reading.encoding)
    found = [(number, as_cells(card)) for number, card in enumerate(cards(text), start=1)]
    found = [(number, cells) for number, cells in found if cells]
    if not found:
        raise Refusal("In dit bestand staan geen ingevulde contactkaarten.", code="empty")
    if len(found) > MOST_ROWS:
        raise Refusal(f"Dit bestand heeft meer dan {MOST_ROWS} kaarten. Verdeel het.", code="size")
    present = {heading for _, cells in found for heading in cells}
    headings = sorted(present, key=place)
    rows = [Row(number, {heading: cells.get(heading, "") for heading in headings}) for number, cells in found]
    return Table("vcard", headings, rows, Reading(encoding=encoding), notes=notes, original_headings=headings)


def place(heading: str) -> tuple[int, int]:
    """Where a column stands; 'E-mailadres 2' after 'E-mailadres'."""
    base, _, number = heading.rpartition(" ")
    if base in ORDER and number.isdecimal() and heading not in ORDER:
        return ORDER.index(base), int(number)
    return ORDER.index(heading), 1


def cards(text: str) -> Iterator[list[Property]]:
    """The properties of each card. A card inside a card (somebody's agent) is not read; a card without end ends with the file."""
    card: list[Property] = []
    depth = 0
    for line in unfolded(text):
        mark = re.sub(r"\s", "", line[:20]).upper()
        if mark == "BEGIN:VCARD":
            depth += 1
            card = [] if depth == 1 else card
        elif mark == "END:VCARD" and depth:
            depth -= 1
            if not depth:
                yield card
        elif depth == 1 and (found := parsed(line)):
            card.append(found)
    if depth:
        yield card


def unfolded(text: str) -> Iterator[str]:
    """Lines as they were before folding: those that go on start with a space, or follow a quoted-printable '='."""
    parts: list[str] = []
    head = ""
    for physical in re.split(r"\r\n|\r|\n", text):
        if parts and parts[-1].endswith("=") and "QUOTED-PRINTABLE" in head.partition(":")[0].upper():
            parts[-1] = parts[-1][:-1]
            parts.append(physical)
        elif parts and physical[:1] in {" ", "\t"}:
            parts.append(physical[1:])
        else:
            yield from filter(None, ["".join(parts)])
            parts, head = [physical], ""
        if len(head) < LONGEST_HEAD:
            head += parts[-1][:LONGEST_HEAD]
    yield from filter(None, ["".join(parts)])


def parsed(line: str) -> Property | None:
    """The property on a line; None for what is no property, or a picture."""
    head, value = split_at_colon(line)
    name, *parameters = head.split(";")
    match = NAME.fullmatch(name.strip())
    if not match or value is None:
        return None
    types, charset, is_quoted = set[str](), "utf-8", False
    for parameter in parameters:
        key, equals, words = parameter.partition("=")
        if key.upper() == "CHARSET":
            charset = words.strip('"')
        if "QUOTED-PRINTABLE" in parameter.upper():
            is_quoted = True
        if key.upper() in {"TYPE", "PREF"} or not equals:
            types |= {word.strip().lower() for word in (words or key).strip('"').split(",")}
        if key.upper() == "PREF" and equals:
            types.add("pref")
    if is_quoted:
        value = unquoted(value, charset)
    return Property(match[1].upper(), types, value.strip())


def split_at_colon(line: str) -> tuple[str, str | None]:
    """Before and after the first colon that is not between quotes."""
    in_quotes = False
    for at, letter in enumerate(line[:LONGEST_HEAD]):
        if letter == '"':
            in_quotes = not in_quotes
        elif letter == ":" and not in_quotes:
            return line[:at], line[at + 1 :]
    return line, None


def unquoted(value: str, charset: str) -> str:
    raw = quopri.decodestring(value.encode("utf-8", "replace"))
    for name in (charset, "utf-8", "cp1252"):
        try:
            return raw.decode(name)
        except (LookupError, ValueError):
            continue
    return raw.decode("cp1252", errors="replace")


def plain(text: str) -> str:
    """Without escapes, line ends as one kind."""
    text = re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], text)
    return re.sub(r"\r\n|\r", "\n", storable(text)).strip()


def as_cells(card: list[Property]) -> dict[str, str]:
    """What a card says under the headings of a table; the preferred address and number first."""
    cells: dict[str, str] = {}
    addresses: list[tuple[int, Property]] = []
    for item in sorted(card, key=lambda item: "pref" not in item.types):
        if item.name == "N":
            cells |= dict(zip(NAME_PARTS, item.parts(), strict=False))
        elif item.name == "ORG":
            company, *departments = item.parts()
            cells |= {"Bedrijf": company, "Afdeling": ", ".join(filter(None, departments))}
        elif item.name == "ADR":
            addresses.append((("work" not in item.types) + 2 * ("pref" not in item.types), item))
        elif item.name == "TEL":
            add_phone(cells, item)
        elif item.name in SEVERAL:
            add(cells, SEVERAL[item.name], re.sub(r"(?i)^(mailto|tel):", "", plain(item.value)))
        elif item.name in SINGLE:
            cells.setdefault(SINGLE[item.name], plain(item.value))
        elif (item.name, item.value.upper()) in {("KIND", "ORG"), ("X-ABSHOWAS", "COMPANY")}:
            cells["Soort"] = "organisatie"
    add_addresses(cells, [item for _, item in sorted(addresses, key=lambda pair: pair[0])])
    if not cells.get("Functie"):
        cells["Functie"] = cells.pop("Beroep", "")
    return {heading: cell for heading, cell in cells.items() if cell and (heading == "Notities" or tidy(cell))}


def add_phone(cells: dict[str, str], item: Property) -> None:
    number = re.sub(r"(?i)^tel:|;.*$", "", plain(item.value))
    if item.types & NO_PHONES:
        add(cells, "Fax", number)
    else:
        kind = next((heading for word, heading in PHONES.items() if word in item.types), "Telefoon")
        add(cells, kind, number)


def add(cells: dict[str, str], heading: str, value: str) -> None:
    """The first goes under the heading, others under 'heading 2' and so on."""
    headings = [heading, *(f"{heading} {number}" for number in range(2, WIDEST + 1))]
    if value and value not in (cells.get(name) for name in headings):
        free = next((name for name in headings if name not in cells), headings[-1])
        cells[free] = f"{cells[free]}; {value}" if free in cells else value


def add_addresses(cells: dict[str, str], addresses: list[Property]) -> None:
    """The first address in parts, the others as one line each."""
    for item in addresses[:1]:
        parts = dict(zip(ADDRESS_PARTS, item.parts(), strict=False))
        if not parts.get("Straat"):
            parts["Straat"] = parts.pop("Adres 2", "")
        cells |= parts
    others = [", ".join(part for part in item.parts() if part) for item in addresses[1:]]
    cells["Ander adres"] = "\n".join(filter(None, others))
