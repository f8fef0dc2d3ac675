"""Where a row of a school register differs from the school we have; spelling alone is no difference."""

import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db.models import Prefetch

from fluxus.errors import Refusal
from fluxus.text import fold
from network.domain import identifiers, schools
from network.domain.details import Details, checked
from network.domain.names import comparable
from network.domain.school_files import SchoolRow
from network.domain.wijken import cities_by_pc4
from network.enums import AddressKind, IdentifierKind, PartnerRole, ProposalKind, SchoolSector
from network.models import Address, Identifier, Partner, PhoneNumber, RoleAssignment, SchoolProfile

# The register writes these out in one year and shortens them in the next.
ABBREVIATIONS = {
    "chr": "christelijke",
    "icbs": "interconfessionele basisschool",
    "kath": "katholieke",
    "loc": "locatie",
    "nevenvest": "nevenvestiging",
    "rk": "rooms katholieke",
    "rkbs": "rooms katholieke basisschool",
    "sgm": "scholengemeenschap",
}
# Kinds of education and of belief: they stand in a name or not, and have a column of their own.
LEFT_OUT = frozenset(
    "atheneum havo interconfessionele islamitische katholieke locatie lwoo mavo rooms vbo vmbo vwo".split()
)
# Which columns make up which kind of proposal.
KIND_OF = {"name": ProposalKind.RENAMED, "address": ProposalKind.MOVED}
LABELS = {
    "name": "naam",
    "address": "adres",
    "sector": "soort",
    "denomination": "grondslag",
    "board": "bestuur",
    "pupils": "leerlingen",
    "website": "website",
    "phone": "telefoonnummer",
}


@dataclass(frozen=True)
class Difference:
    """One column in which they differ. `mark` is the new value made comparable: the same mark is the same content."""

    key: str
    label: str
    old: str
    new: str
    mark: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Known:
    """A school site as we have it, with what a row is compared with."""

    profile: SchoolProfile
    partner: Partner
    address: Address | None
    phone: str
    board: str
    board_number: str
    is_open: bool


def known_schools(site_codes: Iterable[str] | None = None) -> dict[str, Known]:
    """The schools we have by site code, all of them or these; the same number of queries for any number."""
    profiles = SchoolProfile.objects.select_related("partner", "board").prefetch_related(
        Prefetch("partner__addresses", Address.objects.filter(kind=AddressKind.VISIT), to_attr="visits"),
        Prefetch("partner__phones", PhoneNumber.objects.filter(is_primary=True), to_attr="first_phones"),
        Prefetch(
            "partner__role_assignments",
            RoleAssignment.objects.filter(role=PartnerRole.SCHOOL, ended_on=None),
            to_attr="open_school_roles",
        ),
        Prefetch("board__identifiers", Identifier.objects.filter(kind=IdentifierKind.BOARD), to_attr="board_numbers"),
    )
    if site_codes is not None:
        profiles = profiles.filter(site_code__in=list(site_codes))
    return {profile.site_code: known(profile) for profile in profiles}


def known(profile: SchoolProfile) -> Known:
    partner: Any = profile.partner
    phone = partner.first_phones[0] if partner.first_phones else None
    board: Any = profile.board
    return Known(
        profile=profile,
        partner=partner,
        address=partner.visits[0] if partner.visits else None,
        phone=phone.number if phone else "",
        board=board.name if board else "",
        board_number=board.board_numbers[0].value if board and board.board_numbers else "",
        is_open=bool(partner.open_school_roles),
    )


def differences(row: SchoolRow, school: Known | None, outcome: schools.Outcome) -> list[Difference]:
    """What the row says and the school has not. An empty cell says nothing.

    Refuses a row that does not hold; a website or phone number that does not hold is noted in `outcome` and left out.
    """
    details = checked(schools.details_of(row, outcome, is_new=False), person=False)
    profile = schools.wanted_profile(row, None)
    pairs: dict[str, tuple[str, str, Callable[[str], str]]] = {
        "name": (school.partner.name if school else "", row.name, name_mark),
        "address": (address_line(school), address_of(details), address_mark),
        "sector": (sector_label(school.profile.sector if school else ""), sector_label(row.sector), fold),
        "denomination": (school.profile.denomination if school else "", row.denomination, fold),
        "board": (board_line(school), board_name(row), board_mark),
        "pupils": (
            str(school.profile.pupils or "") if school else "",
            str(profile.get("pupils", "")),
            str,
        ),
        "website": (school.partner.website if school else "", details.get("website", ""), website_mark),
        "phone": (school.phone if school else "", details.get("phone", ""), phone_mark),
    }
    found = [Difference(key, LABELS[key], old, new, mark(new)) for key, (old, new, mark) in pairs.items() if new]
    return [one for one in found if not is_same(one, pairs[one.key][2](one.old) if one.old else "")]


