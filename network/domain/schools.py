"""Bringing the school register into the network: adds and updates, and never empties what we know."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from fluxus.errors import Refusal
from network.domain import identifiers, partners
from network.domain.details import AddressLines, Details, checked
from network.domain.school_files import SchoolRow
from network.domain.search_text import refresh
from network.domain.timeline import record
from network.enums import EntryKind, IdentifierKind, PartnerKind, PartnerRole, ProposalKind
from network.models import Identifier, Partner, SchoolProfile

# The register only has numbers; these three follow from the schools they govern (network/data/SOURCES.md).
BOARD_NAMES = {"41852": "Zaan Primair", "41251": "Agora", "41581": "OVO Zaanstad"}
# The register gives Herman Gorter the website and phone number of a school in Tiel.
WRONG_IN_REGISTER = frozenset({("19BZ00", "www.mauritsschool-tiel.nl"), ("19BZ00", "0344634948")})


@dataclass
class Outcome:
    """What an import did, and what it could not do, in Dutch and with the line of the file."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    boards_added: int = 0
    problems: list[str] = field(default_factory=list)
    proposals: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ProposalKind.values, 0))

    def note(self, row: SchoolRow, sentence: str) -> None:
        """A remark about a line of the file."""
        self.problems.append(f"Regel {row.line} ({row.name or row.site_code}): {sentence}")


@transaction.atomic
def import_rows(*, rows: Iterable[SchoolRow], source: str, today: date, by: Any = None) -> Outcome:
    """Add or update every school site of a register, with its board, in one transaction.

    A site is known by its code. An empty cell leaves what we have; a row that does not hold is skipped and named in
    `problems`. The same rows again change nothing.
    """
    outcome = Outcome()
    for row in rows:
        try:
            with transaction.atomic():
                import_row(row, outcome, source=source, today=today, by=by)
        except Refusal as refusal:
            outcome.note(row, refusal.sentence)
        except ValidationError as error:
            outcome.note(row, " ".join(error.messages))
    return outcome


def import_row(row: SchoolRow, outcome: Outcome, *, source: str, today: date, by: Any) -> None:
    site_code = site_code_of(row)
    profile = SchoolProfile.objects.select_related("partner").filter(site_code=site_code).first()
    school = profile.partner if profile else Partner(kind=PartnerKind.ORGANISATION)
    changed = ["naam"] if profile and school.name != row.name else []
    partners.name_organisation(school, row.name)
    details = details_of(row, outcome, is_new=profile is None)
    details["identifiers"] = {IdentifierKind.BRIN: site_code}
    details = checked(details, person=False)
    if profile is None:
        partners.write_new(school, details, today=today)
    else:
        changed += partners.write(school, details, today=today)
    if school.addresses.filter(wijk=None).exists():
        outcome.note(row, "de postcode ligt in meer wijken. Kies de wijk bij de school zelf.")
    wanted = wanted_profile(row, board_of(row, outcome, today=today, by=by))
    profile = profile or SchoolProfile(partner=school, site_code=site_code, source="")
    changed += write_profile(profile, wanted, source=source)
    count_and_tell(school, changed, outcome, source=source, by=by)


def site_code_of(row: SchoolRow) -> str:
    """The code of the site, checked. Refuses a row without name or sector."""
    if not row.name or not row.sector:
        raise Refusal("De naam of de soort van de school ontbreekt.")
    site_code = identifiers.brin(row.site_code)
    if len(site_code) != 6:
        raise Refusal("De vestigingscode is niet volledig.")
    return site_code


def details_of(row: SchoolRow, outcome: Outcome, *, is_new: bool) -> Details:
    """What the row says and holds; a website or phone number that does not hold is named and left out."""
    details: Details = {"roles": [PartnerRole.SCHOOL]} if is_new else {}
    if row.website and (row.site_code, row.website) not in WRONG_IN_REGISTER:
        website = row.website if "://" in row.website else f"https://{row.website}"
        try:
            URLValidator(schemes=["http", "https"])(website)
            details["website"] = website
        except ValidationError:
            outcome.note(row, f"de website “{row.website}” klopt niet.")
    if row.phone and (row.site_code, row.phone) not in WRONG_IN_REGISTER:
        try:
            identifiers.phone(row.phone)
            details["phone"] = row.phone
        except Refusal:
            outcome.note(row, f"het telefoonnummer “{row.phone}” klopt niet.")
    if row.street and row.postcode:
        details["address"] = AddressLines(
            street=row.street,
            house_number=int(row.house_number) if row.house_number.isdecimal() else 0,
            suffix=row.suffix,
            postcode=row.postcode,
            city=row.city,
            latitude=row.latitude,
            longitude=row.longitude,
        )
    return details


def wanted_profile(row: SchoolRow, board: Partner | None) -> dict[str, Any]:
    """The values of the profile that the row fills."""
    wanted: dict[str, Any] = {"sector": row.sector, "denomination": row.denomination, "board": board}
    if row.pupils:
        if not row.pupils.isdecimal() or len(row.pupils) > 5:
            raise Refusal(f"Het aantal leerlingen “{row.pupils}” is geen getal.")
        wanted["pupils"] = int(row.pupils)
    return {name: value for name, value in wanted.items() if value not in (None, "")}


def write_profile(profile: SchoolProfile, wanted: dict[str, Any], *, source: str) -> list[str]:
    labels = {"sector": "soort", "denomination": "grondslag", "board": "bestuur", "pupils": "leerlingen"}
    different = [name for name, value in wanted.items() if getattr(profile, name) != value]
    if profile.pk and not different:
        return []
    for name in different:
        setattr(profile, name, wanted[name])
    profile.source = source
    profile.clean_fields(exclude=["partner"])
    is_new = profile.pk is None
    profile.save()
    refresh(profile.partner)
    return ["toegevoegd"] if is_new else [labels[name] for name in different]


def board_of(row: SchoolRow, outcome: Outcome, *, today: date, by: Any) -> Partner | None:
    """The partner that governs the school, added when we do not have it yet."""
    if not row.board:
        return None
    number = identifiers.board(row.board)
    known = Identifier.objects.filter(kind=IdentifierKind.BOARD, value=number).select_related("partner").first()
    if known:
        return known.partner
    outcome.boards_added += 1
    return partners.add_organisation(
        name=BOARD_NAMES.get(number, f"Schoolbestuur {number}"),
        roles=[PartnerRole.SCHOOL_BOARD],
        identifiers={IdentifierKind.BOARD: number},
        by=by,
        today=today,
        despite_duplicates=True,
    )


def count_and_tell(school: Partner, changed: list[str], outcome: Outcome, *, source: str, by: Any) -> None:
    if not changed:
        outcome.unchanged += 1
        return
    if "toegevoegd" in changed:
        outcome.added += 1
        title = "Toegevoegd uit het scholenregister"
    else:
        outcome.changed += 1
        title = f"Bijgewerkt uit het scholenregister: {', '.join(changed)}"
    record(partners=[school], kind=EntryKind.PARTNER, title=title, detail=source, by=by)
