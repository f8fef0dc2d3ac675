"""The two shapes of an import row: what its columns hold by field, and the draft of a partner that comes out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from network.domain.details import Details
from network.domain.imports import cells as cell
from network.domain.imports.fields import BSN, FIELDS
from network.enums import Gender, IdentifierKind, PartnerKind

OFFICIAL = frozenset(IdentifierKind.values)
Values = Mapping[str, Mapping[str, str]]
# How much fits in the columns of a partner.
LONGEST = {
    "given_name": 80,
    "infix": 30,
    "family_name": 120,
    "name": 200,
    "trade_name": 200,
    "organisation": 200,
    "function": 120,
}


@dataclass
class Draft:
    """What a row says of one partner. A person has name parts, an organisation only `name`.

    `details` go to `network.domain.partners` (the first e-mail address and phone number in it, the others in `extra_*`).
    `organisation`, `function` and `since` say where a person works. `note` is free text of the row. `repairs` and `problems` are
    Dutch; with a problem the row is refused, a repair is only told.

    A row with nothing but e-mail addresses gives a partner with the first address as name, as other mail programs do: it can be
    reached and named later. A row with only a phone number, or one word and nothing else, is refused: nobody would find it back.
    """

    kind: str = PartnerKind.PERSON
    name: str = ""
    given_name: str = ""
    infix: str = ""
    family_name: str = ""
    details: Details = field(default_factory=Details)
    extra_emails: list[str] = field(default_factory=list)
    extra_phones: list[str] = field(default_factory=list)
    organisation: str = ""
    function: str = ""
    since: date | None = None
    tags: list[str] = field(default_factory=list)
    note: str = ""
    repairs: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def is_person(self) -> bool:
        return self.kind == PartnerKind.PERSON

    @property
    def initials(self) -> str:
        return self.details.get("initials", "")

    @property
    def gender(self) -> str:
        return self.details.get("gender", Gender.UNKNOWN)

    @property
    def emails(self) -> list[str]:
        """All e-mail addresses, in the order of the row."""
        return [address for address in (self.details.get("email", ""), *self.extra_emails) if address]

    @property
    def phones(self) -> list[str]:
        """All phone numbers as they are kept, in the order of the row."""
        return [number for number in (self.details.get("phone", ""), *self.extra_phones) if number]


@dataclass
class Columns:
    """The cells of a row by field, clean, with what a colleague said that words mean. `fields` are those of the whole list."""

    cells: dict[str, list[str]]
    values: Values
    fields: Collection[str]

    def first(self, key: str) -> str:
        return next(iter(self.cells.get(key, ())), "")

    def all(self, key: str) -> list[str]:
        return self.cells.get(key, [])


def scrubbed(cells: Mapping[str, str], mapping: Mapping[str, str], *, person: bool = True) -> dict[str, str]:
    """The row as it may be kept: a BSN column is empty, and a number in a text that could be a BSN is gone.

    What stands in a column of phone numbers is one, and the btw number of an organisation (`person` False) holds no BSN.
    """
    numbers = {"phone"} if person else {"phone", IdentifierKind.BTW}
    kept = {}
    for heading, text in cells.items():
        key = mapping.get(heading, "")
        kept[heading] = "" if key == BSN else text if key in numbers else cell.without_bsn(text)[0]
    return kept


def by_field(cells: Mapping[str, str], mapping: Mapping[str, str], row: Draft) -> dict[str, list[str]]:
    """What the row holds for each field. A BSN stays behind here, wherever it stood."""
    found: dict[str, list[str]] = {}
    for heading, raw in cells.items():
        key = mapping.get(heading, "")
        if key == BSN and raw.strip():
            row.repairs.append(f"De kolom “{heading}” is weggelaten: een burgerservicenummer mogen we niet bewaren.")
        if key not in FIELDS or key == BSN or not raw.strip():
            continue
        text, remarks = cell.without_formula(raw, wants_link=key in {"email", "website"})
        text = (
            cell.clean_lines(text)
            if key in {"note", "email", "phone"} or key.startswith("street")
            else cell.clean(text)
        )
        row.repairs += remarks
        if key != "phone" and key not in OFFICIAL:
            text, had_bsn = cell.without_bsn(text)
            if had_bsn:
                row.repairs.append(
                    f"In “{heading}” stond een nummer dat op een burgerservicenummer lijkt; dat is weggehaald."
                )
        if text and text not in found.setdefault(key, []):
            found[key].append(text)
    return found


def fitting(row: Draft, key: str, text: str) -> str:
    """As much of a text as fits, told when it was cut."""
    most = LONGEST[key]
    if len(text) > most:
        row.repairs.append(f"{FIELDS[key].label if key in FIELDS else 'Tekst'} is te lang en is afgekapt.")
    return text[:most].strip()