def is_same(one: Difference, old_mark: str) -> bool:
    """An address keeps its place when only one of both knows the letter behind the number."""
    if one.key == "address" and old_mark:
        old, new = old_mark.split("|"), one.mark.split("|")
        return old[:2] == new[:2] and (old[2] == new[2] or not (old[2] and new[2]))
    return one.mark == old_mark


def by_kind(found: list[Difference], school: Known | None) -> dict[str, list[Difference]]:
    """The differences as proposals: a school we do not have (any more) is new, else by what changed."""
    if school is None or not school.is_open:
        return {ProposalKind.NEW: found}
    kinds: dict[str, list[Difference]] = {}
    for one in found:
        kinds.setdefault(KIND_OF.get(one.key, ProposalKind.CHANGED), []).append(one)
    return kinds


def only(row: SchoolRow, keys: Iterable[str], school: Known | None) -> SchoolRow:
    """The row with the columns `keys` and nothing else: an empty cell changes nothing."""
    wanted = set(keys)
    blank: dict[str, Any] = {}
    if "name" not in wanted and school:
        blank["name"] = school.partner.name
    if "sector" not in wanted and school:
        blank["sector"] = school.profile.sector
    if "address" not in wanted:
        blank |= {"street": "", "postcode": "", "latitude": None, "longitude": None}
    blank |= {key: "" for key in ("denomination", "board", "pupils", "website", "phone") if key not in wanted}
    return replace(row, **blank)


def area_of(postcode: str) -> str:
    """What a register covers: Zaanstad as a whole, elsewhere a postcode of four digits."""
    return "Zaanstad" if postcode[:4] in cities_by_pc4() else postcode[:4]


def name_mark(name: str) -> str:
    """'Chr Basisschool Het Baken' and 'CBS HET BAKEN' are the same name."""
    words = [ABBREVIATIONS.get(word, word) for word in fold(name).split()]
    bare = comparable(" ".join(words)).split()
    return " ".join(word for word in bare if word not in LEFT_OUT) or " ".join(bare)


def address_line(school: Known | None) -> str:
    return str(school.address) if school and school.address else ""


def address_of(details: Details) -> str:
    lines = details.get("address")
    if not lines:
        return ""
    return str(
        Address(
            street=lines.street,
            house_number=lines.house_number,
            suffix=lines.suffix,
            postcode=lines.postcode,
            city=lines.city,
        )
    )


def address_mark(line: str) -> str:
    """Postcode, number and suffix of 'Parkrijklaan 121-A, 1567 HD Assendelft': the spelling of the street does not count."""
    street, _, place = line.rpartition(", ")
    number = re.search(r" (\d{1,5})(?:-(.*))?$", street)
    postcode = fold(place[:7]).replace(" ", "")
    return "|".join((postcode, number[1] if number else "", fold(number[2] or "") if number else ""))


def sector_label(sector: str) -> str:
    return str(SchoolSector(sector).label) if sector else ""


def board_line(school: Known | None) -> str:
    return f"{school.board} ({school.board_number})" if school and school.board_number else ""


def board_name(row: SchoolRow) -> str:
    if not row.board:
        return ""
    number = identifiers.board(row.board)
    return f"{schools.BOARD_NAMES.get(number, f'Schoolbestuur {number}')} ({number})"


def board_mark(line: str) -> str:
    """The number decides: we may call a board by another name."""
    return line.rpartition("(")[2].rstrip(")")


def website_mark(address: str) -> str:
    """'https://www.DeOceaan.nl/' and 'deoceaan.nl' are the same page."""
    return re.sub(r"^(https?://)?(www\.)?", "", address.strip().lower()).rstrip("/")


def phone_mark(number: str) -> str:
    """'0751234567' and '+31 75 123 45 67' are the same number."""
    try:
        return identifiers.phone(number)
    except Refusal:
        return fold(number)
